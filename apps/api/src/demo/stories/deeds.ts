import type { JsonObject } from '@stationhouse/workflow';
import type { Moment } from './moments.js';

/** Who does a deed: the holder of a role at the station or at its bureau; `on-duty` is whoever the roster names at that moment. */
export type Player = 'on-duty' | 'duty-commander' | 'community-officer' | 'case-officer' | 'legal-officer' | 'mediator' | 'instructor' | 'chief' | 'linked-unit' | 'building-lead' | 'post-operator' | 'volunteer' | 'auxiliary' | 'anti-fraud-centre';

/** A kind of unit outside the police network. */
export type UnitKind = 'subDistrict' | 'community' | 'property' | 'volunteers';

/** One deed of a story. Forms that need the deed's own moment are made from it. */
export type Deed =
  | { readonly at: Moment; readonly do: 'start' }
  | { readonly at: Moment; readonly do: 'claim'; readonly task: string; readonly by: Player }
  | { readonly at: Moment; readonly do: 'complete'; readonly task: string; readonly outcome: string; readonly by: Player; readonly form: (facts: DeedFacts) => JsonObject }
  /** The task goes to the second holder of the role. */
  | { readonly at: Moment; readonly do: 'delegate'; readonly task: string; readonly by: Player }
  /** Another due moment is proposed, some local days after the deed. */
  | { readonly at: Moment; readonly do: 'edit'; readonly clock: string; readonly by: Player; readonly days: number; readonly reason: string }
  | { readonly at: Moment; readonly do: 'event'; readonly event: string; readonly by: Player; readonly payload?: JsonObject }
  /** Units are asked to help; each request begins by itself. */
  | { readonly at: Moment; readonly do: 'ask'; readonly units: readonly UnitKind[]; readonly request: string; readonly by: Player }
  /** It is put into a series with another story of the station. */
  | { readonly at: Moment; readonly do: 'series'; readonly with: string; readonly by: Player; readonly reason: string };

/** What a form may say about the moment it is filled in. */
export interface DeedFacts {
  /** ISO 8601, of the deed. */
  readonly at: string;
  /** ISO 8601, a little before the deed. */
  readonly justBefore: string;
  /** The local date some days after the deed. */
  readonly dateAfter: (days: number) => string;
}

/** A story: its deeds in order. `daysAgo` counts local days back from the day the demo is loaded. */
export interface Script {
  readonly name: string;
  /** What it is a story of; a dispute, which begins with a call, when absent. */
  readonly begins?: { readonly workflow: string; readonly data: (facts: DeedFacts) => JsonObject };
  readonly deeds: readonly Deed[];
  /** Of what it starts, one of each workflow; that begins by itself. */
  readonly linked?: Readonly<Record<string, readonly Deed[]>>;
  /** Of the requests to units (联动函询), which begin by themselves when they are asked. */
  readonly units?: Readonly<Partial<Record<UnitKind, readonly Deed[]>>>;
  /** The kind of call a dispute begins with; any dispute when absent. */
  readonly category?: string;
  /** Nobody was named when the dispute was registered. */
  readonly nameless?: true;
  /** What a dispute's registration says beside what the call does. */
  readonly facts?: JsonObject;
}

export const on = (daysAgo: number, clock: string): Moment => ({ daysAgo, clock });
export const ago = (minutes: number): Moment => ({ minutesAgo: minutes });
const form = (content: JsonObject) => () => content;

export const complete = (at: Moment, task: string, outcome: string, by: Player, content: JsonObject = {}): Deed => ({ at, do: 'complete', task, outcome, by, form: form(content) });
export const event = (at: Moment, name: string, by: Player, payload?: JsonObject): Deed => ({ at, do: 'event', event: name, by, ...(payload === undefined ? {} : { payload }) });

export const start = (at: Moment): Deed => ({ at, do: 'start' });
