// 日志: who saw and changed what.
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api';
import type { LogLine, Refusal } from '../contract';
import { date_time, Refused } from '../parts';
import { t } from '../words';

export function AuditScreen() {
  const [lines, set_lines] = useState<LogLine[]>(), [last, set_last] = useState(0), [refusal, set_refusal] = useState<Refusal>();
  const load = async (after: number) => {
    const answer = await get<{ lines: LogLine[]; last: number }>(`/api/audit?after=${after}&limit=200`);
    if (!answer.ok) { set_refusal(answer.refusal); return; }
    set_lines((before) => [...(after ? before ?? [] : []), ...answer.data.lines]);
    set_last(answer.data.lines.length ? answer.data.last : 0);
  };
  useEffect(() => { void load(0); }, []);
  const text = (row: string) => { try { return Object.entries(JSON.parse(row) as Record<string, unknown>).map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join('  '); } catch { return row; } };
  return <div class="screen audit"><div class="top"><h1>{t('audit_title')}</h1></div>
    {refusal ? <Refused refusal={refusal} /> : !lines ? <p class="empty">{t('loading')}</p> : <div class="scroll" tabIndex={0} role="region" aria-label={t('audit_title')}><table class="list"><thead><tr><th scope="col">#</th><th scope="col">{t('audit_when')}</th><th scope="col">{t('audit_what')}</th><th scope="col">{t('audit_object')}</th><th scope="col">{t('reason')}</th></tr></thead>
      <tbody>{lines.map((line) => <tr key={line.id}><th scope="row">{line.id}</th><td class="nowrap">{date_time(line.at)}</td><td>{line.kind.replace(/_/g, ' ')} {line.subject || ''}</td><td class="small">{text(line.row)}</td><td>{line.why}</td></tr>)}</tbody></table>
      {last > 0 && <button type="button" onClick={() => void load(last)}>{t('more')}</button>}</div>}
  </div>;
}
