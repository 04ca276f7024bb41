// 模板: label and value shown on a page; the draft is tried at once on the pages of that hospital.
import { effect, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, may, post } from '../api';
import type { Box, ClaimView, PageName, Proposal, Queue, QueueItem, Refusal } from '../contract';
import { whole } from '../claim/overlay';
import { PageViewer } from '../claim/viewer';
import { value_text } from '../claim/needs';
import { Refused } from '../parts';
import { say, say_refusal } from '../toast';
import { field_title, kind_names, kind_title, t } from '../words';
import { fields } from '../phrases';

interface MarkMade { claim: number; n: number; part: 'label' | 'value'; field: string; column: boolean; box: Box }
interface Found { claim?: number; claim_id?: string; name?: string; page?: PageName; value?: string; before?: string; why?: string }
interface Draft { yaml: string; hits: Found[]; misses: Found[]; also: Found[] }
interface Known { kind: string; title?: string; hospital?: string; file?: string }

const claim = signal<ClaimView | undefined>(undefined), page = signal(1), marks = signal<MarkMade[]>([]);

// A label and, where it was shown too, its value make one mark.
function shown_marks() {
  const pages = claim.peek()?.pages ?? [];
  return marks.peek().filter((mark) => mark.part === 'label').map((label) => {
    const value = marks.peek().find((mark) => mark.part === 'value' && mark.field === label.field && mark.n === label.n), page = pages[label.n - 1];
    return { name: label.field, column: label.column, page: { file: page?.file ?? '', page: page?.page ?? 1 }, label: label.box, value: value?.box };
  });
}

