import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { PluginGate } from '../catalog/plugin-gate.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { MatterKeys } from '../matters/keys.js';
import { PluginSettings, type SettablePlugin } from '../plugins/settings/settings.js';
import { PluginAboutSettingsResolver, PluginSettingsResolver } from '../plugins/settings/settings.resolver.js';
import { PluginSwitch } from '../plugins/switch.js';
import { WorkflowRuntime } from '../runtime.js';
import { EventDelivery } from './delivering.js';
import { EventBook, type EventfulPlugin } from './event-book.js';
import type { PluginEventType } from './event-type.js';
import { EventPublisher } from './publishing.js';
import { Reactions } from './reactions.js';
import { PUBLISH_TOPIC } from '../steps/step-record.js';

/** A plugin, as far as others hear of it and people set it. */
export type ConnectedPlugin = EventfulPlugin & SettablePlugin;

/** What goes on between plugins: events and settings. @param own events that the house itself publishes */
export function betweenProviders(plugins: readonly { readonly declaration: ConnectedPlugin }[], own: readonly PluginEventType[]): Provider[] {
  const declarations = plugins.map(({ declaration }) => declaration);
  return [
    { provide: PluginSettings, useFactory: () => new PluginSettings(declarations) },
    { provide: EventBook, useFactory: () => new EventBook(declarations, own) },
    { provide: Reactions, useFactory: (runtime: WorkflowRuntime, catalog: WorkflowCatalog, keys: MatterKeys) => new Reactions(runtime, catalog, keys), inject: [WorkflowRuntime, WorkflowCatalog, MatterKeys] },
    { provide: EventPublisher, useFactory: (database: Database, jobs: Jobs, book: EventBook) => new EventPublisher(database, jobs, book), inject: [Database, Jobs, EventBook] },
    {
      provide: EventDelivery,
      useFactory: (database: Database, jobs: Jobs, catalog: WorkflowCatalog, gate: PluginGate, book: EventBook, reactions: Reactions, settings: PluginSettings, publisher: EventPublisher, onOff: PluginSwitch) => {
        const delivery = new EventDelivery({ database, jobs, catalog, plugins: gate, book, reactions, settings });
        // Both surfaces of one process share its jobs.
        if (jobs.registry.get(PUBLISH_TOPIC) === undefined) jobs.register(publisher.job(), ...delivery.definitions());
        onOff.whenEnabled((tenant, { stationId, pluginId }) => delivery.resume(tenant, stationId, pluginId));
        return delivery;
      },
      inject: [Database, Jobs, WorkflowCatalog, PluginGate, EventBook, Reactions, PluginSettings, EventPublisher, PluginSwitch],
    },
    PluginSettingsResolver, PluginAboutSettingsResolver,
  ];
}

/** What other libraries use of it. */
export const betweenExports = [PluginSettings, EventBook, Reactions, EventPublisher];
