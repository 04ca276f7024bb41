// 墙: the crops of one field over many claims, the most doubtful first; the odd one jumps out.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api';
import type { Refusal, WallCell } from '../contract';
import { amount } from '../money';
import { Cap, Empty, Refused, useKeys } from '../parts';
import { go } from '../route';
import { field_title, t } from '../words';

const fields_offered = ['total_amount', 'total_amount_words', 'bill_number', 'admission_date', 'discharge_date', 'issue_date', 'payer_name', 'patient_name', 'hospital_name', 'id_number', 'card_number', 'personal_cash_payment', 'pooled_fund_payment'];
const a_screen = 40;
const field = signal('total_amount'), cells = signal<WallCell[] | undefined>(undefined);
const key_of = (cell: WallCell) => `${cell.claim}|${cell.n}|${cell.box.join(',')}`;

export function WallScreen() {
  const [refusal, set_refusal] = useState<Refusal>(), [at, set_at] = useState(0), [odd, set_odd] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    let here = true;
    cells.value = undefined;
    void get<{ cells: WallCell[] }>(`/api/wall?field=${field.value}&limit=${a_screen}&sort=doubt`).then((answer) => {
      if (!here) return;
      if (answer.ok) { cells.value = answer.data.cells; set_refusal(undefined); } else set_refusal(answer.refusal);
    });
    set_at(0);
    set_odd(new Set());
    return () => { here = false; };
  }, [field.value]);
  const list = cells.value ?? [];
  const wide = () => Math.max(1, Math.round((document.querySelector('.crops')?.clientWidth ?? 1200) / ((document.querySelector('.crops li')?.clientWidth ?? 250) + 8)));
  const move = (by: number) => { const next = Math.min(list.length - 1, Math.max(0, at + by)); set_at(next); document.querySelector<HTMLElement>(`[data-crop="${next}"]`)?.focus(); };
  const mark = (cell: WallCell | undefined) => { if (!cell) return; const next = new Set(odd); if (!next.delete(key_of(cell))) next.add(key_of(cell)); set_odd(next); };
  useKeys('wall', () => [
    { press: 'ArrowRight', show: '→', does: t('move'), quiet: true, run: () => move(1) }, { press: 'ArrowLeft', show: '←', does: t('move'), quiet: true, run: () => move(-1) },
    { press: 'ArrowDown', show: '↓', does: t('move'), quiet: true, run: () => move(wide()) }, { press: 'ArrowUp', show: '↑', does: t('move'), quiet: true, run: () => move(-wide()) },
    { press: 'Enter', does: t('wall_mark'), run: () => mark(list[at]) }, { press: 'o', does: t('wall_open'), run: () => { const claim = list[at]?.claim; if (claim) go('claim', claim); } },
  ]);
  return <div class="screen wall">
    <div class="top"><h1>{t('wall_title')}</h1><p class="soft">{t('wall_text')}</p><span class="grow" />
      {odd.size > 0 && <span class="tag review">{t('wall_marked', { count: odd.size })}</span>}
      <span class="soft small"><Cap>{t('key.enter')}</Cap> {t('wall_mark')} <Cap>O</Cap> {t('wall_open')}</span>
      <label class="inline"><span>{t('wall_field')}</span><select value={field.value} onChange={(event) => { field.value = event.currentTarget.value; }}>{fields_offered.map((name) => <option value={name} key={name}>{field_title(name)}</option>)}</select></label></div>
    {refusal ? <Refused refusal={refusal} /> : !cells.value ? <p class="empty">{t('loading')}</p> : list.length === 0 ? <Empty text={t('wall_none')} /> :
      <ul class="crops">{list.map((cell, index) => {
        const [x, y, w, h] = cell.box, pad = 10, marked = odd.has(key_of(cell));
        return <li key={key_of(cell)} class={`${cell.accepted ? '' : 'open'}${marked ? ' odd' : ''}`}><button type="button" data-keys="pass" data-crop={index} tabIndex={index === at ? 0 : -1} aria-pressed={marked} onFocus={() => set_at(index)} onClick={() => mark(cell)} onDblClick={() => cell.claim && go('claim', cell.claim)}>
          <img src={`/api/claims/${cell.claim}/pages/${cell.n ?? cell.page}/crop.jpg?x=${Math.max(0, x - pad)}&y=${Math.max(0, y - pad)}&w=${w + 2 * pad}&h=${h + 2 * pad}&scale=1`} alt="" loading="lazy" draggable={false} />
          <span class="line"><b class="number">{/amount|payment/.test(field.value) ? amount(cell.value) : cell.value}</b><span class="soft small">{marked ? `⚑ ${t('wall_mark')}` : cell.confidence !== undefined ? `${cell.accepted ? '✓' : '⚠'} ${Math.floor(cell.confidence * 100)}%` : ''}</span></span>
          <span class="soft small name">{cell.name}</span></button></li>;
      })}</ul>}
  </div>;
}
