import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, isStationhouseError, newId, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { localitiesDeclared } from '../audit-actions.js';
import { parseDrawnArea, type AreaGeometry } from './area.js';
import { lockBureau } from './members.js';
import { parseCode, parseName } from './names.js';

/** `community`: a residents’ or village committee’s place (社区、村). `gridCell`: a part of one that one grid worker goes round (网格). */
export type LocalityKind = 'community' | 'gridCell';

/** A community or grid cell, and the station that polices it. */
export interface Locality {
  readonly id: Id;
  readonly stationId: Id;
  readonly kind: LocalityKind;
  /** Unique in the bureau. */
  readonly code: string;
  readonly name: string;
  /** Of a grid cell: the community it is part of; null where nobody says. */
  readonly communityCode: string | null;
  /** Whether it is known where it lies. */
  readonly drawn: boolean;
}

/** A locality as a table wants it. */
interface WantedLocality extends Omit<Locality, 'drawn'> {
  /** Null to leave what is drawn. */
  readonly area: AreaGeometry | null;
}

/** A community or grid cell as a row of a table says it: every cell as it was written. */
export interface LocalityRow {
  /** Its line in the table, from 1; problems name it. */
  readonly row: number;
  readonly code: string;
  readonly name: string;
  /** A {@link LocalityKind}. */
  readonly kind: string;
  /** Of a grid cell: the code of its community, or blank. */
  readonly community: string;
  /** The code of the station, or its name. */
  readonly station: string;
  /** Where it lies: a polygon in WKT or GeoJSON, WGS-84; blank leaves what is drawn. */
  readonly area: string;
}

/** What is wrong with a cell. */
export interface LocalityProblem {
  readonly row: number;
  readonly column: Exclude<keyof LocalityRow, 'row'>;
  readonly code: string;
  /** What is wrong and what to do. */
  readonly text: Bilingual;
}

