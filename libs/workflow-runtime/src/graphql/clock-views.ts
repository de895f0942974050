import { accountIn, covers, findRole, type Reader, type TenantGate } from '@stationhouse/access';
import { text, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, EditRule, Snapshot } from '@stationhouse/workflow';
import { isCandidate } from '../candidates.js';
import type { ClockChanged, ClockRow, InstanceRow } from '../entities.js';
import { ClockCauseName, ProposedClockEdit, type ClockChange } from './clock-types.js';
import { Clock } from './types.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { actorAt, actorOn, dutyOf } from './views.js';

const CAUSES = { 'late-fact': ClockCauseName.LATE_FACT, calendar: ClockCauseName.CALENDAR, edit: ClockCauseName.EDIT };

/** What the clocks of one instance are shown by. */
interface Scene {
  readonly gate: TenantGate;
  readonly catalog: WorkflowCatalog;
  readonly row: InstanceRow;
  readonly compiled: CompiledWorkflow;
  readonly reader: Reader;
  readonly now: Date;
}

/** A clock as GraphQL shows it. Reasons are free text: P2, but for those they are addressed to. */
export async function viewClock(scene: Scene, clock: ClockRow): Promise<Clock> {
  const { compiled, row } = scene;
  const defined = compiled.clocks[clock.ref];
  const running = runningOf(row.snapshot, clock);
  const rule = defined?.edit;
  const last = clock.changes.at(-1);
  return Object.assign(new Clock(), {
    key: clock.ref,
    title: defined?.title ?? compiled.title,
    state: clock.state,
    startedAt: clock.startedAt,
    from: new Date(running?.from ?? last?.after.from ?? clock.startedAt),
    dueAt: clock.dueAt,
    warnAt: clock.warnAt,
    pausedAt: clock.pausedAt,
    pausedBecause: clock.pausedState === null ? undefined : compiled.states[clock.pausedState]?.title,
    stoppedAt: clock.stoppedAt,
    remainingSeconds: remainingSeconds(clock, scene.now),
    budget: running?.set?.budget ?? defined?.budget,
    calendar: defined?.calendar ?? 'natural',
    explanation: clock.explanation,
    because: defined?.because,
    max: defined?.max,
    changes: await Promise.all(clock.changes.map((change) => viewChange(scene, change))),
    proposed: running?.proposed === undefined ? null : await viewProposed(scene, running.proposed, rule),
    mayEdit: running !== undefined && rule !== undefined && (await answers(scene, rule.by)),
    editApproval: rule?.approval === undefined ? undefined : titleOfRole(rule.approval),
  });
}

function runningOf(snapshot: Snapshot, { ref, serial }: ClockRow) {
  const running = snapshot.clocks[ref];
  return running?.serial === serial ? running : undefined;
}

/** Time left; a pause holds it, overdue is negative. Null for a clock that stopped or has no due moment. */
function remainingSeconds({ dueAt, pausedAt, stoppedAt }: ClockRow, now: Date): number | null {
  if (dueAt === null || stoppedAt !== null) return null;
  return Math.floor((dueAt.getTime() - (pausedAt ?? now).getTime()) / 1000);
}

async function viewChange({ gate, row, reader }: Scene, { at, cause, before, after, byHand }: ClockChanged): Promise<ClockChange> {
  return {
    at: new Date(at),
    cause: CAUSES[cause],
    fromBefore: new Date(before.from),
    fromAfter: new Date(after.from),
    dueBefore: before.dueAt === undefined ? null : new Date(before.dueAt),
    dueAfter: after.dueAt === undefined ? null : new Date(after.dueAt),
    reason: byHand !== undefined && covers(reader.level, 'P2') ? byHand.reason : null,
    by: byHand === undefined ? null : await nameOf(gate, row.stationId, byHand.by),
    approvedBy: byHand?.approvedBy === undefined ? null : await nameOf(gate, row.stationId, byHand.approvedBy),
  };
}

async function viewProposed(scene: Scene, proposed: NonNullable<Snapshot['clocks'][string]['proposed']>, rule: EditRule | undefined): Promise<ProposedClockEdit> {
  const { gate, row, reader } = scene;
  const own = proposed.by === actorAt(row.stationId).accountId;
  const mayApprove = !own && rule?.approval !== undefined && (await answers(scene, [rule.approval]));
  return Object.assign(new ProposedClockEdit(), {
    at: new Date(proposed.at),
    by: await nameOf(gate, row.stationId, proposed.by),
    dueAt: new Date(proposed.dueAt),
    reason: own || mayApprove || covers(reader.level, 'P2') ? proposed.reason : null,
    role: titleOfRole(rule?.approval ?? ''),
    mayApprove,
    mayReject: own || mayApprove,
  });
}

/** Whether the reader answers for one of the roles now. */
async function answers({ gate, catalog, row }: Scene, roles: readonly string[]): Promise<boolean> {
  const actor = await actorOn(gate, catalog, row.stationId, row.workflow);
  return actor !== undefined && isCandidate({ roles: [...roles] }, actor, await dutyOf(gate, row.stationId));
}

const titleOfRole = (role: string) => findRole(role)?.title ?? text(role, role);

async function nameOf(gate: TenantGate, stationId: Id, accountId: string): Promise<string> {
  return (await accountIn(gate, { stationId }, accountId)).displayName;
}
