// The right column: what needs a person first, each with its crop, its witnesses, why it stopped and what may be picked.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Box, Correction, Field } from '../contract';
import { amount, fen_of } from '../money';
import { Cap, question } from '../parts';
import { field_title, kind_title, said, t } from '../words';
import { choices, value_text, why } from './needs';
import { field_of, name_of_document } from './overlay';
import { text_kind } from './page';
import { compared, drawn, editing, mode, next_stop, page_now, place_in_hand, seen, sheet_open, spot_now, still_open, stop_in_hand, stop_now, take_spot, take_stop } from './sight';
import { act, can_change, claim_id, shown, stops, type Stop } from './work';

export const is_money = (field: string) => text_kind(field.replace(/^items\[\d+\]\./, '')) === 'money' && !/words/.test(field);
export const display = (field: string, value: Field['value'] | undefined) => (is_money(field) && typeof value === 'string' ? amount(value) : value_text(value));

// What a hand writes, in the form in which values are kept: 1,234.5 and ￥ for money, 20240520 or 2024.5.20 for days.
export function as_written(field: string, text: string): string {
  const kind = text_kind(field.replace(/^items\[\d+\]\./, ''));
  const half = text.trim().replace(/[０-９．，]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  if (kind === 'money' && !/words/.test(field)) {
    const fen = fen_of(half);
    return fen === undefined ? half : amount(half).replace(/,/g, '');
  }
  if (kind === 'date') {
    const day = /^(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?$/.exec(half);
    if (day) return `${day[1]}-${day[2]!.padStart(2, '0')}-${day[3]!.padStart(2, '0')}`;
  }
  return text.trim();
}

export function crop_address(n: number, box: Box, margin = 0.25): string {
  const page = shown.peek()?.pages.find((each, at) => (each.n ?? at + 1) === n);
  const [x, y, w, h] = box, pad = Math.round(Math.max(8, Math.min(w, h) * margin));
  const left = Math.max(0, x - pad), top = Math.max(0, y - pad);
  const right = Math.min(page?.width ?? x + w + pad, x + w + pad), bottom = Math.min(page?.height ?? y + h + pad, y + h + pad);
  return `/api/claims/${claim_id.peek()}/pages/${n}/crop.jpg?x=${left}&y=${top}&w=${Math.max(1, right - left)}&h=${Math.max(1, bottom - top)}&scale=1`;
}

const focus_spot = (key: string) => requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-stop="${CSS.escape(key)}"]`)?.focus());

export function go_next() {
  const key = next_stop();
  if (!key) { stop_now.value = ''; requestAnimationFrame(() => document.getElementById('none-open')?.focus()); return; }
  take_stop(key);
  focus_spot(key);
}

export function spot_correction(kind: Correction['kind'], more: Partial<Correction> = {}): Correction | undefined {
  const { document, field } = spot_now.peek(), there = shown.peek()?.claim.documents[document];
  const name = there && name_of_document(there);
  return name && field ? { kind, document: name, field, ...more } : undefined;
}

export function set_value(value: string) {
  const now = field_of(shown.peek()?.claim.documents[spot_now.peek().document], spot_now.peek().field);
  const drawn_now = drawn.peek(), page = shown.peek()?.pages[page_now.peek() - 1];
  const written = as_written(spot_now.peek().field, value);
  const as_kept: unknown = Array.isArray(now?.value) ? written.split(/[；;]/).map((part) => part.trim()).filter(Boolean)
    : typeof now?.value === 'boolean' ? /^(是|y|yes|1|true)$/i.test(written) : written;
  const same = now && JSON.stringify(now.value) === JSON.stringify(as_kept) && !drawn_now;
  const made = same ? spot_correction('accept_field') : spot_correction('set_field', { value: as_kept, ...(drawn_now && page ? { page: { file: page.file, page: page.page }, box: drawn_now.box } : {}) });
  editing.value = false;
  drawn.value = undefined;
  if (made) { act(made); go_next(); }
}

// Enter: accept what stands there and go on.
export function accept() {
  const stop = stop_in_hand.peek();
  if (drawn.peek()) { set_value(drawn.peek()!.candidates[0]!); return; }
  if (!stop) {
    if (still_open.peek().length === 0) { sheet_open.value = 'submit'; return; }
    go_next();
    return;
  }
  if (stop.need.type === 'field' && stop.open) { const made = spot_correction('accept_field'); if (made) act(made); }
  else if (stop.need.type === 'absent' && stop.open) { const made = spot_correction('clear_field'); if (made) act(made); }
  else if (stop.open) seen.value = new Set([...seen.peek(), stop.key]);
  go_next();
}

export function dismiss_finding(rule: string) {
  question.value = { title: t('finding_dismiss'), label: t('finding_dismiss_reason'), answer: (reason) => { act({ kind: 'dismiss_finding', rule, reason }); go_next(); } };
}

export function choose(digit: number) {
  const stop = stop_in_hand.peek(), field = field_of(shown.peek()?.claim.documents[spot_now.peek().document], spot_now.peek().field);
  if (drawn.peek()) { const picked = drawn.peek()!.candidates[digit - 1]; if (picked) set_value(picked); return; }
  if (stop?.need.type === 'question') {
    if (digit > 2) return;
    act({ kind: 'answer', rule: stop.need.rule, answer: digit === 1, note: '' });
    go_next();
    return;
  }
  if (stop?.need.type === 'finding') {
    if (digit === 1) accept();
    if (digit === 2 && stop.need.rule) dismiss_finding(stop.need.rule);
    return;
  }
  if (typeof field?.value === 'boolean') { if (digit <= 2) { set_value(digit === 1 ? '1' : '0'); } return; }
  const picked = choices(field)[digit - 1];
  if (picked !== undefined) set_value(picked);
}

export function clear() {
  const made = spot_correction('clear_field');
  if (made && stop_in_hand.peek()?.need.type !== 'finding') { act(made); go_next(); }
}

function Edit({ field, start }: { field: string; start: string }) {
  const [text, set_text] = useState(start);
  const place = useRef<HTMLInputElement>(null);
  useEffect(() => { place.current?.focus(); place.current?.select(); }, []);
  const kind = text_kind(field);
  const wrong = text && is_money(field) && fen_of(text) === undefined ? t('value_wrong_money') : text && kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(as_written(field, text)) ? t('value_wrong_date') : '';
  return <div class="edit">
    <input ref={place} value={text} aria-label={t('value_for', { field: field_title(field) })} autocomplete="off" spellcheck={false} class={is_money(field) ? 'number' : ''}
      onInput={(event) => set_text(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === 'Enter') { event.preventDefault(); event.stopPropagation(); if (text.trim()) set_value(text); }
        if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); editing.value = false; focus_spot(stop_now.peek()); }
      }} />
    <p class="soft small">{wrong || t('field_hint')}</p>
  </div>;
}

function Choice({ digit, text, note, on }: { digit: number; text: string; note?: string; on: () => void }) {
  return <button type="button" class="choice" tabIndex={-1} onClick={on}><Cap>{digit}</Cap><span>{text}</span>{note && <span class="soft small">{note}</span>}</button>;
}

function Testimony({ field, name }: { field: Field; name: string }) {
  const against = (field.witnesses ?? []).filter((each) => !each.agrees), agree = (field.witnesses ?? []).filter((each) => each.agrees);
  return <ul class="witnesses">
    {field.read_first && <li class="first">↺ {t('read_first', { text: display(name, field.read_first) })}</li>}
    {against.map((each, at) => <li key={`a${at}`} class="against"><span aria-hidden="true">✗</span> {said('by', each.by)} {each.says ? t('says', { text: each.says }) : t('disagrees')}</li>)}
    {agree.map((each, at) => <li key={`b${at}`} class="agree"><span aria-hidden="true">✓</span> {said('by', each.by)}{each.says && each.says !== field.value ? `：${each.says}` : ''}</li>)}
  </ul>;
}

// All that is known of the field in hand.
function Body({ stop }: { stop?: Stop }) {
  const { document, field: name } = spot_now.value, now = shown.value!;
  const field = field_of(now.claim.documents[document], name), need = stop?.need;
  const { n, box } = place_in_hand.value, change = can_change.value;
  const finding = need?.rule ? now.claim.findings.find((each) => each.rule === need.rule) : undefined;
  const drawn_now = drawn.value;
  const text = value_text(field?.value);
  return <div class="body">
    {box && n > 0 && <img class="crop" alt={`${field_title(name)} ${t('on_page', { page: n })}`} src={crop_address(n, box)} decoding="async" draggable={false} />}
    {stop && <ul class="why">{why(stop.need, field).map((line) => <li key={line}>{line}</li>)}</ul>}
    {field && need?.type !== 'finding' && <p class="read small">{t(field.source === 'reviewer' ? 'by_person' : 'reads_as')} <b>{display(name, text)}</b>
      {field.text && field.text !== text && <span class="soft"> “{field.text}”</span>}
      {field.confidence !== undefined && field.source !== 'reviewer' && <span class="soft"> {t('certain', { percent: Math.floor(field.confidence * 100) })}</span>}</p>}
    {field && need?.type !== 'finding' && <Testimony field={field} name={name} />}
    {finding?.citation && <p class="citation small"><b>{t('citation')}</b> {finding.citation}</p>}
    {editing.value && name ? <Edit field={name} start={drawn_now?.text ?? text} /> : change && <div class="choices">
      {drawn_now ? <><p class="small">{t('drawn')}</p>{drawn_now.candidates.slice(0, 9).map((value, at) => <Choice key={value} digit={at + 1} text={display(name, value)} on={() => choose(at + 1)} />)}</>
        : need?.type === 'question' ? <><Choice digit={1} text={t('answer_yes')} on={() => choose(1)} /><Choice digit={2} text={t('answer_no')} on={() => choose(2)} /></>
        : need?.type === 'finding' ? <><Choice digit={1} text={t('finding_keep')} on={() => choose(1)} />{need.rule && <Choice digit={2} text={t('finding_dismiss')} on={() => choose(2)} />}</>
        : typeof field?.value === 'boolean' ? <><Choice digit={1} text={t('yes')} on={() => choose(1)} /><Choice digit={2} text={t('no')} on={() => choose(2)} /></>
        : choices(field).length > 1 && choices(field).map((value, at) => <Choice key={value} digit={at + 1} text={display(name, value)} note={choice_note(field!, value)} on={() => choose(at + 1)} />)}
    </div>}
    {finding && finding.evidence.length > 0 && <ul class="places">{finding.evidence.filter((each) => each.field).slice(0, 6).map((each, at) => {
      const there = field_of(now.claim.documents[each.document ?? -1], each.field!), here = each.document === document && each.field === name;
      return <li key={at}><button type="button" class={`quiet small${here ? ' on' : ''}`} tabIndex={-1} onClick={() => { spot_now.value = { document: each.document ?? -1, field: each.field! }; page_now.value = place_in_hand.value.n || page_now.value; }}>{kind_title(now.claim.documents[each.document ?? -1]?.kind)} {field_title(each.field!)} <b class="number">{there ? display(each.field!, there.value) : t('reading_missing')}</b></button></li>;
    })}</ul>}
    {finding && finding.evidence.length > 1 && <button type="button" class="quiet small" tabIndex={-1} onClick={() => { compared.value = finding.evidence; sheet_open.value = 'compare'; }}><Cap>V</Cap> {t('compare')}</button>}
  </div>;
}
function choice_note(field: Field, value: string): string {
  const known = field.candidates?.find((each) => each.value === value);
  return known ? `${Math.round(known.confidence * 100)}%` : '';
}

function title_of(stop: Stop): string {
  const { need } = stop;
  if (need.field && need.type !== 'finding') return field_title(need.field);
  const finding = shown.value?.claim.findings.find((each) => each.rule === need.rule);
  return finding ? said('severity', finding.severity) : t('needs');
}

function StopCard({ stop }: { stop: Stop }) {
  const now = stop_now.value === stop.key, document = shown.value!.claim.documents[stop.need.document];
  const field = field_of(document, stop.need.field), done = !stop.open || seen.value.has(stop.key);
  return <li class={`stop${now ? ' now' : ''}${done ? ' done' : ''}`}>
    <button type="button" class="spot" data-keys="pass" data-stop={stop.key} aria-expanded={now} onFocus={() => take_stop(stop.key)} onClick={() => take_stop(stop.key)}>
      <span class="sign" aria-hidden="true">{done ? '✓' : '⚠'}</span>
      <span class="name">{title_of(stop)}<span class="soft small"> {document ? kind_title(document.kind) : ''}</span>{!now && stop.need.type !== 'field' && stop.need.type !== 'absent' && <span class="gist small">{why(stop.need, field)[0]}</span>}</span>
      {stop.need.field && stop.need.type !== 'finding' ? <b class={`value${is_money(stop.need.field) ? ' number' : ''}`}>{field ? display(stop.need.field, field.value) : t('missing')}</b> : null}
      <span class="unseen">{done ? t('accepted') : t('needs')}</span>
    </button>
    {now && <Body stop={stop} />}
  </li>;
}

function ProvedField({ at, name, field }: { at: number; name: string; field: Field }) {
  const now = !stop_now.value && spot_now.value.document === at && spot_now.value.field === name;
  return <li class={`stop proved${now ? ' now' : ''}`}>
    <button type="button" class="spot" data-keys="pass" aria-expanded={now} onFocus={() => take_spot({ document: at, field: name })} onClick={() => take_spot({ document: at, field: name })}>
      <span class="sign" aria-hidden="true">{field.accepted ? '✓' : '·'}</span>
      <span class="name">{field_title(name)}</span>
      <b class={`value${is_money(name) ? ' number' : ''}`}>{display(name, field.value)}</b>
      <span class="unseen">{field.accepted ? t('accepted') : t('why_low')}</span>
    </button>
    {now && <Body />}
  </li>;
}

export function FieldsColumn() {
  const now = shown.value!, all = stops.value, stopped = new Set(all.map((stop) => `${stop.need.document}|${stop.need.field}`));
  const documents = now.claim.documents.map((document, at) => ({ document, at, fields: Object.entries(document.fields).filter(([name]) => !stopped.has(`${at}|${name}`)) }));
  const quiet_count = documents.reduce((sum, each) => sum + each.fields.length, 0);
  const here = documents.filter((each) => each.document.pages.some((page) => { const sight = now.pages[page_now.value - 1]; return page.file === sight?.file && page.page === sight?.page; }));
  const rest = documents.filter((each) => !here.includes(each));
  const present = now.claim.checklist.filter((item) => item.status === 'present' || item.status === 'waived').length;
  const rows = now.claim.documents.reduce((sum, document) => sum + document.items.length, 0);
  return <section class="fields" aria-label={t('needs')}>
    <div class="tabs">
      <button type="button" onClick={() => { mode.value = 'rows'; }} disabled={rows === 0}>{t('rows')} {rows} <Cap>L</Cap></button>
      <button type="button" onClick={() => { sheet_open.value = 'materials'; }}>{t('materials')} {present}/{now.claim.checklist.length} <Cap>M</Cap></button>
    </div>
    <div class="scroll">
      <h2>{t('needs')} <span class="count">{still_open.value.length}</span></h2>
      {still_open.value.length === 0 && <div class="none" id="none-open" tabIndex={-1}><p><b>✓ {t('none_open')}</b></p><p class="soft small">{t('none_open_cure')}</p></div>}
      <ul class="stops">{all.map((stop) => <StopCard key={stop.key} stop={stop} />)}</ul>
      <h2 class="quiet-title">{t('proved')} <span class="count">{quiet_count}</span></h2>
      {[...here, ...rest].map(({ document, at, fields }) => fields.length > 0 &&
        <details key={document.pages[0] ? `${document.pages[0].file}#${document.pages[0].page}` : at} open={here.some((each) => each.at === at)}>
          <summary>{kind_title(document.kind)} <span class="soft">{fields.length}</span></summary>
          <ul class="stops">{fields.map(([name, field]) => <ProvedField key={name} at={at} name={name} field={field} />)}</ul>
        </details>)}
    </div>
  </section>;
}
