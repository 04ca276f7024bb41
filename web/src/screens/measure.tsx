// 质量: how often machine and people were wrong where it was checked, each with its bound.
import { useEffect, useState } from 'preact/hooks';
import { get } from '../api';
import type { Counted, Quality, Refusal } from '../contract';
import { Refused } from '../parts';
import { field_title, t } from '../words';

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
const title_of = (field: string) => field_title(field.replace(/^items\./, ''));

function Figures({ title, head, lines }: { title: string; head: string; lines: { name: string; counted: Counted }[] }) {
  return <section><h2>{title}</h2>{lines.length === 0 ? <p class="soft">{t('measure_none')}</p> : <table class="list"><thead><tr><th scope="col">{head}</th><th scope="col" class="number">{t('measure_taken')}</th><th scope="col" class="number">{t('measure_wrong')}</th><th scope="col" class="number">{t('measure_share')}</th><th scope="col" class="number">{t('measure_bound')}</th></tr></thead>
    <tbody>{lines.map(({ name, counted }) => { const taken = counted.sampled ?? counted.answered ?? 0; return <tr key={name}><th scope="row">{name}</th><td class="number">{taken}</td><td class={`number${counted.wrong ? ' bad' : ''}`}>{counted.wrong}</td><td class="number">{taken ? percent(counted.wrong / taken) : '—'}</td><td class="number">{percent(counted.wrong_share_max)}</td></tr>; })}</tbody></table>}</section>;
}

export function MeasureScreen() {
  const [now, set_now] = useState<Quality>(), [refusal, set_refusal] = useState<Refusal>();
  useEffect(() => { void get<Quality>('/api/quality').then((answer) => { if (answer.ok) set_now(answer.data); else set_refusal(answer.refusal); }); }, []);
  if (refusal) return <Refused refusal={refusal} />;
  if (!now) return <p class="empty">{t('loading')}</p>;
  const { settings } = now, shares: [string, number][] = [[t('measure_sample_share'), settings.sample_share], [t('measure_second_share'), settings.second_share], ...Object.entries(settings.second_fields).map(([field, share]): [string, number] => [`${t('measure_second_share')} · ${title_of(field)}`, share]), [t('measure_known_share'), settings.known_share]];
  const all = now.sampled ? [{ name: t('measure_all'), counted: { sampled: now.sampled, wrong: now.wrong, wrong_share_max: now.wrong_share_max ?? 1 } }] : [];
  return <div class="screen measure"><div class="top"><h1>{t('measure_title')}</h1><p class="soft">{t('measure_text')}</p><span class="grow" /><span class="tag">{t('measure_open', { count: now.open })}</span></div>
    <div class="scroll" tabIndex={0} role="region" aria-label={t('measure_title')}><div class="halves">
      <Figures title={t('measure_blind')} head={t('wall_field')} lines={[...all, ...now.fields.map((each) => ({ name: title_of(each.field), counted: each }))]} />
      <div><Figures title={t('measure_people')} head={t('your_name')} lines={now.people.map((each) => ({ name: each.name || String(each.id), counted: each }))} />
        {now.people_fields.length > 0 && <Figures title={t('measure_people_fields')} head={t('your_name')} lines={now.people_fields.map((each) => ({ name: `${each.name || each.id} · ${title_of(each.field)}`, counted: each }))} />}
        <section><h2>{t('measure_settings')}</h2><table class="list"><tbody>{shares.map(([name, share]) => <tr key={name}><th scope="row">{name}</th><td class="number">{percent(share)}</td></tr>)}</tbody></table></section></div>
    </div></div>
  </div>;
}
