import { eraseBySchema, type Erasing } from '@stationhouse/access';
import type { Effect, JsonObject, Snapshot } from '@stationhouse/workflow';
import type { ClockChanged, HistoryRow } from '../entities.js';
import type { Schemas } from '../exports/shown.js';

/** What nobody describes is personal. */
const UNKNOWN: JsonObject = { 'x-personal': 'P3' };

/** By whose schemas what lies in an instance's rows is told apart, and what of it goes. */
export interface Contents {
  readonly schemas: Schemas;
  readonly erasing: Erasing;
}

/** What is left of an event: who did what when stays, with the values whose time is not over. */
export function eventLeft(event: HistoryRow['event'], { schemas, erasing }: Contents): HistoryRow['event'] {
  const { compiled } = schemas;
  const by = (schema: unknown, value: unknown) => leftOf(schema, value, erasing);
  const formOf = (key: string | undefined) => (key === undefined ? undefined : compiled.forms[key]?.schema);
  switch (event.type) {
    case 'start':
      return { ...event, data: by(compiled.dataSchema, event.data) };
    case 'complete-task':
      return { ...event, form: by(formOf(compiled.tasks[event.task]?.form), event.form) };
    case 'event':
      return event.payload === undefined ? event : { ...event, payload: by(formOf(compiled.events[event.name]?.form), event.payload) };
    case 'automation':
      return event.ok && event.output !== undefined ? { ...event, output: by(schemas.automationOf(schemas.called.get(event.serial) ?? '')?.output, event.output) } : event;
    case 'migrate':
      return event;
    default:
      return reasonsLeft(event, erasing);
  }
}

/** What is left of an effect. */
export function effectLeft(effect: Effect, { schemas, erasing }: Contents): Effect {
  if (effect.type === 'call-automation') {
    const described = schemas.automationOf(effect.automation);
    const dry = effect.dry === undefined ? {} : { dry: leftOf(described?.output, effect.dry, erasing) };
    return { ...effect, input: leftOf(described?.input, effect.input, erasing), ...dry };
  }
  if (effect.type === 'start-linked') return { ...effect, data: leftOf(schemas.dataOf(effect.workflow), effect.data, erasing) };
  if (effect.type === 'tell-linked') return { ...effect, data: effect.workflows.reduce((data, workflow) => leftOf(schemas.eventOf(workflow, effect.event), data, erasing), effect.data) };
  return reasonsLeft(effect, erasing);
}

/** What is left of the snapshot. Nothing is taken back any more, and what a linked instance was started for is a copy of the data. */
export function snapshotLeft({ recall: _recall, ...snapshot }: Snapshot, { schemas, erasing }: Contents): Snapshot {
  const links = Object.fromEntries(Object.entries(snapshot.links ?? {}).map(([serial, { item, ...link }]) => [serial, item === undefined || erasing.rest ? link : { ...link, item }]));
  return { ...snapshot, data: leftOf(schemas.compiled.dataSchema, snapshot.data, erasing), clocks: reasonsLeft(snapshot.clocks, erasing), ...(snapshot.links === undefined ? {} : { links }) };
}

/** What is left of an automation's input. */
export function inputLeft(automation: string, input: JsonObject, { schemas, erasing }: Contents): JsonObject {
  return leftOf(schemas.automationOf(automation)?.input, input, erasing);
}

/** What is left of a clock's changes. */
export function changesLeft(changes: readonly ClockChanged[], { erasing }: Contents): readonly ClockChanged[] {
  return changes.map((change) => reasonsLeft(change, erasing));
}

function leftOf(schema: unknown, value: unknown, erasing: Erasing): JsonObject {
  return (eraseBySchema(schema ?? UNKNOWN, value, erasing) ?? {}) as JsonObject;
}

/** A reason is free text: it goes with the rest, at any depth. The texts of what is left stay, so that every reader of them still finds one. */
function reasonsLeft<Thing>(thing: Thing, erasing: Erasing): Thing {
  if (!erasing.rest) return thing;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]: [string, unknown]) => {
        if (key !== 'reason' || typeof inner !== 'string') return [key, walk(inner)];
        if (inner !== '') erasing.count(undefined);
        return [key, ''];
      }),
    );
  };
  return walk(thing) as Thing;
}
