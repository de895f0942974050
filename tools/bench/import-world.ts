import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { analyticsMigrations } from '@stationhouse/analytics';
import { auditMigrations } from '@stationhouse/audit';
import { Database, databaseMigrations, migrate, startEmbedded } from '@stationhouse/database';
import { FolderStorage, type BlobStore } from '@stationhouse/files';
import { incidentMigrations, inspectTable, readTable, runImport, type Mapping, type TableShape } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { notifyMigrations } from '@stationhouse/notify';
import { workflowMigrations } from '@stationhouse/workflow-runtime';
import { newId, type Id } from '@stationhouse/kernel';
import pg from 'pg';

/** A stored table of calls and how it goes into the register. */
export interface PreparedTable {
  readonly sha256: string;
  readonly shape: TableShape;
  readonly mapping: Mapping;
}

/** A database of its own with one bureau, for benchmarks of the import. */
export class ImportWorld {
  private readonly bureauId = newId();
  private readonly accountId = newId();
  /** By town; '' is the one for rows without. */
  private readonly stations: Record<string, Id> = {};

  private constructor(
    readonly database: Database,
    readonly owner: pg.Client,
    private readonly store: BlobStore,
  ) {}

  /** Starts a durable PostgreSQL in a temporary folder, runs `work` on it, and removes everything again. */
  static async with<Result>(work: (world: ImportWorld) => Promise<Result>): Promise<Result> {
    const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-bench-'));
    const server = await startEmbedded({ folder: path.join(folder, 'data') });
    try {
      const urls = await server.database('bench');
      await migrate({ url: urls.owner, migrations: [...databaseMigrations, ...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
      const owner = new pg.Client({ connectionString: urls.owner });
      await owner.connect();
      const database = await Database.open({ url: urls.app, entities: accessEntities });
      try {
        return await work(new ImportWorld(database, owner, new FolderStorage(path.join(folder, 'files')).area('imports')));
      } finally {
        await owner.end();
        await database.close();
      }
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
      rmSync(server.home.folder, { recursive: true, force: true });
    }
  }

  /** Stores a table, and creates a station for each of its towns that has none yet, and one for rows without. */
  async prepare(content: Readable): Promise<PreparedTable> {
    const { sha256 } = await this.store.put(content);
    const { shape } = await inspectTable(this.store, sha256);
    await this.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, 'Bench', 'BENCH', 'America/New_York') ON CONFLICT DO NOTHING`, [this.bureauId]);
    await this.owner.query(`INSERT INTO account (bureau_id, id, login, display_name) VALUES ($1, $2, 'bench', 'Bench') ON CONFLICT DO NOTHING`, [this.bureauId, this.accountId]);
    const at = shape.columns.indexOf('twp');
    const towns = new Set<string>();
    for await (const { values } of readTable(this.store, shape)) towns.add(values[at] ?? '');
    for (const town of towns) if (!(town in this.stations)) this.stations[town] = await this.createStation(town);
    const { '': unrouted = '', ...stations } = this.stations;
    return { sha256, shape, mapping: mappingOf(stations, unrouted) };
  }

  private async createStation(name: string): Promise<Id> {
    const id = newId();
    const code = `T${Object.keys(this.stations).length + 1}`;
    await this.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, $3, $4, 'town', 'America/New_York')`, [this.bureauId, id, name, code]);
    return id;
  }

  /**
   * Runs an import from the stored upload to DONE, as the background job does.
   * @returns how many rows it took in (would take in, in a dry run), and the seconds it took
   * @throws Error when it ends otherwise or refuses a row
   */
  async import({ sha256, shape, mapping }: PreparedTable, dryRun = false, onProgress?: () => void): Promise<{ rows: number; seconds: number }> {
    const id = newId();
    await this.owner.query(
      `INSERT INTO import (bureau_id, id, file_name, file_bytes, sha256, shape, preview, suggested_mapping, mapping, source, dry_run, state, created_by, created_at)
       VALUES ($1, $2, 'bench.csv', 0, $3, $4, '[]', '{}', $5, $6, $7, 'QUEUED', $8, now())`,
      [this.bureauId, id, sha256, JSON.stringify(shape), JSON.stringify(mapping), mapping.source, dryRun, this.accountId],
    );
    const start = performance.now();
    await runImport({ database: this.database, store: this.store, ...(onProgress === undefined ? {} : { onProgress }) }, this.bureauId, id);
    const seconds = (performance.now() - start) / 1000;
    const { rows } = await this.owner.query('SELECT state, failure, rows_read, rows_added, rows_rejected FROM import WHERE id = $1', [id]);
    if (rows[0]?.state !== 'DONE' || rows[0].rows_added !== rows[0].rows_read) throw new Error(`The import did not take every row in: ${JSON.stringify(rows[0])}`);
    return { rows: rows[0].rows_added as number, seconds };
  }
}

function mappingOf(stations: Record<string, Id>, unrouted: Id): Mapping {
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
