/** The page that is compared: fifty incidents of a station, the newest first, each with its station, category, reporter (masked) and the first three tasks of what was started from it. */
export const PAGE = 50;

export const DOCUMENT = `query List($stationId: ID!, $after: String) {
  incidents(stationId: $stationId, first: ${PAGE}, after: $after) {
    edges { node {
      id number receivedAt status address
      station { id name }
      category { code }
      reporterName reporterPhone
      instances { id number tasks(first: 3) { id key status openedAt } }
    } }
    pageInfo { endCursor hasNextPage }
  }
}`;

/** One incident as every side of the comparison says it. */
export interface Row {
  readonly id: string;
  readonly number: string;
  readonly receivedAt: string;
  readonly status: string;
  readonly address: string;
  readonly station: { readonly id: string; readonly name: string };
  readonly category: { readonly code: string };
  readonly reporterName: string;
  readonly reporterPhone: string;
  readonly instances: readonly { readonly id: string; readonly number: string; readonly tasks: readonly { readonly id: string; readonly key: string; readonly status: string; readonly openedAt: string }[] }[];
}

const MOMENT = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A name and a number as P1 sees them, for those of this register. */
export const MASKED_NAME = `CASE WHEN i.reporter_name ~ '^欧阳.' THEN '欧阳*' WHEN i.reporter_name ~ '^[一-龥]' THEN left(i.reporter_name, 1) || '*' ELSE '*' END`;
export const MASKED_PHONE = `left(i.reporter_phone, 3) || '****' || right(i.reporter_phone, 4)`;

/** The same page written by hand, as one JSON text. */
export const BY_HAND = `
  SELECT json_build_object('rows', coalesce(json_agg(p.row), '[]'))::text AS answer FROM (
    SELECT json_build_object('id', i.id, 'number', i.number, 'receivedAt', ${MOMENT('i.received_at')}, 'status', i.status, 'address', i.address,
             'station', json_build_object('id', s.id, 'name', s.name), 'category', json_build_object('code', i.category),
             'reporterName', ${MASKED_NAME}, 'reporterPhone', ${MASKED_PHONE},
             'instances', (SELECT coalesce(json_agg(json_build_object('id', n.id, 'number', n.number, 'tasks', (
                SELECT coalesce(json_agg(json_build_object('id', t.id, 'key', t.key, 'status', t.status, 'openedAt', ${MOMENT('t.opened_at')})), '[]') FROM (
                  SELECT id, key, status, opened_at FROM task WHERE station_id = n.station_id AND instance_id = n.id ORDER BY serial LIMIT 3) t)) ORDER BY n.id), '[]')
               FROM instance n WHERE n.station_id = i.station_id AND n.incident_id = i.id AND NOT n.exercise)) AS row
      FROM incident i JOIN station s ON s.id = i.station_id WHERE i.station_id = $1 ORDER BY i.received_at DESC, i.id DESC LIMIT ${PAGE}) p`;
