import type { Database, Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { assumeFound, lookupsOf, misfitOf, type CompiledLookup, type CompiledWorkflow, type JsonObject, type StartEvent, type WorkflowEvent } from '@stationhouse/workflow';
import { atStation } from '../automations/alarms.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { IncidentReference } from '../incident-reference.js';
import type { MatterKeys } from '../matters/keys.js';
import { requireAlone } from '../steps/together.js';
import type { Lookup, LookupQuestion, LookupsOfPlugin } from './lookup.js';
import { openRows } from './rows.js';

/** How long one statement of a look-up may take, and one look-up in all, in milliseconds: somebody waits for the step. */
const LIMITS = { statementMs: 2_000, wholeMs: 3_000 };

/** How a look-up went: `assumed` where it failed and the definition says what is taken then. */
export type LookupResult = 'found' | 'assumed' | 'failed';

export interface LookupsOptions {
  readonly database: Database;
  readonly plugins: readonly LookupsOfPlugin[];
  readonly keys: MatterKeys;
  readonly incidents?: Pick<IncidentReference, 'ofCaller'> | undefined;
  /** By what exercises are measured. */
  readonly catalog?: Pick<WorkflowCatalog, 'version' | 'versionsOf'> | undefined;
  readonly limits?: typeof LIMITS;
  /** Told how each one went; of a failure its kind alone, since a message may speak of data. */
  readonly onEnd?: (lookup: { readonly plugin: string; readonly lookup: string; readonly result: LookupResult; readonly fault?: string }) => void;
}

/** The step that something is looked up for. */
export interface AskingStep {
  readonly stationId: Id;
  readonly pluginId: string;
  readonly compiled: CompiledWorkflow;
  /** The data before the step; of a start, those it begins with. */
  readonly data: JsonObject;
  readonly instanceId: Id | null;
  /** In an exercise nothing real is looked up. */
  readonly exercise: boolean;
  /** Who takes the step; null where nobody does. */
  readonly by: Id | null;
  readonly now: Date;
}

/** Looks up what a step reads from outside of its instance, before it is taken. */
export class Lookups {
  constructor(private readonly options: LookupsOptions) {}

  /**
   * The event with what its step reads; the event itself where that is nothing.
   * @throws StationhouseError LOOKUP_FAILED where something could not be found and the definition does not say what is taken then
   */
  async before<Event extends WorkflowEvent | StartEvent>(step: AskingStep, event: Event): Promise<Event> {
    const asked = lookupsOf(step.compiled, event);
    if (asked.length === 0) return event;
    if (step.exercise) return assumed(assumeFound(step.compiled, event));
    const question: LookupQuestion = { workflow: step.compiled.id, data: step.data, event: answerOf(event), instanceId: step.instanceId, by: step.by, now: step.now };
    return atStation(this.options.database, step.stationId, async (tenant) => {
      requireAlone(tenant);
      const answers: { readonly lookup: CompiledLookup; readonly answer: JsonObject; readonly assumed: boolean }[] = [];
      for (const lookup of asked) answers.push({ lookup, ...(await this.answer(tenant, step, lookup, question)) });
      const found = Object.fromEntries(answers.map(({ lookup, answer }) => [lookup.name, answer]));
      return assumed({ event: { ...event, found }, assumed: answers.flatMap((one) => (one.assumed ? [one.lookup] : [])) });
    });
  }

  private async answer(tenant: Tenant, step: AskingStep, lookup: CompiledLookup, question: LookupQuestion): Promise<{ readonly answer: JsonObject; readonly assumed: boolean }> {
    const { pluginId, compiled } = step;
    const tell = (result: LookupResult, fault?: string) => this.options.onEnd?.({ plugin: pluginId, lookup: lookup.name, result, ...(fault === undefined ? {} : { fault }) });
    let fault: string;
    try {
      const answer = await this.ask(tenant, step, lookup.name, question);
      const fields = misfitOf(compiled, lookup.name, answer);
      if (fields === undefined) {
        tell('found');
        return { answer, assumed: false };
      }
      fault = 'outputInvalid';
    } catch (error) {
      fault = error instanceof StationhouseError ? error.code : error instanceof Error ? error.name : 'fault';
    }
    tell(lookup.otherwise === undefined ? 'failed' : 'assumed', fault);
    if (lookup.otherwise !== undefined) return { answer: lookup.otherwise, assumed: true };
    throw new StationhouseError('LOOKUP_FAILED', text(`“${lookup.title['zh-CN']}”暂时查不到，未办理。请稍后重试；若仍如此，请联系运维。`, `"${lookup.title.en}" could not be looked up, and nothing was done. Try again shortly; if it happens again, tell whoever runs the house.`), { lookup: lookup.name });
  }

  private async ask(tenant: Tenant, { stationId, pluginId }: AskingStep, name: string, question: LookupQuestion): Promise<JsonObject> {
    const plugin = this.options.plugins.find(({ id }) => id === pluginId);
    const lookup = plugin?.lookups?.find(({ id }) => id === name);
    if (plugin === undefined || lookup === undefined) throw new StationhouseError('PLUGIN_FAULT', text(`插件 ${pluginId} 没有查询“${name}”。`, `The plugin ${pluginId} brings no look-up "${name}".`));
    const { statementMs, wholeMs } = this.options.limits ?? LIMITS;
    const { rows, close } = openRows(tenant, stationId, { plugin, keys: this.options.keys, incidents: this.options.incidents, catalog: this.options.catalog, statementTimeoutMs: statementMs });
    try {
      return await inTime(lookup, () => lookup.find(rows, question), wholeMs);
    } finally {
      await close();
    }
  }
}

/** Ends the waiting, not the work: that finds its rows closed. */
async function inTime<Result>({ id }: Lookup, work: () => Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StationhouseError('STATEMENT_TIMEOUT', text(`查询“${id}”超时。`, `The look-up "${id}" took too long.`))), milliseconds);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function answerOf(event: WorkflowEvent | StartEvent): JsonObject {
  if (event.type === 'complete-task') return event.form;
  return event.type === 'event' ? (event.payload ?? {}) : {};
}

/** Notes beside the answers which of them nobody found: history shows it. */
function assumed<Event extends WorkflowEvent | StartEvent>({ event, assumed: which }: { readonly event: Event; readonly assumed: readonly CompiledLookup[] }): Event {
  return which.length === 0 ? event : { ...event, assumed: which.map(({ name }) => name) };
}
