import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FolderStorage } from '@stationhouse/files';
import { inspectTable, readTable } from '@stationhouse/incidents';
import type { Id } from '@stationhouse/kernel';
import type { House } from './house.js';
import type { Source } from './sources.js';

const CREATE_STATIONS = 'mutation ($bureauId: ID!, $stations: [StationRowInput!]!, $key: String!) { createStations(bureauId: $bureauId, stations: $stations, dryRun: false, idempotencyKey: $key) { stations { id name } problems { row text { en } } } }';
const GRANT = 'mutation ($stationId: ID!, $accountId: ID!) { grantRole(stationId: $stationId, accountId: $accountId, role: "duty-officer") { id } }';
/** Stations that one command founds. */
const AT_ONCE = 200;

/** A source in the house: its stations by name, the unrouted one apart. */
export interface Settled {
  readonly source: Source;
  readonly stations: Readonly<Record<string, Id>>;
  readonly unrouted: Id;
  readonly all: readonly Id[];
}

interface Founded {
  readonly createStations: { readonly stations: readonly { readonly id: Id; readonly name: string }[]; readonly problems: readonly unknown[] };
}

/** Creates a source's stations from its column, with an officer who reads them, and imports its file. @param root the folder the files lie in */
export async function settle(at: House, source: Source, root: string): Promise<Settled> {
  const file = path.join(root, source.file);
  const rest = `${source.key} unrouted`;
  const { [rest]: unrouted = '', ...stations } = await createStations(at, source, [...(await stationNames(source, file)), rest], rest);
  const uploaded = await at.upload(file);
  const started = performance.now();
  const mapping = { ...source.mapping, source: source.key, timeZone: source.timeZone, routing: { column: source.stationColumn, stations, unrouted } };
  const done = await at.import(uploaded.id, mapping);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${source.key}: ${done.rowsAdded} of ${done.rowsRead} rows added, ${done.rowsRejected} refused, in ${seconds.toFixed(1)} s\n`);
  const all = [...Object.values(stations), unrouted];
  for (const stationId of all) await at.ask(GRANT, { stationId, accountId: at.officerId });
  return { source, stations, unrouted, all };
}

/** Founds stations by their names. @returns their ids by name */
async function createStations(at: House, source: Source, names: readonly string[], rest: string): Promise<Record<string, Id>> {
  const prefix = source.key.slice(0, 3).toUpperCase();
  const rows = names.map((name, index) => ({ row: index + 1, name, code: `${prefix}-${name === rest ? 'X' : index + 1}`, kind: 'imported', timeZone: source.timeZone, population: '', unrouted: name === rest }));
  const ids: Record<string, Id> = {};
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const { createStations: founded } = await at.ask<Founded>(CREATE_STATIONS, { bureauId: at.bureauId, stations: rows.slice(from, from + AT_ONCE), key: `${prefix} ${from}` });
    if (founded.problems.length > 0) throw new Error(JSON.stringify(founded.problems));
    for (const { id, name } of founded.stations) ids[name] = id;
  }
  return ids;
}

async function stationNames(source: Source, file: string): Promise<string[]> {
  const names = new Set<string>();
  await eachRow(file, source.stationColumn, [], (value) => {
    if (source.isStation(value)) names.add(value);
  });
  return [...names].sort();
}

/** Looks at one column of a file, and at others beside it, row by row. */
export async function eachRow(file: string, column: string, others: readonly string[], look: (value: string, rest: string[]) => void): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'verify-read-'));
  try {
    const store = new FolderStorage(folder).area('imports');
    const { sha256 } = await store.put(createReadStream(file));
    const { shape } = await inspectTable(store, sha256);
    const at = (name: string) => shape.columns.indexOf(name);
    for await (const { values } of readTable(store, shape)) look(values[at(column)] ?? '', others.map((other) => values[at(other)] ?? ''));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
