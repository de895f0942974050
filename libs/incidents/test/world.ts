import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import type { TenantContext } from '@stationhouse/database';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { incidentMigrations, inspectTable, runImport, type ImportTools, type Mapping } from '../src/index.js';
import { temporaryStore } from './import/support.js';

/** A bureau with three stations, a blob store, and imports without the request around them. */
export class World {
  readonly bureauId = newId();
  readonly accountId = newId();
  readonly east = newId();
  readonly west = newId();
  readonly unrouted = newId();

  private constructor(
    readonly test: TestDatabase,
    readonly files: Awaited<ReturnType<typeof temporaryStore>>,
  ) {}

  static async open(): Promise<World> {
    const test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...incidentMigrations] });
    const world = new World(test, await temporaryStore());
    await world.owner(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '南湖分局', 'NH', 'Asia/Shanghai')`, [world.bureauId]);
    await world.owner(`INSERT INTO account (bureau_id, id, login, display_name) VALUES ($1, $2, 'importer', '李导入')`, [world.bureauId, world.accountId]);
    for (const [index, id] of [world.east, world.west, world.unrouted].entries()) {
      await world.owner(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, $3, $4, 'town', 'Asia/Shanghai')`, [world.bureauId, id, `所${index}`, `S${index}`]);
    }
    return world;
  }

  async close(): Promise<void> {
    await this.test.close();
    await this.files.close();
  }

  /** A statement as the owner, past row-level security. */
  async owner<Row extends object = Record<string, unknown>>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.test.owner.query(statement, parameters)).rows as Row[];
  }

  get tools(): ImportTools {
    return { database: this.test.database, store: this.files.store };
  }

  at(...stationIds: Id[]): TenantContext {
    return { stationIds, bureauIds: [this.bureauId], accountId: this.accountId };
  }

  mapping(changes: Partial<Mapping> = {}): Mapping {
    return {
      source: 'county',
      timeZone: 'Asia/Shanghai',
      fields: { receivedAt: { column: 'time' }, narrative: { column: 'what' }, address: { column: 'where' } },
      routing: { column: 'station', stations: { East: this.east, West: this.west }, unrouted: this.unrouted },
      ...changes,
    };
  }

  /** Stores a table and queues its import. @returns the import's id */
  async queue(content: string | Buffer, mapping: Mapping = this.mapping(), dryRun = false): Promise<Id> {
    const sha256 = await this.files.put(content);
    const { shape } = await inspectTable(this.files.store, sha256);
    const id = newId();
    await this.owner(
      `INSERT INTO import (bureau_id, id, file_name, file_bytes, sha256, shape, preview, suggested_mapping, mapping, source, dry_run, state, created_by, created_at)
       VALUES ($1, $2, 'a.csv', $3, $4, $5, '[]', '{}', $6, $7, $8, 'QUEUED', $9, now())`,
      [this.bureauId, id, Buffer.byteLength(content), sha256, JSON.stringify(shape), JSON.stringify(mapping), mapping.source, dryRun, this.accountId],
    );
    return id;
  }

  /** Queues and runs an import to its end. @returns its row */
  async import(content: string | Buffer, mapping?: Mapping, dryRun?: boolean): Promise<ImportRow> {
    const id = await this.queue(content, mapping, dryRun);
    await runImport(this.tools, this.bureauId, id);
    return this.row(id);
  }

  async row(id: Id): Promise<ImportRow> {
    const [row] = await this.owner<ImportRow>('SELECT id, state, rows_read, rows_added, rows_known, rows_rejected, rows_unrouted, committed_line, failure, bytes_read::int, file_bytes::int FROM import WHERE id = $1', [id]);
    if (row === undefined) throw new Error('No such import.');
    return row;
  }

  async numbers(stationId: Id): Promise<string[]> {
    return (await this.owner<{ number: string }>('SELECT number FROM incident WHERE station_id = $1 ORDER BY number', [stationId])).map(({ number }) => number);
  }
}

export interface ImportRow {
  id: Id;
  state: string;
  rows_read: number;
  rows_added: number;
  rows_known: number;
  rows_rejected: number;
  rows_unrouted: number;
  committed_line: number;
  failure: Record<string, string> | null;
  bytes_read: number;
  file_bytes: number;
}

/** `count` rows of a table `id,time,what,where,station`, deterministic. */
export function table(count: number, from = 1): string {
  const stations = ['East', 'West', 'East', ''];
  const rows = Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const time = new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString().slice(0, 19);
    return `${n},${time},第 ${n} 起 电瓶车被盗,解放路 ${n % 90} 号,${stations[n % 4]}`;
  });
  return `id,time,what,where,station\n${rows.join('\n')}\n`;
}
