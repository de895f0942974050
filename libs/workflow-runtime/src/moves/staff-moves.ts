import { cancelMove, carryRoles, checkMove, lockBureau, lockMove, movesOfReorganisation, planMove, recordMove, rolesHeld, settleMove, staffMove, staffMoveCarried, staffMoveFailed, standingVersion, Station, stationsOf, type CheckedMove, type StaffMoveOutcome, type StaffMoveRow, type StaffMoveWish } from '@stationhouse/access';
import type { Database, Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { isStationhouseError, notFound, StationhouseError, systemClock, text, type Bilingual, type ErrorCode, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { WorkflowRuntime } from '../runtime.js';
import { inChargeOf } from './destinations.js';
import { handOverTasks, replaceElsewhere, type HandedOver } from './hand-over.js';
import { inventory, leftTasks, presentAt, total, type LeftItem, type Leaving } from './inventory.js';
import type { MoveWord } from './words.js';

/** Says which moves were planned, so that a worker asleep until later wakes in time. */
export const MOVES_TOPIC = 'staff-moves';

/** Refusals that another attempt may not meet. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['DATABASE_UNAVAILABLE', 'STATEMENT_TIMEOUT', 'INTERNAL']);

/** What a move would come to, as things are now. */
export interface MovePreview {
  /** What a plan is made on: roles and moves of the person; send it back with the command. */
  readonly version: number;
  readonly dueAt: Date;
  readonly items: readonly LeftItem[];
  /** What whoever plans must know before. */
  readonly warnings: readonly Bilingual[];
}

export interface StaffMovesOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly runtime: WorkflowRuntime;
  readonly jobs: Pick<Jobs, 'bus'>;
  readonly word: MoveWord;
}

/** 人员调动: somebody changes station, leaves or retires, with everything that hangs on them. The caller has checked the permission. */
export class StaffMoves {
  constructor(private readonly options: StaffMovesOptions) {}

  /** What would happen, in words and counts; nothing is kept. Needs the stations left, the new one and the bureau in reach. @throws StationhouseError as move */
  async preview(tenant: Tenant, bureauId: Id, wish: StaffMoveWish): Promise<MovePreview> {
    const move = await checkMove(tenant, bureauId, wish);
    const leaving = leavingOf(bureauId, move);
    const items = await inventory(tenant, leaving, await leftTasks(tenant, this.options.catalog, leaving));
    return { version: await standingVersion(tenant, bureauId, wish.accountId), dueAt: move.dueAt, items, warnings: await this.warnings(tenant, leaving, items) };
  }

  /**
   * Plans a move in the caller's transaction; a worker carries it out at its moment, once under any kill. Needs the stations left, the new
   * one and the bureau in reach.
   * @param expectedVersion what the preview said; absent where the caller decides on what it has just read itself
   * @throws StationhouseError BAD_INPUT, NOT_FOUND, STALE_VERSION, CONFLICT while another move of the person waits, and for the last administrator
   */
  async move(tenant: Tenant, bureauId: Id, wish: StaffMoveWish, expectedVersion?: number): Promise<StaffMoveRow> {
    await lockBureau(tenant, bureauId);
    const version = await standingVersion(tenant, bureauId, wish.accountId);
    if (expectedVersion !== undefined && version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('此人的角色或调动在您预览之后已有变化，请重新预览。', 'Roles or moves of this person have changed since your preview. Preview again.'), { expectedVersion, version });
    const move = await checkMove(tenant, bureauId, wish);
    await this.requireColleagues(tenant, leavingOf(bureauId, move));
    const row = await planMove(tenant, bureauId, move);
    if (row.dueAt > tenant.now) await this.options.word.planned(tenant, row, move.account);
    tenant.afterCommit(() => this.options.jobs.bus.publish(MOVES_TOPIC, row.dueAt.toISOString()));
    return row;
  }

  /** Takes a move back before its moment. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT */
  async cancel(tenant: Tenant, bureauId: Id, id: Id, expectedVersion: number): Promise<StaffMoveRow> {
    const row = await cancelMove(tenant, bureauId, id, expectedVersion);
    await this.options.word.cancelled(tenant, row);
    await this.tellOfAll(tenant, row);
    return row;
  }

  /** Carries out what is due, all of it in one transaction; what cannot stand any more is given up, and whoever must know is told. Done before, it does nothing. */
  async carryOut(bureauId: Id, id: Id): Promise<void> {
    try {
      await this.withDue(bureauId, id, (tenant, row) => this.carry(tenant, row));
    } catch (error) {
      if (!isStationhouseError(error) || PASSING.has(error.code)) throw error;
      await this.withDue(bureauId, id, async (tenant, row) => {
        await settleMove(tenant, row, { state: 'failed', failure: error.text });
        await recordMove(tenant, staffMoveFailed, row, { code: error.code });
        await this.options.word.failed(tenant, row, error.text);
        await this.tellOfAll(tenant, row);
      });
    }
  }

  private async carry(tenant: Tenant, row: StaffMoveRow): Promise<void> {
    const { catalog, runtime, word } = this.options;
    const left = row.kind === 'transfer' ? row.leftStationIds : await stationsOf(tenant, row.bureauId, row.accountId);
    const leaving: Leaving = { ...row, leftStationIds: left };
    const groups = await leftTasks(tenant, catalog, leaving);
    const items = await inventory(tenant, leaving, groups);
    const handed = await handOverTasks(tenant, runtime, groups, row.id);
    await replaceElsewhere(tenant, leaving, async (stationId) => inChargeOf(await presentAt(tenant, stationId, leaving)));
    await carryRoles(tenant, row, left, systemClock.now());
    const outcome = outcomeOf(handed, items);
    await settleMove(tenant, row, { state: 'carried', outcome });
    await recordMove(tenant, staffMoveCarried, row, { ...outcome });
    await word.carried(tenant, { ...row, leftStationIds: left }, items, handed);
    await this.tellOfAll(tenant, row);
  }

  /** Once the last of a reorganisation's moves is settled, one word to each chief says what all of them came to. */
  private async tellOfAll(tenant: Tenant, { bureauId, reorganisationId }: StaffMoveRow): Promise<void> {
    if (reorganisationId === null) return;
    const moves = await movesOfReorganisation(tenant, bureauId, reorganisationId);
    const last = moves.at(-1);
    if (last === undefined || moves.some(({ state }) => state === 'waiting')) return;
    const [stationId] = last.leftStationIds;
    const inCharge = stationId === undefined || moves.every(({ outcome }) => (outcome?.toInCharge ?? 0) === 0) ? undefined : inChargeOf(await presentAt(tenant, stationId, leavingOf(bureauId, last)));
    await this.options.word.carriedTogether(tenant, moves, inCharge);
  }

  /** What still waits and is due, in a transaction of whoever planned it that reaches the whole bureau: somebody who leaves may hold something anywhere. */
  private async withDue(bureauId: Id, id: Id, work: (tenant: Tenant, row: StaffMoveRow) => Promise<void>): Promise<void> {
    const found = await this.options.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => ({
      row: await staffMove(tenant, bureauId, id),
      stationIds: (await tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1', [bureauId])).map((station) => station.id),
    }));
    const stationIds = found.row.kind === 'transfer' ? [...found.row.leftStationIds, ...(found.row.toStationId === null ? [] : [found.row.toStationId])] : found.stationIds;
    await this.options.database.inTenant({ stationIds, bureauIds: [bureauId], accountId: found.row.plannedBy }, async (tenant) => {
      // One after the other in a bureau: who answers for a station hangs on who has gone already.
      await lockBureau(tenant, bureauId);
      await lockMove(tenant, bureauId, id);
      const row = await staffMove(tenant, bureauId, id);
      if (row.state === 'waiting' && row.dueAt <= tenant.now) await work(tenant, row);
    });
  }

  private async requireColleagues(tenant: Tenant, leaving: Leaving): Promise<void> {
    const people = new Map(await Promise.all(leaving.leftStationIds.map(async (stationId) => [stationId, new Set((await presentAt(tenant, stationId, leaving)).map(({ accountId }) => accountId))] as const)));
    const there = ({ item, accountId }: Leaving['handovers'][number]) => people.get(item.split('/')[1] ?? '')?.has(accountId) === true;
    if (!leaving.handovers.every(there)) throw notFound(text('接手人（须为该所在岗人员）', 'Whoever takes over: somebody who works at that station'));
  }

  private async warnings(tenant: Tenant, leaving: Leaving, items: readonly LeftItem[]): Promise<Bilingual[]> {
    const [nobody, inCharge, unsigned] = [total(items, ({ to, kind }) => to === 'nobody' && kind !== 'SIGNATURES'), total(items, ({ to, kind }) => to === 'inCharge' && kind === 'TASKS'), total(items, ({ to, kind }) => to === 'nobody' && kind === 'SIGNATURES')];
    const said: Bilingual[] = [];
    for (const stationId of leaving.leftStationIds) {
      const people = await presentAt(tenant, stationId, leaving);
      const led = (await rolesHeld(tenant, [stationId], leaving.accountId)).some(({ role }) => role === 'chief');
      if (!led || people.some(({ roles }) => roles.includes('chief'))) continue;
      const { name } = await tenant.repository(Station).findOneByOrFail({ bureauId: leaving.bureauId, id: stationId });
      said.push(text(`${name}将没有所长，请同时安排接任人。`, `${name} will have no chief. Arrange for a successor.`));
    }
    if (inCharge > 0) said.push(text(`${inCharge} 项任务没有同岗人员可接，将交所长（或代行负责人）。可在下方指定他人。`, `Nobody else has the role of ${inCharge} task(s): they go to the chief, or whoever stands in. Name somebody else below.`));
    if (unsigned > 0) said.push(text(`${unsigned} 项会签将缺少签署岗位的人员，请在生效前任命。`, `${unsigned} joint signature(s) will lack somebody of a role that signs. Appoint one before.`));
    if (nobody > 0) said.push(text(`该所已无他人，${nobody} 项无人可接。请先安排人员。`, `Nobody else is left at the station: ${nobody} item(s) have no successor. Appoint somebody first.`));
    return said;
  }
}

function leavingOf(bureauId: Id, move: CheckedMove | StaffMoveRow): Leaving {
  return { ...move, bureauId };
}

function outcomeOf({ handedOver, pooled, toInCharge }: HandedOver, items: readonly LeftItem[]): StaffMoveOutcome {
  return { handedOver, pooled, toInCharge, boards: total(items, ({ kind }) => kind === 'CONTACT_BOARDS'), left: total(items, ({ to }) => to === 'nobody') };
}
