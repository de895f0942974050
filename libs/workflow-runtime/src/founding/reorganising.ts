import { changeStation, endMembership, giveLocalities, lockBureau, requireLocalities, requireStationVersion, requireWorking, Station, type StaffMoveWish } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, localDate, momentOfLocal, newId, notFound, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import type { BringFolder } from '../configuration/folder/folder.js';
import { once } from '../configuration/once.js';
import { undoable } from '../configuration/undoable.js';
import type { StaffMoves } from '../moves/staff-moves.js';
import { consequencesOf, type ClosingWords, type Consequences, type Proposed } from './consequences.js';
import { ReorganisationRow, type Share } from './entities.js';
import type { Founding, FoundingProblem } from './founding.js';
import { foreseeHands } from './hands.js';
import { heldAt, movePeople, movingAway, requireGoing } from './people.js';
import type { ReorganisationWord } from './reorganisation-word.js';
import { SETTLE_TOPIC } from './settling.js';

/** Names the moments of planned reorganisations on the bus. */
export const REORGANISATIONS_TOPIC = 'reorganisations';

/** A station to be closed, merged or split. */
export interface Reorganise extends Keyed, Omit<Proposed, 'bureauId'> {
  readonly because: string;
  /** `2026-12-01`: from the first moment of that day of the station's; at once when null. */
  readonly effectiveOn: string | null;
  /** Of the station. */
  readonly expectedVersion: number;
  /** Does it all and keeps nothing. */
  readonly dryRun: boolean;
}

/** What planning comes to. */
export interface Planned extends Consequences {
  /** Null for a dry run, and while anything is wrong: nothing was kept. */
  readonly id: Id | null;
  /** What keeps the new station of a split from being founded; of a dry run also what nobody takes over yet. */
  readonly problems: readonly PlanProblem[];
}

/** What must be put right before it can be planned. */
export type PlanProblem = FoundingProblem | { readonly row: null; readonly column: 'ends'; readonly code: string; readonly text: Bilingual };

/** Opens the transaction: it reaches the bureau, the station with its successor, and the new station of a split, whose id it makes. */
export type RunReorganising = (work: (tenant: Tenant, foundId: Id | undefined) => Promise<Planned>) => Promise<Planned>;

export interface ReorganisingDoors {
  readonly catalog: WorkflowCatalog;
  readonly founding: Founding;
  readonly moves: Pick<StaffMoves, 'move' | 'preview'>;
  readonly words: ClosingWords;
  readonly word: ReorganisationWord;
  readonly jobs: Pick<Jobs, 'bus' | 'outbox'>;
}

const LONGEST_REASON = 500;

/** Closes, merges and splits stations. No row changes its station: the successor's people come to the records (docs/adr/0031). */
export class Reorganising {
  constructor(private readonly doors: ReorganisingDoors) {}

  /**
   * Plans a reorganisation for its moment. It is carried out and taken back first, so that what cannot be done is refused now; a dry run ends there.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT, STALE_VERSION, STATION_CLOSED, TAKEOVER_NEEDED, CONFLICT
   */
  plan(run: RunReorganising, bureauId: Id, command: Reorganise): Promise<Planned> {
    const { catalog, words, word, jobs } = this.doors;
    return undoable((undo) =>
      run((tenant, foundId) =>
        once(tenant, bureauId, 'reorganise station', command, async () => {
          const proposed: Proposed = { ...command, bureauId };
          const row = await this.rowOf(tenant, proposed, command);
          await tenant.sql('SAVEPOINT tried');
          const tried = await this.change(tenant, row, foundId, () => undefined);
          const hands = await foreseeHands(tenant, this.doors.moves, bureauId, tried.moves);
          await tenant.sql('ROLLBACK TO SAVEPOINT tried');
          const consequences = await consequencesOf(tenant, catalog, words, proposed, hands);
          const left = this.leftBy(proposed, consequences.running);
          if (left !== undefined && !command.dryRun) throw left;
          const problems: PlanProblem[] = [...tried.problems, ...(left === undefined ? [] : [{ row: null, column: 'ends' as const, code: left.code, text: left.text }])];
          if (command.dryRun || problems.length > 0) return undo({ ...consequences, id: null, problems });
          await tenant.repository(ReorganisationRow).insert(row);
          await audit(tenant, { action: deeds.reorganisationPlanned, ...placeOf(row), purpose: row.because, details: detailsOf(row) });
          await word.planned(tenant, row);
          tenant.afterCommit(() => jobs.bus.publish(REORGANISATIONS_TOPIC, row.dueAt.toISOString()));
          return { ...consequences, id: row.id, problems };
        }),
      ),
    );
  }

