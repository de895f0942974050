import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { PluginRows } from '@stationhouse/plugin-api';
import { siteAdded, siteChanged, siteRemoved } from '../permissions.js';
import { DrillRow, SiteRow } from '../rows.js';
import { readSite, type SiteWords } from './reading.js';

/** Sites of one station. */
export const MOST_SITES = 100;

/** The sites of the station, by name. */
export function sitesOf({ stationId, repository }: Pick<PluginRows, 'stationId' | 'repository'>): Promise<SiteRow[]> {
  return repository(SiteRow).find({ where: { stationId }, order: { name: 'ASC' } });
}

/** @throws StationhouseError NOT_FOUND */
export async function siteOf({ stationId, repository }: Pick<PluginRows, 'stationId' | 'repository'>, id: Id): Promise<SiteRow> {
  const site = await repository(SiteRow).findOneBy({ stationId, id });
  if (site === null) throw notFound(text('景区', 'Scenic site'));
  return site;
}

/** Writes down a site; the same key again answers with the first. @throws StationhouseError BAD_INPUT with the field, CONFLICT for one of that name */
export async function addSite(rows: PluginRows, words: SiteWords, idempotencyKey: string): Promise<SiteRow> {
  const { stationId, repository } = rows;
  const madeKey = `${rows.caller.accountId} ${parseText(idempotencyKey, 'idempotencyKey', 200)}`;
  await takeTurn(rows);
  const before = await repository(SiteRow).findOneBy({ stationId, madeKey });
  if (before !== null) return before;
  const fields = readSite(words);
  const sites = await sitesOf(rows);
  refuseTwin(sites, fields.name);
  if (sites.length >= MOST_SITES) throw badInput('input', text(`本所最多登记 ${MOST_SITES} 个景区。`, `A station keeps at most ${MOST_SITES} sites.`));
  const row = { stationId, id: newId(), version: 1, ...fields, madeKey };
  await repository(SiteRow).insert(row as SiteRow);
  rows.audit({ action: siteAdded, record: recordOf(row) });
  return row;
}

/** @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT with the field, CONFLICT */
export async function changeSite(rows: PluginRows, id: Id, words: SiteWords, expectedVersion: number): Promise<SiteRow> {
  await takeTurn(rows);
  const before = await known(rows, id, expectedVersion);
  const fields = readSite(words);
  refuseTwin(await sitesOf(rows), fields.name, id);
  const after: SiteRow = { ...before, ...fields, version: before.version + 1 };
  await rows.repository(SiteRow).save(after);
  rows.audit({ action: siteChanged, record: recordOf(after) });
  return after;
}

/** Removes a site at which nothing was ever drilled. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT where there are drills */
export async function removeSite(rows: PluginRows, id: Id, expectedVersion: number): Promise<void> {
  await takeTurn(rows);
  const before = await known(rows, id, expectedVersion);
  if (await rows.repository(DrillRow).existsBy({ stationId: rows.stationId, siteId: id })) throw new StationhouseError('CONFLICT', text('这个景区已有演练，不能删除；资料有误的请更正。', 'Drills were planned at this site, so it stays. Correct what is wrong of it.'));
  await rows.repository(SiteRow).delete({ stationId: rows.stationId, id });
  rows.audit({ action: siteRemoved, record: recordOf(before) });
}

const recordOf = ({ id, name }: Pick<SiteRow, 'id' | 'name'>) => ({ kind: 'drillSite', id: id as Id, number: name });

function refuseTwin(sites: readonly SiteRow[], name: string, id?: Id): void {
  if (sites.some((site) => site.name === name && site.id !== id)) throw new StationhouseError('CONFLICT', text('本所已登记同名景区，请更正已有的一个。', 'A site of this name is written down already: correct that one.'));
}

async function known(rows: PluginRows, id: Id, expectedVersion: number): Promise<SiteRow> {
  const row = await siteOf(rows, id);
  if (row.version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('他人刚刚更改了这个景区，请刷新后再改。', 'Somebody else has just changed this site. Reload, then change it.'), { version: row.version });
  return row;
}

/** Changes of a station's sites come one after the other. */
async function takeTurn({ stationId, sql }: PluginRows): Promise<void> {
  await sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`drill sites ${stationId}`]);
}
