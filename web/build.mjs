// Bundles src/ into dist/: index.html, assets with the digest of their bytes in their names, and the licences of what is bundled.
// Nothing of the outcome depends on the machine, the folder or the time.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(web, 'dist');
const made = target + '.new';

// OpenSeadragon puts a style sheet of its own into the page (no outline around its canvas where there is no mouse), which the strict
// Content-Security-Policy refuses and reports. It is left out; a version that looks otherwise is noticed here.
const without_inline_style = {
  name: 'without inline style',
  setup(build) {
    build.onLoad({ filter: /openseadragon\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const sheet = /if \(!document\.querySelector\('style\[data-openseadragon-mobile-css\]'\)\) \{[\s\S]*?document\.head\.appendChild\(style\);\s*\}/;
      if (!sheet.test(source) || /createElement\(\s*['"]style['"]/.test(source.replace(sheet, ''))) throw new Error('openseadragon: its inline style is no longer where it was');
      return { contents: source.replace(sheet, ''), loader: 'js' };
    });
  },
};

const result = await build({
  absWorkingDir: web,
  entryPoints: { station: 'src/main.tsx' },
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome100', 'firefox100', 'safari15'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  write: false,
  outdir: 'dist',
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
  plugins: [without_inline_style],
});

rmSync(made, { recursive: true, force: true });
mkdirSync(join(made, 'assets'), { recursive: true });
const names = {};
for (const file of result.outputFiles) {
  const kind = file.path.endsWith('.css') ? 'css' : 'js';
  const digest = createHash('sha256').update(file.contents).digest('hex').slice(0, 16);
  names[kind] = `assets/station-${digest}.${kind}`;
  writeFileSync(join(made, names[kind]), file.contents);
}
const page = readFileSync(join(web, 'src/index.html'), 'utf8').replaceAll('{{js}}', names.js).replaceAll('{{css}}', names.css);
writeFileSync(join(made, 'index.html'), page);
writeFileSync(join(made, 'icon.svg'), readFileSync(join(web, 'src/icon.svg')));

// The licence of every package whose code is in the bundle.
const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const at = input.lastIndexOf('node_modules/');
  if (at < 0) continue;
  const parts = input.slice(at + 13).split('/');
  packages.add(parts[0].startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0]);
}
let notices = '';
for (const name of [...packages].sort()) {
  const folder = join(web, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).sort().find((each) => /^licen[cs]e/i.test(each));
  notices += `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n\n----\n\n`;
}
writeFileSync(join(made, 'licences.txt'), notices);

rmSync(target, { recursive: true, force: true });
if (existsSync(target)) throw new Error(`${target} could not be replaced`);
renameSync(made, target);
const kilobytes = result.outputFiles.map((file) => `${file.path.split('.').pop()} ${Math.round(file.contents.length / 1024)} KB`).join(', ');
console.log(`web: ${kilobytes}`);
