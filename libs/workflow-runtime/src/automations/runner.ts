import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { addDuration, isStationhouseError, text, type Id } from '@stationhouse/kernel';
import type { JsonObject, StepResult, WorkflowEvent } from '@stationhouse/workflow';
import type { AutomationCallRow } from '../entities.js';
import type { PluginSettings } from '../plugins/settings/settings.js';
import type { WorkflowRuntime } from '../runtime.js';
import { CALL_TOPIC, CALLS_ABANDONED_TOPIC, type Books } from '../steps/step-record.js';
import { AutomationFailure, type Automation, type AutomationContext } from './automation.js';
import type { AutomationBook } from './book.js';
import { admit, noteFailure, noteSuccess } from './breaker.js';
import { beginAttempt, CALLS_DUE_TOPIC, closeCall, endRun, limitOf, lockCall, postpone, unbeginAttempt, waitAfterAttempt, type CallPlace } from './calls.js';
import { CallCrowded, noWalls, type AutomationWalls } from './walls/walls.js';

export interface AutomationRunnerOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  readonly jobs: Pick<Jobs, 'bus'>;
  readonly automations: AutomationBook;
  /** Told when a call has failed and no workflow hears of it: somebody must repair it. */
  readonly tell: (tenant: Tenant, call: AutomationCallRow) => Promise<void>;
  /** The plugins' settings; none when absent. */
  readonly settings?: Pick<PluginSettings, 'at'>;
  /** Where handlers run; in this process when absent. */
  readonly walls?: AutomationWalls;
  /** Aborts after some milliseconds of real time. */
  readonly deadline?: (milliseconds: number) => AbortSignal;
}

interface CallPayload extends CallPlace {
  readonly [key: string]: string | number;
}

/** An attempt that has begun. */
interface Attempt {
  readonly call: AutomationCallRow;
  readonly automation: Automation | undefined;
  readonly number: number;
  readonly now: Date;
  readonly place: Pick<AutomationContext, 'number' | 'station'>;
  readonly settings: JsonObject;
}

type Failure = { readonly code: string; readonly note?: string | undefined; readonly final: boolean; readonly outside: boolean };
type Ended = { readonly output: JsonObject } | { readonly failure: Failure } | { readonly over: true } | { readonly crowded: true };

/** Deliveries of one attempt's job: with the last one the handler is not run again, since every process that ran it died. */
const DELIVERIES = 6;
/** Calls at once in one worker: slow ones leave room for notices, and a plugin's for other plugins' (`AutomationWalls`). */
const AT_ONCE = 12;
/** A compensation whose call is still under way is woken by its end; this is for an end that never comes. */
const LOOK_AGAIN = 'PT1M';
/** A call that its plugin's others hold up comes again after so many milliseconds, each at a moment of its own. */
const CROWDED_MS = { least: 250, spread: 1_750 };

/**
 * Makes the attempts of automations' calls. The row of a call was written with the step that made it, and its job with it; a
 * failed attempt plans the next one on domain time ({@link AutomationRetries}). What comes of it becomes one step of the
 * instance: the engine knows the call by its serial and takes one result, however often it comes.
 */
export class AutomationRunner {
  /** Calls that run in this process, so that one nobody waits for any more is told to end. */
  private readonly running = new Map<string, AbortController>();
  private readonly walls: AutomationWalls;
  private readonly deadline: (milliseconds: number) => AbortSignal;

  constructor(private readonly options: AutomationRunnerOptions) {
    this.walls = options.walls ?? noWalls;
    this.deadline = options.deadline ?? ((milliseconds) => AbortSignal.timeout(milliseconds));
    options.jobs.bus.on<string>(CALLS_ABANDONED_TOPIC, (places) => {
      for (const place of places) this.running.get(place)?.abort(new Error('Nobody waits for this call any more.'));
    });
  }

  /** The outbox job of one attempt. */
  job(): JobDefinition {
    return defineJob<CallPayload>({ topic: CALL_TOPIC, title: text('运行自动步骤', 'Run an automation'), handle: (run) => this.attempt(run), timeout: 'PT1H', retry: { attempts: DELIVERIES, delay: 'PT2S' }, concurrency: AT_ONCE });
  }

  private async attempt(job: JobRun<CallPayload>): Promise<void> {
    const { context, scopeId: stationId, payload } = job;
    const begun = await this.options.database.inTenant(context, (tenant) => this.begin(tenant, stationId, payload, job.attempt));
    if (begun === undefined) return;
    const ended = 'call' in begun ? await this.handle(begun, job.signal) : begun.ended;
    const attempt = 'call' in begun ? begun : begun.attempt;
    if ('over' in ended) await this.over(attempt);
    else if ('crowded' in ended) await this.inTenant(attempt.call, async (tenant) => (await unbeginAttempt(tenant, attempt.call)) && this.crowded(tenant, attempt.call));
    else if ('output' in ended) await this.succeeded(attempt, ended.output);
    else await this.failed(attempt, ended.failure);
  }

