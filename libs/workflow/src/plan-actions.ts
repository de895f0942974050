import { text, type IsoDuration } from '@stationhouse/kernel';
import type { Expansion, Place, Scope } from './expand.js';
import type { Expression, Expressions, Setting } from './expressions.js';
import type { ActionDefinition, AutomationDefinition, Definition } from './grammar.js';
import { planNotice, type NoticeSurroundings } from './plan-notices.js';
import type { Problems } from './problems.js';
import type { CompiledTask, JsonObject, Ringing, StatePath } from './types.js';

type Path = readonly (string | number)[];

/** One use of an action, ready to run. */
export interface ActionPlan {
  readonly name: string;
  readonly definition: ActionDefinition;
  readonly input: readonly (readonly [string, Expression])[];
  readonly forEach?: Expression;
  /** Of a notice: whom it is for. */
  readonly roles?: readonly string[];
  /** Of an urgent notice: how it rings. */
  readonly ringing?: Ringing;
  /** Of an automation: the settings its effect carries, and the state in which its result is awaited. */
  readonly call?: { readonly timeout?: IsoDuration; readonly retry?: { readonly attempts: number; readonly backoff?: IsoDuration }; readonly dry?: JsonObject; readonly state?: StatePath };
}

/** XState's event type of what became of an automation or a linked instance. */
export const resultEvent = (action: string, word: string) => `action:${action}:${word}`;
const AUTOMATION = ['succeeded', 'failed'];
const LINKED = ['started', 'closed'];

/** What an action may be heard with: `print.failed`, `ask.closed`. */
export function resultsOf(action: ActionDefinition | undefined): readonly string[] {
  if (action === undefined || 'notify' in action || 'publish' in action || 'tellLinked' in action) return [];
  return 'automation' in action ? AUTOMATION : LINKED;
}

/** An action's expressions see the data and the event, never a fragment's arguments. */
const NOWHERE: Scope = { args: new Map() };

/** What an action computes for whoever carries it out, and where that is written. */
function inputsOf(action: ActionDefinition): readonly [inputs: Readonly<Record<string, string>> | undefined, written: string] {
  if ('automation' in action) return [action.input, 'input'];
  if ('publish' in action) return [action.data, 'data'];
  if ('tellLinked' in action) return [action.tellLinked.data, 'tellLinked'];
  return 'startLinked' in action ? [action.startLinked.data, 'startLinked'] : [undefined, 'notify'];
}

/** Plans the actions of a definition, noting what does not fit. */
export class ActionPlanner {
  constructor(
    private readonly definition: Definition,
    private readonly expansion: Expansion,
    private readonly expressions: Expressions,
    private readonly problems: Problems,
    /** Every task with where it stands. */
    private readonly tasks: () => Iterable<{ readonly task: CompiledTask; readonly place: Place }>,
  ) {}

  /** The compensating calls, by the name of the action they make good. */
  compensations(): Map<string, ActionPlan> {
    return new Map(
      Object.entries(this.definition.actions ?? {}).flatMap(([name, action]): [string, ActionPlan][] => {
        if (!('automation' in action)) return [];
        // Settings are checked also where nothing calls the action yet.
        this.planCall(name, action, ['actions', name], undefined);
        if (action.compensate === undefined) return [];
        const other = this.definition.actions?.[action.compensate];
        const at = ['actions', name, 'compensate'];
        if (other === undefined || !('automation' in other) || other.compensate !== undefined) {
          this.problems.add('COMPENSATION', at, text(`“${action.compensate}”须为另一个 automation 动作，且自身没有 compensate。`, `"${action.compensate}" must be another automation, without a compensate of its own.`));
          return [];
        }
        return this.plan(action.compensate, undefined, { withState: false }, at, undefined).map((plan) => [name, plan]);
      }),
    );
  }

