import { createHash } from 'node:crypto';
import { systemClock, text, type Bilingual, type Clock, type Id } from '@stationhouse/kernel';
import { CANONICAL_FIELDS, GENESIS } from './canonical.js';
import { readHeads, type HeadFile } from './head-file.js';

/** What can be wrong with the record. */
export type FindingKind = 'edited' | 'removed' | 'reordered' | 'added' | 'batchEdited' | 'batchRemoved' | 'headMismatch' | 'headMissing' | 'headUnreadable' | 'sealingLate';

/** One thing that is wrong, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** The batch it lies in. */
  readonly batch?: number;
  /** The place in the batch, from 1. */
  readonly position?: number;
  readonly entryId?: Id;
  readonly text: Bilingual;
}

export interface Verification {
  readonly batches: number;
  readonly sealedEntries: number;
  /** Entries the next sealing will cover. */
  readonly unsealedEntries: number;
  /** Empty when the record is whole. */
  readonly findings: readonly Finding[];
}

export interface VerifyOptions {
  /** Runs a query past row-level security, as the owner or a superuser; the application role cannot see the seals. */
  readonly read: <Row>(statement: string, parameters: readonly unknown[]) => Promise<Row[]>;
  /** The heads kept outside the database. */
  readonly headFile: string;
  readonly clock?: Clock;
}

interface Batch {
  readonly number: string;
  readonly sealed_at: Date;
  readonly entry_ids: readonly Id[];
  readonly entry_hashes: readonly Buffer[];
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
}

interface SealedEntry {
  readonly id: Id;
  readonly position: number;
  readonly fields: readonly (string | null)[];
}

/** A worker seals every 30 s: an entry that has waited for twice as long tells that none does. */
const LATE_MILLISECONDS = 60_000;

/**
 * Recomputes every hash of the record and of its chain and compares the chain with the heads outside the database.
 * Detects an edited, removed, reordered or added entry, an edited batch, and a truncation below the last sealed head.
 */
export async function verifyAudit(options: VerifyOptions): Promise<Verification> {
  const now = (options.clock ?? systemClock).now().getTime();
  const file = await readHeads(options.headFile);
  const findings: Finding[] = file.unreadable.map((line) => found('headUnreadable', text(`封存文件第 ${line} 行无法读取。`, `Line ${line} of the head file cannot be read.`)));
  const chain = await verifyChain(options, headHashes(file, findings), findings, now);
  findings.push(...truncated(file, chain.last));
  const [tail] = await options.read<{ count: string; oldest: Date | null }>('SELECT count(*) AS count, min(at) AS oldest FROM audit_entry WHERE batch IS NULL', []);
  const oldest = tail?.oldest?.getTime();
  if (oldest !== undefined && now - oldest > LATE_MILLISECONDS) {
    findings.push(found('sealingLate', text('有超过 1 分钟仍未封存的记录，请检查后台任务是否在运行。', 'Entries older than a minute are unsealed. Check that a worker is running.')));
  }
  return { batches: chain.batches, sealedEntries: chain.entries, unsealedEntries: Number(tail?.count ?? 0), findings };
}

async function verifyChain(options: VerifyOptions, heads: ReadonlyMap<number, string>, findings: Finding[], now: number) {
  let previous = createHash('sha256').update(GENESIS).digest();
  let last = 0;
  let batches = 0;
  let entries = 0;
  for (;;) {
    const [batch] = await options.read<Batch>('SELECT number, sealed_at, entry_ids, entry_hashes, previous_hash, hash FROM audit_batch WHERE number > $1 ORDER BY number LIMIT 1', [last]);
    if (batch === undefined) break;
    const number = Number(batch.number);
    findings.push(...missingBetween(last, number));
    findings.push(...(await verifyBatch(options, batch, number === last + 1 ? previous : undefined)), ...compareHead(heads, batch, now));
    previous = Buffer.from(batch.hash);
    last = number;
    batches += 1;
    entries += batch.entry_ids.length;
  }
  return { last, batches, entries };
}

