import type { DocumentPath, Reader } from './document.js';
import { fragmentOf, reach, recordOf, targetText, writtenStates } from './states.js';

/** What may stand at a place: the name of something, or an expression. */
export type NameKind = 'state' | 'startState' | 'role' | 'form' | 'duration' | 'action' | 'event' | 'refusal' | 'field' | 'formField' | 'clock' | 'fragment' | 'outcome' | 'task' | 'expression' | 'point';

const ROLES: ReadonlySet<unknown> = new Set(['role', 'roles', 'approval', 'by', 'starters', 'bureau']);
const DURATIONS: ReadonlySet<unknown> = new Set(['due', 'remind', 'budget', 'in', 'warn', 'recall', 'climbAfter', 'silentAfter', 'timeout', 'backoff']);
const EXPRESSIONS: ReadonlySet<unknown> = new Set(['when', 'assign', 'dueAt', 'at', 'from', 'until', 'runs', 'stops', 'pauses', 'pausedUntil', 'forEach']);

/** What the value at a path names; undefined where it is free. */
export function nameKindAt(path: DocumentPath): NameKind | undefined {
  const named = path.filter((part) => typeof part === 'string');
  const [key, around, further] = [named.at(-1), named.at(-2), named.at(-3)];
  const inList = typeof path.at(-1) === 'number';
  if (named[0] === 'data' || (named[0] === 'forms' && named[2] !== undefined)) return undefined;
  if (named[0] === 'lookups') return key === 'on' ? 'event' : undefined;
  if (named[0] === 'handIn') return key === 'when' ? 'expression' : undefined;
  if (named[0] === 'share') return key === 'when' ? 'expression' : ROLES.has(key) ? 'role' : 'event';
  if (named[0] === 'public' && key !== 'fields') return key === 'while' ? 'state' : key === 'hears' ? 'event' : undefined;
  if (named[0] === 'matter') return key === 'of' ? 'expression' : key === 'within' ? 'duration' : 'event';
  if (around === 'set' || around === 'say' || around === 'input' || (around === 'data' && further !== undefined)) return 'expression';
  if (key === 'escalate' || around === 'escalate') return key === 'to' ? 'role' : key === 'after' ? 'duration' : undefined;
  if (key === 'extension-points') return 'point';
  if (key === 'label' || around === 'card' || ((around === 'emergency' || around === 'public') && key === 'fields')) return 'field';
  if (key === 'requires') return 'formField';
  if (key === 'do' || key === 'compensate' || (key === 'of' && around === 'tellLinked')) return 'action';
  if (key === 'raise') return 'event';
  if (key === 'refuse') return 'refusal';
  if (key === 'signedBy') return 'outcome';
  if (key === 'separateFrom') return 'task';
  if (key === 'use') return 'fragment';
  if (key === 'startForm' || key === 'form') return 'form';
  if (key === 'start') return 'startState';
  if (key === 'to' || key === 'default' || key === 'optional' || key === 'done' || around === 'on') return named.includes('parameters') && named[0] === 'parameters' ? undefined : 'state';
  if (key === 'pauses' && named[0] !== 'clocks') return 'clock';
  if (ROLES.has(key) || (key === 'from' && around === 'answers')) return 'role';
  if (DURATIONS.has(key)) return 'duration';
  return EXPRESSIONS.has(key) && !inList ? 'expression' : undefined;
}

/** The state that a path lies in, `handling.first`, of a fragment `@visit.open`; empty for none. */
export function stateAround(path: DocumentPath): string {
  const inFragment = path[0] === 'fragments' && typeof path[1] === 'string';
  const keys: string[] = inFragment ? [`@${path[1]}`] : [];
  for (let index = inFragment ? 2 : 0; path[index] === 'states' || path[index] === 'parallel'; index += 2) if (typeof path[index + 1] === 'string') keys.push(String(path[index + 1]));
  return keys.join('.');
}

/** A name somebody may write, and where it is explained. */
export interface KnownName {
  readonly name: string;
  readonly at?: DocumentPath;
}

/** The names of a kind that are written in a text, as they are written at a path. */
export function namesFor(kind: NameKind, path: DocumentPath, reader: Reader): readonly KnownName[] {
  const keysOf = (...at: DocumentPath): KnownName[] => Object.keys(recordOf(reader.read(at))).map((name) => ({ name, at: [...at, name] }));
  const parameters = (type: string) => Object.entries(recordOf(reader.read(['parameters']))).filter(([, one]) => recordOf(one)['type'] === type).map(([name]): KnownName => ({ name: `$${name}`, at: ['parameters', name] }));
  switch (kind) {
    case 'state': {
      const from = stateAround(path);
      return [...writtenStates(reader).filter(({ path: one }) => fragmentOf(one) === fragmentOf(from) && one !== `@${fragmentOf(from)}`).map((state) => ({ name: targetText(from, state.path), at: state.at })), ...given(from, 'target', reader)];
    }
    case 'startState': {
      const around = writtenStates(reader).find((state) => state.path === stateAround(path));
      return keysOf(...(around === undefined ? ['states'] : [...around.at, 'states']));
    }
    case 'form':
      return [...keysOf('forms'), ...given(stateAround(path), 'form', reader)];
    case 'role':
    case 'duration':
      return [...parameters(kind), ...given(stateAround(path), kind, reader)];
    case 'action':
      return keysOf('actions');
    case 'event':
      return keysOf('events');
    case 'refusal':
      return keysOf('refusals');
    case 'outcome':
      return outcomesOf(writtenStates(reader));
    case 'task':
      return [{ name: 'start' }, ...new Map(writtenStates(reader).flatMap(({ at, body }) => Object.keys(recordOf(body['tasks'])).map((name) => [name, { name, at: [...at, 'tasks', name] }]))).values()];
    case 'fragment':
      return keysOf('fragments');
    case 'field':
      return keysOf('data', 'properties');
    case 'formField': {
      const form = reader.read([...path.slice(0, path.lastIndexOf('outcomes')), 'form']);
      return typeof form === 'string' ? keysOf('forms', form, 'schema', 'properties') : [];
    }
    case 'clock':
      return [...writtenStates(reader).flatMap(({ path: state, at, body }) => (body['clock'] === undefined ? [] : [{ name: String(recordOf(body['clock'])['key'] ?? state.split('.').at(-1)), at: [...at, 'clock'] }])), ...keysOf('clocks')];
    case 'point':
      return [...writtenStates(reader).filter(({ path: state }) => fragmentOf(state) === undefined).flatMap(({ path: state, at, body }) => (body['final'] === true ? ['before'] : body['states'] !== undefined || body['parallel'] !== undefined ? ['before', 'after', 'inside'] : ['before', 'after']).map((where) => ({ name: `${where} ${state}`, at }))), ...keysOf('forms').map(({ name, at }) => ({ name: `form ${name}`, ...(at === undefined ? {} : { at }) }))];
    case 'expression':
      return expressionNames(path, reader);
  }
}

