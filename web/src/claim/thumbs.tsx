// The pages by documents: what each is, how good it is; drag to regroup. The keys for the page in hand stand in screen.tsx.
import { signal } from '@preact/signals';
import type { Document, PageInfo, PageName } from '../contract';
import { kind_title, t } from '../words';
import { same_page } from './overlay';
import { page_now, take_page } from './sight';
import { act, can_change, claim_id, shown } from './work';

const dragged = signal<PageName | undefined>(undefined);
const over = signal('');
const bare = (page: PageName): PageName => ({ file: page.file, page: page.page });

export function document_of_page(page: PageName): number {
  return shown.peek()?.claim.documents.findIndex((document) => document.pages.some((each) => same_page(each, page))) ?? -1;
}

// Puts `page` into the document `at`, before its page number `before` (its number of pages: at the end).
export function put_into(page: PageName, at: number, before: number) {
  const document = shown.peek()?.claim.documents[at];
  if (!document) return;
  const pages = document.pages.map(bare);
  const was = pages.findIndex((each) => same_page(each, page));
  const rest = pages.filter((each) => !same_page(each, page));
  const place = was >= 0 && was < before ? before - 1 : before;
  if (was >= 0 && was === place) return;
  rest.splice(place, 0, bare(page));
  act({ kind: 'group_pages', pages: rest, value: document.kind });
}
export function split_at(page: PageName) {
  const at = document_of_page(page), document = shown.peek()?.claim.documents[at];
  const index = document?.pages.findIndex((each) => same_page(each, page)) ?? -1;
  if (!document || index < 1) return;
  act({ kind: 'group_pages', pages: document.pages.slice(index).map(bare), value: document.kind });
}
export function join_before(page: PageName) {
  const at = document_of_page(page), documents = shown.peek()?.claim.documents ?? [];
  if (at < 1) return;
  act({ kind: 'group_pages', pages: [...documents[at - 1]!.pages, ...documents[at]!.pages].map(bare), value: documents[at - 1]!.kind });
}
export function shift(page: PageName, by: number) {
  const at = document_of_page(page), document = shown.peek()?.claim.documents[at];
  const index = document?.pages.findIndex((each) => same_page(each, page)) ?? -1;
  if (!document || index < 0 || index + by < 0 || index + by >= document.pages.length) return;
  put_into(page, at, by < 0 ? index - 1 : index + 2);
}

function advice_of(page: PageInfo): string {
  if (page.blank) return t('quality.blank');
  const quality = page.quality;
  if (!quality?.advice) return '';
  if (quality.cut_off) return t('quality.cut_off');
  return quality.advice;
}

function Thumb({ page, drop }: { page: PageInfo; drop?: () => void }) {
  const n = page.n ?? 0, now = page_now.value === n, advice = advice_of(page), id = `thumb-${n}`;
  return <li class={`thumb${now ? ' now' : ''}${over.value === id ? ' over' : ''}`}
    onDragOver={drop && ((event) => { if (dragged.value) { event.preventDefault(); event.stopPropagation(); over.value = id; } })}
    onDragLeave={() => { if (over.value === id) over.value = ''; }}
    onDrop={drop && ((event) => { event.preventDefault(); event.stopPropagation(); over.value = ''; drop(); })}>
    <button type="button" data-keys="pass" data-page={n} draggable={can_change.value} aria-current={now ? 'true' : undefined}
      aria-label={`${t('page_n', { n })}${advice ? `，${advice}` : ''}${page.set_aside ? `，${t('set_aside')}` : ''}`}
      onDragStart={(event) => { dragged.value = bare(page); event.dataTransfer?.setData('text/plain', `${n}`); if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move'; }}
      onDragEnd={() => { dragged.value = undefined; over.value = ''; }}
      onClick={() => take_page(n)}>
      <img class={`turn-${(360 - (page.rotation ?? 0)) % 360}`} src={`/api/claims/${claim_id.value}/pages/${n}/proxy.jpg`} alt="" loading="lazy" decoding="async" draggable={false} />
      <span class="n">{n}</span>
      {advice && <span class="warn" title={advice}>⚠</span>}
    </button>
  </li>;
}

function Group({ document, at }: { document: Document; at: number }) {
  const now = shown.value!, id = `document-${at}`;
  const pages = document.pages.map((page) => now.pages.find((each) => same_page(each, page))).filter((page): page is PageInfo => !!page && !page.set_aside);
  const has_now = pages.some((page) => page.n === page_now.value);
  return <li class={`group${has_now ? ' now' : ''}${over.value === id ? ' over' : ''}`}
    onDragOver={(event) => { if (dragged.value) { event.preventDefault(); over.value = id; } }}
    onDrop={(event) => { event.preventDefault(); over.value = ''; if (dragged.value) put_into(dragged.value, at, document.pages.length); }}>
    <h3>{kind_title(document.kind)}{pages.length > 1 && <span class="soft"> {pages.length}</span>}</h3>
    <ol>{pages.map((page, index) => <Thumb key={`${page.file}#${page.page}`} page={page} drop={() => dragged.value && put_into(dragged.value, at, index)} />)}</ol>
  </li>;
}

export function Thumbs() {
  const now = shown.value;
  if (!now) return <nav class="thumbs" aria-label={t('pages')} />;
  const placed = new Set(now.claim.documents.flatMap((document) => document.pages.map((page) => `${page.file}#${page.page}`)));
  const aside = now.pages.filter((page) => page.set_aside);
  const rest = now.pages.filter((page) => !page.set_aside && !placed.has(`${page.file}#${page.page}`));
  return <nav class="thumbs" aria-label={t('pages')} title={can_change.value ? t('drag_hint') : undefined}>
    <ol>
      {now.claim.documents.map((document, at) => <Group key={document.pages[0] ? `${document.pages[0].file}#${document.pages[0].page}` : at} document={document} at={at} />)}
      {rest.length > 0 && <li class="group rest"><h3>{t('blank_pages', { count: rest.length })}</h3><ol>{rest.map((page) => <Thumb key={`${page.file}#${page.page}`} page={page} />)}</ol></li>}
      {aside.length > 0 && <li class="group rest"><h3>{t('aside_pages', { count: aside.length })}</h3><ol>{aside.map((page) => <Thumb key={`${page.file}#${page.page}`} page={page} />)}</ol></li>}
    </ol>
  </nav>;
}
