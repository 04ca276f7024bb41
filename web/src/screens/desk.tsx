// 收件: what lands, as it lands; what is blurred or missing is said while the person is still at the counter.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, get, may, post, reachable, session, when_reachable } from '../api';
import type { DeskClaim, Refusal } from '../contract';
import { on } from '../live';
import { Cap, Empty, Refused, useKeys } from '../parts';
import { amount } from '../money';
import { say, say_refusal } from '../toast';
import { kind_title, said, t } from '../words';

const claims = signal<DeskClaim[] | undefined>(undefined);
const chosen = signal('');
const station = signal((() => { try { return localStorage.getItem('station') ?? '1'; } catch { return '1'; } })());
const sending = signal<{ done: number; all: number } | undefined>(undefined);

async function load(): Promise<Refusal | undefined> {
  const answer = await get<{ claims: DeskClaim[] }>(`/api/desk?limit=40`);
  if (!answer.ok) return answer.refusal;
  claims.value = answer.data.claims;
  return undefined;
}

const two = (value: number) => String(value).padStart(2, '0');
function fresh_name() {
  const now = new Date();
  return `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}-${station.peek()}`;
}

// Files go one after the other, so that a lost connection costs at most one of them, and that one is sent again.
async function send(files: File[], name: string) {
  if (!files.length) return;
  sending.value = { done: 0, all: files.length };
  let left = 0;
  for (let at = 0; at < files.length;) {
    const form = new FormData();
    form.append('files', files[at]!, files[at]!.name);
    const query = new URLSearchParams({ claim: name, station: station.peek(), counter: '1', region: session.peek()?.settings.region ?? '', complete: String(at + 1 === files.length) });
    if (!query.get('region')) query.delete('region');
    const answer = await ask<{ arrivals: { name: string; state: string }[] }>(`/api/uploads?${query}`, { method: 'POST', form });
    if (!answer.ok && answer.refusal.status === 0) { await when_reachable(); continue; }
    if (!answer.ok) {
      left++;
      say(`${files[at]!.name}：${answer.refusal.message}`, 'refused', answer.refusal.cure);
    } else for (const each of answer.data.arrivals) if (each.state === 'empty' || each.state === 'refused') { left++; say(`${each.name}：${said('arrival', each.state)}`, 'refused'); }
    ++at;
    sending.value = { done: at, all: files.length };
  }
  sending.value = undefined;
  chosen.value = name;
  if (left < files.length) say(t('desk_arrived'));
  await load();
}

type Entry = FileSystemEntry & { file?: (done: (file: File) => void, failed: (why: unknown) => void) => void; createReader?: () => FileSystemDirectoryReader };
async function files_of(entry: Entry): Promise<File[]> {
  if (entry.isFile) return new Promise((done) => entry.file!((file) => done([file]), () => done([])));
  const reader = entry.createReader!(), all: Entry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done) => reader.readEntries(done, () => done([])));
    if (!some.length) break;
    all.push(...(some as Entry[]));
  }
  all.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return (await Promise.all(all.map(files_of))).flat();
}

// Each dropped folder is a claim of its own; loose files go to the claim in hand.
async function dropped(event: DragEvent, name: string) {
  event.preventDefault();
  const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.() as Entry | null).filter((each): each is Entry => !!each);
  const plain = [...(event.dataTransfer?.files ?? [])];
  const folders = entries.filter((entry) => entry.isDirectory);
  if (!folders.length) { await send(plain, name); return; }
  const loose = (await Promise.all(entries.filter((entry) => entry.isFile).map(files_of))).flat();
  for (const folder of folders) await send(await files_of(folder), folder.name);
  await send(loose, name);
}

function PageTile({ claim, page }: { claim: DeskClaim; page: DeskClaim['pages'][number] }) {
  const bad = !!page.advice;
  return <li class={bad ? 'bad' : page.blank ? 'blank' : 'good'}>
    {claim.claim !== null && may('GET /api/claims/{id}/pages/{n}/proxy.jpg') ? <img src={`/api/claims/${claim.claim}/pages/${page.n}/proxy.jpg`} alt="" loading="lazy" /> : <span class="nopicture" aria-hidden="true" />}
    <p><b>{page.n}</b> {page.title || kind_title(page.kind)}</p>
    <p class="small">{bad ? `⚠ ${page.advice}` : page.blank ? t('quality.blank') : `✓ ${t('quality.fine')}`}</p>
  </li>;
}

