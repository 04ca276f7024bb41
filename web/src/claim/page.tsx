// The middle column: the page in the viewer, its marks, and what can be done with it by mouse.
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { post } from '../api';
import type { Box } from '../contract';
import { field_title, kind_title, t } from '../words';
import { document_of_page, join_before, split_at } from './thumbs';
import { drawing, drawn, mode, page_now, place_in_hand, sheet_open, spot_now } from './sight';
import { PageViewer, type Mark } from './viewer';
import { act, can_change, claim_id, shown, stops } from './work';
import { say, say_refusal } from '../toast';
import { question } from '../parts';

export const page_ready_ms = { last: 0, all: [] as number[] };
let viewer: PageViewer | undefined;
export const the_viewer = () => viewer;

const page_in_sight = () => shown.value?.pages.find((page, at) => (page.n ?? at + 1) === page_now.value);

function marks_of(n: number): Mark[] {
  const now = shown.value, page = page_in_sight();
  if (!now || !page) return [];
  const marks: Mark[] = [], spot = spot_now.value;
  const open = new Set(stops.value.filter((stop) => stop.open).map((stop) => `${stop.need.document}|${stop.need.field}`));
  now.claim.documents.forEach((document, at) => {
    if (!document.pages.some((each) => each.file === page.file && each.page === page.page)) return;
    const add = (name: string, field: unknown) => {
      const { box, file, page: number } = field as { box?: Box; file?: string; page?: number };
      if (!box || box[2] <= 0 || file !== page.file || number !== page.page) return;
      const here = spot.document === at && spot.field === name;
      marks.push({ box, kind: here ? 'now' : open.has(`${at}|${name}`) ? 'open' : 'proved' });
    };
    for (const [name, field] of Object.entries(document.fields)) add(name, field);
    if (mode.value === 'rows' || spot.field.startsWith('items['))
      document.items.forEach((row, index) => Object.entries(row).forEach(([name, cell]) => { if (typeof cell === 'object') add(`items[${index}].${name}`, cell); }));
  });
  if (drawn.value && place_in_hand.value.n !== n) marks.push({ box: drawn.value.box, kind: 'now' });
  return marks.sort((a, b) => Number(a.kind === 'now') - Number(b.kind === 'now'));
}

const kinds_of_text: [RegExp, string][] = [[/amount|payment|expense|price|_pay$/, 'money'], [/date|_on$|valid_/, 'date'], [/number|code|phone/, 'code'], [/quantity|days/, 'number']];
export const text_kind = (field: string) => kinds_of_text.find(([like]) => like.test(field))?.[1] ?? 'text';

export function start_drawing() {
  if (!viewer || !can_change.peek() || !spot_now.peek().field) return;
  drawing.value = true;
  viewer.start_drawing(async (box) => {
    drawing.value = false;
    const n = page_now.peek(), field = spot_now.peek().field;
    const answer = await post<{ text: string; candidates: (string | { value?: string; text?: string })[] }>(`/api/claims/${claim_id.peek()}/pages/${n}/read`, { box, field_type: text_kind(field) });
    if (!answer.ok) { say_refusal(answer.refusal); return; }
    const told = (answer.data.candidates ?? []).map((each) => (typeof each === 'string' ? each : each.value ?? each.text ?? ''));
    const candidates = [...new Set([...told, answer.data.text])].filter((each) => each);
    if (candidates.length === 0) { say(t('drawn_nothing'), 'refused'); return; }
    drawn.value = { box, text: answer.data.text, candidates };
  });
}
export function stop_drawing() { drawing.value = false; viewer?.end_drawing(); }

export function turn_page() {
  const page = page_in_sight();
  if (page) act({ kind: 'turn_page', page: { file: page.file, page: page.page }, turn: 90 });
}
export function set_aside() {
  const page = page_in_sight();
  if (!page || !can_change.peek()) return;
  const name = { file: page.file, page: page.page };
  if (page.set_aside) { act({ kind: 'restore_page', page: name }); return; }
  question.value = { title: t('set_aside_reason'), label: t('reason'), choices: [t('aside.duplicate'), t('aside.foreign'), t('aside.unreadable')], answer: (reason) => act({ kind: 'set_aside_page', page: name, reason }) };
}

export function PageColumn() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const own = new PageViewer(place.current!, (milliseconds) => {
      page_ready_ms.last = milliseconds;
      page_ready_ms.all.push(milliseconds);
      if (page_ready_ms.all.length > 500) page_ready_ms.all.shift();
      place.current?.setAttribute('data-ready', `${claim_id.peek()}/${page_now.peek()}`);
      performance.mark('page-ready');
    });
    viewer = own;
    let was = '';
    const end_page = effect(() => {
      const page = page_in_sight(), n = page_now.value;
      if (!page) return;
      const key = `${claim_id.value}/${n}`, target = place_in_hand.value;
      own.show({ claim: claim_id.value, n, width: page.width || 1654, height: page.height || 2339, rotation: page.rotation ?? 0, key });
      const box = target.n === n ? drawn.value?.box ?? target.box : null;
      own.look_at(box, was !== key);
      was = key;
    });
    const end_marks = effect(() => own.mark(marks_of(page_now.value)));
    const end_drawing = effect(() => { if (!drawing.value) own.end_drawing(); });
    return () => { end_page(); end_marks(); end_drawing(); own.destroy(); if (viewer === own) viewer = undefined; };
  }, []);

  const page = page_in_sight(), n = page_now.value, count = shown.value?.pages.length ?? 0;
  const at = page ? document_of_page(page) : -1, document = shown.value?.claim.documents[at];
  const change = can_change.value;
  return <section class="page" aria-label={t('page_n', { n })}>
    <div class="pagebar">
      <button type="button" class="quiet" aria-label={t('previous_page')} disabled={n <= 1} onClick={() => { page_now.value = n - 1; }}>‹</button>
      <b>{t('page_n', { n })}</b><span class="soft">/ {count}</span>
      <button type="button" class="quiet" aria-label={t('next_page')} disabled={n >= count} onClick={() => { page_now.value = n + 1; }}>›</button>
      <span class="kind">{page?.set_aside ? `${t('set_aside')}：${page.set_aside}` : page?.blank ? t('quality.blank') : document ? kind_title(document.kind) : ''}</span>
      <span class="grow" />
      {change && page && <>
        <button type="button" class="quiet" title="K" onClick={() => { sheet_open.value = 'kind'; }}>{t('set_kind')}</button>
        <button type="button" class="quiet" title="R" onClick={turn_page}>{t('turn')}</button>
        <button type="button" class="quiet" title="P" disabled={!document || document.pages.length < 2 || (document.pages[0]!.file === page.file && document.pages[0]!.page === page.page)} onClick={() => split_at(page)}>{t('split')}</button>
        <button type="button" class="quiet" title="J" disabled={at < 1} onClick={() => join_before(page)}>{t('merge')}</button>
        <button type="button" class="quiet" title="X" onClick={set_aside}>{page.set_aside ? t('restore') : t('set_aside')}</button>
        <button type="button" class={`quiet${drawing.value ? ' on' : ''}`} title="B" aria-pressed={drawing.value} disabled={!spot_now.value.field} onClick={() => (drawing.value ? stop_drawing() : start_drawing())}>{t('draw')}</button>
      </>}
    </div>
    <div class="viewer" ref={place} role="img" aria-label={`${t('page_n', { n })} ${document ? kind_title(document.kind) : ''}`} />
    {drawing.value && <p class="hint" role="status">{t('draw_hint', { field: field_title(spot_now.value.field) })}</p>}
  </section>;
}
