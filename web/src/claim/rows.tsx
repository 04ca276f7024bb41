// 明细: the rows as a grid, the strip of paper above the row in hand, arithmetic while one types. It only shows; the server decides.
import { computed, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Box, Document, Field, Row } from '../contract';
import { fen_of, product_fen, yuan } from '../money';
import { useKeys } from '../parts';
import { field_title, kind_title, row_title, t } from '../words';
import { as_written, crop_address, display, is_money } from './fields';
import { value_text } from './needs';
import { name_of_document } from './overlay';
import { mode, spot_now, take_spot } from './sight';
import { act, can_change, page_number, shown } from './work';

const order = ['date', 'code', 'name', 'category', 'spec', 'unit', 'unit_price', 'quantity', 'amount', 'insurance_class', 'self_pay_ratio', 'remark'];
const list_now = signal(-1);

export const lists = computed(() => (shown.value?.claim.documents ?? []).map((document, at) => ({ document, at })).filter(({ document }) => document.items.length > 0));
const list_at = computed(() => (lists.value.some((each) => each.at === list_now.value) ? list_now.value : (lists.value.find((each) => each.document.kind === 'expense_list') ?? lists.value[0])?.at ?? -1));

const cell_of = (row: Row, name: string): Field | undefined => { const cell = row[name]; return typeof cell === 'object' ? cell : undefined; };
const text_of = (row: Row, name: string, typed?: Record<string, string>) => typed?.[name] ?? value_text(cell_of(row, name)?.value);

// What is off in a row: unit price × quantity against the amount, in fen. 0n: adds up; undefined: cannot be said.
export function row_difference(row: Row, typed?: Record<string, string>): bigint | undefined {
  const product = product_fen(text_of(row, 'unit_price', typed), text_of(row, 'quantity', typed)), amount = fen_of(text_of(row, 'amount', typed));
  return product === undefined || amount === undefined ? undefined : amount - product;
}
const is_bad = (row: Row) => { const off = row_difference(row); return (off !== undefined && off !== 0n) || !cell_of(row, 'amount'); };

export const bad_rows = computed(() => {
  const document = shown.value?.claim.documents[list_at.value];
  return document ? document.items.map((row, at) => (is_bad(row) ? at : -1)).filter((at) => at >= 0) : [];
});

function strip_of(row: Row): { n: number; box: Box } | undefined {
  let n = 0, left = Infinity, top = Infinity, right = 0, bottom = 0;
  for (const cell of Object.values(row)) {
    if (typeof cell !== 'object' || !cell.file || !cell.page || !cell.box || cell.box[2] <= 0) continue;
    const own = page_number({ file: cell.file, page: cell.page });
    if (n && own !== n) continue;
    n = own;
    left = Math.min(left, cell.box[0]); top = Math.min(top, cell.box[1]);
    right = Math.max(right, cell.box[0] + cell.box[2]); bottom = Math.max(bottom, cell.box[1] + cell.box[3]);
  }
  return n ? { n, box: [left, top, right - left, bottom - top] } : undefined;
}

function columns_of(document: Document): string[] {
  const there = new Set(document.items.flatMap((row) => Object.keys(row).filter((name) => typeof row[name] === 'object')));
  return order.filter((name) => there.has(name));
}

const row_now = computed(() => { const row = /^items\[(\d+)\]\.(\w+)$/.exec(spot_now.value.field); return spot_now.value.document === list_at.value && row ? { row: Number(row[1]), column: row[2]! } : undefined; });

export function take_cell(row: number, column: string) {
  const at = list_at.peek(), document = shown.peek()?.claim.documents[at];
  if (!document || row < 0 || row >= document.items.length) return;
  take_spot({ document: at, field: `items[${row}].${column}` });
  requestAnimationFrame(() => document_cell(row, column)?.focus());
}
const document_cell = (row: number, column: string) => document.querySelector<HTMLElement>(`[data-cell="${row}.${column}"]`);

// Enter: the next row that does not add up, else the one below.
export function next_bad_row() {
  const here = row_now.peek()?.row ?? -1, bad = bad_rows.peek();
  const next = bad.find((at) => at > here) ?? bad.find((at) => at !== here);
  if (next !== undefined) { take_cell(next, 'amount'); return; }
  const count = shown.peek()?.claim.documents[list_at.peek()]?.items.length ?? 0;
  if (here + 1 < count) take_cell(here + 1, row_now.peek()?.column ?? 'amount');
}

function set_cell(row: number, column: string, text: string) {
  const document = shown.peek()?.claim.documents[list_at.peek()], name = document && name_of_document(document);
  if (!name || !text.trim()) return;
  const written = as_written(column, text), old = cell_of(document!.items[row]!, column);
  if (old && value_text(old.value) === written) { if (!old.accepted) act({ kind: 'accept_field', document: name, field: `items[${row}].${column}` }); return; }
  act({ kind: 'set_field', document: name, field: `items[${row}].${column}`, value: written });
}

