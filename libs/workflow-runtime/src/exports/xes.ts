import { xmlText, type Locale } from '@stationhouse/kernel';
import type { LoggedActivity, LoggedCase, LogSource } from './log-source.js';
import { Pseudonyms } from './pseudonyms.js';

const EXTENSIONS = [
  ['Concept', 'concept'],
  ['Lifecycle', 'lifecycle'],
  ['Organizational', 'org'],
  ['Time', 'time'],
] as const;

/**
 * An event log as XES (IEEE 1849-2016): a case is a trace, an activity an event with its transition, moment (UTC), role and
 * pseudonym. Written as it is read; nothing of it is held back.
 * @param name of the log @param locale of the activities' names
 */
export async function* xesLog(source: LogSource, name: string, locale: Locale): AsyncGenerator<string> {
  const people = new Pseudonyms();
  yield head(name);
  for await (const page of source.cases()) {
    const cases = new Map(page.map((one) => [one.id, one]));
    let open: string | undefined;
    for await (const { instanceId, activities } of source.activities(page)) {
      const begun = cases.get(instanceId);
      if (open !== instanceId && begun !== undefined) {
        yield `${open === undefined ? '' : '  </trace>\n'}${traceHead(begun)}`;
        open = instanceId;
      }
      for (const activity of activities) yield event(activity, people, locale);
    }
    if (open !== undefined) yield '  </trace>\n';
  }
  yield '</log>\n';
}

function head(name: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    // The schema wants a decimal here: the year of the standard follows its number.
    '<log xes.version="1849.2016" xes.features="">',
    ...EXTENSIONS.map(([title, prefix]) => `  <extension name="${title}" prefix="${prefix}" uri="http://www.xes-standard.org/${prefix}.xesext"/>`),
    '  <global scope="trace"><string key="concept:name" value=""/><boolean key="exercise" value="false"/></global>',
    '  <global scope="event"><string key="concept:name" value=""/><string key="lifecycle:transition" value="complete"/><date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/></global>',
    '  <classifier name="Activity" scope="event" keys="concept:name"/>',
    '  <classifier name="ActivityAndTransition" scope="event" keys="concept:name lifecycle:transition"/>',
    `  ${attribute('string', 'concept:name', name)}`,
    `  ${attribute('string', 'lifecycle:model', 'standard')}`,
    '',
  ].join('\n');
}

function traceHead({ number, definition, exercise, exerciseId, outcome, startedAt, closedAt, ...links }: LoggedCase): string {
  const attributes = [
    attribute('string', 'concept:name', number),
    attribute('boolean', 'exercise', String(exercise)),
    attribute('string', 'definition', definition),
    attribute('date', 'startedAt', startedAt.toISOString()),
    ...(closedAt === null ? [] : [attribute('date', 'closedAt', closedAt.toISOString())]),
    ...(outcome === null ? [] : [attribute('string', 'outcome', outcome)]),
    ...(exerciseId === null ? [] : [attribute('string', 'exerciseRun', exerciseId)]),
    ...(links.incidentId === null ? [] : [attribute('string', 'incident', links.incidentId)]),
    ...(links.parentId === null ? [] : [attribute('string', 'parent', links.parentId)]),
    ...(['children', 'series', 'referrals'] as const).flatMap((kind) => (links[kind].length === 0 ? [] : [attribute('string', kind, links[kind].join(' '))])),
  ];
  return `  <trace>\n    ${attributes.join('')}\n`;
}

function event({ id, name, transition, at, role, actorId, attachment, notice, linked, details }: LoggedActivity, people: Pseudonyms, locale: Locale): string {
  const attributes = [
    attribute('string', 'concept:name', name[locale]),
    attribute('string', 'concept:instance', id),
    attribute('string', 'lifecycle:transition', transition),
    attribute('date', 'time:timestamp', at.toISOString()),
    ...(role === undefined ? [] : [attribute('string', 'org:role', role)]),
    ...(actorId === undefined || actorId === null ? [] : [attribute('string', 'org:resource', people.of(actorId))]),
    ...Object.entries({ attachment, notice, linked, ...details }).flatMap(([key, value]) => (value === undefined ? [] : [attribute('string', key, value)])),
  ];
  return `    <event>${attributes.join('')}</event>\n`;
}

function attribute(type: 'string' | 'date' | 'boolean', key: string, value: string): string {
  return `<${type} key="${key}" value="${xmlText(value)}"/>`;
}
