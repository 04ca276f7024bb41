// A station for a test: `claimpack serve` on a port of its own, with a copy of the store that prepare.mjs made, or an empty one.
// Chromium is the system's own; each test has a profile of its own.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));
export const source = join(here, '../..');
export const build = process.env.CLAIMPACK_BUILD ?? join(source, 'build/release');
export const program = process.env.CLAIMPACK_BINARY ?? join(build, 'claimpack');
export const work = join(build, 'tests/browser');
export const prepared = join(work, 'store');
export const pictures = join(work, 'pictures');
mkdirSync(pictures, { recursive: true });

export const password = '一句容易记住的长密码 2026';
// Login, name, role of everybody whom prepare.mjs makes.
export const people = {
  admin: ['admin', '管理员甲', 'admin'], zhou: ['zhou', '周文静', 'senior'], he: ['he', '何晓明', 'reviewer'], wu: ['wu', '吴敏', 'reviewer'],
  lin: ['lin', '林秀兰', 'scanner'], chen: ['chen', '陈国栋', 'supervisor'], shen: ['shen', '沈计', 'auditor'],
};

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Waits until `look` gives something that is not false, at most `ms`.
export async function until(what, look, ms = 20000) {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await pause(50);
  }
}

export class Program {
  constructor(data, more = []) { this.data = data; this.more = more; this.said = ''; }
  async start(port = 0) {
    const home = join(this.data, 'config');
    for (const each of [home, join(this.data, 'in')]) mkdirSync(each, { recursive: true });
    this.child = spawn(program, ['serve', join(this.data, 'in'), '--listen', `127.0.0.1:${port}`, '--data', join(this.data, 'ledger'), '--out', join(this.data, 'packets'), ...this.more], { cwd: source, env: { ...process.env, XDG_CONFIG_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (bytes) => { this.said += bytes; });
    this.child.on('exit', (code) => { this.ended = code ?? -1; });
    this.url = await until('an address of the station', () => {
      if (this.ended !== undefined) throw new Error(`claimpack serve ended with ${this.ended}: ${this.said}`);
      return /(http:\/\/127\.0\.0\.1:\d+)/.exec(this.said)?.[1];
    });
    await until('an answer of the station', () => fetch(`${this.url}/api/health`).then((answer) => answer.ok, () => false));
    this.first = /#\/first\/([\w.-]+)/.exec(this.said)?.[1] ?? '';
    return this;
  }
  get port() { return Number(new URL(this.url).port); }
  async stop() {
    if (!this.child || this.ended !== undefined) return;
    this.child.kill('SIGTERM');
    await until('the end of the station', () => this.ended !== undefined, 15000).catch(() => this.child.kill('SIGKILL'));
  }
}

// fresh: an empty store. Otherwise a copy of the prepared one.
export async function open_station({ fresh = false, more = [], make } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'claimpack-browser-'));
  const data = join(dir, 'data');
  if (fresh) mkdirSync(data);
  else {
    if (!existsSync(prepared)) throw new Error(`${prepared} is not there: node tests/browser/prepare.mjs makes it`);
    cpSync(prepared, data, { recursive: true });
  }
  const station = await new Program(data, [...more, ...(make?.(data) ?? [])]).start();
  station.clear = async () => { await station.stop(); rmSync(dir, { recursive: true, force: true }); };
  return station;
}

export async function open_browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

// A page in a profile of its own. `faults` holds what the browser complained of: scripts that failed, a broken
// Content-Security-Policy, anything on the console that a test did not expect.
export async function open_page(browser, url, { expect = [], ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', acceptDownloads: true, ...options });
  await context.addInitScript(() => { try { localStorage.setItem('walked', '1'); } catch { /* not on this page */ } });
  const page = await context.newPage();
  page.faults = [];
  page.setDefaultTimeout(20000);
  const expected = [/401/, ...expect];
  page.on('console', (message) => { if (message.type() === 'error' && !expected.some((like) => like.test(message.text()))) page.faults.push(message.text()); });
  page.on('pageerror', (fault) => page.faults.push(fault.stack ?? String(fault)));
  const outside = new URL(url).host;
  page.on('request', (request) => { const address = new URL(request.url()); if (/^http/.test(address.protocol) && address.host !== outside) page.faults.push(`asked another host: ${request.url()}`); });
  await page.goto(url);
  return page;
}

export async function sign_in(page, who) {
  await page.getByLabel('登录名').fill(people[who][0]);
  await page.getByLabel('密码').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '主菜单' }).waitFor();
}

export async function open_as(browser, station, who, options) {
  const page = await open_page(browser, station.url, options);
  await sign_in(page, who);
  return page;
}

// What waits in the queue of a station, as its supervisor sees it.
export async function queue_of(browser, station) {
  const page = await open_as(browser, station, 'chen');
  const queue = (await api(page, '/api/queue?limit=50')).data.items;
  await page.context().close();
  return queue;
}

// The page's own session, for what a test asks of the server beside the screen.
export const api = (page, path, { method = 'GET', body } = {}) => page.evaluate(async ([path, method, body]) => {
  const session = await (await fetch('/api/session')).json();
  const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf }, body: body === undefined ? undefined : JSON.stringify(body) });
  let data;
  try { data = await answer.json(); } catch { /* no body */ }
  return { status: answer.status, data };
}, [path, method, body]);

export const go = (page, ...parts) => page.evaluate((hash) => { location.hash = hash; }, `#/${parts.map((part) => encodeURIComponent(part)).join('/')}`);

export async function claim_ready(page, id) {
  await page.waitForFunction((id) => document.querySelector('.viewer')?.dataset.ready?.startsWith(`${id}/`), String(id));
}
export async function open_claim(page, id) {
  await go(page, 'claim', String(id));
  await claim_ready(page, id);
}
// Writes another total by keys; the field is there on every claim of the samples.
export async function type_total(page, text) {
  await page.evaluate(() => document.querySelectorAll('.fields details').forEach((each) => { each.open = true; }));
  await page.locator('.fields .spot', { hasText: '合计（小写）' }).first().click();
  await page.keyboard.press('F2');
  await page.locator('.edit input').fill(text);
  await page.keyboard.press('Enter');
}
export const claim_in_sight = (page) => page.evaluate(() => Number(location.hash.split('/')[2]));

export const picture = (page, name) => page.screenshot({ path: join(pictures, `${name}.png`) });
export const read = (name) => readFileSync(join(source, name));
