import type { Provider } from '@nestjs/common';
import { ACCESS_SETTINGS, TenantGate, type AccessSettings } from '@stationhouse/access';
import type { IsoDuration } from '@stationhouse/kernel';
import { Retention } from '@stationhouse/workflow-runtime';
import { AnalystQuestions } from './asking.js';
import { StudyReleasesResolver } from './graphql/releases.resolver.js';
import { StudyRecordsResolver } from './graphql/records.resolver.js';
import { StudiesResolver } from './graphql/studies.resolver.js';
import { Ledger, type Allowance } from './ledger.js';
import { PseudonymKeys } from './pseudonyms.js';
import { StudyRecords } from './records.js';
import { Releases } from './releases.js';
import { StudyRetention } from './retention.js';

/** What the installation allows analysts, and how long the log of their queries is kept. */
export interface StudySettings extends Allowance {
  readonly keepQueries: IsoDuration;
}

/** The services and resolvers of studies. */
export function studyProviders(settings: StudySettings): Provider[] {
  return [
    { provide: PseudonymKeys, useFactory: (access: AccessSettings) => new PseudonymKeys(access), inject: [ACCESS_SETTINGS] },
    { provide: AnalystQuestions, useFactory: (gate: TenantGate, access: AccessSettings) => new AnalystQuestions(gate, new Ledger(settings), access), inject: [TenantGate, ACCESS_SETTINGS] },
    { provide: StudyRecords, useFactory: () => new StudyRecords() },
    {
      provide: StudyRetention,
      useFactory: (retention: Retention, { clock }: AccessSettings) => {
        const own = new StudyRetention(settings.keepQueries, clock);
        retention.also(own);
        return own;
      },
      inject: [Retention, ACCESS_SETTINGS],
    },
    { provide: Releases, useFactory: (records: StudyRecords) => new Releases(records), inject: [StudyRecords] },
    StudiesResolver,
    StudyRecordsResolver,
    StudyReleasesResolver,
  ];
}
