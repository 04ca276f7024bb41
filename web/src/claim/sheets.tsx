// What opens over the claim: materials and findings, two places side by side, the kind of a document, postponing, submitting.
import { useState } from 'preact/hooks';
import { ask, may, post, session } from '../api';
import type { Evidence, Lease } from '../contract';
import { Cap, Sheet } from '../parts';
import { go } from '../route';
import { say, say_refusal } from '../toast';
import { field_title, kind_names, kind_title, said, t } from '../words';
import { crop_address, display, dismiss_finding } from './fields';
import { value_text } from './needs';
import { field_of, name_of_document } from './overlay';
import { compared, page_now, sheet_open, still_open, take_page, take_spot } from './sight';
import { document_of_page } from './thumbs';
import { act, can_change, claim_id, flushed, give_back, lease, look_ahead, open_claim, page_number, shown, view } from './work';

const shut = () => { sheet_open.value = ''; };

export function show_evidence(evidence: Evidence) {
  shut();
  if (evidence.document !== undefined && evidence.field) take_spot({ document: evidence.document, field: evidence.field });
  else if (evidence.file) take_page(page_number({ file: evidence.file, page: evidence.page ?? 1 }));
  else if (evidence.document !== undefined) {
    const first = shown.peek()?.claim.documents[evidence.document]?.pages[0];
    if (first) take_page(page_number(first));
  }
}

const sign_of = { present: '✓', missing: '✗', waived: '–', unclear: '?' } as const;

function Materials() {
  const claim = shown.value!.claim;
  return <Sheet title={t('materials')} close={shut} wide keys={() => [{ press: 'm', does: t('close'), run: shut }]}>
    <div class="two">
      <div><h3>{t('materials')}</h3><ul class="checklist">{claim.checklist.map((item, at) => <li key={at} class={item.status}>
        <span class="sign" aria-hidden="true">{sign_of[item.status]}</span>
        <div><b>{item.title}</b>{item.copy && <span class="soft">（{item.copy}）</span>}
          {item.documents.map((document) => <button type="button" class="link" key={document} onClick={() => show_evidence({ document })}>{kind_title(claim.documents[document]?.kind)} {t('on_page', { page: page_number(claim.documents[document]?.pages[0]) })}</button>)}</div>
        <span class="state">{said('check', item.status)}</span></li>)}</ul></div>
      <div><h3>{t('findings')}</h3>{claim.findings.length === 0 && <p class="soft">{t('nothing')}</p>}
        <ul class="findings">{claim.findings.map((finding, at) => <li key={at} class={finding.severity}>
          <p><span class={`tag ${finding.severity}`}>{said('severity', finding.severity)}</span> {finding.message}</p>
          {finding.citation && <p class="citation small"><b>{t('citation')}</b> {finding.citation}</p>}
          {finding.evidence.length > 0 && <button type="button" class="quiet small" onClick={() => { compared.value = finding.evidence; sheet_open.value = 'compare'; }}>{t('compare')}</button>}
          {can_change.value && finding.severity !== 'reject' && <button type="button" class="quiet small" onClick={() => dismiss_finding(finding.rule)}>{t('finding_dismiss')}</button>}</li>)}
          {(claim.pay ?? []).map((note, at) => <li key={`pay${at}`} class="note"><p><span class="tag note">{t('severity.note')}</span> {note.message}</p><p class="citation small">{note.citation}</p></li>)}</ul></div>
    </div>
  </Sheet>;
}

function Place({ evidence }: { evidence: Evidence }) {
  const now = shown.value!, document = now.claim.documents[evidence.document ?? -1];
  const field = evidence.field ? field_of(document, evidence.field) : undefined;
  const place = field?.file ? { file: field.file, page: field.page! } : evidence.file ? { file: evidence.file, page: evidence.page ?? 1 } : document?.pages[0];
  const n = page_number(place), box = field?.box && field.box[2] > 0 ? field.box : undefined;
  return <figure>
    <figcaption><b>{kind_title(document?.kind)} {t('on_page', { page: n })}</b>{evidence.field && <> · {field_title(evidence.field)} <b class="number">{field ? display(evidence.field, value_text(field.value)) : t('reading_missing')}</b></>}</figcaption>
    {n > 0 && (box ? <img src={crop_address(n, [Math.max(0, box[0] - 250), Math.max(0, box[1] - 120), box[2] + 500, box[3] + 240], 0)} alt={field_title(evidence.field ?? '')} /> : <img class="whole" src={`/api/claims/${claim_id.value}/pages/${n}/proxy.jpg`} alt={t('page_n', { n })} />)}
    <button type="button" class="quiet small" onClick={() => show_evidence(evidence)}>{t('page_n', { n })} →</button>
  </figure>;
}
function Compare() {
  return <Sheet title={t('compare_title')} close={shut} wide keys={() => [{ press: 'v', does: t('close'), run: shut }]}>
    {compared.value.length === 0 ? <p class="empty">{t('no_evidence')}</p> : <div class={`two figures${compared.value.length < 2 ? ' alone' : ''}`}>{compared.value.slice(0, 4).map((each, at) => <Place key={at} evidence={each} />)}</div>}
  </Sheet>;
}

