import type { FlowCard } from '@stationhouse/workflow';

/** How far a card stands in for each state around it, in px. */
export const INDENT = 16;
const LINE = 22;
/** The room between cards and the height of a place where something can be added, px. */
export interface Spacing {
  readonly gap: number;
  readonly point: number;
  /** Room at the right for lines that lead further than to the next card. */
  readonly side?: number;
}
/** Room at the right for the lines of the opened card, px. */
export const SIDE = 26;
const WIDE: Spacing = { gap: 22, point: 40 };

/** A card of the drawing, or a place where a step can be added, with where it stands. */
export type Placed =
  | { readonly kind: 'card'; readonly id: string; readonly card: FlowCard; readonly top: number; readonly left: number; readonly width: number; readonly height: number }
  | { readonly kind: 'point'; readonly id: string; readonly at: string; readonly top: number; readonly left: number; readonly width: number; readonly height: number };

/** How many lines a card has below its title. */
export function linesOf({ kind, tasks, clocks }: FlowCard): number {
  return kind === 'branch' ? 1 : tasks.length + clocks.length;
}

/** A card, or a place where a step can be added. */
export type Row = { readonly kind: 'card'; readonly id: string; readonly depth: number; readonly card: FlowCard } | { readonly kind: 'point'; readonly id: string; readonly depth: number; readonly at: string };

/** Cards and extension points in reading order. */
export function rowsOf(cards: readonly FlowCard[]): readonly Row[] {
  const pointsOf = (card: FlowCard, where: string, depth: number) => card.points.filter((at) => at.startsWith(`${where} `)).map((at): Row => ({ kind: 'point', id: `point ${at}`, depth, at }));
  return cards.flatMap((card, index) => {
    // A step inside stands behind those that are there; one after a state, behind all of it.
    const closed = [card, ...ancestorsThatEnd(cards, index)].filter((one) => lastInside(cards, one) === index);
    return [
      ...pointsOf(card, 'before', card.depth),
      { kind: 'card' as const, id: card.path, depth: card.depth, card },
      ...closed.flatMap((one) => [...pointsOf(one, 'inside', one.depth + 1), ...pointsOf(one, 'after', one.depth)]),
    ];
  });
}

/** The rows one below the other. @param width of the whole drawing, px */
export function place(cards: readonly FlowCard[], width: number, { gap, point, side = SIDE }: Spacing = WIDE): { readonly placed: readonly Placed[]; readonly height: number } {
  let next = 4;
  const placed = rowsOf(cards).map(({ depth, ...row }): Placed => {
    const [left, top, height] = [4 + depth * INDENT, next, row.kind === 'card' ? 42 + linesOf(row.card) * LINE : point];
    next += height + gap;
    return { ...row, top, left, width: width - left - side, height };
  });
  return { placed, height: next };
}

function lastInside(cards: readonly FlowCard[], card: FlowCard): number {
  return cards.findLastIndex(({ path }) => path === card.path || path.startsWith(`${card.path}.`));
}

/** The cards around one, innermost first. */
function ancestorsThatEnd(cards: readonly FlowCard[], index: number): FlowCard[] {
  const around: FlowCard[] = [];
  for (let inside = cards[index]?.inside; inside !== undefined;) {
    const card = cards.find(({ path }) => path === inside);
    if (card === undefined) break;
    around.push(card);
    inside = card.inside;
  }
  return around;
}
