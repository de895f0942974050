import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { audit } from '@stationhouse/audit';
import { studyAllowanceSet } from './permissions.js';

/** What an analyst may read in a day, by the clock of the bureau. */
export interface Allowance {
  /** Points of cost, as the limit of an operation counts them. */
  readonly costADay: number;
  readonly rowsADay: number;
}

/** What is left of it, and when it is whole again. */
export interface Left {
  readonly cost: number;
  readonly rows: number;
  readonly refillsAt: Date;
}

export type QueryKind = 'figures' | 'records' | 'preview' | 'export';

/** What an analyst is about to ask. Neither the conditions nor the answer is kept. */
export interface QueryNote {
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly studyId: Id | null;
  readonly kind: QueryKind;
  /** Hash of the document; of nothing where there was none. */
  readonly operation: string;
  /** Metrics, or the kind of records. */
  readonly subjects: readonly string[];
  readonly stationIds: readonly Id[];
  readonly purpose: string | null;
  readonly cost: number;
  /** The most it can answer. */
  readonly rows: number;
}

/** A query as the purpose log keeps it. */
export interface LoggedQuery extends QueryNote {
  readonly id: Id;
  /** `begun`, `answered`, or the code of the refusal. */
  readonly outcome: string;
  readonly at: Date;
}

/** How a query ended. */
interface Ending {
  /** Records it answered with. */
  readonly rows: number;
  /** `answered`, or the code of the refusal. */
  readonly outcome: string;
  /** Points of figures it answered with; each costs one. */
  readonly points: number;
}

interface Standing extends Allowance {
  readonly day: string;
  readonly refillsAt: Date;
}

/** The purpose log of analysts, and what each may still read today: counted in the database, before anything is read. */
export class Ledger {
  /** @param most what the installation allows; a bureau may allow less */
  constructor(private readonly most: Allowance) {}

  /** What the analysts of a bureau may read in a day. */
  async allowance(tenant: Tenant, bureauId: Id): Promise<Allowance> {
    const [own] = await tenant.sql<Allowance>('SELECT cost_a_day AS "costADay", rows_a_day AS "rowsADay" FROM study_allowance WHERE bureau_id = $1', [bureauId]);
    return { costADay: Math.min(own?.costADay ?? Infinity, this.most.costADay), rowsADay: Math.min(own?.rowsADay ?? Infinity, this.most.rowsADay) };
  }

  /** Allows the analysts of a bureau less than the installation does, or as much. @throws StationhouseError BEYOND_BOUND, BAD_INPUT */
  async setAllowance(tenant: Tenant, bureauId: Id, allowance: Allowance): Promise<Allowance> {
    for (const field of ['costADay', 'rowsADay'] as const) {
      if (allowance[field] < 1) throw badInput(field, text('每日额度至少为 1。', 'A day allows 1 at least.'));
      if (allowance[field] > this.most[field]) throw new StationhouseError('BEYOND_BOUND', text(`每日额度最多 ${this.most[field]}，只能收紧。`, `A day allows ${this.most[field]} at most: a bureau may only allow less.`), { field, most: this.most[field] });
    }
    await tenant.sql('INSERT INTO study_allowance (bureau_id, cost_a_day, rows_a_day) VALUES ($1, $2, $3) ON CONFLICT (bureau_id) DO UPDATE SET cost_a_day = EXCLUDED.cost_a_day, rows_a_day = EXCLUDED.rows_a_day', [bureauId, allowance.costADay, allowance.rowsADay]);
    await audit(tenant, { action: studyAllowanceSet, bureauId, record: { kind: 'bureau', id: bureauId }, details: { ...allowance } });
    return this.allowance(tenant, bureauId);
  }

  /**
   * Notes a query and takes what it may cost at most from the day, at once and for all processes. Whoever has no row left gets no figure either.
   * @param at real time
   * @throws StationhouseError BUDGET_SPENT, with when it refills; the note stays all the same
   */
  async begin(tenant: Tenant, note: QueryNote, at: Date): Promise<{ readonly id: Id; readonly refusal: StationhouseError | undefined }> {
    const standing = await this.standing(tenant, note.bureauId, at);
    const [taken] = await tenant.sql<{ cost: number }>(
      `INSERT INTO study_spending AS s (bureau_id, account_id, day, cost, rows) SELECT $1, $2, $3::date, $4::int, $5::int WHERE greatest($4::int, 1) <= $6 AND greatest($5::int, 1) <= $7
       ON CONFLICT (bureau_id, account_id, day) DO UPDATE SET cost = s.cost + EXCLUDED.cost, rows = s.rows + EXCLUDED.rows WHERE s.cost + EXCLUDED.cost <= $6 AND s.rows + greatest(EXCLUDED.rows, 1) <= $7 RETURNING cost`,
      [note.bureauId, note.accountId, standing.day, note.cost, note.rows, standing.costADay, standing.rowsADay],
    );
    const refusal = taken === undefined ? spent(standing, await this.leftOf(tenant, note, standing)) : undefined;
    const id = newId();
    await tenant.sql(
      'INSERT INTO study_query (bureau_id, id, account_id, study_id, kind, operation, subjects, station_ids, purpose, cost, rows, outcome, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
      [note.bureauId, id, note.accountId, note.studyId, note.kind, note.operation, [...note.subjects], [...note.stationIds], note.purpose, refusal === undefined ? note.cost : 0, refusal === undefined ? note.rows : 0, refusal?.code ?? 'begun', at],
    );
    return { id, refusal };
  }