/** What a fragment is given under a type, as it is named inside of it. */
function given(within: string, type: string, reader: Reader): readonly KnownName[] {
  const fragment = fragmentOf(within);
  if (fragment === undefined) return [];
  const declared = recordOf(reader.read(['fragments', fragment, 'parameters']));
  return Object.entries(declared).filter(([, one]) => one === type || recordOf(one)['type'] === type).map(([name]) => ({ name: `$${name}`, at: ['fragments', fragment, 'parameters', name] }));
}

/** What an expression may read here: data, parameters, the answer of the event. */
function expressionNames(path: DocumentPath, reader: Reader): readonly KnownName[] {
  const dotted = (root: string, at: DocumentPath) => Object.keys(recordOf(reader.read(at))).map((name) => ({ name: `${root}.${name}`, at: [...at, name] }));
  const form = eventForm(path, reader);
  return [...dotted('data', ['data', 'properties']), ...dotted('parameters', ['parameters']), ...(form === undefined ? [] : dotted('event', ['forms', form, 'schema', 'properties']))];
}

/** The form whose answer a transition hears. */
export function eventForm(path: DocumentPath, reader: Reader): string | undefined {
  const index = path.lastIndexOf('on');
  const event = index < 0 ? undefined : path[index + 1];
  if (typeof event !== 'string') return undefined;
  const [task = ''] = event.split('.');
  const within = stateAround(path);
  const asked = event.includes('.') ? writtenStates(reader).filter((state) => state.path === within || state.path.startsWith(`${within}.`)).map(({ body }) => recordOf(recordOf(body['tasks'])[task])['form']).find((one) => one !== undefined) : recordOf(reader.read(['events', event]))['form'];
  return typeof asked === 'string' ? asked : undefined;
}

/** The outcomes of the tasks of some states: `sign.signed`. */
function outcomesOf(states: ReturnType<typeof writtenStates>): readonly KnownName[] {
  return states.flatMap(({ at, body }) => Object.entries(recordOf(body['tasks'])).flatMap(([key, task]) => {
    const outcomes = Object.keys(recordOf(recordOf(task)['outcomes']));
    return (outcomes.length === 0 ? ['done'] : outcomes).map((outcome): KnownName => ({ name: `${key}.${outcome}`, at: [...at, 'tasks', key] }));
  }));
}

/** What may be heard in a state: outcomes of its tasks and of those inside, events, what becomes of actions. */
export function eventsHeard(path: DocumentPath, reader: Reader): readonly KnownName[] {
  const within = stateAround(path);
  const tasks = outcomesOf(writtenStates(reader).filter((state) => state.path === within || state.path.startsWith(`${within}.`)));
  const actions = Object.entries(recordOf(reader.read(['actions']))).flatMap(([name, action]) => ('automation' in recordOf(action) ? ['succeeded', 'failed'] : 'startLinked' in recordOf(action) ? ['started', 'closed'] : []).map((what): KnownName => ({ name: `${name}.${what}`, at: ['actions', name] })));
  return [...tasks, ...namesFor('event', path, reader), ...actions];
}

/** Where what a value names is written; undefined for what is no name, or names nothing. */
export function definedAt(path: DocumentPath, part: 'key' | 'value', value: unknown, reader: Reader): DocumentPath | undefined {
  const written = String(value);
  const event = part === 'key' && path.at(-2) === 'on';
  if (event) return eventsHeard(path.slice(0, -1), reader).find(({ name }) => name === written)?.at;
  if (part === 'key') return undefined;
  if (written.startsWith('$')) return reader.read(['parameters', written.slice(1)]) === undefined ? undefined : ['parameters', written.slice(1)];
  const kind = nameKindAt(path);
  if (kind === undefined || kind === 'expression') return undefined;
  if (kind === 'state') {
    const states = writtenStates(reader);
    const reached = reach({ from: stateAround(path), target: written, kind: 'target' }, new Set(states.map(({ path: one }) => one)));
    return states.find((state) => state.path === reached)?.at;
  }
  return namesFor(kind, path, reader).find(({ name }) => name === written)?.at;
}
