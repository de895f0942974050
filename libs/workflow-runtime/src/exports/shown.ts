import { covers, maskBySchema, type DataClass } from '@stationhouse/access';
import type { CompiledWorkflow, JsonObject } from '@stationhouse/workflow';
import type { HistoryRow } from '../entities.js';

/** By whose schemas what is written in events and effects is masked. */
export interface Schemas {
  /** The version the step was taken on. */
  readonly compiled: CompiledWorkflow;
  /** Of another workflow's data; undefined when no plugin brings it. */
  readonly dataOf: (workflow: string) => unknown;
  /** Of what another workflow's event asks for; undefined when no plugin brings it. */
  readonly eventOf: (workflow: string, event: string) => unknown;
  /** Of an automation's input or output; undefined when no plugin describes it. */
  readonly automationOf: (automation: string) => { readonly input: JsonObject; readonly output: JsonObject } | undefined;
  /** The automation of a call, by serial. */
  readonly called: ReadonlyMap<number, string>;
}

/** Facts of an event or effect that say nothing about a person of the case: names, numbers and texts of the definition, moments, ids. */
const PLAIN: ReadonlySet<string> = new Set([
  'type', 'task', 'serial', 'outcome', 'name', 'timer', 'clock', 'of', 'at', 'dueAt', 'startedAt', 'warnAt', 'pausedAt', 'as', 'state', 'roles', 'role', 'rung', 'given', 'need', 'action', 'automation', 'workflow', 'instanceId',
  'status', 'ok', 'accountId', 'to', 'attachment', 'sha256', 'bytes', 'mediaType', 'kind', 'cause', 'from', 'by', 'byHand', 'approvedBy', 'due', 'explanation', 'zh-CN', 'en', 'text', 'missing', 'year', 'before', 'after', 'running', 'pauses', 'set',
  'budget', 'lead', 'urgent', 'priority', 'climbAfter', 'silentAfter', 'bureau', 'signedBy', 'timeout', 'retry', 'attempts', 'backoff', 'compensates', 'error', 'batchId', 'event', 'links', 'workflows',
]);

/** What no plugin describes any more is shown to nobody. */
const HIDDEN: JsonObject = { 'x-personal': 'P3' };

/** What asks for nothing: whatever stands there all the same is nobody's. */
const NOTHING: JsonObject = { type: 'object', properties: {}, additionalProperties: HIDDEN };

/** An event as its reader may see it: what a person wrote in it is masked by the schema it was written to. */
export function shownEvent(event: HistoryRow['event'], schemas: Schemas, level: DataClass): JsonObject {
  const { compiled } = schemas;
  const masked = (schema: unknown, value: unknown) => maskBySchema(schema ?? HIDDEN, value, level);
  const written: Record<string, unknown> = {};
  if (event.type === 'start') written['data'] = masked(compiled.dataSchema, event.data);
  if (event.type === 'complete-task') written['form'] = masked(formOf(compiled, compiled.tasks[event.task]?.form), event.form);
  if (event.type === 'event' && event.payload !== undefined) written['payload'] = masked(formOf(compiled, compiled.events[event.name]?.form), event.payload);
  if (event.type === 'automation' && event.ok && event.output !== undefined) written['output'] = masked(schemas.automationOf(schemas.called.get(event.serial) ?? '')?.output, event.output);
  // Ids, codes, numbers, moments.
  if ('found' in event && event.found !== undefined) Object.assign(written, { found: event.found }, event.assumed === undefined ? {} : { assumed: event.assumed });
  // Names of fields, and how many values went.
  if (event.type === 'erase') written['fields'] = event.fields;
  // Names and places of two definitions: nothing of the case.
  if (event.type === 'migrate') written['plan'] = event.plan;
  return { ...plain(event, level), ...written } as JsonObject;
}

/** An effect as its reader may see it. */
export function shownEffect(effect: HistoryRow['effects'][number], schemas: Schemas, level: DataClass): JsonObject {
  const written: Record<string, unknown> = {};
  if (effect.type === 'call-automation') {
    const described = schemas.automationOf(effect.automation);
    written['input'] = maskBySchema(described?.input ?? HIDDEN, effect.input, level);
    if (effect.dry !== undefined) written['dry'] = maskBySchema(described?.output ?? HIDDEN, effect.dry, level);
  }
  if (effect.type === 'start-linked') written['data'] = maskBySchema(schemas.dataOf(effect.workflow) ?? HIDDEN, effect.data, level);
  // Told to several, it is as personal as the strictest of them says.
  if (effect.type === 'tell-linked') written['data'] = effect.workflows.reduce<unknown>((data, workflow) => maskBySchema(schemas.eventOf(workflow, effect.event) ?? HIDDEN, data, level), effect.data);
  return { ...plain(effect, level), ...written } as JsonObject;
}

/** What an event of a workflow asks for; undefined for one that is not there. */
export function eventSchemaOf(compiled: CompiledWorkflow | undefined, event: string): unknown {
  if (compiled?.events[event] === undefined) return undefined;
  return compiled.forms[compiled.events[event].form ?? '']?.schema ?? NOTHING;
}

function formOf(compiled: CompiledWorkflow, key: string | undefined): unknown {
  // A task without a form asks for nothing: whatever stands there all the same is nobody's.
  return key === undefined ? undefined : compiled.forms[key]?.schema;
}

/** The plain facts, at any depth. A reason is free text: P2. */
export function plain(thing: object, level: DataClass): JsonObject {
  const shown = Object.entries(thing).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'reason') return covers(level, 'P2') ? [[key, value]] : [];
    return PLAIN.has(key) ? [[key, plainValue(value, level)]] : [];
  });
  return Object.fromEntries(shown) as JsonObject;
}

function plainValue(value: unknown, level: DataClass): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => plainValue(item, level));
  return typeof value === 'object' && value !== null ? plain(value, level) : value;
}
