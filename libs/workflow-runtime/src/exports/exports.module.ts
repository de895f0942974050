import { Module } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { PluginGate } from '../catalog/plugin-gate.js';
import { ExportsController } from './exports.controller.js';
import { Exports } from './exports.js';

/** Exports for a composition: REST. Needs WorkflowModule. */
@Module({
  controllers: [ExportsController],
  providers: [
    {
      provide: Exports,
      useFactory: (database: Database, gate: TenantGate, catalog: WorkflowCatalog, plugins: PluginGate) => new Exports({ database, gate, catalog, plugins }),
      inject: [Database, TenantGate, WorkflowCatalog, PluginGate],
    },
  ],
})
export class ExportsModule {}
