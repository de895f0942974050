import type { Migration } from '@stationhouse/database';
import { Inbound1700000000650 } from './migrations/0650-inbound.js';

export { defineInboundEvent, inboundProblems, InboundTypes, type InboundEventDeclaration, type InboundEventType, type ReceivedEvent } from './event-type.js';
export { LARGEST_BATCH, readEnvelopes, type Envelope } from './envelope.js';
export { EVENT_STATES, listEvents, readEvent, replayEvent, settleEvent, type EventState, type InboundEventRecord } from './events.js';
export { Handling, RELEASE_TOPIC, type HandlingOptions } from './handling.js';
export { serveInboundEvents } from './http.js';
export { InboundModule } from './inbound.module.js';
export { inboundPermissions, manageEventSources, readInboundEvents, settleInboundEvents } from './permissions.js';
export { EVENT_TOPIC, Reception, type Receipt, type ReceptionOptions } from './reception.js';
export { EventSources, type EventSource, type NewEventSource } from './sources.js';

/** The migrations of this library; they come after those of libs/workflow-runtime. */
export const inboundMigrations: readonly Migration[] = [Inbound1700000000650];
