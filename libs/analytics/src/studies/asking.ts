import { createHash } from 'node:crypto';
import { currentRequest, type AccessSettings, type TenantGate } from '@stationhouse/access';
import { isStationhouseError, type Id } from '@stationhouse/kernel';
import type { Ledger, QueryKind, QueryNote } from './ledger.js';

/** What somebody asks as an analyst. */
export interface Asking {
  readonly kind: QueryKind;
  readonly studyId: Id | null;
  readonly subjects: readonly string[];
  readonly stationIds: readonly Id[];
  readonly purpose: string | null;
  /** The most rows it can answer. */
  readonly rows: number;
}

/** Every question of an analyst goes this way: noted with its purpose and paid for before anything is read, settled when it was answered. */
export class AnalystQuestions {
  constructor(
    private readonly gate: TenantGate,
    readonly ledger: Ledger,
    private readonly settings: Pick<AccessSettings, 'clock'>,
  ) {}

  /** Real time. */
  now(): Date {
    return this.settings.clock.now();
  }

  /**
   * @param work what answers; it says how many rows it answered with
   * @throws StationhouseError BUDGET_SPENT, and whatever the work throws: its code is noted
   */
  async ask<Answer>(asking: Asking, work: () => Promise<{ readonly answer: Answer; readonly rows: number }>): Promise<Answer> {
    const settle = await this.begin(asking);
    try {
      const { answer, rows } = await work();
      await settle(rows, 'answered');
      return answer;
    } catch (cause) {
      await settle(0, isStationhouseError(cause) ? cause.code : 'INTERNAL');
      throw cause;
    }
  }

  /**
   * Notes and pays for what is answered later, as a stream is.
   * @returns what says how it ended: with how many rows, `answered` or why not
   * @throws StationhouseError BUDGET_SPENT
   */
  async begin(asking: Asking): Promise<(rows: number, outcome: string) => Promise<void>> {
    const { account } = currentRequest();
    const at = this.now();
    const note: QueryNote = { ...asking, bureauId: account.bureauId, accountId: account.id, ...this.price(asking.rows) };
    const { id, refusal } = await this.gate.inBureau(note.bureauId, (tenant) => this.ledger.begin(tenant, note, at));
    if (refusal !== undefined) throw refusal;
    return (rows, outcome) => this.gate.inBureau(note.bureauId, (tenant) => this.ledger.settle(tenant, note, id, rows, outcome, at));
  }

  /** A document is paid for once, however many of its fields ask; what comes by another way costs its rows. */
  private price(rows: number): { readonly operation: string; readonly cost: number } {
    const request = currentRequest();
    if (request.operation === undefined) return { operation: createHash('sha256').update('').digest('hex'), cost: rows };
    const { hash, cost } = request.operation;
    const paid = request.once('analyst’s document', () => ({ paid: false }));
    const due = paid.paid ? 0 : cost;
    paid.paid = true;
    return { operation: hash, cost: due };
  }
}

/** Whether the caller asks as an analyst at one of the stations: then the question is noted. */
export function asksAsAnalyst(stationIds: readonly Id[]): boolean {
  const { abilities } = currentRequest();
  return stationIds.some((stationId) => abilities.rolesAt({ stationId }).some(({ role }) => role === 'analyst'));
}
