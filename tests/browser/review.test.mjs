// The claim on one screen: keys, corrections and what follows from them, rows, pages, drawing, papers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { api, claim_in_sight, claim_ready, open_as, open_browser, open_claim, open_station, picture, queue_of, until } from './station.mjs';

let browser, station, queue;
before(async () => {
  browser = await open_browser();
  station = await open_station();
  queue = await queue_of(browser, station);
});
after(async () => { await browser?.close(); await station?.clear(); });

const claim_named = (name) => queue.find((item) => item.name === name || item.claim_id === name).claim;
const view_of = async (page, id) => (await api(page, `/api/claims/${id}`)).data;
const answered = (page) => page.waitForFunction(() => !document.querySelector('.sending.on'));
const document_of = (view, kind) => view.claim.documents.find((document) => document.kind === kind);

test('the queue says what waits and why; 取下一件 opens one and the focus is on what needs a person', async () => {
  const page = await open_as(browser, station, 'he');
  await page.locator('tbody tr').first().waitFor();
  assert.equal(await page.locator('tbody tr').count(), queue.length);
  await picture(page, 'queue');
  await page.keyboard.press('n');
  await page.waitForURL(/#\/claim\/\d+/);
  const id = await claim_in_sight(page);
  await claim_ready(page, id);
  await page.waitForFunction(() => document.activeElement?.matches('[data-stop], #none-open'));
  await picture(page, 'claim');
  // Nothing of the frame scrolls at 1366 × 768.
  assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth]), [true, true]);
  assert.equal((await view_of(page, id)).lease.mine, true);
  await page.keyboard.press('Escape');
  await page.waitForURL(/#\/queue/);
  await until('the lease is given back', async () => !(await view_of(page, id)).lease);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the camera goes to the field, its crop stands beside it, the ? sheet tells the keys', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('xiamen-outpatient-words-mismatch');
  await open_claim(page, id);
  await page.locator('.stop.now .crop').waitFor();
  const box = page.locator('.boxes polygon.now');
  await box.first().waitFor({ state: 'attached' });
  const place = await box.first().boundingBox(), frame = await page.locator('.viewer').boundingBox();
  assert.ok(place.x >= frame.x && place.y >= frame.y && place.x + place.width <= frame.x + frame.width && place.y + place.height <= frame.y + frame.height, 'the box of the field is in sight');
  assert.ok(place.height >= 12, 'and large enough to read');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: '这里能用的按键' }).waitFor();
  await picture(page, 'keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  await page.getByRole('dialog', { name: '并排对照' }).waitFor();
  assert.equal(await page.locator('.figures figure').count(), 2, 'words and figures stand side by side');
  await page.waitForFunction(() => [...document.querySelectorAll('.figures figure img')].every((image) => image.complete && image.naturalWidth > 0));
  await picture(page, 'side-by-side');
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  await page.getByRole('dialog', { name: '材料' }).waitFor();
  await picture(page, 'materials');
  assert.deepEqual(page.faults, []);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForURL(/#\/queue/);
  await page.context().close();
});

