import { applySettings, composeOverlays, describeFlow, settingsInWords, settingsOf, writeOverlay, type Change, type Definition, type Flow, type FlowCard, type Overlay } from '@stationhouse/workflow';
import { cardsOfPlace, stepsIn, type Ground } from '../compose.js';

export type Mark = 'added' | 'removed' | 'changed' | 'same';

/** A card of two flows laid over each other, with what became of it. */
export interface MarkedCard {
  readonly card: FlowCard;
  readonly mark: Mark;
  readonly changes: readonly Change[];
  /** What the card is read in: of a removed one, the definition before. */
  readonly definition: Definition;
}

/** What leads from one overlay to another, on the same ground. */
export interface Comparison {
  readonly changes: readonly Change[];
  /** In reading order; a removed card stands where it stood. */
  readonly cards: readonly MarkedCard[];
  /** Changes that concern no card: of the workflow as a whole. */
  readonly general: readonly Change[];
  /** As they are written; nothing where nothing was set. */
  readonly texts: { readonly before: string; readonly after: string };
}

interface Side {
  readonly overlay: Overlay;
  readonly definition: Definition;
  readonly flow: Flow;
}

/** Two overlays in words, as cards and as text. One that does not fit the ground as it is now is compared as far as it does. @param before undefined for none */
export function compareOverlays(ground: Ground, before: Overlay | undefined, after: Overlay): Comparison {
  const { template, above, roleTitle } = ground;
  const [from, to] = [sideOf(ground, before ?? { ...after, parameters: {}, tasks: {}, forms: {}, steps: [] }), sideOf(ground, after)];
  const settings = ({ overlay }: Side) => composeOverlays(above, settingsOf(overlay));
  const changes = settingsInWords(template.definition, settings(from), settings(to), roleTitle);
  const cards = overlaid(from, to, changes);
  const placed = new Set(cards.flatMap((one) => one.changes));
  return { changes, cards, general: changes.filter((change) => !placed.has(change)), texts: { before: before === undefined ? '' : writeOverlay(before), after: writeOverlay(after) } };
}

function sideOf({ template, above, held }: Ground, overlay: Overlay): Side {
  const settings = composeOverlays(above, settingsOf(overlay));
  let definition = held;
  try {
    definition = applySettings(template.definition, settings).definition;
  } catch {
    // A place that the template no longer has: the words say it, the cards show what holds without.
  }
  return { overlay, definition, flow: describeFlow(definition, { steps: stepsIn(settings) }) };
}

function overlaid(from: Side, to: Side, changes: readonly Change[]): MarkedCard[] {
  const onto = new Map<string, Change[]>();
  for (const change of changes) {
    const [now, then] = [to, from].map(({ flow, overlay }) => cardsOfPlace(flow, overlay, change.place));
    for (const { path } of now?.length ? now : (then ?? [])) onto.set(path, [...(onto.get(path) ?? []), change]);
  }
  const [was, is] = [new Set(from.flow.cards.map(({ path }) => path)), new Set(to.flow.cards.map(({ path }) => path))];
  const marked = to.flow.cards.map((card): MarkedCard => {
    const own = onto.get(card.path) ?? [];
    return { card, mark: !was.has(card.path) ? 'added' : own.length > 0 ? 'changed' : 'same', changes: own, definition: to.definition };
  });
  for (const [index, card] of from.flow.cards.entries()) {
    if (is.has(card.path)) continue;
    const above = from.flow.cards[index - 1]?.path;
    const at = marked.findIndex((one) => one.card.path === above) + 1;
    marked.splice(at, 0, { card, mark: 'removed', changes: onto.get(card.path) ?? [], definition: from.definition });
  }
  return marked;
}

/** Cards, with runs of unchanged ones folded but for the neighbours of what changed. */
export function folded(cards: readonly MarkedCard[]): readonly (MarkedCard | { readonly folded: readonly MarkedCard[] })[] {
  const near = (index: number) => [index - 1, index, index + 1].some((at) => cards[at] !== undefined && cards[at].mark !== 'same');
  const rows: (MarkedCard | { folded: MarkedCard[] })[] = [];
  for (const [index, card] of cards.entries()) {
    const last = rows.at(-1);
    if (near(index)) rows.push(card);
    else if (last !== undefined && 'folded' in last) last.folded.push(card);
    else rows.push({ folded: [card] });
  }
  return rows.flatMap((row) => ('folded' in row && row.folded.length === 1 ? row.folded : [row]));
}
