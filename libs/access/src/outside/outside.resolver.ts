import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, type Id, text } from '@stationhouse/kernel';
import { In } from 'typeorm';
import { DateTime } from '../graphql/scalars.js';
import { Requires } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { withReader } from '../masking/reader.js';
import { Account } from '../organisation/entities.js';
import { manageOutside, readOutside } from '../permissions/catalogue.js';
import { findRole } from '../permissions/roles.js';
import { currentRequest } from '../request/context.js';
import { AccountKeys } from '../sign-in/account-keys.js';
import { OutsidePersonRow, OutsideUnitRow, UNIT_KINDS } from './entities.js';
import * as people from './people.js';
import { NewOutsidePersonInput, OutsideInvitation, OutsidePerson, OutsideState, OutsideUnit, OutsideUnitInput } from './types.js';

const STATION = { type: () => ID };
const PERSON = { type: () => ID, description: 'OutsidePerson.id' };

/** 外部人员: the station's units outside the police network, and their people. */
@Resolver(() => OutsidePerson)
export class OutsideResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly keys: AccountKeys,
  ) {}

  @Query(() => [OutsideUnit], { description: 'The units the station works with, by name; those that are closed last.' })
  @Requires(readOutside)
  async outsideUnits(@Args('stationId', STATION) stationId: Id): Promise<OutsideUnit[]> {
    const rows = await this.gate.inStation(stationId, (tenant) => tenant.repository(OutsideUnitRow).find({ where: { stationId }, order: { active: 'DESC', name: 'ASC' } }));
    return rows.map((row) => this.viewUnit(row));
  }

  @Query(() => [OutsidePerson], { description: 'The people of these units who have an account, the latest first.' })
  @Requires(readOutside)
  async outsidePeople(@Args('stationId', STATION) stationId: Id): Promise<OutsidePerson[]> {
    return this.gate.inStation(stationId, async (tenant) => this.viewPeople(tenant, await tenant.repository(OutsidePersonRow).find({ where: { stationId }, order: { id: 'DESC' } })));
  }

  @Mutation(() => OutsideUnit, { description: 'Writes a unit down, or changes it where an id is given. BAD_INPUT, CONFLICT, NOT_FOUND.' })
  @Requires(manageOutside)
  async saveOutsideUnit(@Args('stationId', STATION) stationId: Id, @Args('unitId', { type: () => ID, nullable: true }) unitId: Id | null | undefined, @Args('input', { type: () => OutsideUnitInput }) input: OutsideUnitInput): Promise<OutsideUnit> {
    const id = unitId === null || unitId === undefined ? undefined : parseId(unitId, 'unitId');
    return this.gate.inStation(stationId, async (tenant) => this.viewUnit(await people.saveUnit(tenant, stationId, id, input)));
  }

  @Mutation(() => OutsideInvitation, { description: 'Makes an account of the external surface and a one-time code for it. BAD_INPUT, NOT_FOUND.' })
  @Requires(manageOutside)
  async inviteOutsidePerson(@Args('stationId', STATION) stationId: Id, @Args('input', { type: () => NewOutsidePersonInput }) input: NewOutsidePersonInput): Promise<OutsideInvitation> {
    const { password, passwordHash } = await this.keys.initialPassword();
    const { bureauId } = currentRequest().account;
    const invited = { ...input, unitId: parseId(input.unitId, 'unitId'), bureauId, stationId, passwordHash };
    return this.inStation(stationId, async (tenant) => ({ person: await this.viewPerson(tenant, await people.invite(tenant, invited, this.keys.now())), code: password }));
  }

  @Mutation(() => OutsideInvitation, { description: 'A new one-time code; the password before it and open sessions end. NOT_FOUND.' })
  @Requires(manageOutside)
  async renewInvitation(@Args('stationId', STATION) stationId: Id, @Args('personId', PERSON) personId: Id): Promise<OutsideInvitation> {
    const { password, passwordHash } = await this.keys.initialPassword();
    const answer = await this.inStation(stationId, async (tenant) => {
      const place = this.place(stationId, personId);
      await people.inviteAgain(tenant, place, passwordHash, this.keys.now());
      return { person: await this.viewPerson(tenant, await people.requirePerson(tenant, stationId, place.id)), code: password };
    });
    await this.keys.forgive(answer.person.login, 'external');
    return answer;
  }

  @Mutation(() => OutsidePerson, { description: 'Suspends an account at once, with all its sessions, or lets it in again. NOT_FOUND.' })
  @Requires(manageOutside)
  async suspendOutsidePerson(@Args('stationId', STATION) stationId: Id, @Args('personId', PERSON) personId: Id, @Args('suspended', { type: () => Boolean }) suspended: boolean): Promise<OutsidePerson> {
    return this.inStation(stationId, async (tenant) => this.viewPerson(tenant, await people.suspend(tenant, this.place(stationId, personId), suspended, this.keys.now())));
  }

  @Mutation(() => OutsidePerson, { description: 'Sets when an account ends. BAD_INPUT, NOT_FOUND.' })
  @Requires(manageOutside)
  async setOutsideExpiry(@Args('stationId', STATION) stationId: Id, @Args('personId', PERSON) personId: Id, @Args('expiresAt', { type: () => DateTime, description: 'Real time; within two years.' }) expiresAt: Date): Promise<OutsidePerson> {
    return this.inStation(stationId, async (tenant) => this.viewPerson(tenant, await people.setExpiry(tenant, this.place(stationId, personId), expiresAt, this.keys.now())));
  }

  /** Accounts are rows of the bureau. */
  private inStation<Result>(stationId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.gate.inStation(stationId, work, { withBureau: true });
  }

  private place(stationId: Id, personId: Id): { bureauId: Id; stationId: Id; id: Id } {
    return { bureauId: currentRequest().account.bureauId, stationId, id: parseId(personId, 'personId') };
  }

  private viewUnit(row: OutsideUnitRow): OutsideUnit {
    const { id, name, kind, contact, phone, active } = row;
    return withReader(Object.assign(new OutsideUnit(), { id, name, kind, kindTitle: UNIT_KINDS[kind] ?? text(kind, kind), contact, phone, active }), this.gate.reader(row.stationId));
  }

  private async viewPerson(tenant: Tenant, row: OutsidePersonRow): Promise<OutsidePerson> {
    const [person] = await this.viewPeople(tenant, [row]);
    if (person === undefined) throw new Error(`No account ${row.id}.`);
    return person;
  }

  private async viewPeople(tenant: Tenant, rows: readonly OutsidePersonRow[]): Promise<OutsidePerson[]> {
    const accounts = new Map((await tenant.repository(Account).findBy({ id: In(rows.map((row) => row.id)) })).map((account) => [account.id, account]));
    const units = new Map((await tenant.repository(OutsideUnitRow).findBy({ id: In(rows.map((row) => row.outsideUnitId)) })).map((unit) => [unit.id, unit]));
    return rows.flatMap((row) => {
      const [account, unit] = [accounts.get(row.id), units.get(row.outsideUnitId)];
      if (account === undefined || unit === undefined) return [];
      const { login, displayName, invitedUntil, expiresAt, mustChangePassword } = account;
      const shown = { id: row.id, login, name: displayName, role: row.role, roleTitle: findRole(row.role)?.title ?? text(row.role, row.role), unit: this.viewUnit(unit), phone: row.phone, state: stateOf(account, this.keys.now()), invitedUntil: mustChangePassword ? invitedUntil : null, expiresAt };
      return [withReader(Object.assign(new OutsidePerson(), shown), this.gate.reader(row.stationId))];
    });
  }
}

function stateOf({ active, expiresAt, mustChangePassword, invitedUntil }: Account, now: Date): OutsideState {
  if (!active) return OutsideState.SUSPENDED;
  if (expiresAt !== null && expiresAt <= now) return OutsideState.EXPIRED;
  if (!mustChangePassword) return OutsideState.ACTIVE;
  return invitedUntil !== null && invitedUntil <= now ? OutsideState.LATE : OutsideState.INVITED;
}
