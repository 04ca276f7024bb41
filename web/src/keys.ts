// Keys by layers: the topmost layer that knows a key gets it. A layer says which of its keys the bar below and the ? sheet show.
import { signal } from '@preact/signals';

export interface Key {
  press: string;              // as event.key says it, with 'Ctrl+', 'Shift+', 'Alt+' before it: 'Enter', 'F2', 'Alt+ArrowUp'; '1-9' for all digits
  show?: string;              // on screen where it differs
  does: string;
  run: (event: KeyboardEvent) => void;
  quiet?: boolean;            // only in the ? sheet, not in the bar
  hidden?: boolean;           // in neither
  while_typing?: boolean;     // also while the cursor is in a field
}
export interface Layer { name: string; keys: () => Key[]; alone?: boolean }  // alone: no layer below gets a key

const layers = signal<Layer[]>([]);
export const help_open = signal(false);

export function add_layer(layer: Layer): () => void {
  layers.value = [...layers.peek(), layer];
  return () => { layers.value = layers.peek().filter((each) => each !== layer); };
}

// What works now, the topmost first; each key once.
export function keys_now(): Key[] {
  const seen = new Set<string>(), found: Key[] = [];
  for (const layer of [...layers.value].reverse()) {
    for (const key of layer.keys()) if (!seen.has(key.press)) { seen.add(key.press); found.push(key); }
    if (layer.alone) break;
  }
  return found;
}

function name_of(event: KeyboardEvent): string {
  const bare = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const ctrl = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  const alt = event.altKey ? 'Alt+' : '';
  const shift = event.shiftKey && event.key.length > 1 ? 'Shift+' : '';
  return ctrl + alt + shift + bare;
}

const types_text = new Set(['text', 'search', 'password', 'email', 'number', 'date', 'url', 'tel', '']);
function is_typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && types_text.has(target.type);
}
// Enter and the space bar belong to the button that has the focus.
function is_button_key(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  const target = event.target;
  return target instanceof HTMLElement && !!target.closest('button, a[href], summary, [role="menuitem"]') && !target.closest('[data-keys="pass"]');
}

export function press(event: KeyboardEvent) {
  if (event.isComposing || event.keyCode === 229) return;  // the input method is at work
  const name = name_of(event);
  const typing = is_typing(event.target);
  if (is_button_key(event)) return;
  for (const key of keys_now()) {
    if (key.press !== name && !(key.press === '1-9' && /^[1-9]$/.test(name))) continue;
    if (typing && !key.while_typing) continue;
    event.preventDefault();
    key.run(event);
    return;
  }
}
