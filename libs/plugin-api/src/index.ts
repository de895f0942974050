// The contract
export { definePlugin, personal, PLATFORM_VERSION, workflow, type PersonalField, type PluginDeclaration, type WorkflowSource } from './plugin.js';
export { checkPlugins, type CheckedPlugin } from './check.js';
export { checkAutomationModules } from './checks-automations.js';

// What a plugin's server half may use of the platform
export { definePermission, Public, Requires, SignedIn, TenantGate, type DataClass, type Permission } from '@stationhouse/access';

// What its workflows call: files of handlers import this part alone, as `@stationhouse/plugin-api/automation`
export * from './automation.js';

// What it hears from outside
export { defineInboundEvent, type InboundEventDeclaration, type InboundEventType, type Reaction, type ReceivedEvent } from '@stationhouse/inbound';

// Whether a station works with the plugin: for resolvers of its own
export { PluginGate } from '@stationhouse/workflow-runtime';