  /** Notes how a query ended, gives back the rows it did not take, and takes what its points cost: they are known once they are counted. */
  async settle(tenant: Tenant, note: QueryNote, id: Id, { rows, outcome, points }: Ending, at: Date): Promise<void> {
    const { day } = await this.standing(tenant, note.bureauId, at);
    await tenant.sql('UPDATE study_query SET rows = $3, outcome = $4, cost = cost + $5 WHERE bureau_id = $1 AND id = $2', [note.bureauId, id, rows, outcome, points]);
    await tenant.sql('UPDATE study_spending SET rows = greatest(0, rows - $4), cost = cost + $5 WHERE bureau_id = $1 AND account_id = $2 AND day = $3::date', [note.bureauId, note.accountId, day, note.rows - rows, points]);
  }

  /** What an analyst may still read today. */
  async left(tenant: Tenant, bureauId: Id, accountId: Id, at: Date): Promise<Left> {
    return this.leftOf(tenant, { bureauId, accountId }, await this.standing(tenant, bureauId, at));
  }

  private async leftOf(tenant: Tenant, { bureauId, accountId }: Pick<QueryNote, 'bureauId' | 'accountId'>, { costADay, rowsADay, day, refillsAt }: Standing): Promise<Left> {
    const [used] = await tenant.sql<{ cost: number; rows: number }>('SELECT cost, rows FROM study_spending WHERE bureau_id = $1 AND account_id = $2 AND day = $3::date', [bureauId, accountId, day]);
    return { cost: Math.max(0, costADay - (used?.cost ?? 0)), rows: Math.max(0, rowsADay - (used?.rows ?? 0)), refillsAt };
  }

  private async standing(tenant: Tenant, bureauId: Id, at: Date): Promise<Standing> {
    const [row] = await tenant.sql<{ day: string; refillsAt: Date }>(
      `SELECT to_char($2::timestamptz AT TIME ZONE time_zone, 'YYYY-MM-DD') AS day, (date_trunc('day', $2::timestamptz AT TIME ZONE time_zone) + interval '1 day') AT TIME ZONE time_zone AS "refillsAt" FROM bureau WHERE id = $1`,
      [bureauId, at],
    );
    if (row === undefined) throw notFound(text('分局', 'Bureau'));
    return { ...row, ...(await this.allowance(tenant, bureauId)) };
  }
}

/** What analysts asked, the latest first. */
export function loggedQueries(tenant: Tenant, bureauId: Id, selection: { readonly accountId: Id | null; readonly studyId: Id | null; readonly before: Id | null }, most: number): Promise<LoggedQuery[]> {
  return tenant.sql<LoggedQuery>(
    `SELECT bureau_id AS "bureauId", id, account_id AS "accountId", study_id AS "studyId", kind, operation, subjects, station_ids AS "stationIds", purpose, cost, rows, outcome, at FROM study_query
      WHERE bureau_id = $1 AND ($2::uuid IS NULL OR account_id = $2) AND ($3::uuid IS NULL OR study_id = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
    [bureauId, selection.accountId, selection.studyId, selection.before, most],
  );
}

function spent({ costADay, rowsADay }: Allowance, { cost, rows, refillsAt }: Left): StationhouseError {
  const at = refillsAt.toISOString();
  return new StationhouseError('BUDGET_SPENT', text(`今日额度不足：剩余 ${cost} 点（共 ${costADay}）、${rows} 行（共 ${rowsADay}），分局零点恢复。请缩小范围或明日再查。`, `Not enough is left for today: ${cost} of ${costADay} points of cost, ${rows} of ${rowsADay} rows. It is whole again at midnight. Ask for less, or tomorrow.`), { costLeft: cost, rowsLeft: rows, refillsAt: at });
}