  /** Decides in one transaction what is to be done. @returns undefined when there is nothing (more) to do, or not yet */
  private async begin(tenant: Tenant, stationId: Id, place: CallPlace, delivery: number): Promise<Attempt | { readonly attempt: Attempt; readonly ended: Ended } | undefined> {
    const call = await lockCall(tenant, stationId, place);
    if (call === undefined) return undefined;
    if (call.status !== 'waiting' && call.status !== 'running') {
      // It was settled while a process that has died since ran it.
      if (call.finishedAt === null) await endRun(tenant, call);
      return undefined;
    }
    if (call.nextAt !== null) return undefined;
    const automation = this.options.automations.find(call.automation);
    const attempt = { call, automation, number: call.attempts, now: tenant.now, place: await readPlace(tenant, call), settings: await this.settingsFor(tenant, call, automation) };
    const end = (ended: Ended) => ({ attempt, ended });
    const original = call.compensates === null ? undefined : await lockCall(tenant, stationId, { instanceId: call.instanceId, serial: call.compensates });
    if (original?.startedAt !== null && original?.finishedAt === null) return void (await postpone(tenant, call, addDuration(tenant.now, LOOK_AGAIN, 'UTC'), null));
    // What was never begun needs no making good.
    if (original !== undefined && original.startedAt === null) return void (await closeCall(tenant, call, 'skipped', null));
    if (delivery >= DELIVERIES) return end({ failure: { code: 'workerDied', final: true, outside: true } });
    if (automation === undefined && !(call.exercise && call.settings.dry !== undefined)) return end({ failure: { code: 'unknownAutomation', final: true, outside: false } });
    if (automation !== undefined && !call.exercise) {
      if (this.walls.isCrowded(this.options.automations.pluginOf(automation.id).id)) return void (await this.crowded(tenant, call));
      const until = await admit(tenant, stationId, automation, limitOf(call, automation) / 1_000);
      if (until !== undefined) return void (await this.later(tenant, call, until, 'breakerOpen'));
    }
    return { ...attempt, number: await beginAttempt(tenant, call) };
  }

  private async settingsFor(tenant: Tenant, { stationId, exercise }: AutomationCallRow, automation: Automation | undefined): Promise<JsonObject> {
    if (automation === undefined || exercise) return {};
    return (await this.options.settings?.at(tenant, stationId, this.options.automations.pluginOf(automation.id).id)) ?? {};
  }

  /** Runs the handler, or in an exercise nothing. */
  private async handle({ call, automation, number, now, settings, place: { station, number: instanceNumber } }: Attempt, stopped: AbortSignal): Promise<Ended> {
    if (call.exercise || automation === undefined) return this.checked(automation, call.settings.dry ?? automation?.dry(call.input) ?? {});
    const input = this.options.automations.checker(automation, 'input').check(call.input);
    if ('problems' in input) return { failure: { code: 'inputInvalid', note: fieldsOf(input.problems), final: true, outside: false } };
    const place = placeOf(call);
    const abandoned = new AbortController();
    this.running.set(place, abandoned);
    const waiting = AbortSignal.any([stopped, abandoned.signal]);
    let late: AbortSignal | undefined;
    const begin = (): AutomationContext => {
      late = this.deadline(limitOf(call, automation));
      const signal = AbortSignal.any([waiting, late]);
      return { callId: call.id, instanceId: call.instanceId, number: instanceNumber, station, input: input.value as JsonObject, settings, attempt: number, signal, now, ...this.options.automations.doorsOf(call, signal) };
    };
    try {
      return this.checked(automation, await this.walls.run(this.options.automations.pluginOf(automation.id).id, automation, begin, waiting));
    } catch (error) {
      // The process stops: not the handler's fault. The job runs again elsewhere, as the same attempt.
      stopped.throwIfAborted();
      if (abandoned.signal.aborted) return { over: true };
      if (error instanceof CallCrowded) return { crowded: true };
      return { failure: late?.aborted === true ? { code: 'timeout', final: false, outside: true } : failureOf(error) };
    } finally {
      if (this.running.get(place) === abandoned) this.running.delete(place);
    }
  }

  private checked(automation: Automation | undefined, output: JsonObject): Ended {
    const checked = automation === undefined ? { value: output } : this.options.automations.checker(automation, 'output').check(output);
    return 'value' in checked ? { output: checked.value as JsonObject } : { failure: { code: 'outputInvalid', note: fieldsOf(checked.problems), final: false, outside: false } };
  }

  private async succeeded(attempt: Attempt, output: JsonObject): Promise<void> {
    const { call } = attempt;
    if (!call.exercise && (await this.inTenant(call, (tenant) => noteSuccess(tenant, call.stationId, call.automation)))) this.options.jobs.bus.publish(CALLS_DUE_TOPIC, attempt.now.toISOString());
    const refused = await this.report(call, { type: 'automation', serial: call.serial, ok: true, output }, () => ({}));
    if (refused === 'INSTANCE_CLOSED') await this.inTenant(call, (tenant) => closeCall(tenant, call, 'succeeded', null));
    else if (refused === 'CALL_NOT_PENDING') await this.over(attempt);
    // The workflow cannot take this answer: no further attempt would make it another.
    else if (refused !== undefined) await this.park(call, refused);
  }

