import type { Id } from '@stationhouse/kernel';
import type pg from 'pg';

/** Incidents of one statement: a transaction of a few seconds. */
const AT_ONCE = 50_000;

/**
 * Fills the register: incidents a minute apart, each with an instance and three tasks.
 * @param large how many of them the first station has; the others share the rest
 */
export async function fill(owner: pg.Client, stationIds: readonly Id[], incidents: number, large: number): Promise<void> {
  const { rows: [version] } = await owner.query<{ hash: string }>(`SELECT hash FROM definition WHERE workflow = 'dispute-mediation' LIMIT 1`);
  await owner.query('SET synchronous_commit = off');
  await owner.query(`SET maintenance_work_mem = '256MB'`);
  // Built once afterwards: nobody searches for words here.
  await owner.query('DROP INDEX incident_search');
  const [first, ...others] = stationIds;
  const shares = [{ stationId: first, count: large }, ...others.map((stationId) => ({ stationId, count: Math.floor((incidents - large) / others.length) }))];
  for (const [place, { stationId, count }] of shares.entries()) {
    for (let from = 0; from < count; from += AT_ONCE) {
      await owner.query(FILL, [stationId, place, from, Math.min(count, from + AT_ONCE) - 1, version?.hash ?? '']);
    }
  }
  await owner.query('CREATE INDEX incident_search ON incident USING gin (search) WITH (gin_pending_list_limit = 4096)');
  await owner.query('VACUUM ANALYZE incident, instance, task');
}

const FILL = `
  WITH calls AS (
    INSERT INTO incident (station_id, id, number, received_at, channel, intake_category, category, status, address, narrative, reporter_name, reporter_phone, units, source, source_key, recorded_at)
    SELECT $1, uuidv7(), 'JQ-B' || $2::int || '-2025-' || lpad(n::text, 7, '0'), timestamptz '2024-01-01' + make_interval(mins => n), 'PHONE_110', 'dispute.neighbour', 'dispute.neighbour', 'OPEN',
           'Street ' || n % 90, 'noise', (ARRAY['张三丰', '李小龙', '欧阳修', 'Smith'])[1 + n % 4], '139' || lpad((n % 100000000)::text, 8, '0'), '{}', 'bench', $2::int || '-' || n, now()
      FROM generate_series($3::int, $4::int) n
    RETURNING station_id, id, number, received_at
  ), runs AS (
    INSERT INTO instance (station_id, id, workflow, definition, number, version, status, incident_id, states, snapshot, started_at, changed_at)
    SELECT station_id, uuidv7(), 'dispute-mediation', $5, replace(number, 'JQ', 'TJ'), 4, 'running', id, '{assessing}', '{"data": {"cause": "noise"}, "tasks": {}, "clocks": {}}', received_at, received_at FROM calls
    RETURNING station_id, id, started_at
  )
  INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, opened_at, due_at)
  SELECT r.station_id, uuidv7(), r.id, k, 'assessing.task-' || k, 'task-' || k, CASE WHEN k < 3 THEN 'DONE' ELSE 'OPEN' END, '{community-officer}', r.started_at + make_interval(mins => k), r.started_at + make_interval(days => k)
    FROM runs r CROSS JOIN generate_series(1, 3) k`;
