import { newId } from '@stationhouse/kernel';
import { useCallback, useRef, useState } from 'react';

/** One command being sent: shows that it is, keeps its refusal, and sends again under the same idempotency key after a failure. */
export interface Command {
  readonly sending: boolean;
  readonly error: unknown;
  /** Resolves to true when the server acknowledged. */
  run(work: (idempotencyKey: string) => Promise<unknown>): Promise<boolean>;
  reset(): void;
}

/** A command of this page. */
export function useCommand(): Command {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const key = useRef<string>(undefined);
  const run = useCallback(async (work: (idempotencyKey: string) => Promise<unknown>) => {
    key.current ??= newId();
    setSending(true);
    setError(undefined);
    try {
      await work(key.current);
      key.current = undefined;
      return true;
    } catch (failure) {
      setError(failure);
      return false;
    } finally {
      setSending(false);
    }
  }, []);
  /** Another attempt with other content is another command. */
  const reset = useCallback(() => {
    key.current = undefined;
    setError(undefined);
  }, []);
  return { sending, error, run, reset };
}
