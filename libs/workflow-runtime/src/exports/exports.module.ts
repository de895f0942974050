import { Module } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { AutomationBook } from '../automations/book.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { PluginGate } from '../catalog/plugin-gate.js';
import { MatrixExportController } from '../matrix/export.controller.js';
import { ExportsController } from './exports.controller.js';
import { Exports } from './exports.js';

/** Exports for a composition: REST. Needs WorkflowModule. */
@Module({
  controllers: [ExportsController, MatrixExportController],
  providers: [
    {
      provide: Exports,
      useFactory: (database: Database, gate: TenantGate, catalog: WorkflowCatalog, plugins: PluginGate, automations: AutomationBook) => new Exports({ database, gate, catalog, plugins, automations }),
      inject: [Database, TenantGate, WorkflowCatalog, PluginGate, AutomationBook],
    },
  ],
})
export class ExportsModule {}
