// 队列: one big button; the list says what waits, why, until when, and who holds it.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, may, post, session } from '../api';
import type { Person, Queue, QueueItem, Refusal } from '../contract';
import { on } from '../live';
import { next_claim } from '../claim/sheets';
import { amount } from '../money';
import { Cap, Empty, Refused, Sheet, useKeys } from '../parts';
import { say, say_refusal } from '../toast';
import { reason_words, said, t, type Phrase } from '../words';

const queue = signal<Queue | undefined>(undefined);
const wanted = signal({ q: '', region: '', reason: '', age: '', held: '', stand: '' });
let asked = 0;

async function load(more = false): Promise<Refusal | undefined> {
  const mine = ++asked, query = new URLSearchParams({ limit: '50' });
  for (const [name, value] of Object.entries(wanted.peek())) if (value) query.set(name, value);
  if (more && queue.peek()?.cursor) query.set('cursor', queue.peek()!.cursor!);
  const answer = await get<Queue>(`/api/queue?${query}`);
  if (mine !== asked) return undefined;
  if (!answer.ok) return answer.refusal;
  queue.value = more ? { ...answer.data, items: [...(queue.peek()?.items ?? []), ...answer.data.items] } : answer.data;
  return undefined;
}

function Deadline({ item }: { item: QueueItem }) {
  if (!item.deadline) return null;
  const days = item.days_left;
  return <span class={days < 0 ? 'bad' : days <= 5 ? 'warn' : ''}>{days <= 5 && <span aria-hidden="true">{days < 0 ? '⚠ ' : '◔ '}</span>}{days < 0 ? t('days_over', { days: -days }) : days === 0 ? t('due_today') : t('days_left', { days })}<span class="soft small"> {item.deadline}</span></span>;
}
function Stand({ item }: { item: QueueItem }) {
  const who = session.value?.person, mine = !!item.held_by && (item.held_by === who?.name || item.held_by === who?.login);
  return <>{item.held_by ? <span class="tag">{mine ? t('mine') : item.held_by}</span> : <span class="soft">{t('free')}</span>}
    {item.assigned_to && <span class="tag">{t('assigned_to', { name: item.assigned_to })}</span>}
    {item.with_senior && <span class="tag review" title={reason_words(item.senior_reason)}>{t('with_senior')}</span>}
    {item.waiting_second && <span class="tag review">{t('second_wait')}</span>}
    {item.postponed_until ? <span class="tag" title={item.postponed_for}>{t('postponed', { date: new Date(item.postponed_until).toISOString().slice(0, 10) })}</span> : null}</>;
}

function Line({ item, first, steer }: { item: QueueItem; first: boolean; steer?: () => void }) {
  return <tr class={item.counter ? 'counter' : ''}>
    <th scope="row"><a href={`#/claim/${item.claim}`} data-line={first ? 'first' : ''}>{item.claim_id || item.name}</a><span class="soft small"> {item.claimant || t('claimant_unknown')}</span>{item.priority >= urgent && <span class="tag counter">{t('steer_urgent')}</span>}{item.counter && <span class="tag counter">{t('counter')}</span>}</th>
    <td class="nowrap">{item.region_title || <span class="soft">{t('region_unknown')}</span>}<span class="soft"> · {said('type', item.claim_type) || t('type_unknown')}</span></td>
    <td class="number">{item.amount ? amount(item.amount) : <span class="soft">{t('amount_unknown')}</span>}</td>
    <td class="reasons"><div><span class={`tag ${item.outcome}`}>{said('outcome', item.outcome)}</span>{item.reasons.slice(0, 3).map((reason, at) => <span class="chip still" key={at} title={reason.title}>{reason.title}</span>)}{item.reasons.length > 3 && <span class="soft">+{item.reasons.length - 3}</span>}</div></td>
    <td class="nowrap"><Deadline item={item} /></td>
    <td class="nowrap"><Stand item={item} />{steer && <button type="button" class="quiet small" aria-label={`${t('steer')} ${item.claim_id || item.name}`} onClick={steer}>{t('steer')}</button>}</td>
  </tr>;
}

