import type { IncidentFacts } from '@stationhouse/plugin-web';

/** The cause of a dispute by the category of the call; others are `other`. */
const CAUSES: Readonly<Record<string, string>> = {
  'dispute.neighbour': 'neighbour', 'dispute.family': 'family', 'dispute.economic': 'debt', 'dispute.consumer': 'consumer',
  'dispute.labour': 'labour', 'dispute.noise': 'noise', 'dispute.animal': 'pet', 'publicOrder.domesticViolence': 'family',
};

/** What a dispute's registration takes over from an incident: nothing is typed twice. Domestic violence comes along as the danger it is. */
export function fromIncident({ category, narrative, address, reporterName, reporterPhone, longitude, latitude, receivedAt }: IncidentFacts): Record<string, unknown> {
  return {
    cause: CAUSES[category] ?? 'other',
    origin: 'reported',
    reportedOn: receivedAt,
    ...(narrative === null ? {} : { summary: narrative }),
    ...(address === null ? {} : { place: address }),
    ...(longitude === null || latitude === null ? {} : { point: { longitude, latitude } }),
    ...(reporterName === null ? {} : { parties: [{ name: reporterName, role: 'applicant', ...(reporterPhone === null ? {} : { phone: reporterPhone }) }] }),
    ...(category === 'publicOrder.domesticViolence' ? { dangers: ['domesticViolence'] } : {}),
  };
}
