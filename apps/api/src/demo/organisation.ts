import { OUTSIDE_ROLES } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { localDate, newId, type Id } from '@stationhouse/kernel';
import { TEAMS, type DemoPerson } from './people.js';
import { rosterOf } from './roster.js';
import { demoLocalities } from './world/localities.js';
import { areaOf, type StationCode } from './world/map.js';
import { BUREAU, STATIONS } from './world/stations.js';

/** The ids of the demo's units. */
export interface DemoUnits {
  readonly bureauId: Id;
  readonly stations: Readonly<Record<StationCode, Id>>;
}

/** Where a role is held. */
interface Place {
  readonly station_id: Id | undefined;
  readonly team_id: Id | undefined;
}

/** How long the demo's accounts outside last, in milliseconds. */
const YEAR = 365 * 86_400_000;

/** The units of the demo that a station works with, by kind. */
const UNITS = { subDistrict: '街道办事处', community: '锦绣社区居委会', mediationCommittee: '人民调解委员会', property: '锦绣物业服务中心', volunteers: '义警队', other: '景区管理处' } as const;

/** The unit that somebody of a role belongs to. */
const KIND_OF: Readonly<Record<string, keyof typeof UNITS>> = { 'grid-worker': 'community', mediator: 'mediationCommittee', 'linked-unit': 'subDistrict', 'building-lead': 'community', volunteer: 'volunteers', 'post-operator': 'property' };

function isOutside({ role }: DemoPerson): boolean {
  return OUTSIDE_ROLES.includes(role);
}

const AT_THE_BUREAU: Place = { station_id: undefined, team_id: undefined };

/** New ids for the bureau and its stations, in their order. */
export function newUnits(): DemoUnits {
  return { bureauId: newId(), stations: Object.fromEntries(STATIONS.map(({ code }) => [code, newId()])) as Record<StationCode, Id> };
}

/** Writes bureau, stations, teams, posts, accounts with one password, memberships and the duty roster. */
export async function writeOrganisation(tenant: Tenant, units: DemoUnits, people: readonly DemoPerson[], passwordHash: string, now: Date): Promise<void> {
  await insert(tenant, 'bureau', { id: 'uuid', name: 'text', code: 'text', time_zone: 'text' }, [
    { id: units.bureauId, name: BUREAU.name, code: BUREAU.code, time_zone: BUREAU.timeZone },
  ]);
  await insert(
    tenant,
    'station',
    { bureau_id: 'uuid', id: 'uuid', name: 'text', code: 'text', kind: 'text', time_zone: 'text', area: 'jsonb', population: 'integer', population_as_of: 'date', phone: 'text' },
    STATIONS.map(({ code, abbreviation, name, kind, population }, index) => ({ bureau_id: units.bureauId, id: units.stations[code], name, code: abbreviation, kind, time_zone: BUREAU.timeZone, area: areaOf(code), population, population_as_of: '2025-12-31', phone: `0000-555010${index + 1}` })),
  );
  await insert(
    tenant,
    'locality',
    { bureau_id: 'uuid', id: 'uuid', station_id: 'uuid', kind: 'text', code: 'text', name: 'text', community_code: 'text', area: 'jsonb' },
    demoLocalities(BUREAU.code).map(({ station, communityCode, ...one }) => ({ ...one, bureau_id: units.bureauId, id: newId(), station_id: units.stations[station], community_code: communityCode })),
  );
  const teamIds = new Map<string, Id>();
  const teamKey = (station: StationCode, team: string) => `${station}/${team}`;
  const teams = STATIONS.flatMap(({ code }) => TEAMS.map((name) => ({ station: code, name, id: newId() })));
  for (const team of teams) teamIds.set(teamKey(team.station, team.name), team.id);
  await insert(tenant, 'team', { station_id: 'uuid', id: 'uuid', name: 'text' }, teams.map(({ station, name, id }) => ({ station_id: units.stations[station], id, name })));
  await insert(
    tenant,
    'post',
    { station_id: 'uuid', id: 'uuid', name: 'text', team_id: 'uuid' },
    STATIONS.flatMap(({ code, posts }) => posts.map((name) => ({ station_id: units.stations[code], id: newId(), name, team_id: teamIds.get(teamKey(code, '社区警务队')) }))),
  );
  await writePeople(tenant, units, people, { passwordHash, now }, (station, team) => teamIds.get(teamKey(station, team)));
  await writeOutside(tenant, units, people, now);
  await writeBoards(tenant, units, people, now);
  await writeRoster(tenant, units, people, now);
}

