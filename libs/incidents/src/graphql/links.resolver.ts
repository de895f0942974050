import { loadAccount, TenantGate } from '@stationhouse/access';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { batched, Instance, InstanceSummary, instancesOfIncidents, summariesOf, TimelineEntry, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { readIncidentsOf } from '../register/register.js';
import { shownIncident, type ShownIncident } from './shown.js';
import { timelineOf } from './timeline.js';
import { Incident } from './types.js';

/** What an incident has to do with workflow instances. */
@Resolver(() => Incident)
export class IncidentLinksResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @ResolveField(() => [InstanceSummary], { description: 'Workflow instances that were started from it.' })
  async instances(@Parent() { id, stationId }: ShownIncident): Promise<InstanceSummary[]> {
    const loader = batched(
      'instances of incidents',
      this.gate,
      stationId,
      async (tenant, incidentIds) => {
        const rows = await instancesOfIncidents(tenant, stationId, incidentIds);
        const summaries = await summariesOf(tenant, this.catalog, rows);
        return rows.map((row, index) => ({ incidentId: row.incidentId, summary: summaries[index] as InstanceSummary }));
      },
      (found) => found.incidentId ?? '',
    );
    return (await loader.load(id)).map(({ summary }) => summary);
  }

  @ResolveField(() => [TimelineEntry], { description: 'What happened, oldest first.' })
  async timeline(@Parent() incident: ShownIncident): Promise<TimelineEntry[]> {
    const { disposedById } = incident;
    const by = disposedById === null ? undefined : (await loadAccount(this.gate, { stationId: incident.stationId }, disposedById))?.displayName;
    return timelineOf(incident.moments).map(({ at, kind, title, detail }) => ({ at: new Date(at), kind, title, detail: detail ?? undefined, by: kind === 'disposed' ? by : undefined, future: false, entered: [] }));
  }
}

/** The incident an instance was started from. */
@Resolver(() => Instance)
export class InstanceIncidentResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => Incident, { nullable: true, description: 'The incident it was started from; personal data masked.' })
  async incident(@Parent() { stationId, incidentId }: Instance): Promise<ShownIncident | null> {
    if (incidentId === null) return null;
    const loader = batched('incidents', this.gate, stationId, (tenant, ids) => readIncidentsOf(tenant, stationId, ids), (record) => record.id);
    const [record] = await loader.load(incidentId);
    return record === undefined ? null : shownIncident(record, this.gate.reader(stationId));
  }
}
