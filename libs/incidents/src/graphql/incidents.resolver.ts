import { forbidden, loadAccount, loadStation, Requires, selectionOf, SignedIn, spellingOf, Spells, Station, TenantGate, withAhead, type ReadAhead, type SpelledPage } from '@stationhouse/access';
import { Args, ID, Info, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Jobs } from '@stationhouse/jobs';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { aheadViews, EventPublisher, WorkflowCatalog, type AheadViews } from '@stationhouse/workflow-runtime';
import type { GraphQLResolveInfo } from 'graphql';
import { publishCategory } from '../events.js';
import { countIncidents, createIncident, disposeIncident, readIncidents } from '../permissions.js';
import { searchesText } from '../register/filter.js';
import type { IncidentRecord } from '../register/incident.js';
import * as register from '../register/register.js';
import { CATEGORIES, categoryOf, CHANNELS, isChannel, isOutcome, OUTCOMES, STATUSES } from '../register/vocabulary.js';
import { incidentShelf, incidentWant, type CarriedIncident } from './incident-shelf.js';
import { shownCategory, shownIncident, type ShownIncident } from './shown.js';
import { Incident, IncidentCategory, IncidentConnection, IncidentCount, IncidentDimension, IncidentDisposition, IncidentFilter, IncidentOutcome, NewIncident } from './types.js';

