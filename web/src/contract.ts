// What the server says and is told. Shapes only; the server decides everything that they mean.

export type Role = 'scanner' | 'reviewer' | 'senior' | 'supervisor' | 'auditor' | 'admin';

export interface Person {
  id: number; login: string; name: string; role: Role; active?: boolean; locked_until?: number | null;
  corrections?: number; decided?: number; sampled?: number; wrong?: number; wrong_share_max?: number;
}

export interface RegionTitle { id: string; title: string }

export interface Session {
  person: Person;
  csrf: string;
  lang?: string;
  version?: string;
  settings: { four_eyes_amount?: string; agency_name?: string; region?: string; regions?: RegionTitle[]; lease_seconds?: number; upload_bytes_max?: number };
  permissions: string[];
}

export interface Reason { code: string; title: string; severity?: string }

export interface QueueItem {
  claim: number; name: string; claim_id: string; region: string; region_title?: string; claim_type: string; claimant: string;
  outcome: string; state: string; stand?: string; amount: string; pages?: number; hospital?: string; reasons: Reason[]; deadline: string; days_left: number;
  priority: number; counter: boolean; held_by?: string | null; held_until?: number | null; postponed_until?: number | null; postponed_for?: string;
  assigned?: number; assigned_to?: string | null; with_senior?: boolean; senior_reason?: string; waiting_second?: boolean; first_by?: string; revision: number; opened_at?: number; round?: number;
}
export interface Queue { items: QueueItem[]; total: number; counts: Record<string, number>; cursor?: string | null }

export interface Lease { token: number; until: number; mine?: boolean; person?: number; login?: string; name?: string }

export interface PageName { file: string; page: number }
export interface DocumentName extends PageName { part?: number }  // part: which, of several papers that begin on one page
export type Box = [number, number, number, number];

export interface Witness { by: string; agrees: boolean; says?: string }
export interface Candidate { value: string; text?: string; confidence: number }
export type FieldValue = string | string[] | boolean;
export interface Field {
  value: FieldValue; text?: string; confidence?: number; reading?: number; file?: string; page?: number; box?: Box; source?: string; accepted?: boolean;
  candidates?: Candidate[]; witnesses?: Witness[]; read_first?: string;
}
export type Row = Record<string, Field | string | number>;
export interface Quality { blur?: number; skew?: number; contrast?: number; cut_off?: boolean; blank?: boolean; glare?: number; advice?: string }
export interface DocumentPage extends PageName { rotation?: number; quality?: Quality; part?: Box; seals?: { box: Box; colour?: string; text?: string }[] }
export interface Document {
  kind: string; confidence?: number; pages: DocumentPage[]; fields: Record<string, Field>; absent?: Record<string, string>; items: Row[];
}
export interface ChecklistItem { requirement: string; title: string; status: 'present' | 'missing' | 'waived' | 'unclear'; documents: number[]; rule: string; kinds?: string[]; copy?: string }
export interface Evidence { document?: number; field?: string; file?: string; page?: number }
export interface Finding { rule: string; severity: 'reject' | 'supplement' | 'review' | 'note'; message: string; citation: string; cure?: string; evidence: Evidence[] }
export interface Claim {
  claim_id: string; region: string; claim_type: string; outcome: string;
  state?: { name: string; confirmed: boolean; needs_confirmation: boolean; needs_reviewer: boolean; reduced: boolean };
  claimant: { name?: string; id_number?: string };
  papers?: { file: string; title: string; serial?: string; proposal?: boolean }[];
  documents: Document[]; checklist: ChecklistItem[]; findings: Finding[];
  pay?: { rule: string; message: string; citation: string }[]; stated?: { rule: string; message: string; citation: string }[];
  blank_pages?: PageName[]; set_aside?: { file: string; page?: number; reason: string }[];
}
export interface PageInfo extends PageName {
  n?: number; width: number; height: number; rotation: number; kind?: string; document?: number; blank?: boolean; quality?: Quality; set_aside?: string | null;
}
export interface Need {
  type: 'field' | 'absent' | 'finding' | 'question' | 'page' | 'correction'; document: number; field: string; page?: PageName | null; rule?: string; correction?: number; why_zh?: string; why_en?: string;
}
export interface Correction {
  id?: string | number; kind: string; document?: DocumentName; field?: string; value?: unknown; page?: PageName; pages?: PageName[]; box?: Box; turn?: number; reason?: string;
  rule?: string; answer?: boolean; note?: string; text?: string; state?: string; row?: number; values?: Record<string, string>; patch?: unknown;
  person?: string; person_name?: string; at_ms?: number; undone?: boolean; request_id?: string;
}
export interface ClaimView {
  id: number; claim: Claim; pages: PageInfo[]; corrections: Correction[]; revision: number; lease?: Lease | null; masked: boolean; may_unmask?: boolean;
  rules?: Record<string, { title?: string; citation?: string }>; queue?: QueueItem; files?: string[]; dpi?: number;
  needs?: Need[]; needs_total?: number; deadline?: string; days_left?: number; region_title?: string; needs_second?: boolean; decision?: { state?: string; reason?: string } | null; changed?: string[];
}