  /** Calls a planned reorganisation off. @throws StationhouseError NOT_FOUND, CONFLICT once it was carried out or cancelled */
  cancel(tenant: Tenant, bureauId: Id, command: Keyed & { readonly stationId: Id; readonly reorganisationId: Id }): Promise<{ readonly id: Id }> {
    const { reorganisationId: id, stationId } = command;
    return once(tenant, bureauId, 'cancel reorganisation', command, async () => {
      const row = await lockReorganisation(tenant, bureauId, id);
      if (row?.stationId !== stationId) throw notFound(text('机构调整', 'Reorganisation'));
      if (row.state !== 'planned') throw new StationhouseError('CONFLICT', text('此项机构调整已执行或已取消，请刷新。', 'This was carried out or cancelled already. Reload.'));
      await end(tenant, row, { state: 'cancelled', endedBy: tenant.context.accountId ?? null });
      await audit(tenant, { action: deeds.reorganisationCancelled, ...placeOf(row), details: detailsOf(row) });
      await this.doors.word.cancelled(tenant, row);
      return { id };
    });
  }

  /** Carries a locked, due row out in the caller's transaction. @throws StationhouseError where it does not stand any more */
  async carryOut(tenant: Tenant, row: ReorganisationRow, foundId: Id): Promise<void> {
    await this.check(tenant, { ...row, ...row.plan });
    const last: (() => Promise<void>)[] = [];
    const { problems, foundedId } = await this.change(tenant, row, foundId, (work) => last.push(work));
    if (problems[0] !== undefined) throw new StationhouseError('CONFLICT', problems[0].text);
    for (const work of last) await work();
    await end(tenant, row, { state: 'done', foundedId });
    await audit(tenant, { action: deeds.reorganisationDone, ...placeOf(row), purpose: row.because, details: { ...detailsOf(row), foundedId } });
    await this.doors.jobs.outbox.enqueue(tenant, { topic: SETTLE_TOPIC, stationId: row.stationId, payload: { reorganisationId: row.id, after: '' } });
    await this.doors.word.done(tenant, row);
  }

  /** Notes that a due row does not stand any more; whoever planned it is told. */
  async giveUp(tenant: Tenant, row: ReorganisationRow, why: Bilingual): Promise<void> {
    await end(tenant, row, { state: 'failed', failure: why });
    await audit(tenant, { action: deeds.reorganisationFailed, ...placeOf(row), details: detailsOf(row) });
    await this.doors.word.failed(tenant, row, why);
  }

  private async rowOf(tenant: Tenant, proposed: Proposed, command: Reorganise): Promise<ReorganisationRow> {
    const { bureauId, stationId, kind, successorId, ends, people, localities, founds, stays, begins } = proposed;
    const because = parseText(command.because, 'because', LONGEST_REASON).trim();
    if (because === '' && !command.dryRun) throw badInput('because', text('请写明依据或原因。', 'Say why, or on whose decision.'));
    const station = await this.check(tenant, proposed);
    requireStationVersion(station, command.expectedVersion);
    requireGoing(await heldAt(tenant, stationId), people, tenant.context.accountId);
    await requireLocalities(tenant, bureauId, stationId, localities);
    await this.requireUncrossed(tenant, proposed);
    const dueAt = dueOf(command.effectiveOn, tenant.now, station.timeZone);
    const { accountId } = tenant.context;
    if (accountId === undefined) throw new Error('A reorganisation is somebody’s.');
    const plan = { ends: [...ends], people: [...people], localities: [...localities], founds, stays, begins };
    return Object.assign(new ReorganisationRow(), { bureauId, id: newId(), kind, stationId, successorId, plan, because, setBy: accountId, dueAt, tryAt: dueAt, state: 'planned', endedBy: null, endedAt: null, failure: null, foundedId: null });
  }

