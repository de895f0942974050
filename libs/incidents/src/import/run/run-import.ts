import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { systemCode, type BlobStore } from '@stationhouse/files';
import { isStationhouseError, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { Occurrences } from '../mapping/identity.js';
import { parseMapping, stationsOf, type Mapping } from '../mapping/mapping.js';
import { compileMapping, type RowResult } from '../mapping/row-mapper.js';
import { readTable, type SourceRow } from '../reading/table.js';
import { Batch, type BatchFacts, type BatchMode } from './batch.js';
import { CountingStore } from './counting-store.js';
import { ImportLedger, RunSuperseded, type ClaimedImport } from './ledger.js';
import { Stations } from './stations.js';

export interface ImportTools {
  readonly database: Database;
  readonly store: BlobStore;
  /** Told after each batch has been committed, with the import's new version. */
  readonly onProgress?: (change: { readonly bureauId: Id; readonly importId: Id; readonly version: number }) => void;
}

/** Rows of a source without ids that may be told apart in memory; see Occurrences. */
const MOST_ROWS_WITHOUT_ID = 12_000_000;
const UNIQUE_VIOLATION = '23505';

/**
 * Runs an import to its end: reads the stored upload, maps each row, writes batches into the register under row-level
 * security, and books each batch in the same transaction. Called again after a kill it goes on behind the last booked
 * line; called twice at once, the later call takes over and the earlier one stops.
 *
 * A file that cannot be read or mapped ends as FAILED, a full disk as PAUSED, both with the reason; anything else (the
 * database is gone) is thrown, and the import stays ready to be run again.
 * @param signal stops the run after the batch at hand
 */
export async function runImport(tools: ImportTools, bureauId: Id, importId: Id, signal?: AbortSignal): Promise<void> {
  const ledger = new ImportLedger(bureauId, importId);
  const ofBureau: TenantContext = { stationIds: [], bureauIds: [bureauId] };
  const claimed = await tools.database.inTenant(ofBureau, (tenant) => ledger.claim(tenant));
  if (claimed === undefined) return;
  const end = async (state: 'DONE' | 'FAILED' | 'PAUSED', bytes?: number, failure?: Bilingual) => {
    const version = await tools.database.inTenant(ofBureau, (tenant) => ledger.end(tenant, state, bytes, failure));
    if (version !== undefined) tools.onProgress?.({ bureauId, importId, version });
  };
  try {
    const run = await ImportRun.prepare(tools, ledger, bureauId, claimed);
    await run.toEnd(signal);
    await end('DONE', await tools.store.size(claimed.shape.container.sha256));
  } catch (cause) {
    if (cause instanceof RunSuperseded) return;
    const failure = failureOf(cause);
    if (failure === undefined) throw withoutData(cause);
    await end(failure.code === 'STORAGE_FULL' ? 'PAUSED' : 'FAILED', undefined, failure.text);
  }
}

class ImportRun {
  private mode: BatchMode;

  private constructor(
    private readonly tools: ImportTools,
    private readonly ledger: ImportLedger,
    private readonly claimed: ClaimedImport,
    private readonly mapping: Mapping,
    private readonly stations: Stations,
    private readonly context: TenantContext & { readonly bureauIds: readonly [Id] },
  ) {
    this.mode = claimed.dryRun ? 'count' : 'addAll';
  }

  static async prepare(tools: ImportTools, ledger: ImportLedger, bureauId: Id, claimed: ClaimedImport): Promise<ImportRun> {
    const mapping = parseMapping(claimed.mapping, claimed.shape.columns);
    const context = { stationIds: stationsOf(mapping), bureauIds: [bureauId] as const, accountId: claimed.createdBy };
    const stations = await tools.database.inTenant(context, (tenant) => Stations.read(tenant, context.stationIds));
    return new ImportRun(tools, ledger, claimed, mapping, stations, context);
  }

  /** Reads on while the database takes in the batch before: never more than two batches are held. */
  async toEnd(signal: AbortSignal | undefined): Promise<void> {
    const store = new CountingStore(this.tools.store);
    const { shape, committedLine } = this.claimed;
    const occurrences = new Occurrences();
    const map = compileMapping(this.mapping, shape.columns, occurrences);
    let batch = new Batch(this.stations);
    let writing: Promise<void> = Promise.resolve();
    for await (const row of readTable(store, shape)) {
      const result = map(row);
      // Rows done before a kill are read again only to count which of the equal rows comes next.
      if (row.line <= committedLine) continue;
      batch.take(row.line, result, weightOf(row, result));
      if (!batch.full) continue;
      batch.seal();
      await writing;
      signal?.throwIfAborted();
      if (occurrences.distinct > MOST_ROWS_WITHOUT_ID) throw tooManyWithoutId();
      writing = this.write(batch, store.bytes);
      // A failure is met at the next await; until then it must not count as unhandled.
      writing.catch(() => undefined);
      batch = new Batch(this.stations);
    }
    await writing;
    if (!batch.empty) await this.write(batch.seal(), store.bytes);
  }

  private async write(batch: Batch, bytes: number): Promise<void> {
    try {
      await this.commit(batch, bytes);
    } catch (cause) {
      if (this.mode !== 'addAll' || sqlState(cause) !== UNIQUE_VIOLATION) throw cause;
      // Some row is in the register already: from here on every row is looked up first.
      this.mode = 'addUnknown';
      await this.commit(batch, bytes);
    }
  }

  private async commit(batch: Batch, bytes: number): Promise<void> {
    const version = await this.tools.database.inTenant(this.context, async (tenant: Tenant) => {
      const counts = await batch.write(tenant, this.facts(), this.mode);
      await this.ledger.refuse(tenant, batch.rejections);
      return this.ledger.book(tenant, counts, { line: batch.lastLine, bytes });
    });
    this.tools.onProgress?.({ bureauId: this.context.bureauIds[0], importId: this.claimed.id, version });
  }

  private facts(): BatchFacts {
    return {
      importId: this.claimed.id,
      source: this.mapping.source,
      accountId: this.claimed.createdBy,
      statusWithoutOutcome: this.mapping.fields.outcome === undefined ? 'DISPOSED' : 'OPEN',
    };
  }
}

function weightOf(row: SourceRow, result: RowResult): number {
  if ('rejections' in result) return result.rejections.length * 100;
  let characters = 0;
  for (const value of row.values) characters += value.length;
  return characters;
}

/** What a person can do something about; undefined for troubles of the machinery, which are tried again. */
function failureOf(cause: unknown): StationhouseError | undefined {
  if (!isStationhouseError(cause)) return undefined;
  if (cause.code === 'STORAGE_FULL') {
    return new StationhouseError('STORAGE_FULL', text('数据库磁盘已满，导入已暂停。清理磁盘后可继续导入。', 'The database has no disk space left; the import is paused. Free some space, then resume it.'));
  }
  return cause.code === 'DATABASE_UNAVAILABLE' || cause.code === 'INTERNAL' ? undefined : cause;
}

function sqlState(cause: unknown): string {
  return systemCode(cause) || systemCode((cause as { driverError?: unknown } | null)?.driverError);
}

/** The driver's error carries the statement's parameters, a whole batch of personal data: only its words go on. */
function withoutData(cause: unknown): unknown {
  if (typeof cause !== 'object' || cause === null || !('parameters' in cause)) return cause;
  return new Error(`The database refused a batch (${sqlState(cause)}).`);
}

function tooManyWithoutId(): StationhouseError {
  return new StationhouseError(
    'IMPORT_FILE_TOO_LARGE',
    text('没有编号列的文件最多 1200 万行，请拆分文件或指定编号列。', 'A file without an id column may hold 12 million rows at most. Split it, or map an id column.'),
  );
}
