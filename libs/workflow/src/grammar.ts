import { isDuration } from '@stationhouse/kernel';
import { z } from 'zod';
import { withSignatures } from './signature-field.js';
import type { JsonObject } from './types.js';

/**
 * The grammar of a definition, and (by the ids) of its JSON Schema. This file says what may be written where; docs/workflow-language.md shows an example for each element;
 * `validate.ts` says what must hold between elements. Unknown keys are refused everywhere.
 */

const camelCase = z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/, 'write it in camelCase, starting with a small letter');
const kebabCase = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'write it in kebab-case');
/** A plugin's workflow: `dispute-mediation`. One that a bureau wrote itself has the bureau's mark behind a dot, which no plugin's has: `venue-check.jc`. */
const workflowId = z.string().max(100).regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?$/, 'write the id of a workflow, in kebab-case');
const reference = z.string().regex(/^\$[a-z][A-Za-z0-9]*$/, 'write a reference like $visitLead').meta({ id: 'reference' });

/** A text in both languages. */
const bilingual = z.strictObject({ 'zh-CN': z.string().min(1).max(2000), en: z.string().min(1).max(2000) }).meta({ id: 'text' });
/** A title, or the title a fragment was given. */
const title = z.union([bilingual, reference]);
/** A CEL expression. YAML may read a plain one as a boolean or number, which is what CEL would read too. */
const expression = z.union([z.string().min(1).max(1000), z.boolean(), z.number()]).transform(String).meta({ id: 'expression', description: 'CEL' });
const duration = z.string().refine(isDuration, 'write an ISO 8601 duration like P3D, PT30M, P3M').meta({ id: 'duration', format: 'duration' });
const durationOrReference = z.union([duration, reference]);
const role = z.union([kebabCase, reference]);
/** A state by name: a neighbour `graded`, one further out `^legalProcess`, one inside of those `mediating.back`, or one a fragment was given `$failed`. */
const target = z.string().regex(/^(\^?[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*|\$[a-z][A-Za-z0-9]*)$/, 'write a state name, ^outerState, state.inner or $parameter').meta({ id: 'target' });
/** A field of the data, also one inside of another: `person.phone`. */
const fieldPath = z.string().max(200).regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/, 'write a field of the data, like person.phone');
const jsonSchema = z.record(z.string(), z.json()).meta({ id: 'json' });
/** A schema of data or of an answer; its signature fields are written out. */
const fieldsSchema = jsonSchema.transform((schema) => withSignatures(schema as JsonObject) as z.infer<typeof jsonSchema>);
/** A number, or a parameter of type number. */
const count = z.union([z.int().min(1).max(100), reference]);

const calendarKind = z.enum(['natural', 'workingDays', 'shifts']);

const parameter = z.strictObject({
  title: bilingual,
  type: z.enum(['duration', 'number', 'boolean', 'text', 'role']),
  default: z.union([z.string(), z.number(), z.boolean()]),
  min: z.union([z.string(), z.number()]).optional(),
  max: z.union([z.string(), z.number()]).optional(),
  calendar: calendarKind.optional(),
  locked: z.literal(true).optional(),
  because: z.string().max(500).optional(),
}).meta({ id: 'parameter' });

const form = z.strictObject({ title: bilingual, help: bilingual.optional(), schema: fieldsSchema, ui: jsonSchema.optional() }).meta({ id: 'form' });
const namedEvent = z.strictObject({ title: bilingual, form: camelCase.optional(), from: z.enum(['plugin', 'linked', 'share', 'public']).optional() }).meta({ id: 'event' });

