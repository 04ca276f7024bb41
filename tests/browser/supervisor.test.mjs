// What a supervisor and an administrator steer: priority, deadline and person of a claim; figures of quality; addresses that are told of
// packets; templates that corrections propose. And the keys of the scanning desk.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { api, claim_in_sight, claim_ready, go, open_as, open_browser, open_claim, open_station, picture, queue_of, until } from './station.mjs';

let browser, station, queue, listener;
const heard = [];
let healthy = false;
before(async () => {
  browser = await open_browser();
  station = await open_station();
  queue = await queue_of(browser, station);
  listener = createServer((request, answer) => {
    let body = '';
    request.on('data', (bytes) => { body += bytes; });
    request.on('end', () => { heard.push({ signature: request.headers['x-claimpack-signature'], ...JSON.parse(body) }); answer.statusCode = healthy ? 200 : 503; answer.end(); });
  }).listen(0, '127.0.0.1');
  await new Promise((done) => listener.once('listening', done));
});
after(async () => { listener?.close(); await browser?.close(); await station?.clear(); });

test('a supervisor makes a claim urgent, sets its day and gives it to one reviewer, whose next it is', async () => {
  const boss = await open_as(browser, station, 'chen'), last = queue.at(-1);
  await go(boss, 'queue');
  const line = boss.locator('tbody tr', { hasText: last.claim_id || last.name });
  assert.match(await line.innerText(), /市|省|未定/, 'the region in words');
  await line.getByRole('button', { name: /调整/ }).click();
  const sheet = boss.getByRole('dialog');
  await sheet.getByLabel('优先').selectOption('10');
  await sheet.getByLabel('期限').fill('2030-01-31');
  await sheet.getByLabel('派给').selectOption({ label: '何晓明 · 审核员' });
  await picture(boss, 'steer');
  await sheet.getByRole('button', { name: '保存' }).click();
  await sheet.waitFor({ state: 'detached' });
  await boss.locator('tbody tr').first().getByText('派给 何晓明').waitFor();
  assert.match(await boss.locator('tbody tr').first().innerText(), /急件[\s\S]*2030-01-31/);
  const other = await open_as(browser, station, 'wu');
  assert.equal(await other.getByRole('button', { name: /调整/ }).count(), 0);
  assert.equal((await api(other, `/api/claims/${last.claim}/priority`, { method: 'POST', body: { priority: 5 } })).status, 403);
  await other.keyboard.press('n');
  await other.waitForURL(/#\/claim\/\d+/);
  assert.notEqual(await claim_in_sight(other), last.claim, 'it goes to nobody else');
  const his = await open_as(browser, station, 'he');
  await his.keyboard.press('n');
  await his.waitForURL(/#\/claim\/\d+/);
  assert.equal(await claim_in_sight(his), last.claim);
  for (const page of [other, his]) { await page.keyboard.press('Escape'); await page.waitForURL(/#\/queue/); await page.waitForResponse((answer) => answer.url().includes('/api/queue')); }
  for (const page of [boss, his]) assert.deepEqual(page.faults, []);
  for (const page of [boss, other, his]) await page.context().close();
});

test('an administrator adds an address, tries it, sees what did not arrive and why, and sends it again', async () => {
  const admin = await open_as(browser, station, 'admin');
  await go(admin, 'outside');
  await admin.getByRole('button', { name: '新增地址' }).click();
  await admin.getByRole('dialog').getByLabel('地址').fill(`http://127.0.0.1:${listener.address().port}/in?name=<b>x</b>`);
  await admin.keyboard.press('Enter');
  const secret = await admin.getByRole('dialog').locator('code').innerText();
  assert.match(secret, /^[\w-]{20,}$/);
  await admin.keyboard.press('Escape');
  await admin.getByRole('button', { name: '试送' }).click();
  await admin.getByRole('status').filter({ hasText: '没有送到' }).waitFor();
  assert.equal(heard.at(-1).kind, 'test');
  assert.match(heard.at(-1).signature, /^t=\d+,v1=[0-9a-f]{64}$/);

  // A claim is decided; its packet does not arrive, then it does.
  const boss = await open_as(browser, station, 'chen');
  const claim = queue.find((each) => each.outcome === 'supplement').claim;
  await open_claim(boss, claim);
  await boss.keyboard.press('s');
  await boss.getByRole('dialog').waitFor();
  await boss.keyboard.press('Enter');
  await until('the webhook is told', () => heard.some((each) => each.kind === 'packet'));
  await go(admin, 'queue');
  await go(admin, 'outside');
  await until('what did not arrive is shown', async () => { await go(admin, 'people'); await go(admin, 'outside'); await admin.locator('main.outside td.bad').waitFor({ timeout: 1500 }).catch(() => undefined); return admin.locator('main.outside td.bad').count(); });
  await admin.getByRole('button', { name: /127\.0\.0\.1/ }).click();
  await admin.getByText('对方答复 503').first().waitFor();
  await picture(admin, 'outside-failing');
  healthy = true;
  await admin.getByRole('button', { name: '未送达的全部重送' }).click();
  await until('it arrives', async () => heard.filter((each) => each.kind === 'packet').length > 1);
  await admin.locator('td', { hasText: /^✓ \d{4}/ }).first().waitFor();
  // A supervisor sees it too, and makes no addresses.
  await go(boss, 'outside');
  await boss.getByText('127.0.0.1').first().waitFor();
  assert.equal(await boss.getByRole('button', { name: '新增地址' }).count(), 0);
  for (const page of [admin, boss]) assert.deepEqual(page.faults, []);
  for (const page of [admin, boss]) await page.context().close();
});

test('spot checks become figures with their bounds', async () => {
  const boss = await open_as(browser, station, 'chen');
  const { data } = await api(boss, '/api/quality');
  await go(boss, 'measure');
  await boss.getByRole('heading', { name: '质量', exact: true }).waitFor();
  assert.match(await boss.locator('main.measure').innerText(), new RegExp(`待抽查 ${data.open}`));
  await picture(boss, 'measure');
  assert.deepEqual(boss.faults, []);
  await boss.context().close();
});

test('the desk by keys: space scans on, R scans a bad page again, N begins a claim, ? shows them', async () => {
  const page = await open_as(browser, station, 'lin');
  await go(page, 'desk');
  // One listener for the whole test: the browser stops handing over its choosers when the last listener goes, and a key pressed while it begins again opens a dialog nobody sees.
  const choosers = [];
  page.on('filechooser', (chooser) => choosers.push(chooser));
  await page.locator('.drop').waitFor();
  const chosen = async (key) => { await page.keyboard.press(key); await until(`the file chooser after ${JSON.stringify(key)}`, () => choosers.length); return choosers.shift(); };
  const picture_of = (text) => ({ name: `${text}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(text)]) });
  await page.evaluate(() => document.activeElement?.blur());
  await (await chosen('n')).setFiles([picture_of('one')]);
  const name = await until('the new claim in hand', async () => { const { data } = await api(page, '/api/desk?limit=20'), shown = await page.locator('.live h2').textContent(); return data.claims.some((each) => each.name === shown && each.files.some((file) => file.name === 'one.jpg')) && shown; });
  await page.evaluate(() => document.activeElement?.blur());
  await (await chosen(' ')).setFiles([picture_of('two')]);  // into the same claim
  await until('both files in one claim', async () => (await api(page, '/api/desk?limit=20')).data.claims.find((each) => each.name === name)?.files.length === 2);
  await page.keyboard.press('?');
  const keys = await page.getByRole('dialog').innerText();
  assert.match(keys, /空格[\s\S]*继续扫描[\s\S]*R[\s\S]*重扫[\s\S]*N[\s\S]*新的一件/);
  await picture(page, 'desk-keys');
  await page.keyboard.press('Escape');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

// Which proposals there are is the program's business (tests/run); here: what a person does with one, on a real page and its real draft.
test('a template that corrections propose is opened where it lies, tried at once and saved', async () => {
  const boss = await open_as(browser, station, 'chen'), item = queue.find((each) => each.name === 'xiamen-outpatient-words-mismatch');
  assert.deepEqual((await api(boss, '/api/templates/proposals')).data, { proposals: [] }, 'nobody has drawn anything yet');
  const { claim, pages } = (await api(boss, `/api/claims/${item.claim}`)).data, bill = claim.documents.find((each) => each.kind === 'outpatient_invoice');
  const { box: [x, y, w, h], file, page: number } = bill.fields.business_serial, hospital = bill.fields.hospital_name.value;
  const n = pages.findIndex((each) => each.file === file && each.page === number) + 1;
  const proposal = { kind: 'outpatient_invoice', hospital, label: '业务流水号', claims: [item.claim, 98, 99], claim: item.claim, n, mark: { name: 'business_serial', column: false, page: { file, page: number }, label: [Math.round(x - 6.4 * h), y, Math.round(6.2 * h), h], value: [x, y, w, h] } };
  await boss.route('**/api/templates/proposals', (route) => route.fulfill({ json: { proposals: [proposal] } }));
  await go(boss, 'templates');
  await boss.getByText('由更正得出的建议').waitFor();
  assert.match(await boss.locator('.proposals').innerText(), new RegExp(`${hospital} 门诊票据：业务流水号[\\s\\S]*3 件案卷`));
  await boss.getByRole('button', { name: '打开并试用' }).click();
  await boss.locator('.draft pre').waitFor();
  await boss.waitForTimeout(600);
  await picture(boss, 'templates-proposal');
  assert.match(await boss.locator('.draft pre').innerText(), /refines: outpatient_invoice[\s\S]*business_serial/);
  assert.match(await boss.locator('.draft h2.good').innerText(), /命中 [1-9]/);
  await boss.getByRole('button', { name: '保存模板' }).click();
  await boss.getByRole('status').filter({ hasText: '已保存' }).waitFor();
  assert.deepEqual(boss.faults, []);
  await boss.context().close();
});
