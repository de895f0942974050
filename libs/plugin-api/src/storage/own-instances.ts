import { TenantGate, type Permission } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { auditOf, callAt, directExercises, eventSent, readOwnInstance, type ExercisePlan, type Exercises, type OwnInstance, type PluginGate, type PreparedExercises, type WorkflowCatalog, type WorkflowRuntime } from '@stationhouse/workflow-runtime';
import { PluginInstances, type Beside, type OnOwnInstance } from './plugin-instances.js';
import type { PluginStore } from './plugin-store.js';

interface Surroundings {
  readonly tenants: TenantGate;
  readonly plugins: PluginGate;
  readonly catalog: WorkflowCatalog;
  readonly runtime: WorkflowRuntime;
  readonly exercises: Exercises;
  readonly prepared: PreparedExercises;
  readonly store: PluginStore;
}

/** The way to the instances of one plugin. */
export class OwnInstances extends PluginInstances {
  constructor(
    private readonly pluginId: string,
    private readonly house: Surroundings,
  ) {
    super();
  }

  start(stationId: Id, permission: Permission, { workflow, data, idempotencyKey }: Parameters<PluginInstances['start']>[2], beside?: Beside): Promise<Id> {
    this.requireOwn(workflow);
    return this.at(stationId, permission, async () => {
      const { instanceId } = await this.house.runtime.startInstance(callAt(stationId), { workflow, data, idempotencyKey, byPlugin: this.pluginId });
      await this.beside(stationId, permission, instanceId, beside);
      return instanceId;
    });
  }

  read(stationId: Id, permission: Permission, instanceId: Id): Promise<OwnInstance> {
    return this.at(stationId, permission, (tenant) => this.known(tenant, stationId, instanceId));
  }

  tell(stationId: Id, permission: Permission, { event, payload, ...command }: Parameters<PluginInstances['tell']>[2], beside?: Beside): Promise<void> {
    return this.at(stationId, permission, async (tenant) => {
      await this.known(tenant, stationId, command.instanceId);
      const call = callAt(stationId);
      const sent = { type: 'event' as const, name: event, ...(payload === undefined ? {} : { payload }) };
      await this.house.runtime.onInstance(call, { ...command, event, payload }, 'event', { event: sent, audit: auditOf(call.context, eventSent, { event }) });
      await this.beside(stationId, permission, command.instanceId, beside);
    });
  }

  planExercise(stationId: Id, permission: Permission, { event, ...command }: OnOwnInstance & { readonly event: string }, plan: ExercisePlan): Promise<Id> {
    this.house.tenants.require(directExercises.id, { stationId });
    return this.at(stationId, permission, async (tenant) => {
      await this.known(tenant, stationId, command.instanceId);
      return this.house.prepared.plan(callAt(stationId), command, event, plan);
    });
  }

  checkExercise(stationId: Id, permission: Permission, plan: ExercisePlan): Promise<void> {
    return this.at(stationId, permission, () => this.house.exercises.check(callAt(stationId), plan));
  }

  private at<Result>(stationId: Id, permission: Permission, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    const { tenants, plugins } = this.house;
    tenants.require(permission.id, { stationId });
    return tenants.inStation(stationId, async (tenant) => {
      await plugins.require(tenant, stationId, this.pluginId);
      return work(tenant);
    });
  }

  private async beside(stationId: Id, permission: Permission, instanceId: Id, beside: Beside | undefined): Promise<void> {
    if (beside !== undefined) await this.house.store.inStation(stationId, permission, (rows) => beside(rows, instanceId));
  }

  private known(tenant: Tenant, stationId: Id, instanceId: Id): Promise<OwnInstance> {
    return readOwnInstance(tenant, this.house.catalog, stationId, instanceId, this.pluginId);
  }

  private requireOwn(workflow: string): void {
    if (this.house.catalog.find(workflow)?.pluginId === this.pluginId) return;
    throw new StationhouseError('PLUGIN_FAULT', text(`插件 ${this.pluginId} 没有流程 ${workflow}。`, `The plugin ${this.pluginId} has no workflow ${workflow}.`));
  }
}
