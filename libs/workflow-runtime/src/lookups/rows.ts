import { asPlugin, pluginFault, type Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { IncidentReference } from '../incident-reference.js';
import type { MatterKeys } from '../matters/keys.js';
import { practised } from '../exercises/practised.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { KnownEvent, KnownMatter, LookupRows, LookupsOfPlugin } from './lookup.js';

/** By what a plugin's look-ups read. */
export interface RowsOptions {
  readonly plugin: LookupsOfPlugin;
  readonly keys: MatterKeys;
  readonly incidents: Pick<IncidentReference, 'ofCaller'> | undefined;
  /** Absent where nobody practises. */
  readonly catalog: Pick<WorkflowCatalog, 'version' | 'versionsOf'> | undefined;
  readonly statementTimeoutMs: number;
}

/** A row of another instance, as the database tells it. */
interface Elsewhere {
  readonly stationId: Id;
  readonly instanceId: Id;
}

/** The rows of one look-up, within one transaction; nothing more is read once it is over. */
export function openRows(tenant: Tenant, stationId: Id, { plugin, keys, incidents, catalog, statementTimeoutMs }: RowsOptions): { readonly rows: LookupRows; readonly close: () => Promise<void> } {
  let open = true;
  let last: Promise<unknown> = Promise.resolve();
  // The plugin's statements run as its own role, the platform's as its: never at once over one connection.
  const inTurn = <Result>(read: () => Promise<Result>): Promise<Result> => {
    const answer = last.then(() => {
      if (!open) throw pluginFault(plugin.id, 'a look-up read something after it was over: wait for every statement');
      return read();
    });
    last = answer.catch(() => undefined);
    return answer;
  };
  const ours = <Row>(statement: string, parameters: readonly unknown[]) => inTurn(() => within(tenant, statementTimeoutMs, () => tenant.sql<Row>(statement, parameters)));
  const rows: LookupRows = {
    stationId,
    sql: <Row = Record<string, unknown>>(statement: string, parameters?: readonly unknown[]) => inTurn(() => asPlugin(tenant, { pluginId: plugin.id, statementTimeoutMs, readOnly: true }, (door) => door.sql<Row>(statement, parameters))),
    keyed: (value) => keys.of(plugin.id, value),
    matters: async (value) => {
      const found = await ours<Elsewhere & Omit<KnownMatter, 'here' | 'instanceId'>>(
        'SELECT m.station_id AS "stationId", m.instance_id AS "instanceId", m.workflow, m.began_at AS "beganAt", m.running FROM unscoped.matters_of_value($1, $2) m', [stationId, keys.of(plugin.id, value)],
      );
      return found.map((row) => seenFrom(stationId, row));
    },
    happened: async (value, since) => {
      const found = await ours<Elsewhere & Omit<KnownEvent, 'here' | 'instanceId'>>(
        'SELECT e.station_id AS "stationId", e.instance_id AS "instanceId", e.workflow, e.event, e.at FROM unscoped.matter_events($1, $2, $3) e', [stationId, keys.of(plugin.id, value), since],
      );
      return found.map((row) => seenFrom(stationId, row));
    },
    incidentsOfCaller: (phone, since) =>
      inTurn(async () => {
        if (plugin.reads?.includes('incident') !== true) throw pluginFault(plugin.id, 'a look-up reads incidents, which the plugin does not declare: reads: [\'incident\']');
        return incidents === undefined ? [] : within(tenant, statementTimeoutMs, () => incidents.ofCaller(tenant, stationId, phone, since));
      }),
    exercise: (id) => inTurn(async () => (catalog === undefined ? undefined : within(tenant, statementTimeoutMs, () => practised(tenant, catalog, stationId, id)))),
  };
  return {
    rows,
    close: async () => {
      open = false;
      await last;
    },
  };
}

/** What stands at another station is known to be there, and no more. */
function seenFrom<Row extends Elsewhere>(from: Id, { stationId, instanceId, ...row }: Row): Omit<Row, keyof Elsewhere> & { readonly instanceId: Id | null; readonly here: boolean } {
  const here = stationId === from;
  return { ...row, here, instanceId: here ? instanceId : null };
}

/** A reading of the platform's own, no longer than it may take; when it fails the transaction could go on. */
async function within<Result>(tenant: Tenant, statementTimeoutMs: number, read: () => Promise<Result>): Promise<Result> {
  await tenant.sql('SAVEPOINT looking');
  try {
    await tenant.sql(`SELECT set_config('statement_timeout', $1, true)`, [String(Math.ceil(statementTimeoutMs))]);
    return await read();
  } finally {
    // What was set since goes with it.
    await tenant.sql('ROLLBACK TO SAVEPOINT looking');
    await tenant.sql('RELEASE SAVEPOINT looking');
  }
}
