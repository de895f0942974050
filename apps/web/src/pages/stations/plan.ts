import type { ReorganisationInput, ReorganisationKind, ReorganiseStationMutation } from '../../gql/stations.js';

export type Outcome = ReorganiseStationMutation['reorganiseStation'];
export type Affected = Outcome['people'][number];

/** A reorganisation while somebody thinks it over. */
export interface Plan {
  readonly kind: ReorganisationKind;
  readonly successorId: string | null;
  /** The new station of a split. */
  readonly founds: { readonly name: string; readonly code: string; readonly kind: string; readonly population: string };
  readonly ends: readonly string[];
  /** By account: the roles they go to; undefined until it is known who works there. */
  readonly people: Readonly<Record<string, readonly string[]>> | undefined;
  readonly because: string;
  /** `2026-12-01`; empty for at once. */
  readonly day: string;
}

export const NO_PLAN: Plan = { kind: 'MERGE', successorId: null, founds: { name: '', code: '', kind: 'other', population: '' }, ends: [], people: undefined, because: '', day: '' };

/** Whether enough is said to see what would happen. */
export function isSaid({ kind, successorId, founds }: Plan): boolean {
  if (kind === 'MERGE') return successorId !== null;
  return kind === 'CLOSE' || (founds.name.trim() !== '' && founds.code.trim() !== '');
}

/** As the command asks for it; what does not belong to the kind is left out. @param timeZone of the station that is split */
export function inputOf(plan: Plan, timeZone: string): ReorganisationInput {
  const { kind, founds, people = {} } = plan;
  return {
    kind,
    successorId: kind === 'MERGE' ? plan.successorId : null,
    ends: kind === 'SPLIT' ? [] : [...plan.ends],
    people: kind === 'CLOSE' ? [] : Object.entries(people).flatMap(([accountId, roles]) => roles.map((role) => ({ accountId, role }))),
    founds: kind === 'SPLIT' ? { row: 1, timeZone, name: founds.name.trim(), code: founds.code.trim(), kind: founds.kind, population: founds.population } : null,
    because: plan.because.trim(),
    effectiveOn: plan.day === '' ? null : plan.day,
  };
}

/**
 * Who goes along unless somebody says otherwise: in a merger everybody in the roles they hold, but for chiefs – of whom a station has one, so the
 * bureau decides – and for whoever asks, who cannot move himself; in a split nobody.
 */
export function goingAtFirst(kind: ReorganisationKind, people: readonly Affected[], self: string): Readonly<Record<string, readonly string[]>> {
  const goes = ({ accountId, roles }: Affected) => (kind !== 'MERGE' || accountId === self ? [] : roles.filter((role) => role !== 'chief'));
  return Object.fromEntries(people.map((person) => [person.accountId, goes(person)]));
}
