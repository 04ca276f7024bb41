// First start, signing in, people, roles, the language.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, go, open_browser, open_page, open_station, password, people, picture, sign_in } from './station.mjs';

let browser, station;
before(async () => { browser = await open_browser(); station = await open_station({ fresh: true }); });
after(async () => { await browser?.close(); await station?.clear(); });

test('the link of the terminal makes the administrator, once; the administrator makes the others', async () => {
  assert.notEqual(station.first, '', 'the terminal says the link of the first start');
  const page = await open_page(browser, `${station.url}/#/first/${station.first}`);
  await page.getByRole('heading', { name: /第一次使用/ }).waitFor();
  await picture(page, 'first-start');
  await page.getByLabel('姓名').fill(people.admin[1]);
  await page.getByLabel('登录名').fill(people.admin[0]);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('再输一次密码').fill(`${password}!`);
  await page.getByText('两次输入的密码不一致').waitFor();
  assert.equal(await page.getByRole('button', { name: '建立并登录' }).isDisabled(), true);
  await page.getByLabel('再输一次密码').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '人员' }).waitFor();

  for (const who of ['zhou', 'lin', 'shen']) {
    const [login, name, role] = people[who];
    await page.getByRole('button', { name: '新增人员' }).click();
    await page.getByLabel('姓名').fill(name);
    await page.getByLabel('登录名').fill(login);
    await page.getByRole('dialog').locator('select').selectOption(role);
    await page.getByLabel('初始密码').fill(password);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('row', { name: new RegExp(name) }).waitFor();
  }
  await picture(page, 'people');
  assert.deepEqual(page.faults, []);
  await page.context().close();

  const again = await open_page(browser, `${station.url}/#/first/${station.first}`, { expect: [/40[0-9]/] });
  await again.getByLabel('姓名').fill('又一个');
  await again.getByLabel('登录名').fill('another');
  await again.getByLabel('密码', { exact: true }).fill(password);
  await again.getByLabel('再输一次密码').fill(password);
  await again.keyboard.press('Enter');
  await again.getByRole('alert').waitFor();
  await again.context().close();
});

test('a wrong password is refused in words and the right one opens the queue', async () => {
  const page = await open_page(browser, station.url);
  await page.getByLabel('登录名').fill('zhou');
  await page.getByLabel('密码').fill('nicht das richtige');
  await page.keyboard.press('Enter');
  const told = await page.getByRole('alert').innerText();
  assert.match(told, /[一-鿿]/);
  assert.doesNotMatch(told, /error|401|null|undefined/i);
  await picture(page, 'login-refused');
  await page.getByLabel('密码').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /取下一件/ }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the walk of five steps goes away and does not come back', async () => {
  const page = await open_page(browser, station.url);
  await page.evaluate(() => localStorage.removeItem('walked'));
  await sign_in(page, 'zhou');
  await page.getByText('1 / 5').waitFor();
  for (let step = 0; step < 4; ++step) await page.getByRole('button', { name: '下一步' }).click();
  await page.getByText('5 / 5').waitFor();
  await page.getByRole('button', { name: '知道了' }).click();
  await page.getByText('5 / 5').waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => localStorage.getItem('walked')), '1');
  await page.context().close();
});

test('a role sees its own places only, and is told so in words elsewhere', async () => {
  const page = await open_page(browser, station.url, { expect: [/403/] });
  await sign_in(page, 'lin');
  const menu = page.getByRole('navigation', { name: '主菜单' });
  await menu.getByRole('link', { name: '收件' }).waitFor();
  for (const name of ['人员', '看板', '墙']) assert.equal(await menu.getByRole('link', { name, exact: true }).count(), 0, name);
  await go(page, 'people');
  await page.getByText('您的岗位（扫描员）不能使用这一页。').waitFor();
  await picture(page, 'forbidden');
  assert.equal((await api(page, '/api/people')).status, 403);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('English at the press of a button, and it stays', async () => {
  const page = await open_page(browser, station.url);
  await sign_in(page, 'zhou');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: /Take next/ }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.doesNotMatch(await page.getByRole('navigation', { name: 'Main menu' }).innerText(), /[一-鿿]/);
  await picture(page, 'english');
  await page.reload();
  await page.getByRole('button', { name: /Take next/ }).waitFor();
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('button', { name: /取下一件/ }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('signing out ends the session', async () => {
  const page = await open_page(browser, station.url);
  await sign_in(page, 'zhou');
  await page.getByRole('button', { name: '退出' }).click();
  await page.getByLabel('登录名').waitFor();
  await page.goto(`${station.url}/#/queue`);
  await page.reload();
  await page.getByLabel('登录名').waitFor();
  assert.equal(await page.evaluate(async () => (await fetch('/api/queue')).status), 401);
  await page.context().close();
});
