import { text, type Bilingual, type Locale } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { LoggedActivity, LoggedCase, LoggedTask, LogSource } from './log-source.js';
import { Pseudonyms } from './pseudonyms.js';

/** What an event log of ours is about: `instance` the case, `task` one opening of a task, `person` a pseudonym, `incident` what a case came from. */
const OBJECT_TYPES = [
  { name: 'instance', attributes: ['number', 'definition', 'exercise', 'outcome'] },
  { name: 'task', attributes: ['title'] },
  { name: 'person', attributes: [] },
  { name: 'incident', attributes: [] },
] as const;

const EVENT_ATTRIBUTES = ['transition', 'role'] as const;

/** An object of OCEL 2.0 with the values its attributes had from a moment on. */
interface OcelObject {
  readonly id: string;
  readonly type: (typeof OBJECT_TYPES)[number]['name'];
  readonly attributes?: readonly { readonly name: string; readonly time: string; readonly value: string }[];
  readonly relationships?: readonly { readonly objectId: string; readonly qualifier: string }[];
}

/**
 * An event log as OCEL 2.0 JSON. Events come first, while they are read; then their objects in a second passage; the types
 * last, since only then every one that occurred is known. All attributes are strings, as the published schema has them.
 * @param locale of the activities' names
 */
export async function* ocelLog(source: LogSource, locale: Locale): AsyncGenerator<string> {
  const people = new Pseudonyms();
  const types = new Set<string>();
  yield '{"events":[';
  yield* listed(eventsOf(source, people, types, locale));
  yield '],"objects":[';
  yield* listed(objectsOf(source, people, locale));
  const attributes = (names: readonly string[]) => names.map((name) => ({ name, type: 'string' }));
  const objectTypes = OBJECT_TYPES.map(({ name, attributes: names }) => ({ name, attributes: attributes(names) }));
  const eventTypes = [...types].map((name) => ({ name, attributes: attributes(EVENT_ATTRIBUTES) }));
  yield `],"objectTypes":${JSON.stringify(objectTypes)},"eventTypes":${JSON.stringify(eventTypes)}}\n`;
}

/** Items of a JSON array, one a line. */
async function* listed(items: AsyncGenerator<object>): AsyncGenerator<string> {
  let between = '\n';
  for await (const item of items) {
    yield `${between}${JSON.stringify(item)}`;
    between = ',\n';
  }
}

async function* eventsOf(source: LogSource, people: Pseudonyms, types: Set<string>, locale: Locale): AsyncGenerator<object> {
  for await (const page of source.cases()) {
    for await (const { instanceId, activities } of source.activities(page)) {
      for (const activity of activities) {
        types.add(activity.name[locale]);
        yield eventOf(activity, instanceId, people, locale);
      }
    }
  }
}

function eventOf({ id, name, transition, role, actorId, task, at }: LoggedActivity, instanceId: string, people: Pseudonyms, locale: Locale): object {
  return {
    id,
    type: name[locale],
    time: at.toISOString(),
    attributes: [{ name: 'transition', value: transition }, ...(role === undefined ? [] : [{ name: 'role', value: role }])],
    relationships: [
      { objectId: instanceId, qualifier: 'case' },
      ...(task === undefined ? [] : [{ objectId: taskId(instanceId, task), qualifier: 'task' }]),
      ...(actorId === undefined || actorId === null ? [] : [{ objectId: people.of(actorId), qualifier: 'resource' }]),
    ],
  };
}

async function* objectsOf(source: LogSource, people: Pseudonyms, locale: Locale): AsyncGenerator<OcelObject> {
  for (const id of people.all()) yield { id, type: 'person' };
  for await (const page of source.cases()) {
    yield* page.map(instanceOf);
    for (const { incidentId } of page) if (incidentId !== null) yield { id: incidentId, type: 'incident' };
    const { tasks, versions } = await source.tasks(page);
    const definitions = new Map(page.map(({ id, definition }) => [id, definition]));
    for (const task of tasks) yield taskOf(task, titleOf(task, versions.get(definitions.get(task.instanceId) ?? '')), locale);
  }
}

function instanceOf({ id, number, definition, exercise, outcome, startedAt, closedAt, incidentId }: LoggedCase): OcelObject {
  const [began, ended] = [startedAt.toISOString(), closedAt?.toISOString()];
  return {
    id,
    type: 'instance',
    attributes: [
      { name: 'number', time: began, value: number },
      { name: 'definition', time: began, value: definition },
      { name: 'exercise', time: began, value: String(exercise) },
      ...(outcome === null || ended === undefined ? [] : [{ name: 'outcome', time: ended, value: outcome }]),
    ],
    relationships: incidentId === null ? [] : [{ objectId: incidentId, qualifier: 'came from' }],
  };
}

function taskOf({ instanceId, serial, openedAt }: LoggedTask, title: Bilingual, locale: Locale): OcelObject {
  return { id: taskId(instanceId, serial), type: 'task', attributes: [{ name: 'title', time: openedAt.toISOString(), value: title[locale] }], relationships: [{ objectId: instanceId, qualifier: 'part of' }] };
}

function titleOf({ ref }: LoggedTask, compiled: CompiledWorkflow | undefined): Bilingual {
  return compiled?.tasks[ref]?.title ?? text('任务', 'Task');
}

const taskId = (instanceId: string, serial: number) => `${instanceId}-task-${serial}`;
