import type { ApiText } from '@stationhouse/plugin-web';
import { outermost, type Graph, type StateCard, type StateStatus } from './graph.js';

/** What the route reads of a timeline entry. */
export interface Deed {
  readonly at: string;
  readonly kind: string;
  readonly title: ApiText;
  readonly by?: string | null | undefined;
  readonly future: boolean;
  /** Paths of the states entered with it. */
  readonly entered: readonly string[];
}

/** A line inside a step: a region, or one of the states passed through inside it. */
export interface StepLine {
  readonly path: string;
  readonly title: ApiText;
  readonly status: StateStatus;
  readonly at?: ApiText;
  /** When it ended, and who ended it; unknown for what has not. */
  readonly ended?: Deed;
}

/** One stay in an outermost state. A state that was returned to makes two steps. */
export interface Step {
  readonly path: string;
  readonly title: ApiText;
  readonly kind: string;
  readonly status: 'done' | 'current';
  readonly began?: Deed;
  readonly ended?: Deed;
  readonly lines: readonly StepLine[];
}

/** Where the instance may go from here, and what leads there. */
export interface NextStep {
  readonly path: string;
  readonly title: ApiText;
  readonly by: readonly ApiText[];
  /** True when it was there before. */
  readonly again: boolean;
}

interface Stay {
  readonly path: string;
  readonly began: Deed | undefined;
  ended?: Deed;
  readonly entered: { readonly path: string; readonly deed: Deed }[];
}

/** The stays in outermost states, oldest first. A state left in the very step that entered it was only a junction. */
function staysOf(deeds: readonly Deed[]): Stay[] {
  const stays: Stay[] = [];
  for (const deed of deeds) {
    for (const path of deed.entered) {
      let last = stays.at(-1);
      if (last?.path !== outermost(path)) {
        if (last) last.ended = deed;
        last = { path: outermost(path), began: deed, entered: [] };
        stays.push(last);
      }
      if (path.includes('.')) last.entered.push({ path, deed });
    }
  }
  return stays.filter(({ began, ended }) => ended === undefined || began !== ended);
}

/** The way an instance took, from its timeline and its present states; the last step is where it is. */
export function stepsOf(graph: Graph, cards: readonly StateCard[], timeline: readonly Deed[]): Step[] {
  const stays = staysOf(timeline.filter(({ future }) => !future));
  const current = cards.find(({ status }) => status === 'current');
  // A step of the clock's that leaves no line in the timeline may have led here.
  if (current !== undefined && stays.at(-1)?.path !== current.path) stays.push({ path: current.path, began: undefined, entered: [] });
  return stays.map((stay, index) => {
    const card = cards.find(({ path }) => path === stay.path);
    const here = index === stays.length - 1 && card?.status === 'current';
    const place = graph.places.get(stay.path);
    const kind = place?.kind ?? card?.kind ?? 'simple';
    return {
      path: stay.path, title: place?.title ?? card?.title ?? { zhCN: stay.path, en: stay.path }, kind, status: here ? 'current' : 'done',
      ...(stay.began ? { began: stay.began } : {}), ...(stay.ended ? { ended: stay.ended } : {}),
      lines: kind === 'parallel' ? regionLines(graph, stay, here ? card : undefined) : kind === 'compound' ? innerLines(graph, stay) : [],
    };
  });
}

/** The regions of a parallel state: all of them where the instance is, and those that came to their end where it was. */
function regionLines(graph: Graph, stay: Stay, card: StateCard | undefined): StepLine[] {
  const endOf = (region: string) => stay.entered.findLast(({ path }) => path.startsWith(`${region}.`) && graph.places.get(path)?.kind === 'final')?.deed;
  if (card) return card.inner.map((line) => withEnd(line, line.status === 'done' ? endOf(line.path) : undefined));
  const regions = [...graph.places].filter(([path]) => path.startsWith(`${stay.path}.`) && path.split('.').length === 2);
  return regions.flatMap(([path, { title }]) => {
    const ended = endOf(path);
    return ended ? [{ path, title, status: 'done' as const, ended }] : [];
  });
}

/** The states passed through one after another inside a compound state. */
function innerLines(graph: Graph, stay: Stay): StepLine[] {
  const passed = stay.entered.filter(({ path }) => path.split('.').length === 2);
  return passed.map(({ path }, index) => {
    const ended = passed[index + 1]?.deed ?? stay.ended;
    return withEnd({ path, title: graph.places.get(path)?.title ?? { zhCN: path, en: path }, status: ended ? 'done' : 'current' }, ended);
  });
}

function withEnd(line: StepLine, ended: Deed | undefined): StepLine {
  return ended ? { ...line, ended } : line;
}

/** Where the instance may go from its present states; what only moves inside one region is left to that region. */
export function nextSteps(graph: Graph, states: readonly { readonly path: string; readonly status: string }[]): NextStep[] {
  const active = new Set(states.filter(({ status }) => status === 'current').map(({ path }) => path));
  const been = new Set(states.filter(({ status }) => status !== 'ahead').map(({ path }) => path));
  const found = new Map<string, { by: ApiText[]; event: boolean }>();
  for (const { from, to, kind, title } of graph.ways) {
    const path = targetOf(graph, from, to);
    if (!active.has(from) || path === undefined || path === from) continue;
    const next = found.get(path) ?? { by: [], event: true };
    if (title && !next.by.some(({ zhCN }) => zhCN === title.zhCN)) next.by.push(title);
    found.set(path, { by: next.by, event: next.event && kind === 'event' });
  }
  // What people work towards comes first, what may happen besides comes last.
  return [...found].sort(([, left], [, right]) => Number(left.event) - Number(right.event))
    .map(([path, { by }]) => ({ path, title: graph.places.get(path)?.title ?? { zhCN: path, en: path }, by, again: been.has(path) }));
}

function targetOf(graph: Graph, from: string, to: string): string | undefined {
  if (outermost(from) !== outermost(to)) return outermost(to);
  return graph.places.get(outermost(to))?.kind === 'parallel' ? undefined : to;
}