/** The register of calls for service. */
@Resolver(() => Incident)
export class IncidentsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly jobs: Jobs,
    private readonly publisher: EventPublisher,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Query(() => [IncidentCategory], { description: 'The category tree, roots before their branches.' })
  @SignedIn({ byKey: true })
  incidentCategories(): IncidentCategory[] {
    return CATEGORIES.map(shownCategory);
  }

  @Query(() => [IncidentOutcome], { description: 'The ways an incident can end.' })
  @SignedIn({ byKey: true })
  incidentOutcomes(): IncidentOutcome[] {
    return Object.entries(OUTCOMES).map(([code, title]) => ({ code, title }));
  }

  @Query(() => IncidentConnection, { description: 'A station’s incidents, newest first. Errors: BAD_INPUT, BAD_CURSOR, FORBIDDEN for a search without P2.' })
  @Requires(readIncidents)
  @Spells(() => incidentShelf)
  async incidents(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('filter', { type: () => IncidentFilter, nullable: true }) filter: IncidentFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 200.' }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<IncidentConnection | SpelledPage> {
    // A search answers a question about the narrative as well as reading it does.
    if (filter !== undefined && filter !== null && searchesText(filter)) this.requireFullSight([stationId]);
    const place = { stationId, criteria: filter ?? {}, first, after };
    const read: register.Read = (statement, parameters) => this.gate.readAt(stationId, statement, parameters);
    const spelling = spellingOf(info);
    if (spelling !== undefined) return register.spellIncidentPage(read, place, spelling, this.gate.reader(stationId).level);
    const page = await register.readIncidentPage<CarriedIncident>(read, place, incidentWant(selectionOf(info)));
    const views = await aheadViews(this.gate, this.catalog, stationId, page.edges.flatMap(({ node }) => node.instances ?? []), page.now);
    const reader = this.gate.reader(stationId);
    return { pageInfo: page.pageInfo, totalCount: page.totalCount ?? 0, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: withAhead(shownIncident(node, reader), readAhead(node, views)) })) };
  }

  @Query(() => Incident, { description: 'One incident. With a purpose, and a role that reads P2, in full; such a read is recorded.' })
  @Requires(readIncidents, { record: 'id' })
  async incident(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('id', { type: () => ID }) id: Id,
    @Args('purpose', { type: () => String, nullable: true, description: 'Why the personal data are needed; at most 200 characters.' }) purpose?: string | null,
  ): Promise<Incident> {
    return this.gate.inStation(stationId, async (tenant) => {
      const record = await register.readIncident(tenant, stationId, id);
      return shownIncident(record, await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'incident', id, number: record.number }));
    });
  }

  @Query(() => [IncidentCount], { description: 'Exact numbers of incidents by one dimension, most first, under any condition: for those who read people of the stations in full (P2). Everybody else asks metricSeries. FORBIDDEN, BAD_INPUT.' })
  @Requires(countIncidents)
  async incidentCounts(
    @Args('stationIds', { type: () => [ID] }) stationIds: Id[],
    @Args('filter', { type: () => IncidentFilter, nullable: true }) filter: IncidentFilter | null | undefined,
    @Args('by', { type: () => IncidentDimension }) by: register.CountDimension,
  ): Promise<IncidentCount[]> {
    this.requireFullSight(stationIds);
    const counts = await this.gate.inStations(stationIds, (tenant) => register.countIncidents(tenant, stationIds, filter ?? {}, by));
    return Promise.all(counts.map(async ({ key, count }) => ({ key, count, title: await this.titleOf(by, key) })));
  }

  @Mutation(() => Incident, { description: 'Takes down an incident. Errors: BAD_INPUT, TEXT_TOO_LONG, TEXT_NOT_UNICODE.' })
  @Requires(createIncident)
  async createIncident(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('input', { type: () => NewIncident }) input: NewIncident,
    @Args('idempotencyKey', { type: () => String }) idempotencyKey: string,
  ): Promise<Incident> {
    const record = await this.gate.inStation(stationId, async (tenant) => {
      const made = await register.createIncident(tenant, stationId, input, idempotencyKey);
      // A repeated command may answer with what has been changed since.
      if (made.version === 1) await publishCategory(this.publisher, tenant, made);
      return made;
    });
    return this.changed(stationId, record);
  }

  @Mutation(() => Incident, { description: 'Records how an incident ended. Errors: NOT_FOUND, BAD_INPUT, STALE_VERSION.' })
  @Requires(disposeIncident)
  async disposeIncident(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('id', { type: () => ID }) id: Id,
    @Args('input', { type: () => IncidentDisposition }) input: IncidentDisposition,
    @Args('expectedVersion', { type: () => Int }) expectedVersion: number,
  ): Promise<Incident> {
    const record = await this.gate.inStation(stationId, async (tenant) => {
      const { categoryCode: before } = await register.readIncident(tenant, stationId, id);
      const disposed = await register.disposeIncident(tenant, stationId, id, input, expectedVersion);
      if (disposed.categoryCode !== before) await publishCategory(this.publisher, tenant, disposed);
      return disposed;
    });
    return this.changed(stationId, record);
  }

  @ResolveField(() => Station, { description: 'The station it was taken down at.' })
  async station(@Parent() { stationId }: ShownIncident): Promise<Station> {
    const station = await loadStation(this.gate, stationId);
    if (station === undefined) throw notFound(text('派出所', 'Station'));
    return station;
  }

  @ResolveField(() => String, { nullable: true })
  async disposedBy(@Parent() incident: ShownIncident): Promise<string | null> {
    if (incident.disposedById === null) return null;
    return (await loadAccount(this.gate, { stationId: incident.stationId }, incident.disposedById))?.displayName ?? null;
  }

  private changed(stationId: Id, record: IncidentRecord): Incident {
    this.jobs.live.publish({ kind: 'INCIDENT', id: record.id, stationId, version: record.version });
    return shownIncident(record, this.gate.reader(stationId));
  }

  private requireFullSight(stationIds: readonly Id[]): void {
    if (!stationIds.every((stationId) => this.gate.mayRead(stationId, 'P2'))) throw forbidden();
  }

  private async titleOf(by: register.CountDimension, key: string): Promise<Bilingual> {
    if (key === '') return text('无', 'None');
    if (by === 'CATEGORY') return categoryOf(key)?.title ?? text(key, key);
    if (by === 'CHANNEL' && isChannel(key)) return CHANNELS[key];
    if (by === 'OUTCOME' && isOutcome(key)) return OUTCOMES[key];
    if (by === 'STATUS' && Object.hasOwn(STATUSES, key)) return STATUSES[key as keyof typeof STATUSES];
    const name = by === 'STATION' ? ((await loadStation(this.gate, key))?.name ?? key) : key;
    return text(name, name);
  }
}

/** What a list read ahead of an incident, as its fields answer it. */
function readAhead({ instances, disposedBy, station }: CarriedIncident, views: AheadViews): ReadAhead {
  return {
    ...(station === null || station === undefined ? {} : { station: () => station }),
    ...(instances === undefined ? {} : { instances: () => instances.map((instance) => views.summary(instance)) }),
    ...(disposedBy === undefined ? {} : { disposedBy: () => disposedBy?.displayName ?? null }),
  };
}