function LiveClaim({ claim, scan, fresh, step }: { claim: DeskClaim; scan: () => void; fresh: () => void; step: (by: number) => void }) {
  const missing = claim.missing.length + claim.gaps.length, done = async () => {
    const answer = await post(`/api/desk/${encodeURIComponent(claim.name)}/done`);
    if (!answer.ok) { say_refusal(answer.refusal); return; }
    say(t('desk_done'));
    chosen.value = '';
    await load();
  };
  const notice = claim.notice && claim.claim !== null ? `/api/claims/${claim.claim}/files/notice.pdf?inline=1` : '';
  const bad = claim.pages.find((page) => page.advice);
  useKeys('desk-claim', () => [
    { press: ' ', show: t('key.space'), does: t('desk_more'), run: scan },
    { press: 'r', does: bad ? t('desk_rescan', { n: bad.n }) : t('desk_rescan_bad'), run: () => { if (bad) scan(); else say(t('desk_rescan_none'), 'refused'); } },
    { press: 'n', does: t('desk_new'), run: fresh },
    { press: 'ArrowUp', does: t('desk_earlier'), quiet: true, run: () => step(-1) }, { press: 'ArrowDown', does: t('desk_later'), quiet: true, run: () => step(1) },
    ...(notice ? [{ press: 'p', does: t('desk_notice'), run: () => { window.open(notice, '_blank', 'noopener'); } }] : []),
    { press: 'Enter', does: t('desk_done'), run: () => void done() },
  ]);
  return <section class="live" aria-label={claim.name}>
    <header><h2>{claim.name}</h2><span class="soft">{[claim.region_title, said('type', claim.claim_type), amount(claim.amount)].filter(Boolean).join(' · ')}</span><span class="grow" />
      <b class={missing ? 'warn' : claim.work === 'done' ? 'good' : 'soft'}>{claim.work === 'open' || claim.work === 'ready' || claim.work === 'working' ? `◌ ${t('desk_reading')}` : missing ? `⚠ ${t('desk_to_bring', { count: missing })}` : `✓ ${t('desk_all_there')}`}</b></header>
    <ul class="tiles">
      {claim.pages.map((page) => <PageTile key={`${page.file}#${page.page}`} claim={claim} page={page} />)}
      {claim.pages.length === 0 && claim.files.map((file) => <li key={file.name} class="waiting"><span class="nopicture" aria-hidden="true" /><p>{file.name}</p><p class="small">{file.reason || said('arrival', file.state)}</p></li>)}
      {claim.gaps.map((gap) => <li class="gap" key={gap}><span class="nopicture" aria-hidden="true">▢</span><p>{gap}</p><p class="small">⚠ {t('desk_missing')}</p></li>)}
      {claim.missing.map((each) => <li class="gap" key={each.requirement}><span class="nopicture" aria-hidden="true">▢</span><p>{each.title}</p><p class="small">⚠ {t('desk_missing')}</p></li>)}
      {claim.pages.length + claim.files.length === 0 && <li>{t('desk_nothing')}</li>}
    </ul>
    <div class="acts left"><button type="button" onClick={scan}>{t('desk_more')} <Cap>{t('key.space')}</Cap></button>{bad && <button type="button" onClick={scan}>{t('desk_rescan', { n: bad.n })} <Cap>R</Cap></button>}<button type="button" onClick={fresh}>{t('desk_new')} <Cap>N</Cap></button>{notice && <a class="button" href={notice} target="_blank" rel="noopener">{t('desk_notice')} <Cap>P</Cap></a>}<button type="button" class="main" onClick={() => void done()}>{t('desk_done')} <Cap>{t('key.enter')}</Cap></button></div>
  </section>;
}

