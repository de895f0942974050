import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { localDays } from '../migrations/roll-up-reads.js';
import { counting, packed } from './counting.js';
import { addedMonths, different, fold, foldMonths, spansOf, type KeptStation } from './fold.js';
import type { Family } from './kept.js';

/** A cell that is kept otherwise than its rows count. */
export interface Fault {
  readonly rollUp: string;
  readonly dimensions: readonly string[];
  readonly step: 'day' | 'month';
  /** The local day, or the first of the month. */
  readonly day: string;
  readonly value: readonly (string | null)[];
  readonly kept: Cell | null;
  readonly counted: Cell | null;
}

/** A fault, as it was noted. */
export interface FoundFault extends Fault {
  readonly stationId: Id;
  readonly id: Id;
  readonly foundAt: Date;
}

/** What was counted for some values: the two numbers a figure is made of, and how many rows. */
export interface Cell {
  readonly count: number;
  readonly numerator: number;
  readonly denominator: number | null;
}

/** Cells of a day in arrays, as tables keep them; `was_` is what is kept, the rest what was counted. */
type Packed = Readonly<Record<'d0' | 'd1' | 'd2' | 'counts' | 'numerators' | 'denominators' | 'was_d0' | 'was_d1' | 'was_d2' | 'was_counts' | 'was_numerators' | 'was_denominators', readonly (string | number | null)[] | null>>;
interface Differing extends Packed {
  readonly cube: string;
  readonly day: string;
}

/** Faults that are told of one station at a time; all of them are mended. */
const MOST_FAULTS = 1_000;
/** Faults that are shown at a time, the newest. */
const MOST_SHOWN = 200;

/**
 * Compares everything that is kept of a station with its rows, days that are marked excepted, and counts anew what is kept otherwise; in the caller's transaction, which holds the
 * station's lock.
 */
export async function verify(tenant: Tenant, station: KeptStation, families: readonly Family[]): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const family of families) {
    // Months first, against their days as they are kept: a wrong day is then told by itself, and its month is added up anew with it.
    const months = await differingMonths(tenant, station, family);
    if (months.length > 0) await foldMonths(tenant, station.id, cubesOf(family), [...new Set(months.map(({ day }) => day))]);
    const days = await differingDays(tenant, station, family);
    await fold(tenant, station, [family], [...new Set(days.map(({ day }) => day))].map((day) => ({ first: day, past: dayAfter(day) })));
    faults.push(...months.flatMap((one) => faultsOf(family, 'month', one)), ...days.flatMap((one) => faultsOf(family, 'day', one)));
  }
  await note(tenant, station, faults.slice(0, MOST_FAULTS));
  return faults;
}

const cubesOf = ({ kept }: Family) => kept.flatMap(({ cubes }) => cubes.map(({ id }) => id));

/** One statement and snapshot: what is marked in it is read from the rows by everybody, and is not wrong. */
function differingDays(tenant: Tenant, { id, zone }: KeptStation, family: Family): Promise<Differing[]> {
  const sql = spansOf(tenant, id, zone, [{ first: '-infinity', past: 'infinity' }]);
  return tenant.sql<Differing>(
    `${counting(family, sql)},
  there AS MATERIALIZED (${packed('cells')}),
  before AS MATERIALIZED (SELECT k.* FROM figure_day k WHERE k.station_id = $1 AND k.cube = ANY (${sql.add(cubesOf(family), 'uuid[]')})),
  marked AS MATERIALIZED (SELECT d.day::date AS day FROM figure_mark m CROSS JOIN LATERAL ${localDays('m.day', '$2::text')} AS d (day) WHERE m.station_id = $1 AND m.source = ${sql.add(family.source, 'text')})
  SELECT f.*, f.day::text AS day FROM (${different()}) f WHERE f.day NOT IN (SELECT day FROM marked) ORDER BY f.cube, f.day`,
    sql.values,
  );
}

function differingMonths(tenant: Tenant, { id }: KeptStation, family: Family): Promise<Differing[]> {
  const all = (table: string) => `SELECT date_trunc('month', day::timestamp)::date FROM ${table} WHERE station_id = $1 AND cube = ANY ($2::uuid[])`;
  return tenant
    .sql<{ months: string[] | null }>(`SELECT array_agg(m::text ORDER BY m) AS months FROM (${all('figure_day')} UNION ${all('figure_month')}) AS u (m)`, [id, cubesOf(family)])
    .then(([row]) => (row?.months ? tenant.sql<Differing>(`${addedMonths()} SELECT f.*, f.day::text AS day FROM (${different()}) f ORDER BY f.cube, f.day`, [id, cubesOf(family), row.months]) : []));
}

function faultsOf({ kept }: Family, step: Fault['step'], { cube, day, ...both }: Differing): Fault[] {
  const owner = kept.find(({ cubes }) => cubes.some(({ id }) => id === cube));
  const dimensions = owner?.cubes.find(({ id }) => id === cube)?.dimensions ?? [];
  const [counted, was] = [cellsOf(both, ''), cellsOf(both, 'was_')];
  const values = new Map([...counted, ...was].map(([key, { value }]) => [key, value]));
  return [...values].flatMap(([key, value]): Fault[] => {
    const [want, got] = [counted.get(key)?.cell ?? null, was.get(key)?.cell ?? null];
    return JSON.stringify(want) === JSON.stringify(got) ? [] : [{ rollUp: owner?.rollUp ?? '', dimensions, step, day, value: value.slice(0, dimensions.length), kept: got, counted: want }];
  });
}

function cellsOf(row: Packed, side: '' | 'was_'): Map<string, { readonly value: readonly (string | null)[]; readonly cell: Cell }> {
  const at = (column: 'd0' | 'd1' | 'd2' | 'counts' | 'numerators' | 'denominators', index: number) => row[`${side}${column}`]?.[index] ?? null;
  return new Map(
    (row[`${side}counts`] ?? []).map((count, index) => {
      const value = (['d0', 'd1', 'd2'] as const).map((place) => at(place, index) as string | null);
      const denominator = at('denominators', index);
      return [JSON.stringify(value), { value, cell: { count: Number(count), numerator: Number(at('numerators', index) ?? count), denominator: denominator === null ? null : Number(denominator) } }];
    }),
  );
}

async function note(tenant: Tenant, { id }: KeptStation, faults: readonly Fault[]): Promise<void> {
  if (faults.length === 0) return;
  await tenant.sql(
    `INSERT INTO figure_fault (station_id, roll_up, dimensions, step, day, value, kept, counted, found_at)
     SELECT $1, f."rollUp", f.dimensions, f.step, f.day, f.value, f.kept, f.counted, $3 FROM jsonb_to_recordset($2) AS f ("rollUp" text, dimensions text[], step text, day date, value text[], kept jsonb, counted jsonb)`,
    [id, JSON.stringify(faults), tenant.now],
  );
}

/** What was found of stations, the newest first. */
export function faultsFound(tenant: Tenant, stationIds: readonly Id[]): Promise<readonly FoundFault[]> {
  return tenant.sql<FoundFault>(
    `SELECT station_id AS "stationId", id, roll_up AS "rollUp", dimensions, step, day::text AS day, value, kept, counted, found_at AS "foundAt" FROM figure_fault WHERE station_id = ANY ($1) ORDER BY found_at DESC, id DESC LIMIT ${MOST_SHOWN}`,
    [[...stationIds]],
  );
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
