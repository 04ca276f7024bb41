// 审核: one claim on one screen, three columns, the keys of them all.
import { useEffect } from 'preact/hooks';
import { may, session } from '../api';
import type { Key } from '../keys';
import { help_open } from '../keys';
import { on } from '../live';
import { Cap, Empty, KeyBar, question, Refused, useKeys } from '../parts';
import { reason_words, said, t } from '../words';
import { FieldsColumn, accept, choose, clear, go_next } from './fields';
import { PageColumn, set_aside, start_drawing, stop_drawing, the_viewer, turn_page } from './page';
import { Rows } from './rows';
import { given, leave_claim, Sheets, unmask } from './sheets';
import { drawing, drawn, editing, mode, page_now, reset_sight, sheet_open, compared, spot_now, still_open, stop_in_hand, take_page, take_stop } from './sight';
import { document_of_page, join_before, shift, split_at, Thumbs } from './thumbs';
import { can_change, claim_id, drop_acts, give_back, held_by, keep_lease, lease, look_ahead, open_claim, refused, reload, sending_count, shown, stops, take, take_again, trouble, undo, view } from './work';

const page_in_hand = () => shown.peek()?.pages[page_now.peek() - 1];

function compare_in_hand() {
  const rule = stop_in_hand.peek()?.need.rule, claim = shown.peek()?.claim;
  const { document, field } = spot_now.peek();
  const finding = claim?.findings.find((each) => each.rule === rule) ?? claim?.findings.find((each) => each.evidence.some((place) => place.document === document && place.field === field)) ?? claim?.findings.find((each) => each.evidence.length > 1);
  compared.value = finding?.evidence ?? [];
  sheet_open.value = 'compare';
}

function edit() { if (can_change.peek() && spot_now.peek().field) editing.value = true; }

function keys(): Key[] {
  const change = can_change.peek(), page = page_in_hand(), count = shown.peek()?.pages.length ?? 0;
  const reading: Key[] = [
    { press: 'Tab', does: t('move'), run: () => undefined, hidden: true },
    { press: 'm', does: t('materials'), run: () => { sheet_open.value = 'materials'; } },
    { press: 'l', does: t('rows'), run: () => { if (shown.peek()?.claim.documents.some((each) => each.items.length)) mode.value = 'rows'; } },
    { press: 'g', does: t('acts'), quiet: true, run: () => { sheet_open.value = 'acts'; } },
    { press: 'v', does: t('compare'), quiet: true, run: compare_in_hand },
    { press: 'PageDown', does: t('next_page'), quiet: true, run: () => take_page(Math.min(count, page_now.peek() + 1)) },
    { press: 'PageUp', does: t('previous_page'), quiet: true, run: () => take_page(Math.max(1, page_now.peek() - 1)) },
    { press: 'w', does: t('whole_page'), quiet: true, run: () => the_viewer()?.look_at(null) },
    { press: '+', does: t('zoom'), quiet: true, run: () => the_viewer()?.zoom(1.4) }, { press: '=', does: t('zoom'), hidden: true, run: () => the_viewer()?.zoom(1.4) }, { press: '-', does: t('zoom'), hidden: true, run: () => the_viewer()?.zoom(1 / 1.4) },
    { press: '?', does: t('help'), run: () => { help_open.value = true; } },
    { press: 'Escape', show: 'Esc', does: t('back_to_queue'), quiet: true, run: () => { if (drawing.peek()) stop_drawing(); else if (drawn.peek()) drawn.value = undefined; else void leave_claim(); } },
  ];
  const without_tab = reading.filter((key) => key.press !== 'Tab');
  if (shown.peek()?.queue?.waiting_second && may('POST /api/claims/{id}/second')) without_tab.unshift({ press: 's', does: t('second_title'), run: () => { sheet_open.value = 'second'; } });
  if (!change) return without_tab;
  return [
    { press: 'Enter', does: t('accept_next'), run: accept },
    { press: '1-9', does: t('pick'), run: (event) => choose(Number(event.key)) },
    { press: 'F2', does: t('edit'), run: edit },
    { press: 's', does: t('submit'), run: () => { sheet_open.value = 'submit'; } },
    ...without_tab,
    { press: 'n', does: t('next'), quiet: true, run: go_next },
    { press: 'Delete', show: 'Del', does: t('clear'), quiet: true, run: clear },
    { press: 'b', does: t('draw'), quiet: true, run: start_drawing },
    { press: 'u', does: t('undo'), quiet: true, run: () => void undo() }, { press: 'Ctrl+z', does: t('undo'), hidden: true, run: () => void undo() },
    { press: 'h', does: `${t('postpone')} / ${t('to_senior')}`, quiet: true, run: () => { sheet_open.value = 'postpone'; } },
    { press: 'k', does: t('set_kind'), quiet: true, run: () => { sheet_open.value = 'kind'; } },
    { press: 'r', does: t('turn'), quiet: true, run: turn_page },
    { press: 'x', does: `${t('set_aside')} / ${t('restore')}`, quiet: true, run: set_aside },
    { press: 'p', does: t('split'), quiet: true, run: () => page && split_at(page) },
    { press: 'j', does: t('merge'), quiet: true, run: () => page && document_of_page(page) > 0 && join_before(page) },
    { press: 'Alt+ArrowUp', does: t('move_up'), quiet: true, run: () => page && shift(page, -1) },
    { press: 'Alt+ArrowDown', does: t('move_down'), quiet: true, run: () => page && shift(page, 1) },
  ];
}

