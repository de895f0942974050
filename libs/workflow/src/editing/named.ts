import { text } from '@stationhouse/kernel';
import type { Definition } from '../grammar.js';
import type { JsonObject } from '../types.js';
import { editText, type DocumentPath, type Reader } from './document.js';
import { eventForm, eventsHeard, nameKindAt, namesFor, type NameKind } from './names.js';
import { recordOf } from './states.js';

/** The sections whose entries other places name. */
export type NamedSection = 'actions' | 'clocks' | 'events' | 'refusals' | 'parameters';

const KINDS: Readonly<Record<NamedSection, ReadonlySet<NameKind | undefined>>> = {
  actions: new Set<NameKind>(['action']), clocks: new Set<NameKind>(['clock']), events: new Set<NameKind>(['event']), refusals: new Set<NameKind>(['refusal']),
  parameters: new Set(),
};
/** What an action is heard by, as `print.succeeded`. */
const HEARD: ReadonlySet<string | undefined> = new Set(['succeeded', 'failed', 'started', 'closed']);

/** A place that names an entry: a value, a key (of `on`), or a word in an expression. */
interface Naming {
  readonly at: DocumentPath;
  readonly name: string;
  readonly by: 'value' | 'key' | 'expression';
}

/** Where the entries of a section are named, by name: the paths in the definition. */
export function namesUsed(definition: Definition, section: NamedSection): ReadonlyMap<string, readonly DocumentPath[]> {
  const found = new Map<string, DocumentPath[]>();
  for (const { at, name } of namings(definition, section)) found.set(name, [...(found.get(name) ?? []), at]);
  return found;
}

/** Gives an entry of a section another name, everywhere it is named. */
export function renameNamed(text: string, section: NamedSection, name: string, to: string): string {
  return editText(text, (draft) => {
    const document = draft.read([]);
    const entries = recordOf(recordOf(document)[section]);
    if (!Object.hasOwn(entries, name) || Object.hasOwn(entries, to)) return;
    // Keys last: what lies under a key that has another name already is not found any more.
    const all = [...namings(document, section)].filter((one) => one.name === name);
    for (const { at, by } of all.filter(({ by: one }) => one !== 'key')) {
      const value = String(draft.read(at));
      draft.write(at, by === 'expression' ? inExpression(value, section, name, to) : value.startsWith('$') ? `$${to}` : to);
    }
    for (const { at } of all.filter(({ by }) => by === 'key')) draft.rename(at, String(at.at(-1)).replace(new RegExp(`^${name}(?=\\.|$)`), to));
    draft.rename([section, name], to);
  });
}

function inExpression(source: string, section: NamedSection, name: string, to: string): string {
  return source.replace(wordOf(section, name), (_, root: string) => `${root}${to}`);
}

/** An entry as expressions name it: `linked.askUnits`, `parameters.lead`. */
const wordOf = (section: NamedSection, name: string) => new RegExp(`\\b(${section === 'parameters' ? 'parameters' : 'linked'}\\.)${name}\\b`, 'g');

function* namings(document: unknown, section: NamedSection): Iterable<Naming> {
  const names = Object.keys(recordOf(recordOf(document)[section]));
  for (const [at, value] of leaves(document, [])) {
    if (typeof value !== 'string') continue;
    if (at[0] === 'data' || (at[0] === 'forms' && at[2] === 'schema')) continue;
    const kind = at.at(-2) === 'with' && !value.startsWith('$') ? 'expression' : nameKindAt(at);
    if (kind === 'expression' && (section === 'actions' || section === 'parameters')) {
      for (const name of names) if (wordOf(section, name).test(value)) yield { at, name, by: 'expression' };
    } else if (section === 'parameters') {
      if (value.startsWith('$') && names.includes(value.slice(1)) && !isFragmentOwn(document, at, value.slice(1))) yield { at, name: value.slice(1), by: 'value' };
    } else if (KINDS[section].has(kind)) yield { at, name: value, by: 'value' };
  }
  if (section === 'actions' || section === 'events') for (const [at] of maps(document, [])) {
    if (at.at(-2) !== 'on') continue;
    const [name = '', heard] = String(at.at(-1)).split('.');
    if (section === 'events' ? heard === undefined : HEARD.has(heard) && names.includes(name)) yield { at, name, by: 'key' };
  }
}

/** True where a fragment was given something of that name itself. */
function isFragmentOwn(document: unknown, at: DocumentPath, name: string): boolean {
  return at[0] === 'fragments' && Object.hasOwn(recordOf(recordOf(recordOf(recordOf(document)['fragments'])[String(at[1])])['parameters']), name);
}

function* leaves(value: unknown, at: DocumentPath): Iterable<readonly [DocumentPath, unknown]> {
  if (typeof value !== 'object' || value === null) yield [at, value];
  else for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...at, Array.isArray(value) ? Number(key) : key]);
}

/** Every key of every map. */
function* maps(value: unknown, at: DocumentPath): Iterable<readonly [DocumentPath, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = [...at, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value)) yield [place, inner];
    yield* maps(inner, place);
  }
}

const readerOf = (definition: Definition): Reader => ({ read: (path) => path.reduce<unknown>((node, part) => (typeof node === 'object' && node !== null ? (node as Record<string | number, unknown>)[part] : undefined), definition) });

/** The events that may be heard in a state: outcomes of its tasks and of those inside, what is reported, what becomes of actions. @param at where the state stands */
export function eventsOfState(definition: Definition, at: DocumentPath): readonly string[] {
  return eventsHeard([...at, 'on'], readerOf(definition)).map(({ name }) => name);
}

/** The outcomes of every task that is written, by the names others use: `sign.signed`. */
export function outcomesWritten(definition: Definition): readonly string[] {
  return [...new Set(namesFor('outcome', [], readerOf(definition)).map(({ name }) => name))];
}

/** What `event` says of a linked instance that is closed. */
const CLOSED = {
  type: 'object',
  properties: {
    outcome: { type: 'string', title: text('关联事项的办理结果', 'How the linked instance ended') },
    item: { type: 'string', title: text('所对应的一项', 'The item it was started for') },
    instanceId: { type: 'string', title: text('关联事项', 'The linked instance') },
  },
} as unknown as JsonObject;

/** The schema of `event` at a place of the definition: the answer of the form, or what is told of a linked instance; undefined where nothing is heard. */
export function answerAt(definition: Definition, at: DocumentPath): JsonObject | undefined {
  const reader = readerOf(definition);
  const form = eventForm(at, reader);
  if (form !== undefined) return definition.forms?.[form]?.schema as JsonObject | undefined;
  const event = at[at.lastIndexOf('on') + 1];
  const [name = '', heard] = at.includes('on') ? String(event).split('.') : [];
  const action = definition.actions?.[name];
  return action !== undefined && 'startLinked' in action && heard === 'closed' ? CLOSED : undefined;
}
