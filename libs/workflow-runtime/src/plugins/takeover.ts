import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { DUTY_COMMANDER, DUTY_OFFICER, dutyAt, type Actor, type Duty } from '../candidates.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { ownGate } from '../catalog/own.js';
import { pluginDisabled } from '../catalog/plugin-gate.js';
import type { Call } from '../commands.js';
import type { Stage, StagedInstance } from '../steps/stage.js';
import type { PluginTakeoverRow } from './entities.js';

type Named = Pick<PluginTakeoverRow, 'accountIds' | 'roles'>;

/** True when somebody is among those who finish what runs of a disabled plugin. */
export function standsIn({ accountIds, roles }: Named, actor: Actor, duty: Duty): boolean {
  if (accountIds.includes(actor.accountId)) return true;
  return roles.some((role) => {
    if (role === DUTY_OFFICER) return duty.officers.has(actor.accountId);
    return actor.roles.includes(role) || (role === DUTY_COMMANDER && duty.commanders.has(actor.accountId));
  });
}

/**
 * The door of commands: open where the plugin is enabled, without asking anything; where it is disabled, for those who took its running
 * instances over, in whatever role a task is for.
 */
export class PluginDoor {
  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
  ) {}

  /** Whether what was read of a station lets a plugin's instances be started and worked. */
  isOpen(stage: Pick<Stage, 'plugins'>, pluginId: string | undefined): boolean {
    const plugin = pluginId === undefined ? undefined : (ownGate(pluginId) ?? this.catalog.plugin(pluginId));
    return plugin !== undefined && (stage.plugins[plugin.id] ?? plugin.enabledByDefault);
  }

  /** The call as it may go on. @throws StationhouseError PLUGIN_DISABLED */
  admit(call: Call, stage: Stage): Call | Promise<Call> {
    if (stage.instance === null) return call;
    const pluginId = this.catalog.pluginIdOf(stage.instance.workflow);
    return this.isOpen(stage, pluginId) ? call : this.standIn(call, stage, stage.instance, pluginId);
  }

  /** Lets an instance be started. What somebody works to its end may start what belongs to it. @throws StationhouseError PLUGIN_DISABLED */
  async admitStart(context: TenantContext, stage: Stage, pluginId: string, parentId: Id | null): Promise<void> {
    if (this.isOpen(stage, pluginId)) return;
    const parent = parentId === null ? [] : await this.database.inTenant(context, (tenant) =>
      tenant.sql(`SELECT FROM instance i JOIN plugin_takeover o ON o.station_id = i.station_id AND o.workflow = i.workflow WHERE i.station_id = $1 AND i.id = $2 AND o.plugin_id = $3 AND o.how = 'finish'`, [stage.stationId, parentId, pluginId]),
    );
    if (parent.length === 0) throw pluginDisabled(pluginId);
  }

  private standIn(call: Call, { task }: Stage, { workflow, definition }: StagedInstance, pluginId: string | undefined): Promise<Call> {
    return this.database.inTenant(call.context, async (tenant) => {
      const [row] = await tenant.sql<Named>(`SELECT account_ids AS "accountIds", roles FROM plugin_takeover WHERE station_id = $1 AND plugin_id = $2 AND workflow = $3 AND how = 'finish'`, [call.stationId, pluginId ?? '', workflow]);
      if (row === undefined) throw pluginDisabled(pluginId);
      // A joint signature is given in a role and for oneself: nobody stands in, and whoever must sign still may.
      if (task !== null && (await this.catalog.version(tenant, definition)).tasks[task.ref]?.answers !== undefined) return call;
      if (!standsIn(row, call.actor, await dutyAt(tenant, call.stationId))) throw takenOver(pluginId);
      return { ...call, actor: { ...call.actor, standsIn: true } };
    });
  }
}

/** What a station's disabled plugins mean for one person: workflows whose instances they finish, and those closed to them. */
export interface StandingIn {
  readonly takenOver: readonly string[];
  readonly closed: readonly string[];
}

/** @param duty asked only where a role of the roster took over */
export async function standingIn(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, actor: Actor, duty: () => Promise<Duty>): Promise<StandingIn> {
  const rows = await tenant.sql<{ pluginId: string; enabled: boolean | null } & Partial<Named> & { workflow: string | null }>(
    `SELECT e.plugin_id AS "pluginId", e.enabled, o.workflow, o.account_ids AS "accountIds", o.roles FROM plugin_enablement e
       LEFT JOIN plugin_takeover o ON o.station_id = e.station_id AND o.plugin_id = e.plugin_id AND o.how = 'finish' WHERE e.station_id = $1`,
    [stationId],
  );
  const said = new Map(rows.map(({ pluginId, enabled }) => [pluginId, enabled]));
  const off = (await catalog.seen(tenant)).allPlugins().filter((plugin) => !(said.get(plugin.id) ?? plugin.enabledByDefault));
  if (off.length === 0) return { takenOver: [], closed: [] };
  const on = await duty();
  const workflows = off.flatMap((plugin) => plugin.workflows.map(({ workflow }) => workflow));
  const mine = new Set(rows.filter(({ accountIds, roles }) => standsIn({ accountIds: accountIds ?? [], roles: roles ?? [] }, actor, on)).map(({ workflow }) => workflow));
  return { takenOver: workflows.filter((workflow) => mine.has(workflow)), closed: workflows.filter((workflow) => !mine.has(workflow)) };
}

/** Who took a workflow's running instances over; undefined where it is worked as ever. */
export async function takeoverOf(tenant: Tenant, stationId: Id, workflow: string): Promise<Named | undefined> {
  const [row] = await tenant.sql<Named>(`SELECT account_ids AS "accountIds", roles FROM plugin_takeover WHERE station_id = $1 AND workflow = $2 AND how = 'finish'`, [stationId, workflow]);
  return row;
}

function takenOver(pluginId: string | undefined): StationhouseError {
  return new StationhouseError('PLUGIN_DISABLED', text('此功能已停用，本事项由接办人办理到底。如须由您办理，请所长更改接办人。', 'This feature is disabled; whoever took this instance over finishes it. If it should be you, ask the chief to change that.'), { ...(pluginId === undefined ? {} : { pluginId }), takenOver: true });
}
