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

/** Cards and extension points in reading order, one below the other. @param width of the whole drawing, px */
export function place(cards: readonly FlowCard[], width: number, { gap, point: pointHeight, side = SIDE }: Spacing = WIDE): { readonly placed: readonly Placed[]; readonly height: number } {
  const placed: Placed[] = [];
  let top = 4;
  const add = (item: { kind: 'card'; card: FlowCard } | { kind: 'point'; at: string }, id: string, depth: number, height: number) => {
    const left = 4 + depth * INDENT;
    placed.push({ ...item, id, top, left, width: width - left - side, height });
    top += height + gap;
  };
  const point = (at: string, depth: number) => add({ kind: 'point', at }, `point ${at}`, depth, pointHeight);
  const pointsOf = (card: FlowCard, where: string) => card.points.filter((at) => at.startsWith(`${where} `));
  for (const [index, card] of cards.entries()) {
    for (const at of pointsOf(card, 'before')) point(at, card.depth);
    add({ kind: 'card', card }, card.path, card.depth, 42 + linesOf(card) * LINE);
    // A step inside stands behind those that are there; one after a state, behind all of it.
    const closing = [card, ...ancestorsThatEnd(cards, index)];
    for (const one of closing) {
      const last = lastInside(cards, one) === index;
      if (!last) continue;
      for (const at of pointsOf(one, 'inside')) point(at, one.depth + 1);
      for (const at of pointsOf(one, 'after')) point(at, one.depth);
    }
  }
  return { placed, height: top };
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