/** What a table comes to. */
export interface LocalitiesDeclared {
  readonly problems: readonly LocalityProblem[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** How many stations the table speaks of. */
  readonly stations: number;
}

/** The most rows that one table declares. */
export const MOST_LOCALITY_ROWS = 5_000;
const COLUMNS = `id, station_id AS "stationId", kind, code, name, community_code AS "communityCode", area IS NOT NULL AS drawn`;
const MOST_LISTED = 2_000;

/** What a station polices by name: communities with their grid cells, by code; at most 2,000. */
export function localitiesOf(tenant: Tenant, bureauId: Id, stationId: Id): Promise<Locality[]> {
  return tenant.sql<Locality>(`SELECT ${COLUMNS} FROM locality WHERE bureau_id = $1 AND station_id = $2 ORDER BY coalesce(community_code, code), community_code IS NOT NULL, code LIMIT ${MOST_LISTED}`, [bureauId, stationId]);
}

/**
 * Takes a table as what the stations it names police from now on: what it does not list of theirs is removed; other stations keep what they have, but for codes
 * that the table gives to somebody else. Where anything is wrong, nothing is written.
 * @throws StationhouseError BAD_INPUT for no rows, or for more than 5,000
 */
export async function declareLocalities(tenant: Tenant, bureauId: Id, rows: readonly LocalityRow[]): Promise<LocalitiesDeclared> {
  if (rows.length === 0) throw badInput('rows', text('表格中没有社区或网格。', 'There is no community and no grid cell in the table.'));
  if (rows.length > MOST_LOCALITY_ROWS) throw badInput('rows', text(`一次最多导入 ${MOST_LOCALITY_ROWS} 行，请按派出所分成几个表格。`, `At most ${MOST_LOCALITY_ROWS} rows at a time. Split the table by station.`));
  await lockBureau(tenant, bureauId);
  const before = new Map((await tenant.sql<Locality & { readonly area: AreaGeometry | null }>(`SELECT ${COLUMNS}, area FROM locality WHERE bureau_id = $1`, [bureauId])).map((one) => [one.code, one]));
  const { wanted, problems } = await readRows(tenant, bureauId, rows, before);
  const stationIds = new Set(wanted.map(({ stationId }) => stationId));
  const listed = new Set(wanted.map(({ code }) => code));
  const removed = [...before.values()].filter(({ code, stationId }) => stationIds.has(stationId) && !listed.has(code));
  const added = wanted.filter(({ code }) => !before.has(code)).length;
  const changed = wanted.filter((one) => before.has(one.code) && !same(one, before.get(one.code))).length;
  const found = { problems, added, changed, removed: removed.length, stations: stationIds.size };
  if (problems.length > 0) return found;
  // A cell of another station may be part of a community that is no more.
  const gone = [...removed, ...wanted.filter(({ kind }) => kind === 'gridCell')].map(({ code }) => code);
  await tenant.sql('UPDATE locality SET community_code = NULL WHERE bureau_id = $1 AND community_code = ANY ($2)', [bureauId, gone]);
  await tenant.sql('DELETE FROM locality WHERE bureau_id = $1 AND id = ANY ($2)', [bureauId, removed.map(({ id }) => id)]);
  await tenant.sql(
    `INSERT INTO locality (bureau_id, id, station_id, kind, code, name, community_code, area)
     SELECT $1, w.id, w."stationId", w.kind, w.code, w.name, w."communityCode", w.area FROM jsonb_to_recordset($2::jsonb) AS w (id uuid, "stationId" uuid, kind text, code text, name text, "communityCode" text, area jsonb)
     ON CONFLICT (bureau_id, code) DO UPDATE SET station_id = excluded.station_id, kind = excluded.kind, name = excluded.name, community_code = excluded.community_code, area = coalesce(excluded.area, locality.area)`,
    [bureauId, JSON.stringify(wanted)],
  );
  await audit(tenant, { action: localitiesDeclared, bureauId, record: { kind: 'bureau', id: bureauId }, details: { added, changed, removed: removed.length, stationIds: [...stationIds] } });
  return found;
}

/** @throws StationhouseError BAD_INPUT unless the station polices all of them */
export async function requireLocalities(tenant: Tenant, bureauId: Id, stationId: Id, ids: readonly Id[]): Promise<void> {
  const [row] = await tenant.sql<{ count: number }>('SELECT count(*)::int AS count FROM locality WHERE bureau_id = $1 AND station_id = $2 AND id = ANY ($3)', [bureauId, stationId, [...ids]]);
  if (row?.count !== new Set(ids).size) throw badInput('localities', text('所选社区或网格已不归本所，请刷新后重选。', 'Some of these places are not this station’s any more. Reload and choose again.'));
}

/** Gives what one station polices to another. @param ids only these; all when absent */
export async function giveLocalities(tenant: Tenant, bureauId: Id, from: Id, to: Id, ids?: readonly Id[]): Promise<void> {
  await tenant.sql('UPDATE locality SET station_id = $3 WHERE bureau_id = $1 AND station_id = $2 AND ($4::uuid[] IS NULL OR id = ANY ($4))', [bureauId, from, to, ids === undefined ? null : [...ids]]);
}

function same(one: WantedLocality, other: (Locality & { readonly area: AreaGeometry | null }) | undefined): boolean {
  return other !== undefined && (one.area === null || JSON.stringify(one.area) === JSON.stringify(other.area)) && one.stationId === other.stationId && one.kind === other.kind && one.name === other.name && one.communityCode === other.communityCode;
}

/** Reads the rows, and finds everything that is wrong: in a cell, between rows, and with the stations and communities that are there. */
async function readRows(tenant: Tenant, bureauId: Id, rows: readonly LocalityRow[], before: ReadonlyMap<string, Locality>): Promise<{ readonly wanted: WantedLocality[]; readonly problems: LocalityProblem[] }> {
  const stations = await tenant.sql<{ id: Id; code: string; name: string }>('SELECT id, code, name FROM station WHERE bureau_id = $1 AND closed_at IS NULL AND NOT unrouted', [bureauId]);
  const stationBy = new Map(stations.flatMap(({ id, code, name }) => [[code, id], [name, id]] as const));
  const problems: LocalityProblem[] = [];
  const first = new Map<string, number>();
  const wanted = rows.map(({ row, ...cells }): WantedLocality => {
    const note = (column: LocalityProblem['column'], code: string, words: Bilingual) => void problems.push({ row, column, code, text: words });
    const read = <Value>(column: LocalityProblem['column'], parse: (value: string) => Value, otherwise: Value): Value => {
      try {
        return parse(cells[column].trim());
      } catch (error) {
        if (!isStationhouseError(error)) throw error;
        note(column, error.code, error.text);
        return otherwise;
      }
    };
    const code = read('code', (value) => parseCode(value.normalize('NFKC').toUpperCase(), 'code'), '');
    const earlier = first.get(code);
    if (earlier !== undefined && code !== '') note('code', 'DOUBLED', text(`编号 ${code} 与第 ${earlier} 行重复，请换一个。`, `The code ${code} is in row ${earlier} already. Choose another.`));
    else first.set(code, row);
    const name = read('name', (value) => parseName(value, 'name'), '');
    const kind = cells.kind === 'community' || cells.kind === 'gridCell' ? cells.kind : undefined;
    if (kind === undefined) note('kind', 'UNKNOWN', text('类别须为“社区”或“网格”。', 'The kind is “Community” or “Grid cell”.'));
    const community = cells.community.trim().normalize('NFKC').toUpperCase();
    if (kind === 'community' && community !== '') note('community', 'NOT_A_CELL', text('社区不填所属社区。', 'A community is part of no other: leave it empty.'));
    const stationId = stationBy.get(cells.station.trim()) ?? stationBy.get(cells.station.trim().normalize('NFKC').toUpperCase());
    if (stationId === undefined) note('station', 'UNKNOWN', text('没有这个派出所，请填其名称或代码。', 'There is no such station. Write its name or code.'));
    return { id: newId(), stationId: stationId ?? bureauId, kind: kind ?? 'community', code, name, communityCode: community === '' ? null : community, area: read('area', (value) => parseDrawnArea(value, 'area'), null) };
  });
  const kinds = new Map([...[...before.values()].map(({ code, kind }) => [code, kind] as const), ...wanted.map(({ code, kind }) => [code, kind] as const)]);
  const named = new Set(wanted.map(({ stationId }) => stationId));
  const listed = new Set(wanted.map(({ code }) => code));
  for (const [index, { communityCode }] of wanted.entries()) {
    const kept = communityCode !== null && (listed.has(communityCode) || !named.has(before.get(communityCode)?.stationId ?? bureauId));
    if (communityCode !== null && !(kept && kinds.get(communityCode) === 'community')) problems.push({ row: rows[index]?.row ?? 0, column: 'community', code: 'UNKNOWN', text: text(`没有编号为 ${communityCode.slice(0, 30)} 的社区，请在表中补上或改正。`, `There is no community with the code ${communityCode.slice(0, 30)}. Add it to the table, or correct it.`) });
  }
  return { wanted, problems: problems.sort((left, right) => left.row - right.row) };
}
