// The contract
export { definePlugin, extension, personal, PLATFORM_VERSION, workflow, type ExtensionSource, type PersonalField, type PluginDeclaration, type WorkflowSource } from './plugin.js';
export { checkPlugins, type CheckedPlugin } from './check.js';
export { checkDocumentTemplates } from './checks-documents.js';
export { checkAutomationModules } from './checks-automations.js';

// What a plugin's server half may use of the platform
export { DateTime, definePermission, Personal, Public, Requires, SignedIn, Text, withReader, type DataClass, type Permission, type PersonalKind, type Reader } from '@stationhouse/access';
export { defineAuditAction, type AuditAction, type AuditRecord } from '@stationhouse/audit';

// What its workflows call: files of handlers import this part alone, as `@stationhouse/plugin-api/automation`
export * from './automation.js';

// What it prints
export { defineDocument, documentTemplate, SIGNATURES, type DocumentDeclaration, type Schema, type TemplateSource } from '@stationhouse/files';

// What it hears from outside
export { defineInboundEvent, type InboundEventDeclaration, type InboundEventType, type ReceivedEvent } from '@stationhouse/inbound';

// What it tells other plugins, what it hears of them, and what of it people set
export { incidentClassified, type IncidentClassified } from '@stationhouse/incidents';
export { defineEvent, onEvent, type EventConsumer, type PluginEvent, type PluginEvents, type PluginEventType, type PluginSettingsDeclaration, type Reaction } from '@stationhouse/workflow-runtime';

// What steps of its workflows read from outside
export { defineLookup, type CallersIncident, type KnownEvent, type KnownMatter, type Lookup, type LookupQuestion, type LookupRows, type MeasuredObjective, type PractisedExercise, type PractisedLine } from '@stationhouse/workflow-runtime';

// What is counted of it
export { defineMetric, UNITS, type FactName, type FactSource, type Measure, type MeasureKind, type Metric, type OwnColumn, type OwnSource, type Rows, type Test, type UnitId } from '@stationhouse/analytics';

// What comes round
export { defineSchedule, type Schedule } from '@stationhouse/workflow-runtime';
export { type Recurrence, type Weekday } from '@stationhouse/kernel';

// What it lets stations practise
export { defineExercisePlan, type OfferedContent, type OfferedInject, type OfferedPlan } from '@stationhouse/workflow-runtime';

// What it keeps: its tables, and the one way to their rows
export { pluginSchema, pluginTable, type Entities, type Migration, type PluginRepository, type PluginTenant, type Scope, type TenantContext } from '@stationhouse/database';
export { PluginStore, type PersonalRead, type PluginBureauRows, type PluginInstanceRows, type PluginRows, type TracesOf } from './storage/plugin-store.js';
export { type PluginDeed, type PluginNotice, type PluginPublicRows, type PluginWord } from './storage/saying.js';
export { type Compared, type Comparison, type OwnInstance, type StationTrace } from '@stationhouse/workflow-runtime';
export { definePublicQuestion, type AskedQuestion, type PublicQuestion, type ShownNotices } from './public/public-question.js';
export { PUBLISHED_VIEWS, type PlatformView } from './storage/published-views.js';

// For the composition
export { pluginMigrations } from './storage/published-views.js';
export { PublicDesk, publicDesk } from './public/public-desk.js';
export { PublicModule } from './public/public.module.js';
export { pluginServer } from './storage/plugin-store.js';
export { pluginRolledBack } from './storage/audit-actions.js';
export { storageOf } from './storage/storage.js';
