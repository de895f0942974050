import type { Database, Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { randomOf } from '../world/random.js';
import { inventedName, inventedPhone } from '../world/slots.js';

/** Who and where the stories play: read from the installation, so that a later start finds the same. */
export interface Cast {
  stationId(code: string): Id;
  accountId(login: string): Id;
  /** The unit of a kind outside the police network that a station works with. */
  unitId(stationId: Id, kind: string): Id;
  /** The duty officer of the shift at a moment. */
  onDuty(stationId: Id, at: Date): Promise<Id>;
}

/** Reads the demo bureau's stations and accounts. */
export async function readCast(database: Database, bureauId: Id): Promise<Cast> {
  const scope = { stationIds: [], bureauIds: [bureauId] };
  const [stations, accounts] = await database.inTenant(scope, async (tenant) => [
    await tenant.sql<{ id: Id; code: string }>('SELECT id, code FROM station WHERE bureau_id = $1', [bureauId]),
    await tenant.sql<{ id: Id; login: string }>('SELECT id, login FROM account WHERE bureau_id = $1', [bureauId]),
  ]);
  const units = await database.inTenant({ stationIds: stations.map(({ id }) => id), bureauIds: [] }, (tenant) => tenant.sql<{ id: Id; at: Id; kind: string }>('SELECT id, station_id AS at, kind FROM outside_unit WHERE station_id = ANY ($1)', [stations.map(({ id }) => id)]));
  const unitIds = new Map(units.map(({ id, at, kind }) => [`${at} ${kind}`, id]));
  const stationIds = new Map(stations.map(({ code, id }) => [code, id]));
  const accountIds = new Map(accounts.map(({ login, id }) => [login, id]));
  const rosters = new Map<Id, Promise<readonly DutyShift[]>>();
  return {
    stationId: (code) => known(stationIds, code),
    accountId: (login) => known(accountIds, login),
    unitId: (stationId, kind) => known(unitIds, `${stationId} ${kind}`),
    onDuty: async (stationId, at) => {
      const roster = rosters.get(stationId) ?? readRoster(database, stationId);
      rosters.set(stationId, roster);
      const shift = (await roster).find(({ starts, ends }) => starts <= at && ends > at);
      if (shift === undefined) throw new Error(`Nobody is on duty at ${at.toISOString()}.`);
      return shift.officer;
    },
  };
}

/** A shift of a duty officer. */
interface DutyShift {
  readonly starts: Date;
  readonly ends: Date;
  readonly officer: Id;
}

/** The duty officers of a station, the latest first: a story asks for them with every other deed. */
function readRoster(database: Database, stationId: Id): Promise<readonly DutyShift[]> {
  return database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) =>
    tenant.sql<DutyShift>(
      `SELECT s.starts_at AS starts, s.ends_at AS ends, o.account_id AS officer FROM shift s JOIN shift_officer o USING (station_id)
         JOIN membership m ON m.station_id = o.station_id AND m.account_id = o.account_id AND m.role = 'duty-officer'
        WHERE o.shift_id = s.id AND s.station_id = $1 ORDER BY s.starts_at DESC, o.account_id`,
      [stationId],
    ),
  );
}

function known(ids: ReadonlyMap<string, Id>, name: string): Id {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`The demo bureau lacks ${name}.`);
  return id;
}

/** The call for service a dispute begins with. */
export interface Occasion {
  readonly incidentId: Id;
  readonly cause: string;
  readonly place: string;
  readonly summary: string;
  /** ISO 8601: when it was called in. */
  readonly reportedOn: string;
  /** WGS-84, where the register knows it. */
  readonly point?: { readonly longitude: number; readonly latitude: number };
  readonly parties: readonly { readonly name: string; readonly phone: string; readonly role: string; readonly consent: boolean }[];
}

