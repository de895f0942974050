import { Account, accountIn, currentRequest, loadStation, Requires, Station, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { makeDashboards, readMetrics, shareDashboards } from '../permissions.js';
import { MetricRegistry } from '../registry.js';
import { inReach, sharedAs, sharingSaid } from '../sharing.js';
import { changeDashboard, dashboard, dashboards, makeDashboard, removeDashboard, type DashboardRow, type DashboardWish } from './dashboards.js';
import { parseTiles, unknownStation } from './tile.js';
import { Dashboard, DashboardFiltersInput, DashboardInput, DashboardView } from './types.js';
import { dashboardViews, removeView, saveView } from './views.js';

const BUREAU = { type: () => ID, description: 'The caller’s bureau.' };
const DASHBOARD = { type: () => ID };
const VERSION = { type: () => Int, description: 'The version the change was decided on.' };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };

/** Dashboards that people keep and share, and the views they name. */
@Resolver(() => Dashboard)
export class DashboardsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly registry: MetricRegistry,
  ) {}

  @Query(() => [Dashboard], { description: 'The dashboards the caller keeps, and those shared with it, by title; at most 500.' })
  @Requires(readMetrics, { anyStation: true })
  async dashboards(@Args('bureauId', BUREAU) bureauId: Id): Promise<Dashboard[]> {
    return (await inReach(this.gate, readMetrics, bureauId, (tenant) => dashboards(tenant, bureauId))).map(view);
  }

  @Query(() => Dashboard, { description: 'One dashboard. NOT_FOUND.' })
  @Requires(readMetrics, { anyStation: true })
  async dashboard(@Args('bureauId', BUREAU) bureauId: Id, @Args('dashboardId', DASHBOARD) dashboardId: Id): Promise<Dashboard> {
    return view(await inReach(this.gate, readMetrics, bureauId, (tenant) => dashboard(tenant, bureauId, parseId(dashboardId, 'dashboardId'))));
  }

  @Mutation(() => Dashboard, { description: 'Keeps a dashboard. BAD_INPUT, METRIC_UNKNOWN, DIMENSION_UNKNOWN, CONFLICT for too many.' })
  @Requires(makeDashboards, { anyStation: true })
  async makeDashboard(@Args('bureauId', BUREAU) bureauId: Id, @Args('input', { type: () => DashboardInput }) input: DashboardInput, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<Dashboard> {
    const wish = this.wish(input, bureauId);
    return view(await inReach(this.gate, readMetrics, bureauId, (tenant) => makeDashboard(tenant, bureauId, wish, idempotencyKey)));
  }

  @Mutation(() => Dashboard, { description: 'Says one of the caller’s own dashboards anew: title, tiles, whom it is shared with. BAD_INPUT, METRIC_UNKNOWN, DIMENSION_UNKNOWN, STALE_VERSION, NOT_FOUND for what somebody else keeps.' })
  @Requires(makeDashboards, { anyStation: true })
  async changeDashboard(@Args('bureauId', BUREAU) bureauId: Id, @Args('dashboardId', DASHBOARD) dashboardId: Id, @Args('input', { type: () => DashboardInput }) input: DashboardInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<Dashboard> {
    const wish = this.wish(input, bureauId);
    return view(await inReach(this.gate, readMetrics, bureauId, (tenant) => changeDashboard(tenant, bureauId, parseId(dashboardId, 'dashboardId'), wish, expectedVersion)));
  }

  @Mutation(() => Boolean, { description: 'Removes one of the caller’s own dashboards, with the views of it and its deliveries. STALE_VERSION, NOT_FOUND.' })
  @Requires(makeDashboards, { anyStation: true })
  async removeDashboard(@Args('bureauId', BUREAU) bureauId: Id, @Args('dashboardId', DASHBOARD) dashboardId: Id, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<boolean> {
    await inReach(this.gate, readMetrics, bureauId, (tenant) => removeDashboard(tenant, bureauId, parseId(dashboardId, 'dashboardId'), expectedVersion));
    return true;
  }

  @Mutation(() => DashboardView, { description: 'Gives filters of a dashboard a name; the same name again says them anew. BAD_INPUT, NOT_FOUND, CONFLICT for too many.' })
  @Requires(readMetrics, { anyStation: true })
  async saveDashboardView(@Args('bureauId', BUREAU) bureauId: Id, @Args('dashboardId', DASHBOARD) dashboardId: Id, @Args('name', { type: () => String, description: '1 to 100 characters.' }) name: string, @Args('filters', { type: () => DashboardFiltersInput }) filters: DashboardFiltersInput): Promise<DashboardView> {
    return { ...(await inReach(this.gate, readMetrics, bureauId, (tenant) => saveView(tenant, bureauId, parseId(dashboardId, 'dashboardId'), name, filters))) };
  }

  @Mutation(() => Boolean, { description: 'Forgets one of the caller’s own views; one that is gone stays gone.' })
  @Requires(readMetrics, { anyStation: true })
  async removeDashboardView(@Args('bureauId', BUREAU) bureauId: Id, @Args('viewId', { type: () => ID }) viewId: Id): Promise<boolean> {
    await inReach(this.gate, readMetrics, bureauId, (tenant) => removeView(tenant, bureauId, parseId(viewId, 'viewId')));
    return true;
  }

  @ResolveField(() => Account, { description: 'Who keeps it.' })
  owner(@Parent() { row }: Dashboard): Promise<Account> {
    return accountIn(this.gate, { bureauId: row.bureauId }, row.ownerId);
  }

  @ResolveField(() => Station, { nullable: true, description: 'The station it is shared with; null where it is not shared with one.' })
  async station(@Parent() { row }: Dashboard): Promise<Station | null> {
    return row.stationId === null ? null : ((await loadStation(this.gate, row.stationId)) ?? null);
  }

  @ResolveField(() => [DashboardView], { description: 'The reader’s own views of it, by name.' })
  views(@Parent() { row }: Dashboard): Promise<DashboardView[]> {
    return inReach(this.gate, readMetrics, row.bureauId, async (tenant) => (await dashboardViews(tenant, row.bureauId, row.id)).map((one) => ({ ...one })));
  }

  private wish({ title, tiles: sent, sharing, withStationId }: DashboardInput, bureauId: Id): DashboardWish {
    const tiles = parseTiles(sent, this.registry);
    const { abilities } = currentRequest();
    if (tiles.some(({ stationIds }) => stationIds.some((stationId) => !abilities.may(readMetrics.id, { stationId })))) throw unknownStation();
    return { title, tiles, ...sharedAs({ sharing, withStationId }, (place) => this.gate.require(shareDashboards.id, place === 'bureau' ? { bureauId } : place)) };
  }
}

function view(row: DashboardRow): Dashboard {
  return Object.assign(new Dashboard(), { ...row, row, tiles: row.tiles.map((tile) => ({ ...tile, grid: { ...tile.grid } })), ...sharingSaid(row) });
}
