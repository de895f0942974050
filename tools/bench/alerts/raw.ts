import type { Id } from '@stationhouse/kernel';
import type pg from 'pg';
import { drive } from '../engine/drive.js';

/** Every table in which an alert leaves rows, and which of them are its own; `$1` are the ids of the events, which those of their instances are. */
const TABLES: Readonly<Record<string, { readonly alert: string; readonly from: string }>> = {
  inbound_event: { alert: 't.id', from: 'inbound_event t WHERE t.id = ANY ($1)' },
  instance: { alert: 't.id', from: 'instance t WHERE t.id = ANY ($1)' },
  history: { alert: 't.instance_id', from: 'history t WHERE t.instance_id = ANY ($1)' },
  task: { alert: 't.instance_id', from: 'task t WHERE t.instance_id = ANY ($1)' },
  clock: { alert: 't.instance_id', from: 'clock t WHERE t.instance_id = ANY ($1)' },
  timer: { alert: 't.instance_id', from: 'timer t WHERE t.instance_id = ANY ($1)' },
  matter: { alert: 't.instance_id', from: 'matter t WHERE t.instance_id = ANY ($1)' },
  audit_entry: { alert: 't.record_id', from: 'audit_entry t WHERE t.record_id = ANY ($1)' },
  outbox: { alert: `coalesce(t.payload->>'eventId', t.payload->>'instanceId')::uuid`, from: `outbox t WHERE coalesce(t.payload->>'eventId', t.payload->>'instanceId')::uuid = ANY ($1)` },
  notice: { alert: 't.record_id', from: 'notice t WHERE t.record_id = ANY ($1)' },
  notice_recipient: { alert: 'n.record_id', from: 'notice_recipient t JOIN notice n ON n.unit_id = t.unit_id AND n.id = t.notice_id WHERE n.record_id = ANY ($1)' },
};
const CONNECTIONS = 8;

/**
 * The rows that alerts have left, written once more into tables of the same shape, indexes and checks included, as anyone would who had nothing to
 * decide: past row-level security, one call of a function and one commit for each alert.
 */
export class RawAlerts {
  private constructor(private readonly pool: pg.Pool) {}

  static async open(pool: pg.Pool): Promise<RawAlerts> {
    await pool.query('CREATE SCHEMA raw');
    for (const table of Object.keys(TABLES)) await pool.query(`CREATE TABLE raw.${table} (LIKE public.${table} INCLUDING ALL)`);
    const writes = Object.keys(TABLES).map((table) => `INSERT INTO raw.${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::raw.${table}, rows->'${table}');`);
    await pool.query(`CREATE FUNCTION raw.alert(rows jsonb) RETURNS void LANGUAGE plpgsql AS $raw$ BEGIN ${writes.join('\n')} END $raw$`);
    return new RawAlerts(pool);
  }

  /** The rows of each alert, as JSON by table. @param ids of the stored events */
  async rowsOf(ids: readonly Id[]): Promise<string[]> {
    const byAlert = new Map<Id, Record<string, unknown>>(ids.map((id) => [id, {}]));
    for (const [table, { alert, from }] of Object.entries(TABLES)) {
      const { rows } = await this.pool.query<{ id: Id; rows: unknown }>(`SELECT ${alert} AS id, jsonb_agg(to_jsonb(t)) AS rows FROM ${from} GROUP BY 1`, [ids]);
      for (const row of rows) Object.assign(byAlert.get(row.id) ?? {}, { [table]: row.rows });
    }
    return [...byAlert.values()].map((rows) => JSON.stringify(rows));
  }

  /** @returns alerts per second */
  async rate(rows: readonly string[]): Promise<number> {
    const { seconds } = await drive(CONNECTIONS, rows, (one) => this.pool.query({ name: 'raw_alert', text: 'SELECT raw.alert($1)', values: [one] }));
    return rows.length / seconds;
  }
}
