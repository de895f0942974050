import { Inject } from '@nestjs/common';
import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Parent, Query, registerEnumType, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { DateTime } from '../graphql/scalars.js';
import { Requires, SignedIn } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { Account, Station } from '../organisation/entities.js';
import { accountIn, loadStation } from '../organisation/loaders.js';
import { PermissionType } from '../organisation/types.js';
import { holdApiKeys, overseeApiKeys } from '../permissions/api-keys.js';
import { PermissionRegistry } from '../permissions/permission.js';
import { currentRequest } from '../request/context.js';
import { ACCESS_SETTINGS, type AccessSettings } from '../sign-in/settings.js';
import { apiKeyDays, apiKeys, makeApiKey, revokeApiKey, setApiKeyDays, type ApiKeyRow, type ApiKeyWish } from './api-keys.js';
import { isForKeys } from './key-scope.js';

/** Whether a key still works. */
export const ApiKeyState: { readonly [State in 'LIVE' | 'EXPIRED' | 'REVOKED']: State } = { LIVE: 'LIVE', EXPIRED: 'EXPIRED', REVOKED: 'REVOKED' };
registerEnumType(ApiKeyState, { name: 'ApiKeyState', description: 'LIVE while it counts, EXPIRED by itself, REVOKED by somebody.' });

@ObjectType({ description: 'A key for programs: it asks in its owner’s name, with a part of what its owner may do at that moment, and never reads personal data in full. Times are real time.' })
export class ApiKey {
  @Field(() => ID) id!: Id;
  @Field(() => String) title!: string;
  @Field(() => String, { description: 'What it is for.' }) purpose!: string;
  @Field(() => [PermissionType], { description: 'What it carries at most; what its owner loses, it loses as well.' }) permissions!: PermissionType[];
  @Field(() => Boolean, { description: 'Whether it may run mutations; without it a key only reads.' }) mayChange!: boolean;
  @Field(() => String, { description: 'The last four characters of the key, to tell keys apart. The key itself is shown once, when it is made.' }) ending!: string;
  @Field(() => ApiKeyState) state!: keyof typeof ApiKeyState;
  @Field(() => DateTime) madeAt!: Date;
  @Field(() => DateTime, { description: 'When it ends by itself: as it was made, or earlier where the bureau allows less by now.' }) expiresAt!: Date;
  @Field(() => DateTime, { nullable: true }) revokedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Null while it was never used.' }) lastUsedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'The network address it was last used from.' }) lastAddress!: string | null;
  row!: ApiKeyRow;
}

@ObjectType({ description: 'A key that was just made.' })
export class MadeApiKey {
  @Field(() => ApiKey) key!: ApiKey;
  @Field(() => String, { nullable: true, description: 'The key itself, shown this once: it is not kept. Null for a repeated command.' }) secret!: string | null;
}

@InputType({ description: 'What a key is made for.' })
export class ApiKeyInput implements Omit<ApiKeyWish, 'stationIds'> {
  @Field(() => String, { description: 'What its owner calls it; at most 60 characters.' }) title!: string;
  @Field(() => String, { description: 'What it is for; at most 300 characters, nothing personal. Whoever oversees keys reads it, and the audit record keeps it.' }) purpose!: string;
  @Field(() => [String], { description: 'Ids of permissions the caller holds at one of the stations.' }) permissions!: string[];
  @Field(() => Boolean, { defaultValue: false, description: 'Whether it may run mutations.' }) mayChange!: boolean;
  @Field(() => DateTime, { description: 'Real time; within a year, or what the bureau allows.' }) expiresAt!: Date;
}

const BUREAU = { type: () => ID };
const STATIONS = { type: () => [ID], description: 'Where it counts.' };

