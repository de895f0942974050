import { ACCESS_DEFAULTS, createAccount, createBureau, grantBureauRole, Passwords, type AccessSettings } from '@stationhouse/access';
import type { Database } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';

/** A bureau to be, and who administers it first. */
export interface BureauWanted {
  readonly name: string;
  readonly code: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly login: string;
  readonly displayName: string;
  /** Chosen by the administrator, checked by `parseNewPassword`. */
  readonly password: string;
}

/**
 * Creates a bureau and its first administrator: both or nothing.
 * @returns the bureau's id
 * @throws StationhouseError BAD_INPUT, CONFLICT for a taken code or login
 */
export async function createBureauWithAdministrator(database: Database, wanted: BureauWanted, passwordCost: AccessSettings['passwordCost'] = ACCESS_DEFAULTS.passwordCost): Promise<Id> {
  const { name, code, timeZone, login, displayName, password } = wanted;
  const bureauId = newId();
  const passwordHash = await new Passwords(passwordCost).hash(password);
  await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
    await createBureau(tenant, { id: bureauId, name, code, timeZone });
    const administrator = await createAccount(tenant, bureauId, { login, displayName, passwordHash, mustChangePassword: false });
    await grantBureauRole(tenant, { bureauId, accountId: administrator.id, role: 'bureau-admin' });
  });
  return bureauId;
}
