import type { Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { StationCode } from '../world/map.js';
import type { Moment } from './moments.js';

/** Who does a deed: the holder of a role at the station or at its bureau; `on-duty` is whoever the roster names at that moment. */
export type Player = 'on-duty' | 'duty-commander' | 'community-officer' | 'case-officer' | 'legal-officer' | 'mediator' | 'instructor' | 'chief' | 'linked-unit' | 'building-lead' | 'post-operator' | 'volunteer' | 'auxiliary' | 'scenic-operator' | 'property-custodian' | 'anti-fraud-centre';

/** A kind of unit outside the police network. */
export type UnitKind = 'subDistrict' | 'community' | 'property' | 'volunteers' | 'other';

/** What a form says; some of it hangs on the moment. */
export type Content = (facts: DeedFacts) => JsonObject;

/** One deed of a story. Forms that need the deed's own moment are made from it. `asks`: what it asks of others begins there and then, not when it is next looked for. */
export type Deed =
  | { readonly at: Moment; readonly do: 'start' }
  | { readonly at: Moment; readonly do: 'claim'; readonly task: string; readonly by: Player }
  | { readonly at: Moment; readonly do: 'complete'; readonly task: string; readonly outcome: string; readonly by: Player; readonly form: Content; readonly asks?: true }
  /** The task goes to the second holder of the role. */
  | { readonly at: Moment; readonly do: 'delegate'; readonly task: string; readonly by: Player }
  /** Another due moment is proposed, some local days after the deed. */
  | { readonly at: Moment; readonly do: 'edit'; readonly clock: string; readonly by: Player; readonly days: number; readonly reason: string }
  | { readonly at: Moment; readonly do: 'event'; readonly event: string; readonly by: Player; readonly payload?: Content; readonly asks?: true }
  /** Units are asked to help; each request begins by itself. */
  | { readonly at: Moment; readonly do: 'ask'; readonly units: readonly UnitKind[]; readonly request: string; readonly by: Player }
  /** A neighbouring station that was asked for help answers, by whoever is on duty there. */
  | { readonly at: Moment; readonly do: 'neighbour'; readonly by: 'on-duty'; readonly of: StationCode; readonly answer: 'received' | 'searching' | 'notFound' | 'clue'; readonly place?: string; readonly words?: string }
  /** It is put into a series with another story of the station. */
  | { readonly at: Moment; readonly do: 'series'; readonly with: string; readonly by: Player; readonly reason: string };

/** What a form may say about the moment it is filled in. */
export interface DeedFacts {
  /** ISO 8601, of the deed. */
  readonly at: string;
  /** ISO 8601, a little before the deed. */
  readonly justBefore: string;
  /** ISO 8601, so many minutes before the deed. */
  readonly minutesBefore: (minutes: number) => string;
  /** The station's unit of a kind. */
  readonly unit: (kind: UnitKind) => Id;
  /** The local date some days after the deed. */
  readonly dateAfter: (days: number) => string;
}

/** A story: its deeds in order. `daysAgo` counts local days back from the day the demo is loaded. */
export interface Script {
  readonly name: string;
  /** What it is a story of; a dispute, which begins with a call, when absent. */
  readonly begins?: { readonly workflow: string; readonly data: Content };
  readonly deeds: readonly Deed[];
  /** Of what it starts, one of each workflow; that begins by itself. */
  readonly linked?: Readonly<Record<string, readonly Deed[]>>;
  /** Of what it starts one of for each of several: a request to a unit, a question to a post, one camera's video. */
  readonly each?: readonly { readonly workflow: string; readonly of: UnitKind | { readonly item: string }; readonly deeds: readonly Deed[] }[];
  /** The kind of call a dispute begins with; any dispute when absent. */
  readonly category?: string;
  /** Nobody was named when the dispute was registered. */
  readonly nameless?: true;
  /** What a dispute's registration says beside what the call does. */
  readonly facts?: JsonObject;
}

export const on = (daysAgo: number, clock: string): Moment => ({ daysAgo, clock });
export const ago = (minutes: number): Moment => ({ minutesAgo: minutes });
const contentOf = (content: JsonObject | Content): Content => (typeof content === 'function' ? content : () => content);

export const complete = (at: Moment, task: string, outcome: string, by: Player, content: JsonObject | Content = {}): Deed => ({ at, do: 'complete', task, outcome, by, form: contentOf(content) });
export const event = (at: Moment, name: string, by: Player, payload?: JsonObject | Content): Deed => ({ at, do: 'event', event: name, by, ...(payload === undefined ? {} : { payload: contentOf(payload) }) });

/** What a deed asks of others begins there and then. */
export const asking = <One extends Deed>(deed: One): One => ({ ...deed, asks: true });

export const start = (at: Moment): Deed => ({ at, do: 'start' });

/** So many seconds after a moment. */
export function later(from: Moment, seconds: number): Moment {
  return 'minutesAgo' in from ? ago(from.minutesAgo - seconds / 60) : { ...from, after: (from.after ?? 0) + seconds };
}