test('a row that the list lacks is added by keys: the sum is right at once, the finding goes, undo brings it back', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('xiamen-outpatient-words-mismatch');
  await open_claim(page, id);
  const before_all = await view_of(page, id), list = document_of(before_all, 'expense_list'), count = list.items.length, last = list.items[count - 1];
  const speaks = (view) => view.claim.findings.some((finding) => finding.rule === 'x.list.sum' && finding.severity !== 'note');
  assert.ok(!speaks(before_all), 'the list adds up');
  await page.keyboard.press('l');
  await page.locator('section.rows').waitFor();
  await picture(page, 'rows');
  const select = page.locator('section.rows select');
  if (await select.count()) await select.selectOption({ index: before_all.claim.documents.filter((document) => document.items.length).findIndex((document) => document.kind === 'expense_list') });
  // The last row is taken out: now the list lacks it.
  await page.locator(`[data-cell="${count - 1}.amount"]`).focus();
  await page.keyboard.press('Control+Delete');
  await until('the row is gone', async () => document_of(await view_of(page, id), 'expense_list').items.length === count - 1);
  assert.ok(speaks(await view_of(page, id)), 'the list does not add up');
  await page.waitForFunction((short) => document.querySelector('section.rows footer').textContent.includes(`差 -${short}`), last.amount.value);
  await page.locator(`[data-cell="${count - 2}.amount"]`).focus();
  await page.keyboard.press('Insert');
  const bare = (value) => String(Number(value));
  for (const [column, text] of [['name', last.name.value], ['unit_price', bare(last.unit_price.value)], ['quantity', bare(last.quantity.value)], ['amount', bare(last.amount.value)]]) await page.locator(`[data-new="${column}"]`).fill(text);
  assert.equal(await page.locator('tr.new .check .good').count(), 1, 'price × quantity = amount while one types');
  await picture(page, 'rows-new');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /✓/.test(document.querySelector('section.rows footer').textContent));
  await answered(page);
  await picture(page, 'rows-added');
  const later = await view_of(page, id);
  assert.equal(document_of(later, 'expense_list').items.length, count);
  assert.equal(Number(document_of(later, 'expense_list').items[count - 1].unit_price.value), Number(last.unit_price.value));
  assert.ok(!speaks(later), 'the finding is gone');
  await page.keyboard.press('l');
  await page.keyboard.press('u');
  await until('the undo is known', async () => document_of(await view_of(page, id), 'expense_list').items.length === count - 1);
  assert.ok(speaks(await view_of(page, id)));
  await page.keyboard.press('u');
  await until('all is undone', async () => document_of(await view_of(page, id), 'expense_list').items.length === count);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('pages are turned, set aside and taken back, given a kind, split and joined, and every act is undone', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('xiamen-inpatient-inconsistent');
  await open_claim(page, id);
  const first = await view_of(page, id);
  const act = async (what, look) => { await what(); await answered(page); return until('the act is known', async () => { const now = await view_of(page, id); return look(now) && now; }); };
  const undo = (look) => act(() => page.keyboard.press('u'), look);
  const page_of = (view, n) => view.pages[n - 1];

  await page.locator('[data-page="4"]').click();
  await act(() => page.keyboard.press('r'), (now) => page_of(now, 4).rotation !== page_of(first, 4).rotation);
  await undo((now) => page_of(now, 4).rotation === page_of(first, 4).rotation);

  await page.locator('[data-page="5"]').click();
  await page.keyboard.press('x');
  await page.getByRole('dialog').waitFor();
  await page.getByRole('textbox', { name: '原因' }).fill('不是本案材料');
  await act(() => page.keyboard.press('Enter'), (now) => page_of(now, 5).set_aside === '不是本案材料');
  await picture(page, 'set-aside');
  await act(() => page.keyboard.press('x'), (now) => !page_of(now, 5).set_aside);

  await page.locator('[data-page="4"]').click();
  await page.keyboard.press('k');
  await page.getByLabel('输入几个字查找').fill('诊断');
  await picture(page, 'kinds');
  await act(() => page.keyboard.press('Enter'), (now) => now.claim.documents.some((document) => document.kind === 'diagnosis_certificate'));
  await undo((now) => !now.claim.documents.some((document) => document.kind === 'diagnosis_certificate'));

  await page.locator('[data-page="3"]').click();
  const lists = (view) => view.claim.documents.filter((document) => document.kind === 'expense_list').length;
  await act(() => page.keyboard.press('p'), (now) => lists(now) === 2);
  await picture(page, 'split');
  await page.locator('[data-page="3"]').click();
  await act(() => page.keyboard.press('j'), (now) => lists(now) === 1);

  // By drag: page 3 goes from the list to the document of page 4.
  await act(() => page.locator('[data-page="3"]').dragTo(page.locator('[data-page="4"]')), (now) => document_of(now, 'discharge_summary')?.pages.length === 2);
  await picture(page, 'regrouped');
  await undo((now) => document_of(now, 'discharge_summary')?.pages.length === 1 && document_of(now, 'expense_list')?.pages.length === 2);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a box drawn on the page is read into the field', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('xiamen-inpatient-inconsistent');
  await open_claim(page, id);
  const summary = (await view_of(page, id)).claim.documents.findIndex((document) => document.kind === 'discharge_summary');
  await page.locator('[data-page="4"]').click();
  await page.locator('details[open] .spot', { hasText: '住院号' }).click();
  await page.locator('.boxes polygon.now').waitFor({ state: 'attached' });
  await page.waitForTimeout(600);
  const place = await page.locator('.boxes polygon.now').boundingBox();
  await page.keyboard.press('b');
  await page.getByText('在页面上拖出一个框').waitFor();
  await page.mouse.move(place.x - 4, place.y - 3);
  await page.mouse.down();
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await page.mouse.move(place.x + place.width + 6, place.y + place.height + 4);
  await page.mouse.up();
  await page.getByText('框中读作').waitFor();
  await picture(page, 'drawn');
  assert.match(await page.locator('.choices').innerText(), /2601190586/);
  await page.keyboard.press('Enter');
  await answered(page);
  const there = (await view_of(page, id)).claim.documents[summary].fields.inpatient_number;
  assert.equal(there.value, '2601190586');
  assert.equal(there.source, 'reviewer');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a document that needs 3 corrections is finished in at most 12 keystrokes, without a mouse; the next opens by itself', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('nantong-inpatient-missing-list');
  const at = (await view_of(page, id)).claim.documents.findIndex((document) => document.kind === 'inpatient_invoice');
  const wrong = { total_amount: '4752.78', payer_name: '陆遥', business_serial: 'ZY20260419004131' };  // what is to be written instead
  // Which places need a person is laid down here, so that the count does not hang on how well the samples are read, and two of them
  // have a second reading. The corrections themselves go the whole way to the server and back.
  await page.route(new RegExp(`/api/claims/${id}(/corrections)?$`), async (route) => {
    const answer = await route.fetch();
    if (!answer.ok()) return route.fulfill({ response: answer });
    const view = await answer.json();
    const made = new Set(view.corrections.filter((each) => !each.undone).map((each) => each.field));
    view.needs = Object.keys(wrong).filter((field) => !made.has(field)).map((field) => ({ type: 'field', document: at, field, why_zh: '没有第二个证据' }));
    for (const field of ['total_amount', 'business_serial']) {
      const there = view.claim.documents[at].fields[field];
      if (!made.has(field)) Object.assign(there, { accepted: false, candidates: [{ value: there.value, confidence: 0.6 }, { value: wrong[field], confidence: 0.4 }] });
    }
    return route.fulfill({ response: answer, json: view });
  });
  let keys = 0;
  const press = async (key) => { ++keys; await page.keyboard.press(key); };
  const field_now = () => page.evaluate(() => document.activeElement?.dataset.stop?.split('|')[2]);
  await open_claim(page, id);
  for (const [field, act] of [['total_amount', () => press('2')], ['payer_name', async () => { await press('F2'); for (const letter of wrong.payer_name) { ++keys; await page.keyboard.insertText(letter); } await press('Enter'); }], ['business_serial', () => press('2')]]) {
    await until(`the focus on ${field}`, async () => (await field_now()) === field);
    await act();
  }
  await page.locator('#none-open').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'none-open');
  await answered(page);
  await press('Enter');
  await page.getByRole('dialog', { name: '提交结论' }).waitFor();
  await picture(page, 'submit');
  const fields = (await view_of(page, id)).claim.documents[at].fields;
  for (const [field, value] of Object.entries(wrong)) assert.deepEqual([fields[field].value, fields[field].source], [value, 'reviewer']);
  await press('Enter');
  await page.getByText(/已提交/).waitFor();
  console.log(`# 3 corrections and the submission: ${keys} keystrokes`);
  assert.ok(keys <= 12, `${keys} keystrokes`);
  await page.waitForFunction((id) => /#\/claim\//.test(location.hash) && !location.hash.endsWith(`/${id}`), id);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await until('the claim has left the queue', async () => !(await api(page, '/api/queue?limit=50')).data.items.some((item) => item.claim === id));
  assert.deepEqual(page.faults, []);
  await page.keyboard.press('Escape');
  await page.waitForURL(/#\/queue/);
  await page.context().close();
});

test('packet and notice are downloaded', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('beijing-outpatient-missing-prescription');
  await open_claim(page, id);
  for (const name of ['材料包', '一次性告知书']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-', name);
    assert.ok(bytes.length > 5000, name);
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
