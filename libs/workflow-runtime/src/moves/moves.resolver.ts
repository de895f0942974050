import {
  Account, accountsById, beyondPart, currentRequest, findRole, heldAnywhere, moveMembers, permissionToGrant, PermissionRegistry, readMembers, refuseSelfElevation, Requires, rolesHeld, Station, staffMove, staffMoves, TenantGate,
  type StaffMoveKind, type StaffMoveRow, type StaffMoveWish, type Unit,
} from '@stationhouse/access';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Database, type Tenant } from '@stationhouse/database';
import { parseId, text, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import { once } from '../configuration/once.js';
import { optionalId } from '../graphql/views.js';
import type { LeftItem } from './inventory.js';
import { presentAt } from './inventory.js';
import { StaffMoves } from './staff-moves.js';
import { LeftItemView, MoveColleagues, StaffMove, StaffMoveInput, StaffMoveOutcomeView, StaffMovePreview, type LeftToName } from './types.js';

const BUREAU = { type: () => ID };
const INPUT = { type: () => StaffMoveInput };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };
const TO: Readonly<Record<LeftItem['to'], keyof typeof LeftToName>> = { person: 'PERSON', pool: 'POOL', inCharge: 'IN_CHARGE', nobody: 'NOBODY', stays: 'STAYS', ends: 'ENDS', flagged: 'FLAGGED' };
const APPOINT = 'member.appoint';

