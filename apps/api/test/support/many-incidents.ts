import type { Id } from '@stationhouse/kernel';
import type { House, TestBureau } from './house.js';

/** Incidents of a station with a phone number each, every one with an instance and its tasks, the newest last; all copies of one that was started through the API. */
export async function manyIncidents(house: House, bureau: TestBureau, station: number, count: number): Promise<void> {
  const stationId = bureau.stationIds[station] as Id;
  const chief = await house.signIn(bureau.login('chief', station));
  const { data, errors } = await chief.graphql('mutation($stationId: ID!) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: { cause: "noise", summary: "x" }, idempotencyKey: "many") { instanceId } }', { stationId });
  if (data === null || data === undefined) throw new Error(JSON.stringify(errors));
  const { instanceId } = data['startInstance'] as unknown as { instanceId: Id };
  const holder = bureau.accountIds.get(bureau.login('community-officer', station));
  const run = (statement: string, parameters: unknown[]) => house.test.owner.query(statement, parameters);
  await run(
    `INSERT INTO incident (station_id, id, number, received_at, channel, intake_category, category, status, narrative, reporter_name, reporter_phone, units, source, source_key, recorded_at)
     SELECT $1, uuidv7(), 'JQ-MANY-' || $2::text || '-' || lpad(n::text, 6, '0'), timestamptz '2026-01-01' + make_interval(mins => n), 'PHONE_110', 'dispute', 'dispute', 'OPEN', 'words', '张某某', '13900001111', '{}', 'many', n::text, now() FROM generate_series(1, $3::int) n`,
    [stationId, station, count],
  );
  const columns = (await house.test.owner.query<{ column: string }>(`SELECT quote_ident(column_name) AS column FROM information_schema.columns WHERE table_name = 'instance' AND table_schema = 'public' AND column_name NOT IN ('id', 'number', 'incident_id')`)).rows.map(({ column }) => column).join(', ');
  await run(
    `INSERT INTO instance (id, number, incident_id, ${columns}) SELECT uuidv7(), i.number, i.id, ${columns.split(', ').map((column) => `o.${column}`).join(', ')} FROM instance o JOIN incident i ON i.station_id = o.station_id AND i.source = 'many' WHERE o.station_id = $1 AND o.id = $2`,
    [stationId, instanceId],
  );
  await run(
    `INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, assignee_id, opened_at)
     SELECT o.station_id, uuidv7(), o.id, t.serial + s.n, t.ref, t.key, 'CLAIMED', t.roles, $3, t.opened_at FROM instance o JOIN task t ON t.station_id = o.station_id AND t.instance_id = $2 CROSS JOIN generate_series(0, 4) AS s (n) WHERE o.station_id = $1 AND o.incident_id IS NOT NULL`,
    [stationId, instanceId, holder],
  );
}
