import { randomUUID } from 'node:crypto';
import type { Tenant } from '@stationhouse/database';
import { type Bilingual, type Id } from '@stationhouse/kernel';
import type { Rejection } from '../mapping/rejection.js';
import type { TableShape } from '../reading/table.js';
import type { BatchCounts } from './batch.js';

/** What a run needs to know of its import. */
export interface ClaimedImport {
  readonly id: Id;
  readonly stationId: Id | null;
  readonly shape: TableShape;
  readonly mapping: unknown;
  readonly dryRun: boolean;
  readonly createdBy: Id;
  /** The last line that is done; the run goes on behind it. */
  readonly committedLine: number;
}

/** The run was cancelled, or another run has taken the import over: stop without a trace. */
export class RunSuperseded extends Error {
  override readonly name = 'RunSuperseded';
}

/**
 * The import's own row as one run sees it. Every word is said under the token this run drew, so that a run that was
 * thought dead and is not can change nothing any more.
 */
export class ImportLedger {
  private readonly token = randomUUID();

  constructor(
    private readonly bureauId: Id,
    private readonly importId: Id,
  ) {}

  /** Takes the import over; undefined when there is nothing to run. */
  async claim(tenant: Tenant): Promise<ClaimedImport | undefined> {
    const [row] = await tenant.sql<ClaimedImport>(
      `UPDATE import SET run_token = $3, state = 'RUNNING', version = version + 1, started_at = coalesce(started_at, $4), failure = NULL
        WHERE bureau_id = $1 AND id = $2 AND state IN ('QUEUED', 'RUNNING')
        RETURNING id, station_id AS "stationId", shape, mapping, dry_run AS "dryRun", created_by AS "createdBy", committed_line AS "committedLine"`,
      [this.bureauId, this.importId, this.token, tenant.now],
    );
    return row;
  }

  /** Books a batch, in the batch's own transaction. @returns the import's new version @throws RunSuperseded */
  async book(tenant: Tenant, counts: BatchCounts, upTo: { line: number; bytes: number }): Promise<number> {
    const [row] = await tenant.sql<{ version: number }>(
      `UPDATE import SET version = version + 1, committed_line = $4, bytes_read = $5, rows_read = rows_read + $6, rows_added = rows_added + $7,
              rows_known = rows_known + $8, rows_rejected = rows_rejected + $9, rows_unrouted = rows_unrouted + $10
        WHERE bureau_id = $1 AND id = $2 AND run_token = $3 AND state = 'RUNNING' RETURNING version`,
      [this.bureauId, this.importId, this.token, upTo.line, upTo.bytes, counts.read, counts.added, counts.known, counts.rejected, counts.unrouted],
    );
    if (row === undefined) throw new RunSuperseded();
    return row.version;
  }

  /** Lines of the error file, in the batch's own transaction. */
  async refuse(tenant: Tenant, rejections: readonly Rejection[]): Promise<void> {
    if (rejections.length === 0) return;
    const ordinals = ordinalsWithinLine(rejections);
    await tenant.sql(
      `INSERT INTO import_rejection (bureau_id, import_id, line, ordinal, column_name, value, code)
       SELECT $1, $2, line, ordinal, column_name, value, code
         FROM unnest($3::int[], $4::int[], $5::text[], $6::text[], $7::text[]) AS refused(line, ordinal, column_name, value, code)`,
      [
        this.bureauId,
        this.importId,
        rejections.map(({ line }) => line),
        ordinals,
        rejections.map(({ column }) => column),
        rejections.map(({ value }) => value),
        rejections.map(({ code }) => code),
      ],
    );
  }

  /** Ends the run. @returns the import's new version; undefined when it is not this run's any more */
  async end(tenant: Tenant, state: 'DONE' | 'FAILED' | 'PAUSED', bytes: number | undefined, failure?: Bilingual): Promise<number | undefined> {
    const [row] = await tenant.sql<{ version: number }>(
      `UPDATE import SET version = version + 1, state = $4, bytes_read = coalesce($5, bytes_read), failure = $6, run_token = NULL, finished_at = $7
        WHERE bureau_id = $1 AND id = $2 AND run_token = $3 AND state = 'RUNNING' RETURNING version`,
      [this.bureauId, this.importId, this.token, state, bytes ?? null, failure === undefined ? null : JSON.stringify(failure), tenant.now],
    );
    return row?.version;
  }
}

function ordinalsWithinLine(rejections: readonly Rejection[]): number[] {
  let line = -1;
  let ordinal = 0;
  return rejections.map((rejection) => {
    ordinal = rejection.line === line ? ordinal + 1 : 0;
    line = rejection.line;
    return ordinal;
  });
}