export interface DeskClaim {
  claim: number | null; name: string; station: string; work: 'open' | 'ready' | 'working' | 'done' | 'failed'; uploaded_by?: string; at?: number;
  files: { name: string; state: string; digest: string; reason: string }[];
  pages: { n: number; file: string; page: number; kind: string; title: string; blank: boolean; advice: string }[];
  missing: { requirement: string; title: string; rule: string }[]; gaps: string[]; outcome: string | null; region_title?: string; claim_type?: string; amount?: string; notice: boolean;
}
export interface WallCell { claim?: number; name?: string; n?: number; page?: number; row?: number; box: Box; value: string; confidence?: number; accepted?: boolean }
export interface Dashboard {
  now: number;
  numbers: {
    in_today: number; waiting: number; oldest_days: number; oldest_at?: number | null; untouched_share: number | null; true_error: number | null; true_error_max: number | null;
    sampled: number; overdue: number;
  };
  backlog_by_age: { from_days: number; to_days: number | null; count: number }[];
  series: { days: string[]; arrivals: number[]; packed: number[]; automatic: number[]; pages: number[] };
  pages_per_minute: { at: number; pages: number }[];
  corrections_by_field: { field: string; count: number }[]; corrections_by_hospital: { hospital: string; count: number }[];
  supplement_reasons: { code: string; title: string; count: number }[]; people?: Person[];
}
export interface Counted { answered?: number; sampled?: number; wrong: number; wrong_share_max: number }
export interface Quality {
  fields: (Counted & { field: string })[]; people: (Counted & { id: number; name: string })[]; people_fields: (Counted & { id: number; name: string; field: string })[];
  sampled: number; wrong: number; wrong_share_max: number | null; open: number; settings: { sample_share: number; second_share: number; second_fields: Record<string, number>; known_share: number };
}
export interface Webhook { id: number; url: string; active: boolean; delivered?: number; failing?: number; last_error?: string; secret?: string }
export interface Delivery { id: number; item: number; kind: string; claim: number; at: number; attempts: number; arrived_at: number | null; next_at: number | null; error: string }
export interface Proposal { kind: string; hospital: string; label: string; claims: number[]; claim: number; n: number; mark: { name: string; column: boolean; page: PageName; label: Box; value?: Box } }
export interface Sample { id: number; kind: string; claim: number; n: number; box: Box; field: string; title: string; crop: string }
export interface LogLine { id: number; at: number; kind: string; subject: number; row: string; why: string }

export interface Refusal { status: number; code: string; message: string; place?: string; cure?: string }
export type Answer<T> = { ok: true; status: number; data: T } | { ok: false; refusal: Refusal };