function Head() {
  const now = shown.value!, claim = now.claim, queue = now.queue;
  const days = queue?.days_left;
  return <header class="claimhead">
    <button type="button" class="quiet" onClick={() => void leave_claim()} title="Esc">← <span>{t('back_to_queue')}</span></button>
    <h1>{claim.claim_id} {claim.claimant.name}</h1>
    <span class="soft">{[queue?.region_title || t('region_unknown'), said('type', claim.claim_type) || t('type_unknown')].join(' · ')}</span>
    {days !== undefined && queue?.deadline && <span class={days < 0 ? 'bad' : days <= 5 ? 'warn' : 'soft'}>{days < 0 ? `⚠ ${t('days_over', { days: -days })}` : t('working_days', { days })}</span>}
    {queue?.counter && <span class="tag counter">{t('counter_waiting')}</span>}
    {queue?.waiting_second && <span class="tag review">{t('second_wait')}</span>}
    <span class="grow" />
    {now.masked && (now.may_unmask ? <button type="button" class="quiet small" onClick={() => { question.value = { title: t('unmask'), label: t('unmask_reason'), answer: (reason) => void unmask(reason) }; }}>◐ {t('unmask')}</button> : <span class="soft small">◐ {t('masked')}</span>)}
    {(now.files ?? []).filter((name) => /packet\.pdf|notice\.pdf/.test(name)).map((name) => <a key={name} class="quiet small" href={`/api/claims/${now.id}/files/${encodeURIComponent(name)}`} download>↓ {name === 'packet.pdf' ? t('packet') : t('notice')}</a>)}
    <span class="progress" aria-live="polite"><b>{t('needs_of', { open: still_open.value.length, total: now.needs_total ?? claim.documents.reduce((sum, document) => sum + Object.keys(document.fields).length, 0) })}</b></span>
    <span class={`sending${sending_count.value ? ' on' : ''}`} title={sending_count.value ? String(sending_count.value) : ''} aria-hidden="true">●</span>
  </header>;
}

function Notices() {
  const bad = trouble.value;
  if (bad) return <div class="banner warn" role="alert">
    <span>⚠ {bad.kind === 'taken' ? t('lease_taken', { name: bad.by }) : t('lease_gone')}</span>
    <button type="button" class="main" onClick={() => void take_again()}>{t('take_again')}</button><button type="button" onClick={drop_acts}>{t('drop_changes')}</button>
  </div>;
  const queue = shown.value?.queue;
  if (can_change.value && queue?.with_senior && queue.senior_reason) return <div class="banner" role="status"><span>{t('senior_why', { reason: reason_words(queue.senior_reason) })}</span></div>;
  if (!can_change.value && may('POST /api/claims/{id}/corrections')) return <div class="banner" role="status">
    <span>{held_by.value ? t('held_by', { name: held_by.value }) : t('reading_only')}</span>
    {!held_by.value && <button type="button" onClick={() => void take()}>{t('take_it')}</button>}
  </div>;
  return null;
}

