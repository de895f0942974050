import { EmptyState, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useState, useSyncExternalStore } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { MyselfDocument, type MyselfQuery } from '../gql/outside-cards.js';
import { LocaleProvider } from '../locale.js';
import { session } from '../session/session.js';
import { ask } from './ask.js';
import { CardPage } from './CardPage.js';
import { Cards } from './Cards.js';
import { Frame, Gate } from './Frame.js';
import { FirstPassword, SignIn, Unlock } from './SignIn.js';
import { useReading } from './useReading.js';

const SecondFactor = lazy(() => import('./SecondFactor.js'));
const Account = lazy(() => import('./Account.js'));

export type Myself = MyselfQuery['myself'];
/** Somebody who may work: with a station, and nothing left to do before. */
export type Working = Myself & { readonly stationId: string };

/** The pages of people outside the police network: sign-in, the list of their task cards, one card. */
export function App() {
  return (
    <LocaleProvider>
      <BrowserRouter>
        <Door />
      </BrowserRouter>
    </LocaleProvider>
  );
}

function Door() {
  const state = useSyncExternalStore(session.subscribe, () => session.state);
  // The code of an invitation is asked for once: it stays in memory until a password is chosen.
  const [code, setCode] = useState('');
  if (state.status === 'starting') return <Gate><Loading rows={3} /></Gate>;
  if (state.status === 'unreachable') return <Gate><ErrorState error={state.error} onRetry={() => void session.start()} /></Gate>;
  if (state.status === 'signed-out') return <SignIn because={state.because} onSignedIn={setCode} />;
  if (state.locked) return <Unlock />;
  return <Inside code={code} onPassword={() => setCode('')} />;
}

function Inside({ code, onPassword }: { code: string; onPassword: () => void }) {
  const myself = useReading(useCallback(async () => (await ask(MyselfDocument, {})).myself, []));
  const { value } = myself;
  if (value === undefined) return <Gate>{myself.error === undefined ? <Loading rows={3} /> : <ErrorState error={myself.error} onRetry={myself.again} />}</Gate>;
  if (value.restriction === 'passwordChange') return <FirstPassword login={value.login} code={code} onDone={() => { onPassword(); myself.again(); }} />;
  if (value.restriction === 'secondFactorEnrolment') return <RequiredFactor onDone={myself.again} />;
  if (value.stationId === null) return <Nowhere />;
  const working: Working = { ...value, stationId: value.stationId };
  return (
    <Frame myself={working}>
      <Routes>
        <Route path="/cards/:id" element={<CardPage myself={working} />} />
        <Route path="/account" element={<Suspense fallback={<Loading rows={4} />}><Account myself={working} onChanged={myself.again} /></Suspense>} />
        <Route path="*" element={<Cards myself={working} />} />
      </Routes>
    </Frame>
  );
}

/** The bureau asks this role for a second factor: nothing else is open before. */
function RequiredFactor({ onDone }: { onDone: () => void }) {
  const { say } = useWords();
  return (
    <Gate>
      <h1>{say('请先启用双因素验证', 'Set up the second factor first')}</h1>
      <p className="sh-sub">{say('分局要求您的角色用双因素验证登录，启用后才能查看任务卡。', 'The bureau asks your role for a second factor. Task cards open once it is on.')}</p>
      <Suspense fallback={<Loading rows={3} />}><SecondFactor onDone={onDone} /></Suspense>
      <Button type="link" onClick={() => void session.signOut()}>{say('退出', 'Sign out')}</Button>
    </Gate>
  );
}

/** An account that no station works with any more. */
function Nowhere() {
  const { say } = useWords();
  return (
    <Gate>
      <EmptyState title={say('没有与您协作的派出所', 'No station works with you')} hint={say('您的协作已结束。如有疑问，请联系派出所。', 'Your co-operation has ended. If in doubt, ask the station.')} />
      <Button type="link" onClick={() => void session.signOut()}>{say('退出', 'Sign out')}</Button>
    </Gate>
  );
}