function Filters() {
  const set = (name: string, value: string) => { wanted.value = { ...wanted.peek(), [name]: value }; void load(); };
  const items = queue.value?.items ?? [], now = wanted.value;
  const regions = [...new Map([...(session.value?.settings.regions ?? []).map((each) => [each.id, each.title] as const), ...items.filter((item) => item.region).map((item) => [item.region, item.region_title || item.region] as const)])];
  const reasons = [...new Map(items.flatMap((item) => item.reasons).map((reason) => [reason.code, reason.title]))];
  const timer = useRef(0);
  const choice = (name: 'region' | 'reason' | 'age' | 'held', label: Phrase, options: (readonly [string, string])[]) =>
    <label class="inline"><span>{t(label)}</span><select value={now[name]} onChange={(event) => set(name, event.currentTarget.value)}><option value="">{t('all')}</option>{options.map(([value, title]) => <option key={value} value={value}>{title.length > 22 ? `${title.slice(0, 21)}…` : title}</option>)}</select></label>;
  return <div class="filters">
    <label class="inline grow"><span class="unseen">{t('search')}</span><input type="search" placeholder={t('search')} value={now.q} onInput={(event) => { const { value } = event.currentTarget; clearTimeout(timer.current); timer.current = window.setTimeout(() => set('q', value), 250); }} /></label>
    {choice('region', 'region', regions)}
    {choice('reason', 'filter_reason', reasons)}
    {choice('age', 'filter_age', ['5', '10', '20'].map((days) => [days, t('age_days', { days })] as const))}
    {choice('held', 'held', [['mine', t('held_mine')], ['free', t('held_free')], ['held', t('held_others')]])}
  </div>;
}

// Below that a priority is the inbox's own, and nothing that anybody has said of the claim.
const urgent = 10;
const step_of = (priority: number) => (priority >= urgent ? urgent : priority <= -urgent ? -urgent : 0);

// What a supervisor changes of a claim's place in the queue.
function Steer({ item, close }: { item: QueueItem; close: () => void }) {
  const [priority, set_priority] = useState(step_of(item.priority)), [counter, set_counter] = useState(item.counter), [deadline, set_deadline] = useState(item.deadline), [person, set_person] = useState(item.assigned ?? 0), [people, set_people] = useState<Person[]>([]), [refusal, set_refusal] = useState<Refusal>();
  useEffect(() => { void get<{ people: Person[] }>('/api/people').then((answer) => { if (answer.ok) set_people(answer.data.people.filter((each) => each.active !== false && ['reviewer', 'senior', 'supervisor'].includes(each.role))); else say_refusal(answer.refusal); }); }, []);
  const send = async (event: Event) => {
    event.preventDefault();
    const answer = await post(`/api/claims/${item.claim}/priority`, { ...(priority !== step_of(item.priority) ? { priority } : {}), counter, deadline, person });
    if (!answer.ok) { set_refusal(answer.refusal); return; }
    say(t('steer_done'));
    close();
    await load();
  };
  return <Sheet title={`${t('steer_title')}：${item.claim_id || item.name}`} close={close}><form onSubmit={(event) => void send(event)}>
    <label>{t('steer_priority')}<select data-first value={priority} onChange={(event) => set_priority(Number(event.currentTarget.value))}><option value={urgent}>{t('steer_urgent')}</option><option value={0}>{t('steer_normal')}</option><option value={-urgent}>{t('steer_later')}</option></select></label>
    <label>{t('deadline')}<input type="date" required value={deadline} onInput={(event) => set_deadline(event.currentTarget.value)} /></label>
    <label>{t('steer_person')}<select value={person} onChange={(event) => set_person(Number(event.currentTarget.value))}><option value={0}>{t('steer_anybody')}</option>{people.map((each) => <option key={each.id} value={each.id}>{each.name} · {said('role', each.role)}</option>)}</select></label>
    <label class="inline"><input type="checkbox" checked={counter} onChange={(event) => set_counter(event.currentTarget.checked)} /><span>{t('steer_counter')}</span></label>
    <p class="soft small">{t('steer_hint')}</p>
    {refusal && <Refused refusal={refusal} />}
    <div class="acts"><button type="button" class="quiet" onClick={close}>{t('cancel')}</button><button class="main">{t('save')}</button></div>
  </form></Sheet>;
}

const walk_key = 'walked';
function Walk() {
  const [step, set_step] = useState(() => { try { return localStorage.getItem(walk_key) ? 0 : 1; } catch { return 0; } });
  if (!step) return null;
  const end = () => { try { localStorage.setItem(walk_key, '1'); } catch { /* shown again next time */ } set_step(0); };
  return <aside class="walk" aria-label={t('walk_of', { n: step })}><b class="soft">{t('walk_of', { n: step })}</b><p aria-live="polite">{t(`walk.${step}` as Phrase)}</p>
    {step < 5 && <button type="button" class="main" onClick={() => set_step(step + 1)}>{t('walk_next')}</button>}<button type="button" class="quiet" onClick={end}>{t('walk_end')}</button></aside>;
}