function Foot() {
  const claim = shown.value!.claim, gravest = claim.findings.find((each) => each.severity === 'reject') ?? claim.findings.find((each) => each.severity === 'supplement') ?? claim.findings.find((each) => each.severity === 'review');
  const now_keys = keys();
  if (can_change.value) now_keys.splice(3, 0, { press: 'Tab', does: t('move'), run: () => undefined });
  return <footer class="claimfoot">
    <p class={`conclusion ${claim.outcome}`}><span class={`tag ${claim.outcome}`}>{t('conclusion')} {said('outcome', claim.outcome)}</span>
      {gravest && <><span class="text">{gravest.message}</span>{gravest.citation && <span class="soft text">{t('basis')} {gravest.citation}</span>}</>}</p>
    {mode.value === 'fields' && <KeyBar keys={now_keys} />}
    {mode.value === 'rows' && <RowKeys />}
  </footer>;
}
function RowKeys() {
  return <div class="keybar">{[[t('key.enter'), t('next_bad_row')], ['↑↓←→', t('move')], ['F2', t('edit')], ['Ins', t('add_row')], ['W', t('row_wall')], ['L', t('needs')], ['?', t('help')]].map(([cap, does]) => <span class="key" key={cap}><Cap>{cap}</Cap>{does}</span>)}</div>;
}

export function ClaimScreen({ id }: { id: number }) {
  useEffect(() => {
    reset_sight();
    const given_lease = given.value?.id === id ? given.value.lease : undefined;
    given.value = undefined;
    let here = true;
    void open_claim(id, given_lease).then(() => {
      if (!here) return;
      begin();
      setTimeout(() => { if (here) void look_ahead(); }, 600);
    });
    if (view.peek()) begin();
    addEventListener('pagehide', give_back_at_once);
    const end_lease = keep_lease();
    const end_live = on('claim', (data) => {
      if (Number(data.id ?? data.claim ?? id) !== id || sending_count.peek()) return;
      if (data.revision !== undefined && Number(data.revision) === view.peek()?.revision) return;
      void reload();
    });
    // Whoever reads along sees when the claim becomes free.
    const end_queue = on('queue', (data) => { if (!lease.peek() && Number(data.claim ?? id) === id) void reload(); });
    return () => { here = false; removeEventListener('pagehide', give_back_at_once); end_lease(); end_live(); end_queue(); void leave_behind(id); };
  }, [id]);
  useKeys('claim', keys);
  if (claim_id.value !== id || (!shown.value && !refused.value)) return <div class="claim loading" aria-busy="true"><p class="empty">{t('loading')}</p></div>;
  if (refused.value) return <div class="middle"><Refused refusal={refused.value} retry={() => void open_claim(id)} /></div>;
  if (!shown.value) return <Empty text={t('nothing')} />;
  return <div class={`claim in-${mode.value}`}>
    <Head />
    <Notices />
    <div class="columns">
      <Thumbs />
      <PageColumn />
      {mode.value === 'rows' ? <Rows /> : <FieldsColumn />}
    </div>
    <Foot />
    <Sheets />
  </div>;
}

// The tab is closed or loaded anew: the claim is free at once, unless acts are still on their way.
function give_back_at_once() {
  const held = lease.peek();
  if (!held || trouble.peek() || sending_count.peek()) return;
  void fetch(`/api/claims/${claim_id.peek()}/lease?token=${held.token}`, { method: 'DELETE', keepalive: true, headers: { 'X-CSRF-Token': session.peek()?.csrf ?? '' } });
}

// Gone by another way than ←: what is under way is still sent, then the claim is free for others.
async function leave_behind(id: number) {
  if (claim_id.peek() !== id || !lease.peek() || trouble.peek() || sending_count.peek()) return;
  await give_back();
}

// The first open place in hand, the focus on it.
function begin() {
  const first = stops.peek().find((stop) => stop.open);
  if (!first || stop_in_hand.peek()) { if (!first) requestAnimationFrame(() => document.getElementById('none-open')?.focus()); return; }
  take_stop(first.key);
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-stop="${CSS.escape(first.key)}"]`)?.focus());
}
