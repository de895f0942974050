import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Database } from '@stationhouse/database';
import { parseId, parseText, type Id } from '@stationhouse/kernel';
import { Requires, SignedIn } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { manageAccounts, readAccounts } from '../permissions/catalogue.js';
import type { Permission } from '../permissions/permission.js';
import { currentRequest } from '../request/context.js';
import { beyondPart, onlyAt } from '../rights/delegations.js';
import { AccountKeys } from '../sign-in/account-keys.js';
import * as accounts from './accounts.js';
import { Account } from './entities.js';
import { readMe } from './organisation.resolver.js';
import { Me, NewAccountInput, NewAccountResult, SecondFactorEnrolment } from './types.js';

/** Accounts of a bureau, and each person's own second factor. */
@Resolver(() => Account)
export class AccountsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly keys: AccountKeys,
    private readonly database: Database,
  ) {}

  @Query(() => [Account], { description: 'The bureau’s accounts, by name; those whose login or name contains `search`. At most 200.' })
  @Requires(readAccounts, { anyStation: true })
  async accounts(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('search', { type: () => String, nullable: true }) search: string | null | undefined): Promise<Account[]> {
    const wanted = parseText(search ?? '', 'search', 100).trim();
    const found = await this.gate.inBureau(bureauId, (tenant) => accounts.searchAccounts(tenant, bureauId, wanted, false));
    const reached = await this.reached(readAccounts, bureauId, found.map(({ id }) => id));
    return found.filter(({ id }) => reached.has(id));
  }

  @Mutation(() => NewAccountResult, { description: 'Creates an account without roles and an initial password, shown this once.' })
  @Requires(manageAccounts, { anyStation: true })
  async createAccount(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('input', { type: () => NewAccountInput }) input: NewAccountInput): Promise<NewAccountResult> {
    const { password, passwordHash } = await this.keys.initialPassword();
    const account = await this.gate.inBureau(bureauId, (tenant) => accounts.createAccount(tenant, bureauId, { ...input, passwordHash, mustChangePassword: true }));
    return { account, initialPassword: password };
  }

  @Mutation(() => NewAccountResult, { description: 'Gives an account a new initial password, lifts its lock and ends its sessions.' })
  @Requires(manageAccounts, { anyStation: true })
  async resetPassword(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('accountId', { type: () => ID }) accountId: Id): Promise<NewAccountResult> {
    const id = await this.managed(bureauId, accountId);
    const { password, passwordHash } = await this.keys.initialPassword();
    const account = await this.gate.inBureau(bureauId, (tenant) => accounts.resetPassword(tenant, bureauId, id, passwordHash, this.keys.now()));
    await this.keys.forgive(account.login);
    return { account, initialPassword: password };
  }

  @Mutation(() => Account, { description: 'Removes an account’s second factor, for example when its device is lost.' })
  @Requires(manageAccounts, { anyStation: true })
  async resetSecondFactor(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('accountId', { type: () => ID }) accountId: Id): Promise<Account> {
    const id = await this.managed(bureauId, accountId);
    return this.gate.inBureau(bureauId, (tenant) => accounts.resetSecondFactor(tenant, bureauId, id));
  }

  @Mutation(() => Account, { description: 'Activates or deactivates an account; deactivating ends its sessions.' })
  @Requires(manageAccounts, { anyStation: true })
  async setAccountActive(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('accountId', { type: () => ID }) accountId: Id, @Args('active', { type: () => Boolean }) active: boolean): Promise<Account> {
    const id = await this.managed(bureauId, accountId);
    return this.gate.inBureau(bureauId, (tenant) => accounts.setAccountActive(tenant, bureauId, id, active, this.keys.now()));
  }

  @Mutation(() => SecondFactorEnrolment, { description: 'Begins setting up the caller’s second factor; it is active once a code confirms it.' })
  @SignedIn({ whileRestricted: true })
  async enrolSecondFactor(): Promise<SecondFactorEnrolment> {
    return this.keys.enrol(currentRequest().signedIn);
  }

  @Mutation(() => Me, { description: 'Confirms the caller’s second factor with its first code.' })
  @SignedIn({ whileRestricted: true })
  async confirmSecondFactor(@Args('code', { type: () => String }) code: string): Promise<Me> {
    await this.keys.confirm(currentRequest().signedIn, code);
    return readMe(this.gate);
  }

  /** @throws StationhouseError FORBIDDEN for an account beyond the stations one was given */
  private async managed(bureauId: Id, accountId: Id): Promise<Id> {
    const id = parseId(accountId, 'accountId');
    if (!(await this.reached(manageAccounts, bureauId, [id])).has(id)) throw beyondPart();
    return id;
  }

  /** Who holds it for the bureau reaches every account; who was given it for stations, the people of these alone. */
  private async reached({ id: permission }: Permission, bureauId: Id, accountIds: readonly Id[]): Promise<Set<Id>> {
    if (this.gate.may(permission, { bureauId })) return new Set(accountIds);
    return onlyAt(this.database, bureauId, accountIds, (stationId) => this.gate.may(permission, { stationId }));
  }
}
