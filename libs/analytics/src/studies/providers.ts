import type { Provider } from '@nestjs/common';
import { ACCESS_SETTINGS, TenantGate, type AccessSettings } from '@stationhouse/access';
import type { IsoDuration } from '@stationhouse/kernel';
import { Retention, type TypedClasses } from '@stationhouse/workflow-runtime';
import { FigureOrigins } from '../behind/origins.js';
import { AnalystQuestions } from './asking.js';
import { StudyReleasesResolver } from './graphql/releases.resolver.js';
import { StudyRecordConnectionResolver, StudyRecordsResolver } from './graphql/records.resolver.js';
import { StudiesResolver } from './graphql/studies.resolver.js';
import { typedStudyProviders } from './graphql/typed.resolver.js';
import { Ledger, type Allowance } from './ledger.js';
import { PseudonymKeys } from './pseudonyms.js';
import { StudyReading } from './reading.js';
import { StudyRecords } from './records.js';
import { Releases } from './releases.js';
import { StudyRetention } from './retention.js';

/** What the installation allows analysts, and how long the log of their queries is kept. */
export interface StudySettings extends Allowance {
  readonly keepQueries: IsoDuration;
}

/** The services and resolvers of studies. @param typed the types of the composition’s workflows */
export function studyProviders(settings: StudySettings, typed: readonly TypedClasses[]): Provider[] {
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
    {
      provide: StudyReading,
      useFactory: (gate: TenantGate, keys: PseudonymKeys, questions: AnalystQuestions, records: StudyRecords, origins: FigureOrigins) => new StudyReading(gate, keys, questions, records, origins),
      inject: [TenantGate, PseudonymKeys, AnalystQuestions, StudyRecords, FigureOrigins],
    },
    ...typedStudyProviders(typed),
    StudiesResolver,
    StudyRecordsResolver,
    StudyRecordConnectionResolver,
    StudyReleasesResolver,
  ];
}