export function QueueScreen() {
  const [refusal, set_refusal] = useState<Refusal>(), [steered, set_steered] = useState<QueueItem>();
  useEffect(() => {
    const again = async () => set_refusal(await load());
    void again();
    let timer = 0;
    const off = on('queue', () => { clearTimeout(timer); timer = window.setTimeout(() => void again(), 300); });
    return () => { off(); clearTimeout(timer); };
  }, []);
  const takes = may('POST /api/queue/next');
  useKeys('queue', () => [
    ...(takes ? [{ press: 'n', does: t('take_next'), run: () => void next_claim() }, { press: 'Enter', does: t('take_next'), run: () => void next_claim() }] : []),
    { press: '/', does: t('search'), run: () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus() },
    { press: 'ArrowDown', show: '↓', does: t('move'), quiet: true, run: () => step(1) }, { press: 'ArrowUp', show: '↑', does: t('move'), quiet: true, run: () => step(-1) },
  ]);
  const now = queue.value, counts = now?.counts ?? {};
  const stands = ([['', 'waiting', 'waiting'], ['postponed', 'postpone', 'postponed'], ['senior', 'with_senior', 'senior'], ['second', 'second_wait', 'second']] as const).filter(([stand, , count]) => !stand || counts[count]);
  return <div class="screen queue"><h1 class="unseen">{t('nav.queue')}</h1>
    <Walk />
    <div class="top">
      <div>{takes && <button type="button" class="main big" onClick={() => void next_claim()}>{t('take_next')} <Cap>N</Cap></button>}</div>
      <p class="soft">{takes && t('take_next_hint')}</p>
      <span class="grow" />
      <dl class="figures small">{(['waiting', 'overdue', 'counter', 'mine'] as const).map((name) => counts[name] !== undefined && <div key={name} class={name === 'overdue' && counts[name] ? 'bad' : ''}><dt>{t(({ waiting: 'dash_waiting', overdue: 'age_over', counter: 'counter', mine: 'held_mine' } as const)[name])}</dt><dd>{counts[name]}</dd></div>)}</dl>
    </div>
    {stands.length > 1 && <div class="chips">{stands.map(([stand, title, count]) => <button type="button" key={stand} class={`chip${wanted.value.stand === stand ? ' on' : ''}`} aria-pressed={wanted.value.stand === stand} onClick={() => { wanted.value = { ...wanted.peek(), stand }; void load(); }}>{stand ? t(title as Phrase, { date: '' }) : t('dash_waiting')} {counts[count] ?? ''}</button>)}</div>}
    <Filters />
    {refusal && refusal.status !== 0 ? <Refused refusal={refusal} retry={() => void load().then(set_refusal)} /> : !now ? <p class="empty">{t('loading')}</p> : now.items.length === 0 ? <Empty text={t('queue_empty')} cure={t('queue_empty_cure')} /> :
      <div class="scroll" tabIndex={0} role="region" aria-label={t('nav.queue')}><table class="list">
        <thead><tr><th scope="col">{t('claim_no')}</th><th scope="col">{t('region')}</th><th scope="col" class="number">{t('amount')}</th><th scope="col">{t('why_stopped')}</th><th scope="col">{t('deadline')}</th><th scope="col" class="nowrap">{t('holder')}</th></tr></thead>
        <tbody>{now.items.map((item, at) => <Line key={item.claim} item={item} first={at === 0} steer={may('POST /api/claims/{id}/priority') ? () => set_steered(item) : undefined} />)}</tbody>
      </table>{now.cursor && <button type="button" onClick={() => void load(true)}>{t('more')} {now.items.length} / {now.total}</button>}</div>}
    {steered && <Steer item={steered} close={() => set_steered(undefined)} />}
  </div>;
}

function step(by: number) {
  const lines = [...document.querySelectorAll<HTMLAnchorElement>('a[data-line]')];
  const at = lines.indexOf(document.activeElement as HTMLAnchorElement);
  lines[Math.min(lines.length - 1, Math.max(0, at + by))]?.focus();
}
