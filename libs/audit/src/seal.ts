import type { Database } from '@stationhouse/database';
import { appendHeads, newestHead } from './head-file.js';

/** Entries of one batch at most: a batch is hashed in one statement. */
const LARGEST_BATCH = 5_000;

export interface SealOptions {
  /** The append-only file outside the database that keeps the head of every batch. */
  readonly headFile: string;
}

/**
 * Seals the unsealed tail into hash-chained batches and writes their heads outside the database. A worker calls it at
 * least every 60 seconds; calls at the same time, also from other processes, wait for each other. Heads that an
 * earlier crash kept from the file are written now.
 * @returns how many entries were sealed
 */
export async function sealAudit(database: Database, options: SealOptions): Promise<{ entries: number }> {
  let entries = 0;
  for (;;) {
    const [batch] = await database.unscoped<{ entries: number }>('seal_audit', [LARGEST_BATCH]);
    entries += batch?.entries ?? 0;
    if (batch === undefined || batch.entries < LARGEST_BATCH) break;
  }
  await writeMissingHeads(database, options.headFile);
  return { entries };
}

async function writeMissingHeads(database: Database, headFile: string): Promise<void> {
  let above = await newestHead(headFile);
  for (;;) {
    const rows = await database.unscoped<{ number: string; hash: string; sealedAt: Date }>('audit_heads', [above]);
    if (rows.length === 0) return;
    await appendHeads(headFile, rows.map((row) => ({ number: Number(row.number), hash: row.hash, sealedAt: row.sealedAt.toISOString() })));
    above = Number(rows.at(-1)?.number);
  }
}
