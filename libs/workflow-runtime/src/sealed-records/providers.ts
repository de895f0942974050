import type { Provider } from '@nestjs/common';
import { Jobs } from '@stationhouse/jobs';
import { IncidentReference } from '../incident-reference.js';
import { SealedRecordsResolver } from './sealed-records.resolver.js';
import { Sealing } from './sealing.js';

/** Sealing of records, with its GraphQL. */
export const sealingProviders: Provider[] = [
  { provide: Sealing, useFactory: (jobs: Jobs, incidents?: IncidentReference) => new Sealing(incidents, jobs.live), inject: [Jobs, { token: IncidentReference, optional: true }] },
  SealedRecordsResolver,
];
