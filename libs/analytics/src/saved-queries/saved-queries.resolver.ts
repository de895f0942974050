import { Account, accountIn, currentRequest, DateTime, Json, loadStation, parseJson, Requires, Station, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DomainClock } from '@stationhouse/database';
import { parseId, type Bilingual, type Id } from '@stationhouse/kernel';
import { parse, print } from 'graphql';
import { keepQueries } from '../permissions.js';
import { inReach, SharedWith, sharedAs, sharingSaid } from '../sharing.js';
import { EXAMPLES } from './examples.js';
import { changeQuery, keepQuery, removeQuery, savedQueries, savedQuery, savedQueryVersions, type SavedQueryRow, type SavedQueryWish } from './saved-queries.js';

@ObjectType({ description: 'A version of a saved query.' })
export class SavedQueryVersion {
  @Field(() => Int) version!: number;
  @Field(() => DateTime, { description: 'Domain time.' }) savedAt!: Date;
}

@ObjectType({ description: 'A query that somebody keeps. It runs with the rights of whoever runs it.' })
export class SavedQuery {
  @Field(() => ID) id!: Id;
  @Field(() => Int, { description: 'Grows by one with every change.' }) version!: number;
  @Field(() => String) title!: string;
  @Field(() => String, { description: 'What it answers; empty where nobody said.' }) description!: string;
  @Field(() => SharedWith) sharing!: keyof typeof SharedWith;
  @Field(() => Boolean, { description: 'Whether the reader keeps it: others may run and copy it.' }) mine!: boolean;
  @Field(() => String, { description: 'The GraphQL document.' }) document!: string;
  @Field(() => Json, { description: 'Its variables, without personal data.' }) variables!: Record<string, unknown>;
  @Field(() => DateTime, { description: 'When this version was saved; domain time.' }) savedAt!: Date;
  row!: SavedQueryRow;
}

@ObjectType('QueryExample', { description: 'A query that answers a common question, ready to run.' })
export class QueryExampleType {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text) description!: Bilingual;
  @Field(() => String, { description: 'The GraphQL document.' }) document!: string;
  @Field(() => Json, { description: 'Its variables, filled in for the stations that were named, up to today.' }) variables!: Record<string, unknown>;
}

@InputType({ description: 'A query to keep.' })
export class SavedQueryInput {
  @Field(() => String, { description: 'At most 80 characters.' }) title!: string;
  @Field(() => String, { defaultValue: '', description: 'What it answers; at most 500 characters.' }) description!: string;
  @Field(() => String, { description: 'The GraphQL document; at most 50,000 characters.' }) document!: string;
  @Field(() => Json, { nullable: true, description: 'Its variables. Whatever looks like a telephone, an identity number or a name is refused.' }) variables!: unknown;
  @Field(() => SharedWith, { defaultValue: SharedWith.OWN }) sharing!: keyof typeof SharedWith;
  @Field(() => ID, { nullable: true, description: 'The station it is shared with, for STATION.' }) withStationId!: Id | null | undefined;
}

const BUREAU = { type: () => ID, description: 'The caller’s bureau.' };
const QUERY = { type: () => ID };

