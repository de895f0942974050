import { durationInWords, type Locale } from '@stationhouse/kernel';
import { describeGraph, type GraphClock, type GraphEdge, type GraphState } from './graph.js';
import { activeStates } from './queries.js';
import type { CompiledWorkflow, Snapshot, StateKind, StatePath } from './types.js';

/** A workflow as a Mermaid state diagram (`stateDiagram-v2`). @param locale the language of its titles @param caption follows the title */
export function definitionMermaid(compiled: CompiledWorkflow, locale: Locale, caption?: string): string {
  return diagram(compiled, locale, caption, [], []);
}

/**
 * The same with the states an instance is in marked (`class … current`), and those it has left (`class … been`).
 * @param visited paths of every state it has been in
 */
export function instanceMermaid(compiled: CompiledWorkflow, snapshot: Pick<Snapshot, 'value'>, locale: Locale, caption?: string, visited: readonly StatePath[] = []): string {
  return diagram(compiled, locale, caption, activeStates(snapshot), visited);
}

function diagram(compiled: CompiledWorkflow, locale: Locale, caption: string | undefined, active: readonly StatePath[], visited: readonly StatePath[]): string {
  const { title, start, states, edges, clocks } = describeGraph(compiled);
  const drawing: Drawing = { locale, kinds: new Map(Object.values(compiled.states).map(({ path, kind }) => [path, kind])), ways: new Map() };
  for (const edge of edges) addWay(edge, compiled, drawing);
  for (const clock of clocks) addNotes(clock, drawing);
  const lines = [
    '---',
    `title: ${JSON.stringify(caption === undefined ? title[locale] : `${title[locale]} · ${caption}`)}`,
    '---',
    'stateDiagram-v2',
    ...states.flatMap((state) => stateLines(state, drawing, 1)),
    `  [*] --> ${idOf(start)}`,
    ...(drawing.ways.get('') ?? []).map((way) => `  ${way}`),
    ...states.filter(({ kind }) => kind === 'final').map(({ path }) => `  ${idOf(path)} --> [*]`),
  ];
  // Mermaid cannot mark a state that has others inside: the innermost ones say where it is, and has been.
  const current = innermost(active);
  const been = [...new Set(visited)].filter((path) => !active.includes(path) && compiled.states[path]?.children.length === 0 && compiled.states[path].kind !== 'choose');
  if (been.length > 0) lines.push('  classDef been fill:#e6f4ff,color:#1f1f1f,stroke:#91caff', `  class ${been.map(idOf).join(',')} been`);
  if (current.length > 0) lines.push('  classDef current fill:#1677ff,color:#fff,stroke:#0958d9', `  class ${current.map(idOf).join(',')} current`);
  return `${lines.join('\n')}\n`;
}

function innermost(paths: readonly StatePath[]): StatePath[] {
  return paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));
}

/** What is drawn: the ways by the path of the state they are drawn in, '' outermost. */
interface Drawing {
  readonly locale: Locale;
  readonly kinds: ReadonlyMap<StatePath, StateKind>;
  readonly ways: Map<StatePath, string[]>;
}

/**
 * Mermaid draws no way between insides of different states: a way is drawn between their neighbours around, and says where
 * it begins. Ways with the same ends and words are drawn once, those that lead nowhere not at all.
 */
function addWay(edge: GraphEdge, compiled: CompiledWorkflow, { locale, kinds, ways }: Drawing): void {
  if (edge.to === undefined) return;
  const [from, to] = [edge.from.split('.'), edge.to.split('.')];
  let depth = 0;
  while (depth < from.length - 1 && depth < to.length - 1 && from[depth] === to[depth]) depth += 1;
  while (depth > 0 && kinds.get(from.slice(0, depth).join('.')) === 'parallel') depth -= 1;
  const [begins, ends] = [from.slice(0, depth + 1).join('.'), to.slice(0, depth + 1).join('.')];
  const words = kinds.get(edge.from) === 'choose' ? (edge.when ?? '') : edge.title[locale];
  const where = begins === edge.from ? '' : `${compiled.states[edge.from]?.title[locale] ?? ''} · `;
  const said = `${where}${words}`;
  const line = `${idOf(begins)} --> ${idOf(ends)}${said === '' ? '' : ` : ${label(said)}`}`;
  const scope = from.slice(0, depth).join('.');
  const known = ways.get(scope) ?? [];
  if (!known.includes(line)) ways.set(scope, [...known, line]);
}

/** A clock apart from states is written beside every state it runs or is held in. */
function addNotes({ title, budget, around, pausedIn }: GraphClock, { locale, ways }: Drawing): void {
  for (const path of new Set([...around, ...pausedIn])) {
    const scope = path.split('.').slice(0, -1).join('.');
    const words = [`${pausedIn.includes(path) ? '‖' : '◷'} ${title[locale]}`, ...(budget === undefined ? [] : [durationInWords(budget, locale)])].join(' · ');
    ways.set(scope, [...(ways.get(scope) ?? []), `note right of ${idOf(path)} : ${label(words)}`]);
  }
}

function stateLines(state: GraphState, drawing: Drawing, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const id = idOf(state.path);
  if (state.kind === 'choose') return [`${indent}state ${id} <<choice>>`];
  const named = `${indent}state "${label(state.title[drawing.locale])}" as ${id}`;
  if (state.children.length === 0) return [named];
  const inner = state.children.flatMap((child, index) => [...(state.kind === 'parallel' && index > 0 ? [`${indent}  --`] : []), ...stateLines(child, drawing, depth + 1)]);
  const begins = state.start === undefined ? [] : [`[*] --> ${idOf(state.start)}`];
  const ends = state.kind === 'compound' ? state.children.filter(({ kind }) => kind === 'final').map(({ path }) => `${idOf(path)} --> [*]`) : [];
  return [`${named} {`, ...inner, ...[...begins, ...(drawing.ways.get(state.path) ?? []), ...ends].map((line) => `${indent}  ${line}`), `${indent}}`];
}

/** Mermaid's ids hold no dots; a double underscore cannot stand in a camelCase name. A word of its own is never an id. */
function idOf(path: StatePath): string {
  return `s_${path.replaceAll('.', '__')}`;
}

/** Text that Mermaid takes as it is: its own signs as entities. */
function label(words: string): string {
  return words.replace(/[#;:"<>{}[\]|\\]/g, (sign) => `#${sign.codePointAt(0) ?? 0};`).replace(/\s+/g, ' ');
}
