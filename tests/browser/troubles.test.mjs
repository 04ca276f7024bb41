// What goes wrong: two reviewers at one claim, a lost connection, a lease that has run out, text that would be a script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, claim_in_sight, claim_ready, go, open_as, open_browser, open_claim, open_station, picture, queue_of, type_total, until } from './station.mjs';

let browser, station, queue;
before(async () => {
  browser = await open_browser();
  station = await open_station();
  queue = await queue_of(browser, station);
});
after(async () => { await browser?.close(); await station?.clear(); });

const claim_named = (name) => queue.find((item) => item.name === name || item.claim_id === name).claim;
const view_of = async (page, id) => (await api(page, `/api/claims/${id}`)).data;
const made = (view) => view.corrections.filter((correction) => !correction.undone);

test('two reviewers who take the next at the same moment get two claims; the one that is held is read only for the other', async () => {
  const [he, wu] = await Promise.all([open_as(browser, station, 'he'), open_as(browser, station, 'wu', { expect: [/409/] })]);
  await Promise.all([he.keyboard.press('n'), wu.keyboard.press('n')]);
  await Promise.all([he, wu].map((page) => page.waitForURL(/#\/claim\/\d+/)));
  const [his, hers] = [await claim_in_sight(he), await claim_in_sight(wu)];
  assert.notEqual(his, hers);
  await open_claim(wu, his);
  await wu.getByRole('status').filter({ hasText: /正在处理/ }).waitFor();
  await picture(wu, 'held-by-another');
  await wu.keyboard.press('Enter');
  await wu.keyboard.press('s');
  assert.equal(await wu.getByRole('dialog').count(), 0, 'nothing can be submitted from there');
  assert.equal(made(await view_of(wu, his)).length, 0);
  assert.deepEqual(he.faults, []);
  assert.deepEqual(wu.faults, []);
  for (const page of [he, wu]) { await page.keyboard.press('Escape'); await page.waitForURL(/#\/queue/); await page.context().close(); }
});

test('a lost connection is said, acts are kept and arrive once when it is back', async () => {
  const page = await open_as(browser, station, 'he', { expect: [/ERR_|Failed to load/] }), id = claim_named('nantong-inpatient-missing-list');
  await open_claim(page, id);
  const before_it = made(await view_of(page, id)).length;
  await page.context().setOffline(true);
  await type_total(page, '12345.67');
  await page.getByText(/连不上服务.*已做的 1 处改动/).waitFor();
  await picture(page, 'connection-lost');
  assert.equal(await page.evaluate(() => JSON.parse(sessionStorage.getItem('acts')).length), 1);
  await page.context().setOffline(false);
  await page.getByText(/已重新连上/).waitFor();
  const there = await until('the act is known', async () => { const now = await view_of(page, id); return made(now).length > before_it && now; });
  assert.equal(made(there).length, before_it + 1, 'once');
  assert.equal(await page.evaluate(() => sessionStorage.getItem('acts')), null);
  assert.deepEqual(page.faults, []);
  await page.keyboard.press('u');
  await until('undone', async () => made(await view_of(page, id)).length === before_it);
  await page.keyboard.press('Escape');
  await page.waitForURL(/#\/queue/);
  await page.context().close();
});

test('an answer that is lost on its way back does not make the act twice', async () => {
  const page = await open_as(browser, station, 'he', { expect: [/ERR_|Failed to load/] }), id = claim_named('nantong-inpatient-missing-list');
  await open_claim(page, id);
  const before_it = made(await view_of(page, id)).length;
  let lost = 0;
  await page.route('**/corrections', async (route) => {
    if (lost++) return route.continue();
    await route.fetch();       // it arrives …
    return route.abort('connectionreset');  // … and nobody hears of it
  });
  await type_total(page, '23456.78');
  await page.waitForFunction(() => sessionStorage.getItem('acts') === null && !document.querySelector('.banner.lost'));
  await page.waitForTimeout(500);
  assert.equal(made(await view_of(page, id)).length, before_it + 1);
  assert.equal(lost, 1, 'it was not even sent again');
  await page.unroute('**/corrections');
  await page.keyboard.press('u');
  await until('undone', async () => made(await view_of(page, id)).length === before_it);
  await page.keyboard.press('Escape');
  await page.waitForURL(/#\/queue/);
  await page.context().close();
});

test('a lease that has run out is said, the act waits, and goes when the claim is taken again', async () => {
  const page = await open_as(browser, station, 'he', { expect: [/409/] }), id = claim_named('beijing-outpatient-missing-prescription');
  await open_claim(page, id);
  const before_it = made(await view_of(page, id)).length;
  // As if nobody had renewed it: the lease that the page holds is no longer the claim's.
  const { lease } = await view_of(page, id);
  assert.equal((await api(page, `/api/claims/${id}/lease?token=${lease.token}`, { method: 'DELETE' })).status, 200);
  await type_total(page, '34567.89');
  await page.getByText(/保留时间已过/).waitFor();
  await picture(page, 'lease-gone');
  const kept = await page.evaluate(() => JSON.parse(sessionStorage.getItem('acts') ?? '[]').length);
  assert.equal(kept, 1, 'the act waits');
  await page.getByRole('button', { name: '重新取回并送出' }).click();
  await page.getByText(/保留时间已过/).waitFor({ state: 'detached' });
  await until('the act is known', async () => made(await view_of(page, id)).length === before_it + kept);
  assert.deepEqual(page.faults.filter((fault) => !/ERR_|Failed/.test(fault)), []);
  await page.keyboard.press('Escape');
  await page.waitForURL(/#\/queue/);
  await page.context().close();
});

test('a session that has ended asks to sign in and loses no act', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('nantong-inpatient-missing-list');
  await open_claim(page, id);
  const before_it = made(await view_of(page, id)).length;
  await page.context().clearCookies();
  await type_total(page, '45678.90');
  await page.getByLabel('登录名').waitFor();
  await picture(page, 'session-over');
  await sign_in_again(page);
  await claim_ready(page, id);
  await page.waitForFunction(() => sessionStorage.getItem('acts') === null);
  assert.equal(made(await view_of(page, id)).length, before_it + 1);
  // The claim is drawn anew after the sign-in: a key that falls into that moment goes nowhere, and is pressed again.
  await until('undone', async () => {
    const left = made(await view_of(page, id)).length;
    if (left === before_it) return true;
    assert.equal(left, before_it + 1, 'more was undone than was asked for');
    await page.keyboard.press('u');
    await page.waitForTimeout(2000);
    return false;
  });
  await page.context().close();
});
async function sign_in_again(page) {
  await page.getByLabel('登录名').fill('he');
  const { password } = await import('./station.mjs');
  await page.getByLabel('密码').fill(password);
  await page.keyboard.press('Enter');
}

test('what two people see changes for both without a reload', async () => {
  const he = await open_as(browser, station, 'he'), wu = await open_as(browser, station, 'wu');
  await go(wu, 'queue');
  const id = claim_named('xiamen-outpatient-words-mismatch');
  await wu.locator(`a[href="#/claim/${id}"]`).waitFor();
  await open_claim(he, id);
  await wu.locator('tr', { has: wu.locator(`a[href="#/claim/${id}"]`) }).filter({ hasText: /he|何晓明/ }).waitFor();
  await he.keyboard.press('Escape');
  await wu.locator('tr', { has: wu.locator(`a[href="#/claim/${id}"]`) }).filter({ hasText: '空闲' }).waitFor();
  for (const page of [he, wu]) { assert.deepEqual(page.faults, []); await page.context().close(); }
});

test('text that would be a script or markup stays text, in every place where a claim shows some', async () => {
  const page = await open_as(browser, station, 'he'), id = claim_named('xiamen-outpatient-words-mismatch');
  const evil = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>"\'><svg onload=window.struck=1>';
  const spoil = (value) => (typeof value === 'string' ? (/^[a-z_.0-9-]{1,60}$/i.test(value) && !/\s/.test(value) ? value : evil + value) : Array.isArray(value) ? value.map(spoil) : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoil(each)])) : value);
  await page.route('**/api/**', async (route) => {
    const request = route.request();
    if (request.method() !== 'GET' || !/\/api\/(claims\/\d+$|queue|rules|wall|desk|dashboard|people|templates)/.test(request.url())) return route.continue();
    const answer = await route.fetch();
    if (!answer.ok()) return route.fulfill({ response: answer });
    return route.fulfill({ response: answer, json: spoil(await answer.json()) });
  });
  await go(page, 'queue');
  await page.reload();
  await page.getByText(/window\.struck/).first().waitFor();
  await go(page, 'claim', id);
  await page.locator('.claimhead h1', { hasText: 'window.struck' }).waitFor();
  for (const key of ['m', 'Escape', 'v', 'Escape', 's', 'Escape', 'l', 'Escape']) { await page.keyboard.press(key); await page.waitForTimeout(120); }
  await picture(page, 'markup-as-text');
  assert.equal(await page.evaluate(() => window.struck), undefined);
  assert.equal(await page.locator('img[src="x"], script:not([src]), svg[onload]').count(), 0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  // And the policy would stop it, were there a hole.
  const refused = await page.evaluate(async () => {
    const heard = new Promise((done) => { document.addEventListener('securitypolicyviolation', (event) => done(event.violatedDirective)); setTimeout(() => done('nothing'), 1500); });
    const script = document.createElement('script');
    script.textContent = 'window.struck = 2';
    document.head.append(script);
    return heard;
  });
  assert.match(refused, /script-src/);
  assert.equal(await page.evaluate(() => window.struck), undefined);
  await page.context().close();
});
