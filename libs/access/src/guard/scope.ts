import { badInput, parseId, text, type Id } from '@stationhouse/kernel';

/** At most this many stations in one operation. */
const MOST_STATIONS = 1000;

/** The units an operation names. A station goes before its bureau: the narrower one decides. */
export interface NamedScope {
  readonly stationIds: readonly Id[];
  readonly bureauId: Id | undefined;
}

/**
 * Reads `stationId`, `stationIds` and `bureauId` from an operation's arguments.
 * @throws StationhouseError BAD_INPUT for malformed ids, an empty or an over-long list
 */
export function scopeOf(args: Readonly<Record<string, unknown>>): NamedScope {
  const bureauId = given(args['bureauId']) ? parseId(args['bureauId'], 'bureauId') : undefined;
  if (given(args['stationId'])) return { stationIds: [parseId(args['stationId'], 'stationId')], bureauId };
  if (!given(args['stationIds'])) return { stationIds: [], bureauId };
  const list: unknown = args['stationIds'];
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_STATIONS) {
    throw badInput('stationIds', text(`“stationIds”须包含 1 至 ${MOST_STATIONS} 个派出所。`, `"stationIds" must name 1 to ${MOST_STATIONS} stations.`));
  }
  return { stationIds: [...new Set(list.map((id) => parseId(id, 'stationIds')))], bureauId };
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
