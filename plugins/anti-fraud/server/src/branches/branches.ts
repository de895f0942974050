import { badInput, newId, notFound, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { PluginRows } from '@stationhouse/plugin-api';
import { branchAdded, branchChanged, branchesImported, branchRemoved } from './permissions.js';
import { readBranch, type Branch, type BranchProblem, type BranchWords } from './reading.js';
import { BranchRow } from './rows.js';

/** Rows of one sheet, and branches of one station. */
export const MOST_BRANCHES = 500;

/** What becomes of a row of a sheet. */
export interface BranchReceipt {
  readonly status: 'added' | 'changed' | 'same' | 'refused';
  readonly problems: readonly BranchProblem[];
}

/** The branches of the station, by bank and name. */
export function branchesOf({ stationId, repository }: PluginRows): Promise<BranchRow[]> {
  return repository(BranchRow).find({ where: { stationId }, order: { bank: 'ASC', name: 'ASC' } });
}

/** Writes down a branch; the same key again answers with the first. @throws StationhouseError BAD_INPUT with the field, CONFLICT for one that is there */
export async function addBranch(rows: PluginRows, words: BranchWords, idempotencyKey: string): Promise<BranchRow> {
  const { stationId, repository } = rows;
  const madeKey = `${rows.caller.accountId} ${parseText(idempotencyKey, 'idempotencyKey', 200)}`;
  await takeTurn(rows);
  const before = await repository(BranchRow).findOneBy({ stationId, madeKey });
  if (before !== null) return before;
  const branch = requireBranch(words);
  await refuseTwin(rows, branch);
  if ((await branchesOf(rows)).length >= MOST_BRANCHES) throw badInput('input', FULL);
  const row = { stationId, id: newId(), version: 1, ...branch, madeKey };
  await repository(BranchRow).insert(row);
  rows.audit({ action: branchAdded, record: recordOf(row) });
  return row;
}

/** @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT with the field, CONFLICT */
export async function changeBranch(rows: PluginRows, id: Id, words: BranchWords, expectedVersion: number): Promise<BranchRow> {
  await takeTurn(rows);
  const before = await known(rows, id, expectedVersion);
  const branch = requireBranch(words);
  await refuseTwin(rows, branch, id);
  const after = { ...before, ...branch, version: before.version + 1 };
  await rows.repository(BranchRow).update({ stationId: rows.stationId, id }, { ...branch, version: after.version });
  rows.audit({ action: branchChanged, record: recordOf(after) });
  return after;
}

/** @throws StationhouseError NOT_FOUND, STALE_VERSION */
export async function removeBranch(rows: PluginRows, id: Id, expectedVersion: number): Promise<void> {
  await takeTurn(rows);
  const before = await known(rows, id, expectedVersion);
  await rows.repository(BranchRow).delete({ stationId: rows.stationId, id });
  rows.audit({ action: branchRemoved, record: recordOf(before) });
}

/**
 * Takes the rows of a sheet in: a branch is known by its bank and name; one that is there is brought up to what the row says. Each row stands or falls by itself, and what was
 * taken in before is the same again.
 * @param write false: only says what would become of them
 * @throws StationhouseError BAD_INPUT for more than 500 rows
 */
export async function takeIn(rows: PluginRows, sheet: readonly BranchWords[], write: boolean): Promise<BranchReceipt[]> {
  if (sheet.length > MOST_BRANCHES) throw badInput('rows', text(`一次最多 ${MOST_BRANCHES} 行，请把表格分开。`, `At most ${MOST_BRANCHES} rows at once: divide the sheet.`));
  if (write) await takeTurn(rows);
  const there = new Map((await branchesOf(rows)).map((row) => [nameOf(row), row]));
  const seen = new Set<string>();
  const receipts: BranchReceipt[] = [];
  for (const words of sheet) {
    const read = readBranch(words);
    const receipt = 'problems' in read ? { status: 'refused' as const, problems: read.problems } : await takeOne(rows, read.branch, there, seen, write);
    receipts.push(receipt);
  }
  const count = (status: BranchReceipt['status']) => receipts.filter((receipt) => receipt.status === status).length;
  if (write && count('added') + count('changed') > 0) rows.audit({ action: branchesImported, details: { added: count('added'), changed: count('changed') } });
  return receipts;
}

async function takeOne({ stationId, repository }: PluginRows, branch: Branch, there: Map<string, BranchRow>, seen: Set<string>, write: boolean): Promise<BranchReceipt> {
  const name = nameOf(branch);
  const refused = (words: Bilingual): BranchReceipt => ({ status: 'refused', problems: [{ field: 'name', text: words }] });
  if (seen.has(name)) return refused(text('表格里另一行已是这家银行的这个网点。', 'Another row of the sheet is this branch of this bank.'));
  seen.add(name);
  const before = there.get(name);
  if (before === undefined) {
    if (there.size >= MOST_BRANCHES) return refused(FULL);
    const row = { stationId, id: newId(), version: 1, ...branch, madeKey: `sheet ${newId()}` };
    there.set(name, row);
    if (write) await repository(BranchRow).insert(row);
    return { status: 'added', problems: [] };
  }
  if (Object.entries(branch).every(([field, value]) => before[field as keyof Branch] === value)) return { status: 'same', problems: [] };
  if (write) await repository(BranchRow).update({ stationId, id: before.id }, { ...branch, version: before.version + 1 });
  return { status: 'changed', problems: [] };
}

const FULL = text(`本所最多登记 ${MOST_BRANCHES} 个网点。`, `A station keeps at most ${MOST_BRANCHES} branches.`);
const nameOf = ({ bank, name }: Pick<Branch, 'bank' | 'name'>) => JSON.stringify([bank, name]);
const recordOf = ({ id, bank, name }: BranchRow) => ({ kind: 'bankBranch', id: id as Id, number: `${bank} ${name}` });

function requireBranch(words: BranchWords): Branch {
  const read = readBranch(words);
  if ('branch' in read) return read.branch;
  const [first] = read.problems;
  throw badInput(`input.${first?.field ?? ''}`, first?.text ?? text('填写有误。', 'Something is wrong.'), { problems: read.problems });
}

async function refuseTwin({ stationId, repository }: PluginRows, { bank, name }: Branch, id?: Id): Promise<void> {
  const twin = await repository(BranchRow).findOneBy({ stationId, bank, name });
  if (twin !== null && twin.id !== id) throw new StationhouseError('CONFLICT', text('这家银行的这个网点已经登记，请更正已有的一条。', 'This branch of this bank is written down already: correct that one.'));
}

async function known({ stationId, repository }: PluginRows, id: Id, expectedVersion: number): Promise<BranchRow> {
  const row = await repository(BranchRow).findOneBy({ stationId, id });
  if (row === null) throw notFound(text('银行网点', 'Bank branch'));
  if (row.version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('他人刚刚更改了这个网点，请刷新后再改。', 'Somebody else has just changed this branch. Reload, then change it.'), { version: row.version });
  return row;
}

/** Changes of a station's branches come one after the other. */
async function takeTurn({ stationId, sql }: PluginRows): Promise<void> {
  await sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`bank branches ${stationId}`]);
}
