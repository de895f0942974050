import type { Erasing } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, JsonObject } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import { queuePurge } from '../attachments/deeds.js';
import type { AutomationBook } from '../automations/book.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { ClockRow, EraseDeed, HistoryRow } from '../entities.js';
import { eventSchemaOf, type Schemas } from '../exports/shown.js';
import { readInstance } from '../reads/instances.js';
import { changesLeft, effectLeft, eventLeft, inputLeft, snapshotLeft, type Contents } from './contents.js';
import { dueRules, lockEnded, type Ended } from './due.js';
import { REST, type RetentionRule } from './rules.js';

/** What another library keeps of an instance; see {@link Retention.also}. */
export interface ErasesWith {
  /** Removes what it keeps of an instance, in the caller's transaction. @returns how many values went */
  eraseOf?(tenant: Tenant, stationId: Id, instanceId: Id): Promise<number>;
  /** Removes what it keeps of an instance as long as one of its fields, together with that field. @returns how many values went */
  eraseWith?(tenant: Tenant, stationId: Id, instance: { readonly id: Id; readonly workflow: string }, field: string): Promise<number>;
}

export interface EraserOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly automations: AutomationBook;
  readonly jobs: Pick<Jobs, 'outbox' | 'live'>;
}

/** Values that went, by rule. */
type Counts = Map<string, number>;

/**
 * Erases one instance by the rules that are due, in one transaction: data, history, calls, clocks, files, with the note of it and a
 * step that tells. Killed before its end it has done nothing; called again it finds nothing due.
 */
export class Eraser {
  /** Libraries that keep something of instances too. */
  readonly others: ErasesWith[] = [];

  constructor(private readonly options: EraserOptions) {}

  /** @returns how many values went; undefined when nothing was due, or the instance is on hold */
  erase(stationId: Id, instanceId: Id, rules: readonly RetentionRule[]): Promise<number | undefined> {
    // What is sealed goes in its time as everything else does.
    const context = { stationIds: [stationId], bureauIds: [], sealed: true };
    return this.options.database.inTenant(context, async (tenant) => {
      const ended = await lockEnded(tenant, stationId, instanceId);
      const due = ended === undefined ? [] : dueRules(ended, rules, tenant.now);
      if (ended === undefined || due.length === 0) return undefined;
      const counts = await this.contents(tenant, stationId, ended, due, rules);
      await this.note(tenant, stationId, ended, due, counts);
      return [...counts.values()].reduce((sum, count) => sum + count, 0);
    });
  }

  private async contents(tenant: Tenant, stationId: Id, ended: Ended, due: readonly RetentionRule[], rules: readonly RetentionRule[]): Promise<Counts> {
    const counts: Counts = new Map(due.map(({ field }) => [field, 0]));
    const over = new Set([...due.map(({ field }) => field), ...ended.erased]);
    const declared = new Set(rules.filter(({ workflow, field }) => workflow === ended.workflow && field !== REST).map(({ field }) => field));
    const count = (field: string | undefined) => {
      const rule = field !== undefined && counts.has(field) ? field : REST;
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
    };
    const erasing: Erasing = { over: (field) => (declared.has(field) ? over.has(field) : undefined), rest: over.has(REST), count };
    const instance = await readInstance(tenant, stationId, ended.id);
    const workflows = await this.options.catalog.seen(tenant);
    const called = await this.calls(tenant, stationId, ended.id);
    const contents = (compiled: CompiledWorkflow): Contents => ({ erasing, schemas: { compiled, called: new Map(called.map(({ serial, automation }) => [serial, automation])), dataOf: (workflow) => workflows.find(workflow)?.compiled.dataSchema, eventOf: (workflow, event) => eventSchemaOf(workflows.find(workflow)?.compiled, event), automationOf: (id) => this.options.automations.find(id) } satisfies Schemas });
    const own = contents(await this.options.catalog.version(tenant, instance.definition));
    await tenant.sql('UPDATE instance SET snapshot = $3 WHERE station_id = $1 AND id = $2', [stationId, ended.id, JSON.stringify(snapshotLeft(instance.snapshot, own))]);
    await this.history(tenant, stationId, ended.id, contents);
    for (const { id, automation, input } of called) await tenant.sql('UPDATE automation_call SET input = $3 WHERE station_id = $1 AND id = $2', [stationId, id, JSON.stringify(inputLeft(automation, input, own))]);
    await this.clocks(tenant, stationId, ended.id, own);
    for (const { field } of due) for (const other of this.others) counts.set(field, (counts.get(field) ?? 0) + ((await other.eraseWith?.(tenant, stationId, ended, field)) ?? 0));
    if (erasing.rest) counts.set(REST, (counts.get(REST) ?? 0) + (await this.beside(tenant, stationId, ended.id)));
    return counts;
  }

  private calls(tenant: Tenant, stationId: Id, instanceId: Id): Promise<{ id: Id; serial: number; automation: string; input: JsonObject }[]> {
    return tenant.sql('SELECT id, serial, automation, input FROM automation_call WHERE station_id = $1 AND instance_id = $2', [stationId, instanceId]);
  }

