import { start, step, type Calendars, type CompiledWorkflow, type Effect, type Snapshot, type StepContext, type StepResult, type WorkflowEvent } from '@stationhouse/workflow';
import type { Deed, HistoryRow } from './entities.js';

/** Where a replay leaves the recorded way: the version, and what differs. */
export interface Divergence {
  readonly version: number;
  readonly what: string;
}

/** A recorded instance, played again. */
export type Replay = { readonly same: true; readonly snapshot: Snapshot } | ({ readonly same: false } & Divergence);

type Recorded = Pick<HistoryRow, 'version' | 'at' | 'kind' | 'definition' | 'timeZone' | 'event' | 'effects' | 'statesLeft' | 'statesEntered'> & { readonly calendar?: HistoryRow['calendar'] };

/**
 * Plays a recorded history through the engine and compares every step: effects, states, and that nothing is refused.
 * @param history in the order of versions, from the start
 * @param versionOf the compiled definition of a hash
 * @param calendarOf the working calendar of a hash; needed where a station has one of its own
 * @returns the state it leads to, or the first difference
 */
export function replay(history: readonly Recorded[], versionOf: (hash: string) => CompiledWorkflow, calendarOf: (hash: string) => Calendars | undefined = () => undefined): Replay {
  let snapshot: Snapshot | undefined;
  for (const [index, row] of history.entries()) {
    if (row.version !== index + 1) return { same: false, version: row.version, what: `version ${index + 1} is missing` };
    const calendars = row.calendar === undefined || row.calendar === null ? undefined : calendarOf(row.calendar);
    const result = played(row, snapshot, versionOf(row.definition), calendars);
    if (result === undefined) continue;
    if (!result.ok) return { same: false, version: row.version, what: `refused with ${result.refusal.code}` };
    const difference = differenceOf(row, result);
    if (difference !== undefined) return { same: false, version: row.version, what: difference };
    snapshot = result.snapshot;
  }
  return snapshot === undefined ? { same: false, version: 1, what: 'the start is missing' } : { same: true, snapshot };
}

/** @returns undefined for a deed, which leaves the workflow where it is */
function played(row: Recorded, snapshot: Snapshot | undefined, compiled: CompiledWorkflow, calendars: Calendars | undefined): StepResult | undefined {
  const context: StepContext = { now: new Date(row.at), timeZone: row.timeZone, ...(calendars === undefined ? {} : { calendars }) };
  const { event } = row;
  if (event.type === 'start') return start(compiled, { data: event.data }, context);
  if (isDeed(event)) return undefined;
  if (snapshot === undefined) throw new Error('A history begins with its start.');
  return step(compiled, snapshot, event, context);
}

const DEEDS: Readonly<Record<Deed['type'], true>> = { 'claim-task': true, 'release-task': true, 'assign-task': true, 'attach-file': true, 'remove-file': true };

function isDeed(event: WorkflowEvent | Deed): event is Deed {
  return event.type in DEEDS;
}

function differenceOf(row: Recorded, done: { effects: readonly Effect[]; left: readonly string[]; entered: readonly string[] }): string | undefined {
  if (canonical(done.effects, WORDS) !== canonical(row.effects, WORDS)) return 'other effects';
  if (canonical(done.left) !== canonical(row.statesLeft)) return 'other states left';
  if (canonical(done.entered) !== canonical(row.statesEntered)) return 'other states entered';
  return undefined;
}

/** How a due moment is put into words may get better; the moment itself may not change. */
const WORDS = ['explanation'];

/** JSON with sorted keys: the database keeps objects without their order. @param without keys left out at every depth */
export function canonical(value: unknown, without: readonly string[] = []): string {
  return JSON.stringify(value, (key, inner: unknown) =>
    without.includes(key) ? undefined : typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1))) : inner,
  );
}