function Cell({ row, at, column, typed, on_typed }: { row: Row; at: number; column: string; typed?: Record<string, string>; on_typed: (text: string | undefined) => void }) {
  const cell = cell_of(row, column), here = row_now.value?.row === at && row_now.value.column === column;
  const [editing, set_editing] = useState(false);
  const place = useRef<HTMLInputElement>(null);
  useEffect(() => { if (editing) { place.current?.focus(); place.current?.select(); } }, [editing]);
  useEffect(() => { if (!here && editing) { set_editing(false); on_typed(undefined); } }, [here]);
  const begin = () => { if (can_change.peek()) set_editing(true); };
  const number = is_money(column) || column === 'quantity';
  const state = !cell ? ' absent' : cell.source === 'reviewer' ? ' hand' : cell.read_first ? ' repaired' : cell.accepted ? '' : ' open';
  if (editing) return <td class="editing"><input ref={place} class={number ? 'number' : ''} aria-label={t('value_for', { field: field_title(`items[${at}].${column}`) })} value={typed?.[column] ?? value_text(cell?.value)} spellcheck={false} autocomplete="off"
    onInput={(event) => on_typed(event.currentTarget.value)}
    onKeyDown={(event) => {
      if (event.isComposing) return;
      const leave = (save: boolean) => { event.preventDefault(); event.stopPropagation(); if (save) set_cell(at, column, event.currentTarget.value); set_editing(false); on_typed(undefined); };
      if (event.key === 'Enter') { leave(true); requestAnimationFrame(next_bad_row); }
      else if (event.key === 'Tab') { const columns = columns_of(shown.peek()!.claim.documents[list_at.peek()]!), next = columns[columns.indexOf(column) + (event.shiftKey ? -1 : 1)]; leave(true); take_cell(at, next ?? column); }
      else if (event.key === 'Escape') { leave(false); take_cell(at, column); }
    }} /></td>;
  return <td class={`${number ? 'number' : ''}${state}${here ? ' now' : ''}`} title={cell?.read_first ? t('read_first', { text: cell.read_first }) : undefined}>
    <button type="button" tabIndex={here ? 0 : -1} data-keys="pass" data-cell={`${at}.${column}`} aria-label={`${field_title(`items[${at}].${column}`)} ${value_text(cell?.value) || t('missing')}`}
      onFocus={() => { if (!here) take_spot({ document: list_at.peek(), field: `items[${at}].${column}` }); }} onDblClick={begin} onClick={() => take_cell(at, column)}
      onKeyDown={(event) => { if (event.key === 'F2') { event.preventDefault(); event.stopPropagation(); begin(); } }}>
      {cell ? (is_money(column) ? display(column, cell.value) : value_text(cell.value)) : '—'}{cell?.read_first && <span class="sign" aria-hidden="true"> ↺</span>}{cell && !cell.accepted && <span class="sign" aria-hidden="true"> ?</span>}
    </button></td>;
}

function RowLine({ row, at, columns }: { row: Row; at: number; columns: string[] }) {
  const [typed, set_typed] = useState<Record<string, string> | undefined>();
  const off = row_difference(row, typed), here = row_now.value?.row === at;
  const strip = here ? strip_of(row) : undefined;
  return <>
    {strip && <tr class="strip"><td colSpan={columns.length + 2}><img src={crop_address(strip.n, strip.box, 0.3)} alt={t('row_strip', { row: at + 1 })} decoding="async" draggable={false} /></td></tr>}
    <tr class={`${here ? 'now' : ''}${off !== undefined && off !== 0n ? ' off' : ''}`} data-row={at}>
      <th scope="row">{at + 1}</th>
      {columns.map((column) => <Cell key={column} row={row} at={at} column={column} typed={typed} on_typed={(text) => set_typed(text === undefined ? undefined : { ...typed, [column]: text })} />)}
      <td class="check">{off === undefined ? '' : off === 0n ? <span class="good" title={t('adds_up')}>✓<span class="unseen">{t('adds_up')}</span></span> : <span class="bad">✗ {t('difference')} {yuan(off)}</span>}</td>
    </tr>
  </>;
}

