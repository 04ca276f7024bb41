// How fast it is and stays, measured in the browser, with many claims in the store. The bounds that are promised:
//   node tests/browser/speed.test.mjs --long     (100,000 claims in the store, 2,000 documents in one session; needs bench/full_store)
// Without --long: 2,000 claims and 60 documents, and five times the bounds, for a look on a machine that has other work too.
// FULL and DOCUMENTS set the two numbers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { enlarged_page, enlarged_times, list_picture, make_claims, many_name, sixty_name } from './many_claims.mjs';
import { api, build, claim_ready, go, open_as, open_browser, open_claim, open_station, until } from './station.mjs';

const long = process.argv.includes('--long') || !!process.env.LONG;
const room = long ? 1 : 5;  // how many times the promise the short form allows
const full = Number(process.env.FULL ?? (long ? 100_000 : 2_000)), documents = Number(process.env.DOCUMENTS ?? (long ? 2_000 : 60));
const many = long ? 100 : 10;  // claims that a session goes through, over and over
const share = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
const figures = (values) => `p50 ${Math.round(share(values, 0.5))}, p95 ${Math.round(share(values, 0.95))}, most ${Math.round(Math.max(...values))} ms of ${values.length}`;

let browser, station, biggest, small = [];
before(async () => {
  browser = await open_browser();
  const enlarged = await enlarge(list_picture(), enlarged_times);
  const make = (data) => {
    const filler = join(build, 'bench/full_store');
    if (full) assert.ok(existsSync(filler), `${filler} is not there: build the target full_store, or set FULL=0`);
    if (full) execFileSync(filler, [join(data, 'ledger'), String(full)], { stdio: 'pipe' });
    return make_claims(data, { many, enlarged });
  };
  station = await open_station({ make });
  const page = await open_as(browser, station, 'chen');
  const named = async (name) => (await api(page, `/api/queue?q=${name}&limit=500`)).data.items;
  biggest = (await until('the claim of 60 pages', async () => (await named(sixty_name))[0], 300_000)).claim;
  small = (await until('the small claims', async () => { const all = await named(many_name(0).slice(0, 5)); return all.length >= many && all; }, 600_000)).map((item) => item.claim);
  console.log(`# ${(await api(page, '/api/queue?stand=all&limit=1')).data.total} claims in the store`);
  await page.context().close();
}, { timeout: 1_200_000 });
after(async () => { await browser?.close(); await station?.clear(); });

// The picture so many times as large, as JPEG; the browser itself draws it.
async function enlarge(jpeg, times) {
  const page = await browser.newPage();
  const text = await page.evaluate(async ([text, times]) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${text}`)).blob());
    const canvas = new OffscreenCanvas(picture.width * times, picture.height * times);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })).arrayBuffer());
    let made = '';
    for (let at = 0; at < bytes.length; at += 8192) made += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(made);
  }, [jpeg.toString('base64'), times]);
  await page.close();
  return Buffer.from(text, 'base64');
}

// Back to the queue first, so that the claim is free for the next.
async function leave(page) {
  const given_back = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/lease'));
  await go(page, 'queue');
  await given_back;
  await page.context().close();
}

// What a person does by a key or an address, until the viewer shows page `is`, one that is not `not`, or one of claim `of` with what
// there is to do beside it: milliseconds.
const measured = (page, act, seen) => page.evaluate(async ([act, { is, not, of }]) => {
  const there = () => {
    const ready = document.querySelector('.viewer')?.dataset.ready;
    return is ? ready === is : not ? ready !== not : ready?.startsWith(`${of}/`) && !!document.querySelector('.stop, .none');
  };
  const started = performance.now();
  document.activeElement?.blur();
  if (act.key) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: act.key, bubbles: true }));
  if (act.hash) location.hash = act.hash;
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (there()) return performance.now() - started;
    if (performance.now() - started > 30_000) return Infinity;
  }
}, [act, seen]);

test('first paint of a claim of 60 pages, and change of page', async () => {
  const page = await open_as(browser, station, 'chen');
  await open_claim(page, biggest);
  const count = (await api(page, `/api/claims/${biggest}`)).data.pages.length;
  assert.equal(count, 60);
  const first = [];
  for (let turn = 0; turn < (long ? 10 : 3); ++turn) {
    await go(page, 'queue');
    await page.locator('tbody tr').first().waitFor();
    await page.waitForTimeout(300);
    first.push(await measured(page, { hash: `#/claim/${biggest}` }, { of: biggest }));
  }
  await page.waitForTimeout(1500);  // the small pictures of the pages come
  const changes = [];
  let down = true;
  for (let change = 0; change < (long ? 100 : 20); ++change) {
    const now = Number((await page.locator('.viewer').getAttribute('data-ready')).split('/')[1]);
    down = now >= count ? false : now <= 1 ? true : down;
    changes.push(await measured(page, { key: down ? 'PageDown' : 'PageUp' }, { not: `${biggest}/${now}` }));
    await page.waitForTimeout(30);
  }
  console.log(`# claim of ${count} pages: first paint ${figures(first)}; change of page ${figures(changes)}`);
  await leave(page);
  assert.ok(share(first, 0.95) <= 1000 * room, `first paint ${first} ms`);
  assert.ok(share(changes, 0.95) <= 150 * room, `change of page ${share(changes, 0.95)} ms`);
});