  /** What must hold when it is planned, and still on its day; both stations are locked for the rest of the transaction. */
  private async check(tenant: Tenant, { kind, bureauId, stationId, successorId, founds, people, localities, stays, begins }: Proposed & { readonly id?: Id }): Promise<Station> {
    if ((kind === 'merge') !== (successorId !== null)) throw badInput('successorId', text('合并须选择并入的派出所，撤销和拆分不选。', 'A merger names the station it goes to; closing and splitting name none.'));
    if ((kind === 'split') !== (founds !== null)) throw badInput('founds', text('拆分须填写新设的派出所。', 'A split names the new station; nothing else does.'));
    if (kind !== 'split' && ((stays ?? begins) !== null || localities.length > 0)) throw badInput('stays', text('只有拆分才划分辖区和人口。', 'Only a split divides area and population.'));
    if (kind === 'close' && people.length > 0) throw badInput('people', text('撤销时人员不随所转移，请先办理人员调动。', 'A closing moves nobody: move people before.'));
    if (successorId === stationId) throw badInput('successorId', text('不能并入自己。', 'A station cannot be merged into itself.'));
    const ids = [stationId, ...(successorId === null ? [] : [successorId])];
    // Before the stations, as staff moves do.
    await lockBureau(tenant, bureauId);
    await tenant.sql('SELECT id FROM station WHERE bureau_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE', [bureauId, ids]);
    const station = await tenant.repository(Station).findOneBy({ bureauId, id: stationId });
    if (station === null || (successorId !== null && !(await tenant.repository(Station).existsBy({ bureauId, id: successorId })))) throw notFound(text('派出所', 'Station'));
    for (const id of ids) await requireWorking(tenant, id);
    return station;
  }

  /** No plan crosses another. */
  private async requireUncrossed(tenant: Tenant, { kind, bureauId, stationId, successorId, ends }: Proposed): Promise<void> {
    const workflows = await this.doors.catalog.seen(tenant);
    const unknown = ends.find((workflow) => workflows.find(workflow) === undefined);
    if (unknown !== undefined || (kind === 'split' && ends.length > 0)) throw badInput('ends', text('请从在办清单中选择要撤销的工作流。', 'Choose what ends from the list of what runs.'), { workflow: unknown?.slice(0, 60) });
    const [crossing] = await tenant.sql(
      `SELECT FROM reorganisation r WHERE r.bureau_id = $1 AND r.state = 'planned' AND (r.station_id = $2 OR r.successor_id = $2 OR r.station_id = $3)`, [bureauId, stationId, successorId]);
    if (crossing !== undefined) throw new StationhouseError('CONFLICT', text('该所或并入的派出所已安排了机构调整，请先取消或等其完成。', 'Another reorganisation of this station, or of the one it goes to, is planned. Cancel it, or wait for it.'));
  }

  /** Whatever runs goes on at a successor, or somebody said that it ends. */
  private leftBy({ kind, ends }: Proposed, running: Consequences['running']): StationhouseError | undefined {
    const left = kind === 'close' ? running.filter(({ workflow }) => !ends.includes(workflow)) : [];
    if (left.length === 0) return undefined;
    const named = (locale: 'zh-CN' | 'en') => left.map(({ title, running: count }) => `${title[locale]} ${count}`).join(locale === 'en' ? ', ' : '、');
    return new StationhouseError('TAKEOVER_NEEDED', text(`仍有在办事项（${named('zh-CN')}）：请逐项确认撤销，或改为并入其他派出所继续办理。`, `Instances still run (${named('en')}). Say of each that it ends, or merge the station into another one, which works them on.`), { workflows: left.map(({ workflow }) => workflow) });
  }

