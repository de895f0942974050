import { readText, type ApiText } from '@stationhouse/plugin-web';

/** A state of a workflow as the diagram draws it. */
export interface GraphNode {
  readonly path: string;
  readonly title: ApiText;
  readonly kind: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

/** Any state, at any depth. */
export interface Place {
  readonly title: ApiText;
  readonly kind: string;
  /** True when people have something to do in it. */
  readonly works: boolean;
}

/** A way from a state at any depth to another, and what it is called. */
export interface Way extends GraphEdge {
  /** outcome | event | automatic | wait | done */
  readonly kind: string;
  readonly title: ApiText | undefined;
}

/** The outermost states and what leads from one to another. */
export interface Graph {
  /** The outermost state an instance begins in. */
  readonly start: string | undefined;
  readonly places: ReadonlyMap<string, Place>;
  readonly ways: readonly Way[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Ways back to an earlier state: said in words, since lines running upwards only confuse. */
  readonly back: readonly GraphEdge[];
  /** Clocks by the outermost state they run in. */
  readonly clocks: ReadonlyMap<string, readonly ApiText[]>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** `mediating.first` → `mediating`. */
export const outermost = (path: string): string => path.split('.')[0] ?? path;

/**
 * Reads `Workflow.graph`: `{ states: [{ path, title, kind, children }], edges: [{ from, to?, kind, refused? }] }`, the outermost states
 * in the order they are written. Inner states are drawn inside their outermost one, so edges are lifted to it; an edge inside one
 * state, or one that only says "refused", says nothing at this height.
 */
export function readGraph(json: unknown): Graph {
  const record = isRecord(json) ? json : {};
  const nodes = list(record['states']).flatMap((node): GraphNode[] => {
    const path = node['path'];
    if (typeof path !== 'string') return [];
    return [{ path, title: readText(node['title']) ?? { zhCN: path, en: path }, kind: typeof node['kind'] === 'string' ? node['kind'] : 'simple' }];
  });
  const known = new Set(nodes.map(({ path }) => path));
  const edges = new Map<string, GraphEdge>();
  for (const edge of list(record['edges'])) {
    const from = outermost(String(edge['from'] ?? ''));
    const to = outermost(String(edge['to'] ?? ''));
    if (from !== to && known.has(from) && known.has(to) && edge['refused'] !== true) edges.set(`${from}→${to}`, { from, to });
  }
  const all = [...edges.values()];
  const order = new Map(nodes.map(({ path }, index) => [path, index]));
  const isBack = ({ from, to }: GraphEdge) => (order.get(to) ?? 0) < (order.get(from) ?? 0) && reaches(to, from, all);
  const start = typeof record['start'] === 'string' ? outermost(record['start']) : nodes[0]?.path;
  return { start, places: new Map(placesIn(record['states'])), ways: waysIn(record['edges']), nodes, edges: all.filter((edge) => !isBack(edge)), back: all.filter(isBack), clocks: clocksIn(record) };
}

/**
 * The way instances are meant to go, as far as its author says: to the end that is written first, by outcomes that are written early, of
 * several ways under conditions by the one that is left when none holds. What is decided by itself on the way is left out.
 * For where the whole would be too small to read.
 */
export function mainPath({ start, nodes, edges, ways }: Pick<Graph, 'start' | 'nodes' | 'edges' | 'ways'>): readonly GraphNode[] {
  const end = nodes.find(({ kind }) => kind === 'final')?.path;
  if (start === undefined || end === undefined) return [];
  const drawn = new Set(edges.map(({ from, to }) => `${from}→${to}`));
  const outer = ways.map((way) => ({ ...way, from: outermost(way.from), to: outermost(way.to) })).filter(({ from, to }) => drawn.has(`${from}→${to}`));
  const best = new Map<string, { readonly cost: number; readonly path: readonly string[] }>([[start, { cost: 0, path: [start] }]]);
  // A way that is found later may be the better one of a state that was gone on from already: again until nothing changes.
  for (let found = true; found;) {
    found = false;
    for (const [from, { cost, path }] of [...best]) {
      for (const { to, more } of onwardOf(outer.filter((way) => way.from === from))) {
        if (path.includes(to) || cost + more >= (best.get(to)?.cost ?? Number.POSITIVE_INFINITY)) continue;
        best.set(to, { cost: cost + more, path: [...path, to] });
        found = true;
      }
    }
  }
  return (best.get(end)?.path ?? []).flatMap((path) => nodes.filter((node) => node.path === path && node.kind !== 'choose'));
}

/** What each step costs by itself, so that of ways that are as likely the shorter one is taken; an event is what comes in between. */
const [STEP, EVENT] = [0.2, 3];

/** Where the ways of one state lead, with how far each is from what is meant: later outcomes, and those under a condition, further. */
function onwardOf(leaving: readonly Way[]): readonly { readonly to: string; readonly more: number }[] {
  const names = [...new Set(leaving.filter(({ kind }) => kind !== 'event').map(nameOf))];
  return leaving.map((way) => {
    const conditional = leaving.findLast((other) => nameOf(other) === nameOf(way))?.to !== way.to;
    return { to: way.to, more: STEP + (way.kind === 'event' ? EVENT : names.indexOf(nameOf(way))) + (conditional ? 1 : 0) };
  });
}

const nameOf = ({ kind, title }: Way): string => `${kind} ${title?.en ?? ''}`;

function placesIn(states: unknown): [string, Place][] {
  return list(states).flatMap(({ path, title, kind, tasks, children }): [string, Place][] => {
    if (typeof path !== 'string') return [];
    const place = { title: readText(title) ?? { zhCN: path, en: path }, kind: typeof kind === 'string' ? kind : 'simple', works: list(tasks).length > 0 };
    return [[path, place], ...placesIn(children)];
  });
}

/** Clocks of states, and those apart from states: each at the outermost states it runs or is held in. */
function clocksIn(record: Record<string, unknown>): Map<string, ApiText[]> {
  const found = new Map<string, ApiText[]>();
  const add = (path: string, title: ApiText | undefined) => {
    const known = found.get(outermost(path)) ?? [];
    if (title !== undefined && !known.some(({ en, zhCN }) => en === title.en && zhCN === title.zhCN)) found.set(outermost(path), [...known, title]);
  };
  const walk = (states: unknown) => {
    for (const { path, clock, children } of list(states)) {
      if (isRecord(clock)) add(String(path), readText(clock['title']));
      walk(children);
    }
  };
  walk(record['states']);
  for (const { title, around, pausedIn } of list(record['clocks'])) for (const path of [around, pausedIn].flat()) if (typeof path === 'string') add(path, readText(title));
  return found;
}

function waysIn(edges: unknown): Way[] {
  return list(edges).flatMap(({ from, to, kind, title, refused }): Way[] =>
    typeof from === 'string' && typeof to === 'string' && refused !== true ? [{ from, to, kind: String(kind), title: readText(title) }] : []);
}

/** True when following the edges leads from one state to the other. */
function reaches(from: string, to: string, edges: readonly GraphEdge[], seen: Set<string> = new Set()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return edges.some((edge) => edge.from === from && reaches(edge.to, to, edges, seen));
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export type StateStatus = 'done' | 'current' | 'ahead';

export interface StateLine {
  readonly path: string;
  readonly title: ApiText;
  readonly status: StateStatus;
}

/** One outermost state with the lines inside it: what the diagram's card and the text list both show. */
export interface StateCard extends StateLine {
  readonly kind: string;
  readonly inner: readonly (StateLine & { readonly at?: ApiText })[];
  /** Where one may be sent back to from here. */
  readonly back: readonly ApiText[];
  /** Its time limits. */
  readonly clocks: readonly ApiText[];
}

interface StateRow {
  readonly path: string;
  readonly title: ApiText;
  readonly status: string;
}

/** The states of an instance by their outermost state. A region inside shows which of its own states it is in. */
export function cardsOf(graph: Graph, states: readonly StateRow[]): StateCard[] {
  const statusOf = new Map(states.map(({ path, status }) => [path, asStatus(status)]));
  const titles = new Map(states.map(({ path, title }) => [path, title]));
  const order = graph.nodes.length > 0 ? graph.nodes : states.filter(({ path }) => !path.includes('.')).map(({ path, title }) => ({ path, title, kind: 'simple' }));
  return order.map(({ path, title, kind }) => {
    const below = states.filter((state) => state.path.startsWith(`${path}.`));
    const inner = below.filter((state) => state.path.split('.').length === 2).map((state) => {
      const current = below.find((deeper) => deeper.path.startsWith(`${state.path}.`) && deeper.status === 'current');
      // A parallel state may be left before all of its regions came to their end.
      const ended = below.some(({ path: deeper, status }) => status === 'done' && deeper.startsWith(`${state.path}.`) && graph.places.get(deeper)?.kind === 'final');
      const reached = kind !== 'parallel' ? asStatus(state.status) : current ? regionStatus(graph.places.get(current.path)) : ended ? 'done' : 'ahead';
      return { path: state.path, title: state.title, status: reached, ...(current ? { at: current.title } : {}) };
    });
    const back = graph.back.filter(({ from }) => from === path).flatMap(({ to }) => titles.get(to) ?? graph.nodes.find((node) => node.path === to)?.title ?? []);
    return { path, title: titles.get(path) ?? title, kind, status: statusOf.get(path) ?? 'ahead', inner, back, clocks: graph.clocks.get(path) ?? [] };
  });
}

/** A region that has reached its end is done though the state around it goes on; one that only waits for its time has not begun. */
function regionStatus(place: Place | undefined): StateStatus {
  if (place?.kind === 'final') return 'done';
  return place === undefined || place.works ? 'current' : 'ahead';
}

function asStatus(status: string): StateStatus {
  return status === 'done' || status === 'current' ? status : 'ahead';
}