const automation = z.strictObject({
  automation: kebabCase,
  input: z.record(camelCase, expression).optional(),
  /** JSON Schema of the result, which `on: { action.succeeded: … }` reads as `event`. */
  output: jsonSchema.optional(),
  timeout: durationOrReference.optional(),
  retry: z.strictObject({ attempts: count, backoff: durationOrReference.optional() }).optional(),
  /** Another automation, called when this one's result is not awaited any more. */
  compensate: camelCase.optional(),
  /** The result an exercise gets. */
  dry: jsonSchema.optional(),
}).meta({ id: 'automation' });
/** Tells other plugins what happened, by ids and codes: an event that the plugin declares under `events.publishes`. */
const publication = z.strictObject({
  publish: z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/, 'write the name of an event, like dispute.settled'),
  version: z.int().min(1).max(999),
  data: z.record(camelCase, expression).optional(),
}).meta({ id: 'publication' });
/** Tells people. All but the first two parts are of an urgent notice, which rings until somebody signs. */
const notice = z.strictObject({
  roles: z.array(role).min(1),
  text: bilingual,
  urgent: z.literal(true).optional(),
  /** 1 before 2 before 3; left out: 2. */
  priority: z.int().min(1).max(3).optional(),
  climbAfter: durationOrReference.optional(),
  /** How long a device has to say that it rings; then the notice climbs at once. */
  silentAfter: durationOrReference.optional(),
  /** Roles of the bureau that are told with its leaders. */
  bureau: z.array(role).min(1).max(20).optional(),
  /** The outcome of a task that a signature gives: `sign.signed`. */
  signedBy: z.string().regex(/^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/, 'write a task and its outcome, like sign.signed').optional(),
});
/** Tells the linked instances that some actions of this definition started, as long as they are open. */
const telling = z.strictObject({
  /** Names of `startLinked` actions. */
  of: z.array(camelCase).min(1).max(20),
  /** The event they hear; their own definition says `from: linked`. */
  event: camelCase,
  data: z.record(camelCase, expression).optional(),
});
const action = z.union([
  automation,
  publication,
  z.strictObject({ notify: notice }),
  z.strictObject({ startLinked: z.strictObject({ workflow: workflowId, forEach: expression.optional(), data: z.record(camelCase, expression).optional(), once: z.literal(true).optional() }) }),
  z.strictObject({ tellLinked: telling }),
]);

/** How many must answer, and what comes of it when they disagree. */
const answers = z.strictObject({
  /** One signature per role; left out: any persons the task is for. */
  from: z.array(role).min(1).max(20).optional(),
  need: z.union([z.literal('all'), count]),
  /** Without `from`: at most so many persons answer. */
  of: count.optional(),
  veto: z.array(camelCase).min(1).optional(),
  otherwise: camelCase.optional(),
}).meta({ id: 'answers' });

/** What somebody who holds nothing at the station sees of a task: fields of the data, and whose it is – a unit's outside the police network, or the bureau's. */
const card = z.union([
  z.array(camelCase).max(20).transform((fields) => ({ fields })),
  z.strictObject({ fields: z.array(camelCase).max(20), unit: camelCase.optional() }),
  z.strictObject({ for: z.literal('bureau'), fields: z.array(camelCase).max(20) }),
]).meta({ id: 'card' });

/** `automatic`: nobody picks it, `answers.otherwise` leads to it. */
const outcome = z.strictObject({ title: bilingual, requires: z.array(camelCase).optional(), automatic: z.literal(true).optional() }).meta({ id: 'outcome' });
const task = z.strictObject({
  title,
  role: role.optional(),
  assign: expression.optional(),
  form: z.union([camelCase, reference]).optional(),
  outcomes: z.record(camelCase, outcome).optional(),
  due: durationOrReference.optional(),
  dueAt: expression.optional(),
  remind: durationOrReference.optional(),
  escalate: z.array(z.strictObject({ after: durationOrReference, to: role })).max(10).optional(),
  take: z.enum(['claim', 'assign']).optional(),
  answers: answers.optional(),
  delegate: z.literal(true).optional(),
  recall: durationOrReference.optional(),
  separateFrom: z.array(camelCase).min(1).max(10).optional(),
  card: card.optional(),
}).meta({ id: 'task' });

