// Short words at the foot of the page: what was done, or what was not and what helps.
import { signal } from '@preact/signals';
import type { Refusal } from './contract';

export interface Toast { id: number; kind: 'done' | 'refused'; text: string; cure?: string }
export const toasts = signal<Toast[]>([]);
let count = 0;

export function say(text: string, kind: Toast['kind'] = 'done', cure?: string) {
  const toast = { id: ++count, kind, text, cure };
  toasts.value = [...toasts.peek().filter((each) => each.text !== text).slice(-2), toast];
  setTimeout(() => dismiss(toast.id), kind === 'done' ? 3500 : 9000);
}
export const dismiss = (id: number) => { toasts.value = toasts.peek().filter((each) => each.id !== id); };
export const say_refusal = (refusal: Refusal) => {
  if (refusal.status) say(refusal.message, 'refused', refusal.cure);
};
