// Every word on screen, Chinese first; the switch is a signal, so that all of the page follows at once.
import { signal } from '@preact/signals';
import { fields, kinds, phrases, type Phrase } from './phrases';
export type { Phrase };

export type Language = 'zh' | 'en';

const kept = (): Language => {
  try { return localStorage.getItem('lang') === 'en' ? 'en' : 'zh'; } catch { return 'zh'; }
};
export const language = signal<Language>(kept());

export function speak(next: Language) {
  language.value = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
  try { localStorage.setItem('lang', next); } catch { /* a private window keeps nothing */ }
}

const pick = (pair: readonly [string, string]) => pair[language.value === 'zh' ? 0 : 1];

// {name} in a phrase is replaced by values.name.
export function t(key: Phrase, values: Record<string, string | number> = {}): string {
  return pick(phrases[key]).replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

// For words that come as a code; a code that nobody has put into words is shown with its underscores as blanks.
export function said(group: string, code: string | undefined): string {
  if (!code) return '';
  const pair = (phrases as unknown as Record<string, readonly [string, string]>)[`${group}.${code}`];
  return pair ? pick(pair) : code.replace(/_/g, ' ');
}

export function kind_title(kind: string | undefined): string {
  const pair = kinds[kind ?? 'other'];
  return pair ? pick(pair) : kind ?? '';
}
export const kind_names = Object.keys(kinds);

// "total_amount" or "items[3].amount"
export function field_title(name: string): string {
  const item = /^items\[(\d+)\]\.(\w+)$/.exec(name);
  if (item) return t('row_field', { row: Number(item[1]) + 1, field: row_title(item[2]!) });
  const pair = fields[name];
  return pair ? pick(pair) : name.replace(/_/g, ' ');
}

// A reason that names a field by its code says it in words.
export const reason_words = (text: string | undefined) => text?.replace(/（([a-z_.]+)）/g, (_, name: string) => `（${field_title(name.replace(/^items\./, ''))}）`) ?? '';

// A column of the rows.
export const row_title = (column: string) => (column === 'name' ? t('item_name') : field_title(column));
