import { secureTable, unscopedFunction, ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the demo was loaded, and whether to the end: a start that was killed half-way goes on from there. */
export class Demo1700000000900 implements MigrationInterface {
  readonly name = 'Demo1700000000900';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The demo’s mark cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE demo_load (
     bureau_id uuid PRIMARY KEY REFERENCES bureau,
     seed text NOT NULL,
     anchor timestamptz(3) NOT NULL,
     played integer NOT NULL DEFAULT 0,
     finished_at timestamptz(3)
   )`,
  `COMMENT ON COLUMN demo_load.played IS 'deeds of the disputes that are done; a story that was cut off goes on behind them'`,
  ...secureTable('demo_load', 'bureau', ['SELECT', 'INSERT', 'UPDATE (played, finished_at)']),
  `GRANT SELECT ON bureau, demo_load TO ${ROLES.unscoped}`,
  // At start nobody is signed in: is this installation empty, and did its demo get to the end?
  ...unscopedFunction(
    'demo_state()',
    'TABLE ("bureauId" uuid, unfinished boolean)',
    `SELECT b.id, d.bureau_id IS NOT NULL AND d.finished_at IS NULL FROM bureau b LEFT JOIN demo_load d ON d.bureau_id = b.id`,
  ),
];

/** Tells an installation that holds the demo from one that merely has bureaus. */
export class DemoState1700000000910 implements MigrationInterface {
  readonly name = 'DemoState1700000000910';

  async up(runner: QueryRunner): Promise<void> {
    const state = unscopedFunction(
      'demo_state()',
      'TABLE ("bureauId" uuid, state text)',
      `SELECT b.id, CASE WHEN d.bureau_id IS NULL THEN 'real' WHEN d.finished_at IS NULL THEN 'unfinished' ELSE 'demo' END
         FROM bureau b LEFT JOIN demo_load d ON d.bureau_id = b.id`,
    );
    for (const statement of ['DROP FUNCTION unscoped.demo_state()', ...state]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The demo’s mark cannot be undone: restore a backup instead.');
  }
}
