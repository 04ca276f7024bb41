// Every screen: axe finds nothing, in light and dark and in both languages; the frame does not scroll at 1366 × 768; the pictures are kept.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { claim_ready, go, open_as, open_browser, open_page, open_station, picture, queue_of } from './station.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser, station, queue;
before(async () => {
  browser = await open_browser();
  station = await open_station();
  queue = await queue_of(browser, station);
});
after(async () => { await browser?.close(); await station?.clear(); });

async function judge(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })).violations.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`));
  assert.deepEqual(found, [], where);
  const [high, wide] = await page.evaluate(() => [document.scrollingElement.scrollHeight - innerHeight, document.scrollingElement.scrollWidth - innerWidth]);
  assert.ok(high <= 0 && wide <= 0, `${where}: the frame scrolls by ${high}, ${wide}`);
}

const settled = (page) => page.waitForFunction(() => ![...document.querySelectorAll('.empty')].some((each) => /正在打开|Opening/.test(each.textContent)));
const screens = [['chen', 'queue'], ['lin', 'desk'], ['chen', 'wall'], ['chen', 'quality'], ['chen', 'measure'], ['chen', 'dashboard'], ['chen', 'rules'], ['chen', 'templates'], ['admin', 'outside'], ['admin', 'people'], ['shen', 'audit']];

for (const theme of ['light', 'dark']) {
  test(`every screen, ${theme}`, async () => {
    const signed_out = await open_page(browser, station.url, { colorScheme: theme });
    await signed_out.getByLabel('登录名').waitFor();
    await judge(signed_out, 'login');
    await picture(signed_out, `login-${theme}`);
    await signed_out.context().close();
    const pages = {};
    for (const [who, name] of screens) {
      const page = pages[who] ??= await open_as(browser, station, who, { colorScheme: theme, expect: [/403|404/] });
      if (!(await page.getByRole('navigation', { name: '主菜单' }).locator(`a[href="#/${name}"]`).count())) continue;
      await go(page, name);
      await page.locator(`main.${name}`).waitFor();
      await settled(page);
      await page.waitForTimeout(250);
      await picture(page, `${name}-${theme}`);
      await judge(page, `${name}, ${theme}`);
      assert.deepEqual(page.faults, [], name);
    }
    for (const page of Object.values(pages)) await page.context().close();
  });

  test(`the claim, its rows and its sheets, ${theme}`, async () => {
    const page = await open_as(browser, station, 'he', { colorScheme: theme });
    const item = queue.find((each) => each.name === 'xiamen-outpatient-words-mismatch');
    await go(page, 'claim', item.claim);
    await claim_ready(page, item.claim);
    await page.locator('.stop.now').waitFor();
    await page.waitForTimeout(800);
    await picture(page, `claim-${theme}`);
    await judge(page, 'claim');
    for (const [key, name] of [['m', 'materials'], ['v', 'side-by-side'], ['s', 'submit'], ['k', 'kinds'], ['h', 'postpone'], ['?', 'keys']]) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      await judge(page, name);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('l');
    await page.locator('section.rows').waitFor();
    await page.waitForTimeout(400);
    await picture(page, `rows-${theme}`);
    await judge(page, 'rows');
    await page.keyboard.press('Escape');
    assert.deepEqual(page.faults, []);
    await page.keyboard.press('Escape');
    await page.waitForURL(/#\/queue/);
    await page.context().close();
  });
}

test('in English no Chinese word of the page itself remains', async () => {
  const page = await open_as(browser, station, 'he');
  const item = queue.find((each) => each.name === 'xiamen-outpatient-words-mismatch');
  await page.getByRole('button', { name: 'English' }).click();
  await go(page, 'claim', item.claim);
  await claim_ready(page, item.claim);
  await picture(page, 'claim-english');
  const words = await page.evaluate(() => ['.keybar', '.pagebar', '.tabs', '.thumbs h2'].flatMap((place) => [...document.querySelectorAll(place)].map((each) => each.textContent)).join(' '));
  assert.doesNotMatch(words, /[一-鿿]/);
  await page.context().close();
});
