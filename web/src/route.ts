// Where the page stands, from the address after #.
import { signal } from '@preact/signals';
import { help_open } from './keys';

const read = () => location.hash.replace(/^#\/?/, '').split('/').map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
export const route = signal<string[]>(read());
addEventListener('hashchange', () => { route.value = read(); help_open.value = false; });

export function go(...parts: (string | number)[]) {
  location.hash = '#/' + parts.map((part) => encodeURIComponent(String(part))).join('/');
}
