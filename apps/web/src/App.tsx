import { ErrorState, Loading } from '@stationhouse/plugin-web';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { BrowserRouter } from 'react-router';
import { awayOwner } from './away/door.js';
import { Update } from './away/Update.js';
import { LocaleProvider } from './locale.js';
import { session } from './session/session.js';
import { SignIn } from './session/SignIn.js';

const AwayDoor = lazy(() => import('./away/AwayDoor.js'));
const SignedIn = lazy(() => import('./shell/SignedIn.js'));

/** Sign-in before everything; the rest of the app is not even loaded for a stranger. */
export function App() {
  return (
    <LocaleProvider>
      <BrowserRouter>
        <Door />
        <Update />
      </BrowserRouter>
    </LocaleProvider>
  );
}

function Door() {
  const state = useSyncExternalStore(session.subscribe, () => session.state);
  if (state.status === 'starting') return <main className="gate"><div className="gate-card"><Loading rows={3} /></div></main>;
  const owner = awayOwner();
  if (state.status === 'unreachable' && owner !== undefined) return <Suspense fallback={<main className="gate"><div className="gate-card"><Loading rows={3} /></div></main>}><AwayDoor owner={owner} /></Suspense>;
  if (state.status === 'unreachable') {
    return <main className="gate"><div className="gate-card"><ErrorState error={state.error} onRetry={() => void session.start()} /></div></main>;
  }
  if (state.status === 'signed-out') return <SignIn because={state.because} />;
  return (
    <Suspense fallback={<main className="gate"><div className="gate-card"><Loading rows={3} /></div></main>}>
      <SignedIn locked={state.locked} />
    </Suspense>
  );
}
