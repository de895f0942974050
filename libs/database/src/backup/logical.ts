import { createReadStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { text, type Bilingual } from '@stationhouse/kernel';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Part } from './manifest.js';
import { writePart, type OpenPart } from './parts.js';
import { Connection } from '../connections.js';

/** One table's rows in a logical backup. */
interface DumpedTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly part: string;
}

/** What `<database>.json.gz` of a logical backup lists. */
interface Dump {
  readonly tables: readonly DumpedTable[];
  readonly sequences: readonly { readonly name: string; readonly value: string | null }[];
}

/** Ordinary logged tables outside the system's schemas. The queue's own schema is rebuilt from the outbox, so it is left. */
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS "table",
         array_agg(format('%I', a.attname) ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
   WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'bullmq')
     AND format('%I.%I', n.nspname, c.relname) <> 'public.schema_migration'
   GROUP BY 1 ORDER BY 1`;

const SEQUENCES = `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS value
                     FROM pg_sequences WHERE schemaname NOT IN ('bullmq')`;

/** Writes the rows of each database as of one moment. @returns the parts written */
export async function dumpDatabases(superuserUrl: string, databases: readonly string[], folder: string, open: OpenPart, onProgress?: (line: Bilingual) => void): Promise<Record<string, Part>> {
  const parts: Record<string, Part> = {};
  for (const database of databases) {
    await inDatabase(superuserUrl, database, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const { rows } = await client.query<{ table: string; columns: string[] }>(TABLES);
      const tables = rows.map((row, index) => ({ ...row, part: `${database}.${index}.copy.gz` }));
      for (const { table, columns, part } of tables) {
        onProgress?.(text(`正在导出 ${table}……`, `Writing ${table} …`));
        parts[part] = await writePart(folder, part, client.query(copyTo(`COPY ${table} (${columns.join(', ')}) TO STDOUT`)), open);
      }
      const dump: Dump = { tables, sequences: (await client.query<Dump['sequences'][number]>(SEQUENCES)).rows };
      parts[`${database}.json.gz`] = await writePart(folder, `${database}.json.gz`, Readable.from([JSON.stringify(dump)]), open);
      await client.query('COMMIT');
    });
  }
  return parts;
}

/**
 * Fills a freshly migrated database with the rows of a logical backup, all in one transaction. Triggers and foreign
 * keys rest meanwhile: the rows were consistent when they were read.
 */
export async function fillDatabase(superuserUrl: string, database: string, folder: string, onProgress?: (line: Bilingual) => void): Promise<void> {
  const dump = JSON.parse(await readWhole(path.join(folder, `${database}.json.gz`))) as Dump;
  await inDatabase(superuserUrl, database, async (client) => {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    if (dump.tables.length > 0) await client.query(`TRUNCATE ${dump.tables.map(({ table }) => table).join(', ')} CASCADE`);
    for (const { table, columns, part } of dump.tables) {
      onProgress?.(text(`正在恢复 ${table}……`, `Restoring ${table} …`));
      await pipeline(createReadStream(path.join(folder, part)), createGunzip(), client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`)));
    }
    for (const { name, value } of dump.sequences) {
      if (value !== null) await client.query('SELECT setval($1::regclass, $2::bigint)', [name, value]);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
  });
}

async function readWhole(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file).pipe(createGunzip())) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function inDatabase(superuserUrl: string, database: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  const client = new Connection({ connectionString: url.href });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
