import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import DataLoader from 'dataloader';
import { In } from 'typeorm';
import type { TenantGate } from '../guard/tenant-gate.js';
import { currentRequest } from '../request/context.js';
import { accountsById } from './accounts.js';
import { Account, Post, Station, Team, type Bureau } from './entities.js';

/** One account as a place sees it; undefined when it is out of that place's sight. */
export function loadAccount(gate: TenantGate, place: { stationId: Id } | { bureauId: Id }, id: Id): Promise<Account | undefined> {
  const key = 'stationId' in place ? place.stationId : place.bureauId;
  return loader(`accounts ${key}`, (ids) => open(gate, place, (tenant) => accountsById(tenant, ids)), (account: Account) => account.id).load(id);
}

/** The account of an id in a place; a placeholder without name for one out of sight. */
export async function accountIn(gate: TenantGate, place: { stationId: Id; bureauId?: Id } | { bureauId: Id; stationId?: undefined }, id: Id): Promise<Account> {
  const seen = await loadAccount(gate, place.stationId === undefined ? { bureauId: place.bureauId } : { stationId: place.stationId }, id);
  return seen ?? unseenAccount(id);
}

/** Stands for an account that is out of sight. */
export function unseenAccount(id: Id): Account {
  return Object.assign(new Account(), { id, bureauId: '', login: '', displayName: '–', active: false, secondFactor: false, mustChangePassword: false, lockedUntil: null });
}

/** The teams of a station, by name; asked for many stations they are read at once. */
export function loadTeams(gate: TenantGate, stationId: Id): Promise<Team[]> {
  return grouped('teams', (ids) => gate.inStations(ids, (tenant) => tenant.repository(Team).findBy({ stationId: In([...ids]) }))).load(stationId);
}

/** The posts of a station, by name; asked for many stations they are read at once. */
export function loadPosts(gate: TenantGate, stationId: Id): Promise<Post[]> {
  return grouped('posts', (ids) => gate.inStations(ids, (tenant) => tenant.repository(Post).findBy({ stationId: In([...ids]) }))).load(stationId);
}

/** A station in sight. */
export function loadStation(gate: TenantGate, stationId: Id): Promise<Station | undefined> {
  return loader('stations', (ids) => gate.inStations(ids, (tenant) => tenant.repository(Station).findBy({ id: In([...ids]) })), (station: Station) => station.id).load(stationId);
}

/** How many stations a bureau has. */
export function countStations(gate: TenantGate, bureau: Bureau): Promise<number> {
  return gate.inBureau(bureau.id, (tenant) => tenant.repository(Station).countBy({ bureauId: bureau.id }));
}

function open<Result>(gate: TenantGate, place: { stationId: Id } | { bureauId: Id }, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
  return 'stationId' in place ? gate.inStation(place.stationId, work) : gate.inBureau(place.bureauId, work);
}

function grouped<Row extends { stationId: Id; name: string }>(key: string, read: (stationIds: readonly Id[]) => Promise<Row[]>): DataLoader<Id, Row[]> {
  return currentRequest().once(key, () => new DataLoader<Id, Row[]>(async (stationIds) => {
    const rows = (await read(stationIds)).sort((left, right) => left.name.localeCompare(right.name, 'zh-CN'));
    return stationIds.map((id) => rows.filter((row) => row.stationId === id));
  }));
}

function loader<Row extends object>(key: string, read: (ids: readonly Id[]) => Promise<Row[]>, idOf: (row: Row) => Id): DataLoader<Id, Row | undefined> {
  return currentRequest().once(key, () => new DataLoader<Id, Row | undefined>(async (ids) => {
    const byId = new Map((await read(ids)).map((row) => [idOf(row), row]));
    return ids.map((id) => byId.get(id));
  }));
}
