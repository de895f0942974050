import { useMutation } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { useEffect, useRef, useState } from 'react';
import { ReorganiseStationDocument } from '../../gql/stations.js';
import { inputOf, isSaid, type Outcome, type Plan } from './plan.js';

/** A person picks several things in a row: the server is asked when they pause. */
const PAUSE_MS = 300;

interface Preview {
  readonly outcome: Outcome | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  retry(): void;
}

/** What a plan would come to, asked again whenever it changes; the last answer stays while the next is on its way. */
export function usePreview(on: boolean, about: { readonly bureauId: string; readonly stationId: string; readonly version: number; readonly timeZone: string }, plan: Plan): Preview {
  const [dry] = useMutation(ReorganiseStationDocument);
  const [state, setState] = useState<Omit<Preview, 'retry'>>({ outcome: undefined, error: undefined, loading: true });
  const [attempt, setAttempt] = useState(0);
  const turn = useRef(0);
  const { bureauId, stationId, version, timeZone } = about;
  // Neither the day nor the reason changes what would happen.
  const asked = JSON.stringify({ ...inputOf(plan, timeZone), because: '', effectiveOn: null });
  const ready = on && isSaid(plan);
  useEffect(() => {
    if (!ready) return undefined;
    const mine = (turn.current += 1);
    setState((now) => ({ ...now, loading: true, error: undefined }));
    const timer = setTimeout(() => {
      dry({ variables: { bureauId, stationId, input: JSON.parse(asked), expectedVersion: version, dryRun: true, idempotencyKey: newId() } }).then(
        ({ data }) => { if (mine === turn.current) setState({ outcome: data?.reorganiseStation, error: undefined, loading: false }); },
        (error: unknown) => { if (mine === turn.current) setState((now) => ({ outcome: now.outcome, error, loading: false })); },
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [ready, asked, attempt, bureauId, stationId, version, dry]);
  return { ...state, retry: () => setAttempt((now) => now + 1) };
}
