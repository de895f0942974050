import { createHash } from 'node:crypto';
import { currentRequest, type Abilities, type AccessSettings, type TenantGate } from '@stationhouse/access';
import { isStationhouseError, parseText, type Id, type StationhouseError } from '@stationhouse/kernel';
import type { Ledger, QueryKind, QueryNote } from './ledger.js';

/** The longest purpose of a question, in characters. */
const LONGEST_PURPOSE = 200;

/** The argument that says what figures are for. */
export const PURPOSE = { type: () => String, nullable: true, description: 'What an analyst asks for; noted with the query. At most 200 characters, nothing personal.' } as const;

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

/** What was answered, and how much of it there is. */
export interface Answered<Answer> {
  readonly answer: Answer;
  readonly rows: number;
  /** Points of figures. */
  readonly points?: number;
}

/** Says how a question that was paid for ended: with how many rows, `answered` or why not, with how many points. */
export type Settle = (rows: number, outcome: string, points?: number) => Promise<void>;

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
  async ask<Answer>(asking: Asking, work: () => Promise<Answered<Answer>>): Promise<Answer> {
    return settled(await this.begin(asking), work);
  }

  /**
   * A question for figures: noted and paid for where an analyst asks. It costs its document, and one for each point of the answer.
   * @param subjects the metrics, or what else is counted
   * @param purpose in the asker's words; at most 200 characters
   * @param read what answers, and with how many points
   * @throws StationhouseError BUDGET_SPENT, BAD_INPUT, and whatever reading throws
   */
  async askFigures<Answer>(subjects: readonly string[], stationIds: readonly Id[], purpose: string | null | undefined, read: () => Promise<Omit<Answered<Answer>, 'rows'>>): Promise<Answer> {
    if (!asksAsAnalyst(stationIds)) return (await read()).answer;
    const said = purpose === undefined || purpose === null ? null : parseText(purpose, 'purpose', LONGEST_PURPOSE);
    return this.ask({ kind: 'figures', studyId: null, subjects, stationIds, purpose: said, rows: 0 }, async () => ({ ...(await read()), rows: 0 }));
  }

  /**
   * Notes and pays for what is answered later, as a stream is.
   * @throws StationhouseError BUDGET_SPENT
   */
  async begin(asking: Asking): Promise<Settle> {
    const at = this.now();
    const { note, id, refusal } = await this.pay(asking, at);
    if (refusal !== undefined) throw refusal;
    return (rows, outcome, points = 0) => this.gate.inBureau(note.bureauId, (tenant) => this.ledger.settle(tenant, note, id, { rows, outcome, points }, at), 'owed');
  }

  /** A document is paid for once, however many of its fields ask; what comes by another way costs its rows. Fields that ask together pay one after another: none is answered before the document is paid for. */
  private pay(asking: Asking, at: Date): Promise<{ note: QueryNote; id: Id; refusal: StationhouseError | undefined }> {
    const request = currentRequest();
    const { id: accountId, bureauId } = request.account;
    const till = request.once('analyst’s document', () => ({ paid: false, before: Promise.resolve() }));
    const payment = till.before.then(async () => {
      const due = request.operation === undefined ? asking.rows : till.paid ? 0 : request.operation.cost;
      const note: QueryNote = { ...asking, bureauId, accountId, operation: request.operation?.hash ?? NO_DOCUMENT, cost: due };
      const begun = await this.gate.inBureau(bureauId, (tenant) => this.ledger.begin(tenant, note, at));
      till.paid ||= begun.refusal === undefined;
      return { note, ...begun };
    });
    till.before = payment.then(nothing, nothing);
    return payment;
  }
}

/** Answers what was paid for, and notes how it ended. @throws whatever the work throws: its code is noted */
export async function settled<Answer>(settle: Settle, work: () => Promise<Answered<Answer>>): Promise<Answer> {
  try {
    const { answer, rows, points = 0 } = await work();
    await settle(rows, 'answered', points);
    return answer;
  } catch (cause) {
    await settle(0, isStationhouseError(cause) ? cause.code : 'INTERNAL');
    throw cause;
  }
}

/** Stands for the document of what comes by another way than GraphQL. */
export const NO_DOCUMENT = createHash('sha256').update('').digest('hex');
const nothing = () => undefined;

/** Whether the caller asks as an analyst at one of the stations: then the question is noted. */
export function asksAsAnalyst(stationIds: readonly Id[]): boolean {
  return isAnalystAt(currentRequest().abilities, stationIds);
}

/** Whether somebody is an analyst at one of the stations. */
export function isAnalystAt(abilities: Abilities, stationIds: readonly Id[]): boolean {
  return stationIds.some((stationId) => abilities.rolesAt({ stationId }).some(({ role }) => role === 'analyst'));
}
