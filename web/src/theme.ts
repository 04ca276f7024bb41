// Light or dark: the system's until a person chooses.
import { signal } from '@preact/signals';

export type Theme = 'light' | 'dark';
const dark_system = matchMedia('(prefers-color-scheme: dark)');
const kept = (): Theme | undefined => {
  try { const name = localStorage.getItem('theme'); return name === 'light' || name === 'dark' ? name : undefined; } catch { return undefined; }
};
const chosen = signal<Theme | undefined>(kept());
const system = signal<Theme>(dark_system.matches ? 'dark' : 'light');
dark_system.addEventListener('change', () => { system.value = dark_system.matches ? 'dark' : 'light'; });

export const theme = () => chosen.value ?? system.value;
export function begin_theme() {
  chosen.subscribe(() => { document.documentElement.dataset.theme = theme(); });
  system.subscribe(() => { document.documentElement.dataset.theme = theme(); });
}
export function turn_theme() {
  const next: Theme = theme() === 'dark' ? 'light' : 'dark';
  chosen.value = next;
  try { localStorage.setItem('theme', next); } catch { /* kept for this page only */ }
}
