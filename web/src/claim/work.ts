// The claim at which a person works: the server's view of it, what is laid over it, the lease, and the way of acts to the server.
import { batch, computed, signal } from '@preact/signals';
import { ask, get, may, post, reachable, session, when_reachable } from '../api';
import type { ClaimView, Correction, Lease, Need, PageName, Queue, Refusal } from '../contract';
import { say, say_refusal } from '../toast';
import { t } from '../words';
import { need_key, needs_of } from './needs';
import { acts, acts_of, keep, settle, type Act } from './outbox';
import { document_key, name_of_document, overlaid, whole } from './overlay';

export type Trouble = { kind: 'lease_gone' } | { kind: 'taken'; by: string };
export interface Stop { key: string; need: Need; open: boolean }

export const claim_id = signal(0);
export const view = signal<ClaimView | undefined>(undefined);
export const refused = signal<Refusal | undefined>(undefined);
export const lease = signal<Lease | undefined>(undefined);
export const held_by = signal('');
export const trouble = signal<Trouble | undefined>(undefined);
export const last_outcome_ms = signal(0);  // from the act to the new outcome, for measuring

const under_way = computed(() => acts_of(claim_id.value));
export const shown = computed(() => view.value && overlaid(view.value, under_way.value.map((act) => act.correction)));
export const sending_count = computed(() => under_way.value.length);
export const can_change = computed(() => !!lease.value && !trouble.value && may('POST /api/claims/{id}/corrections'));

// Needs that were met before keep their place.
const met = new Map<string, { need: Need; document: string }>();
export const stops = computed<Stop[]>(() => {
  const now = shown.value;
  if (!now) return [];
  const open = new Map(needs_of(now).map((need) => [need_key(now, need), need]));
  const settled_now = new Set<string>();
  if (!now.needs) {  // the page's own list: what a person has touched is settled
    for (const act of [...now.corrections.filter((each) => !each.undone), ...under_way.value.map((each) => each.correction)])
      if (act.field || act.rule) settled_now.add(`${document_key(act.document)}|${act.field ?? act.rule}`);
  }
  const names = now.claim.documents.map((_, at) => document_key(name_of_document(now.claim, at)));
  for (const [key, need] of open) met.set(key, { need, document: names[need.document] ?? '' });
  const all: Stop[] = [];
  for (const [key, { need, document }] of met) {
    if (document && !names.includes(document)) continue;  // regrouped: it stands under another name now
    const touched = settled_now.has(`${document_key(name_of_document(now.claim, need.document))}|${need.field || need.rule}`) || settled_now.has(`|${need.rule}`);
    const is_open = open.has(key) && !touched;
    const current = open.get(key);
    all.push({ key, need: current ?? { ...need, document: document ? names.indexOf(document) : -1 }, open: is_open });
  }
  return all;
});
export const open_count = computed(() => stops.value.filter((stop) => stop.open).length);

const path = (id = claim_id.peek()) => `/api/claims/${id}`;

// The next claim, read while this one is worked at.
let ahead: { id: number; view: ClaimView } | undefined;
export async function look_ahead() {
  if (!may('POST /api/queue/next')) return;
  const answer = await ask<Queue>('/api/queue?limit=6', { quiet: true });
  if (!answer.ok) return;
  const next = answer.data.items.find((item) => item.claim !== claim_id.peek() && !item.held_by && !item.waiting_second && !item.with_senior);
  if (!next || ahead?.id === next.claim && ahead.view.revision === next.revision) return;
  const claim = await ask<ClaimView>(path(next.claim), { quiet: true });
  if (!claim.ok) return;
  ahead = { id: next.claim, view: whole(claim.data) };
  for (const page of claim.data.pages.slice(0, 3)) new Image().src = `${path(next.claim)}/pages/${page.n ?? 1}/proxy.jpg`;
}

export async function open_claim(id: number, given?: Lease) {
  batch(() => {
    met.clear();
    claim_id.value = id;
    view.value = ahead?.id === id ? ahead.view : undefined;
    refused.value = undefined;
    trouble.value = undefined;
    held_by.value = '';
    lease.value = given;
  });
  if (!given && may('POST /api/claims/{id}/lease')) await take(true);
  await reload();
  if (acts_of(id).length) void flush();
}

export async function reload(): Promise<boolean> {
  const id = claim_id.peek();
  const answer = await get<ClaimView>(path());
  if (claim_id.peek() !== id) return false;
  if (answer.ok) {
    batch(() => {
      view.value = whole(answer.data);
      const theirs = answer.data.lease;
      if (!lease.peek()) held_by.value = theirs && !theirs.mine ? theirs.name ?? theirs.login ?? '' : '';
    });
  } else if (answer.refusal.status === 0) {
    await when_reachable();
    return reload();
  } else if (!view.peek()) refused.value = answer.refusal;
  return answer.ok;
}

export async function take(quiet = false): Promise<boolean> {
  const id = claim_id.peek();
  await giving_back;  // else the claim taken now would be given back by what was said before
  if (claim_id.peek() !== id) return false;
  const answer = await ask<Lease>(`${path(id)}/lease`, { method: 'POST', body: {} });
  if (claim_id.peek() !== id) return false;
  if (answer.ok) batch(() => { lease.value = answer.data; trouble.value = undefined; held_by.value = ''; });
  else if (!quiet) say_refusal(answer.refusal);
  return answer.ok;
}

