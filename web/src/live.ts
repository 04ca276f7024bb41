// What the server tells by itself: one stream for the whole page, listeners by the event's name.
import { effect } from '@preact/signals';
import { lost, reachable, session } from './api';

type Listener = (data: Record<string, unknown>) => void;
const listeners = new Map<string, Set<Listener>>();
const names = ['queue', 'claim', 'desk', 'dashboard'];
let stream: EventSource | undefined;

export function on(name: string, listener: Listener): () => void {
  const those = listeners.get(name) ?? new Set();
  listeners.set(name, those.add(listener));
  return () => { those.delete(listener); };
}

function heard(name: string, text: string) {
  let data: Record<string, unknown> = {};
  try { data = JSON.parse(text) ?? {}; } catch { /* an event without a word still says that something changed */ }
  listeners.get(name)?.forEach((listener) => listener(data));
}

function close() { stream?.close(); stream = undefined; }

function open() {
  close();
  stream = new EventSource('/api/events');
  for (const name of names) stream.addEventListener(name, (event) => heard(name, (event as MessageEvent<string>).data));
  stream.onerror = () => {
    if (stream?.readyState === EventSource.CLOSED) { close(); setTimeout(() => { if (!stream && session.peek() && reachable.peek()) open(); }, 3000); }
    else void fetch('/api/health', { cache: 'no-store' }).catch(() => lost());
  };
}

effect(() => {
  const who = session.value?.person.id;
  if (who !== undefined && reachable.value) open();
  else close();
});

// After a gap whatever was missed is asked for again.
let was_reachable = true;
effect(() => {
  const is = reachable.value;
  if (is && !was_reachable) for (const name of names) heard(name, '{}');
  was_reachable = is;
});
