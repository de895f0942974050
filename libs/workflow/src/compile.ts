import type { AnyStateMachine } from 'xstate';
import type { ClockPlan } from './clock-plan.js';
import { effectiveParameters, Expansion } from './expand.js';
import { checkEncrypted } from './encrypted.js';
import { emergencyPlan, type EmergencyPlan } from './emergency.js';
import { Expressions } from './expressions.js';
import { extensionPoints } from './extension-points.js';
import type { Definition } from './grammar.js';
import { checkLookups, planLookups, type LookupPlan } from './lookups.js';
import { planHandIn, type HandInPlan } from './hand-in.js';
import { planMatter, type MatterPlan } from './matter.js';
import { planRefusedStarts, type RefusedStart } from './refused-starts.js';
import { contentHash } from './hash.js';
import { buildMachine } from './machine.js';
import type { ActionPlan } from './plan-actions.js';
import { Planner, type PlacePlan, type StepPlan } from './plan.js';
import { definitionError, Problems, type SourceMap } from './problems.js';
import type { Checker } from './schema.js';
import { checkSeparation, START, watched } from './separation.js';
import { signingPlans, type SigningPlan } from './signing.js';
import { planPublic } from './public.js';
import { planShare, type SharePlan } from './share.js';
import type { ClockRef, CompiledForm, CompiledPublic, CompiledState, CompiledWorkflow, DefinitionProblem, EffectiveParameter, ExtensionPoint, JsonObject, Publication, Rules, StatePath, Telling } from './types.js';
import { validateClocks, validateSections, validateStates } from './validate.js';

/** What a definition is compiled with. */
export interface CompileOptions {
  /** The plugin's named rules. Pass the same object every time: compiled workflows are cached per rules and hash. */
  readonly rules?: Rules;
  /** A station's values of parameters; the defaults where it says nothing. */
  readonly parameters?: Readonly<Record<string, EffectiveParameter['value']>>;
  /** For messages that name file and line (`parseDefinition(…).source`). */
  readonly source?: SourceMap;
}

/** The engine's own part of a compiled workflow. */
export interface Internals {
  readonly definition: Definition;
  readonly machine: AnyStateMachine;
  readonly plans: ReadonlyMap<StatePath, PlacePlan>;
  readonly clocks: ReadonlyMap<ClockRef, ClockPlan>;
  readonly steps: readonly StepPlan[];
  readonly checkData: Checker;
  readonly checkForm: Readonly<Record<string, Checker>>;
  /** By action: what an automation may answer. */
  readonly checkOutput: Readonly<Record<string, Checker>>;
  readonly emergency?: EmergencyPlan;
  readonly compensations: ReadonlyMap<string, ActionPlan>;
  /** By form: its signature field. */
  readonly signing: Readonly<Record<string, SigningPlan>>;
  readonly matter: MatterPlan | undefined;
  readonly handIn: HandInPlan | undefined;
  readonly refusedStarts: readonly RefusedStart[];
  readonly share: SharePlan | undefined;
  readonly shown: CompiledPublic | undefined;
  readonly lookups: ReadonlyMap<string, LookupPlan>;
  /** Deeds that some task is kept apart from: who does them is kept. */
  readonly separated: ReadonlySet<string>;
}

/** The engine's own part. */
export function internalsOf(compiled: CompiledWorkflow): Internals {
  return compiled.internals as Internals;
}

/** The definition a workflow was compiled of. */
export function definitionOf(compiled: CompiledWorkflow): Definition {
  return internalsOf(compiled).definition;
}

const NO_RULES: Rules = {};
const CACHE_SIZE = 500;
const cache = new WeakMap<Rules, Map<string, CompiledWorkflow>>();

/** Everything that is wrong with a definition; empty when it may be published. */
export function validateDefinition(definition: Definition, options: CompileOptions = {}): readonly DefinitionProblem[] {
  return build(definition, options).problems;
}

/**
 * Makes a definition ready to run. The same definition with the same parameters and rules gives the same object.
 * @throws StationhouseError DEFINITION_INVALID with `details.problems: DefinitionProblem[]`
 */