export function TemplatesScreen() {
  const [claims, set_claims] = useState<QueueItem[]>([]), [proposals, set_proposals] = useState<Proposal[]>([]), [known, set_known] = useState<Known[]>([]), [refusal, set_refusal] = useState<Refusal>();
  const [kind, set_kind] = useState('inpatient_invoice'), [hospital, set_hospital] = useState(''), [field, set_field] = useState('total_amount'), [column, set_column] = useState(false), [draft, set_draft] = useState<Draft>(), [pen, set_pen] = useState<'' | 'label' | 'value'>('');
  const place = useRef<HTMLDivElement>(null), viewer = useRef<PageViewer>();
  useEffect(() => {
    void get<{ templates?: Known[] }>('/api/templates').then((answer) => { if (answer.ok) set_known(answer.data.templates ?? []); else set_refusal(answer.refusal); });
    if (may('GET /api/templates/proposals')) void get<{ proposals: Proposal[] }>('/api/templates/proposals').then((answer) => { if (answer.ok) set_proposals(answer.data.proposals ?? []); });
    if (may('GET /api/queue')) void get<Queue>('/api/queue?limit=50').then((answer) => { if (answer.ok) set_claims(answer.data.items); });
    const own = viewer.current = new PageViewer(place.current!, () => undefined);
    const end = effect(() => {
      const now = claim.value, sight = now?.pages[page.value - 1];
      if (!now || !sight) return;
      own.show({ claim: now.id, n: page.value, width: sight.width, height: sight.height, rotation: sight.rotation ?? 0, key: `t${now.id}/${page.value}` });
      own.look_at(null);
      own.mark(marks.value.filter((mark) => mark.n === page.value && mark.claim === now.id).map((mark) => ({ box: mark.box, kind: mark.part === 'label' ? 'open' : 'now' })));
    });
    return () => { end(); own.destroy(); claim.value = undefined; marks.value = []; };
  }, []);
  const open = async (id: number) => {
    const answer = await get<ClaimView>(`/api/claims/${id}`);
    if (!answer.ok) { say_refusal(answer.refusal); return; }
    claim.value = whole(answer.data);
    page.value = 1;
    const first = answer.data.claim.documents[0];
    if (first) { set_kind(first.kind); set_hospital(value_text(first.fields.hospital_name?.value)); }
  };
  const draw = (part: 'label' | 'value') => {
    set_pen(part);
    viewer.current?.start_drawing((box) => { set_pen(''); marks.value = [...marks.peek().filter((mark) => !(mark.part === part && mark.field === field)), { claim: claim.peek()!.id, n: page.peek(), part, field, column, box }]; });
  };
  // What corrections propose, as if a person had marked it: tried at once.
  const take = async (each: Proposal) => {
    set_draft(undefined);
    if (may('GET /api/claims/{id}')) await open(each.claim);
    page.value = each.n;
    set_kind(each.kind); set_hospital(each.hospital); set_field(each.mark.name); set_column(each.mark.column);
    const common = { claim: each.claim, n: each.n, field: each.mark.name, column: each.mark.column };
    marks.value = [{ ...common, part: 'label', box: each.mark.label }, ...(each.mark.value && !each.mark.column ? [{ ...common, part: 'value' as const, box: each.mark.value }] : [])];
    const answer = await post<Draft>('/api/templates/draft', { claim: each.claim, kind: each.kind, hospital: each.hospital, marks: [each.mark] });
    if (answer.ok) set_draft(answer.data); else say_refusal(answer.refusal);
  };
  const attempt = async () => { const answer = await post<Draft>('/api/templates/draft', { claim: claim.peek()?.id, kind, hospital, marks: shown_marks() }); if (answer.ok) set_draft(answer.data); else say_refusal(answer.refusal); };
  const keep = async () => { const answer = await post('/api/templates/save', { yaml: draft!.yaml }); if (answer.ok) say(t('templates_saved')); else say_refusal(answer.refusal); };
  const found = (list: Found[] | undefined) => <ul class="small">{(list ?? []).slice(0, 30).map((each, at) => <li key={at}>{each.claim_id ?? each.claim} {each.page?.file} {each.page ? t('on_page', { page: each.page.page }) : ''} {each.name ? field_title(each.name) : ''}{each.value ? `：${each.value}` : ''}{each.before && each.before !== each.value ? `（${each.before}）` : ''}{each.why ? ` — ${each.why}` : ''}</li>)}</ul>;
  const count = claim.value?.pages.length ?? 0;
  return <div class="screen templates"><div class="top"><h1>{t('templates_title')}</h1><p class="soft">{t('templates_text')}</p></div>
    {refusal && <Refused refusal={refusal} />}
    <div class="template-columns">
      <div class="form">
        {proposals.length > 0 && <section class="proposals"><h2>{t('templates_proposals')} {proposals.length}</h2><ul class="small">{proposals.map((each) => <li key={`${each.hospital}${each.kind}${each.mark.name}`}>{t('templates_proposal', { hospital: each.hospital, kind: kind_title(each.kind), field: field_title(each.mark.name), label: each.label })} <span class="soft">{t('templates_proposal_claims', { count: each.claims.length })}</span> <button type="button" onClick={() => void take(each)}>{t('templates_proposal_open')}</button></li>)}</ul></section>}
        <label>{t('templates_claim')}<select value={claim.value?.id ?? ''} onChange={(event) => void open(Number(event.currentTarget.value))}><option value="">{t('choose_claim')}</option>{claims.map((each) => <option key={each.claim} value={each.claim}>{each.claim_id || each.name}</option>)}</select></label>
        <label>{t('templates_page')}<select value={page.value} onChange={(event) => { page.value = Number(event.currentTarget.value); }} disabled={!count}>{Array.from({ length: count }, (_, at) => <option key={at} value={at + 1}>{t('page_n', { n: at + 1 })}</option>)}</select></label>
        <label>{t('templates_kind')}<select value={kind} onChange={(event) => set_kind(event.currentTarget.value)}>{kind_names.map((each) => <option key={each} value={each}>{kind_title(each)}</option>)}</select></label>
        <label>{t('templates_hospital')}<input value={hospital} onInput={(event) => set_hospital(event.currentTarget.value)} /></label>
        <label>{t('templates_field')}<select value={field} onChange={(event) => set_field(event.currentTarget.value)}>{Object.keys(fields).map((each) => <option key={each} value={each}>{field_title(each)}</option>)}</select></label>
        <label class="inline"><input type="checkbox" checked={column} onChange={(event) => set_column(event.currentTarget.checked)} /><span>{t('templates_column')}</span></label>
        <div class="acts left"><button type="button" disabled={!count} aria-pressed={pen === 'label'} onClick={() => draw('label')}>{t('templates_mark_label')}</button><button type="button" disabled={!count} aria-pressed={pen === 'value'} onClick={() => draw('value')}>{t('templates_mark_value')}</button></div>
        <h2>{t('templates_marks')} {marks.value.length}</h2>
        <ul class="small">{marks.value.map((mark) => <li key={`${mark.field}${mark.part}`}>{field_title(mark.field)} · {t(mark.part === 'label' ? 'templates_label' : 'templates_value')} <button type="button" class="link" onClick={() => { marks.value = marks.peek().filter((each) => each !== mark); }}>{t('templates_remove')}</button></li>)}</ul>
        <div class="acts left"><button type="button" class="main" disabled={!marks.value.some((mark) => mark.part === 'label') || !may('POST /api/templates/draft')} onClick={() => void attempt()}>{t('templates_try')}</button></div>
        <details><summary>{t('templates_list')} {known.length}</summary><ul class="small">{known.map((each, at) => <li key={at}>{each.title ?? kind_title(each.kind)} {each.hospital}</li>)}</ul></details>
      </div>
      <div class="viewer" ref={place} role="img" aria-label={t('page_n', { n: page.value })} />
      <div class="draft">{draft && <><pre tabIndex={0}>{draft.yaml}</pre>
        <h2 class="good">✓ {t('templates_hits', { count: draft.hits?.length ?? 0 })}</h2>{found(draft.hits)}
        <h2 class="bad">✗ {t('templates_misses', { count: draft.misses?.length ?? 0 })}</h2>{found(draft.misses)}
        <h2>{t('templates_also', { count: draft.also?.length ?? 0 })}</h2>{found(draft.also)}
        {may('POST /api/templates/save') && <button type="button" class="main" onClick={() => void keep()}>{t('templates_save')}</button>}</>}</div>
    </div>
  </div>;
}