export function Rows() {
  const at = list_at.value, document = shown.value?.claim.documents[at];
  useKeys('rows', () => [
    { press: 'Enter', does: t('next_bad_row'), run: next_bad_row },
    { press: 'ArrowDown', show: '↓', does: t('move'), quiet: true, run: () => take_cell((row_now.peek()?.row ?? -1) + 1, row_now.peek()?.column ?? 'amount') },
    { press: 'ArrowUp', show: '↑', does: t('move'), quiet: true, run: () => take_cell((row_now.peek()?.row ?? 1) - 1, row_now.peek()?.column ?? 'amount') },
    { press: 'ArrowRight', show: '→', does: t('move'), quiet: true, run: () => sideways(1) },
    { press: 'ArrowLeft', show: '←', does: t('move'), quiet: true, run: () => sideways(-1) },
    { press: 'F2', does: t('edit'), run: () => { const here = row_now.peek(); if (here) document_cell(here.row, here.column)?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })); } },
    { press: 'Insert', show: 'Ins', does: t('add_row'), quiet: true, run: add_row },
    { press: 'Ctrl+Delete', does: t('remove_row'), quiet: true, run: remove_row },
    { press: 'l', does: t('needs'), run: () => { mode.value = 'fields'; } },
    { press: 'Escape', show: 'Esc', does: t('close'), run: () => { mode.value = 'fields'; } },
  ]);
  useEffect(() => {
    const bad = bad_rows.peek()[0] ?? 0;
    if (!row_now.peek()) take_cell(bad, 'amount'); else take_cell(row_now.peek()!.row, row_now.peek()!.column);
  }, [at]);
  if (!document) return <section class="rows" aria-label={t('rows')}><p class="empty">{t('no_rows')}</p></section>;
  const columns = columns_of(document);
  let sum = 0n, page_sum = 0n, page = 0;
  const lines: preact.JSX.Element[] = [];
  const page_of = (row: Row) => { const cell = cell_of(row, 'amount') ?? cell_of(row, 'name'); return cell?.file ? page_number({ file: cell.file, page: cell.page ?? 1 }) : 0; };
  const close_page = () => { if (page) lines.push(<tr class="subtotal" key={`p${page}`}><th scope="row" /><td colSpan={Math.max(1, columns.indexOf('amount'))}>{t('page_sum', { page })}</td><td class="number">{yuan(page_sum)}</td><td colSpan={Math.max(1, columns.length - columns.indexOf('amount'))}>{t('carry')} {yuan(sum)}</td></tr>); };
  document.items.forEach((row, index) => {
    const own = page_of(row);
    if (page && own && own !== page) { close_page(); page_sum = 0n; }
    page = own || page;
    const fen = fen_of(text_of(row, 'amount')) ?? 0n;
    sum += fen; page_sum += fen;
    lines.push(<RowLine key={index} row={row} at={index} columns={columns} />);
  });
  close_page();
  const total = fen_of(value_text(document.fields.total_amount?.value)), left = bad_rows.value.length;
  return <section class="rows" aria-label={t('rows')}>
    <header>
      {lists.value.length > 1 ? <label class="inline"><span class="unseen">{t('which_list')}</span><select value={at} onChange={(event) => { list_now.value = Number(event.currentTarget.value); }}>{lists.value.map((each) => <option value={each.at} key={each.at}>{t('rows_of', { kind: kind_title(each.document.kind), count: each.document.items.length })}</option>)}</select></label>
        : <h2>{t('rows_of', { kind: kind_title(document.kind), count: document.items.length })}</h2>}
      <span class={left ? 'bad' : 'good'}>{left ? `⚠ ${t('rows_left', { count: left })}` : `✓ ${t('rows_all_add')}`}</span>
      <span class="grow" />
      {can_change.value && <><button type="button" class="quiet" onClick={add_row}>{t('add_row')}</button><button type="button" class="quiet" onClick={remove_row} disabled={!row_now.value}>{t('remove_row')}</button></>}
      <button type="button" class="quiet" onClick={() => { mode.value = 'fields'; }} aria-label={t('close')}>✕</button>
    </header>
    <div class="scroll" tabIndex={-1}><table>
      <thead><tr><th scope="col">{t('row')}</th>{columns.map((column) => <th scope="col" key={column} class={is_money(column) || column === 'quantity' ? 'number' : ''}>{row_title(column)}</th>)}<th scope="col"><span class="unseen">{t('adds_up')}</span></th></tr></thead>
      <tbody>{lines}</tbody>
    </table></div>
    <footer>{t('sum_of_rows')} <b class="number">{yuan(sum)}</b>{total !== undefined && <> · {t('stated_total')} <b class="number">{yuan(total)}</b> · {total === sum ? <span class="good">✓ {t('adds_up')}</span> : <span class="bad">✗ {t('difference')} {yuan(sum - total)}</span>}</>}</footer>
  </section>;
}

function sideways(by: number) {
  const here = row_now.peek(), document = shown.peek()?.claim.documents[list_at.peek()];
  if (!here || !document) return;
  const columns = columns_of(document), next = columns[columns.indexOf(here.column) + by];
  if (next) take_cell(here.row, next);
}
function add_row() {
  const document = shown.peek()?.claim.documents[list_at.peek()], name = document && name_of_document(document);
  if (name) act({ kind: 'add_item', document: name, row: (row_now.peek()?.row ?? document.items.length - 1) + 1, values: {} });
}
function remove_row() {
  const document = shown.peek()?.claim.documents[list_at.peek()], name = document && name_of_document(document), here = row_now.peek();
  if (name && here) act({ kind: 'remove_item', document: name, row: here.row });
}
