// Acts of a person on their way to the server. Each has an id of its own and stays here, and in the tab's storage, until the server
// has answered: a lost connection, an expired session or a reload of the page loses none.
import { signal } from '@preact/signals';
import type { Correction } from '../contract';

export interface Act { request_id: string; claim: number; correction: Correction }

const place = 'acts';
const read = (): Act[] => {
  try { return JSON.parse(sessionStorage.getItem(place) ?? '[]') as Act[]; } catch { return []; }
};
export const acts = signal<Act[]>(read());
acts.subscribe((list) => {
  try {
    if (list.length) sessionStorage.setItem(place, JSON.stringify(list)); else sessionStorage.removeItem(place);
  } catch { /* without storage they live as long as the page */ }
});

const fresh_id = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export function keep(claim: number, correction: Correction): Act {
  const act = { request_id: fresh_id(), claim, correction };
  acts.value = [...acts.peek(), act];
  return act;
}
export function settle(done: Act[]) {
  const ids = new Set(done.map((act) => act.request_id));
  acts.value = acts.peek().filter((act) => !ids.has(act.request_id));
}
export const acts_of = (claim: number) => acts.value.filter((act) => act.claim === claim);