/** 人员调动: officers change station, leave or retire. */
@Resolver(() => StaffMove)
export class StaffMovesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly database: Database,
    private readonly registry: PermissionRegistry,
    private readonly moves: StaffMoves,
  ) {}

  @Query(() => [StaffMove], { description: 'The bureau’s staff moves that the caller may plan, those that wait first; at most 200.' })
  @Requires(moveMembers, { anyStation: true })
  async staffMoves(@Args('bureauId', BUREAU) bureauId: Id): Promise<StaffMove[]> {
    return this.gate.inBureau(bureauId, async (tenant) => this.view(tenant, bureauId, (await staffMoves(tenant, bureauId)).filter((row) => this.reaches(row))));
  }

  @Query(() => [StaffMove], { description: 'Who comes to a station and who goes, those that wait first; at most 200.' })
  @Requires(readMembers)
  async stationStaffMoves(@Args('stationId', { type: () => ID }) stationId: Id): Promise<StaffMove[]> {
    const { bureauId } = currentRequest().account;
    return this.gate.inStation(stationId, async (tenant) => this.view(tenant, bureauId, await staffMoves(tenant, bureauId, stationId)), { withBureau: true });
  }

  @Query(() => StaffMovePreview, { description: 'What a move would come to: everything that hangs on the person, and where each goes. Nothing is kept. BAD_INPUT, FORBIDDEN, NOT_FOUND.' })
  @Requires(moveMembers, { anyStation: true })
  async previewMove(@Args('bureauId', BUREAU) bureauId: Id, @Args('input', INPUT) input: StaffMoveInput): Promise<StaffMovePreview> {
    return this.within(bureauId, input, async (tenant, wish, left) => {
      const preview = await this.moves.preview(tenant, bureauId, wish);
      const people = new Map(await Promise.all(left.map(async (id) => [id, (await presentAt(tenant, id, { accountId: wish.accountId, dueAt: preview.dueAt, leftStationIds: left })).map(({ accountId }) => accountId)] as const)));
      const stations = await stationsById(tenant, bureauId, left);
      const accounts = new Map((await accountsById(tenant, [...new Set([...[...people.values()].flat(), ...preview.items.flatMap(({ toAccountId }) => toAccountId ?? [])])])).map((account) => [account.id, account]));
      const items = preview.items.map((item) => Object.assign(new LeftItemView(), { ...item, labels: item.numbers, station: stations.get(item.stationId ?? '') ?? null, to: TO[item.to], toAccount: accounts.get(item.toAccountId ?? '') ?? null }));
      const colleagues = left.flatMap((id) => {
        const station = stations.get(id);
        return station === undefined ? [] : [Object.assign(new MoveColleagues(), { station, accounts: (people.get(id) ?? []).flatMap((accountId) => accounts.get(accountId) ?? []) })];
      });
      return Object.assign(new StaffMovePreview(), { version: preview.version, dueAt: preview.dueAt, items, colleagues, warnings: preview.warnings });
    });
  }

  @Mutation(() => StaffMove, { description: 'Plans a move; on its day old roles end, new ones begin, and everything is handed over as the preview said. Both chiefs and the person are told. STALE_VERSION when roles or moves changed since the preview, CONFLICT while another move of the person waits, BAD_INPUT, FORBIDDEN, NOT_FOUND.' })
  @Requires(moveMembers, { anyStation: true })
  async moveMember(@Args('bureauId', BUREAU) bureauId: Id, @Args('input', INPUT) input: StaffMoveInput, @Args('expectedVersion', { type: () => Int, description: 'As the preview said.' }) expectedVersion: number, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<StaffMove> {
    return this.within(bureauId, input, async (tenant, wish) => {
      const command = { idempotencyKey, ...wish, expectedVersion };
      const { id } = await once(tenant, bureauId, 'move member', command, async () => ({ id: (await this.moves.move(tenant, bureauId, wish, expectedVersion)).id }));
      return this.one(tenant, bureauId, await staffMove(tenant, bureauId, id));
    });
  }

  @Mutation(() => StaffMove, { description: 'Cancels a move before its day; those who were told of it are told. Once it took effect, the way back is a move back. STALE_VERSION, CONFLICT, NOT_FOUND.' })
  @Requires(moveMembers, { anyStation: true })
  async cancelMove(@Args('bureauId', BUREAU) bureauId: Id, @Args('moveId', { type: () => ID }) moveId: Id, @Args('expectedVersion', { type: () => Int }) expectedVersion: number, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<StaffMove> {
    const id = parseId(moveId, 'moveId');
    const row = await this.gate.inBureau(bureauId, (tenant) => staffMove(tenant, bureauId, id));
    if (!this.reaches(row)) throw beyondPart();
    return this.gate.inScope({ stationIds: concerned(row), bureauIds: [bureauId] }, async (tenant) => {
      const command = { idempotencyKey, moveId: id, expectedVersion };
      await once(tenant, bureauId, 'cancel move', command, async () => ({ id: (await this.moves.cancel(tenant, bureauId, id, expectedVersion)).id }));
      return this.one(tenant, bureauId, await staffMove(tenant, bureauId, id));
    });
  }

  /** Checks what the caller may, and works within the stations concerned. @throws StationhouseError FORBIDDEN, NOT_FOUND for a station out of sight */
  private async within<Result>(bureauId: Id, input: StaffMoveInput, work: (tenant: Tenant, wish: StaffMoveWish, left: readonly Id[]) => Promise<Result>): Promise<Result> {
    const wish = wishOf(input);
    const left = wish.kind === 'transfer' ? [wish.fromStationId].filter((id) => id !== undefined) : await this.everywhere(bureauId, wish.accountId);
    const stationIds = [...new Set([...left, ...(wish.toStationId === undefined ? [] : [wish.toStationId])])];
    for (const stationId of stationIds) this.gate.require(moveMembers.id, { stationId });
    for (const { role } of wish.roles) {
      if (wish.toStationId === undefined) continue;
      if (permissionToGrant(role) === APPOINT) this.gate.require(APPOINT, { stationId: wish.toStationId });
      refuseSelfElevation(currentRequest(), this.registry, { accountId: wish.accountId, role, stationId: wish.toStationId });
    }
    return this.gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const appointed = (await rolesHeld(tenant, left, wish.accountId)).filter(({ role }) => permissionToGrant(role) === APPOINT);
      if (!appointed.every(({ stationId }) => this.gate.may(APPOINT, { stationId }))) throw beyondPart();
      return work(tenant, wish, left);
    });
  }

  /** Where somebody works who leaves the service: all of it lies within what the caller was given. @throws StationhouseError FORBIDDEN */
  private async everywhere(bureauId: Id, accountId: Id): Promise<Id[]> {
    const { stationIds, atBureau } = await heldAnywhere(this.database, bureauId, accountId);
    const units: Unit[] = [...stationIds.map((stationId) => ({ stationId })), ...(atBureau || stationIds.length === 0 ? [{ bureauId }] : [])];
    if (!units.every((unit) => this.gate.may(moveMembers.id, unit))) throw beyondPart();
    return stationIds;
  }

  /** True for a move that the caller might have planned. */
  private reaches(row: StaffMoveRow): boolean {
    return this.gate.may(moveMembers.id, { bureauId: row.bureauId }) || (concerned(row).length > 0 && concerned(row).every((stationId) => this.gate.may(moveMembers.id, { stationId })));
  }

  private async one(tenant: Tenant, bureauId: Id, row: StaffMoveRow): Promise<StaffMove> {
    return (await this.view(tenant, bureauId, [row]))[0] as StaffMove;
  }

  private async view(tenant: Tenant, bureauId: Id, rows: readonly StaffMoveRow[]): Promise<StaffMove[]> {
    const stations = await stationsById(tenant, bureauId, rows.flatMap(concerned));
    const accounts = new Map((await accountsById(tenant, [...new Set(rows.flatMap(({ accountId, plannedBy }) => [accountId, plannedBy]))])).map((account) => [account.id, account]));
    return rows.map((row) => Object.assign(new StaffMove(), {
      ...row,
      kind: row.kind.toUpperCase() as StaffMove['kind'],
      state: row.state.toUpperCase() as StaffMove['state'],
      account: accounts.get(row.accountId) ?? Object.assign(new Account(), { id: row.accountId, login: '', displayName: '–', active: false, secondFactor: false, lockedUntil: null }),
      from: row.leftStationIds.map((id) => stations.get(id)?.name ?? '–'),
      to: row.toStationId === null ? null : (stations.get(row.toStationId)?.name ?? '–'),
      roles: row.roles.map(({ role }) => findRole(role)?.title ?? text(role, role)),
      outcome: row.outcome === null ? null : Object.assign(new StaffMoveOutcomeView(), row.outcome),
      plannedBy: accounts.get(row.plannedBy)?.displayName ?? '–',
      mayCancel: row.state === 'waiting' && this.reaches(row),
    }));
  }
}

function concerned({ leftStationIds, toStationId }: StaffMoveRow): Id[] {
  return [...new Set([...leftStationIds, ...(toStationId === null ? [] : [toStationId])])];
}

async function stationsById(tenant: Tenant, bureauId: Id, ids: readonly Id[]): Promise<Map<Id, Station>> {
  return new Map((await tenant.repository(Station).findBy({ bureauId, id: In([...new Set(ids)]) })).map((station) => [station.id, station]));
}

function wishOf(input: StaffMoveInput): StaffMoveWish {
  return {
    accountId: parseId(input.accountId, 'input.accountId'),
    kind: input.kind.toLowerCase() as StaffMoveKind,
    fromStationId: optionalId(input.fromStationId, 'input.fromStationId'),
    toStationId: optionalId(input.toStationId, 'input.toStationId'),
    roles: input.roles.map(({ role, teamId, postId }) => ({ role, teamId: optionalId(teamId, 'input.roles.teamId'), postId: optionalId(postId, 'input.roles.postId') })),
    handovers: input.handovers.map(({ item, accountId }) => ({ item, accountId: parseId(accountId, 'input.handovers.accountId') })),
    effectiveOn: input.effectiveOn ?? undefined,
    reason: input.reason,
  };
}
