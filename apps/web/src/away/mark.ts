import type { AwayQueue } from '@stationhouse/plugin-web';
import { useSyncExternalStore } from 'react';

export type Mark = Parameters<AwayQueue['mark']>[0];

let shown: Mark;
const listeners = new Set<() => void>();

/** What goes on beside the pages, for the frame to show. */
export function showMark(mark: Mark): void {
  if (mark?.path === shown?.path && mark?.title.zhCN === shown?.title.zhCN) return;
  shown = mark;
  for (const listener of listeners) listener();
}

export function useMark(): Mark {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => shown);
}
