import { requireWorking } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { newId, notFound, text, type Id } from '@stationhouse/kernel';
import { matterOf, refusalError, start, step, withoutFound, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import * as deeds from './audit-actions.js';
import type { PublishedWorkflow } from './catalog/catalog.js';
import type { Call, Keyed, StartAnswer, StartInstance, SystemCall } from './commands.js';
import { startsOn } from './drafts/trials.js';
import { requireNoneEncrypted } from './encrypted/encrypted-fields.js';
import { keptOf } from './encrypted/kept.js';
import { exerciseOf, requireRunning } from './exercises/stage.js';
import { requireByHand, requireInUse, requireStarter } from './links/by-hand.js';
import { lookedUp, ofInstance } from './lookups/asking.js';
import type { RunningOne } from './matters/matters.js';
import { isUnheard, matterOfStep, matterRuns, Starts, type Turn } from './matters/starting.js';
import type { PluginDoor } from './plugins/takeover.js';
import type { Computed, RuntimeOptions, Surroundings, WorkflowRuntime } from './runtime.js';
import { accepted } from './steps/accepted.js';
import type { Attempts } from './steps/attempts.js';
import { numberSeries } from './steps/numbers.js';
import { instanceOn, type Stage } from './steps/stage.js';
import { auditOf } from './steps/step-record.js';
import { doorWithin } from './steps/together.js';

/** Under which id an instance starts that somebody asked for, and which one asked. */
export interface Link {
  readonly id: Id;
  readonly parentId: Id | null;
}

/** What a new instance starts on. */
export interface StartingPoint {
  readonly compiled: CompiledWorkflow;
  readonly surroundings: Surroundings;
}

export interface InstanceStartsOptions extends RuntimeOptions {
  readonly runtime: WorkflowRuntime;
  readonly attempts: Attempts;
  readonly plugins: PluginDoor;
}

/** How instances begin: by hand, tried out, or because another one or an event asked for them; each meets the same rules. */
export class InstanceStarts {
  private readonly starts: Starts;

  constructor(private readonly options: InstanceStartsOptions) {
    this.starts = new Starts({ ...options, keys: options.matterKeys });
  }

  /** See WorkflowRuntime.startInstance. */
  async byHand(call: Call, command: StartInstance): Promise<StartAnswer> {
    const published = await this.published(call, command.workflow);
    requireByHand(published.compiled);
    if (command.byHand === true) requireStarter(published, call.actor);
    const answer = await this.starts.start(call, published.compiled, (turn) =>
      this.options.runtime.command(call, command, 'start', { workflow: command.workflow, exerciseId: command.exerciseId }, async (stage) => {
        // What runs may still start what belongs to it; nobody begins anything new.
        if (stage.station.closed) await this.options.database.inTenant(call.context, (tenant) => requireWorking(tenant, call.stationId));
        return this.begun(call, stage, published, command, { id: newId(), parentId: null }, turn) as Promise<Computed>;
      }),
    );
    return answer as StartAnswer;
  }

  /** See WorkflowRuntime.startingPoint. */
  async point(call: Call, workflow: string): Promise<StartingPoint> {
    const published = await this.published(call, workflow);
    requireByHand(published.compiled);
    requireStarter(published, call.actor);
    requireInUse(published);
    const stage = await this.options.attempts.look({ stationId: call.stationId, workflow });
    if (!this.options.plugins.isOpen(stage, published.pluginId)) await this.options.plugins.admitStart(call.context, stage, published.pluginId, null);
    const compiled = stage.definition === null ? published.compiled : await this.options.runtime.compiled(call, stage.definition);
    return { compiled, surroundings: await this.options.runtime.surroundings(call, stage) };
  }

  /** See WorkflowRuntime.startLinked. */
  linked(stationId: Id, link: Link, asked: Omit<StartInstance, keyof Keyed>): Promise<StartAnswer | undefined> {
    const call = { context: { stationIds: [stationId], bureauIds: [] }, stationId };
    return this.startAsked(call, link, { ...asked, data: withoutFound(this.options.runtime.screens.of(asked.workflow), asked.data) });
  }

  private async startAsked(call: SystemCall, link: Link, wanted: Omit<StartInstance, keyof Keyed>): Promise<StartAnswer | undefined> {
    const { stationId } = call;
    const published = await this.published(call, wanted.workflow);
    requireNoneEncrypted(published.compiled, wanted.data);
    // One that joins leaves no instance of its id by which it would be known again.
    const key = { accountId: link.id, key: 'start', command: this.options.runtime.print('start', { idempotencyKey: '', ...wanted }) };
    const cast = { stationId, instanceId: link.id, workflow: wanted.workflow, exerciseId: wanted.exerciseId, ...(published.compiled.matter?.again === undefined ? {} : { key }) };
    return this.starts.start(call, published.compiled, (turn) =>
      this.options.runtime.attempt(call, cast, async (stage) => {
        if (stage.known !== null) turn.joined = stage.known.answer;
        if (stage.known !== null || stage.instance !== null) return undefined;
        const computed = await this.begun(call, stage, published, wanted, link, turn);
        return computed === undefined || computed.instanceId === link.id ? computed : { ...computed, idempotency: key };
      }),
    );
  }

  /** What a start writes: the first step of its own instance, or one of the instance it joins; undefined where that has nothing to hear of it (never in a person's call). */
  private async begun(call: SystemCall, stage: Stage, published: PublishedWorkflow, command: Omit<StartInstance, keyof Keyed>, { id, parentId }: Link, turn: Turn): Promise<Computed | undefined> {
    const { data, incidentId } = command;
    requireInUse(published);
    if (!this.options.plugins.isOpen(stage, published.pluginId)) await this.options.plugins.admitStart(call.context, stage, published.pluginId, parentId);
    requireRunning(stage);
    const exercise = exerciseOf(stage, command);
    const definition = startsOn(stage.definition, stage.trial, id);
    const compiled = definition === null ? published.compiled : await this.options.runtime.compiled(call, definition);
    await this.requireIncident(call, incidentId);
    const surroundings = await this.options.runtime.surroundings(call, stage);
    const known = matterOf(compiled, data, surroundings);
    if (!known.ok) throw refusalError(known.refusal);
    const running = known.matter === undefined ? undefined : await this.starts.meets(turn, stage, compiled, known.matter, exercise);
    if (running !== undefined) return this.joins(call, stage, { running, event: compiled.matter?.again ?? '', payload: known.matter?.payload ?? {}, incidentId }, turn);
    const said = { type: 'start' as const, data, ...(compiled.keepsStarter && call.actor !== undefined ? { by: { accountId: call.actor.accountId, roles: call.actor.roles } } : {}) };
    const asked = await lookedUp(this.options, stage, { compiled, data, instanceId: null, exercise, by: call.actor?.accountId ?? null }, said, (assumed) => start(compiled, assumed, surroundings));
    const { event, result } = keptOf(this.options, compiled, { stationId: stage.stationId, instanceId: id }, asked, (one) => start(compiled, one, surroundings));
    const done = accepted(result);
    const moved = this.options.runtime.moved(call.actor, compiled, done, { id, version: 0, exercise, incidentId: incidentId ?? null, parentId }, stage);
    return {
      ...moved,
      ...matterOfStep(turn, compiled, id, moved.jobs),
      series: numberSeries(compiled.number, stage.now, stage.station, exercise),
      history: this.options.runtime.historyOf(call, surroundings, compiled, done, event),
      audit: auditOf(call.context, deeds.instanceStarted, { workflow: compiled.id, exercise, ...(incidentId === undefined ? {} : { incidentId }), ...(parentId === null ? {} : { parentId }) }),
    };
  }

  /** The instance that runs hears of another start of its matter. */
  private async joins(call: SystemCall, stage: Stage, start: { readonly running: RunningOne; readonly event: string; readonly payload: JsonObject; readonly incidentId: Id | undefined }, turn: Turn): Promise<Computed | undefined> {
    const { running, payload, incidentId } = start;
    const tenant = turn.tenant as Tenant;
    const instance = instanceOn(await doorWithin(tenant).read({ stationId: stage.stationId, instanceId: running.id }));
    const compiled = await this.options.runtime.compiled(call, instance.definition);
    const surroundings = await this.options.runtime.surroundings(call, stage);
    const asked = await lookedUp(this.options, stage, ofInstance(compiled, instance, call), { type: 'event', name: start.event, payload } as const, (assumed) => step(compiled, instance.snapshot, assumed, surroundings));
    const { event, result } = keptOf(this.options, compiled, { stationId: stage.stationId, instanceId: instance.id }, asked, (one) => step(compiled, instance.snapshot, one, surroundings));
    if (!result.ok && isUnheard(result.refusal)) {
      if (call.actor !== undefined) throw matterRuns(running, result.refusal);
      turn.joined = { instanceId: instance.id, version: instance.version };
      return undefined;
    }
    const done = accepted(result);
    const audit = auditOf(call.context, deeds.instanceJoined, { workflow: compiled.id, event: start.event, ...(incidentId === undefined ? {} : { incidentId }) });
    return { ...this.options.runtime.moved(call.actor, compiled, done, instance, stage), history: this.options.runtime.historyOf(call, surroundings, compiled, done, event), audit };
  }

  private async requireIncident({ context, stationId }: SystemCall, incidentId: Id | undefined): Promise<void> {
    if (incidentId === undefined) return;
    const { database, incidents } = this.options;
    const exists = incidents !== undefined && (await database.inTenant(context, (tenant) => incidents.exists(tenant, stationId, incidentId)));
    if (!exists) throw notFound(text('警情', 'Incident'));
  }

  /** A workflow of the program, at hand; else one of the station's bureau, as it is in force now. @throws StationhouseError NOT_FOUND */
  private published({ context }: SystemCall, workflow: string): PublishedWorkflow | Promise<PublishedWorkflow> {
    const { catalog, database } = this.options;
    return catalog.find(workflow) ?? database.inTenant(context, async (tenant) => (await catalog.seen(tenant)).get(workflow));
  }
}
