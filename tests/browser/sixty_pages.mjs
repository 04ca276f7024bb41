// A claim of 60 pages made of one sample's: its pages over and over, and their readings, so that nothing has to be read anew.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, source } from './station.mjs';

export const sixty_name = 'sixty-pages';

// Puts the claim into DATA/in and the readings into DATA/kept; what `claimpack serve` has to be told besides.
export function make_sixty_pages(data, pages = 60) {
  const sample = 'xiamen-inpatient-inconsistent', from = join(source, 'samples/claims', sample), once = join(data, 'once'), kept = join(data, 'kept', sixty_name, 'steps');
  try {
    execFileSync(program, ['process', from, '--out', once, '--keep-steps', '--no-ledger'], { stdio: 'pipe', env: { ...process.env, XDG_CONFIG_HOME: join(data, 'config') } });
  } catch (ended) {
    if (ended.status !== 2) throw ended;  // 2: it needs a person, as it should
  }
  const strips = readdirSync(join(once, sample, 'steps'), { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name).sort();
  const into = join(data, 'in', sixty_name);
  mkdirSync(into, { recursive: true });
  mkdirSync(kept, { recursive: true });
  for (let page = 0; page < pages; ++page) {
    // The bill once, then the list again and again, the other papers at the end.
    const strip = strips[page === 0 ? 0 : page < pages - 2 ? 1 + (page % 2) : strips.length - (pages - page)];
    const file = /^\d+_(.+)_p\d+$/.exec(strip)[1], name = `p${String(page + 1).padStart(3, '0')}.jpg`;
    cpSync(join(from, file), join(into, name));
    const place = join(kept, `${String(page + 1).padStart(3, '0')}_${name}_p1`);
    cpSync(join(once, sample, 'steps', strip), place, { recursive: true });
    const reading = JSON.parse(readFileSync(join(place, 'reading.json'), 'utf8'));
    writeFileSync(join(place, 'reading.json'), JSON.stringify({ ...reading, file: name }));
  }
  cpSync(join(from, 'intake.json'), join(into, 'intake.json'));
  rmSync(once, { recursive: true, force: true });
  return ['--readings', join(data, 'kept')];
}
