import type { Snapshot } from '@stationhouse/workflow';

/** The pending timer of an instance that was due first, not after the given one. */
export function earliestTimer(snapshot: Snapshot, timer: { readonly timer: string; readonly serial: number; readonly dueAt: string }): { timer: string; serial: number } {
  let [first, due] = [{ timer: timer.timer, serial: timer.serial }, new Date(timer.dueAt).getTime()];
  for (const [name, { serial, dueAt }] of Object.entries(snapshot.timers)) {
    const at = Date.parse(dueAt);
    if (at < due) [first, due] = [{ timer: name, serial }, at];
  }
  return first;
}