// Leases are renewed well before they run out; the clock of this machine need not be right.
let renewing = 0;
export function keep_lease(): () => void {
  const seconds = Math.max(1, session.peek()?.settings.lease_seconds ?? 120);
  renewing = window.setInterval(async () => {
    const held = lease.peek(), id = claim_id.peek();
    if (!held || trouble.peek() || !reachable.peek()) return;
    const answer = await ask<Lease>(`${path(id)}/lease`, { method: 'PUT', body: { token: held.token } });
    if (claim_id.peek() !== id || lease.peek()?.token !== held.token) return;
    if (answer.ok) lease.value = { ...held, ...answer.data };
    else if (answer.refusal.code === 'lease_lost') lease_lost(held.token);
  }, seconds * 1000 / 3);
  return () => clearInterval(renewing);
}

// Run out, or taken by somebody: the claim itself says who holds it now. False where the claim was taken anew while the
// question was on its way: the lease that was lost is not the one held.
function lease_lost(token: Lease['token']): boolean {
  const held = lease.peek();
  if (held && held.token !== token) return false;
  trouble.value = { kind: 'lease_gone' };
  void reload().then(() => {
    const theirs = view.peek()?.lease;
    if (trouble.peek() && theirs && !theirs.mine) trouble.value = { kind: 'taken', by: theirs.name ?? theirs.login ?? '' };
  });
  return true;
}

let giving_back: Promise<unknown> = Promise.resolve();
export async function give_back() {
  const held = lease.peek(), id = claim_id.peek();
  lease.value = undefined;
  if (held && id) await (giving_back = ask(`${path(id)}/lease?token=${held.token}`, { method: 'DELETE', quiet: true }));
}

// ---- acts

export function act(correction: Correction) {
  if (!can_change.peek()) { say(t('reading_only'), 'refused'); return; }
  keep(claim_id.peek(), correction);
  void flush();
}

let sending = false, was_lost = false, once_more = false;  // once_more: what stood in the way may be gone since a try began

async function send(batch_of: Act[]): Promise<'sent' | 'wait' | 'again'> {
  const now = view.peek(), held = lease.peek();
  if (!now || !held) return 'wait';
  const corrections = batch_of.map((each) => ({ ...each.correction, request_id: each.request_id }));
  const answer = await post<ClaimView>(`${path()}/corrections`, { token: held.token, base_revision: now.revision, corrections });
  if (answer.ok) { batch(() => { view.value = whole(answer.data); settle(batch_of); }); return 'sent'; }
  const { status, code } = answer.refusal;
  if (status === 0) { was_lost = true; await when_reachable(); return await catch_up() ? 'again' : 'wait'; }
  if (status === 401) { say(t('session_over'), 'refused'); return 'wait'; }
  if (status === 409 && /revision/.test(code)) return await catch_up() ? 'again' : 'wait';
  if (code === 'lease_lost') return lease_lost(held.token) ? 'wait' : 'again';
  if (batch_of.length > 1) {
    for (const each of batch_of) {
      const how = await send([each]);
      if (how !== 'sent') return how;
    }
    return 'sent';
  }
  settle(batch_of);
  say_refusal(answer.refusal);
  return 'sent';
}

// After a gap: what had arrived before the answer was lost is settled, the rest goes on the newest revision.
async function catch_up(): Promise<boolean> {
  if (!(await reload())) return false;
  const there = new Set(view.peek()!.corrections.map((each) => each.request_id));
  settle(acts.peek().filter((each) => there.has(each.request_id)));
  return true;
}

export async function flush(): Promise<void> {
  if (sending) { once_more = true; return; }
  sending = true;
  const started = performance.now();
  was_lost ||= !reachable.peek();
  try {
    for (let tries = 0; tries < 20; ++tries) {
      const waiting = acts_of(claim_id.peek());
      if (waiting.length === 0) { last_outcome_ms.value = performance.now() - started; break; }
      const how = await send(waiting);
      if (how === 'wait') break;
    }
    if (was_lost && acts_of(claim_id.peek()).length === 0) { was_lost = false; say(t('back_sent')); }
  } finally {
    sending = false;
    if (once_more) { once_more = false; if (acts_of(claim_id.peek()).length) void flush(); }
  }
}

// All acts have been answered; false where some could not be sent.
export async function flushed(): Promise<boolean> {
  for (let waited = 0; acts_of(claim_id.peek()).length && waited < 200; ++waited) {
    await flush();
    if (acts_of(claim_id.peek()).length) await new Promise((done) => setTimeout(done, 25));
    if (trouble.peek()) return false;
  }
  return acts_of(claim_id.peek()).length === 0;
}

export async function take_again() {
  if (await take()) { await catch_up(); await flush(); }
}
export function drop_acts() {
  settle(acts_of(claim_id.peek()));
  batch(() => { trouble.value = undefined; lease.value = undefined; });
  void reload();
}

export async function undo(id?: Correction['id']) {
  if (!can_change.peek() || !(await flushed())) return;
  const now = view.peek(), held = lease.peek();
  const last = id ?? now?.corrections.filter((each) => !each.undone).at(-1)?.id;
  if (!now || !held || last === undefined) return;
  const answer = await ask<ClaimView>(`${path()}/corrections/${last}?token=${held.token}&base_revision=${now.revision}`, { method: 'DELETE' });
  if (answer.ok) view.value = whole(answer.data);
  else if (answer.refusal.code === 'lease_lost') lease_lost(held.token);
  else { say_refusal(answer.refusal); await reload(); }
}

// ---- small questions about the claim in sight

export function page_number(place: PageName | undefined | null): number {
  if (!place) return 0;
  const pages = shown.peek()?.pages ?? [];
  const at = pages.findIndex((page) => page.file === place.file && page.page === place.page);
  return at < 0 ? 0 : pages[at]!.n ?? at + 1;
}
