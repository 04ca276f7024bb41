// 人员: accounts and their roles.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { ask, get, may, post, session } from '../api';
import type { Person, Refusal, Role } from '../contract';
import { Refused, Sheet, question } from '../parts';
import { say, say_refusal } from '../toast';
import { said, t } from '../words';

const people = signal<Person[] | undefined>(undefined);
const roles: Role[] = ['scanner', 'reviewer', 'senior', 'supervisor', 'auditor', 'admin'];

async function load(): Promise<Refusal | undefined> {
  const answer = await get<{ people: Person[] }>('/api/people');
  if (answer.ok) people.value = answer.data.people;
  return answer.ok ? undefined : answer.refusal;
}

async function change(person: Person, what: Record<string, unknown>) {
  const answer = await ask<Person>(`/api/people/${person.id}`, { method: 'PATCH', body: what });
  if (answer.ok) say(t('people_saved')); else say_refusal(answer.refusal);
  await load();
}

function Add({ close }: { close: () => void }) {
  const [name, set_name] = useState(''), [login, set_login] = useState(''), [role, set_role] = useState<Role>('reviewer'), [password, set_password] = useState(''), [refusal, set_refusal] = useState<Refusal>();
  const send = async (event: Event) => {
    event.preventDefault();
    const answer = await post<Person>('/api/people', { name, login, role, password });
    if (!answer.ok) { set_refusal(answer.refusal); return; }
    say(t('people_made', { name }));
    close();
    await load();
  };
  return <Sheet title={t('people_add')} close={close}><form onSubmit={(event) => void send(event)}>
    <label>{t('your_name')}<input data-first value={name} onInput={(event) => set_name(event.currentTarget.value)} required autocomplete="off" /></label>
    <label>{t('login_name')}<input value={login} onInput={(event) => set_login(event.currentTarget.value)} required autocomplete="off" /></label>
    <label>{t('people_role')}<select value={role} onChange={(event) => set_role(event.currentTarget.value as Role)}>{roles.map((each) => <option key={each} value={each}>{said('role', each)}</option>)}</select></label>
    <label>{t('people_first_password')}<input type="password" value={password} minLength={10} onInput={(event) => set_password(event.currentTarget.value)} required autocomplete="new-password" /></label>
    <p class="soft small">{t('password_hint')}</p>
    {refusal && <Refused refusal={refusal} />}
    <div class="acts"><button type="button" class="quiet" onClick={close}>{t('cancel')}</button><button class="main">{t('save')}</button></div>
  </form></Sheet>;
}

export function PeopleScreen() {
  const [refusal, set_refusal] = useState<Refusal>(), [adding, set_adding] = useState(false);
  useEffect(() => { void load().then(set_refusal); }, []);
  const changes = may('PATCH /api/people/{id}'), now = Date.now();
  return <div class="screen people"><div class="top"><h1>{t('people_title')}</h1><span class="grow" />{may('POST /api/people') && <button type="button" class="main" onClick={() => set_adding(true)}>{t('people_add')}</button>}</div>
    {refusal ? <Refused refusal={refusal} /> : !people.value ? <p class="empty">{t('loading')}</p> : <div class="scroll" tabIndex={0} role="region" aria-label={t('people_title')}><table class="list"><thead><tr><th scope="col">{t('your_name')}</th><th scope="col">{t('login_name')}</th><th scope="col">{t('people_role')}</th><th scope="col">{t('people_state')}</th><th scope="col"><span class="unseen">{t('edit')}</span></th></tr></thead>
      <tbody>{people.value.map((person) => { const locked = !!person.locked_until && person.locked_until > now, self = person.id === session.value?.person.id; return <tr key={person.id}>
        <th scope="row">{person.name}</th><td>{person.login}</td>
        <td>{changes && !self ? <select aria-label={`${t('people_role')} ${person.name}`} value={person.role} onChange={(event) => void change(person, { role: event.currentTarget.value })}>{roles.map((each) => <option key={each} value={each}>{said('role', each)}</option>)}</select> : said('role', person.role)}</td>
        <td>{person.active === false ? `– ${t('people_off')}` : locked ? `⚠ ${t('people_locked')}` : `✓ ${t('people_active')}`}</td>
        <td class="acts">{changes && <><button type="button" class="quiet" onClick={() => { question.value = { title: `${t('people_reset')}：${person.name}`, label: t('new_password'), answer: (password) => void change(person, { password }) }; }}>{t('people_reset')}</button>
          {locked && <button type="button" class="quiet" onClick={() => void change(person, { locked: false })}>{t('people_unlock')}</button>}
          {!self && <button type="button" class="quiet" onClick={() => void change(person, { active: person.active === false })}>{person.active === false ? t('people_switch_on') : t('people_switch_off')}</button>}</>}</td>
      </tr>; })}</tbody></table></div>}
    {adding && <Add close={() => set_adding(false)} />}
  </div>;
}