  /** One use of an action. @param towards where its transition leads: there, or further out, an automation's result is awaited */
  plan(name: string, place: Place | undefined, more: Partial<Setting>, at: Path, towards: Place | undefined): ActionPlan[] {
    const definition = this.definition.actions?.[name];
    if (definition === undefined) {
      this.problems.add('UNKNOWN_ACTION', at, text(`没有动作“${name}”，请在 actions 下定义。`, `There is no action "${name}". Define it under actions.`));
      return [];
    }
    const [inputs, written] = inputsOf(definition);
    const where = ['actions', name];
    const input = Object.entries(inputs ?? {}).flatMap(([key, source]) => {
      const value = this.expression(source, place, [...where, written, key], ['dyn'], more);
      return value === undefined ? [] : [[key, value] as const];
    });
    if ('tellLinked' in definition) this.checkTold(definition.tellLinked.of, [...where, 'tellLinked', 'of']);
    const each = 'startLinked' in definition ? definition.startLinked.forEach : undefined;
    const forEach = each === undefined ? undefined : this.expression(each, place, [...where, 'startLinked', 'forEach'], ['list<dyn>'], more);
    return [{ name, definition, input, ...(forEach === undefined ? {} : { forEach }), ...('notify' in definition ? planNotice(this.around(), definition.notify, towards ?? place, [...where, 'notify']) : {}), ...('automation' in definition ? { call: this.planCall(name, definition, where, towards) } : {}) }];
  }

  /** Only instances that this definition starts are told. */
  private checkTold(names: readonly string[], at: Path): void {
    for (const [index, name] of names.entries()) {
      const started = this.definition.actions?.[name];
      if (started === undefined || !('startLinked' in started)) this.problems.add('NOT_LINKED', [...at, index], text(`动作“${name}”不发起关联事项（startLinked），无可告知。`, `The action "${name}" starts no linked instance (startLinked), so there is nobody to tell.`));
    }
  }

  private around(): NoticeSurroundings {
    const { definition, expansion, problems, tasks } = this;
    return { definition, expansion, problems, tasks };
  }

  private planCall(name: string, definition: AutomationDefinition, at: Path, towards: Place | undefined): NonNullable<ActionPlan['call']> {
    const span = (value: string | undefined, ...path: string[]) => this.expansion.optionalSpan(value, NOWHERE, [...at, ...path])?.iso;
    const timeout = span(definition.timeout, 'timeout');
    const backoff = span(definition.retry?.backoff, 'retry', 'backoff');
    const attempts = definition.retry === undefined ? undefined : this.expansion.count(definition.retry.attempts, [...at, 'retry', 'attempts']);
    const state = this.awaitedIn(name, definition, towards);
    return {
      ...(timeout === undefined ? {} : { timeout }),
      ...(attempts === undefined ? {} : { retry: { attempts, ...(backoff === undefined ? {} : { backoff }) } }),
      ...(definition.dry === undefined ? {} : { dry: definition.dry as JsonObject }),
      ...(state === undefined ? {} : { state }),
    };
  }

  /** A call belongs to the innermost state around where it leads in which its result is heard; one that is compensated, to where it leads. */
  private awaitedIn(name: string, definition: AutomationDefinition, towards: Place | undefined): StatePath | undefined {
    const passed = towards?.kind === 'choose' || towards?.kind === 'history';
    const stays = passed ? towards.parent : towards;
    const heard = this.expansion.places.filter(({ body }) => AUTOMATION.some((word) => Object.hasOwn(body.on ?? {}, `${name}.${word}`)));
    for (let around = stays; around !== undefined; around = around.parent) {
      const { path } = around;
      if (heard.some((place) => place.path === path || place.path.startsWith(`${path}.`))) return path;
    }
    return definition.compensate === undefined ? undefined : stays?.path;
  }

  private expression(source: string, place: Place | undefined, at: Path, expected: readonly string[], more: Partial<Setting>): Expression | undefined {
    return this.expressions.compile(source, { place, scope: NOWHERE, at, withState: true, strict: false, expected, ...more });
  }
}
