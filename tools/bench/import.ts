import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { Database, databaseMigrations, migrate, startEmbedded } from '@stationhouse/database';
import { FolderBlobStore } from '@stationhouse/files';
import { incidentMigrations, inspectTable, readTable, runImport, type Mapping, type TableShape } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { callLines } from './calls.js';
import { median, report, type BenchResult } from './result.js';

const ROWS = 99_492;
const RUNS = 3;
const TARGET = 0.4;

/**
 * An import of a county's emergency calls – read, checked, routed to 69 stations, told apart by content, numbered, under
 * row-level security – against a bare COPY of the same rows by the table's owner into the same table with its indexes.
 * Ratio: rows per second of the import over those of the COPY, median of three pairs.
 *
 * `--file FILE`: a real file with the columns of the generated one. `--rows N`: how many rows to generate.
 */
export async function benchImport(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { file: { type: 'string' }, rows: { type: 'string' } } });
  const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-bench-'));
  const server = await startEmbedded({ folder: path.join(folder, 'data') });
  try {
    const bench = await ImportBench.open(await server.database('bench'), path.join(folder, 'files'));
    try {
      const content = values.file === undefined ? Readable.from(callLines(Number(values.rows ?? ROWS))) : createReadStream(path.resolve(process.env['INIT_CWD'] ?? '.', values.file));
      return await bench.run(content);
    } finally {
      await bench.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(server.home.folder, { recursive: true, force: true });
  }
}

class ImportBench {
  private readonly bureauId = newId();
  private readonly accountId = newId();

  private constructor(
    private readonly database: Database,
    private readonly owner: pg.Client,
    private readonly store: FolderBlobStore,
  ) {}

  static async open(urls: { owner: string; app: string }, folder: string): Promise<ImportBench> {
    await migrate({ url: urls.owner, migrations: [...databaseMigrations, ...auditMigrations, ...accessMigrations, ...jobsMigrations, ...incidentMigrations] });
    const owner = new pg.Client({ connectionString: urls.owner });
    await owner.connect();
    return new ImportBench(await Database.open({ url: urls.app, entities: accessEntities }), owner, new FolderBlobStore(folder));
  }

  async close(): Promise<void> {
    await this.owner.end();
    await this.database.close();
  }

  async run(content: Readable): Promise<BenchResult> {
    const { sha256 } = await this.store.put(content);
    const { shape } = await inspectTable(this.store, sha256);
    const mapping = await this.prepareStations(shape);
    const ratios: number[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      await this.owner.query('TRUNCATE incident, incident_series');
      const imported = await this.timeImport(shape, sha256, mapping);
      const copied = await this.timeCopy(imported.rows);
      ratios.push(copied.seconds / imported.seconds);
      report(
        `run ${run}: ${imported.rows} rows; import ${imported.seconds.toFixed(2)} s (${Math.round(imported.rows / imported.seconds)} rows/s), ` +
          `bare COPY ${copied.seconds.toFixed(2)} s (${Math.round(imported.rows / copied.seconds)} rows/s), ratio ${(ratios.at(-1) ?? 0).toFixed(3)}`,
      );
    }
    return { ratios: { import: Number(median(ratios).toFixed(3)) }, targets: { import: TARGET } };
  }

  /** A bureau with one station per town, and one for rows without. */
  private async prepareStations(shape: TableShape): Promise<Mapping> {
    const at = shape.columns.indexOf('twp');
    const stations: Record<string, Id> = {};
    for await (const { values } of readTable(this.store, shape)) {
      const town = values[at] ?? '';
      if (town !== '') stations[town] ??= newId();
    }
    const unrouted = newId();
    await this.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, 'Bench', 'BENCH', 'America/New_York')`, [this.bureauId]);
    await this.owner.query(`INSERT INTO account (bureau_id, id, login, display_name) VALUES ($1, $2, 'bench', 'Bench')`, [this.bureauId, this.accountId]);
    for (const [index, [name, id]] of [...Object.entries(stations), ['unrouted', unrouted] as const].entries()) {
      await this.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, $3, $4, 'town', 'America/New_York')`, [this.bureauId, id, name, `T${index + 1}`]);
    }
    return {
      source: 'county calls',
      timeZone: 'America/New_York',
      fields: {
        receivedAt: { column: 'timeStamp' },
        category: { column: 'title', values: { 'EMS:*': 'assistance.medical', 'Traffic:*': 'traffic', 'Fire:*': 'disaster.fire', '*': 'unclassified' } },
        address: { column: 'addr' },
        postcode: { column: 'zip' },
        latitude: { column: 'lat' },
        longitude: { column: 'lng' },
        narrative: { column: 'desc' },
      },
      attributes: ['e'],
      routing: { column: 'twp', stations, unrouted },
    };
  }

  /** From the stored upload to the import's DONE, as the background job runs it. */
  private async timeImport(shape: TableShape, sha256: string, mapping: Mapping): Promise<{ seconds: number; rows: number }> {
    const id = newId();
    await this.owner.query(
      `INSERT INTO import (bureau_id, id, file_name, file_bytes, sha256, shape, preview, suggested_mapping, mapping, source, state, created_by, created_at)
       VALUES ($1, $2, 'bench.csv', 0, $3, $4, '[]', '{}', $5, $6, 'QUEUED', $7, now())`,
      [this.bureauId, id, sha256, JSON.stringify(shape), JSON.stringify(mapping), mapping.source, this.accountId],
    );
    await this.owner.query('CHECKPOINT').catch(() => undefined);
    const start = performance.now();
    await runImport({ database: this.database, store: this.store }, this.bureauId, id);
    const seconds = (performance.now() - start) / 1000;
    const { rows } = await this.owner.query('SELECT state, failure, rows_read, rows_added, rows_rejected FROM import WHERE id = $1', [id]);
    if (rows[0]?.state !== 'DONE' || rows[0].rows_added !== rows[0].rows_read) throw new Error(`The import did not take every row in: ${JSON.stringify(rows[0])}`);
    return { seconds, rows: rows[0].rows_added as number };
  }

  /** The rows the import just made, out of the table and back into it by COPY, by its owner. */
  private async timeCopy(expected: number): Promise<{ seconds: number }> {
    const { rows } = await this.owner.query(`SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS list FROM pg_attribute WHERE attrelid = 'incident'::regclass AND attnum > 0 AND attgenerated = ''`);
    const columns = rows[0].list as string;
    const lines: Buffer[] = [];
    for await (const chunk of this.owner.query(copyTo(`COPY (SELECT ${columns} FROM incident ORDER BY id) TO STDOUT`)) as AsyncIterable<Buffer>) lines.push(chunk);
    await this.owner.query('TRUNCATE incident, incident_series');
    const start = performance.now();
    await pipeline(Readable.from(lines), this.owner.query(copyFrom(`COPY incident (${columns}) FROM STDIN`)));
    const seconds = (performance.now() - start) / 1000;
    const counted = await this.owner.query('SELECT count(*)::int AS n FROM incident');
    if (counted.rows[0].n !== expected) throw new Error(`COPY holds ${counted.rows[0].n} rows, the import ${expected}: nothing to compare.`);
    return { seconds };
  }
}
