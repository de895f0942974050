import { maskBySchema, type DataClass } from '@stationhouse/access';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, JsonObject } from '@stationhouse/workflow';
import type { HistoryRow, InstanceRow } from '../entities.js';
import { definitionFile, type DefinitionFile, type TracedVersion } from './definition-export.js';
import { recordLines, type InstanceRecord } from './instance-record.js';
import { shownEffect, shownEvent, type Schemas } from './shown.js';

/** An instance as it leaves the house: plain JSON with all it has, as far as its reader may see it. */
export interface InstanceFile extends ReturnType<typeof recordLines> {
  readonly format: 'stationhouse-instance/3';
  /** True for an exercise: it is marked wherever it goes. */
  readonly exercise: boolean;
  /** The run it was part of; null for a real one, and for an exercise by itself. */
  readonly exerciseId: Id | null;
  /** The most its reader may see of a person; what is above is null or left out. */
  readonly dataClass: DataClass;
  readonly id: Id;
  readonly number: string;
  readonly workflow: string;
  /** The version it runs on, with the values of its parameters and the overlays that made it. */
  readonly definition: DefinitionFile;
  readonly version: number;
  readonly status: InstanceRow['status'];
  readonly outcome: string | null;
  readonly states: readonly string[];
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly incidentId: Id | null;
  readonly data: unknown;
  readonly history: readonly HistoryLine[];
}

/** One step, in the version it was taken on. */
export interface HistoryLine {
  readonly version: number;
  readonly at: Date;
  readonly kind: HistoryRow['kind'];
  readonly definition: string;
  readonly timeZone: string;
  /** Name of the working calendar it was computed on; the built-in years when null. */
  readonly calendar: string | null;
  readonly actorId: Id | null;
  readonly event: JsonObject;
  readonly left: readonly string[];
  readonly entered: readonly string[];
  readonly effects: readonly JsonObject[];
  /** Ids of the notices it led to. */
  readonly notices: readonly Id[];
}

/** What is read of a step for an export. */
export type ExportedStep = Pick<HistoryRow, 'version' | 'at' | 'kind' | 'definition' | 'timeZone' | 'calendar' | 'actorId' | 'event' | 'statesLeft' | 'statesEntered' | 'effects'>;

/** What an instance's file is made of. */
export interface InstanceSources {
  readonly row: InstanceRow;
  readonly steps: readonly ExportedStep[];
  readonly record: InstanceRecord;
  /** The version it runs on, and those of its steps by hash. */
  readonly traced: TracedVersion;
  readonly versions: ReadonlyMap<string, CompiledWorkflow>;
  readonly schemas: Pick<Schemas, 'dataOf' | 'eventOf' | 'automationOf'>;
}

/** @param level the most its reader may see */
export function instanceFile({ row, steps, record, traced, versions, schemas }: InstanceSources, level: DataClass): InstanceFile {
  const { id, number, workflow, version, status, outcome, states, exercise, exerciseId, startedAt, closedAt, incidentId } = row;
  const { compiled } = traced;
  const called = new Map(record.calls.map(({ serial, automation }) => [serial, automation]));
  const hidden = { 'x-personal': 'P3' };
  const rest = recordLines(record, row, (call) => maskBySchema(schemas.automationOf(call.automation)?.input ?? hidden, call.input, level) as JsonObject, level);
  const lineOf = (step: ExportedStep): HistoryLine => {
    const by = { ...schemas, called, compiled: versions.get(step.definition) ?? compiled };
    return {
      version: step.version, at: step.at, kind: step.kind, definition: step.definition, timeZone: step.timeZone, calendar: step.calendar, actorId: step.actorId,
      event: shownEvent(step.event, by, level), left: step.statesLeft, entered: step.statesEntered, effects: step.effects.map((effect) => shownEffect(effect, by, level)),
      notices: rest.notices.flatMap((notice) => (notice.version === step.version ? [notice.id] : [])),
    };
  };
  return {
    format: 'stationhouse-instance/3', exercise, exerciseId, dataClass: level, id, number, workflow, definition: definitionFile(traced), version, status, outcome, states, startedAt, closedAt, incidentId,
    data: maskBySchema(compiled.dataSchema, row.snapshot.data, level), history: steps.map(lineOf), ...rest,
  };
}
