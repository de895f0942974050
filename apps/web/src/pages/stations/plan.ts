import type { ReorganisationInput, ReorganisationKind, ReorganiseStationMutation } from '../../gql/stations.js';

export type Outcome = ReorganiseStationMutation['reorganiseStation'];
export type Affected = Outcome['people'][number];

/** A reorganisation while somebody thinks it over. */
export interface Plan {
  readonly kind: ReorganisationKind;
  readonly successorId: string | null;
  /** The new station of a split. */
  readonly founds: { readonly name: string; readonly code: string; readonly kind: string };
  /** Of a split: who lives where afterwards, and on which day they were counted; empty where nobody says. */
  readonly residents: { readonly stay: number | null; readonly go: number | null; readonly asOf: string };
  /** Of a split: ids of the communities and grid cells that the new station polices. */
  readonly localities: readonly string[];
  readonly ends: readonly string[];
  /** By account: the roles they go to; undefined until it is known who works there. */
  readonly people: Readonly<Record<string, readonly string[]>> | undefined;
  readonly because: string;
  /** `2026-12-01`; empty for at once. */
  readonly day: string;
}

export const NO_PLAN: Plan = { kind: 'MERGE', successorId: null, founds: { name: '', code: '', kind: 'other' }, residents: { stay: null, go: null, asOf: '' }, localities: [], ends: [], people: undefined, because: '', day: '' };

/** Whether enough is said to see what would happen. */
export function isSaid({ kind, successorId, founds, residents }: Plan): boolean {
  if (kind === 'MERGE') return successorId !== null;
  return kind === 'CLOSE' || (founds.name.trim() !== '' && founds.code.trim() !== '' && !needsDay(residents));
}

/** Whether numbers of residents lack the day they were counted on. */
export function needsDay({ stay, go, asOf }: Plan['residents']): boolean {
  return (stay ?? go) !== null && asOf === '';
}

/** As the command asks for it; what does not belong to the kind is left out. @param timeZone of the station that is split */
export function inputOf(plan: Plan, timeZone: string): ReorganisationInput {
  const { kind, founds, residents, people = {} } = plan;
  const share = (population: number | null) => (kind !== 'SPLIT' || population === null ? null : { population, populationAsOf: residents.asOf });
  return {
    kind,
    successorId: kind === 'MERGE' ? plan.successorId : null,
    ends: kind === 'SPLIT' ? [] : [...plan.ends],
    people: kind === 'CLOSE' ? [] : Object.entries(people).flatMap(([accountId, roles]) => roles.map((role) => ({ accountId, role }))),
    localities: kind === 'SPLIT' ? [...plan.localities] : [],
    founds: kind === 'SPLIT' ? { row: 1, timeZone, name: founds.name.trim(), code: founds.code.trim(), kind: founds.kind, population: '' } : null,
    stays: share(residents.stay),
    begins: share(residents.go),
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
