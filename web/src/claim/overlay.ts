// The claim as it will stand once the acts that are under way have arrived: shown at once, replaced by the server's answer.
// Only what a person has just typed or chosen is laid over; what follows from it (findings, outcome) comes from the server.
import type { Claim, ClaimView, Correction, Document, Field, Need, PageName, Row } from '../contract';

export const same_page = (a: PageName | null | undefined, b: PageName | null | undefined) => !!a && !!b && a.file === b.file && a.page === b.page;

// A document is named by its first page.
export function document_at(claim: Claim, name: PageName | undefined): number {
  return claim.documents.findIndex((document) => document.pages.some((page, index) => index === 0 && same_page(page, name)));
}
export const name_of_document = (document: Document): PageName | undefined =>
  document.pages[0] && { file: document.pages[0].file, page: document.pages[0].page };

const item = /^items\[(\d+)\]\.(\w+)$/;

export function field_of(document: Document | undefined, name: string): Field | undefined {
  const row = item.exec(name);
  if (!row) return document?.fields[name];
  const cell = document?.items[Number(row[1])]?.[row[2]!];
  return typeof cell === 'object' ? cell : undefined;
}

function with_field(document: Document, name: string, change: (field: Field | undefined) => Field | undefined): Document {
  const row = item.exec(name);
  if (!row) {
    const fields = { ...document.fields }, next = change(fields[name]);
    if (next) fields[name] = next; else delete fields[name];
    return { ...document, fields };
  }
  const items = document.items.slice(), at = Number(row[1]), cell: Row = { ...(items[at] ?? {}) }, old = cell[row[2]!];
  const next = change(typeof old === 'object' ? old : undefined);
  if (next) cell[row[2]!] = next; else delete cell[row[2]!];
  items[at] = cell;
  return { ...document, items };
}

function with_document(claim: Claim, at: number, change: (document: Document) => Document): Claim {
  if (at < 0) return claim;
  const documents = claim.documents.slice();
  documents[at] = change(documents[at]!);
  return { ...claim, documents };
}

function laid(view: ClaimView, act: Correction): ClaimView {
  const at = document_at(view.claim, act.document), name = act.field ?? '';
  const change = (how: (field: Field | undefined) => Field | undefined) => ({ ...view, claim: with_document(view.claim, at, (document) => with_field(document, name, how)) });
  switch (act.kind) {
    case 'set_field':
      return change((field) => ({ ...(field ?? {}), value: act.value as Field['value'], source: 'reviewer', accepted: true, ...(act.box ? { box: act.box, ...act.page } : {}) }));
    case 'accept_field': return change((field) => field && { ...field, accepted: true });
    case 'clear_field': return change(() => undefined);
    case 'set_kind': return { ...view, claim: with_document(view.claim, at, (document) => ({ ...document, kind: String(act.value) })) };
    case 'turn_page':
      return { ...view, pages: view.pages.map((page) => (same_page(page, act.page) ? { ...page, rotation: ((page.rotation ?? 0) - (act.turn ?? 0) + 360) % 360 } : page)) };
    case 'set_aside_page': return { ...view, pages: view.pages.map((page) => (same_page(page, act.page) ? { ...page, set_aside: act.reason ?? '', document: undefined } : page)) };
    case 'restore_page': return { ...view, pages: view.pages.map((page) => (same_page(page, act.page) ? { ...page, set_aside: null } : page)) };
    default: return view;
  }
}

function settles(act: Correction, need: Need, claim: Claim): boolean {
  if (act.kind === 'answer' || act.kind === 'dismiss_finding') return !!need.rule && act.rule === need.rule && need.type !== 'field';
  if (act.kind === 'set_aside_page') return same_page(act.page, need.page);
  return ['set_field', 'accept_field', 'clear_field'].includes(act.kind) && act.field === need.field && document_at(claim, act.document) === need.document;
}

export function overlaid(view: ClaimView, under_way: Correction[]): ClaimView {
  let shown = view;
  for (const act of under_way) shown = laid(shown, act);
  if (under_way.length && shown.needs) shown = { ...shown, needs: shown.needs.filter((need) => !under_way.some((act) => settles(act, need, view.claim))) };
  return shown;
}
