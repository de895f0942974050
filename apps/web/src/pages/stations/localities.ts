import { csv, placesOf, plain, type SmallTable, type Words } from '@stationhouse/plugin-web';
import type { DeclareLocalitiesMutation, LocalitiesQuery, LocalityRowInput } from '../../gql/localities.js';

export type Locality = LocalitiesQuery['localities'][number];
export type LocalitiesOutcome = DeclareLocalitiesMutation['declareLocalities'];

/** A community with its grid cells; without one: cells of which nobody says, or whose community is another station's. */
export interface LocalityGroup {
  readonly community: Locality | undefined;
  readonly cells: readonly Locality[];
}

/** What a station polices, cells under their communities; those of none come last. */
export function groupsOf(all: readonly Locality[]): LocalityGroup[] {
  const communities = all.filter(({ kind }) => kind === 'COMMUNITY');
  const known = new Set(communities.map(({ code }) => code));
  const loose = all.filter(({ kind, communityCode }) => kind === 'GRID_CELL' && !known.has(communityCode ?? ''));
  const groups: LocalityGroup[] = communities.map((community) => ({ community, cells: all.filter(({ communityCode }) => communityCode === community.code) }));
  return loose.length === 0 ? groups : [...groups, { community: undefined, cells: loose }];
}

export type LocalityColumn = Exclude<keyof LocalityRowInput, 'row'>;

const TITLES: Readonly<Record<LocalityColumn, readonly [string, string, ...string[]]>> = {
  code: ['编号', 'Code', '社区编号', '网格编号', '代码'],
  name: ['名称', 'Name', '社区名称', '网格名称'],
  kind: ['类别', 'Kind', '类型'],
  community: ['所属社区编号', 'Code of its community', '所属社区', 'community'],
  station: ['派出所', 'Station', '派出所代码', '所属派出所'],
  area: ['范围', 'Area', 'WKT', 'geom', 'geometry', '边界', '几何'],
};

/** The columns in the order of the template. */
export const LOCALITY_COLUMNS = Object.keys(TITLES) as readonly LocalityColumn[];

export function localityTitle(column: LocalityColumn, say: Words['say']): string {
  const [zhCN, en] = TITLES[column];
  return say(zhCN, en);
}

export function localityKinds(say: Words['say']): Readonly<Record<Locality['kind'], string>> {
  return { COMMUNITY: say('社区', 'Community'), GRID_CELL: say('网格', 'Grid cell') };
}

const KINDS = new Map([['社区', 'community'], ['村', 'community'], ['community', 'community'], ['网格', 'gridCell'], ['gridcell', 'gridCell']]);

/** The communities and grid cells of a table, its columns found by their titles in either language and in any order; and the columns that are not there. */
export function readLocalities({ columns, rows }: SmallTable): { readonly rows: readonly LocalityRowInput[]; readonly missing: readonly LocalityColumn[] } {
  const at = placesOf(TITLES, columns);
  return {
    missing: (['code', 'name', 'kind', 'station'] as const).filter((column) => at[column] < 0),
    rows: rows.map(({ line, values }) => {
      const cell = (column: LocalityColumn) => (values[at[column]] ?? '').trim();
      return { row: line, code: cell('code'), name: cell('name'), kind: KINDS.get(plain(cell('kind'))) ?? cell('kind'), community: cell('community'), station: cell('station'), area: cell('area') };
    }),
  };
}

/** What a station polices as a table that can be read again. */
export function localitiesTable(all: readonly Locality[], station: string, say: Words['say']): Blob {
  const kinds = localityKinds(say);
  return csv([LOCALITY_COLUMNS.map((column) => localityTitle(column, say)), ...all.map(({ code, name, kind, communityCode }) => [code, name, kinds[kind], communityCode ?? '', station, ''])]);
}
