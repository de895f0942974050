import { text, type Bilingual } from '@stationhouse/kernel';
import { activeStates } from '../queries.js';
import type { ClockRef, IsoMoment, RunningClock, Snapshot, StatePath, StepContext } from '../types.js';
import { migrate, type Migration, type Stuck } from './migrate.js';

/** A running instance to rehearse on. */
export interface Rehearsed {
  readonly id: string;
  readonly snapshot: Snapshot;
}

/** A clock that would not be as it was. */
export interface ClockChange {
  readonly instanceId: string;
  readonly clock: ClockRef;
  readonly change: 'due' | 'stopped' | 'started' | 'paused' | 'resumed';
  readonly before?: IsoMoment;
  readonly after?: IsoMoment;
  readonly text: Bilingual;
}

/** What a migration would do to instances that run; nothing was changed. */
export interface Rehearsal {
  readonly total: number;
  readonly moved: number;
  readonly stuck: readonly (Pick<Stuck, 'code' | 'state' | 'text'> & { readonly instanceId: string })[];
  readonly clocks: readonly ClockChange[];
  /** How many instances go from which innermost states to which. */
  readonly states: readonly { readonly from: readonly StatePath[]; readonly to: readonly StatePath[]; readonly count: number }[];
  readonly tasks: { readonly kept: number; readonly closed: number; readonly opened: number };
  readonly timers: { readonly kept: number; readonly cancelled: number; readonly set: number };
}

/** Tries a migration on instances, one after the other; `migrate` is pure, so that this is the very migration. */
export function rehearse(migration: Migration, instances: Iterable<Rehearsed>, context: StepContext): Rehearsal {
  const stuck: Rehearsal['stuck'][number][] = [];
  const clocks: ClockChange[] = [];
  const ways = new Map<string, { from: StatePath[]; to: StatePath[]; count: number }>();
  const tasks = { kept: 0, closed: 0, opened: 0 };
  const timers = { kept: 0, cancelled: 0, set: 0 };
  let total = 0;
  for (const { id, snapshot } of instances) {
    total += 1;
    const result = migrate(migration, snapshot, context);
    if (!result.ok) {
      stuck.push({ instanceId: id, code: result.code, text: result.text, ...(result.state === undefined ? {} : { state: result.state }) });
      continue;
    }
    const [from, to] = [leaves(snapshot), leaves(result.snapshot)];
    const key = `${from.join(' ')} → ${to.join(' ')}`;
    const way = ways.get(key) ?? { from, to, count: 0 };
    ways.set(key, { ...way, count: way.count + 1 });
    count(tasks, serials(snapshot.tasks), serials(result.snapshot.tasks), ['kept', 'closed', 'opened']);
    count(timers, moments(snapshot.timers), moments(result.snapshot.timers), ['kept', 'cancelled', 'set']);
    clocks.push(...clockChanges(migration, id, snapshot, result.snapshot));
  }
  return { total, moved: total - stuck.length, stuck, clocks, states: [...ways.values()].sort((left, right) => right.count - left.count), tasks, timers };
}

function leaves(snapshot: Snapshot): StatePath[] {
  const active = activeStates(snapshot);
  return active.filter((path) => !active.some((other) => other.startsWith(`${path}.`)));
}

function serials(record: Readonly<Record<string, { readonly serial: number }>>): string[] {
  return Object.values(record).map(({ serial }) => String(serial));
}

/** A timer under a new reference has a new serial; its moment and what it does say that it is the same. */
function moments(timers: Snapshot['timers']): string[] {
  return Object.entries(timers).map(([timer, { dueAt }]) => `${timer.slice(timer.lastIndexOf('@'))} ${dueAt}`);
}

function count<K extends string>(counts: Record<K, number>, before: readonly string[], after: readonly string[], [kept, gone, come]: readonly [K, K, K]): void {
  const left = [...after];
  for (const one of before) {
    const index = left.indexOf(one);
    if (index === -1) counts[gone] += 1;
    else {
      counts[kept] += 1;
      left.splice(index, 1);
    }
  }
  counts[come] += left.length;
}

function clockChanges({ from, to }: Migration, instanceId: string, before: Snapshot, after: Snapshot): ClockChange[] {
  const bySerial = new Map(Object.entries(after.clocks).map(([ref, clock]) => [clock.serial, { ref, clock }]));
  const changes: ClockChange[] = [];
  const note = (clock: ClockRef, title: Bilingual | undefined, change: ClockChange['change'], said: Bilingual, was: RunningClock | undefined, is: RunningClock | undefined) =>
    changes.push({ instanceId, clock, change, text: text(`${title?.['zh-CN'] ?? clock}：${said['zh-CN']}`, `${title?.en ?? clock}: ${said.en}`), ...(was?.dueAt === undefined ? {} : { before: was.dueAt }), ...(is?.dueAt === undefined ? {} : { after: is.dueAt }) });
  for (const [ref, was] of Object.entries(before.clocks)) {
    const now = bySerial.get(was.serial);
    bySerial.delete(was.serial);
    const title = from.clocks[ref]?.title;
    if (now === undefined) note(ref, title, 'stopped', text('停止计时', 'stops'), was, undefined);
    else if (now.clock.state !== was.state) note(now.ref, title, now.clock.state === 'paused' ? 'paused' : 'resumed', now.clock.state === 'paused' ? text('暂停计时', 'pauses') : text('恢复计时', 'runs on'), was, now.clock);
    else if (now.clock.dueAt !== was.dueAt) note(now.ref, title, 'due', text('到期时刻改变', 'is due at another moment'), was, now.clock);
  }
  for (const { ref, clock } of bySerial.values()) note(ref, to.clocks[ref]?.title, 'started', text('开始计时', 'starts'), undefined, clock);
  return changes;
}
