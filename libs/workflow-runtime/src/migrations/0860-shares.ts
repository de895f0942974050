import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which stations adjoin which, whom an instance asked to help, and what they answered (docs/adr/0059). */
export class Shares1700000000860 implements MigrationInterface {
  readonly name = 'Shares1700000000860';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Who was asked to help, and what they answered, would be forgotten: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE station_neighbour (bureau_id uuid NOT NULL, station_id uuid NOT NULL, neighbour_id uuid NOT NULL, PRIMARY KEY (bureau_id, station_id, neighbour_id), CHECK (station_id <> neighbour_id))`,
  `COMMENT ON TABLE station_neighbour IS 'which stations adjoin which, each pair both ways; a station without any asks every other one of the bureau'`,
  ...secureTable('station_neighbour', 'bureau', ['SELECT', 'INSERT', 'DELETE']),
  `CREATE TABLE share_request (
     station_id uuid NOT NULL, id uuid NOT NULL, direction text NOT NULL CHECK (direction IN ('out', 'in')),
     other_station_id uuid NOT NULL, other_station_name text NOT NULL, instance_id uuid NOT NULL, title jsonb NOT NULL, roles text[] NOT NULL, exercise boolean NOT NULL,
     asked_at timestamptz NOT NULL, answer text CHECK (answer IN ('received', 'searching', 'notFound', 'clue')), answered_at timestamptz, ended_at timestamptz,
     PRIMARY KEY (station_id, id), CHECK ((answer IS NULL) = (answered_at IS NULL)), CHECK (direction = 'out' OR NOT exercise)
   )`,
  `COMMENT ON TABLE share_request IS 'a request for help as each of the two stations has it: out, of the station that asks; in, of the one that is asked. Both have its id'`,
  `COMMENT ON COLUMN share_request.instance_id IS 'of the station that asks'`,
  `COMMENT ON COLUMN share_request.exercise IS 'nobody was rung: it stays with the station that practises'`,
  `COMMENT ON COLUMN share_request.answer IS 'the last one'`,
  `CREATE UNIQUE INDEX share_request_open ON share_request (station_id, instance_id, other_station_id) WHERE direction = 'out' AND ended_at IS NULL`,
  `CREATE INDEX share_request_in ON share_request (station_id, asked_at) WHERE direction = 'in'`,
  ...secureTable('share_request', 'station', ['SELECT', 'INSERT', 'UPDATE (answer, answered_at, ended_at)', 'DELETE']),
  `CREATE TABLE share_answer (
     station_id uuid NOT NULL, id uuid NOT NULL, request_id uuid NOT NULL, answer text NOT NULL CHECK (answer IN ('received', 'searching', 'notFound', 'clue')),
     place text, seen_at timestamptz, words text, answered_by uuid, at timestamptz NOT NULL,
     PRIMARY KEY (station_id, id), CHECK (answer = 'clue' OR (place IS NULL AND seen_at IS NULL AND words IS NULL))
   )`,
  `COMMENT ON TABLE share_answer IS 'an answer as each of the two stations has it'`,
  `COMMENT ON COLUMN share_answer.answered_by IS 'at the station that answered; the other one knows the station alone'`,
  'CREATE INDEX share_answer_request ON share_answer (station_id, request_id, id)',
  ...secureTable('share_answer', 'station', ['SELECT', 'INSERT', 'DELETE']),
];
