// The way to the server: JSON over fetch, refusals as values, one signal that says whether the server can be reached.
import { signal } from '@preact/signals';
import type { Answer, Refusal, Session } from './contract';
import { language, t } from './words';

export const session = signal<Session | null | undefined>(undefined);  // undefined: not asked yet; null: nobody is signed in
export const reachable = signal(true);

const patience_ms = 20_000;
let probing = false;

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

async function alive(): Promise<boolean> {
  try {
    const answer = await fetch('/api/health', { cache: 'no-store', signal: AbortSignal.timeout?.(5000) });
    return answer.ok;
  } catch { return false; }
}

// Asks every second (a little slower from time to time) until the server answers again.
async function probe() {
  if (probing) return;
  probing = true;
  for (let wait = 500; !reachable.value; wait = Math.min(wait * 1.5, 4000)) {
    await pause(wait);
    if (await alive()) reachable.value = true;
  }
  probing = false;
}

export function lost() {
  reachable.value = false;
  void probe();
}

export function when_reachable(): Promise<void> {
  if (reachable.value) return Promise.resolve();
  return new Promise((done) => {
    const end = reachable.subscribe((yes) => {
      if (!yes) return;
      done();
      queueMicrotask(() => end());
    });
  });
}

async function refusal_of(answer: Response): Promise<Refusal> {
  let told: { code?: string; message_zh?: string; message_en?: string; place?: string; cure?: string; cure_zh?: string; cure_en?: string } = {};
  try { told = (await answer.json()).error ?? {}; } catch { /* no JSON: the status has to do */ }
  const zh = language.value === 'zh';
  return {
    status: answer.status, code: told.code ?? String(answer.status),
    message: (zh ? told.message_zh : told.message_en) ?? told.message_zh ?? told.message_en ?? t('refused'),
    place: told.place, cure: (zh ? told.cure_zh : told.cure_en) ?? told.cure,
  };
}

export interface Ask { method?: string; body?: unknown; form?: FormData; quiet?: boolean }

export async function ask<T>(path: string, { method = 'GET', body, form, quiet }: Ask = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET' && session.value) headers['X-CSRF-Token'] = session.value.csrf;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const patience = new AbortController();
  const timer = form ? 0 : setTimeout(() => patience.abort(), patience_ms);
  try {
    const answer = await fetch(path, {
      method, headers, body: form ?? (body === undefined ? undefined : JSON.stringify(body)), credentials: 'same-origin', signal: patience.signal,
    });
    if (answer.status >= 502 && answer.status <= 504) throw new TypeError('no server behind the gateway');
    if (answer.ok) {
      const data = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
      return { ok: true, status: answer.status, data: data as T };
    }
    const refusal = await refusal_of(answer);
    if (answer.status === 401 && session.value && !quiet) session.value = null;
    return { ok: false, refusal };
  } catch {
    if (!quiet) lost();
    return { ok: false, refusal: { status: 0, code: 'no_answer', message: t('no_answer') } };
  } finally {
    if (timer) clearTimeout(timer);
  }
}

export const get = <T>(path: string) => ask<T>(path);
export const post = <T>(path: string, body: unknown = {}) => ask<T>(path, { method: 'POST', body });

export async function open_session() {
  const answer = await ask<Session>('/api/session', { quiet: true });
  if (answer.ok) session.value = answer.data;
  else if (answer.refusal.status === 0) { lost(); await when_reachable(); await open_session(); }
  else session.value = null;
}

export function may(permission: string): boolean {
  return !!session.value?.permissions.includes(permission);
}
