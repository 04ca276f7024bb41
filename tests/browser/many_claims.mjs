// What speed is measured on: a claim of 60 pages, one of them at 600 dpi, and many small claims. All are made of samples and of their
// readings, so that nothing has to be read anew; a few bytes behind each picture's end make it a file of its own.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, source } from './station.mjs';

export const sixty_name = 'sixty-pages', many_name = (at) => `many-${String(at + 1).padStart(4, '0')}`;
export const enlarged_page = 3, enlarged_times = 3;  // of the 60: its list at 600 dpi in place of 200

// The strips (one a page) that `claimpack process --keep-steps` leaves of a sample.
function strips_of(data, sample) {
  const once = join(data, 'once'), from = join(source, 'samples/claims', sample);
  try {
    execFileSync(program, ['process', from, '--out', once, '--keep-steps', '--no-ledger'], { stdio: 'pipe', env: { ...process.env, XDG_CONFIG_HOME: join(data, 'config') } });
  } catch (ended) {
    if (ended.status !== 2) throw ended;  // 2: it needs a person, as it should
  }
  const steps = join(once, sample, 'steps');
  const strips = readdirSync(steps, { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name).sort();
  return strips.map((strip) => ({ reading: JSON.parse(readFileSync(join(steps, strip, 'reading.json'), 'utf8')), file: join(from, /^\d+_(.+)_p\d+$/.exec(strip)[1]) }));
}

// The reading of the page as it would be scanned so many times as fine: its places on the scan are so many times as far from its corner.
function scaled(reading, times) {
  const far = (value, name) => (name === 'box' ? value.map((each) => each * times)
    : Array.isArray(value) ? value.map((each) => far(each)) : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, far(each, key)])) : value);
  const { size: [width, height, scan_width, scan_height], to_scan, lines, dpi } = reading;
  return { ...reading, dpi: dpi * times, size: [width, height, scan_width * times, scan_height * times], to_scan: to_scan.map((each, at) => (at < 6 ? each * times : each)), lines: far(lines ?? []) };
}

function put_page(data, claim, number, { reading, file }, picture) {
  const name = `p${String(number).padStart(3, '0')}.jpg`, into = join(data, 'in', claim), strip = join(data, 'kept', claim, 'steps', `${String(number).padStart(3, '0')}_${name}_p1`);
  for (const each of [into, strip]) mkdirSync(each, { recursive: true });
  if (picture) writeFileSync(join(into, name), picture); else cpSync(file, join(into, name));
  appendFileSync(join(into, name), `${claim} ${number}`);
  writeFileSync(join(strip, 'reading.json'), JSON.stringify({ ...(picture ? scaled(reading, enlarged_times) : reading), file: name }));
}

// The claim's number is its name: under it its readings are looked for.
function put_intake(data, claim, sample) {
  const intake = JSON.parse(readFileSync(join(source, 'samples/claims', sample, 'intake.json'), 'utf8'));
  writeFileSync(join(data, 'in', claim, 'intake.json'), JSON.stringify({ ...intake, claim_id: claim }));
}

export const list_picture = () => readFileSync(join(source, 'samples/claims/xiamen-inpatient-inconsistent/IMG_2.jpg'));

// Puts the claims into DATA/in and their readings into DATA/kept; what `claimpack serve` has to be told besides. `enlarged`: the
// JPEG of the page at 600 dpi.
export function make_claims(data, { pages = 60, many = 0, enlarged }) {
  const sample = 'xiamen-inpatient-inconsistent', strips = strips_of(data, sample);
  const list = strips.findIndex((strip) => strip.file.endsWith('IMG_2.jpg'));
  for (let page = 0; page < pages; ++page) {
    // The bill once, then the list again and again, the other papers at the end.
    const strip = strips[page === 0 ? 0 : page < pages - 2 ? 1 + (page % 2) : strips.length - (pages - page)];
    if (page + 1 === enlarged_page && enlarged) put_page(data, sixty_name, page + 1, strips[list], enlarged);
    else put_page(data, sixty_name, page + 1, strip);
  }
  put_intake(data, sixty_name, sample);
  const small = 'xiamen-outpatient-words-mismatch', small_strips = many ? strips_of(data, small) : [];
  for (let at = 0; at < many; ++at) {
    small_strips.forEach((strip, page) => put_page(data, many_name(at), page + 1, strip));
    put_intake(data, many_name(at), small);
  }
  rmSync(join(data, 'once'), { recursive: true, force: true });
  return ['--readings', join(data, 'kept')];
}
