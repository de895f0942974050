import { Module, type DynamicModule } from '@nestjs/common';
import { ACCESS_SETTINGS, type AccessSettings } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import type { IsoDuration } from '@stationhouse/kernel';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { ClosingWords, PluginGate, PluginSwitch, Reactions, Retention, Screens } from '@stationhouse/workflow-runtime';
import { InboundTypes, type InboundEventType } from './event-type.js';
import { InboundEventsResolver } from './graphql/events.resolver.js';
import { EventSourcesResolver } from './graphql/sources.resolver.js';
import { Handling } from './handling.js';
import { Reception } from './reception.js';
import { InboundRetention } from './retention.js';
import { EventSources } from './sources.js';

/** Events from outside, for a composition; it serves the route with `serveInboundEvents(fastify, app.get(Reception), …)`. */
@Module({})
export class InboundModule {
  /** @param keep how long what an event says is kept after it came, at most */
  static of(plugins: readonly { readonly declaration: { readonly id: string; readonly inbound?: readonly InboundEventType[] } }[], keep: IsoDuration): DynamicModule {
    return {
      module: InboundModule,
      providers: [
        { provide: InboundTypes, useFactory: () => new InboundTypes(plugins) },
        { provide: EventSources, useFactory: (database: Database, types: InboundTypes, settings: AccessSettings) => new EventSources(database, types, settings), inject: [Database, InboundTypes, ACCESS_SETTINGS] },
        { provide: Reception, useFactory: (database: Database, sources: EventSources, types: InboundTypes, { outbox }: Jobs, screens: Screens) => new Reception({ database, sources, types, outbox, screens }), inject: [Database, EventSources, InboundTypes, Jobs, Screens] },
        {
          provide: Handling,
          useFactory: (database: Database, reactions: Reactions, gate: PluginGate, onOff: PluginSwitch, types: InboundTypes, notices: Notices, jobs: Jobs, retention: Retention, closing: ClosingWords, sources: EventSources) => {
            const handling = new Handling({ database, reactions, plugins: gate, types, notices, jobs });
            jobs.register(...handling.definitions());
            onOff.whenEnabled((tenant, { stationId, pluginId }) => handling.resume(tenant, stationId, pluginId));
            retention.also(new InboundRetention(keep));
            closing.also(sources);
            return handling;
          },
          inject: [Database, Reactions, PluginGate, PluginSwitch, InboundTypes, Notices, Jobs, Retention, ClosingWords, EventSources],
        },
        EventSourcesResolver,
        InboundEventsResolver,
      ],
      exports: [Handling, Reception],
    };
  }
}
