import { ErrorState, Loading } from '@stationhouse/plugin-web';
import { useCallback, useState, useSyncExternalStore } from 'react';
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
  if (value.restriction === 'passwordChange' || value.stationId === null) return <FirstPassword login={value.login} code={code} onDone={() => { onPassword(); myself.again(); }} />;
  const working: Working = { ...value, stationId: value.stationId };
  return (
    <Frame myself={working}>
      <Routes>
        <Route path="/cards/:id" element={<CardPage myself={working} />} />
        <Route path="*" element={<Cards myself={working} />} />
      </Routes>
    </Frame>
  );
}
