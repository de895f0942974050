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

/** The outermost states and what leads from one to another. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Ways back to an earlier state: said in words, since lines running upwards only confuse. */
  readonly back: readonly GraphEdge[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const outermost = (path: string) => path.split('.')[0] ?? path;

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
  return { nodes, edges: all.filter((edge) => !isBack(edge)), back: all.filter(isBack) };
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
      return { path: state.path, title: state.title, status: asStatus(state.status), ...(current ? { at: current.title } : {}) };
    });
    const back = graph.back.filter(({ from }) => from === path).flatMap(({ to }) => titles.get(to) ?? graph.nodes.find((node) => node.path === to)?.title ?? []);
    return { path, title: titles.get(path) ?? title, kind, status: statusOf.get(path) ?? 'ahead', inner, back };
  });
}

function asStatus(status: string): StateStatus {
  return status === 'done' || status === 'current' ? status : 'ahead';
}
