import { covers, maskBySchema, type DataClass } from '@stationhouse/access';
import type { Id } from '@stationhouse/kernel';
import { exportDefinition, type CompiledWorkflow, type Effect, type ExportedDefinition, type JsonObject } from '@stationhouse/workflow';
import type { HistoryRow, InstanceRow } from '../entities.js';

/** An instance as it leaves the house: plain JSON, as far as its reader may see it. */
export interface InstanceFile {
  readonly format: 'stationhouse-instance/2';
  /** True for an exercise: it is marked wherever it goes. */
  readonly exercise: boolean;
  /** The most its reader may see of a person; what is above is null or left out. */
  readonly dataClass: DataClass;
  readonly number: string;
  readonly workflow: string;
  /** The version it runs on, with the values of its parameters. */
  readonly definition: ExportedDefinition;
  readonly status: InstanceRow['status'];
  readonly outcome: string | null;
  readonly states: readonly string[];
  readonly startedAt: string;
  readonly closedAt: string | null;
  readonly data: unknown;
  readonly history: readonly HistoryLine[];
}

/** One step, in the version it was taken on. */
export interface HistoryLine {
  readonly version: number;
  readonly at: string;
  readonly definition: string;
  readonly actorId: Id | null;
  readonly event: JsonObject;
  readonly left: readonly string[];
  readonly entered: readonly string[];
  readonly effects: readonly JsonObject[];
}

/** What is read of a step for an export. */
export type ExportedStep = Pick<HistoryRow, 'version' | 'at' | 'definition' | 'actorId' | 'event' | 'statesLeft' | 'statesEntered' | 'effects'>;

/** Facts of an event or effect that say nothing about a person of the case: names and numbers of the definition, moments, ids. */
const PLAIN: ReadonlySet<string> = new Set([
  'type', 'task', 'serial', 'outcome', 'name', 'timer', 'clock', 'of', 'at', 'dueAt', 'startedAt', 'warnAt', 'as', 'state', 'roles', 'role', 'rung', 'given', 'need', 'action', 'automation', 'workflow', 'instanceId',
  'status', 'ok', 'accountId', 'to', 'attachment', 'sha256', 'bytes', 'mediaType', 'cause', 'from',
]);

/** @param level the most its reader may see */
export function instanceFile(row: InstanceRow, compiled: CompiledWorkflow, steps: readonly ExportedStep[], versions: ReadonlyMap<string, CompiledWorkflow>, level: DataClass): InstanceFile {
  const { number, workflow, status, outcome, states, exercise, startedAt, closedAt } = row;
  return {
    format: 'stationhouse-instance/2',
    exercise,
    dataClass: level,
    number,
    workflow,
    definition: exportDefinition(compiled),
    status,
    outcome,
    states,
    startedAt: startedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    data: maskBySchema(compiled.dataSchema, row.snapshot.data, level),
    history: steps.map((step) => lineOf(step, versions.get(step.definition) ?? compiled, level)),
  };
}

function lineOf({ version, at, definition, actorId, event, statesLeft, statesEntered, effects }: ExportedStep, compiled: CompiledWorkflow, level: DataClass): HistoryLine {
  return { version, at: at.toISOString(), definition, actorId, event: eventOf(event, compiled, level), left: statesLeft, entered: statesEntered, effects: effects.map((effect) => plainOf(effect)) };
}

/** An event with what a person wrote in it, masked by the schema it was written to. */
function eventOf(event: HistoryRow['event'], compiled: CompiledWorkflow, level: DataClass): JsonObject {
  const masked = (schema: unknown, value: unknown) => maskBySchema(schema, value, level) as JsonObject;
  const written: Record<string, unknown> = {};
  if (event.type === 'start') written['data'] = masked(compiled.dataSchema, event.data);
  if (event.type === 'complete-task') written['form'] = masked(formOf(compiled, compiled.tasks[event.task]?.form), event.form);
  if (event.type === 'event' && event.payload !== undefined) written['payload'] = masked(formOf(compiled, compiled.events[event.name]?.form), event.payload);
  // A reason is free text: P2.
  if ('reason' in event && covers(level, 'P2')) written['reason'] = event.reason;
  return { ...plainOf(event), ...written } as JsonObject;
}

function formOf(compiled: CompiledWorkflow, key: string | undefined): unknown {
  return key === undefined ? undefined : compiled.forms[key]?.schema;
}

function plainOf(thing: HistoryRow['event'] | Effect): JsonObject {
  return Object.fromEntries(Object.entries(thing).filter(([key, value]) => PLAIN.has(key) && (typeof value !== 'object' || Array.isArray(value)))) as JsonObject;
}
