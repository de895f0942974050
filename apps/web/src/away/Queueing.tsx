import { AwayQueueContext, type AwayQueue } from '@stationhouse/plugin-web';
import { useEffect, useMemo, type ReactNode } from 'react';
import type { AwayOwner } from './door.js';
import { showMark } from './mark.js';

const load = () => import('./said.js');

/** Gives every page below the phone's queue; what it is made of loads with the first use. */
export function Queueing({ owner: { accountId, idleMinutes }, children }: { owner: AwayOwner; children: ReactNode }) {
  const { queue, left } = useMemo(() => queueOf({ accountId, idleMinutes }), [accountId, idleMinutes]);
  useEffect(() => left, [left]);
  return <AwayQueueContext value={queue}>{children}</AwayQueueContext>;
}

function queueOf({ accountId, idleMinutes }: AwayOwner): { readonly queue: AwayQueue; readonly left: () => void } {
  const leaving = new Set<() => void>();
  const queue: AwayQueue = {
    send: async (command) => (await load()).send({ accountId, idleMinutes }, command),
    keep: async (name, value) => (await load()).keep({ accountId, idleMinutes }, name, value),
    kept: async (name) => (await load()).kept(accountId, name),
    waiting: async () => (await load()).waiting(accountId),
    subscribe: (listener) => {
      let stop: (() => void) | undefined = () => undefined;
      void load().then(({ onAwayChange }) => {
        if (stop !== undefined) stop = onAwayChange(listener);
      });
      return () => {
        stop?.();
        stop = undefined;
      };
    },
    mark: showMark,
    whenLeft: (listener) => void leaving.add(listener),
  };
  const left = () => {
    for (const listener of leaving) listener();
    showMark(undefined);
  };
  return { queue, left };
}
