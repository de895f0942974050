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

/** A state in which somebody may be at work, and the place it is shown at. */
export interface WorkState {
  readonly state: string;
  readonly place: string;
}

/**
 * The states whose time is somebody's: the innermost ones, without ends. Beside others, what only waits for its time is nobody's step, and a branch that
 * has come to its end takes no more of it.
 */
export function workStates(workflows: readonly CompiledWorkflow[], places: readonly Place[]): WorkState[] {
  const known = new Map(places.map((place) => [place.path, place]));
  const found = new Map<string, WorkState>();
  for (const { states } of workflows) {
    for (const { path, kind, children } of Object.values(states)) {
      const chain = chainOf(path, known);
      const place = chain.at(-1);
      const aside = chain.some((one) => known.get(known.get(one)?.inside ?? '')?.kind === 'parallel');
      if (place !== undefined && children.length === 0 && kind !== 'final' && kind !== 'history' && !(aside && kind === 'wait')) found.set(path, { state: path, place });
    }
  }
  return [...found.values()];
}

/** The places around a state and its own, outermost first; a state without a place of its own is in the nearest around it. */
function chainOf(state: string, known: ReadonlyMap<string, Place>): string[] {
  const keys = state.split('.');
  return keys.map((_, index) => keys.slice(0, index + 1).join('.')).filter((path) => known.has(path));
}
