import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { RecordSights } from '@stationhouse/access';
import type { BlobStorage } from '@stationhouse/files';
import { Jobs } from '@stationhouse/jobs';
import type { IsoDuration } from '@stationhouse/kernel';
import { ConfigurationFolder, Retention } from '@stationhouse/workflow-runtime';
import { ImportsResolver } from './graphql/imports.resolver.js';
import { IncidentHoldsResolver } from './graphql/holds.resolver.js';
import { IncidentsResolver } from './graphql/incidents.resolver.js';
import { IncidentLinksResolver, InstanceIncidentResolver } from './graphql/links.resolver.js';
import { Imports } from './import/service/imports.js';
import { ImportProfilesFile } from './import/service/profile-file.js';
import { ImportsController } from './import/service/imports.controller.js';
import { READING_LIMITS, type ReadingLimits } from './import/reading/limits.js';
import { SmallTableController } from './import/service/small-table.controller.js';
import { IMPORT_FILES, IMPORT_LIMITS } from './import/service/tokens.js';
import { sightIncidents } from './register/sights.js';
import { ImportRetention } from './retention/imports.js';
import { IncidentRetention } from './retention/incidents.js';

/** How long what is said of people is kept; ISO 8601. */
export interface RegisterKeep {
  /** By an incident, after it was taken into the register or disposed of. */
  readonly incidents: IsoDuration;
  /** By an import, after it ended: the file and its refused values. */
  readonly imports: IsoDuration;
}

/**
 * The register and its imports: GraphQL and REST. The composition provides Database, Jobs and TenantGate globally,
 * registers `importJob`, and the multipart plugin with Fastify.
 */
@Module({})
export class IncidentsModule {
  /** @param limits.uploadBytes the largest upload; the defaults otherwise */
  static of(files: Pick<BlobStorage, 'area'>, keep: RegisterKeep, limits: Partial<ReadingLimits> = {}): DynamicModule {
    return {
      module: IncidentsModule,
      controllers: [ImportsController, SmallTableController],
      providers: [{ provide: IMPORT_FILES, useValue: files }, { provide: IMPORT_LIMITS, useValue: { ...READING_LIMITS, ...limits } }, keepers(keep), SIGHTS, Imports, IncidentsResolver, IncidentHoldsResolver, IncidentLinksResolver, InstanceIncidentResolver, ImportsResolver],
      exports: [Imports],
    };
  }
}

/** What somebody sees of an incident can be asked for. */
const SIGHTS: Provider = { provide: 'incident sights', useFactory: sightIncidents, inject: [RecordSights, ModuleRef] };

/** Incidents and imports go with the rest when their time is over; profiles of imports are a part of the configuration as files. */
function keepers(keep: RegisterKeep): Provider {
  return {
    provide: IncidentRetention,
    useFactory: (retention: Retention, jobs: Jobs, folder: ConfigurationFolder) => {
      folder.also(new ImportProfilesFile());
      const incidents = new IncidentRetention(keep.incidents);
      retention.also(incidents);
      retention.also(new ImportRetention(jobs, keep.imports));
      return incidents;
    },
    inject: [Retention, Jobs, ConfigurationFolder],
  };
}