/** Queries that people keep and share. */
@Resolver(() => SavedQuery)
export class SavedQueriesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly clock: DomainClock,
  ) {}

  @Query(() => [SavedQuery], { description: 'The queries the caller keeps, and those shared with it, by title; at most 1,000.' })
  @Requires(keepQueries, { anyStation: true })
  async savedQueries(@Args('bureauId', BUREAU) bureauId: Id): Promise<SavedQuery[]> {
    return (await inReach(this.gate, keepQueries, bureauId, (tenant) => savedQueries(tenant, bureauId))).map(view);
  }

  @Query(() => SavedQuery, { description: 'One saved query, as it stands or as a version said. NOT_FOUND.' })
  @Requires(keepQueries, { anyStation: true })
  async savedQuery(@Args('bureauId', BUREAU) bureauId: Id, @Args('savedQueryId', QUERY) savedQueryId: Id, @Args('version', { type: () => Int, nullable: true }) version: number | null | undefined): Promise<SavedQuery> {
    return view(await inReach(this.gate, keepQueries, bureauId, (tenant) => savedQuery(tenant, bureauId, parseId(savedQueryId, 'savedQueryId'), version ?? undefined)));
  }

  @Query(() => [QueryExampleType], { description: 'Queries that answer common questions, filled in for some stations: those that the caller may run there.' })
  @Requires(keepQueries)
  async queryExamples(@Args('stationIds', { type: () => [ID] }) stationIds: Id[]): Promise<QueryExampleType[]> {
    const station = await loadStation(this.gate, stationIds[0] as Id);
    const today = this.clock.now().toLocaleDateString('sv-SE', { timeZone: station?.timeZone ?? 'Asia/Shanghai' });
    const { abilities } = currentRequest();
    const everywhere = (holds: (stationId: Id) => boolean) => stationIds.every(holds);
    const shown = EXAMPLES.filter(({ permission, fine }) => everywhere((stationId) => abilities.may(permission, { stationId })) && (!fine || everywhere((stationId) => this.gate.mayRead(stationId, 'P1'))));
    return shown.map(({ id, title, description, document, variables }) => ({ id, title, description, document: print(parse(document)), variables: variables({ stationIds, today }) }));
  }

  @Mutation(() => SavedQuery, { description: 'Keeps a query. BAD_INPUT for a syntax error and for personal data in it or in its variables; CONFLICT for too many.' })
  @Requires(keepQueries, { anyStation: true })
  async saveQuery(@Args('bureauId', BUREAU) bureauId: Id, @Args('input', { type: () => SavedQueryInput }) input: SavedQueryInput, @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string): Promise<SavedQuery> {
    const wish = this.wish(input);
    return view(await inReach(this.gate, keepQueries, bureauId, (tenant) => keepQuery(tenant, bureauId, wish, idempotencyKey)));
  }

  @Mutation(() => SavedQuery, { description: 'Says one of the caller’s own queries anew; what it said before stays as a version. BAD_INPUT, STALE_VERSION, NOT_FOUND for what somebody else keeps.' })
  @Requires(keepQueries, { anyStation: true })
  async changeSavedQuery(@Args('bureauId', BUREAU) bureauId: Id, @Args('savedQueryId', QUERY) savedQueryId: Id, @Args('input', { type: () => SavedQueryInput }) input: SavedQueryInput, @Args('expectedVersion', { type: () => Int, description: 'The version the change was decided on: sent twice, the second finds it changed.' }) expectedVersion: number): Promise<SavedQuery> {
    const wish = this.wish(input);
    return view(await inReach(this.gate, keepQueries, bureauId, (tenant) => changeQuery(tenant, bureauId, parseId(savedQueryId, 'savedQueryId'), wish, expectedVersion)));
  }

  @Mutation(() => Boolean, { description: 'Removes one of the caller’s own queries with all its versions. STALE_VERSION, NOT_FOUND.' })
  @Requires(keepQueries, { anyStation: true })
  async removeSavedQuery(@Args('bureauId', BUREAU) bureauId: Id, @Args('savedQueryId', QUERY) savedQueryId: Id, @Args('expectedVersion', { type: () => Int }) expectedVersion: number): Promise<boolean> {
    await inReach(this.gate, keepQueries, bureauId, (tenant) => removeQuery(tenant, bureauId, parseId(savedQueryId, 'savedQueryId'), expectedVersion));
    return true;
  }

  @ResolveField(() => Account, { description: 'Who keeps it.' })
  owner(@Parent() { row }: SavedQuery): Promise<Account> {
    return accountIn(this.gate, { bureauId: row.bureauId }, row.ownerId);
  }

  @ResolveField(() => Station, { nullable: true, description: 'The station it is shared with; null where it is not shared with one.' })
  async station(@Parent() { row }: SavedQuery): Promise<Station | null> {
    return row.stationId === null ? null : ((await loadStation(this.gate, row.stationId)) ?? null);
  }

  @ResolveField(() => [SavedQueryVersion], { description: 'What it said before and says now, the latest first; at most 100.' })
  versions(@Parent() { row }: SavedQuery): Promise<SavedQueryVersion[]> {
    return inReach(this.gate, keepQueries, row.bureauId, (tenant) => savedQueryVersions(tenant, row.bureauId, row.id));
  }

  private wish({ title, description, document, variables, sharing, withStationId }: SavedQueryInput): SavedQueryWish {
    const given = variables === undefined || variables === null ? {} : parseJson(variables, 'input.variables');
    const words = { title, description, document, variables: given };
    return { ...words, ...sharedAs({ sharing, withStationId }, (place) => place === 'bureau' || this.gate.require(keepQueries.id, place)) };
  }
}

function view(row: SavedQueryRow): SavedQuery {
  return Object.assign(new SavedQuery(), { ...row, row, ...sharingSaid(row) });
}
