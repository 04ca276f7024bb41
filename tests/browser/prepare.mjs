// Makes the store that the browser tests begin with: people of every role, and claims of the samples read by the program itself.
// Nothing is done where the program, the samples and this file are those of the last time.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { here, password, pause, people, prepared, Program, program, source, until, work } from './station.mjs';

// Each waits for a person: words against figures, a name that differs, a paper that is missing.
export const samples = ['xiamen-outpatient-words-mismatch', 'xiamen-inpatient-inconsistent', 'beijing-outpatient-missing-prescription', 'nantong-inpatient-missing-list'];

const stamp = createHash('sha256');
for (const file of [program, join(here, 'prepare.mjs'), join(here, 'station.mjs')]) stamp.update(readFileSync(file));
for (const name of samples) for (const file of readdirSync(join(source, 'samples/claims', name)).sort()) stamp.update(readFileSync(join(source, 'samples/claims', name, file)));
const digest = stamp.digest('hex'), mark = join(work, 'store.stamp');
if (existsSync(prepared) && existsSync(mark) && readFileSync(mark, 'utf8') === digest) {
  console.log('the store of the browser tests is up to date');
  process.exit(0);
}

const made = join(work, 'store.new');
rmSync(made, { recursive: true, force: true });
rmSync(prepared, { recursive: true, force: true });
mkdirSync(join(made, 'in'), { recursive: true });
for (const name of samples) {
  cpSync(join(source, 'samples/claims', name), join(made, 'in', name), { recursive: true });
  rmSync(join(made, 'in', name, 'truth.json'), { force: true });
}
const station = await new Program(made).start();
const started = Date.now();
try {
  let cookie = '', csrf = '';
  const ask = async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const answer = await fetch(station.url + path, { method, headers: { 'Content-Type': 'application/json', Cookie: cookie, 'X-CSRF-Token': csrf, Origin: station.url }, body: body === undefined ? undefined : JSON.stringify(body) });
    const set = answer.headers.get('set-cookie');
    if (set) cookie = set.split(';')[0];
    const data = answer.status === 204 ? undefined : await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(data)}`);
    return data;
  };
  const [login, name] = people.admin;
  csrf = (await ask('/api/first-admin', { token: station.first, login, name, password })).csrf;
  for (const [who, [each, title, role]] of Object.entries(people)) if (who !== 'admin') await ask('/api/people', { login: each, name: title, role, password });
  await ask('/api/logout', {});
  csrf = (await ask('/api/login', { login: people.chen[0], password })).csrf;
  const wanted = samples.length;
  const there = await until('the samples in the queue', async () => { await pause(500); const queue = await ask('/api/queue?limit=50'); return queue.items.length >= wanted && queue; }, 280_000);
  console.log(`${there.items.length} claims read in ${Math.round((Date.now() - started) / 1000)} s: ${there.items.map((item) => item.name).join(', ')}`);
} catch (fault) {
  console.error(station.said.slice(-3000));
  throw fault;
} finally { await station.stop(); }
// The originals are in the store; a copy of it has an inbox of its own.
rmSync(join(made, 'in'), { recursive: true, force: true });
renameSync(made, prepared);
writeFileSync(mark, digest);