const stepFields = {
  to: target.optional(),
  when: expression.optional(),
  because: z.string().max(500).optional(),
  set: z.record(camelCase, expression).optional(),
  do: z.array(camelCase).optional(),
  raise: camelCase.optional(),
  refuse: camelCase.optional(),
  say: z.record(camelCase, expression).optional(),
};
/** `otherwise: wait`, in a `done`: when no guard holds yet, they are asked again at every event. */
const step = z.strictObject({ ...stepFields, otherwise: z.literal('wait').optional() }).meta({ id: 'step' });
/** A named timeout, counted from the moment the state is entered. */
const timeout = z.strictObject({ title: title.optional(), in: durationOrReference.optional(), at: expression.optional(), ...stepFields }).meta({ id: 'timeout' });
/** A target alone, one step, or several of which the first whose guard holds is taken. */
const transition = z.union([target.transform((to) => [{ to } as z.infer<typeof step>]), step.transform((one) => [one]), z.array(step).min(1)]).meta({ id: 'transition' });

const editRule = z.strictObject({ by: z.array(role).min(1), approval: role.optional() });
const clockFields = {
  title: title.optional(),
  budget: durationOrReference.optional(),
  until: expression.optional(),
  from: expression.optional(),
  calendar: calendarKind.optional(),
  warn: z.union([durationOrReference, z.array(durationOrReference).min(1).max(10)]).optional(),
  breach: z.strictObject({ do: z.array(camelCase).optional(), raise: camelCase.optional() }).optional(),
  because: z.string().max(500).optional(),
  edit: editRule.optional(),
};
/** A clock of one state: it runs while the state is active. */
const clock = z.strictObject({ key: camelCase.optional(), ...clockFields }).meta({ id: 'clock' });
/** A clock apart from states: conditions say when it runs. */
const freeClock = z.strictObject({ ...clockFields, title: bilingual, runs: expression, stops: expression.optional(), pauses: expression.optional(), pausedUntil: expression.optional() }).meta({ id: 'freeClock' });

const stateFields = {
  title: title.optional(),
  assign: expression.optional(),
  tasks: z.record(camelCase, task).optional(),
  on: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)?$/, 'write task.outcome or the name of an event'), transition).optional(),
  clock: clock.optional(),
  pauses: z.array(camelCase).min(1).optional(),
  choose: z.array(step).min(1).optional(),
  until: z.strictObject({ at: expression.optional(), when: expression.optional(), to: target, edit: editRule.optional() }).optional(),
  after: z.record(camelCase, timeout).optional(),
  history: z.enum(['shallow', 'deep']).optional(),
  default: camelCase.optional(),
  start: camelCase.optional(),
  get states() {
    return z.record(camelCase, state).optional();
  },
  get parallel() {
    return z.record(camelCase, state).optional();
  },
  done: transition.optional(),
  final: z.literal(true).optional(),
  outcome: camelCase.optional(),
  /** May be switched off by an overlay: an instance then goes to this state instead. */
  optional: target.optional(),
};

const state: z.ZodType<StateDefinition, unknown> = z.lazy(() =>
  z.strictObject({ ...stateFields, use: camelCase.optional(), with: z.record(camelCase, z.union([z.string(), bilingual])).optional() }),
).meta({ id: 'state' });

/** The least facts about a person that are opened in need, to those who are called out. */
const emergency = z.strictObject({
  title: bilingual.optional(),
  when: expression,
  fields: z.array(fieldPath).min(1).max(12),
  likeness: z.literal(true).optional(),
  bureau: z.array(kebabCase).min(1).max(10).optional(),
}).meta({ id: 'emergency' });
/** How neighbouring stations are asked to help, by one press (协查): they open the emergency card, and answer. */
const share = z.strictObject({
  on: camelCase,
  until: camelCase.optional(),
  when: expression.optional(),
  roles: z.array(kebabCase).min(1).max(10),
  bureau: z.array(kebabCase).min(1).max(10).optional(),
  answer: camelCase,
}).meta({ id: 'share' });
/** What anybody may see of an instance on a public page, where the bureau has opened it, and what they may say to it. */
const shown = z.strictObject({
  while: z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/, 'write the path of a state'),
  fields: z.array(fieldPath).min(1).max(8),
  likeness: z.literal(true).optional(),
  hears: camelCase.optional(),
}).meta({ id: 'public' });
/** By what instances are of one matter: a start of one that runs joins it. Without `again` none joins: they are known by it, from the step on that gives it. */
const matter = z.strictObject({
  of: expression,
  within: durationOrReference.optional(),
  again: camelCase.optional(),
  elsewhere: camelCase.optional(),
}).meta({ id: 'matter' });
/** How somebody without an account hands in photos, by a link for one instance. */
const handIn = z.strictObject({ title: bilingual, request: bilingual, consent: bilingual, when: expression.optional(), likeness: z.literal(true).optional() }).meta({ id: 'handIn' });
/** What no instance may begin with. */
const refusedStart = z.strictObject({ refuse: camelCase, when: expression, say: z.record(camelCase, expression).optional() }).meta({ id: 'refusedStart' });
/** A fact from outside of the instance, found by the plugin's look-up of the same name before a step is taken. */
const lookup = z.strictObject({
  title: bilingual,
  on: z.array(z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)?$/, 'write start, task.outcome or the name of an event')).min(1).max(20),
  output: jsonSchema,
  dry: jsonSchema,
  otherwise: jsonSchema.optional(),
}).meta({ id: 'lookup' });

