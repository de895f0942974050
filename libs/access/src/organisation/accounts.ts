import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import * as deeds from '../audit-actions.js';
import { storePassword } from '../sign-in/credentials.js';
import { endSessionsOf } from '../sign-in/session-store.js';
import { Account } from './entities.js';
import { lockBureau, refuseLastAdministrator } from './members.js';
import { parseLogin, parseName, refuseTaken } from './names.js';

export interface NewAccount {
  readonly login: string;
  readonly displayName: string;
  /** Of the initial password. */
  readonly passwordHash: string;
  /** False only where the password was chosen by its owner: set-up and the demo. */
  readonly mustChangePassword: boolean;
  /** For an account of the external surface: until when its code and it itself count. */
  readonly outside?: { readonly invitedUntil: Date | null; readonly expiresAt: Date };
}

/** Creates an account of a bureau in scope, without any role. @throws StationhouseError BAD_INPUT, CONFLICT for a taken login */
export async function createAccount(tenant: Tenant, bureauId: Id, wanted: NewAccount): Promise<Account> {
  const account = {
    bureauId,
    id: newId(),
    login: parseLogin(wanted.login),
    displayName: parseName(wanted.displayName, 'displayName', 60),
    active: true,
    secondFactor: false,
    mustChangePassword: wanted.mustChangePassword,
    lockedUntil: null,
    surface: wanted.outside === undefined ? ('internal' as const) : ('external' as const),
    invitedUntil: wanted.outside?.invitedUntil ?? null,
    expiresAt: wanted.outside?.expiresAt ?? null,
  };
  await refuseTaken(() => tenant.repository(Account).insert(account), text('登录名已被使用，请换一个。', 'This login is taken. Choose another.'));
  await tenant.sql('INSERT INTO credential (bureau_id, account_id, password_hash) VALUES ($1, $2, $3)', [bureauId, account.id, wanted.passwordHash]);
  await audit(tenant, { action: deeds.accountCreated, bureauId, record: { kind: 'account', id: account.id } });
  return findAccount(tenant, bureauId, account.id);
}

/** Gives an account a new initial password and ends its sessions. */
export async function resetPassword(tenant: Tenant, bureauId: Id, accountId: Id, passwordHash: string, at: Date): Promise<Account> {
  await findAccount(tenant, bureauId, accountId);
  await storePassword(tenant, { bureauId, accountId }, passwordHash, true);
  await endSessionsOf(tenant, { bureauId, accountId }, 'passwordChanged', at);
  await audit(tenant, { action: deeds.passwordReset, bureauId, record: { kind: 'account', id: accountId } });
  return findAccount(tenant, bureauId, accountId);
}

/** Removes an account's second factor, for example when its device is lost. */
export async function resetSecondFactor(tenant: Tenant, bureauId: Id, accountId: Id): Promise<Account> {
  await findAccount(tenant, bureauId, accountId);
  await tenant.sql('DELETE FROM second_factor WHERE bureau_id = $1 AND account_id = $2', [bureauId, accountId]);
  await tenant.repository(Account).update({ bureauId, id: accountId }, { secondFactor: false });
  await audit(tenant, { action: deeds.secondFactorReset, bureauId, record: { kind: 'account', id: accountId } });
  return findAccount(tenant, bureauId, accountId);
}

/**
 * Activates or deactivates an account; deactivating ends its sessions and keeps its memberships for the record.
 * @param at real time
 * @throws StationhouseError CONFLICT for one's own account and for the last administrator
 */
export async function setAccountActive(tenant: Tenant, bureauId: Id, accountId: Id, active: boolean, at: Date): Promise<Account> {
  const account = await findAccount(tenant, bureauId, accountId);
  if (account.active === active) return account;
  if (!active) {
    if (tenant.context.accountId === accountId) throw new StationhouseError('CONFLICT', text('不能停用自己的账号。', 'You cannot deactivate your own account.'));
    await lockBureau(tenant, bureauId);
    await refuseLastAdministrator(tenant, bureauId, accountId);
    await endSessionsOf(tenant, { bureauId, accountId }, 'deactivated', at);
  }
  await tenant.repository(Account).update({ bureauId, id: accountId }, { active });
  await audit(tenant, { action: active ? deeds.accountActivated : deeds.accountDeactivated, bureauId, record: { kind: 'account', id: accountId } });
  return findAccount(tenant, bureauId, accountId);
}

/** The bureau's accounts inside the police network whose login or name contains the text, by name; at most 200. */
export async function searchAccounts(tenant: Tenant, bureauId: Id, search: string, activeOnly: boolean): Promise<Account[]> {
  const rows = await tenant.sql<{ id: Id }>(
    `SELECT id FROM account WHERE bureau_id = $1 AND surface = 'internal' AND (active OR NOT $3) AND ($2 = '' OR strpos(lower(login), lower($2)) > 0 OR strpos(lower(display_name), lower($2)) > 0)
      ORDER BY display_name, login LIMIT 200`,
    [bureauId, search, activeOnly],
  );
  return accountsById(tenant, rows.map((row) => row.id));
}

/** Accounts in the given order; ids out of scope are left out. */
export async function accountsById(tenant: Tenant, ids: readonly Id[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  const found = await tenant.repository(Account).findBy({ id: In([...ids]) });
  const byId = new Map(found.map((account) => [account.id, account]));
  return ids.map((id) => byId.get(id)).filter((account) => account !== undefined);
}

async function findAccount(tenant: Tenant, bureauId: Id, accountId: Id): Promise<Account> {
  const account = await tenant.repository(Account).findOneBy({ bureauId, id: accountId });
  if (account === null) throw notFound(text('账号', 'Account'));
  return account;
}
