// 抽查: one crop, no reading shown; what a person writes measures the true error.
import { useEffect, useRef, useState } from 'preact/hooks';
import { post } from '../api';
import type { Refusal, Sample } from '../contract';
import { Cap, Empty, Refused } from '../parts';
import { as_written } from '../claim/fields';
import { say, say_refusal } from '../toast';
import { field_title, kind_title, t } from '../words';

export function QualityScreen() {
  const [sample, set_sample] = useState<Sample | null | undefined>(), [text, set_text] = useState(''), [refusal, set_refusal] = useState<Refusal>();
  const place = useRef<HTMLInputElement>(null);
  const next = async () => {
    const answer = await post<Sample | undefined>('/api/quality/next');
    if (!answer.ok) { set_refusal(answer.refusal); return; }
    set_text('');
    set_sample(answer.data ?? null);
    requestAnimationFrame(() => place.current?.focus());
  };
  useEffect(() => { void next(); }, []);
  const send = async (absent: boolean) => {
    if (!sample || (!absent && !text.trim())) return;
    const answer = await post(`/api/quality/${sample.id}`, absent ? { value: '', absent: true } : { value: as_written(sample.field, text) });
    if (!answer.ok) { say_refusal(answer.refusal); return; }
    say(t('quality_thanks'));
    await next();
  };
  return <div class="screen quality"><div class="top"><h1>{t('quality_title')}</h1><p class="soft">{t('quality_text')}</p></div>
    {refusal ? <Refused refusal={refusal} /> : sample === undefined ? <p class="empty">{t('loading')}</p> : sample === null ? <Empty text={t('quality_none')} /> :
      <form class="sample" onSubmit={(event) => { event.preventDefault(); void send(false); }}>
        <p><b>{field_title(sample.field)}</b> <span class="soft">{sample.title || kind_title(sample.kind)}</span></p>
        <img src={sample.crop} alt={field_title(sample.field)} />
        <label>{t('value_for', { field: field_title(sample.field) })}<input ref={place} value={text} onInput={(event) => set_text(event.currentTarget.value)} autocomplete="off" spellcheck={false} /></label>
        <div class="acts"><button type="button" class="quiet" onClick={() => void send(true)}>{t('clear')} / {t('quality_unreadable')}</button><button class="main">{t('quality_next')} <Cap>{t('key.enter')}</Cap></button></div>
      </form>}
  </div>;
}
