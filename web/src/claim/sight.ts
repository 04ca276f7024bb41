// What a person looks at: the stop or field in hand, the page in the viewer, what is open beside it.
import { batch, computed, signal } from '@preact/signals';
import type { Box, Evidence, Need } from '../contract';
import { field_of, same_page } from './overlay';
import { page_number, shown, stops, type Stop } from './work';

export interface Spot { document: number; field: string }

export const page_now = signal(1);
export const stop_now = signal('');                       // key of a stop; '' where a proved field is in hand
export const spot_now = signal<Spot>({ document: -1, field: '' });
export const mode = signal<'fields' | 'rows'>('fields');
export const sheet_open = signal<'' | 'materials' | 'compare' | 'submit' | 'kind' | 'postpone' | 'second'>('');
export const compared = signal<Evidence[]>([]);
export const editing = signal(false);
export const drawing = signal(false);
export const drawn = signal<{ box: Box; text: string; candidates: string[] } | undefined>(undefined);
export const seen = signal<ReadonlySet<string>>(new Set());  // findings looked at and kept as they are

export const still_open = computed(() => stops.value.filter((stop) => stop.open && !seen.value.has(stop.key)));
export const stop_in_hand = computed<Stop | undefined>(() => stops.value.find((stop) => stop.key === stop_now.value));
export const field_in_hand = computed(() => {
  const { document, field } = spot_now.value;
  return field_of(shown.value?.claim.documents[document], field);
});
// Where the field in hand stands; a field that was not found stands on its document's first page.
export const place_in_hand = computed<{ n: number; box: Box | null }>(() => {
  const field = field_in_hand.value, document = shown.value?.claim.documents[spot_now.value.document];
  const need = stop_in_hand.value?.need;
  if (field?.file && field.page) {
    const box = field.box && field.box[2] > 0 && field.box[3] > 0 ? field.box : null;
    return { n: page_number({ file: field.file, page: field.page }), box };
  }
  if (need?.page) return { n: page_number(need.page), box: null };
  if (document?.pages[0]) {
    const row = /^items\[(\d+)\]/.exec(spot_now.value.field);
    const cells = row ? Object.values(document.items[Number(row[1])] ?? {}) : [];
    const cell = cells.find((each) => typeof each === 'object' && each.file && each.box);
    if (cell && typeof cell === 'object') return { n: page_number({ file: cell.file!, page: cell.page! }), box: cell.box ?? null };
    return { n: page_number(document.pages[0]), box: null };
  }
  return { n: 0, box: null };
});

export function reset_sight() {
  batch(() => {
    page_now.value = 1; stop_now.value = ''; spot_now.value = { document: -1, field: '' }; mode.value = 'fields'; sheet_open.value = '';
    editing.value = false; drawing.value = false; drawn.value = undefined; seen.value = new Set(); compared.value = [];
  });
}

const let_go = () => { editing.value = false; drawn.value = undefined; drawing.value = false; };

function follow() {
  const { n } = place_in_hand.peek();
  if (n) page_now.value = n;
}

export function take_stop(key: string) {
  const stop = stops.peek().find((each) => each.key === key);
  if (!stop) return;
  batch(() => {
    if (stop_now.peek() !== key) let_go();
    stop_now.value = key;
    spot_now.value = spot_of(stop.need);
    follow();
  });
}
// A finding is looked at where its first evidence stands.
function spot_of(need: Need): Spot {
  if (need.field || need.type !== 'finding') return { document: need.document, field: need.field };
  const place = shown.peek()?.claim.findings.find((each) => each.rule === need.rule)?.evidence.find((each) => each.field);
  return place ? { document: place.document ?? -1, field: place.field ?? '' } : { document: need.document, field: '' };
}

export function take_spot(spot: Spot) {
  const before = spot_now.peek();
  batch(() => {
    if (before.document !== spot.document || before.field !== spot.field) let_go();
    stop_now.value = stops.peek().find((stop) => stop.need.type === 'field' && stop.need.document === spot.document && stop.need.field === spot.field)?.key ?? '';
    spot_now.value = spot;
    follow();
  });
}

export function take_page(n: number) {
  batch(() => { page_now.value = n; drawing.value = false; });
}

// The next open stop after the one in hand, round to the first; '' where none is left.
export function next_stop(from = stop_now.peek()): string {
  const all = stops.peek(), open = new Set(still_open.peek().map((stop) => stop.key));
  const at = all.findIndex((stop) => stop.key === from);
  for (let step = 1; step <= all.length; ++step) {
    const key = all[(at + step + all.length) % all.length]!.key;
    if (open.has(key) && key !== from) return key;
  }
  return open.has(from) ? from : '';
}

export function pages_of_document(at: number) {
  const now = shown.value;
  return (now?.claim.documents[at]?.pages ?? []).map((page) => now!.pages.findIndex((each) => same_page(each, page))).filter((index) => index >= 0);
}
