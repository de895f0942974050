import type { IncidentFacts } from '@stationhouse/plugin-web';

/** What an alert's registration takes over from an incident: whoever called is the person warned, or says who is; nothing is typed twice. The grade is a person's. */
export function fromIncident({ narrative, address, reporterName, reporterPhone, receivedAt }: IncidentFacts): Record<string, unknown> {
  const person = {
    ...(reporterName === null ? {} : { name: reporterName }),
    ...(reporterPhone === null ? {} : { phone: reporterPhone }),
    ...(address === null ? {} : { address }),
  };
  return {
    source: 'hotline',
    alertedOn: receivedAt,
    ...(narrative === null ? {} : { narrative }),
    ...(Object.keys(person).length === 0 ? {} : { person }),
  };
}
