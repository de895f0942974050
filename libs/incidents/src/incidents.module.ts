import { Module, type DynamicModule } from '@nestjs/common';
import type { BlobStore } from '@stationhouse/files';
import { ImportsResolver } from './graphql/imports.resolver.js';
import { IncidentsResolver } from './graphql/incidents.resolver.js';
import { IncidentLinksResolver, InstanceIncidentResolver } from './graphql/links.resolver.js';
import { Imports } from './import/service/imports.js';
import { ImportsController } from './import/service/imports.controller.js';
import { READING_LIMITS, type ReadingLimits } from './import/reading/limits.js';
import { IMPORT_FILES, IMPORT_LIMITS } from './import/service/tokens.js';

/**
 * The register and its imports: GraphQL and REST. The composition provides Database, Jobs and TenantGate globally,
 * registers `importJob`, and the multipart plugin with Fastify.
 */
@Module({})
export class IncidentsModule {
  /** @param limits.uploadBytes the largest upload; the defaults otherwise */
  static of(files: BlobStore, limits: Partial<ReadingLimits> = {}): DynamicModule {
    return {
      module: IncidentsModule,
      controllers: [ImportsController],
      providers: [{ provide: IMPORT_FILES, useValue: files }, { provide: IMPORT_LIMITS, useValue: { ...READING_LIMITS, ...limits } }, Imports, IncidentsResolver, IncidentLinksResolver, InstanceIncidentResolver, ImportsResolver],
      exports: [Imports],
    };
  }
}
