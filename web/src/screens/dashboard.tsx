// 看板: five numbers first, then four charts.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api';
import { Bars, Line } from '../charts';
import type { Dashboard, Refusal } from '../contract';
import { on } from '../live';
import { Refused } from '../parts';
import { field_title, said, t } from '../words';

const data = signal<Dashboard | undefined>(undefined);
const percent = (share: number, places = 1) => `${(share * 100).toFixed(places)}%`;

export function DashboardScreen() {
  const [refusal, set_refusal] = useState<Refusal>();
  useEffect(() => {
    const load = async () => { const answer = await get<Dashboard>('/api/dashboard'); if (answer.ok) { data.value = answer.data; set_refusal(undefined); } else if (answer.refusal.status) set_refusal(answer.refusal); };
    void load();
    let timer = 0;
    const off = on('dashboard', () => { clearTimeout(timer); timer = window.setTimeout(() => void load(), 1000); });
    return () => { off(); clearTimeout(timer); };
  }, []);
  if (refusal) return <Refused refusal={refusal} />;
  const now = data.value;
  if (!now) return <p class="empty">{t('loading')}</p>;
  const { numbers } = now;
  const age = (from: number, to: number | null) => (to === null ? `≥ ${from}` : from === to ? `${from}` : `${from}–${to}`);
  const people = (now.people ?? []).filter((person) => person.decided || person.corrections);
  return <div class="screen dashboard"><h1 class="unseen">{t('dash_title')}</h1>
    <dl class="figures">
      <div><dt>{t('dash_today')}</dt><dd>{numbers.in_today.toLocaleString('en')}</dd></div>
      <div><dt>{t('dash_waiting')}</dt><dd>{numbers.waiting.toLocaleString('en')}</dd>{numbers.overdue > 0 && <dd class="bad small">⚠ {t('age_over')} {numbers.overdue}</dd>}</div>
      <div><dt>{t('dash_oldest')}</dt><dd>{t('dash_days', { days: numbers.oldest_days })}</dd></div>
      <div><dt>{t('dash_untouched')}</dt><dd>{numbers.untouched_share === null ? '—' : percent(numbers.untouched_share, 0)}</dd></div>
      <div><dt>{t('dash_error')}</dt><dd>{numbers.true_error === null ? '—' : percent(numbers.true_error, 2)}</dd><dd class="soft small">{numbers.true_error_max === null ? t('dash_unknown') : t('dash_bound', { percent: (numbers.true_error_max * 100).toFixed(2) })}</dd></div>
    </dl>
    <div class="charts">
      <Bars title={t('dash_backlog')} unit={t('dash_claims')} bars={now.backlog_by_age.map((each) => ({ title: t('dash_days', { days: age(each.from_days, each.to_days) }), value: each.count, kind: each.to_days === null ? 'bad' : undefined }))} />
      <Line title={t('dash_speed')} unit={t('dash_pages')} points={now.pages_per_minute.map((each) => ({ at: each.at, value: each.pages }))} />
      <Bars title={t('dash_corrections')} unit={t('dash_times')} bars={now.corrections_by_field.slice(0, 7).map((each) => ({ title: field_title(each.field.replace(/^items\[\d*\]\./, '')), value: each.count }))} />
      <Bars wide title={t('dash_supplements')} unit={t('dash_claims')} bars={now.supplement_reasons.slice(0, 7).map((each) => ({ title: each.title, value: each.count, more: each.code }))} />
      {now.corrections_by_hospital.length > 0 && <Bars title={`${t('dash_corrections')} · ${t('dash_hospitals')}`} unit={t('dash_times')} bars={now.corrections_by_hospital.slice(0, 7).map((each) => ({ title: each.hospital, value: each.count }))} />}
      {people.length > 0 && <figure class="chart"><figcaption>{t('dash_people')}</figcaption><table class="list"><thead><tr><th scope="col">{t('your_name')}</th><th scope="col">{t('people_role')}</th><th scope="col" class="number">{t('submit')}</th><th scope="col" class="number">{t('dash_corrections')}</th><th scope="col" class="number">{t('dash_error')}</th></tr></thead>
        <tbody>{people.map((person) => <tr key={person.id}><th scope="row">{person.name}</th><td>{said('role', person.role)}</td><td class="number">{person.decided ?? 0}</td><td class="number">{person.corrections ?? 0}</td><td class="number">{person.sampled ? `${person.wrong ?? 0}/${person.sampled}（≤ ${percent(person.wrong_share_max ?? 1)}）` : '—'}</td></tr>)}</tbody></table></figure>}
    </div>
  </div>;
}