export function compile(definition: Definition, options: CompileOptions = {}): CompiledWorkflow {
  const rules = options.rules ?? NO_RULES;
  const known = cache.get(rules) ?? new Map<string, CompiledWorkflow>();
  cache.set(rules, known);
  const hash = definitionHash(definition, options.parameters ?? {});
  const cached = known.get(hash);
  if (cached !== undefined) return cached;
  const { compiled, problems } = build(definition, options, hash);
  if (compiled === undefined) throw definitionError(problems);
  if (known.size >= CACHE_SIZE) known.delete(known.keys().next().value ?? '');
  known.set(hash, compiled);
  return compiled;
}

/** The name of a version: the definition with its parameters' values put in. A value that equals the default changes nothing. */
export function definitionHash(definition: Definition, parameters: Readonly<Record<string, EffectiveParameter['value']>>): string {
  const declared = Object.entries(definition.parameters ?? {}).map(([name, parameter]) => [name, { ...parameter, default: parameters[name] ?? parameter.default }]);
  return contentHash({ ...definition, ...(declared.length === 0 ? {} : { parameters: Object.fromEntries(declared) as unknown }) });
}

function build(definition: Definition, options: CompileOptions, hash?: string): { compiled?: CompiledWorkflow; problems: readonly DefinitionProblem[] } {
  const problems = new Problems(options.source);
  const parameters = effectiveParameters(definition, options.parameters ?? {}, problems);
  const checkers = validateSections(definition, parameters, problems);
  const lookups = planLookups(definition, problems);
  // Expressions are checked against the schemas, so that a broken schema comes first.
  if (checkers.data === undefined || problems.list.some(({ code }) => code === 'SCHEMA')) return { problems: problems.list };
  checkEncrypted(definition, problems);
  const expansion = new Expansion(definition, parameters, problems);
  if (!expansion.complete) return { problems: problems.list };
  const expressions = new Expressions(definition, parameters, options.rules ?? NO_RULES, problems);
  const signing = signingPlans(definition, expressions, problems);
  const emergency = emergencyPlan(definition, expressions, problems);
  const share = planShare(definition, expressions, problems);
  const shown = planPublic(definition, expansion, problems);
  const matter = planMatter(definition, expansion, expressions, problems);
  const handIn = planHandIn(definition, expressions, problems);
  const refusedStarts = planRefusedStarts(definition, expressions, problems);
  checkLookups(definition, expansion, problems);
  const planner = new Planner(definition, expansion, expressions, problems);
  const plans = planner.plan();
  const compensations = planner.actions.compensations();
  validateStates(definition, expansion, plans, problems);
  checkSeparation(expansion.places, problems);
  validateClocks(planner.clocks, expansion, problems);
  const points = extensionPoints(definition, expansion, problems);
  if (problems.list.length > 0) return { problems: unique(problems.list) };
  const steps: StepPlan[] = [];
  const machine = buildMachine(plans, expansion.roots, definition.start, steps);
  const forms = Object.fromEntries(Object.entries(definition.forms ?? {}).map(([key, form]) => [key, formOf(key, form)]));
  const internals: Internals = { definition, get machine() { return machine(); }, plans, clocks: planner.clocks, steps, checkData: checkers.data, checkForm: checkers.forms, checkOutput: checkers.outputs, ...(emergency === undefined ? {} : { emergency }), compensations, signing, matter, handIn, refusedStarts, share, shown, lookups, separated: watched(plans.values()) };
  return { problems: [], compiled: surface(definition, hash ?? definitionHash(definition, options.parameters ?? {}), parameters, expansion, plans, forms, points, internals) };
}

/** A fragment that is used three times tells the same mistake three times. */
function unique(list: readonly DefinitionProblem[]): DefinitionProblem[] {
  return [...new Map(list.map((problem) => [`${problem.code} ${problem.path} ${problem.line ?? ''}`, problem])).values()];
}

function formOf(key: string, form: NonNullable<Definition['forms']>[string]): CompiledForm {
  return { key, title: form.title, ...(form.help === undefined ? {} : { help: form.help }), schema: form.schema as JsonObject, ui: (form.ui ?? {}) as JsonObject };
}

