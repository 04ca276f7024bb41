// The scanning desk: files dragged and chosen, pages as they land, what is missing, the notice; then the claim stands in the queue.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { api, go, open_as, open_browser, open_claim, open_station, picture, source, until } from './station.mjs';

let browser, station;
before(async () => { browser = await open_browser(); station = await open_station(); });
after(async () => { await browser?.close(); await station?.clear(); });

// None of the store's own samples: bytes that are known already are a duplicate, not a claim.
const folder = join(source, 'samples/claims/xiamen-inpatient-missing-summary');
const scans = readdirSync(folder).filter((name) => name !== 'truth.json').sort();

test('files dragged into the page become a claim whose pages and gaps are seen at the counter', async () => {
  const page = await open_as(browser, station, 'lin');
  await page.getByText('把扫描件或文件夹拖到这里').waitFor();
  await page.getByLabel('案卷名').fill('窗口-0001');
  const files = scans.map((name) => ({ name, bytes: readFileSync(join(folder, name)).toString('base64') }));
  const carried = await page.evaluateHandle((files) => {
    const carried = new DataTransfer();
    for (const { name, bytes } of files) carried.items.add(new File([Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0))], name, { type: 'image/tiff' }));
    return carried;
  }, files);
  await page.dispatchEvent('.drop', 'dragover', { dataTransfer: carried });
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: carried });
  await page.locator('.live h2', { hasText: '窗口-0001' }).waitFor();
  await picture(page, 'desk-arrived');
  // Pages appear by themselves, and what is missing is said while the person is still there.
  await page.locator('.tiles li.good').first().waitFor({ timeout: 120_000 });
  await page.locator('.tiles li.gap', { hasText: '出院小结' }).waitFor({ timeout: 60_000 }).catch(async (late) => { throw new Error(`${late.message}: ${await page.locator('.live').first().innerText()}`); });
  await page.locator('.live header .warn', { hasText: /待补 \d+ 项/ }).waitFor();
  await picture(page, 'desk-missing');
  const notice = page.getByRole('link', { name: /打印一次性告知书/ });
  const answer = await page.evaluate(async (address) => { const answer = await fetch(address); return [answer.status, answer.headers.get('content-type'), new Uint8Array(await answer.arrayBuffer()).length]; }, await notice.getAttribute('href'));
  assert.equal(answer[0], 200);
  assert.match(answer[1], /pdf/);
  await page.getByRole('button', { name: /收件完成/ }).click();
  await page.getByRole('status').filter({ hasText: '收件完成' }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();

  const reviewer = await open_as(browser, station, 'he');
  const item = await until('the claim in the queue', async () => (await api(reviewer, '/api/queue?limit=50')).data.items.find((each) => each.name === '窗口-0001'));
  assert.equal(item.counter, true, 'who waits at the counter goes first');
  await go(reviewer, 'queue');
  await reviewer.locator('tr.counter').first().waitFor();
  await open_claim(reviewer, item.claim);
  assert.deepEqual(reviewer.faults, []);
  await reviewer.context().close();
});

test('what cannot be taken is refused by name, the rest arrives', async () => {
  const page = await open_as(browser, station, 'lin', { expect: [/41[0-9]|400|422/] });
  await page.getByLabel('案卷名').fill('窗口-0002');
  await page.setInputFiles('#desk-files', [{ name: '空的.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }, { name: '单.tif', mimeType: 'image/tiff', buffer: readFileSync(join(folder, scans.find((name) => name.endsWith('.tif')))) }]);
  await until('the claim at the desk', async () => (await api(page, '/api/desk?limit=20')).data.claims.some((claim) => claim.name === '窗口-0002'));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
