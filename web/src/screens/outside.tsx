// 对外: the addresses that are told of each packet, what arrived there, what did not and why.
import { useEffect, useState } from 'preact/hooks';
import { get, may, post } from '../api';
import type { Delivery, Refusal, Webhook } from '../contract';
import { date_time, Empty, question, Refused, Sheet } from '../parts';
import { say, say_refusal } from '../toast';
import { said, t } from '../words';

// What the server says of a try, in words.
function trouble(text: string | undefined): string {
  const code = /^It answered (\d+)/.exec(text ?? '')?.[1];
  return code ? t('outside_answered', { code }) : /^Nobody answers/.test(text ?? '') ? t('outside_silent') : text ?? '';
}

export function OutsideScreen() {
  const [hooks, set_hooks] = useState<Webhook[]>(), [chosen, set_chosen] = useState(0), [sent, set_sent] = useState<Delivery[]>([]), [refusal, set_refusal] = useState<Refusal>(), [secret, set_secret] = useState('');
  const load = async () => { const answer = await get<{ webhooks: Webhook[] }>('/api/webhooks'); if (answer.ok) set_hooks(answer.data.webhooks); else set_refusal(answer.refusal); };
  const look = async (id: number) => { set_chosen(id); const answer = await get<{ deliveries: Delivery[] }>(`/api/webhooks/${id}/deliveries?limit=100`); if (answer.ok) set_sent(answer.data.deliveries); else say_refusal(answer.refusal); };
  useEffect(() => { void load(); }, []);
  const change = async (what: Record<string, unknown>) => { const answer = await post<Webhook>('/api/webhooks', what); if (!answer.ok) { say_refusal(answer.refusal); return; } if (answer.data.secret) set_secret(answer.data.secret); await load(); };
  const attempt = async (hook: Webhook) => { const answer = await post<{ arrived: boolean; error: string }>(`/api/webhooks/${hook.id}/test`); if (!answer.ok) say_refusal(answer.refusal); else if (answer.data.arrived) say(t('outside_test_ok')); else say(`${t('outside_test_failed')}：${trouble(answer.data.error)}`, 'refused'); };
  const again = async (id: number, item?: number) => { const answer = await post<{ again: number }>(`/api/webhooks/${id}/resend`, item ? { item } : {}); if (!answer.ok) { say_refusal(answer.refusal); return; } say(t('outside_again', { count: answer.data.again })); setTimeout(() => { void load(); void look(id); }, 1200); };
  const resends = may('POST /api/webhooks/{id}/resend');
  return <div class="screen outside"><div class="top"><h1>{t('outside_title')}</h1><p class="soft">{t('outside_text')}</p><span class="grow" />{may('POST /api/webhooks') && <button type="button" class="main" onClick={() => { question.value = { title: t('outside_add'), label: t('outside_url'), start: 'https://', answer: (url) => void change({ url }) }; }}>{t('outside_add')}</button>}</div>
    {refusal ? <Refused refusal={refusal} /> : !hooks ? <p class="empty">{t('loading')}</p> : hooks.length === 0 ? <Empty text={t('outside_none')} /> : <div class="scroll" tabIndex={0} role="region" aria-label={t('outside_title')}>
      <table class="list"><thead><tr><th scope="col">{t('outside_url')}</th><th scope="col">{t('outside_state')}</th><th scope="col" class="number">{t('outside_delivered')}</th><th scope="col" class="number">{t('outside_failing')}</th><th scope="col">{t('outside_last_error')}</th><th scope="col"><span class="unseen">{t('edit')}</span></th></tr></thead>
        <tbody>{hooks.map((hook) => <tr key={hook.id}><th scope="row"><button type="button" class="link" aria-pressed={chosen === hook.id} onClick={() => void look(hook.id)}>{hook.url}</button></th>
          <td>{hook.active ? `✓ ${t('outside_on')}` : `– ${t('outside_off')}`}</td><td class="number">{hook.delivered ?? 0}</td><td class={`number${hook.failing ? ' bad' : ''}`}>{hook.failing ?? 0}</td><td>{hook.failing ? trouble(hook.last_error) : ''}</td>
          <td class="acts">{may('POST /api/webhooks/{id}/test') && <button type="button" class="quiet" onClick={() => void attempt(hook)}>{t('outside_test')}</button>}
            {resends && !!hook.failing && <button type="button" class="quiet" onClick={() => void again(hook.id)}>{t('outside_resend_all')}</button>}
            {may('POST /api/webhooks') && <button type="button" class="quiet" onClick={() => void change({ id: hook.id, active: !hook.active })}>{hook.active ? t('outside_switch_off') : t('outside_switch_on')}</button>}</td></tr>)}</tbody></table>
      {chosen > 0 && <section><h2>{t('outside_deliveries')} <span class="soft small">{hooks.find((each) => each.id === chosen)?.url}</span></h2>{sent.length === 0 ? <p class="soft">{t('nothing')}</p> : <table class="list"><thead><tr><th scope="col">{t('outside_item')}</th><th scope="col">{t('audit_when')}</th><th scope="col" class="number">{t('outside_attempts')}</th><th scope="col">{t('outside_arrived')}</th><th scope="col">{t('outside_next')}</th><th scope="col">{t('outside_last_error')}</th><th scope="col"><span class="unseen">{t('edit')}</span></th></tr></thead>
        <tbody>{sent.map((each) => <tr key={each.id}><th scope="row">{said('delivery', each.kind)} {each.claim}</th><td class="nowrap">{date_time(each.at)}</td><td class="number">{each.attempts}</td><td class="nowrap">{each.arrived_at ? `✓ ${date_time(each.arrived_at)}` : '—'}</td><td class="nowrap">{date_time(each.next_at)}</td><td>{trouble(each.error)}</td>
          <td class="acts">{resends && <button type="button" class="quiet" onClick={() => void again(chosen, each.item)}>{t('outside_resend')}</button>}</td></tr>)}</tbody></table>}</section>}
    </div>}
    {secret && <Sheet title={t('outside_secret')} close={() => set_secret('')}><p><code>{secret}</code></p><div class="acts"><button type="button" class="main" onClick={() => set_secret('')}>{t('ok')}</button></div></Sheet>}
  </div>;
}
