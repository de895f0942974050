import { text, type Id, type Locale } from '@stationhouse/kernel';
import { DETAILS } from './activities.js';
import type { LoggedActivity, LoggedCase, LoggedClock, LoggedThings, LogSource } from './log-source.js';
import { Pseudonyms } from './pseudonyms.js';

/**
 * What an event log of ours is about: `instance` the case, `task` one opening of a task, `clock` one running of a clock with every moment it was
 * due at, `attachment`, `notice`, `person` a pseudonym, `incident` what a case came from, `linked` an instance that is no case of this log, `referral`.
 */
const OBJECT_TYPES = [
  { name: 'instance', attributes: ['number', 'definition', 'exercise', 'exerciseRun', 'outcome'] },
  { name: 'task', attributes: ['title'] },
  { name: 'clock', attributes: ['title', 'dueAt', 'cause'] },
  { name: 'attachment', attributes: ['sha256', 'bytes', 'mediaType'] },
  { name: 'notice', attributes: ['kind', 'urgency', 'title'] },
  { name: 'person', attributes: [] },
  { name: 'incident', attributes: [] },
  { name: 'linked', attributes: [] },
  { name: 'referral', attributes: [] },
] as const;

const EVENT_ATTRIBUTES = ['transition', 'role', ...DETAILS] as const;

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

function eventOf({ id, name, transition, role, actorId, task, clock, attachment, notice, linked, details, at }: LoggedActivity, instanceId: string, people: Pseudonyms, locale: Locale): object {
  const related = { case: instanceId, task: numbered(instanceId, 'task', task), clock: numbered(instanceId, 'clock', clock), attachment, notice, linked, resource: actorId === undefined || actorId === null ? undefined : people.of(actorId) };
  return { id, type: name[locale], time: at.toISOString(), attributes: listOf({ transition, role, ...details }), relationships: relationsOf(related) };
}

async function* objectsOf(source: LogSource, people: Pseudonyms, locale: Locale): AsyncGenerator<OcelObject> {
  for (const id of people.all()) yield { id, type: 'person' };
  // Incidents, instances outside the log and referrals are named by several cases, and written once.
  const outside = new Map<string, OcelObject>();
  for await (const page of source.cases()) {
    yield* page.map(instanceOf);
    const linked = page.flatMap(({ parentId, children, series }) => [...(parentId === null ? [] : [parentId]), ...children, ...series]);
    const cases = await source.within(linked);
    for (const id of linked) if (!cases.has(id)) outside.set(id, { id, type: 'linked' });
    for (const { incidentId, referrals } of page) {
      if (incidentId !== null) outside.set(incidentId, { id: incidentId, type: 'incident' });
      for (const id of referrals) outside.set(id, { id, type: 'referral' });
    }
    yield* thingsOf(await source.things(page), page, locale);
  }
  yield* outside.values();
}

function* thingsOf({ tasks, clocks, attachments, notices, versions }: LoggedThings, page: readonly LoggedCase[], locale: Locale): Generator<OcelObject> {
  const definitions = new Map(page.map(({ id, definition }) => [id, definition]));
  const compiledOf = (instanceId: Id) => versions.get(definitions.get(instanceId) ?? '');
  for (const { instanceId, serial, ref, openedAt } of tasks) {
    yield part(instanceId, numbered(instanceId, 'task', serial), 'task', openedAt, { title: (compiledOf(instanceId)?.tasks[ref]?.title ?? text('任务', 'Task'))[locale] });
  }
  for (const clock of clocks) yield clockOf(clock, (compiledOf(clock.instanceId)?.clocks[clock.ref]?.title ?? text('时限', 'Clock'))[locale]);
  for (const { instanceId, id, sha256, bytes, mediaType, addedAt } of attachments) yield part(instanceId, id, 'attachment', addedAt, { sha256, bytes: String(bytes), mediaType });
  for (const { instanceId, id, kind, urgency, title, at } of notices) yield part(instanceId, id, 'notice', at, { kind, urgency, title: title[locale] });
}

/** Something of a case, with values that it has had ever since. */
function part(instanceId: Id, id: string, type: OcelObject['type'], since: Date, values: Readonly<Record<string, string>>): OcelObject {
  const time = since.toISOString();
  return { id, type, attributes: listOf(values).map(({ name, value }) => ({ name, time, value })), relationships: [{ objectId: instanceId, qualifier: 'part of' }] };
}

/** A clock that was computed anew has two due moments, each from when it held. */
function clockOf({ instanceId, serial, startedAt, dueAt, changes }: LoggedClock, title: string): OcelObject {
  const began = startedAt.toISOString();
  const first = changes.length === 0 ? dueAt?.toISOString() : changes[0]?.before.dueAt;
  const clock = part(instanceId, numbered(instanceId, 'clock', serial), 'clock', startedAt, { title });
  const due = [
    ...(first === undefined ? [] : [{ name: 'dueAt', time: began, value: first }]),
    ...changes.flatMap(({ at, cause, after }) => [{ name: 'cause', time: at, value: cause }, ...(after.dueAt === undefined ? [] : [{ name: 'dueAt', time: at, value: after.dueAt }])]),
  ];
  return { ...clock, attributes: [...(clock.attributes ?? []), ...due] };
}

function instanceOf({ id, number, definition, exercise, exerciseId, outcome, startedAt, closedAt, incidentId, parentId, children, series, referrals }: LoggedCase): OcelObject {
  const [began, ended] = [startedAt.toISOString(), closedAt?.toISOString()];
  return {
    id,
    type: 'instance',
    attributes: [
      ...listOf({ number, definition, exercise: String(exercise), exerciseRun: exerciseId ?? undefined }).map(({ name, value }) => ({ name, time: began, value })),
      ...(outcome === null || ended === undefined ? [] : [{ name: 'outcome', time: ended, value: outcome }]),
    ],
    relationships: [
      ...relationsOf({ 'came from': incidentId ?? undefined, 'started by': parentId ?? undefined }),
      ...children.map((objectId) => ({ objectId, qualifier: 'started' })),
      ...series.map((objectId) => ({ objectId, qualifier: 'same series' })),
      ...referrals.map((objectId) => ({ objectId, qualifier: 'referral' })),
    ],
  };
}

/** What there is of some values, as OCEL lists it. */
function listOf(values: Readonly<Record<string, string | undefined>>): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function relationsOf(values: Readonly<Record<string, string | undefined>>): { objectId: string; qualifier: string }[] {
  return listOf(values).map(({ name, value }) => ({ objectId: value, qualifier: name }));
}

function numbered(instanceId: string, what: 'task' | 'clock', serial: number): string;
function numbered(instanceId: string, what: 'task' | 'clock', serial: number | undefined): string | undefined;
function numbered(instanceId: string, what: 'task' | 'clock', serial: number | undefined): string | undefined {
  return serial === undefined ? undefined : `${instanceId}-${what}-${serial}`;
}
