import { momentOfLocal } from '@stationhouse/kernel';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** The filters of a list, kept in the address bar: a link to a filtered list is the filtered list. */
export interface Filters<Key extends string> {
  readonly values: Readonly<Record<Key, string>>;
  /** True when any filter is set: an empty list then means "filtered out", not "no data". */
  readonly active: boolean;
  set(key: Key, value: string | null | undefined): void;
  /** Sets several at once: of two calls of `set` in a row the second would not know of the first. */
  assign(values: Readonly<Partial<Record<Key, string>>>): void;
  clear(): void;
}

/** @param keys the names in the address bar; give a constant */
export function useFilters<Key extends string>(keys: readonly Key[]): Filters<Key> {
  const [parameters, setParameters] = useSearchParams();
  const values = useMemo(
    () => Object.fromEntries(keys.map((key) => [key, parameters.get(key) ?? ''])) as Record<Key, string>,
    [keys, parameters],
  );
  const assign = useCallback((changed: Readonly<Partial<Record<Key, string>>>) => {
    setParameters((now) => {
      const next = new URLSearchParams(now);
      for (const [key, value] of Object.entries<string | undefined>(changed)) {
        if (value) next.set(key, value);
        else next.delete(key);
      }
      return next;
    }, { replace: true });
  }, [setParameters]);
  const set = useCallback((key: Key, value: string | null | undefined) => assign({ [key]: value ?? '' } as Partial<Record<Key, string>>), [assign]);
  const clear = useCallback(() => {
    setParameters((now) => {
      const next = new URLSearchParams(now);
      for (const key of keys) next.delete(key);
      return next;
    }, { replace: true });
  }, [keys, setParameters]);
  return { values, active: keys.some((key) => values[key] !== ''), set, assign, clear };
}

export { useCommand, type Command } from '@stationhouse/plugin-web';

/** The first moment of a local date (`2024-03-04`) as ISO UTC; undefined for no date. */
export function startOfDate(date: string, timeZone: string): string | undefined {
  return date === '' ? undefined : momentOfLocal(`${date}T00:00:00`, timeZone)?.toISOString();
}

/** The first moment after a local date as ISO UTC, so that a range includes its last day. */
export function endOfDate(date: string, timeZone: string): string | undefined {
  const next = new Date(`${date}T00:00:00Z`);
  if (date === '' || Number.isNaN(next.getTime())) return undefined;
  next.setUTCDate(next.getUTCDate() + 1);
  return startOfDate(next.toISOString().slice(0, 10), timeZone);
}
