import type { Bilingual } from '@stationhouse/kernel';
import { definitionOf, describeFlow, describeGraph, type CompiledWorkflow, type FlowCard } from '@stationhouse/workflow';

/** A place of the map: a card of the designer's drawing, or a step that only other versions have. */
export interface Place {
  readonly path: string;
  readonly title: Bilingual;
  readonly kind: FlowCard['kind'];
  readonly depth: number;
  readonly inside: string | null;
  /** Whether the version that is drawn has it. */
  readonly known: boolean;
}

/** A way from one place to the one beside it. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

/** The places of a map: those of the version that is drawn in its order, then what others had besides. */
export function placesOf(drawn: CompiledWorkflow, others: readonly CompiledWorkflow[]): Place[] {
  const places = cardsOf(drawn).map((card) => placeOf(card, true));
  for (const other of others) {
    for (const card of cardsOf(other)) if (!places.some(({ path }) => path === card.path)) places.push(placeOf(card, false));
  }
  return places;
}

function cardsOf(workflow: CompiledWorkflow): readonly FlowCard[] {
  return describeFlow(definitionOf(workflow)).cards;
}

function placeOf({ path, title, kind, depth, inside }: FlowCard, known: boolean): Place {
  return { path, title, kind, depth, inside: inside ?? null, known };
}

/**
 * The ways a definition allows, between the places that lie beside each other: a way from inside of one place into another one is a way between
 * the two, and a way out of a place that holds others may begin in each of them.
 */
export function waysAllowed(drawn: CompiledWorkflow, places: readonly Place[]): Way[] {
  const known = new Map(places.filter((place) => place.known).map((place) => [place.path, place]));
  const found = new Map<string, Way>();
  const add = (from: string, to: string) => found.set(`${from} ${to}`, { from, to });
  for (const { from, to, refused } of describeGraph(drawn).edges) {
    if (to === undefined || refused === true) continue;
    const [out, into] = [chainOf(from, known), chainOf(to, known)];
    const apart = out.findIndex((path, index) => path !== into[index]);
    const [left, entered] = apart < 0 ? [undefined, into[out.length]] : [out[apart], into[apart]];
    if (left !== undefined && entered !== undefined) add(left, entered);
    // From the place around to one inside of it: whichever of them it was in.
    else if (entered !== undefined) for (const place of known.values()) if (place.inside === (out.at(-1) ?? null)) add(place.path, entered);
    // Into the very place it is in, or one around it.
    const again = into.at(-1);
    if (entered === undefined && again !== undefined && (apart >= 0 || from === to)) add(again, again);
  }
  return [...found.values()];
}

/** The places around a state and its own, outermost first; a state without a place of its own is in the nearest around it. */
function chainOf(state: string, known: ReadonlyMap<string, Place>): string[] {
  const keys = state.split('.');
  return keys.map((_, index) => keys.slice(0, index + 1).join('.')).filter((path) => known.has(path));
}