const argumentType = z.enum(['duration', 'moment', 'form', 'role', 'target', 'title']);
const fragmentParameter = z.union([
  argumentType.transform((type) => ({ type, default: undefined, optional: undefined })),
  z.strictObject({ type: argumentType, default: z.union([z.string(), bilingual]).optional(), optional: z.literal(true).optional() }),
]);
const fragment = z.lazy(() => z.strictObject({ parameters: z.record(camelCase, fragmentParameter).optional(), ...stateFields })).meta({ id: 'fragment' });

/** A whole definition. */
export const definitionGrammar = z.strictObject({
  workflow: workflowId,
  title: bilingual,
  description: bilingual.optional(),
  number: z.string().max(80).regex(/\{0+\}/, 'the pattern needs a counter like {00000}'),
  label: z.array(camelCase).optional(),
  data: fieldsSchema,
  parameters: z.record(camelCase, parameter).optional(),
  forms: z.record(camelCase, form).optional(),
  startForm: camelCase,
  starts: z.literal('linked').optional(),
  apart: z.literal(true).optional(),
  refuseStart: z.array(refusedStart).min(1).max(10).optional(),
  matter: matter.optional(),
  lookups: z.record(camelCase, lookup).optional(),
  events: z.record(camelCase, namedEvent).optional(),
  emergency: emergency.optional(),
  share: share.optional(),
  handIn: handIn.optional(),
  public: shown.optional(),
  refusals: z.record(camelCase, bilingual).optional(),
  actions: z.record(camelCase, action).optional(),
  clocks: z.record(camelCase, freeClock).optional(),
  start: camelCase,
  get states() {
    return z.record(camelCase, state);
  },
  fragments: z.record(camelCase, fragment).optional(),
  'extension-points': z.array(z.string().regex(/^(after|before|inside) [a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$|^form [a-z][A-Za-z0-9]*$/, 'write after, before or inside and a state, or form and a form')).optional(),
});

/** The words an overlay shares with a definition. */
export const words = { bilingual, camelCase, duration, durationOrReference, expression, kebabCase, role, workflowId };

/** A definition as data: what YAML says after its grammar was checked and shorthands were written out. JSON, storable. */
export interface Definition {
  readonly workflow: string;
  readonly title: z.infer<typeof bilingual>;
  readonly description?: z.infer<typeof bilingual> | undefined;
  readonly number: string;
  /** Fields of the data that name an instance in lists: `[cause, risk]`. */
  readonly label?: readonly string[] | undefined;
  readonly data: z.infer<typeof jsonSchema>;
  readonly parameters?: Readonly<Record<string, ParameterDefinition>> | undefined;
  readonly forms?: Readonly<Record<string, FormDefinition>> | undefined;
  readonly startForm: string;
  /** `linked`: only another workflow, an event or a schedule starts it, nobody by hand. */
  readonly starts?: 'linked' | undefined;
  /** What its instances hold serves this workflow alone: nothing leads from them to others. */
  readonly apart?: true | undefined;
  /** What no instance may begin with: the first condition that holds refuses the start. */
  readonly refuseStart?: readonly z.infer<typeof refusedStart>[] | undefined;
  readonly matter?: z.infer<typeof matter> | undefined;
  readonly lookups?: Readonly<Record<string, LookupDefinition>> | undefined;
  readonly events?: Readonly<Record<string, z.infer<typeof namedEvent>>> | undefined;
  /** The card that opens in need: when, and what it shows. */
  readonly emergency?: EmergencyDefinition | undefined;
  /** How neighbouring stations are asked to help. */
  readonly share?: z.infer<typeof share> | undefined;
  /** How somebody without an account hands in photos. */
  readonly handIn?: z.infer<typeof handIn> | undefined;
  /** What anybody may see of its instances, and while when. */
  readonly public?: z.infer<typeof shown> | undefined;
  readonly refusals?: Readonly<Record<string, z.infer<typeof bilingual>>> | undefined;
  readonly actions?: Readonly<Record<string, ActionDefinition>> | undefined;
  readonly clocks?: Readonly<Record<string, FreeClockDefinition>> | undefined;
  readonly start: string;
  readonly states: Readonly<Record<string, StateDefinition>>;
  readonly fragments?: Readonly<Record<string, FragmentDefinition>> | undefined;
  /** Where a station may add steps and questions: `after registered`, `inside followingUp`, `before settled`, `form visit`. */
  readonly 'extension-points'?: readonly string[] | undefined;
}

export type ParameterDefinition = z.infer<typeof parameter>;
export type FormDefinition = z.infer<typeof form>;
export type ActionDefinition = z.infer<typeof action>;
export type TellingDefinition = z.infer<typeof telling>;
export type NoticeDefinition = z.infer<typeof notice>;
export type TaskDefinition = z.infer<typeof task>;
export type EmergencyDefinition = z.infer<typeof emergency>;
export type LookupDefinition = z.infer<typeof lookup>;
export type AutomationDefinition = z.infer<typeof automation>;
export type AnswersDefinition = z.infer<typeof answers>;
export type StepDefinition = z.infer<typeof step>;
export type TimeoutDefinition = z.infer<typeof timeout>;
export type ClockDefinition = z.infer<typeof clock>;
export type FreeClockDefinition = z.infer<typeof freeClock>;
export type ArgumentType = z.infer<typeof argumentType>;
export type FragmentParameter = z.infer<typeof fragmentParameter>;
export type TitleDefinition = z.infer<typeof title>;

/** A state's body; `use` puts a fragment in its place. */
export interface StateDefinition {
  readonly title?: TitleDefinition | undefined;
  readonly assign?: string | undefined;
  readonly tasks?: Readonly<Record<string, TaskDefinition>> | undefined;
  readonly on?: Readonly<Record<string, readonly StepDefinition[]>> | undefined;
  readonly clock?: ClockDefinition | undefined;
  readonly pauses?: readonly string[] | undefined;
  readonly choose?: readonly StepDefinition[] | undefined;
  readonly until?: { readonly at?: string | undefined; readonly when?: string | undefined; readonly to: string; readonly edit?: z.infer<typeof editRule> | undefined } | undefined;
  readonly after?: Readonly<Record<string, TimeoutDefinition>> | undefined;
  readonly history?: 'shallow' | 'deep' | undefined;
  readonly default?: string | undefined;
  readonly start?: string | undefined;
  readonly states?: Readonly<Record<string, StateDefinition>> | undefined;
  readonly parallel?: Readonly<Record<string, StateDefinition>> | undefined;
  readonly done?: readonly StepDefinition[] | undefined;
  readonly final?: true | undefined;
  readonly outcome?: string | undefined;
  readonly optional?: string | undefined;
  readonly use?: string | undefined;
  readonly with?: Readonly<Record<string, string | z.infer<typeof bilingual>>> | undefined;
}

/** A reusable piece of a workflow with typed parameters. */
export interface FragmentDefinition extends Omit<StateDefinition, 'use' | 'with'> {
  readonly parameters?: Readonly<Record<string, FragmentParameter>> | undefined;
}
