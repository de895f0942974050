/** How the columns of a source become incidents; the API's mapping JSON. */
export interface Mapping {
  readonly source: string;
  readonly timeZone: string;
  readonly fields: Readonly<Record<string, FieldMapping>>;
  readonly attributes?: 'rest' | readonly string[];
  readonly routing: { readonly stationId: string } | { readonly column: string; readonly stations: Readonly<Record<string, string>>; readonly unrouted: string };
  readonly idColumn?: string;
}

export interface FieldMapping {
  readonly column: string;
  readonly timeColumn?: string;
  readonly format?: string;
  readonly values?: Readonly<Record<string, string>>;
}

export interface StationChoice {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly unrouted: boolean;
}

/** A mapping while a person works on it: every part may still be missing. */
export interface Draft {
  readonly source: string;
  readonly timeZone: string;
  readonly fields: Readonly<Record<string, FieldMapping>>;
  readonly keepRest: boolean;
  readonly idColumn: string;
  readonly routeBy: 'station' | 'column';
  readonly stationId: string;
  readonly column: string;
  readonly stations: Readonly<Record<string, string>>;
  readonly unrouted: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isField(value: unknown): value is FieldMapping {
  return isRecord(value) && typeof value['column'] === 'string';
}

/**
 * A draft from a saved profile or the server's suggestion. Columns the file does not have are dropped: a profile of last year's
 * file must not pretend to fit this one.
 */
export function draftFrom(json: unknown, columns: readonly string[], defaults: { source: string; timeZone: string; stationId: string; unrouted: string }): Draft {
  const given = isRecord(json) ? json : {};
  const has = (column: unknown): column is string => typeof column === 'string' && columns.includes(column);
  const fields: Record<string, FieldMapping> = {};
  for (const [field, value] of Object.entries(isRecord(given['fields']) ? given['fields'] : {})) {
    if (!isField(value) || !has(value.column)) continue;
    const { timeColumn, ...rest } = value;
    fields[field] = has(timeColumn) ? { ...rest, timeColumn } : rest;
  }
  const routing = isRecord(given['routing']) ? given['routing'] : {};
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' && value !== '' ? value : otherwise);
  return {
    source: text(given['source'], defaults.source), timeZone: text(given['timeZone'], defaults.timeZone), fields,
    keepRest: given['attributes'] === undefined || given['attributes'] === 'rest', idColumn: has(given['idColumn']) ? given['idColumn'] : '',
    routeBy: has(routing['column']) && defaults.stationId === '' ? 'column' : 'station',
    stationId: text(routing['stationId'], defaults.stationId), column: has(routing['column']) ? routing['column'] : '',
    stations: isRecord(routing['stations']) ? (routing['stations'] as Record<string, string>) : {}, unrouted: text(routing['unrouted'], defaults.unrouted),
  };
}

/** The fields whose values come from a list of the house, each with what a value means that nobody has matched. */
export const FALLBACKS = { category: 'unclassified', channel: 'OTHER', outcome: '' } as const;

export type ListedField = keyof typeof FALLBACKS;

export const LISTED_FIELDS = Object.keys(FALLBACKS) as ListedField[];

/**
 * Gives a listed field that has no value table one that lets every value through: a foreign source's words never are the house's, and
 * without a table every row would be refused. A column that already holds the house's own codes needs none.
 */
export function withFallbacks(draft: Draft, columns: readonly string[], preview: readonly (readonly string[])[], lists: Readonly<Record<ListedField, readonly { readonly value: string }[]>>): Draft {
  const fields: Record<string, FieldMapping> = { ...draft.fields };
  for (const field of LISTED_FIELDS) {
    const mapped = fields[field];
    if (mapped === undefined || mapped.values !== undefined || valuesOf(mapped.column, columns, preview).every((value) => lists[field].some((listed) => listed.value === value))) continue;
    fields[field] = { ...mapped, values: { '*': FALLBACKS[field] } };
  }
  return { ...draft, fields };
}

/** What is still missing before a draft can run; empty when nothing is. */
export function missingIn(draft: Draft): ('source' | 'receivedAt' | 'station' | 'column' | 'unrouted')[] {
  return [
    ...(draft.source.trim() === '' ? ['source' as const] : []),
    ...(draft.fields['receivedAt'] === undefined ? ['receivedAt' as const] : []),
    ...(draft.routeBy === 'station' && draft.stationId === '' ? ['station' as const] : []),
    ...(draft.routeBy === 'column' && draft.column === '' ? ['column' as const] : []),
    ...(draft.routeBy === 'column' && draft.unrouted === '' ? ['unrouted' as const] : []),
  ];
}

/** The mapping of a complete draft. A value without a station follows the rest. */
export function mappingOf(draft: Draft): Mapping {
  const stations = Object.fromEntries(Object.entries(draft.stations).filter(([, id]) => id !== ''));
  return {
    source: draft.source.trim(), timeZone: draft.timeZone, fields: draft.fields, attributes: draft.keepRest ? 'rest' : [],
    routing: draft.routeBy === 'station' ? { stationId: draft.stationId } : { column: draft.column, stations, unrouted: draft.unrouted },
    ...(draft.idColumn ? { idColumn: draft.idColumn } : {}),
  };
}

const plain = (words: string) => words.normalize('NFKC').toLowerCase().replace(/[\s_\-.()（）]+/g, '').replace(/(公安)?派出所$|所$|policestation$|station$/, '');

/**
 * A station for each value of the routing column: by code, by full name, by name without "派出所". Every station's own name and code
 * are always known too, so values beyond the preview find their way. Nothing is guessed: a value that fits two stations gets none.
 */
export function suggestStations(values: readonly string[], stations: readonly StationChoice[]): Record<string, string> {
  const found: Record<string, string> = {};
  const real = stations.filter(({ unrouted }) => !unrouted);
  for (const { id, name, code } of real) {
    found[name] = id;
    found[code] = id;
  }
  for (const value of values) {
    if (value.trim() === '' || found[value] !== undefined) continue;
    const fits = real.filter(({ name, code }) => plain(name) === plain(value) || plain(code) === plain(value));
    if (fits.length === 1 && fits[0]) found[value] = fits[0].id;
  }
  return found;
}

/** The different values of a column in the preview, in order of appearance. */
export function valuesOf(column: string, columns: readonly string[], preview: readonly (readonly string[])[]): string[] {
  const at = columns.indexOf(column);
  return at < 0 ? [] : [...new Set(preview.map((row) => row[at] ?? ''))].filter((value) => value.trim() !== '');
}
