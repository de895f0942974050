import type { Id } from '@stationhouse/kernel';

/** A permission taken from a role: everywhere in the bureau, or at one station. */
export interface Tightening {
  readonly id: Id;
  readonly role: string;
  readonly permission: string;
  /** Undefined where the bureau took it. */
  readonly stationId: Id | undefined;
}

/** A bounded part of a bureau administrator's rights, given to an account until a moment. */
export interface Delegated {
  readonly id: Id;
  readonly permissions: readonly string[];
  /** The stations it counts at; empty: at the bureau itself. */
  readonly stationIds: readonly Id[];
  /** Real time. */
  readonly until: Date;
}

/** Access granted to somebody of the bureau, at one station, until a moment. */
export interface HeldAccessGrant {
  readonly id: Id;
  readonly stationId: Id;
  /** The one record it opens; undefined for all that it opens at the station. */
  readonly recordId: Id | undefined;
  /** Real time. */
  readonly until: Date;
}

/** What departs from the default matrix for one account, at a moment. */
export interface Exceptions {
  readonly tightenings: readonly Tightening[];
  readonly delegations: readonly Delegated[];
  readonly accessGrants: readonly HeldAccessGrant[];
}

/** The default matrix as it is. */
export const NO_EXCEPTIONS: Exceptions = { tightenings: [], delegations: [], accessGrants: [] };
