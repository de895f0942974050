import { newId, type Id } from '@stationhouse/kernel';
import type { TestDatabase } from './database.js';

/** A person of the test's world. */
export interface TestOfficer {
  readonly accountId: Id;
  readonly roles: readonly string[];
}

/** A station of the test's world, with one officer per role. */
export interface TestStation {
  readonly id: Id;
  readonly bureauId: Id;
  readonly code: string;
  /** By role; asking for a role nobody was given throws. */
  officer(role: string): TestOfficer;
}

/** Roles everybody's station is staffed with unless a test says otherwise. */
const STAFF = ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer', 'mediator'];

/**
 * Makes a bureau with stations, each staffed with one officer per role, whose duty officer is on duty in a shift around
 * `now`. Needs the migrations of libs/audit and libs/access.
 */
export async function createTestStations(test: TestDatabase, count: number, options: { staff?: readonly string[]; timeZone?: string } = {}): Promise<TestStation[]> {
  const bureauId = newId();
  const timeZone = options.timeZone ?? 'Asia/Shanghai';
  await test.owner.query('INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, $2, $3, $4)', [bureauId, '测试分局', bureauId.slice(-12), timeZone]);
  const stations: TestStation[] = [];
  for (let index = 0; index < count; index++) stations.push(await createStation(test, bureauId, `S${index + 1}`, timeZone, options.staff ?? STAFF));
  return stations;
}

async function createStation(test: TestDatabase, bureauId: Id, code: string, timeZone: string, staff: readonly string[]): Promise<TestStation> {
  const id = newId();
  await test.owner.query('INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, $3, $4, $5, $6)', [bureauId, id, `测试所 ${code}`, code, 'oldTown', timeZone]);
  const officers = new Map<string, TestOfficer>();
  for (const role of staff) {
    const accountId = newId();
    officers.set(role, { accountId, roles: [role] });
    await test.owner.query('INSERT INTO account (bureau_id, id, login, display_name, must_change_password) VALUES ($1, $2, $3, $4, false)', [bureauId, accountId, accountId, `${role} ${code}`]);
    await test.owner.query('INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, $4, $5)', [bureauId, newId(), accountId, role, id]);
  }
  await rosterDuty(test, id, officers.get('duty-officer')?.accountId);
  return {
    id,
    bureauId,
    code,
    officer: (role) => {
      const officer = officers.get(role);
      if (officer === undefined) throw new Error(`Nobody is ${role} at ${code}.`);
      return officer;
    },
  };
}

/** A shift of a week around the present, and one wherever the test clock may go: the roster never runs out. */
async function rosterDuty(test: TestDatabase, stationId: Id, dutyOfficer: Id | undefined): Promise<void> {
  if (dutyOfficer === undefined) return;
  await test.owner.query(
    `WITH planned AS (
       INSERT INTO shift (station_id, id, starts_at, ends_at)
       SELECT $1, gen_random_uuid(), week, week + interval '7 days' FROM generate_series(date_trunc('week', now()) - interval '3 years', now() + interval '2 years', interval '7 days') AS week
       RETURNING station_id, id
     ) INSERT INTO shift_officer (station_id, shift_id, account_id) SELECT station_id, id, $2 FROM planned`,
    [stationId, dutyOfficer],
  );
}
