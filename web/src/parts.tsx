// Small pieces of which all screens are made.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { add_layer, help_open, keys_now, type Key } from './keys';
import type { Refusal } from './contract';
import { t } from './words';
import { dismiss, toasts } from './toast';

// Keys that work as long as the component is on screen; `keys` is asked anew at each press.
export function useKeys(name: string, keys: () => Key[], alone = false) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => add_layer({ name, keys: () => latest.current(), alone }), [name, alone]);
}

export function Cap({ children }: { children: ComponentChildren }) { return <kbd class="cap">{children}</kbd>; }

export function shown_key(key: Key): string {
  return key.show ?? key.press.replace('Enter', t('key.enter')).replace('ArrowUp', '↑').replace('ArrowDown', '↓').replace('ArrowLeft', '←').replace('ArrowRight', '→').replace(/\b[a-z]$/, (letter) => letter.toUpperCase());
}

export function Empty({ text, cure }: { text: string; cure?: string }) {
  return <div class="empty"><p>{text}</p>{cure && <p class="soft">{cure}</p>}</div>;
}

export function Refused({ refusal, retry }: { refusal: Refusal; retry?: () => void }) {
  return <div class="refused" role="alert">
    <p><b>{refusal.message}</b></p>
    {refusal.place && <p>{refusal.place}</p>}
    {refusal.cure && <p>{refusal.cure}</p>}
    {retry && <button type="button" onClick={retry}>{t('retry')}</button>}
  </div>;
}

// A sheet over the page. The focus stays in it and goes back where it was; Esc closes.
export function Sheet({ title, close, children, wide, keys }: { title: string; close: () => void; children: ComponentChildren; wide?: boolean; keys?: () => Key[] }) {
  const place = useRef<HTMLDivElement>(null);
  useKeys('sheet', () => [{ press: 'Escape', show: 'Esc', does: t('close'), run: close, while_typing: true }, ...(keys?.() ?? [])], true);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const first = place.current?.querySelector<HTMLElement>('[data-first], input, textarea, select, button:not(.close)');
    (first ?? place.current)?.focus();
    return () => { if (before?.isConnected) before.focus({ preventScroll: true }); };
  }, []);
  const stay = (event: KeyboardEvent) => {
    if (event.key !== 'Tab') return;
    const inside = [...place.current!.querySelectorAll<HTMLElement>('a[href], button:not([disabled]), input:not([disabled]), textarea, select, [tabindex="0"]')];
    const first = inside[0], last = inside.at(-1);
    if (!first || !last) return;
    if (event.shiftKey && document.activeElement === first) { last.focus(); event.preventDefault(); }
    else if (!event.shiftKey && document.activeElement === last) { first.focus(); event.preventDefault(); }
  };
  return <div class="veil" onPointerDown={(event) => { if (event.target === event.currentTarget) close(); }}>
    <div class={`sheet${wide ? ' wide' : ''}`} role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} ref={place} onKeyDown={stay}>
      <header><h2>{title}</h2><button type="button" class="close quiet" onClick={close} aria-label={t('close')}>✕</button></header>
      {children}
    </div>
  </div>;
}

export function Help() {
  if (!help_open.value) return null;
  return <HelpSheet />;
}
function HelpSheet() {
  const [keys] = useState(() => keys_now().filter((key) => !key.hidden));
  return <Sheet title={t('keys_here')} close={() => { help_open.value = false; }} keys={() => [{ press: '?', does: t('close'), run: () => { help_open.value = false; } }]}>
    <dl class="keys">{keys.map((key) => <div key={key.press}><dt><Cap>{shown_key(key)}</Cap></dt><dd>{key.does}</dd></div>)}</dl>
  </Sheet>;
}

export function KeyBar({ keys, children }: { keys: Key[]; children?: ComponentChildren }) {
  return <div class="keybar">{children}
    {keys.filter((key) => !key.quiet && !key.hidden).map((key) =>
      <button type="button" class="key" tabIndex={-1} onClick={() => key.run(new KeyboardEvent('keydown'))}><Cap>{shown_key(key)}</Cap>{key.does}</button>)}
  </div>;
}

export function Toasts() {
  return <div class="toasts" role="status" aria-live="polite">{toasts.value.map((toast) =>
    <div key={toast.id} class={`toast ${toast.kind}`}><span aria-hidden="true">{toast.kind === 'done' ? '✓' : '！'}</span>
      <div><p>{toast.text}</p>{toast.cure && <p class="soft">{toast.cure}</p>}</div>
      <button type="button" class="quiet" aria-label={t('close')} onClick={() => dismiss(toast.id)}>✕</button></div>)}</div>;
}

// A picture that says what it is until it is there, and when it cannot come.
export function Picture({ src, alt, cls }: { src: string; alt: string; cls?: string }) {
  return <img class={cls} src={src} alt={alt} decoding="async" draggable={false} />;
}

export interface Question { title: string; label: string; choices?: string[]; need?: boolean; multiline?: boolean; start?: string; answer: (text: string) => void }
export const question = signal<Question | undefined>(undefined);

// One question with one answer: a reason, a value.
export function Questions() {
  const asked = question.value;
  return asked ? <QuestionSheet asked={asked} key={asked.title} /> : null;
}
function QuestionSheet({ asked }: { asked: Question }) {
  const [text, set_text] = useState(asked.start ?? '');
  const done = (value: string) => { if (asked.need !== false && !value.trim()) return; question.value = undefined; asked.answer(value.trim()); };
  const digits = (asked.choices ?? []).map((choice, at): Key => ({ press: `Alt+${at + 1}`, does: choice, run: () => done(choice), while_typing: true }));
  return <Sheet title={asked.title} close={() => { question.value = undefined; }} keys={() => digits}>
    <form onSubmit={(event) => { event.preventDefault(); done(text); }}>
      <label>{asked.label}<input data-first value={text} onInput={(event) => set_text(event.currentTarget.value)} autocomplete="off" /></label>
      {asked.choices && <div class="chips">{asked.choices.map((choice) => <button type="button" class="chip" onClick={() => done(choice)}>{choice}</button>)}</div>}
      <div class="acts"><button type="button" class="quiet" onClick={() => { question.value = undefined; }}>{t('cancel')}</button><button class="main">{t('ok')}</button></div>
    </form>
  </Sheet>;
}

export const date_time = (at: number | undefined | null) => {
  if (!at) return '';
  const d = new Date(at), two = (value: number) => String(value).padStart(2, '0');
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
};
