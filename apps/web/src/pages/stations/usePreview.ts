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
  const [answer, setAnswer] = useState<{ readonly to: string; readonly outcome: Outcome | undefined; readonly error: unknown }>();
  const [attempt, setAttempt] = useState(0);
  const latest = useRef('');
  const { bureauId, stationId, version, timeZone } = about;
  // Neither the day nor the reason changes what would happen.
  const input = JSON.stringify({ ...inputOf(plan, timeZone), because: '', effectiveOn: null });
  const asked = on && isSaid(plan) ? `${attempt} ${input}` : '';
  useEffect(() => {
    latest.current = asked;
    if (asked === '') return undefined;
    const answered = (next: { outcome?: Outcome | undefined; error?: unknown }) => {
      if (latest.current === asked) setAnswer((before) => ({ to: asked, outcome: next.outcome ?? before?.outcome, error: next.error }));
    };
    const timer = setTimeout(() => {
      dry({ variables: { bureauId, stationId, input: JSON.parse(input), expectedVersion: version, dryRun: true, idempotencyKey: newId() } }).then(({ data }) => answered({ outcome: data?.reorganiseStation }), (error: unknown) => answered({ error }));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked, input, bureauId, stationId, version, dry]);
  const loading = answer?.to !== asked;
  return { outcome: answer?.outcome, error: loading ? undefined : answer?.error, loading, retry: () => setAttempt((now) => now + 1) };
}