export function DeskScreen() {
  const [refusal, set_refusal] = useState<Refusal>(), [over, set_over] = useState(false), [name, set_name] = useState(fresh_name());
  const files = useRef<HTMLInputElement>(null), folder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    void load().then(set_refusal);
    folder.current?.setAttribute('webkitdirectory', '');
    let timer = 0;
    const off = on('desk', () => { clearTimeout(timer); timer = window.setTimeout(() => void load(), 150); });
    // Where the stream of news is held up by something between, the desk still moves.
    const look = window.setInterval(() => { if (reachable.peek() && claims.peek()?.some((claim) => claim.work !== 'done' && claim.work !== 'failed')) void load(); }, 4000);
    return () => { off(); clearTimeout(timer); clearInterval(look); };
  }, []);
  const list = claims.value ?? [], now = list.find((claim) => claim.name === chosen.value) ?? list[0];
  const into = useRef('');  // the claim that the next chosen files go to; empty: the one named above
  const sent = async (all: File[]) => { const claim = into.current || name; into.current = ''; await send(all, claim); if (claim === name) set_name(fresh_name()); };
  const scan = () => { into.current = now?.name ?? ''; files.current?.click(); };
  const fresh = () => { into.current = ''; set_name(fresh_name()); files.current?.click(); };
  const step = (by: number) => { const at = list.findIndex((claim) => claim === now); const next = list[Math.min(list.length - 1, Math.max(0, at + by))]; if (next) chosen.value = next.name; };
  useKeys('desk', () => (now ? [] : [{ press: ' ', show: t('key.space'), does: t('desk_choose'), run: fresh }, { press: 'n', does: t('desk_new'), run: fresh }]));
  return <div class="screen desk"><h1 class="unseen">{t('desk_title')}</h1>
    <div class="drop-line">
      <div class={`drop${over ? ' over' : ''}`} onDragOver={(event) => { event.preventDefault(); set_over(true); }} onDragLeave={() => set_over(false)} onDrop={(event) => { set_over(false); void dropped(event, name).then(() => set_name(fresh_name())); }}>
        <p><b>{sending.value ? t('desk_sending', sending.value) : t('desk_drop')}</b></p>
        <div class="acts left"><button type="button" class="main" onClick={() => { into.current = ''; files.current?.click(); }}>{t('desk_choose')}</button><button type="button" onClick={() => folder.current?.click()}>{t('desk_choose_folder')}</button></div>
        <input ref={files} id="desk-files" type="file" multiple hidden aria-label={t('desk_choose')} onChange={(event) => { void sent([...(event.currentTarget.files ?? [])]); event.currentTarget.value = ''; }} />
        <input ref={folder} type="file" multiple hidden aria-label={t('desk_choose_folder')} onChange={(event) => { const all = [...(event.currentTarget.files ?? [])]; void send(all, all[0]?.webkitRelativePath.split('/')[0] || name).then(() => set_name(fresh_name())); event.currentTarget.value = ''; }} />
      </div>
      <div class="desk-form">
        <label>{t('desk_name')}<input value={name} onInput={(event) => set_name(event.currentTarget.value)} /></label>
        <label>{t('desk_station')}<input value={station.value} onInput={(event) => { station.value = event.currentTarget.value; try { localStorage.setItem('station', station.value); } catch { /* for this page only */ } }} /></label>
      </div>
    </div>
    {refusal && refusal.status ? <Refused refusal={refusal} /> : list.length === 0 ? <Empty text={t('desk_nothing')} /> : <div class="desk-columns">
      <ul class="desk-list" aria-label={t('nav.desk')}>{list.map((claim) => <li key={claim.name}><button type="button" class={claim === now ? 'on' : ''} aria-pressed={claim === now} onClick={() => { chosen.value = claim.name; }}>
        <b>{claim.name}</b><span class="soft small">{claim.pages.length || claim.files.length} {t('dash_pages')} · {claim.work === 'done' ? said('outcome', claim.outcome ?? '') : t('desk_reading')}</span></button></li>)}</ul>
      {now && <LiveClaim claim={now} scan={scan} fresh={fresh} step={step} />}
    </div>}
  </div>;
}
