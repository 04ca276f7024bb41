// Signing in, the first administrator by the link from the terminal, one's own password.
import { useState } from 'preact/hooks';
import { post, session } from '../api';
import type { Refusal, Session } from '../contract';
import { Sheet } from '../parts';
import { go } from '../route';
import { say } from '../toast';
import { language, speak, t } from '../words';

function Said({ refusal }: { refusal?: Refusal }) {
  return refusal ? <div class="refused" role="alert"><p><b>{refusal.message}</b></p>{refusal.cure && <p>{refusal.cure}</p>}</div> : null;
}
function Switch() {
  return <button type="button" class="quiet" onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')} lang={language.value === 'zh' ? 'en' : 'zh-CN'}>{t('other_language')}</button>;
}

export function Login() {
  const [login, set_login] = useState(''), [password, set_password] = useState(''), [refusal, set_refusal] = useState<Refusal>(), [busy, set_busy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    set_busy(true);
    const answer = await post<Session>('/api/login', { login, password });
    set_busy(false);
    if (answer.ok) { set_refusal(undefined); session.value = answer.data; } else if (answer.refusal.status) { set_refusal(answer.refusal); set_password(''); }
  };
  return <main class="login"><form onSubmit={(event) => void send(event)}>
    <h1><img src="/icon.svg" alt="" width="32" height="32" />{t('title')}</h1>
    <label>{t('login_name')}<input autofocus autocomplete="username" value={login} onInput={(event) => set_login(event.currentTarget.value)} required /></label>
    <label>{t('password')}<input type="password" autocomplete="current-password" value={password} onInput={(event) => set_password(event.currentTarget.value)} required /></label>
    <Said refusal={refusal} />
    <div class="acts"><Switch /><button class="main" disabled={busy}>{t('login')}</button></div>
  </form></main>;
}

export function FirstAdmin({ token }: { token: string }) {
  const [login, set_login] = useState('admin'), [name, set_name] = useState(''), [password, set_password] = useState(''), [again, set_again] = useState(''), [refusal, set_refusal] = useState<Refusal>();
  const differ = again !== '' && again !== password;
  const send = async (event: Event) => {
    event.preventDefault();
    if (password !== again) return;
    const answer = await post<Session>('/api/first-admin', { token, login, name, password });
    if (answer.ok) { session.value = answer.data; go('people'); } else set_refusal(answer.refusal);
  };
  return <main class="login"><form onSubmit={(event) => void send(event)}>
    <h1><img src="/icon.svg" alt="" width="32" height="32" />{t('first_title')}</h1>
    <p class="soft">{t('first_text')}</p>
    <label>{t('your_name')}<input autofocus autocomplete="name" value={name} onInput={(event) => set_name(event.currentTarget.value)} required /></label>
    <label>{t('login_name')}<input autocomplete="username" value={login} onInput={(event) => set_login(event.currentTarget.value)} required /></label>
    <label>{t('password')}<input type="password" autocomplete="new-password" minLength={10} value={password} onInput={(event) => set_password(event.currentTarget.value)} aria-describedby="password-hint" required /></label>
    <p class="soft small" id="password-hint">{t('password_hint')}</p>
    <label>{t('password_again')}<input type="password" autocomplete="new-password" value={again} onInput={(event) => set_again(event.currentTarget.value)} required /></label>
    {differ && <p class="bad small" role="alert">{t('passwords_differ')}</p>}
    <Said refusal={refusal} />
    <div class="acts"><Switch /><button class="main" disabled={differ}>{t('first_do')}</button></div>
  </form></main>;
}

export function OwnPassword({ close }: { close: () => void }) {
  const [old, set_old] = useState(''), [fresh, set_fresh] = useState(''), [refusal, set_refusal] = useState<Refusal>();
  const send = async (event: Event) => {
    event.preventDefault();
    const answer = await post('/api/session/password', { old, new: fresh });
    if (answer.ok) { say(t('password_changed')); close(); } else set_refusal(answer.refusal);
  };
  return <Sheet title={t('change_password')} close={close}><form onSubmit={(event) => void send(event)}>
    <label>{t('old_password')}<input data-first type="password" autocomplete="current-password" value={old} onInput={(event) => set_old(event.currentTarget.value)} required /></label>
    <label>{t('new_password')}<input type="password" autocomplete="new-password" minLength={10} value={fresh} onInput={(event) => set_fresh(event.currentTarget.value)} required /></label>
    <p class="soft small">{t('password_hint')}</p>
    <Said refusal={refusal} />
    <div class="acts"><button type="button" class="quiet" onClick={close}>{t('cancel')}</button><button class="main">{t('save')}</button></div>
  </form></Sheet>;
}
