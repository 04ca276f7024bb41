// The places that a person has to look at. The server says which; where it does not, they are those that findings point to and the
// document fields that nothing proved. Settled ones stay in the list, so that nothing jumps and one can go back.
import type { ClaimView, Evidence, Field, Need } from '../contract';
import { language, said, t } from '../words';
import { field_of, name_of_document } from './overlay';

export const need_key = (view: ClaimView, need: Need): string => {
  const first = view.claim.documents[need.document] && name_of_document(view.claim.documents[need.document]!);
  return [need.type, first ? `${first.file}#${first.page}` : '', need.field, need.type === 'field' ? '' : need.rule ?? ''].join('|');
};

const place_of = (evidence: Evidence) => ({ document: evidence.document ?? -1, field: evidence.field ?? '' });

function derived(view: ClaimView): Need[] {
  const found: Need[] = [], seen = new Set<string>();
  const add = (need: Need) => {
    const key = `${need.document}|${need.field}|${need.field ? '' : need.rule}`;
    if (!seen.has(key)) { seen.add(key); found.push(need); }
  };
  for (const finding of view.claim.findings) {
    if (finding.severity === 'note') continue;
    let stands = false;
    for (const evidence of finding.evidence) {
      const { document, field } = place_of(evidence), there = field_of(view.claim.documents[document], field);
      if (there && !there.accepted) { add({ type: 'field', document, field, why_zh: finding.message, rule: finding.rule }); stands = true; }
    }
    if (!stands && finding.severity !== 'supplement')
      add({ type: 'finding', ...(finding.evidence[0] ? place_of(finding.evidence[0]) : { document: -1, field: '' }), field: '', rule: finding.rule, why_zh: finding.message });
  }
  view.claim.documents.forEach((document, at) => {
    for (const [field, value] of Object.entries(document.fields))
      if (!value.accepted && value.candidates && value.candidates.length > 1) add({ type: 'field', document: at, field });
  });
  return found;
}

export const needs_of = (view: ClaimView): Need[] => view.needs ?? derived(view);

export function value_text(value: Field['value'] | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  return Array.isArray(value) ? value.join('；') : String(value);
}

// Why it stopped, in words: the server's, else what the witnesses that disagree read.
export function why(need: Need, field: Field | undefined): string[] {
  const told = language.value === 'en' ? need.why_en ?? need.why_zh : need.why_zh;
  if (told) return [told];
  if (!field) return [t('why_absent')];
  const against = (field.witnesses ?? []).filter((witness) => !witness.agrees);
  if (against.length === 0) return [t('why_low')];
  return against.map((witness) => (witness.says ? t('why_differs', { by: said('by', witness.by), text: witness.says }) : t('why_differs_bare', { by: said('by', witness.by) })));
}

// The readings that the digit keys pick, the present value first.
export function choices(field: Field | undefined): string[] {
  if (!field || typeof field.value === 'boolean' || Array.isArray(field.value)) return [];
  const all = [String(field.value), ...(field.candidates ?? []).map((candidate) => candidate.value)];
  return [...new Set(all)].filter((value) => value !== '').slice(0, 9);
}