test('a page of 600 dpi: shown at once, sharp soon, and it moves under the hand', async () => {
  const page = await open_as(browser, station, 'chen');
  await open_claim(page, biggest);
  const { width, height } = (await api(page, `/api/claims/${biggest}`)).data.pages[enlarged_page - 1];
  const key = `${biggest}/${enlarged_page}`;
  const at_page = async () => Number((await page.locator('.viewer').getAttribute('data-ready')).split('/')[1]);
  while (await at_page() !== enlarged_page - 1) {
    const was = await at_page();
    await measured(page, { key: was >= enlarged_page ? 'PageUp' : 'PageDown' }, { not: `${biggest}/${was}` });
  }
  const started = Date.now();
  const proxy = await measured(page, { key: 'PageDown' }, { is: key });
  await page.waitForFunction((key) => document.querySelector('.viewer').dataset.sharp === key, key);
  const sharp = Date.now() - started;
  await page.keyboard.press('w');
  for (let step = 0; step < 5; ++step) await page.keyboard.press('+');  // to where a pixel of the scan is about one of the screen
  await page.waitForFunction((key) => document.querySelector('.viewer').dataset.sharp === key, key);
  // Dragged for two seconds: how long the longest frame was, and whether there was paper under the middle in every frame.
  const frames = page.evaluate(() => new Promise((done) => {
    const gaps = [], canvas = document.querySelector('.viewer canvas'), end = performance.now() + 2000;
    let last = performance.now(), empty = 0;
    const frame = () => {
      const now = performance.now();
      gaps.push(now - last);
      last = now;
      const [, , , alpha] = canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
      if (!alpha) ++empty;
      if (now < end) requestAnimationFrame(frame); else done({ gaps, empty });
    };
    requestAnimationFrame(frame);
  }));
  const { x, y, width: wide, height: tall } = await page.locator('.viewer').boundingBox();
  await page.mouse.move(x + wide / 2, y + tall * 0.9);
  await page.mouse.down();
  for (let step = 0; step < 40; ++step) { await page.mouse.move(x + wide / 2 + 60 * Math.sin(step / 3), y + tall * (0.9 - 0.8 * step / 40)); await page.waitForTimeout(20); }
  await page.mouse.up();
  const { gaps, empty } = await frames;
  const again = Date.now();
  await page.waitForFunction((key) => document.querySelector('.viewer').dataset.sharp === key, key);
  console.log(`# 600 dpi (${width} × ${height}): shown after ${Math.round(proxy)} ms, sharp after ${sharp} ms; dragged: frames ${figures(gaps)}, ${empty} empty, sharp ${Date.now() - again} ms after`);
  await leave(page);
  assert.ok(width > 4500 && height > 6500, `${width} × ${height}: A4 at 600 dpi`);
  assert.ok(proxy <= 150 * room, `shown after ${proxy} ms`);
  assert.ok(sharp <= 1500 * room, `sharp after ${sharp} ms`);
  assert.equal(empty, 0, 'paper in every frame');
  assert.ok(share(gaps, 0.95) <= 50 * room, `frames of ${share(gaps, 0.95)} ms`);
});

