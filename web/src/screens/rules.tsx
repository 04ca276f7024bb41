// 规则: as a clerk would read them, with the sentence that each rests on.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { get, session } from '../api';
import type { Refusal } from '../contract';
import { Refused } from '../parts';
import { said, t } from '../words';

interface Rule { id: string; title?: string; message?: string; severity?: string; citation?: string; source?: string; url?: string; layer?: string; test?: string; tests?: number; when?: string; cure?: string }
interface Rules { region?: string; regions?: { id: string; title: string }[]; rules: Rule[] }
const data = signal<Rules | undefined>(undefined), region = signal('');

export function RulesScreen() {
  const [refusal, set_refusal] = useState<Refusal>(), [text, set_text] = useState(''), [severity, set_severity] = useState('');
  useEffect(() => {
    let here = true;
    const asked = region.value || session.value?.settings.region || '';
    void get<Rules>(`/api/rules${asked ? `?region=${encodeURIComponent(asked)}` : ''}`).then((answer) => { if (here) { if (answer.ok) { data.value = answer.data; set_refusal(undefined); } else set_refusal(answer.refusal); } });
    return () => { here = false; };
  }, [region.value]);
  const now = data.value, all = now?.rules ?? [];
  const found = all.filter((rule) => (!severity || rule.severity === severity) && (!text || [rule.id, rule.title, rule.message, rule.citation].some((part) => part?.includes(text))));
  const regions = now?.regions ?? session.value?.settings.regions ?? [];
  return <div class="screen rules"><div class="top"><h1>{t('rules_title')}</h1><p class="soft">{t('rules_text')}</p><span class="grow" />
    {regions.length > 0 && <label class="inline"><span>{t('region')}</span><select value={region.value || now?.region} onChange={(event) => { region.value = event.currentTarget.value; }}>{regions.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}</select></label>}
    <label class="inline"><span>{t('rules_severity')}</span><select value={severity} onChange={(event) => set_severity(event.currentTarget.value)}><option value="">{t('all')}</option>{['reject', 'supplement', 'review', 'note'].map((each) => <option key={each} value={each}>{said('severity', each)}</option>)}</select></label>
    <label class="inline"><span class="unseen">{t('rules_find')}</span><input type="search" placeholder={t('rules_find')} value={text} onInput={(event) => set_text(event.currentTarget.value)} /></label></div>
    {refusal ? <Refused refusal={refusal} /> : !now ? <p class="empty">{t('loading')}</p> : <div class="scroll" tabIndex={0} role="region" aria-label={t('rules_title')}><ol class="rulelist">{found.map((rule) => <li key={rule.id}>
      <p><span class={`tag ${rule.severity ?? 'note'}`}>{said('severity', rule.severity)}</span> <b>{rule.title ?? rule.message}</b>{rule.title && rule.message && rule.message !== rule.title && <span> {rule.message}</span>}</p>
      {rule.citation && <p class="citation small"><b>{t('citation')}</b> {rule.citation}</p>}
      <p class="soft small">{t('rule_source')} {rule.id}{rule.layer && ` · ${rule.layer}`}{rule.tests !== undefined && ` · ${t('rules_test')} ${rule.tests}`}{rule.test && ` · ${t('rules_test')} ${rule.test}`}</p></li>)}</ol></div>}
  </div>;
}