/** Keys for programs: one's own, and for whoever oversees them all of a bureau. */
@Resolver(() => ApiKey)
export class ApiKeysResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly registry: PermissionRegistry,
    @Inject(ACCESS_SETTINGS) private readonly settings: Pick<AccessSettings, 'clock'>,
  ) {}

  @Query(() => [ApiKey], { description: 'The caller’s own API keys, also those that ended, the latest first; at most 500.' })
  @SignedIn()
  async apiKeys(): Promise<ApiKey[]> {
    const { bureauId, id } = currentRequest().account;
    return this.view(await this.gate.inBureau(bureauId, (tenant) => apiKeys(tenant, bureauId, id)));
  }

  @Query(() => [PermissionType], { description: 'What a key of the caller’s could carry at these stations.' })
  @Requires(holdApiKeys)
  apiKeyPermissions(@Args('stationIds', STATIONS) stationIds: Id[]): PermissionType[] {
    const { abilities } = currentRequest();
    return this.words(this.registry.all().map(({ id }) => id).filter((id) => isForKeys(id) && stationIds.some((stationId) => abilities.may(id, { stationId }))));
  }

  @Query(() => Int, { description: 'How many days an API key of the caller’s bureau lives at most; 0: none works.' })
  @SignedIn()
  apiKeyDays(): Promise<number> {
    const { bureauId } = currentRequest().account;
    return this.gate.inBureau(bureauId, (tenant) => apiKeyDays(tenant, bureauId));
  }

  @Query(() => [ApiKey], { description: 'Every API key of the bureau, the latest first; at most 500.' })
  @Requires(overseeApiKeys)
  async bureauApiKeys(@Args('bureauId', BUREAU) bureauId: Id): Promise<ApiKey[]> {
    return this.view(await this.gate.inBureau(bureauId, (tenant) => apiKeys(tenant, bureauId)));
  }

  @Mutation(() => MadeApiKey, { description: 'Makes a key of the caller’s for a part of its own rights. BAD_INPUT for what the caller does not hold, or a date too late; CONFLICT for too many keys, or a bureau that allows none.' })
  @Requires(holdApiKeys)
  async createApiKey(
    @Args('stationIds', STATIONS) stationIds: Id[],
    @Args('input', { type: () => ApiKeyInput }) input: ApiKeyInput,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first key without its secret.' }) idempotencyKey: string,
  ): Promise<MadeApiKey> {
    const { abilities, account: { bureauId, id: accountId } } = currentRequest();
    const at = this.settings.clock.now();
    const wish = { ...input, stationIds: [...new Set(stationIds.map((id) => parseId(id, 'stationIds')))] };
    const { key, secret } = await this.gate.inBureau(bureauId, (tenant) => makeApiKey(tenant, this.registry, abilities, { bureauId, accountId }, wish, idempotencyKey, at));
    return { key: this.view([key])[0] as ApiKey, secret };
  }

  @Mutation(() => ApiKey, { description: 'Ends a key at once: one’s own, or any of the bureau for whoever oversees them. NOT_FOUND.' })
  @SignedIn()
  async revokeApiKey(@Args('keyId', { type: () => ID }) keyId: Id): Promise<ApiKey> {
    const { bureauId, id } = currentRequest().account;
    const whose = this.gate.may(overseeApiKeys.id, { bureauId }) ? undefined : id;
    return this.view([await this.gate.inBureau(bureauId, (tenant) => revokeApiKey(tenant, bureauId, parseId(keyId, 'keyId'), whose, this.settings.clock.now()))])[0] as ApiKey;
  }

  @Mutation(() => Int, { description: 'Sets how many days API keys of the bureau live at most, those that are out as well; 0 to 365, 0: none works. BAD_INPUT.' })
  @Requires(overseeApiKeys)
  async setApiKeyDays(@Args('bureauId', BUREAU) bureauId: Id, @Args('days', { type: () => Int }) days: number): Promise<number> {
    await this.gate.inBureau(bureauId, (tenant) => setApiKeyDays(tenant, bureauId, days));
    return days;
  }

  @ResolveField(() => Account, { description: 'Whose it is.' })
  owner(@Parent() { row }: ApiKey): Promise<Account> {
    return accountIn(this.gate, { bureauId: row.bureauId }, row.accountId);
  }

  @ResolveField(() => [Station], { description: 'Where it counts, as far as the reader sees; where its owner no longer holds keys, it counts no more.' })
  async stations(@Parent() { row }: ApiKey): Promise<Station[]> {
    const { abilities } = currentRequest();
    const seen = await Promise.all(row.stationIds.filter((stationId) => abilities.sees({ stationId })).map((id) => loadStation(this.gate, id)));
    return seen.filter((station) => station !== undefined);
  }

  private view(rows: readonly ApiKeyRow[]): ApiKey[] {
    const now = this.settings.clock.now();
    return rows.map((row) => Object.assign(new ApiKey(), {
      ...row,
      row,
      permissions: this.words(row.permissions),
      state: row.revokedAt !== null ? 'REVOKED' : row.expiresAt <= now ? 'EXPIRED' : 'LIVE',
    }));
  }

  /** A permission of a plugin that is gone is not shown. */
  private words(ids: readonly string[]): PermissionType[] {
    return ids.filter((id) => this.registry.has(id)).map((id) => this.registry.get(id)).map(({ id, title, description }) => ({ id, title, description }));
  }
}