test('from a correction to the new outcome', async () => {
  const page = await open_as(browser, station, 'he');
  await open_claim(page, biggest);
  const before = (await api(page, `/api/claims/${biggest}`)).data;
  assert.ok(before.lease?.mine, 'the claim is held by who corrects it');
  const bill = before.claim.documents.findIndex((each) => each.kind === 'inpatient_invoice');
  const open_all = () => page.evaluate(() => document.querySelectorAll('.fields details').forEach((each) => { each.open = true; }));
  await open_all();
  // An amount that is in hand by its own name, whichever that is on this claim.
  const title = await page.locator('.fields details .spot:has(.value.number) .name').first().textContent();
  const turns = long ? 60 : 10, times = [];
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable');
  const parts = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
  const worked = async () => (await tools.send('Performance.getMetrics')).metrics.filter((metric) => parts.includes(metric.name)).reduce((sum, metric) => sum + metric.value * 1000, 0);
  let page_worked = 0;
  for (let turn = 0; turn < turns; ++turn) {
    await open_all();
    await page.locator('.fields .spot:has(.value.number)', { hasText: title }).first().click();
    await page.keyboard.press('F2');
    await page.locator('.edit input').fill(`${1000 + turn}.${10 + turn}`);
    const work_before = await worked();
    times.push(await page.evaluate(async () => {
      const started = performance.now();
      document.querySelector('.edit input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      for (let sent = false; ;) {
        await new Promise(requestAnimationFrame);
        const under_way = !!document.querySelector('.sending.on');
        sent ||= under_way || performance.now() - started > 500;
        if (sent && !under_way) return performance.now() - started;
        if (performance.now() - started > 10_000) return Infinity;
      }
    }));
    page_worked += (await worked() - work_before) / turns;
  }
  const after_all = (await api(page, `/api/claims/${biggest}`)).data;
  const answers = (await page.evaluate(() => performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('/corrections')).map((entry) => ({ first: entry.responseStart - entry.requestStart, all: entry.responseEnd - entry.requestStart, bytes: entry.encodedBodySize, plain: entry.decodedBodySize })))).slice(-turns);
  console.log(`# the server's answer: ${figures(answers.map((each) => each.first))} to the first byte, ${figures(answers.map((each) => each.all))} to the last; ${Math.round(answers.at(-1).bytes / 1024)} KB, ${Math.round(answers.at(-1).plain / 1024)} KB unpacked`);
  console.log(`# correction to new outcome: ${figures(times)}; scripts, style and layout of the page take ${Math.round(page_worked)} ms of it`);
  await leave(page);
  assert.equal(after_all.revision - before.revision, turns, 'every correction is in the ledger');
  const said = `${1000 + turns - 1}.${10 + turns - 1}`;
  assert.ok(Object.values(after_all.claim.documents[bill].fields).some((each) => each.value === said && each.source === 'reviewer'), `the last of them stands: ${title} ${said}`);
  assert.ok(share(times, 0.95) <= 200 * room, `p95 ${share(times, 0.95)} ms`);
});

test(`${documents} documents in one session: the heap stays flat`, { timeout: 3_600_000 }, async () => {
  const page = await open_as(browser, station, 'chen');
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable');
  const ids = [...small, biggest], heaps = [], nodes = [];
  const every = Math.max(5, Math.floor(documents / 20)), started = Date.now();
  for (let at = 0; at < documents; ++at) {
    await go(page, 'claim', ids[at % ids.length]);
    await claim_ready(page, ids[at % ids.length]);
    if (at % every === every - 1) {
      await tools.send('HeapProfiler.collectGarbage');
      await tools.send('HeapProfiler.collectGarbage');
      const { metrics } = await tools.send('Performance.getMetrics');
      const value = (name) => metrics.find((metric) => metric.name === name).value;
      heaps.push(value('JSHeapUsedSize') / 1e6);
      nodes.push(value('Nodes'));
    }
  }
  // The slope of the straight line through the second half, in MB for 1,000 documents.
  const half = heaps.slice(Math.floor(heaps.length / 2)), middle = (half.length - 1) / 2, mean = half.reduce((sum, each) => sum + each, 0) / half.length;
  const slope = half.reduce((sum, each, at) => sum + (at - middle) * (each - mean), 0) / half.reduce((sum, _, at) => sum + (at - middle) ** 2, 0) * 1000 / every;
  console.log(`# ${documents} documents of ${ids.length} claims in ${Math.round((Date.now() - started) / 1000)} s; heap MB ${heaps.map((each) => each.toFixed(1)).join(' ')}; nodes ${nodes.join(' ')}; slope ${slope.toFixed(2)} MB for 1,000 documents`);
  assert.ok(Math.max(...half) <= 40, 'the heap stays below 40 MB');
  assert.ok(long ? slope < 1 : heaps.at(-1) <= heaps[Math.floor(heaps.length / 2)] * 1.5 + 3, 'and does not grow');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
