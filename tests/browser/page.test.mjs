// The page's source: types hold, the bundle is the same every time, words are plain in both languages, money is added in whole fen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'node:test';

const web = join(dirname(fileURLToPath(import.meta.url)), '../../web');
const files = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? files(join(folder, each.name)) : [join(folder, each.name)]));
const sources = files(join(web, 'src')).map((path) => [path.slice(web.length + 1), readFileSync(path, 'utf8')]);
const { buildSync } = createRequire(join(web, 'package.json'))('esbuild');

async function module_of(path) {
  const dir = mkdtempSync(join(tmpdir(), 'claimpack-page-')), file = join(dir, 'made.mjs');
  try {
    buildSync({ entryPoints: [join(web, 'src', path)], bundle: true, format: 'esm', outfile: file, logLevel: 'silent' });
    return await import(pathToFileURL(file).href);
  } finally { rmSync(dir, { recursive: true, force: true }); }
}

test('types hold', () => {
  execFileSync(process.execPath, [join(web, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', web], { stdio: 'pipe' });
});

test('the same source makes the same bytes', () => {
  const dirs = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'claimpack-dist-')));
  try {
    for (const dir of dirs) execFileSync(process.execPath, [join(web, 'build.mjs'), join(dir, 'dist')], { cwd: dir, stdio: 'pipe' });
    const seen = dirs.map((dir) => files(join(dir, 'dist')).sort().map((path) => [path.slice(dir.length), readFileSync(path, 'utf8')]));
    assert.deepEqual(seen[0], seen[1]);
    const page = seen[0].find(([name]) => name === '/dist/index.html')[1];
    assert.doesNotMatch(page, /<style|style=|<script(?![^>]*\bsrc=)|\bon[a-z]+=|https?:/, 'nothing inline, no other host');
  } finally { for (const dir of dirs) rmSync(dir, { recursive: true, force: true }); }
});

test('package-lock names no place to download from, and every package by its digest', () => {
  for (const lock of [join(web, 'package-lock.json'), join(web, '../tests/browser/package-lock.json')]) {
    const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
    for (const [name, each] of Object.entries(packages)) {
      if (!name) continue;
      assert.equal(each.resolved, undefined, name);
      assert.match(each.integrity ?? '', /^sha512-/, name);
    }
  }
});

test('text becomes text: nothing puts markup or code into the page', () => {
  for (const [path, text] of sources) assert.doesNotMatch(text, /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, path);
});

test('words: Chinese and English for each, plain, never a bare code', async () => {
  const { phrases, kinds, fields } = await module_of('phrases.ts');
  for (const group of [phrases, kinds, fields])
    for (const [key, [zh, en]] of Object.entries(group)) {
      assert.ok(zh.length > 0 && en.length > 0, key);
      if (key !== 'other_language' && key !== 'key.tab' && !/^\{n\}/.test(zh)) assert.match(zh, /[一-鿿]/, key);
      if (key !== 'other_language') assert.doesNotMatch(en, /[一-鿿]/, key);
      assert.doesNotMatch(`${zh} ${en}`, /\berrors\b|\bfailed\b|exception|undefined|null/i, key);
      assert.deepEqual([...zh.matchAll(/\{\w+\}/g)].map(String).sort(), [...en.matchAll(/\{\w+\}/g)].map(String).sort(), `${key}: the same values in both`);
    }
  const used = new Set(sources.flatMap(([, text]) => [...text.matchAll(/\bt\('([\w.]+)'/g)].map((match) => match[1])));
  for (const key of used) assert.ok(key in phrases, key);
});

test('money: whole fen, thousands separators, half a fen away from nought', async () => {
  const { fen_of, product_fen, yuan, amount } = await module_of('money.ts');
  for (const [text, fen] of [['12,345.60', 1234560n], ['¥0.1', 10n], ['-3.05', -305n], ['7', 700n], ['', undefined], ['1.234', undefined], ['12a', undefined], ['1.500', 150n]]) assert.equal(fen_of(text), fen, text);
  for (const [price, quantity, fen] of [['4.10', '2', 820n], ['0.333', '3', 100n], ['1.005', '1', 101n], ['-1.005', '1', -101n], ['0.1', '0.5', 5n], ['0.01', '0.49', 0n], ['999999.99', '1000', 99999999000n], ['x', '1', undefined]]) assert.equal(product_fen(price, quantity), fen, `${price} × ${quantity}`);
  assert.equal(yuan(-123456789n), '-1,234,567.89');
  assert.equal(amount('1234567.8'), '1,234,567.80');
  assert.equal(amount('壹佰'), '壹佰');
  let seed = 7;
  for (let round = 0; round < 2000; ++round) {
    seed = (seed * 48271) % 2147483647;
    const fen = BigInt(seed % 100000000);
    assert.equal(fen_of(yuan(fen)), fen);
  }
});
