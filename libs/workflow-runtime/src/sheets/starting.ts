import { badInput, isStationhouseError, parseText, StationhouseError, text, type Bilingual, type ErrorCode, type Id } from '@stationhouse/kernel';
import { contentHash, findInFields, refusalError, start, textRefused, type FormProblem, type JsonObject } from '@stationhouse/workflow';
import type { Call, CommandAnswer } from '../commands.js';
import type { WorkflowRuntime } from '../runtime.js';

/** Rows of one sheet at most. */
export const MOST_SHEET_ROWS = 500;
const LONGEST_KEY = 100;
/** Rows under way at once: others at the station keep their room. */
const AT_ONCE = 4;

export interface StartInstances {
  readonly workflow: string;
  /** Answers of the start form. */
  readonly rows: readonly JsonObject[];
  readonly exercise?: boolean | undefined;
  /** Of the sheet: a row that was started under it is not started again, also when the sheet comes corrected, or in other parts. */
  readonly idempotencyKey: string;
}

/** What became of one row, or what would: refused with a code, words, and the fields they are about. */
export type RowReceipt =
  | { readonly status: 'fine' }
  | { readonly status: 'started' | 'joined'; readonly instanceId: Id }
  | { readonly status: 'refused'; readonly code: ErrorCode; readonly text: Bilingual; readonly problems: readonly FormProblem[] };

/**
 * Starts an instance for each row of a sheet, as somebody would by hand: each row stands or falls by itself and has its receipt, in the
 * order of the rows. Equal rows are one.
 * @throws StationhouseError BAD_INPUT for too many rows, or no key, and before any row what refuses them all: NOT_FOUND, STARTED_BY_OTHERS, FORBIDDEN, WORKFLOW_RETIRED, PLUGIN_DISABLED
 */
export async function startInstances(runtime: WorkflowRuntime, call: Call, { workflow, rows, exercise, idempotencyKey }: StartInstances): Promise<readonly RowReceipt[]> {
  const key = parseText(idempotencyKey, 'idempotencyKey', LONGEST_KEY);
  if (key === '') throw badInput('idempotencyKey', text('“idempotencyKey”不能为空，请为每份表格生成一个唯一值。', '"idempotencyKey" must not be empty: make a unique value for each sheet.'));
  requireFew(rows);
  const receipts = new Map<string, Promise<RowReceipt>>();
  return inTurns(rows, (data) => {
    // Named by its content, not its place: a row put in before it changes nothing.
    const row = contentHash([workflow, data, exercise === true]);
    const known = receipts.get(row) ?? settled(runtime.startInstance(call, { workflow, data, exercise, byHand: true, idempotencyKey: `${key} ${row}` }));
    receipts.set(row, known);
    return known;
  });
}

/** What would become of the rows, by the version that new instances of the workflow start on; nothing is written. @throws StationhouseError as {@link startInstances} */
export async function checkRows(runtime: WorkflowRuntime, call: Call, { workflow, rows }: Pick<StartInstances, 'workflow' | 'rows'>): Promise<readonly RowReceipt[]> {
  requireFew(rows);
  const { compiled, surroundings } = await runtime.startingPoint(call, workflow);
  const screens = runtime.screens.of(workflow);
  return rows.map((data): RowReceipt => {
    const found = findInFields(screens, data);
    if (found.length > 0) return refused(textRefused(found));
    const tried = start(compiled, { data }, surroundings);
    return tried.ok ? { status: 'fine' } : refused(refusalError(tried.refusal));
  });
}

function requireFew(rows: readonly JsonObject[]): void {
  if (rows.length <= MOST_SHEET_ROWS) return;
  throw badInput('rows', text(`一次最多 ${MOST_SHEET_ROWS} 行，请分几次导入。`, `At most ${MOST_SHEET_ROWS} rows at a time: import them in parts.`), { most: MOST_SHEET_ROWS });
}

async function settled(answer: Promise<CommandAnswer>): Promise<RowReceipt> {
  try {
    const given = await answer;
    return { status: 'started' in given && given.started === false ? 'joined' : 'started', instanceId: given.instanceId };
  } catch (error) {
    if (!isStationhouseError(error) || EVERY_ROW.has(error.code)) throw error;
    return refused(error);
  }
}

/** What is wrong with no row, and would be said as often as there are rows. */
const EVERY_ROW: ReadonlySet<ErrorCode> = new Set(['NOT_FOUND', 'STARTED_BY_OTHERS', 'FORBIDDEN', 'WORKFLOW_RETIRED', 'PLUGIN_DISABLED', 'STATION_CLOSED', 'DATABASE_UNAVAILABLE', 'STORAGE_FULL', 'INTERNAL']);

function refused({ code, text: words, details }: StationhouseError): RowReceipt {
  const problems = details?.['problems'];
  return { status: 'refused', code, text: words, problems: Array.isArray(problems) ? (problems as FormProblem[]) : [] };
}

/** A few at a time, answered in their order. */
async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return results;
}