function KindPicker() {
  const [text, set_text] = useState('');
  const page = shown.value!.pages[page_now.value - 1], at = page ? document_of_page(page) : -1;
  const document = shown.value!.claim.documents[at];
  const found = kind_names.filter((kind) => !text || kind_title(kind).includes(text) || kind.includes(text.toLowerCase().replace(/\s/g, '_')));
  const choose = (kind: string) => {
    shut();
    const name = document && name_of_document(document);
    if (name) act({ kind: 'set_kind', document: name, value: kind });
    else if (page) act({ kind: 'group_pages', pages: [{ file: page.file, page: page.page }], value: kind });
  };
  return <Sheet title={t('kind_pick')} close={shut} keys={() => found.slice(0, 9).map((kind, index) => ({ press: `Alt+${index + 1}`, does: kind_title(kind), run: () => choose(kind), while_typing: true, hidden: true }))}>
    <form onSubmit={(event) => { event.preventDefault(); if (found[0]) choose(found[0]); }}>
      <label>{t('kind_find')}<input data-first value={text} onInput={(event) => set_text(event.currentTarget.value)} autocomplete="off" /></label>
    </form>
    <div class="kinds">{found.map((kind, index) => <button type="button" key={kind} class={`choice${document?.kind === kind ? ' on' : ''}`} onClick={() => choose(kind)}>{index < 9 && <Cap>Alt {index + 1}</Cap>}{kind_title(kind)}</button>)}</div>
  </Sheet>;
}

