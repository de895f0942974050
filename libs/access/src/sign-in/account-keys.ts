import { Inject, Injectable } from '@nestjs/common';
import { audit } from '@stationhouse/audit';
import { Database } from '@stationhouse/database';
import { StationhouseError, text } from '@stationhouse/kernel';
import { secondFactorSet } from '../audit-actions.js';
import type { Session } from '../request/context.js';
import { Attempts } from './attempts.js';
import { findCredentials, signInFailed, signInScope } from './credentials.js';
import { deriveKeys, openSecret, sealSecret, type Keys } from './keys.js';
import { initialPassword, Passwords } from './passwords.js';
import { newSecondFactor, stepOf } from './second-factor.js';
import { ACCESS_SETTINGS, type AccessSettings, type SurfaceName } from './settings.js';

/** Passwords that administrators hand out, and the second factors that people set up. */
@Injectable()
export class AccountKeys {
  private readonly passwords: Passwords;
  private readonly attempts: Attempts;
  private readonly secretKeys: Keys;

  constructor(
    private readonly database: Database,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {
    this.passwords = new Passwords(settings.passwordCost);
    this.attempts = new Attempts(database, settings);
    this.secretKeys = deriveKeys(settings, 'second-factor');
  }

  /** Real time. */
  now(): Date {
    return this.settings.clock.now();
  }

  /** A password to hand over once, and its hash. */
  async initialPassword(): Promise<{ password: string; passwordHash: string }> {
    const password = initialPassword();
    return { password, passwordHash: await this.passwords.hash(password) };
  }

  /** Lifts a login's lock. */
  forgive(login: string, surface: SurfaceName = this.settings.surface): Promise<void> {
    return this.attempts.forgive(login, surface);
  }

  /** Begins an enrolment. An active second factor stays until an administrator removes it: a stolen session cannot replace it. */
  async enrol({ id, account }: Session): Promise<{ secret: string; uri: string }> {
    const credentials = await findCredentials(this.database, account.login, this.settings.surface);
    if (credentials === undefined || credentials.secret !== null) {
      throw new StationhouseError('CONFLICT', text('已绑定两步验证。更换设备请联系分局管理员解除。', 'A second factor is set up already. To change the device, ask the bureau administrator to remove it.'));
    }
    const enrolment = newSecondFactor(account.login);
    const sealed = sealSecret(this.secretKeys, enrolment.secret, account.id);
    await this.database.inTenant(signInScope(credentials, id), (tenant) =>
      tenant.sql(
        `INSERT INTO second_factor (bureau_id, account_id, pending_secret) VALUES ($1, $2, $3)
         ON CONFLICT (bureau_id, account_id) DO UPDATE SET pending_secret = $3`,
        [account.bureauId, account.id, sealed],
      ),
    );
    return enrolment;
  }

  /** Activates the second factor that was begun. @throws StationhouseError CONFLICT when none was, SIGN_IN_FAILED for a wrong code */
  async confirm({ id, account }: Session, code: string): Promise<void> {
    const credentials = await findCredentials(this.database, account.login, this.settings.surface);
    if (credentials === undefined || credentials.pendingSecret === null || credentials.secret !== null) {
      throw new StationhouseError('CONFLICT', text('没有待确认的两步验证，请重新绑定。', 'There is no second factor to confirm. Begin again.'));
    }
    const step = stepOf(openSecret(this.secretKeys, credentials.pendingSecret, account.id), code.replaceAll(/\s/g, ''), this.now());
    if (step === undefined) throw signInFailed();
    await this.database.inTenant(signInScope(credentials, id), async (tenant) => {
      await tenant.sql('UPDATE second_factor SET secret = $3, pending_secret = NULL, last_step = $4 WHERE bureau_id = $1 AND account_id = $2', [account.bureauId, account.id, credentials.pendingSecret, step]);
      await tenant.sql('UPDATE account SET second_factor = true WHERE bureau_id = $1 AND id = $2', [account.bureauId, account.id]);
      await audit(tenant, { action: secondFactorSet, record: { kind: 'account', id: account.id } });
    });
  }
}
