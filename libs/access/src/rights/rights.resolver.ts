import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Inject } from '@nestjs/common';
import type { Tenant } from '@stationhouse/database';
import { notFound, parseId, parseText, text, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import { DateTime } from '../graphql/scalars.js';
import { Requires } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { Account, Station } from '../organisation/entities.js';
import { accountsById } from '../organisation/accounts.js';
import { accountIn, loadAccount } from '../organisation/loaders.js';
import { PermissionType, type OptionalId } from '../organisation/types.js';
import type { Abilities, Holding, Unit } from '../permissions/abilities.js';
import { readMembers } from '../permissions/catalogue.js';
import { PermissionRegistry } from '../permissions/permission.js';
import { delegateRights, explainRights, readDelegations, tightenRoles } from '../permissions/rights.js';
import { findRole, lower } from '../permissions/roles.js';
import { currentRequest } from '../request/context.js';
import { ACCESS_SETTINGS, type AccessSettings } from '../sign-in/settings.js';
import { delegate, delegations, revokeDelegation, type DelegationRow } from './delegations.js';
import { abilitiesOf, noteExplanation, sightOf } from './explanation.js';
import { keeping, setRolePermission, tighteningsAt, tighteningsIn, type TighteningPlace, type TighteningRow } from './tightenings.js';
import { RecordSights, type FieldLook, type RecordKind, type SightedRecord } from './record-sights.js';
import { Delegation, FieldSight, RecordExplanation, type RightHolding, RightsExplanation, RoleMatrixCell, RoleTightening, SOURCES, UnitRights } from './types.js';

const BUREAU = { type: () => ID };
const STATION = { type: () => ID, nullable: true, description: 'One station of the bureau; the whole bureau when absent.' };
const REASON = { type: () => String, description: 'Those concerned read it, and it is kept in the audit record; at most 500 characters, nothing personal.' };

/** What departs from the default matrix: tightened roles, delegations, and what somebody may see because of all of it. */
@Resolver()
export class RightsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly registry: PermissionRegistry,
    private readonly sights: RecordSights,
    @Inject(ACCESS_SETTINGS) private readonly settings: Pick<AccessSettings, 'clock'>,
  ) {}

  @Query(() => [RoleMatrixCell], { description: 'What each role inside the police network holds by default in a bureau or at a station, what was taken from it, and what cannot be.' })
  @Requires(readMembers)
  async roleMatrix(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: OptionalId): Promise<RoleMatrixCell[]> {
    const place = placeOf(bureauId, stationId);
    const taken = await this.inPlace(place, (tenant) => tighteningsAt(tenant, place));
    return Promise.all(this.registry.all().flatMap((permission) => permission.defaultRoles.filter((role) => this.inside(role, place)).map((role) => this.cell(place, role, permission.id, taken))));
  }

  @Query(() => [RoleTightening], { description: 'Everything that is taken from roles in a bureau, its own word and that of each station, the latest first.' })
  @Requires(readMembers)
  async roleTightenings(@Args('bureauId', BUREAU) bureauId: Id): Promise<RoleTightening[]> {
    const rows = await this.inPlace({ bureauId, stationId: undefined }, (tenant) => tighteningsIn(tenant, bureauId));
    return Promise.all(rows.map(async (row) => ({ ...row, takenBy: (row.takenBy === null ? undefined : await loadAccount(this.gate, { bureauId }, row.takenBy))?.displayName ?? '–' })));
  }

  @Mutation(() => [RoleMatrixCell], { description: 'Takes a permission from a role in a bureau or at a station, or gives back what was taken there. Counts at once, also for whoever is signed in. ROLE_LOOSENS for more than the default or than the bureau leaves, ROLE_KEEPS with the rule that keeps it, BAD_INPUT.' })
  @Requires(tightenRoles)
  async setRolePermission(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: OptionalId,
    @Args('role', { type: () => String }) role: string,
    @Args('permission', { type: () => String }) permission: string,
    @Args('held', { type: () => Boolean, description: 'False takes it.' }) held: boolean,
    @Args('reason', REASON) reason: string,
  ): Promise<RoleMatrixCell[]> {
    const place = placeOf(bureauId, stationId);
    await this.inPlace(place, (tenant) => setRolePermission(tenant, this.registry, place, { role, permission, held, reason }, this.settings.clock.now()));
    return this.roleMatrix(bureauId, stationId);
  }

  @Query(() => [Delegation], { description: 'What a bureau’s administrators have given to accounts, the latest first; at most 200.' })
  @Requires(readDelegations)
  async delegations(@Args('bureauId', BUREAU) bureauId: Id): Promise<Delegation[]> {
    return this.viewDelegations(bureauId, await this.gate.inBureau(bureauId, (tenant) => delegations(tenant, bureauId)));
  }

  @Query(() => [PermissionType], { description: 'What the caller could delegate: at the bureau, or for named stations.' })
  @Requires(delegateRights)
  delegablePermissions(@Args('bureauId', BUREAU) bureauId: Id, @Args('byStation', { type: () => Boolean }) byStation: boolean): PermissionType[] {
    const own = currentRequest().abilities.holdingsAt({ bureauId }).filter(({ through, taken }) => through === 'role' && taken === undefined);
    return this.registry.all().filter(({ id, delegable }) => delegable === (byStation ? 'stations' : 'bureau') && own.some(({ permission }) => permission === id)).map(({ id }) => this.words(id));
  }

  @Mutation(() => Delegation, { description: 'Gives an account a part of the caller’s own administration until a moment. DELEGATION_EXCEEDS for what the caller does not hold by a role, BAD_INPUT, NOT_FOUND.' })
  @Requires(delegateRights)
  async delegateRights(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('accountId', { type: () => ID }) accountId: Id,
    @Args('permissions', { type: () => [String] }) permissions: string[],
    @Args('atStationIds', { type: () => [ID], description: 'Where it counts; empty: at the bureau.' }) atStationIds: Id[],
    @Args('reason', REASON) reason: string,
    @Args('endsAt', { type: () => DateTime, description: 'Real time, within 366 days.' }) endsAt: Date,
  ): Promise<Delegation> {
    const wish = { bureauId, accountId: parseId(accountId, 'accountId'), permissions, stationIds: atStationIds.map((id) => parseId(id, 'atStationIds')), reason, endsAt };
    const given = await this.gate.inBureau(bureauId, (tenant) => delegate(tenant, this.registry, currentRequest().abilities, wish, this.settings.clock.now()));
    return (await this.viewDelegations(bureauId, [given]))[0] as Delegation;
  }

  @Mutation(() => Delegation, { description: 'Takes a delegated part back, at once. NOT_FOUND.' })
  @Requires(delegateRights)
  async revokeDelegation(@Args('bureauId', BUREAU) bureauId: Id, @Args('delegationId', { type: () => ID }) delegationId: Id): Promise<Delegation> {
    const given = await this.gate.inBureau(bureauId, (tenant) => revokeDelegation(tenant, bureauId, parseId(delegationId, 'delegationId'), this.settings.clock.now()));
    return (await this.viewDelegations(bureauId, [given]))[0] as Delegation;
  }

  @Query(() => RightsExplanation, { description: 'What an account may do and see, through what, and until when; answered by the code that decides. The question is recorded. NOT_FOUND for an account out of sight.' })
  @Requires(explainRights)
  async explainRights(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: OptionalId,
    @Args('accountId', { type: () => ID }) accountId: Id,
    @Args('recordId', { type: () => ID, nullable: true, description: 'An instance or another record of the station: how much of it the account sees. Nothing of the record is read.' }) recordId: OptionalId,
  ): Promise<RightsExplanation> {
    const place = placeOf(bureauId, stationId);
    const record = recordId === undefined || recordId === null ? undefined : parseId(recordId, 'recordId');
    return this.about(place, accountId, async (tenant, account, abilities) => {
      await noteExplanation(tenant, bureauId, account.id, place.stationId, record);
      return this.explained(tenant, place, account, abilities, record);
    });
  }

  @Query(() => RecordExplanation, { description: 'What an account sees of one record of a station, field by field, and through what; answered by the code that opens and masks it, on made-up values. The question is recorded. NOT_FOUND for no such number, and for an account out of sight.' })
  @Requires(explainRights)
  async explainRecord(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', { type: () => ID, description: 'The station whose record it is.' }) stationId: Id,
    @Args('accountId', { type: () => ID }) accountId: Id,
    @Args('recordNumber', { type: () => String, description: 'The number of an instance or incident, exactly.' }) recordNumber: string,
  ): Promise<RecordExplanation> {
    const number = parseText(recordNumber, 'recordNumber', 60).trim();
    return this.about({ bureauId, stationId }, accountId, async (tenant, account, abilities) => {
      const found = await this.sights.find(tenant, stationId, number);
      if (found === undefined) throw notFound(text('该编号的事项或警情', 'Instance or incident of that number'));
      await noteExplanation(tenant, bureauId, account.id, stationId, found.record.id);
      return this.seenOf(abilities, stationId, account, found);
    });
  }

  /** A station asks about what it can see; the bureau sees all that decides. */
  private about<Result>({ bureauId, stationId }: TighteningPlace, accountId: Id, work: (tenant: Tenant, account: Account, abilities: Abilities) => Promise<Result>): Promise<Result> {
    const asked = parseId(accountId, 'accountId');
    const whole = this.gate.may(explainRights.id, { bureauId });
    const stationIds = whole ? currentRequest().signedIn.bureauStationIds : [stationId].filter((id) => id !== undefined);
    return this.gate.inScope({ stationIds, bureauIds: whole ? [bureauId] : [] }, async (tenant) => {
      const { account, abilities } = await abilitiesOf(tenant, this.registry, bureauId, asked, this.settings.clock.now());
      return work(tenant, account, abilities);
    });
  }

  private seenOf(abilities: Abilities, stationId: Id, account: Account, { kind, record }: { readonly kind: RecordKind; readonly record: SightedRecord }): RecordExplanation {
    const unit = { stationId };
    const mayOpen = abilities.may(kind.permission, unit, record.id);
    const counts = ({ recordId }: { readonly recordId?: Id | undefined }) => recordId === undefined || recordId === record.id;
    const level = abilities.levelAt(stationId, record.id);
    const [plain, full] = [record.looks(lower(level, 'P1')), record.looks(level)];
    const shown = (look: FieldLook | undefined) => (mayOpen && look !== undefined ? look : { shown: 'HIDDEN' as const, sample: null });
    const fields = plain.map((look, index) => Object.assign(new FieldSight(), {
      path: look.path, title: look.title, dataClass: look.dataClass,
      plain: shown(look).shown, plainSample: shown(look).sample, withPurpose: shown(full[index]).shown, withPurposeSample: shown(full[index]).sample,
    }));
    return Object.assign(new RecordExplanation(), {
      account, kind: kind.kind, recordId: record.id, number: record.number, mayOpen, level: mayOpen ? level : 'P0', fields,
      opens: abilities.holdingsAt(unit).filter((held) => held.permission === kind.permission && counts(held)).map((held) => this.viewHolding(held)),
      readings: abilities.readingsAt(unit).filter(counts).map(({ through, role, level: reads, until, taken }) => ({ through: SOURCES[through], role: role ?? null, level: reads, until: until ?? null, taken: taken !== undefined })),
    });
  }

  private async explained(tenant: Tenant, place: TighteningPlace, account: Account, abilities: Abilities, record: Id | undefined): Promise<RightsExplanation> {
    const all = abilities.stationIds();
    const own = place.stationId === undefined ? all.filter((stationId) => abilities.holdingsAt({ stationId }).some(({ through }) => through !== 'bureauRole')) : [place.stationId];
    const stations = await tenant.repository(Station).find({ where: { id: In(own) }, order: { code: 'ASC' } });
    const bureau = { bureauId: place.bureauId };
    const atBureau = place.stationId === undefined && abilities.holdingsAt(bureau).length > 0 ? [this.rightsAt(abilities, bureau, null, record)] : [];
    const reaches = all.filter((stationId) => abilities.holdingsAt({ stationId }).some(({ through }) => through === 'bureauRole')).length;
    return Object.assign(new RightsExplanation(), { account, reaches, units: [...atBureau, ...stations.map((station) => this.rightsAt(abilities, { stationId: station.id }, station, record))] });
  }

  private rightsAt(abilities: Abilities, unit: Unit, station: Station | null, record: Id | undefined): UnitRights {
    const seen = unit.stationId === undefined ? { level: 'P0', sights: [] } : sightOf(abilities, unit.stationId, record);
    const holdings = abilities.holdingsAt(unit).map((held) => this.viewHolding(held));
    const may = this.registry.all().map(({ id }) => id).filter((id) => abilities.may(id, unit, record));
    return Object.assign(new UnitRights(), { station, roles: abilities.rolesAt(unit).map(({ role }) => role), holdings, may, ...seen });
  }

  private viewHolding(held: Holding): RightHolding {
    return { permission: this.words(held.permission), through: SOURCES[held.through], role: held.role ?? null, until: held.until ?? null, recordId: held.recordId ?? null, taken: held.taken !== undefined };
  }

  private async cell(place: TighteningPlace, role: string, permission: string, taken: readonly TighteningRow[]): Promise<RoleMatrixCell> {
    const own = taken.find((one) => one.role === role && one.permission === permission);
    const takenBy = own?.takenBy === undefined || own.takenBy === null ? undefined : await loadAccount(this.gate, place.stationId === undefined ? { bureauId: place.bureauId } : { stationId: place.stationId }, own.takenBy);
    return { role, permission, taken: own === undefined ? null : { ...own, takenBy: takenBy?.displayName ?? '–' }, kept: own === undefined ? (keeping(this.registry, role, this.registry.get(permission), taken) ?? null) : null };
  }

  private inside(role: string, { stationId }: TighteningPlace): boolean {
    const found = findRole(role);
    return found !== undefined && !found.external && (stationId === undefined || found.scope !== 'BUREAU');
  }

  private viewDelegations(bureauId: Id, rows: readonly DelegationRow[]): Promise<Delegation[]> {
    const now = this.settings.clock.now();
    return this.gate.inBureau(bureauId, async (tenant) => {
      const stations = new Map((await tenant.repository(Station).findBy({ bureauId })).map((station) => [station.id, station]));
      const people = new Map((await accountsById(tenant, [...new Set(rows.flatMap(({ accountId, givenBy }) => [accountId, givenBy]))])).map((account) => [account.id, account]));
      return Promise.all(rows.map(async (row) => Object.assign(new Delegation(), {
        id: row.id, reason: row.reason, givenAt: row.givenAt, endsAt: row.endsAt, revokedAt: row.revokedAt, active: row.revokedAt === null && row.endsAt > now,
        account: people.get(row.accountId) ?? (await accountIn(this.gate, { bureauId }, row.accountId)),
        givenBy: people.get(row.givenBy)?.displayName ?? '–',
        permissions: row.permissions.map((id) => this.words(id)),
        stations: row.stationIds.flatMap((id) => stations.get(id) ?? []),
      })));
    });
  }

  private words(id: string): PermissionType {
    if (!this.registry.has(id)) return { id, title: { 'zh-CN': id, en: id }, description: { 'zh-CN': id, en: id } };
    const { title, description } = this.registry.get(id);
    return { id, title, description };
  }

  private inPlace<Result>({ bureauId, stationId }: TighteningPlace, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    // A bureau looks at what its stations took as well: the last holder at one of them keeps a duty.
    if (stationId === undefined) return this.gate.inScope({ stationIds: currentRequest().signedIn.bureauStationIds, bureauIds: [bureauId] }, work);
    return this.gate.inStation(stationId, work);
  }
}

function placeOf(bureauId: Id, stationId: OptionalId): TighteningPlace {
  return { bureauId, stationId: stationId === undefined || stationId === null ? undefined : parseId(stationId, 'stationId') };
}