function Postpone() {
  const days = (count: number) => { const day = new Date(); day.setDate(day.getDate() + count); return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`; };
  const [until, set_until] = useState(days(3)), [reason, set_reason] = useState('');
  const leave = async (what: 'postpone' | 'to-senior') => {
    if (!reason.trim() || !(await flushed())) return;
    const body = what === 'postpone' ? { token: lease.peek()?.token, until: new Date(`${until}T08:00:00`).getTime(), reason } : { token: lease.peek()?.token, reason };
    const answer = await post(`/api/claims/${claim_id.peek()}/${what}`, body);
    if (!answer.ok) { say_refusal(answer.refusal); return; }
    shut();
    lease.value = undefined;
    say(t(what === 'postpone' ? 'postponed_done' : 'senior_done'));
    await next_claim(claim_id.peek());
  };
  return <Sheet title={`${t('postpone')} / ${t('to_senior')}`} close={shut}>
    <form onSubmit={(event) => { event.preventDefault(); void leave('postpone'); }}>
      <label>{t('reason')}<input data-first value={reason} onInput={(event) => set_reason(event.currentTarget.value)} required /></label>
      <label>{t('postpone_until')}<input type="date" value={until} min={days(1)} onInput={(event) => set_until(event.currentTarget.value)} /></label>
      <div class="acts"><button type="button" class="quiet" onClick={() => void leave('to-senior')} disabled={!reason.trim()}>{t('to_senior')}</button><button class="main" disabled={!reason.trim()}>{t('postpone')}</button></div>
    </form>
  </Sheet>;
}

export async function next_claim(before?: number) {
  const answer = await post<{ claim: number; lease: Lease } | undefined>('/api/queue/next', before ? { after: before } : {});
  if (!answer.ok) { say_refusal(answer.refusal); go('queue'); return; }
  if (!answer.data?.claim) { say(t('all_done')); go('queue'); return; }
  given.value = { id: answer.data.claim, lease: answer.data.lease };
  if (answer.data.claim === before) { await open_claim(before, answer.data.lease); return; }
  go('claim', answer.data.claim);
}
// The lease that came with the next claim, for the screen that opens it.
export const given: { value?: { id: number; lease: Lease } } = {};

const decisions = ['accepted', 'supplement', 'not_accepted'] as const;

function Submit() {
  const now = shown.value!, claim = now.claim, left = still_open.value.length;
  const [state, set_state] = useState(''), [reason, set_reason] = useState(''), [busy, set_busy] = useState(false);
  const limit = session.value?.settings.four_eyes_amount;
  const send = async () => {
    if (busy) return;
    if (state && !reason.trim()) { document.getElementById('decision-reason')?.focus(); return; }
    set_busy(true);
    if (!(await flushed())) { set_busy(false); shut(); return; }
    const answer = await post<{ state: string }>(`/api/claims/${claim_id.peek()}/submit`, { token: lease.peek()?.token, base_revision: view.peek()?.revision, decision: state ? { state, reason } : null });
    set_busy(false);
    if (!answer.ok) { say_refusal(answer.refusal); return; }
    shut();
    lease.value = undefined;
    say(t(answer.data.state === 'waiting_second' ? 'submitted_second' : 'submitted'));
    await next_claim(claim_id.peek());
    void look_ahead();
  };
  const letters = claim.papers ?? [];
  return <Sheet title={t('submit_title')} close={shut} keys={() => [{ press: 'Enter', does: t('submit_do'), run: () => void send() }, { press: 's', does: t('submit_do'), run: () => void send() }]}>
    <p class={`verdict ${claim.outcome}`}><b>{said('outcome', claim.outcome)}</b>{claim.findings.filter((each) => each.severity !== 'note').slice(0, 3).map((each) => <span key={each.message} class="small">{each.message}</span>)}</p>
    {left > 0 && <p class="bad">⚠ {t('submit_open', { count: left })}</p>}
    {(now.needs_second || (state && state === 'not_accepted')) && <p>◎ {t('submit_four_eyes')}{limit && !state ? `（≥ ${limit}）` : ''}</p>}
    {letters.length > 0 && <p class="small soft">{t('letters')}：{letters.map((paper) => paper.title).join('、')}</p>}
    <p class="small soft">{t('submit_text')}</p>
    <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <label>{t('decision')}<select value={state} onChange={(event) => set_state(event.currentTarget.value)}><option value="">{t('decision_keep')}：{said('outcome', claim.outcome)}</option>{decisions.map((each) => <option key={each} value={each}>{said('state', each)}</option>)}</select></label>
      {state && <label>{t('reason')}<input id="decision-reason" value={reason} onInput={(event) => set_reason(event.currentTarget.value)} required /></label>}
      <div class="acts"><button type="button" class="quiet" onClick={shut}>{t('cancel')}</button><button class="main" data-first disabled={busy}>{t('submit_do')} <Cap>{t('key.enter')}</Cap></button></div>
    </form>
  </Sheet>;
}

function Second() {
  const [reason, set_reason] = useState('');
  const send = async (agree: boolean) => {
    if (!agree && !reason.trim()) return;
    const answer = await post(`/api/claims/${claim_id.peek()}/second`, { token: lease.peek()?.token, agree, reason });
    if (!answer.ok) { say_refusal(answer.refusal); return; }
    shut();
    lease.value = undefined;
    say(t('second_done'));
    await next_claim(claim_id.peek());
  };
  const first = shown.value?.decision, by = shown.value?.queue?.first_by;
  return <Sheet title={t('second_title')} close={shut}>
    <p class={`verdict ${shown.value?.claim.outcome}`}><b>{first?.state ? said('state', first.state) : said('outcome', shown.value?.claim.outcome)}</b>{by && <span class="small">{by}</span>}{first?.reason && <span class="small">{first.reason}</span>}</p>
    <label>{t('reason')}<input data-first value={reason} onInput={(event) => set_reason(event.currentTarget.value)} /></label>
    <div class="acts"><button type="button" class="quiet" disabled={!reason.trim()} onClick={() => void send(false)}>{t('second_disagree')}</button><button type="button" class="main" onClick={() => void send(true)}>{t('second_agree')}</button></div>
  </Sheet>;
}

export async function leave_claim() {
  await flushed();
  await give_back();
  go('queue');
}

export async function unmask(reason: string) {
  const answer = await ask<NonNullable<typeof view.value>>(`/api/claims/${claim_id.peek()}/unmask`, { method: 'POST', body: { reason, token: lease.peek()?.token } });
  if (answer.ok) view.value = answer.data; else say_refusal(answer.refusal);
}

export function Sheets() {
  if (!shown.value) return null;
  switch (sheet_open.value) {
    case 'materials': return <Materials />;
    case 'compare': return <Compare />;
    case 'kind': return <KindPicker />;
    case 'postpone': return may('POST /api/claims/{id}/postpone') ? <Postpone /> : null;
    case 'submit': return <Submit />;
    case 'second': return <Second />;
    default: return null;
  }
}