  /** The change itself; where there are problems, nothing of it may be kept. @param whenKept names what is done once it is known to stay */
  private async change(tenant: Tenant, { kind, bureauId, stationId, successorId, plan, because, id }: ReorganisationRow, foundId: Id | undefined, whenKept: BringFolder['whenKept']): Promise<Changed> {
    const held = await heldAt(tenant, stationId);
    // Who has a move of their own ahead is left to it, and keeps until then what they hold.
    const away = new Set((await movingAway(tenant, bureauId, held)).map(({ accountId }) => accountId));
    const people = { bureauId, from: stationId, people: plan.people.filter(({ accountId }) => !away.has(accountId)), held, because, reorganisationId: id };
    if (kind === 'split') {
      if (plan.founds === null || foundId === undefined) throw new Error('A split founds a station.');
      const { problems } = await this.doors.founding.foundIn(tenant, bureauId, { stations: [plan.founds], like: stationId, idempotencyKey: id, whenKept }, [foundId]);
      if (problems.length > 0) return { problems, foundedId: null, moves: [] };
      await giveLocalities(tenant, bureauId, stationId, foundId, plan.localities);
      await this.divide(tenant, bureauId, { [stationId]: plan.stays, [foundId]: plan.begins });
      return { problems: [], foundedId: foundId, moves: await movePeople(tenant, this.doors.moves, { ...people, to: foundId }) };
    }
    await tenant.sql('UPDATE station SET closed_at = $3, successor_id = $4, version = version + 1 WHERE bureau_id = $1 AND id = $2', [bureauId, stationId, tenant.now, successorId]);
    // Whoever worked the records of earlier stations here works them no more: they go on to the successor with the rest.
    if (successorId !== null) await tenant.sql('UPDATE station SET successor_id = $3, version = version + 1 WHERE bureau_id = $1 AND successor_id = $2', [bureauId, stationId, successorId]);
    if (successorId !== null) await giveLocalities(tenant, bureauId, stationId, successorId);
    await tenant.sql('UPDATE schedule SET due_at = NULL, try_at = NULL WHERE station_id = $1', [stationId]);
    await tenant.sql('DELETE FROM publication WHERE scope_id = $1', [stationId]);
    await audit(tenant, { action: deeds.stationClosed, stationId, record: { kind: 'station', id: stationId }, details: { successorId } });
    if (successorId !== null) await audit(tenant, { action: deeds.stationSucceeded, stationId: successorId, record: { kind: 'station', id: stationId } });
    const moves = successorId === null ? [] : await movePeople(tenant, this.doors.moves, { ...people, to: successorId });
    const going = new Set(moves.map(({ accountId }) => accountId));
    for (const one of held) if (!going.has(one.accountId) && !away.has(one.accountId)) await endMembership(tenant, one);
    return { problems: [], foundedId: null, moves };
  }

  /** Writes down what each side of a split has of the area and its people. */
  private async divide(tenant: Tenant, bureauId: Id, sides: Readonly<Record<Id, Share | null>>): Promise<void> {
    for (const [id, share] of Object.entries(sides)) {
      if (share === null) continue;
      const { version } = await tenant.repository(Station).findOneByOrFail({ bureauId, id });
      await changeStation(tenant, { bureauId, id }, share, version);
    }
  }
}

/** What a change came to. */
interface Changed {
  readonly problems: readonly FoundingProblem[];
  readonly foundedId: Id | null;
  /** The staff moves planned with it. */
  readonly moves: readonly StaffMoveWish[];
}

/** A reorganisation of a bureau in scope, locked for the rest of the transaction. */
export async function lockReorganisation(tenant: Tenant, bureauId: Id, id: Id): Promise<ReorganisationRow | null> {
  await tenant.sql('SELECT id FROM reorganisation WHERE bureau_id = $1 AND id = $2 FOR UPDATE', [bureauId, id]);
  return tenant.repository(ReorganisationRow).findOneBy({ bureauId, id });
}

async function end(tenant: Tenant, { bureauId, id }: ReorganisationRow, change: Partial<Pick<ReorganisationRow, 'state' | 'endedBy' | 'failure' | 'foundedId'>>): Promise<void> {
  await tenant.repository(ReorganisationRow).update({ bureauId, id }, { ...change, endedAt: tenant.now });
}

function placeOf({ bureauId, stationId }: ReorganisationRow) {
  return { bureauId, record: { kind: 'station', id: stationId } };
}

function detailsOf({ id, kind, successorId, dueAt, plan: { ends, people } }: ReorganisationRow) {
  return { reorganisationId: id, kind, successorId, dueAt: dueAt.toISOString(), ends, people: people.length };
}

/** @throws StationhouseError BAD_INPUT for a day that has begun */
function dueOf(effectiveOn: string | null, now: Date, timeZone: string): Date {
  if (effectiveOn === null) return now;
  const due = momentOfLocal(`${effectiveOn}T00:00:00`, timeZone);
  if (due !== undefined && effectiveOn > localDate(now, timeZone)) return due;
  throw badInput('effectiveOn', text('生效日须在今天之后；立即生效请不填。', 'The day it takes effect must be after today; leave it out for at once.'));
}
