import { Account, accountIn, readBureauMembers, readMembers, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Jobs } from '@stationhouse/jobs';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import { recurrenceOf, viewRecurrence } from '@stationhouse/workflow-runtime';
import { readMetrics, shareDashboards } from '../../permissions.js';
import { inReach } from '../../sharing.js';
import { changeDelivery, deliveries, DELIVERIES_TOPIC, planDelivery, receiversAt, stopDelivery, type Choice, type DeliveryRow, type DeliveryWish, type Format } from './deliveries.js';
import { issuesOf } from './issues.js';
import { DashboardDelivery, DashboardDeliveryInput, DashboardFormat, DashboardIssue, DashboardReceiver } from './types.js';

const BUREAU = { type: () => ID, description: 'The caller’s bureau.' };
const DASHBOARD = { type: () => ID };
const VERSION = { type: () => Int, description: 'The version the change was decided on.' };
const AT = { type: () => ID, nullable: true, description: 'A station; null for the bureau itself.' };

/** Dashboards that are sent regularly, and what was sent. */
@Resolver(() => DashboardDelivery)
export class DeliveriesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly jobs: Jobs,
  ) {}

  @Query(() => [DashboardDelivery], { description: 'The caller’s own deliveries of a dashboard, the next first.' })
  @Requires(shareDashboards, { anyStation: true })
  async dashboardDeliveries(@Args('bureauId', BUREAU) bureauId: Id, @Args('dashboardId', DASHBOARD) dashboardId: Id): Promise<DashboardDelivery[]> {
    return (await inReach(this.gate, readMetrics, bureauId, (tenant) => deliveries(tenant, bureauId, parseId(dashboardId, 'dashboardId')))).map(view);
  }

  @Query(() => [DashboardReceiver], { description: 'Whom the caller may have a dashboard sent to: those who serve at the station, or at the bureau itself; only the caller for those who do not read who that is. At most 500.' })
  @Requires(shareDashboards, { anyStation: true })
  async dashboardReceivers(@Args('bureauId', BUREAU) bureauId: Id, @Args('atStationId', AT) atStationId: Id | null | undefined): Promise<DashboardReceiver[]> {
    const stationId = this.place(bureauId, atStationId);
    return (await inReach(this.gate, readMetrics, bureauId, (tenant) => receiversAt(tenant, bureauId, stationId, this.choice(bureauId, stationId)))).map((one) => ({ ...one }));
  }

  @Query(() => [DashboardIssue], { description: 'What the caller was sent of a dashboard, the latest first; it goes after 60 days. The file: GET /api/bureaus/{bureauId}/dashboard-issues/{id}.' })
  @Requires(readMetrics, { anyStation: true })
  async dashboardIssues(@Args('bureauId', BUREAU) bureauId: Id, @Args('dashboardId', DASHBOARD) dashboardId: Id): Promise<DashboardIssue[]> {
    const found = await inReach(this.gate, readMetrics, bureauId, (tenant) => issuesOf(tenant, bureauId, parseId(dashboardId, 'dashboardId')));
    return found.map(({ id, title, format, madeAt }) => ({ id, title, madeAt, format: shownFormat(format) }));
  }

  @Mutation(() => DashboardDelivery, { description: 'Has one of the caller’s own dashboards sent regularly. NOT_FOUND, BAD_INPUT, CONFLICT for too many, STATION_CLOSED.' })
  @Requires(shareDashboards, { anyStation: true })
  async planDashboardDelivery(
    @Args('bureauId', BUREAU) bureauId: Id, @Args('dashboardId', DASHBOARD) dashboardId: Id, @Args('input', { type: () => DashboardDeliveryInput }) input: DashboardDeliveryInput,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string,
  ): Promise<DashboardDelivery> {
    const wish = this.wish(bureauId, input);
    return view(await inReach(this.gate, readMetrics, bureauId, (tenant) => planDelivery(tenant, bureauId, parseId(dashboardId, 'dashboardId'), wish, idempotencyKey, (due) => this.announce(due))));
  }

  @Mutation(() => DashboardDelivery, { description: 'Says a delivery anew; a stopped one goes on. STALE_VERSION, NOT_FOUND, BAD_INPUT.' })
  @Requires(shareDashboards, { anyStation: true })
  async changeDashboardDelivery(@Args('bureauId', BUREAU) bureauId: Id, @Args('deliveryId', DASHBOARD) deliveryId: Id, @Args('input', { type: () => DashboardDeliveryInput }) input: DashboardDeliveryInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<DashboardDelivery> {
    const wish = this.wish(bureauId, input);
    return view(await inReach(this.gate, readMetrics, bureauId, (tenant) => changeDelivery(tenant, bureauId, parseId(deliveryId, 'deliveryId'), wish, expectedVersion, (due) => this.announce(due))));
  }

  @Mutation(() => DashboardDelivery, { description: 'Stops a delivery. STALE_VERSION, NOT_FOUND.' })
  @Requires(shareDashboards, { anyStation: true })
  async stopDashboardDelivery(@Args('bureauId', BUREAU) bureauId: Id, @Args('deliveryId', DASHBOARD) deliveryId: Id, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<DashboardDelivery> {
    return view(await inReach(this.gate, readMetrics, bureauId, (tenant) => stopDelivery(tenant, bureauId, parseId(deliveryId, 'deliveryId'), expectedVersion)));
  }

  @ResolveField(() => [Account])
  receivers(@Parent() { row }: DashboardDelivery): Promise<Account[]> {
    return Promise.all(row.receivers.map((id) => accountIn(this.gate, { bureauId: row.bureauId }, id)));
  }

  private choice(bureauId: Id, stationId: Id | null): Choice {
    const reads = stationId === null ? this.gate.may(readBureauMembers.id, { bureauId }) : this.gate.may(readMembers.id, { stationId });
    return reads ? 'everybody' : 'self';
  }

  private announce(due: Date): void {
    this.jobs.bus.publish(DELIVERIES_TOPIC, due.toISOString());
  }

  /** The station or the bureau, where the caller may have dashboards sent. */
  private place(bureauId: Id, atStationId: Id | null | undefined): Id | null {
    const stationId = atStationId === null || atStationId === undefined ? null : parseId(atStationId, 'atStationId');
    this.gate.require(shareDashboards.id, stationId === null ? { bureauId } : { stationId });
    return stationId;
  }

  private wish(bureauId: Id, { atStationId, recurrence, format, receiverIds }: DashboardDeliveryInput): DeliveryWish {
    const parsed = recurrenceOf(recurrence);
    if (parsed.every === 'month') throw badInput('input.recurrence', text('看板按天或按周发送。', 'A dashboard is sent by days or weeks.'));
    const stationId = this.place(bureauId, atStationId);
    return { stationId, recurrence: parsed, format: format.toLowerCase() as Format, receivers: receiverIds, choice: this.choice(bureauId, stationId) };
  }
}

function view(row: DeliveryRow): DashboardDelivery {
  const { id, version, stationId, recurrence, format, dueAt, lastAt, lastRefused } = row;
  return Object.assign(new DashboardDelivery(), { row, id, version, atStationId: stationId, recurrence: viewRecurrence(recurrence), format: shownFormat(format), nextAt: dueAt, lastAt, lastRefused });
}

function shownFormat(format: Format): DashboardFormat {
  return format === 'pdf' ? DashboardFormat.PDF : DashboardFormat.XLSX;
}
