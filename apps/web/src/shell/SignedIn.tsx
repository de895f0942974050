import { ApolloProvider, useQuery } from '@apollo/client/react';
import { ErrorState, Loading } from '@stationhouse/plugin-web';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { MeDocument } from '../gql/session.js';
import { useLocaleChoice } from '../locale.js';
import { client } from '../session/client.js';
import { LockOverlay, useIdleLock } from '../session/Lock.js';
import { MeContext } from '../session/me.js';
import { Restricted } from '../session/Restricted.js';
import { Queueing } from '../away/Queueing.js';
import { Pages } from './Pages.js';

const AwaySender = lazy(() => import('../away/AwaySender.js'));

/** Everything behind the door: who is signed in, the idle lock, and the pages. */
export default function SignedIn({ locked }: { locked: boolean }) {
  return (
    <ApolloProvider client={client}>
      <WithMe locked={locked} />
    </ApolloProvider>
  );
}

function WithMe({ locked }: { locked: boolean }) {
  const { data, error, refetch } = useQuery(MeDocument, { fetchPolicy: 'cache-and-network' });
  const me = data?.me;
  useIdleLock(me?.idleLockMinutes ?? 0);
  const { locale } = useLocaleChoice();
  const spoken = useRef(locale);
  useEffect(() => {
    if (spoken.current === locale) return;
    spoken.current = locale;
    void client.refetchQueries({ include: 'active' });
  }, [locale]);
  return (
    <>
      <div className={locked ? 'under-lock' : 'open'} inert={locked}>
        {me !== undefined ? (
          <MeContext value={me}>{me.restriction ? <Restricted restriction={me.restriction} name={me.account.displayName} onDone={() => void refetch()} /> : <Queueing owner={{ accountId: me.account.id, idleMinutes: me.idleLockMinutes }}><Pages me={me} /></Queueing>}</MeContext>
        ) : (
          <main className="gate"><div className="gate-card">{error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={3} />}</div></main>
        )}
      </div>
      {me !== undefined && <Suspense fallback={null}><AwaySender accountId={me.account.id} /></Suspense>}
      {locked && <LockOverlay name={me?.account.displayName} />}
    </>
  );
}