async function verifyBatch(options: VerifyOptions, batch: Batch, previous: Buffer | undefined): Promise<Finding[]> {
  const number = Number(batch.number);
  const findings: Finding[] = [];
  const sealed = await options.read<SealedEntry>(`SELECT e.id, e.position, ARRAY[${CANONICAL_FIELDS.join(', ')}] AS fields FROM audit_entry e WHERE e.batch = $1 ORDER BY e.position, e.id`, [number]);
  const byId = new Map(sealed.map((entry) => [entry.id, entry]));
  for (const [index, id] of batch.entry_ids.entries()) {
    const entry = byId.get(id);
    byId.delete(id);
    const problem = entry === undefined ? await whereabouts(options, id) : compareEntry(entry, index + 1, batch.entry_hashes[index]);
    if (problem !== undefined) findings.push(entryFinding(problem, number, index + 1, id));
  }
  for (const entry of byId.values()) findings.push(entryFinding('added', number, entry.position, entry.id));
  const length = Buffer.alloc(8);
  length.writeBigInt64BE(BigInt(number));
  const chained = createHash('sha256').update(length).update(batch.previous_hash);
  for (const hash of batch.entry_hashes) chained.update(hash);
  const brokenLink = previous !== undefined && !previous.equals(batch.previous_hash);
  if (brokenLink || !chained.digest().equals(batch.hash)) {
    const where = brokenLink ? number - 1 : number;
    findings.push({ ...found('batchEdited', text(`第 ${where} 批封存被改动：哈希链在第 ${number} 批断开。`, `Batch ${where} was edited: the hash chain breaks at batch ${number}.`)), batch: where });
  }
  return findings;
}

/** A missing entry was deleted, or taken out of its batch and left elsewhere. */
async function whereabouts(options: VerifyOptions, id: Id): Promise<FindingKind> {
  const elsewhere = await options.read('SELECT 1 FROM audit_entry WHERE id = $1', [id]);
  return elsewhere.length === 0 ? 'removed' : 'reordered';
}

function compareEntry(entry: SealedEntry, position: number, sealedHash: Buffer | undefined): FindingKind | undefined {
  if (entry.position !== position) return 'reordered';
  return sealedHash !== undefined && digest(entry.fields).equals(sealedHash) ? undefined : 'edited';
}

/** The verifier's own reading of the canonical form; see canonical.ts. */
function digest(fields: readonly (string | null)[]): Buffer {
  const canonical = fields.map((field) => (field === null ? '-' : `${Buffer.byteLength(field, 'utf8')}:${field}`)).join(',');
  return createHash('sha256').update(canonical, 'utf8').digest();
}

function headHashes(file: HeadFile, findings: Finding[]): ReadonlyMap<number, string> {
  const hashes = new Map<number, string>();
  for (const head of file.heads) {
    const known = hashes.get(head.number);
    if (known !== undefined && known !== head.hash) {
      findings.push({ ...found('headMismatch', text(`封存文件对第 ${head.number} 批有两种说法。`, `The head file says two things of batch ${head.number}.`)), batch: head.number });
    }
    hashes.set(head.number, known ?? head.hash);
  }
  return hashes;
}

function compareHead(heads: ReadonlyMap<number, string>, batch: Batch, now: number): Finding[] {
  const number = Number(batch.number);
  const head = heads.get(number);
  if (head === Buffer.from(batch.hash).toString('hex')) return [];
  if (head !== undefined) {
    return [{ ...found('headMismatch', text(`第 ${number} 批与库外封存不符：该批或更早的记录被整体改写。`, `Batch ${number} does not match its head outside the database: it, or what came before, was rewritten.`)), batch: number }];
  }
  if (now - batch.sealed_at.getTime() <= LATE_MILLISECONDS) return [];
  return [{ ...found('headMissing', text(`第 ${number} 批没有库外封存。`, `Batch ${number} has no head outside the database.`)), batch: number }];
}

function missingBetween(last: number, next: number): Finding[] {
  return Array.from({ length: Math.min(next - last - 1, 100) }, (_, index) => removedBatch(last + 1 + index));
}

function truncated(file: HeadFile, last: number): Finding[] {
  const beyond = [...new Set(file.heads.map((head) => head.number).filter((number) => number > last))].sort((left, right) => left - right);
  return beyond.slice(0, 100).map(removedBatch);
}

function removedBatch(number: number): Finding {
  return { ...found('batchRemoved', text(`第 ${number} 批已封存的记录被删除（截断）。`, `Sealed batch ${number} is gone: the record was truncated.`)), batch: number };
}

const ENTRY_WORDS: Readonly<Partial<Record<FindingKind, Bilingual>>> = {
  edited: text('被修改', 'was edited'),
  removed: text('被删除', 'was removed'),
  reordered: text('被调换次序或移出本批', 'was reordered or moved out of its batch'),
  added: text('是封存之后加入的', 'was added after sealing'),
};

function entryFinding(kind: FindingKind, batch: number, position: number, entryId: Id): Finding {
  const words = ENTRY_WORDS[kind] ?? text(kind, kind);
  return { kind, batch, position, entryId, text: text(`第 ${batch} 批第 ${position} 条（${entryId}）${words['zh-CN']}。`, `Entry ${entryId}, place ${position} of batch ${batch}, ${words.en}.`) };
}

function found(kind: FindingKind, words: Bilingual): Finding {
  return { kind, text: words };
}
