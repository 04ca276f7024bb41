// The frame: who is signed in, where one can go, the connection, and the screen in it.
import { useEffect } from 'preact/hooks';
import { effect, signal } from '@preact/signals';
import { may, post, reachable, session } from './api';
import { acts } from './claim/outbox';
import { flush } from './claim/work';
import { help_open } from './keys';
import './live';
import { Help, Questions, Toasts, useKeys } from './parts';
import { go, route } from './route';
import { language, said, speak, t } from './words';
import type { Phrase } from './words';
import { theme, turn_theme } from './theme';
import { say } from './toast';
import { FirstAdmin, Login, OwnPassword } from './screens/login';
import { QueueScreen } from './screens/queue';
import { ClaimScreen } from './claim/screen';
import { DeskScreen } from './screens/desk';
import { WallScreen } from './screens/wall';
import { DashboardScreen } from './screens/dashboard';
import { RulesScreen } from './screens/rules';
import { TemplatesScreen } from './screens/templates';
import { PeopleScreen } from './screens/people';
import { QualityScreen } from './screens/quality';
import { MeasureScreen } from './screens/measure';
import { OutsideScreen } from './screens/outside';
import { AuditScreen } from './screens/audit';

interface Place { name: string; title: Phrase; needs: string; screen: (parts: string[]) => preact.JSX.Element }
const places: Place[] = [
  { name: 'queue', title: 'nav.queue', needs: 'GET /api/queue', screen: () => <QueueScreen /> },
  { name: 'desk', title: 'nav.desk', needs: 'POST /api/uploads', screen: () => <DeskScreen /> },
  { name: 'wall', title: 'nav.wall', needs: 'GET /api/wall', screen: () => <WallScreen /> },
  { name: 'quality', title: 'nav.quality', needs: 'POST /api/quality/next', screen: () => <QualityScreen /> },
  { name: 'measure', title: 'nav.measure', needs: 'GET /api/quality', screen: () => <MeasureScreen /> },
  { name: 'dashboard', title: 'nav.dashboard', needs: 'GET /api/dashboard', screen: () => <DashboardScreen /> },
  { name: 'rules', title: 'nav.rules', needs: 'GET /api/rules', screen: () => <RulesScreen /> },
  { name: 'templates', title: 'nav.templates', needs: 'GET /api/templates', screen: () => <TemplatesScreen /> },
  { name: 'outside', title: 'nav.outside', needs: 'GET /api/webhooks', screen: () => <OutsideScreen /> },
  { name: 'people', title: 'nav.people', needs: 'GET /api/people', screen: () => <PeopleScreen /> },
  { name: 'audit', title: 'nav.audit', needs: 'GET /api/audit', screen: () => <AuditScreen /> },
];
const claim_place: Place = { name: 'claim', title: 'nav.queue', needs: 'GET /api/claims/{id}', screen: (parts) => <ClaimScreen id={Number(parts[1])} /> };
const own_password = signal(false);

// Acts kept through a lost connection or session go on their way when both are back.
let away = false;
effect(() => {
  const up = reachable.value && !!session.value;
  if (up && acts.peek().length) void flush();
  if (up && away && !acts.peek().length) say(t('back'));
  away = !reachable.value;
});

function Connection() {
  if (reachable.value) return null;
  const kept = acts.value.length;
  return <div class="banner lost" role="alert"><span>⚠ {t('lost')} {kept > 0 && t('lost_kept', { count: kept })}</span></div>;
}

function Menu() {
  const who = session.value!.person, now = route.value[0] || '';
  return <header class="menu">
    <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t('skip')}</a>
    <span class="brand"><img src="/icon.svg" alt="" width="20" height="20" />{session.value!.settings.agency_name || t('title')}</span>
    <nav aria-label={t('main_menu')}>{places.filter((place) => may(place.needs)).map((place) =>
      <a key={place.name} href={`#/${place.name}`} aria-current={place.name === now ? 'page' : undefined}>{t(place.title)}</a>)}</nav>
    <span class="grow" />
    <button type="button" class="quiet" onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')} lang={language.value === 'zh' ? 'en' : 'zh-CN'}>{t('other_language')}</button>
    <button type="button" class="quiet" onClick={turn_theme} aria-pressed={theme() === 'dark'}>{theme() === 'dark' ? `☾ ${t('theme_dark')}` : `☼ ${t('theme_light')}`}</button>
    <button type="button" class="quiet" onClick={() => { help_open.value = true; }} aria-label={t('keys')}>?</button>
    <button type="button" class="quiet" onClick={() => { own_password.value = true; }}>{who.name} <span class="soft">{said('role', who.role)}</span></button>
    <button type="button" class="quiet" onClick={() => void sign_out()}>{t('leave')}</button>
  </header>;
}

async function sign_out() {
  await post('/api/logout');
  session.value = null;
  go('login');
}

// Where each role begins its day.
function home(): string {
  const allowed = places.filter((place) => may(place.needs) && (place.name !== 'queue' || may('POST /api/queue/next'))).map((place) => place.name);
  return ['queue', 'desk', 'dashboard', 'people'].find((name) => allowed.includes(name)) ?? allowed[0] ?? 'queue';
}

export function Station() {
  const parts = route.value, who = session.value;
  useKeys('station', () => [{ press: '?', does: t('help'), run: () => { help_open.value = true; }, quiet: true }]);
  useEffect(() => {
    if (who && (!route.peek()[0] || route.peek()[0] === 'login' || route.peek()[0] === 'first')) go(home());
  }, [who?.person.id]);
  let inside;
  if (parts[0] === 'first' && !who) inside = <FirstAdmin token={parts[1] ?? ''} />;
  else if (who === undefined) inside = <p class="empty">{t('loading')}</p>;
  else if (who === null) inside = <Login />;
  else {
    const place = parts[0] === 'claim' ? claim_place : places.find((each) => each.name === (parts[0] || home()));
    inside = <>
      {place !== claim_place && <Menu />}
      <main id="main" tabIndex={-1} class={place?.name}>
        {place && may(place.needs) ? place.screen(parts) : <div class="middle"><div class="refused" role="alert"><p><b>{t('not_allowed', { role: said('role', who.person.role) })}</b></p><p>{t('not_allowed_cure')}</p><button type="button" onClick={() => go(home())}>{t('ok')}</button></div></div>}
      </main>
    </>;
  }
  return <div class="station"><Connection />{inside}<Help /><Questions />{own_password.value && <OwnPassword close={() => { own_password.value = false; }} />}<Toasts /></div>;
}