const CAUSES: Readonly<Record<string, string>> = {
  'dispute.neighbour': 'neighbour',
  'dispute.family': 'family',
  'dispute.economic': 'debt',
  'dispute.consumer': 'consumer',
  'dispute.labour': 'labour',
  'dispute.noise': 'noise',
  'dispute.animal': 'pet',
  'publicOrder.domesticViolence': 'family',
};

/** The last call of a kind at the station before a moment that no story has taken yet. */
export async function findOccasion(database: Database, stationId: Id, before: Date, used: Set<Id>, category: string): Promise<Occasion> {
  const [row] = await database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) =>
    tenant.sql<{ id: Id; category: string; address: string | null; narrative: string; reporter_name: string | null; reporter_phone: string | null; received_at: Date; longitude: number | null; latitude: number | null }>(
      `SELECT id, category, address, narrative, reporter_name, reporter_phone, received_at, longitude::float8 AS longitude, latitude::float8 AS latitude FROM incident
        WHERE station_id = $1 AND source = 'demo' AND starts_with(category, $2) AND received_at < $3 AND id <> ALL ($4::uuid[])
        ORDER BY received_at DESC, id DESC LIMIT 1`,
      [stationId, category, before, [...used]],
    ),
  );
  if (row === undefined) throw new Error(`The demo has no ${category} before ${before.toISOString()}.`);
  used.add(row.id);
  const random = randomOf(row.narrative + before.toISOString());
  return {
    incidentId: row.id,
    cause: CAUSES[row.category] ?? 'other',
    place: row.address ?? '',
    summary: row.narrative,
    reportedOn: row.received_at.toISOString(),
    ...(row.longitude === null || row.latitude === null ? {} : { point: { longitude: row.longitude, latitude: row.latitude } }),
    parties: [
      { name: row.reporter_name ?? inventedName(random), phone: row.reporter_phone ?? inventedPhone(random), role: 'applicant', consent: true },
      { name: inventedName(random), phone: inventedPhone(random), role: 'respondent', consent: true },
    ],
  };
}

/** The instance of a workflow that a dispute has started last. @param item of those that were started one for each, whose it is */
export async function findChild(database: Database, stationId: Id, parentId: Id, workflow: string, item?: Id): Promise<Id> {
  const [row] = await database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) =>
    tenant.sql<{ id: Id }>(`SELECT id FROM instance WHERE station_id = $1 AND parent_id = $2 AND workflow = $3 AND ($4::text IS NULL OR snapshot->'data'->>'item' = $4) ORDER BY started_at DESC LIMIT 1`, [stationId, parentId, workflow, item ?? null]));
  if (row === undefined) throw new Error(`The demo's instance ${parentId} has started no ${workflow}.`);
  return row.id;
}

export async function inSeries(tenant: Tenant, stationId: Id, instanceId: Id): Promise<boolean> {
  return (await tenant.sql('SELECT 1 FROM instance_series WHERE station_id = $1 AND instance_id = $2 AND ended_at IS NULL', [stationId, instanceId])).length > 0;
}

/** An instance's number, as people know it. */
export async function numberOf(tenant: Tenant, stationId: Id, instanceId: Id): Promise<string> {
  const [row] = await tenant.sql<{ number: string }>('SELECT number FROM instance WHERE station_id = $1 AND id = $2', [stationId, instanceId]);
  if (row === undefined) throw new Error(`The demo has no instance ${instanceId}.`);
  return row.number;
}

/** The latest opening of a task of an instance, done or not: a repeated deed names the same one. */
export async function findTask(database: Database, stationId: Id, instanceId: Id, ref: string): Promise<Id> {
  const [row] = await database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) =>
    tenant.sql<{ id: Id }>('SELECT id FROM task WHERE station_id = $1 AND instance_id = $2 AND ref = $3 ORDER BY serial DESC LIMIT 1', [stationId, instanceId, ref]),
  );
  if (row === undefined) throw new Error(`The demo's instance ${instanceId} has no task ${ref}.`);
  return row.id;
}