function surface(
  definition: Definition,
  hash: string,
  parameters: Readonly<Record<string, EffectiveParameter>>,
  expansion: Expansion,
  plans: ReadonlyMap<StatePath, PlacePlan>,
  forms: Readonly<Record<string, CompiledForm>>,
  points: readonly ExtensionPoint[],
  internals: Internals,
): CompiledWorkflow {
  const all = [...plans.values()];
  const startForm = forms[definition.startForm];
  if (startForm === undefined) throw new Error(`no form "${definition.startForm}"`);
  return Object.freeze({
    id: definition.workflow,
    hash,
    title: definition.title,
    ...(definition.description === undefined ? {} : { description: definition.description }),
    number: definition.number,
    dataSchema: definition.data as JsonObject,
    startForm,
    linkedOnly: definition.starts === 'linked',
    keepsStarter: internals.separated.has(START),
    apart: definition.apart === true,
    ...(internals.matter === undefined ? {} : { matter: internals.matter.matter }),
    lookups: Object.fromEntries([...internals.lookups].map(([name, { lookup }]) => [name, lookup])),
    forms,
    events: Object.fromEntries(Object.entries(definition.events ?? {}).map(([name, event]) => [name, { name, title: event.title, ...(event.form === undefined ? {} : { form: event.form }), ...(event.from === undefined ? {} : { from: event.from }) }])),
    states: Object.fromEntries(expansion.places.map((place) => [place.path, stateOf(plans.get(place.path))])),
    tasks: Object.fromEntries(all.flatMap(({ tasks }) => tasks.map(({ task }) => [task.ref, task] as const))),
    clocks: Object.fromEntries([...internals.clocks].map(([ref, { clock }]) => [ref, clock])),
    parameters,
    ...(internals.emergency === undefined ? {} : { emergency: internals.emergency.card }),
    ...(internals.handIn === undefined ? {} : { handIn: internals.handIn.handIn }),
    ...(internals.share === undefined ? {} : { share: internals.share.share }),
    ...(internals.shown === undefined ? {} : { public: internals.shown }),
    extensionPoints: points,
    publishes: publications(internals),
    tellings: tellingsOf(definition, internals),
    internals,
  });
}

/** What steps and breaches of clocks publish. */
function publications(internals: Internals): Publication[] {
  return usedActions(internals).flatMap(({ name: action, definition, input }) =>
    'publish' in definition ? [{ action, event: definition.publish, version: definition.version, data: Object.fromEntries(input.map(([key, { type }]) => [key, type])) }] : [],
  );
}

/** What steps and breaches of clocks tell linked instances. */
function tellingsOf(definition: Definition, internals: Internals): Telling[] {
  return usedActions(internals).flatMap(({ name: action, definition: used, input }) => {
    if (!('tellLinked' in used)) return [];
    const started = used.tellLinked.of.flatMap((name) => {
      const other = definition.actions?.[name];
      return other !== undefined && 'startLinked' in other ? [other.startLinked.workflow] : [];
    });
    return [{ action, workflows: [...new Set(started)], event: used.tellLinked.event, data: Object.fromEntries(input.map(([key, { type }]) => [key, type])) }];
  });
}

const usedActions = ({ steps, clocks }: Internals): ActionPlan[] => [...steps.flatMap(({ actions }) => actions), ...[...clocks.values()].flatMap(({ breach }) => breach.actions)];

function stateOf(plan: PlacePlan | undefined): CompiledState {
  if (plan === undefined) throw new Error('a state without a plan');
  const { place } = plan;
  return {
    path: place.path,
    kind: place.kind,
    title: place.title,
    ...(place.parent === undefined ? {} : { parent: place.parent.path }),
    children: place.children.map((child) => child.path),
    tasks: plan.tasks.map(({ task }) => task.ref),
    ...(plan.clock === undefined ? {} : { clock: plan.clock.clock.ref }),
    ...(place.parent === undefined && place.body.outcome !== undefined ? { outcome: place.body.outcome } : {}),
  };
}
