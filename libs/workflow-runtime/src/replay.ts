import { migrate, start, step, undoMigration, type Calendars, type CompiledWorkflow, type Effect, type Snapshot, type StepContext, type StepResult } from '@stationhouse/workflow';
import type { Deed, HistoryRow, RecordedStep } from './entities.js';

/** Where a replay leaves the recorded way: the version, and what differs. */
export interface Divergence {
  readonly version: number;
  readonly what: string;
}

/** A move to another version that was not taken back: the version it led to, and the snapshots around it. */
export interface ReplayedMove {
  readonly version: number;
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** A recorded instance, played again. */
export type Replay = { readonly same: true; readonly snapshot: Snapshot; readonly moves: readonly ReplayedMove[] } | ({ readonly same: false } & Divergence);

type Recorded = Pick<HistoryRow, 'version' | 'at' | 'kind' | 'definition' | 'timeZone' | 'event' | 'effects' | 'statesLeft' | 'statesEntered'> & { readonly calendar?: HistoryRow['calendar'] };

/**
 * Plays a recorded history through the engine and compares every step: effects, states, and that nothing is refused.
 * @param history in the order of versions, from the start
 * @param versionOf the compiled definition of a hash
 * @param calendarOf the working calendar of a hash; needed where a station has one of its own
 * @returns the state it leads to, or the first difference
 */
export function replay(history: readonly Recorded[], versionOf: (hash: string) => CompiledWorkflow, calendarOf: (hash: string) => Calendars | undefined = () => undefined): Replay {
  const erased = history.find(({ kind }) => kind === 'erase');
  if (erased !== undefined) return { same: false, version: erased.version, what: 'personal data were erased: what they led to stands in the history, but it does not play again' };
  const player = new Player(versionOf);
  for (const [index, row] of history.entries()) {
    if (row.version !== index + 1) return { same: false, version: row.version, what: `version ${index + 1} is missing` };
    if (isDeed(row.event)) continue;
    const calendars = row.calendar === undefined || row.calendar === null ? undefined : calendarOf(row.calendar);
    const result = player.play(row, row.event, { now: new Date(row.at), timeZone: row.timeZone, ...(calendars === undefined ? {} : { calendars }) });
    if (!result.ok) return { same: false, version: row.version, what: `refused with ${'refusal' in result ? result.refusal.code : result.code}` };
    const difference = differenceOf(row, result);
    if (difference !== undefined) return { same: false, version: row.version, what: difference };
  }
  return player.snapshot === undefined ? { same: false, version: 1, what: 'the start is missing' } : { same: true, snapshot: player.snapshot, moves: player.moves };
}

class Player {
  snapshot: Snapshot | undefined;
  readonly moves: ReplayedMove[] = [];

  constructor(private readonly versionOf: (hash: string) => CompiledWorkflow) {}

  play(row: Recorded, event: Exclude<RecordedStep, Deed>, context: StepContext): StepResult | ReturnType<typeof migrate> {
    const before = this.snapshot;
    const result = this.result(row, event, before, context);
    if (!result.ok) return result;
    this.snapshot = result.snapshot;
    if (event.type === 'migrate' && before !== undefined) this.moves.push({ version: row.version, before, after: result.snapshot });
    return result;
  }

  private result(row: Recorded, event: Exclude<RecordedStep, Deed>, before: Snapshot | undefined, context: StepContext) {
    if (event.type === 'start') return start(this.versionOf(row.definition), event, context);
    if (before === undefined) throw new Error('A history begins with its start.');
    if (event.type === 'migrate') return migrate({ plan: event.plan, from: this.versionOf(event.plan.from), to: this.versionOf(event.plan.to) }, before, context);
    if (event.type !== 'undo-migration') return step(this.versionOf(row.definition), before, event, context);
    const move = this.moves.pop();
    if (move === undefined) throw new Error('There is no move to another version to take back.');
    return undoMigration(this.versionOf(move.before.definition), move, before, context);
  }
}

const DEEDS: Readonly<Record<Deed['type'], true>> = { 'claim-task': true, 'release-task': true, 'assign-task': true, 'attach-file': true, 'remove-file': true, erase: true };

/** A deed leaves the workflow where it is. */
function isDeed(event: RecordedStep): event is Deed {
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
