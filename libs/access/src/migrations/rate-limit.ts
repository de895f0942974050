import { ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests counted per network address, over all processes. */
export class RateLimit1700000000030 implements MigrationInterface {
  readonly name = 'RateLimit1700000000030';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The rate limit cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  // In the shape rate-limiter-flexible expects. Counts of a minute: a crash may forget them, so they cost no log.
  'CREATE UNLOGGED TABLE rate_limit (key text PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)',
  `COMMENT ON TABLE rate_limit IS 'a hash of each network address, and its requests to sign-in until expire (milliseconds since 1970)'`,
  'CREATE INDEX rate_limit_expire ON rate_limit (expire)',
  `GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit TO ${ROLES.app}`,
];
