import { DateTime, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { batched, holdById, holdInstances, holdsOnIncidents, LegalHold, placeHoldOnIncident, readRetention, viewHold } from '@stationhouse/workflow-runtime';
import { readIncident } from '../register/register.js';
import type { ShownIncident } from './shown.js';
import { Incident } from './types.js';

/** 依法留存 of incidents; reviewed and lifted as those of instances are. */
@Resolver(() => Incident)
export class IncidentHoldsResolver {
  constructor(private readonly gate: TenantGate) {}

  @Mutation(() => LegalHold, { description: 'Puts an incident on legal hold: nothing of it is erased until somebody lifts the hold. What was erased before stays erased; instances linked to it have holds of their own. NOT_FOUND, BAD_INPUT, CONFLICT while it is on hold.' })
  @Requires(holdInstances)
  placeIncidentHold(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('incidentId', { type: () => ID }) incidentId: Id,
    @Args('reason', { type: () => String, description: 'Kept with the hold and in the audit record; at most 500 characters, nothing personal.' }) reason: string,
    @Args('reviewAt', { type: () => DateTime, description: 'When somebody is to look whether it is still needed; after now.' }) reviewAt: Date,
    @Args('idempotencyKey', { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' }) idempotencyKey: string,
  ): Promise<LegalHold> {
    return this.gate.inStation(stationId, async (tenant) => {
      const incident = await readIncident(tenant, stationId, parseId(incidentId, 'incidentId'));
      const { id } = await placeHoldOnIncident(tenant, stationId, incident, { reason, reviewAt, idempotencyKey });
      const row = await holdById(tenant, stationId, id);
      if (row === undefined) throw new Error('A hold that was written is there.');
      return viewHold(row, tenant.now);
    });
  }

  @ResolveField(() => LegalHold, { nullable: true, description: 'The hold that keeps it from being erased; null without one, and for whoever may not see holds.' })
  async legalHold(@Parent() { id, stationId }: ShownIncident): Promise<LegalHold | null> {
    if (!this.gate.may(readRetention.id, { stationId })) return null;
    const read = batched('holds on incidents', this.gate, stationId, async (tenant, ids) => (await holdsOnIncidents(tenant, stationId, ids)).map((hold) => viewHold(hold, tenant.now)), ({ incidentId }) => incidentId ?? '');
    return (await read.load(id))[0] ?? null;
  }
}
