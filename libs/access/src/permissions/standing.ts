import type { Id } from '@stationhouse/kernel';
import type { Standing } from './abilities.js';

type Row<Thing, Optional extends keyof Thing = never, Moment extends keyof Thing = never> = Omit<Thing, Optional | Moment> & { readonly [Key in Optional]: Id | null } & { readonly [Key in Moment]: string };
type Of<Key extends keyof Standing> = Standing[Key] extends readonly (infer Thing)[] ? Thing : never;

/** What `app.standing_of` answers. */
export interface StandingRow {
  readonly memberships: readonly Row<Of<'memberships'>, 'stationId' | 'teamId' | 'postId' | 'succeeding'>[];
  readonly bureauStationIds: readonly Id[];
  readonly tightenings: readonly Row<Of<'tightenings'>, 'stationId'>[];
  readonly delegations: readonly Row<Of<'delegations'>, never, 'until'>[];
  readonly accessGrants: readonly Row<Of<'accessGrants'>, 'recordId', 'until'>[];
}

/** Reads what an account's rights follow from, for a request as for an explanation of it. */
export function standingOf(bureauId: Id, row: StandingRow): Standing {
  return {
    bureauId,
    memberships: row.memberships.map((held) => ({ ...held, stationId: held.stationId ?? undefined, teamId: held.teamId ?? undefined, postId: held.postId ?? undefined, succeeding: held.succeeding ?? undefined })),
    bureauStationIds: row.bureauStationIds,
    tightenings: row.tightenings.map((taken) => ({ ...taken, stationId: taken.stationId ?? undefined })),
    delegations: row.delegations.map((given) => ({ ...given, until: new Date(given.until) })),
    accessGrants: row.accessGrants.map((grant) => ({ ...grant, recordId: grant.recordId ?? undefined, until: new Date(grant.until) })),
  };
}