async function writePeople(tenant: Tenant, units: DemoUnits, people: readonly DemoPerson[], { passwordHash, now }: { passwordHash: string; now: Date }, teamOf: (station: StationCode, team: string) => Id | undefined): Promise<void> {
  await insert(
    tenant,
    'account',
    { bureau_id: 'uuid', id: 'uuid', login: 'text', display_name: 'text', must_change_password: 'boolean', surface: 'text', expires_at: 'timestamptz' },
    people.map((person) => ({ bureau_id: units.bureauId, id: person.id, login: person.login, display_name: person.displayName, must_change_password: false, ...(isOutside(person) ? { surface: 'external', expires_at: new Date(now.getTime() + YEAR) } : { surface: 'internal', expires_at: null }) })),
  );
  await insert(
    tenant,
    'credential',
    { bureau_id: 'uuid', account_id: 'uuid', password_hash: 'text' },
    people.map(({ id }) => ({ bureau_id: units.bureauId, account_id: id, password_hash: passwordHash })),
  );
  const held = people.flatMap((person) => {
    const { team, stations } = person;
    const places: readonly Place[] = stations.map((station) => ({ station_id: units.stations[station], team_id: team === undefined ? undefined : teamOf(station, team) }));
    return (places.length === 0 ? [AT_THE_BUREAU] : places).map((unit) => ({ bureau_id: units.bureauId, id: newId(), account_id: person.id, role: person.role, ...unit }));
  });
  await insert(tenant, 'membership', { bureau_id: 'uuid', id: 'uuid', account_id: 'uuid', role: 'text', station_id: 'uuid', team_id: 'uuid' }, held);
}

/** One unit of each kind at each station, and the people of roles outside the police network in it. */
async function writeOutside(tenant: Tenant, units: DemoUnits, people: readonly DemoPerson[], now: Date): Promise<void> {
  const outside = people.filter(isOutside);
  const rows = STATIONS.flatMap(({ code, name }) => Object.entries(UNITS).map(([kind, title]) => ({ code, kind, id: newId(), name: `${name.replace('派出所', '')}${title}` })));
  await insert(tenant, 'outside_unit', { station_id: 'uuid', id: 'uuid', name: 'text', kind: 'text' }, rows.map(({ code, kind, id, name }) => ({ station_id: units.stations[code], id, name, kind })));
  await insert(
    tenant,
    'outside_person',
    { station_id: 'uuid', id: 'uuid', outside_unit_id: 'uuid', role: 'text', invited_at: 'timestamptz' },
    outside.flatMap(({ id, role, stations: [code] }) => {
      const unit = rows.find((row) => row.code === code && row.kind === (KIND_OF[role] ?? 'other'));
      return code === undefined || unit === undefined ? [] : [{ station_id: units.stations[code], id, outside_unit_id: unit.id, role, invited_at: now }];
    }),
  );
}

/** A contact board in each community, with its officer and the chief on it. */
async function writeBoards(tenant: Tenant, units: DemoUnits, people: readonly DemoPerson[], now: Date): Promise<void> {
  const rows = STATIONS.flatMap(({ code, name }) => {
    const here = people.filter(({ stations: [station] }) => station === code);
    const chief = here.find(({ role }) => role === 'chief');
    if (chief === undefined) return [];
    return here.filter(({ role }) => role === 'community-officer').map((officer, index) => ({
      station_id: units.stations[code], id: newId(), place: `${name.replace('派出所', '')}第${index + 1}社区服务站门口`, printed: `社区民警 ${officer.displayName} 1390000010${index + 1}；所长 ${chief.displayName} 13900000100；报警请拨 110`,
      officer_ids: [officer.id, chief.id], since: localDate(new Date(now.getTime() - YEAR), BUREAU.timeZone), made_by: chief.id, made_key: `board ${index + 1}`,
    }));
  });
  await insert(tenant, 'contact_board', { station_id: 'uuid', id: 'uuid', place: 'text', printed: 'text', officer_ids: 'uuid[]', since: 'date', made_by: 'uuid', made_key: 'text' }, rows);
}

async function writeRoster(tenant: Tenant, units: DemoUnits, people: readonly DemoPerson[], now: Date): Promise<void> {
  const shifts = STATIONS.flatMap(({ code }) => rosterOf(code, people, now).map((shift) => ({ ...shift, station_id: units.stations[code] })));
  await insert(
    tenant,
    'shift',
    { station_id: 'uuid', id: 'uuid', starts_at: 'timestamptz', ends_at: 'timestamptz', commander_id: 'uuid', backup_id: 'uuid' },
    shifts.map((shift) => ({ station_id: shift.station_id, id: shift.id, starts_at: shift.startsAt, ends_at: shift.endsAt, commander_id: shift.commanderId, backup_id: shift.backupId })),
  );
  await insert(
    tenant,
    'shift_officer',
    { station_id: 'uuid', shift_id: 'uuid', account_id: 'uuid' },
    shifts.flatMap((shift) => shift.officerIds.map((account_id) => ({ station_id: shift.station_id, shift_id: shift.id, account_id }))),
  );
}

/** Many rows in one statement; columns that are not named keep their defaults. */
async function insert<Column extends string>(tenant: Tenant, table: string, columns: Record<Column, string>, rows: readonly Record<Column, unknown>[]): Promise<void> {
  const names = Object.keys(columns).join(', ');
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type as string}`).join(', ');
  await tenant.sql(`INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_to_recordset($1::jsonb) AS arrived(${typed})`, [JSON.stringify(rows)]);
}
