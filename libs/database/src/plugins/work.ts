import { isStationhouseError, StationhouseError, text } from '@stationhouse/kernel';
import { driverError } from '../refusals.js';
import { TransactionTenant, type Tenant } from '../tenant.js';
import { pluginNames } from './names.js';
import { openDoor, type PluginTenant } from './rows.js';
import { pluginFault, refuseInsideWork, within } from './walls.js';

/** Whose statements, and how long one of them may take. */
export interface PluginWork {
  readonly pluginId: string;
  readonly statementTimeoutMs: number;
  /** True where nothing may be written: PostgreSQL refuses it. */
  readonly readOnly?: boolean;
}

const TIMED_OUT = '57014';
const NOT_ALLOWED = '42501';
const READ_ONLY = '25006';

/**
 * Runs a plugin's statements as the plugin's role, each no longer than it may take, and gives the platform's role and time limit back afterwards. When
 * the work fails, what it wrote is undone, so that the platform's transaction could go on.
 * @throws StationhouseError STATEMENT_TIMEOUT; PLUGIN_FAULT for what its role may not do
 */
export async function asPlugin<Result>(tenant: Tenant, plugin: PluginWork, work: (rows: PluginTenant) => Promise<Result>): Promise<Result> {
  if (!(tenant instanceof TransactionTenant)) throw new Error('A plugin works inside a tenant transaction.');
  refuseInsideWork(plugin.pluginId);
  const connection = await tenant.connection();
  const { role } = pluginNames(plugin.pluginId);
  const [, before] = (await connection.query(`SAVEPOINT plugin_work; SELECT current_setting('statement_timeout') AS "limit"; SET LOCAL ROLE ${role}; SET LOCAL statement_timeout = ${Math.ceil(plugin.statementTimeoutMs)}${plugin.readOnly === true ? '; SET TRANSACTION READ ONLY' : ''}`)) as unknown as [unknown, { readonly rows: readonly [{ limit: string }] }];
  const { rows, settle, close } = openDoor(tenant, plugin.pluginId);
  let result: Result;
  try {
    result = await within({ pluginId: plugin.pluginId, statements: 'rows', connection, over: false }, async () => {
      const answer = await work(rows);
      await settle();
      return answer;
    });
  } catch (cause) {
    // A role and a time limit set since the savepoint go with it. A connection that is gone took its transaction along.
    await connection.query('ROLLBACK TO SAVEPOINT plugin_work; RELEASE SAVEPOINT plugin_work').catch(() => undefined);
    throw refusalOf(plugin, cause) ?? cause;
  } finally {
    close();
  }
  await connection.query(`SET LOCAL ROLE NONE; SET LOCAL statement_timeout = ${connection.escapeLiteral(before.rows[0].limit)}; RELEASE SAVEPOINT plugin_work`);
  return result;
}

function refusalOf({ pluginId, statementTimeoutMs }: PluginWork, cause: unknown): StationhouseError | undefined {
  const told = driverError(cause);
  if (isStationhouseError(told)) return told;
  const code = 'code' in told ? told.code : undefined;
  // What PostgreSQL says of a missing right names the table or function, and no data.
  if (code === NOT_ALLOWED || code === READ_ONLY) return pluginFault(pluginId, told.message, cause);
  if (code !== TIMED_OUT) return undefined;
  const seconds = statementTimeoutMs / 1000;
  return new StationhouseError(
    'STATEMENT_TIMEOUT',
    text(`查询超过 ${seconds} 秒，已停止，没有写入任何内容。请缩小范围后重试；若仍如此，请联系运维。`, `A query took longer than ${seconds} s and was stopped; nothing was written. Ask for less, then try again; if it happens again, tell whoever runs the house.`),
    { pluginId },
    { cause },
  );
}
