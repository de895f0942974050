import { Module, type DynamicModule } from '@nestjs/common';
import type { BlobStore } from '@stationhouse/files';
import { ImportsResolver } from './graphql/imports.resolver.js';
import { IncidentsResolver } from './graphql/incidents.resolver.js';
import { IncidentLinksResolver, InstanceIncidentResolver } from './graphql/links.resolver.js';
import { Imports } from './import/service/imports.js';
import { ImportsController } from './import/service/imports.controller.js';
import { IMPORT_FILES } from './import/service/tokens.js';

/**
 * The register and its imports: GraphQL and REST. The composition provides Database, Jobs and TenantGate globally,
 * registers `importJob`, and the multipart plugin with Fastify.
 */
@Module({})
export class IncidentsModule {
  static of(files: BlobStore): DynamicModule {
    return {
      module: IncidentsModule,
      controllers: [ImportsController],
      providers: [{ provide: IMPORT_FILES, useValue: files }, Imports, IncidentsResolver, IncidentLinksResolver, InstanceIncidentResolver, ImportsResolver],
      exports: [Imports],
    };
  }
}