  private async failed(attempt: Attempt, { code, note, final, outside }: Failure): Promise<void> {
    const { call, automation, number } = attempt;
    const error = [code, ...(note === undefined ? [] : [note])].join(': ').slice(0, 200);
    const wait = final || automation === undefined ? undefined : waitAfterAttempt(call, automation, number);
    const kept = await this.inTenant(call, async (tenant) => {
      if (outside && automation !== undefined && !call.exercise) await noteFailure(tenant, call.stationId, automation);
      return wait === undefined || (await this.later(tenant, call, new Date(tenant.now.getTime() + wait), error));
    });
    if (!kept) return this.over(attempt);
    if (wait !== undefined) return;
    const refused = await this.report(call, { type: 'automation', serial: call.serial, ok: false, error: code }, (books) => ({ callsSettled: books.callsSettled.map((settled) => (settled.serial === call.serial ? { ...settled, error } : settled)) }));
    if (refused === 'CALL_NOT_PENDING') await this.over(attempt);
    else if (refused !== undefined) await this.park(call, error);
  }

  /**
   * Tells the instance what came of a call, as one step. A failure that nothing in the present state hears is kept from it:
   * the call stays pending there, so that it can be repaired.
   * @returns the code of a refusal, `UNHEARD` for such a failure, undefined when the step was taken
   */
  private async report(call: AutomationCallRow, event: WorkflowEvent & { type: 'automation' }, also: (books: Books) => Partial<Books>): Promise<string | undefined> {
    let refused: string | undefined;
    const answer = await this.options.runtime.happen(call.stationId, call.instanceId, event, (result, before) => {
      refused = result.ok ? (event.ok || hears(result, before.snapshot.data) ? undefined : 'UNHEARD') : result.refusal.code;
      return refused === undefined ? also : undefined;
    });
    return answer === undefined ? (refused ?? 'CALL_NOT_PENDING') : undefined;
  }

  /** It has failed for good, and somebody must see to it. */
  private async park(call: AutomationCallRow, error: string): Promise<void> {
    await this.inTenant(call, async (tenant) => {
      if (await closeCall(tenant, call, 'failed', error.slice(0, 200))) await this.options.tell(tenant, { ...call, status: 'failed', error });
      else await endRun(tenant, call);
    });
  }

  /** It is not its turn: the plugin's other calls take their time. Nothing has failed, so nothing is counted. */
  private crowded(tenant: Tenant, call: AutomationCallRow): Promise<boolean> {
    return this.later(tenant, call, new Date(tenant.now.getTime() + CROWDED_MS.least + Math.random() * CROWDED_MS.spread), 'crowded');
  }

  private async later(tenant: Tenant, call: AutomationCallRow, until: Date, error: string): Promise<boolean> {
    const kept = await postpone(tenant, call, until, error);
    if (kept) tenant.afterCommit(() => this.options.jobs.bus.publish(CALLS_DUE_TOPIC, until.toISOString()));
    return kept;
  }

  /** It was settled otherwise while it ran; whatever came of it comes too late. */
  private async over({ call, now }: Attempt): Promise<void> {
    await this.inTenant(call, (tenant) => endRun(tenant, call));
    this.options.jobs.bus.publish(CALLS_DUE_TOPIC, now.toISOString());
  }

  private inTenant<Result>({ stationId }: AutomationCallRow, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.options.database.inTenant({ stationIds: [stationId], bureauIds: [] }, work);
  }
}

/** What a handler is told of where its call comes from. */
async function readPlace(tenant: Tenant, { stationId, instanceId }: AutomationCallRow): Promise<Attempt['place']> {
  const [place] = await tenant.sql<{ number: string; name: string; timeZone: string }>(
    'SELECT i.number, s.name, s.time_zone AS "timeZone" FROM instance i JOIN station s ON s.id = i.station_id WHERE i.station_id = $1 AND i.id = $2',
    [stationId, instanceId],
  );
  if (place === undefined) throw new Error('A call belongs to an instance.');
  const { number, name, timeZone } = place;
  return { number, station: { name, timeZone } };
}

/** True when a failure did more than settle its call. */
function hears(result: StepResult & { ok: true }, before: JsonObject): boolean {
  return result.effects.length > 1 || result.left.length > 0 || result.entered.length > 0 || JSON.stringify(result.snapshot.data) !== JSON.stringify(before);
}

/** A call's name on the bus. */
export function placeOf({ stationId, instanceId, serial }: { readonly stationId: Id; readonly instanceId: Id; readonly serial: number }): string {
  return `${stationId} ${instanceId} ${serial}`;
}

/** Names alone: a message may speak of data. */
function failureOf(error: unknown): Failure {
  if (error instanceof AutomationFailure) {
    const { note, final = false } = error.options;
    return { code: error.code, note, final, outside: !final };
  }
  if (isStationhouseError(error)) return { code: error.code, final: false, outside: true };
  return { code: 'handlerFailed', note: error instanceof Error ? error.name : undefined, final: false, outside: true };
}

function fieldsOf(problems: readonly { readonly field: string }[]): string {
  return problems.map(({ field }) => field).slice(0, 5).join(', ');
}
