import type { Bilingual } from '@stationhouse/kernel';
import { useCallback, useEffect, useState } from 'react';

/** A notice as the server tells it to anybody. */
export interface Notice {
  readonly id: string;
  readonly station: string;
  readonly phone: string | null;
  readonly facts: readonly { readonly field: string; readonly title: Bilingual; readonly value: Bilingual }[];
  readonly photos: number;
}

type Ask = (question: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What is withdrawn is gone from an open page within this time, too. */
const AGAIN_MS = 60_000;

/** The notices of a page, read anew each minute while somebody looks at it. */
export function useNotices(ask: Ask): { readonly notices: readonly Notice[] | undefined; readonly error: unknown; readonly again: () => void } {
  const [read, setRead] = useState<{ notices?: readonly Notice[]; error?: unknown }>({});
  const again = useCallback(
    () => void ask({}).then((answer) => setRead({ notices: (answer as { notices: readonly Notice[] }).notices }), (error: unknown) => setRead((before) => ({ ...before, error }))),
    [ask],
  );
  useEffect(() => {
    again();
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  return { notices: read.notices, error: read.error, again };
}

/** A fact of a notice by its field; undefined where it has none. */
export const factOf = ({ facts }: Notice, field: string) => facts.find((fact) => fact.field === field);