  private async history(tenant: Tenant, stationId: Id, instanceId: Id, contents: (compiled: CompiledWorkflow) => Contents): Promise<void> {
    const rows = await tenant.sql<Pick<HistoryRow, 'version' | 'definition' | 'event' | 'effects'>>('SELECT version, definition, event, effects FROM history WHERE station_id = $1 AND instance_id = $2 ORDER BY version', [stationId, instanceId]);
    for (const { version, definition, event, effects } of rows) {
      const by = contents(await this.options.catalog.version(tenant, definition));
      const left = [JSON.stringify(eventLeft(event, by)), JSON.stringify(effects.map((effect) => effectLeft(effect, by)))];
      if (left[0] === JSON.stringify(event) && left[1] === JSON.stringify(effects)) continue;
      await tenant.sql('UPDATE history SET event = $4, effects = $5 WHERE station_id = $1 AND instance_id = $2 AND version = $3', [stationId, instanceId, version, ...left]);
    }
  }

  private async clocks(tenant: Tenant, stationId: Id, instanceId: Id, by: Contents): Promise<void> {
    const clocks = await tenant.sql<Pick<ClockRow, 'id' | 'changes'>>(`SELECT id, changes FROM clock WHERE station_id = $1 AND instance_id = $2 AND changes <> '[]'`, [stationId, instanceId]);
    for (const { id, changes } of clocks) await tenant.sql('UPDATE clock SET changes = $3 WHERE station_id = $1 AND id = $2', [stationId, id, JSON.stringify(changesLeft(changes, by))]);
  }

  /** What lies beside the instance's own books: files, words to other stations, why it belongs to a series, what other libraries keep. */
  private async beside(tenant: Tenant, stationId: Id, instanceId: Id): Promise<number> {
    const files = await tenant.sql<{ sha256: string }>(
      `WITH gone AS (UPDATE attachment SET name = '', purpose = NULL, removed_at = coalesce(removed_at, app.now()) WHERE station_id = $1 AND instance_id = $2 AND name <> '' RETURNING sha256) SELECT sha256 FROM gone`,
      [stationId, instanceId],
    );
    // The bytes go by a job, once no attachment of the station names them.
    for (const sha256 of new Set(files.map((file) => file.sha256))) await queuePurge(tenant, this.options.jobs, stationId, sha256);
    const words = await tenant.sql(
      `WITH series AS (UPDATE instance_series SET reason = '', end_reason = CASE WHEN end_reason IS NOT NULL THEN '' END WHERE station_id = $1 AND instance_id = $2 AND reason <> '' RETURNING id),
            told AS (UPDATE referral SET reason = '', answer = CASE WHEN answer IS NOT NULL THEN '' END WHERE station_id = $1 AND instance_id = $2 AND reason <> '' RETURNING id)
       SELECT id FROM series UNION ALL SELECT id FROM told`,
      [stationId, instanceId],
    );
    await tenant.sql('DELETE FROM matter WHERE station_id = $1 AND instance_id = $2', [stationId, instanceId]);
    let elsewhere = 0;
    for (const other of this.others) elsewhere += (await other.eraseOf?.(tenant, stationId, instanceId)) ?? 0;
    return files.length + words.length + elsewhere;
  }

  private async note(tenant: Tenant, stationId: Id, ended: Ended, due: readonly RetentionRule[], counts: Counts): Promise<void> {
    const fields = due.map(({ field, keep }) => ({ field, keep, count: counts.get(field) ?? 0 }));
    const deed: EraseDeed = { type: 'erase', fields };
    // Not through apply_steps, which takes no step of an exercise that has stopped. What has ended moves no more, and its row is locked.
    const [step] = await tenant.sql<{ version: number }>(
      `WITH told AS (UPDATE instance SET version = version + 1 WHERE station_id = $1 AND id = $2 RETURNING version, definition)
       INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, states_left, states_entered, effects) SELECT $1, $2, version, $3, $4, definition, $5, $6, '{}', '{}', '[]' FROM told RETURNING version`,
      [stationId, ended.id, tenant.now, deed.type, ended.timeZone, JSON.stringify(deed)],
    );
    tenant.afterCommit(() => this.options.jobs.live.publish({ kind: 'INSTANCE', id: ended.id, stationId, version: step?.version }));
    await tenant.sql(
      `INSERT INTO erasure (station_id, instance_id, field, workflow, keep, ended_at, erased_at, count) SELECT $1, $2, f.field, $3, f.keep, $4, $5, f.count FROM unnest($6::text[], $7::text[], $8::int[]) AS f (field, keep, count)`,
      [stationId, ended.id, ended.workflow, ended.endedAt, tenant.now, fields.map(({ field }) => field), fields.map(({ keep }) => keep), fields.map((field) => field.count)],
    );
    const { number } = await readInstance(tenant, stationId, ended.id);
    await audit(tenant, { action: deeds.instanceErased, stationId, record: { kind: 'instance', id: ended.id, number }, details: { fields } });
  }
}
