import type { Bilingual, IsoDuration } from '@stationhouse/kernel';
import type { EditRule } from './clock-types.js';
import type { ClockRef, JsonObject, StatePath, TaskRef } from './types.js';

/** A definition made ready to run: checked, fragments expanded, parameters substituted, expressions and schemas compiled. Immutable. */
export interface CompiledWorkflow {
  /** The workflow's id: `dispute-mediation`. */
  readonly id: string;
  /** SHA-256 (hex) of the definition with its parameter values: the name of this version. */
  readonly hash: string;
  readonly title: Bilingual;
  readonly description?: Bilingual;
  /** Number pattern: `JF-{station}-{yyyy}-{00000}`, gapless per station and year. */
  readonly number: string;
  /** JSON Schema 2020-12 of the data, titles in both languages, `x-personal` kept. */
  readonly dataSchema: JsonObject;
  /** The form that starts an instance; its answer is the first data. */
  readonly startForm: CompiledForm;
  /** True where only another workflow, an event or a schedule starts it, nobody by hand. */
  readonly linkedOnly: boolean;
  /** True where a task is done apart from whoever began the instance: a start says who that is. */
  readonly keepsStarter: boolean;
  /** True where what its instances hold serves this workflow alone. */
  readonly apart: boolean;
  /** How a start joins an instance that runs; absent where each start is an instance. */
  readonly matter?: CompiledMatter;
  readonly handIn?: CompiledHandIn;
  /** Facts from outside that steps read, by name. */
  readonly lookups: Readonly<Record<string, CompiledLookup>>;
  readonly forms: Readonly<Record<string, CompiledForm>>;
  readonly events: Readonly<Record<string, CompiledEvent>>;
  readonly states: Readonly<Record<StatePath, CompiledState>>;
  readonly tasks: Readonly<Record<TaskRef, CompiledTask>>;
  readonly clocks: Readonly<Record<ClockRef, CompiledClock>>;
  readonly parameters: Readonly<Record<string, EffectiveParameter>>;
  /** The card of the least facts that opens in need; absent for a workflow without one. */
  readonly emergency?: CompiledEmergency;
  /** How neighbours are asked to help; absent where they are not. */
  readonly share?: CompiledShare;
  /** What anybody may see of its instances on a public page; absent where nothing is. */
  readonly public?: CompiledPublic;
  /** Where a station may add steps and questions, as written. */
  readonly extensionPoints: readonly ExtensionPoint[];
  /** Events for other plugins that its actions publish; a name and version stand once per place that publishes them. */
  readonly publishes: readonly Publication[];
  /** What its actions tell instances that it started. */
  readonly tellings: readonly Telling[];
  /** The engine's own part; nobody else looks inside. */
  readonly internals: unknown;
}

/** The least facts about a person, opened in need to those who are called out. */
export interface CompiledEmergency {
  readonly title: Bilingual;
  /** In the order they are shown. */
  readonly fields: readonly EmergencyField[];
  /** Shows the photos of the instance that are marked as the person’s likeness. */
  readonly likeness: boolean;
  /** Roles of the bureau that may open it beside those whom the station calls out. */
  readonly bureau: readonly string[];
}

/** What anybody may see of an instance, where the bureau has opened the page. */
export interface CompiledPublic {
  /** It is shown while it is in this state. */
  readonly state: StatePath;
  /** In the order they are shown. */
  readonly fields: readonly EmergencyField[];
  /** Shows the photos of the instance that are marked as the person’s likeness. */
  readonly likeness: boolean;
  /** The event by which it hears what somebody has said there; absent where nothing is heard. */
  readonly hears?: string;
}

/** How neighbouring stations are asked to help (协查). */
export interface CompiledShare {
  /** The event that asks them. */
  readonly on: string;
  /** The event that lets them go; the end of the emergency does as well. */
  readonly until?: string;
  /** Whom it rings at a neighbouring station; they open the card there. */
  readonly roles: readonly string[];
  /** Roles of the bureau that it rings as well. */
  readonly bureau: readonly string[];
  /** The event that tells the instance what a station has answered. */
  readonly answer: string;
}

/** What a field of a card is, for showing it: a phone is rung, an address copied. */
export type EmergencyFieldKind = 'name' | 'phone' | 'idNumber' | 'address' | 'moment' | 'date' | 'text';

export interface EmergencyField {
  /** In the data: `person.phone`. */
  readonly path: string;
  readonly title: Bilingual;
  readonly kind: EmergencyFieldKind;
}

/** How somebody without an account hands in photos, by a link for one instance. */
export interface CompiledHandIn {
  /** What officers press for a link: “家属传照片”. */
  readonly title: Bilingual;
  /** What the page asks for. */
  readonly request: Bilingual;
  /** What the photos are for and how long they are kept: whoever hands them in agrees to it first. */
  readonly consent: Bilingual;
  /** Whether an accepted photo shows the person, and may stand on an emergency card. */
  readonly likeness: boolean;
}

/** What becomes of a start while an instance of the same matter runs; nothing where the matter is only known by. */
export interface CompiledMatter {
  /** How long after its own start an instance takes others in; as long as it runs when absent. */
  readonly within?: IsoDuration;
  /** The event it hears of another start, with the fields of the start that the event's form asks for; absent where no start joins. */
  readonly again?: string;
  /** The event that it hears where an instance of the matter runs at another station of the bureau, with `{ station }`, that one's name. */
  readonly elsewhere?: string;
}

/** A fact from outside the instance, found by the plugin before a step is taken. */
export interface CompiledLookup {
  /** What expressions call it: `found.<name>`. Also the id of the plugin's look-up. */
  readonly name: string;
  readonly title: Bilingual;
  /** When it is made: `start`, `task.outcome`, names of events. */
  readonly on: readonly string[];
  /** What is taken where nothing is really looked up: in exercises, simulations and questions of what if. */
  readonly dry: JsonObject;
  /** What is taken where it fails; the step is refused when absent. */
  readonly otherwise?: JsonObject;
}

/** An event that an action publishes, as far as it is known before it runs. */
export interface Publication {
  readonly action: string;
  readonly event: string;
  readonly version: number;
  /** CEL type of each datum; `dyn` where it is not known before it runs. */
  readonly data: Readonly<Record<string, string>>;
}

/** An event that an action tells linked instances, as far as it is known before it runs. */
export interface Telling {
  readonly action: string;
  /** The workflows it tells. */
  readonly workflows: readonly string[];
  readonly event: string;
  /** CEL type of each datum; `dyn` where it is not known before it runs. */
  readonly data: Readonly<Record<string, string>>;
}

/** `after registered` puts a step behind a state, `before` in front of it, `inside` another part into it; `form visit` adds questions. */
export interface ExtensionPoint {
  /** As written: `after registered`. */
  readonly at: string;
  readonly where: 'after' | 'before' | 'inside' | 'form';
  /** Path of the state, or key of the form. */
  readonly target: string;
}

export type StateKind = 'simple' | 'compound' | 'parallel' | 'choose' | 'wait' | 'history' | 'final';

export interface CompiledState {
  readonly path: StatePath;
  readonly kind: StateKind;
  readonly title: Bilingual;
  readonly parent?: StatePath;
  readonly children: readonly StatePath[];
  readonly tasks: readonly TaskRef[];
  readonly clock?: ClockRef;
  /** Of an outermost final state: how the instance ended. */
  readonly outcome?: string;
}

export interface CompiledTask {
  readonly ref: TaskRef;
  readonly key: string;
  readonly state: StatePath;
  readonly title: Bilingual;
  /** Key under `forms`; a task without one asks for nothing but the outcome. */
  readonly form?: string;
  readonly outcomes: readonly CompiledOutcome[];
  /** `claim`: whoever is asked takes it; `assign`: somebody with that right names the person. */
  readonly take: 'claim' | 'assign';
  readonly answers?: AnswerRule;
  /** May be handed to a colleague. */
  readonly delegate: boolean;
  /** How long whoever completed it may take it back. */
  readonly recall?: IsoDuration;
  /** What its doer may not have done: keys of tasks, `start` for having begun the instance (职责分离). */
  readonly separateFrom?: readonly string[];
  /** What whoever holds nothing at the station sees of it: people outside the police network, or its bureau. */
  readonly card?: TaskCard;
}

/** A task as it is shown beyond the station: nothing of the instance but these fields. */
export interface TaskCard {
  /** Keys of the data, in the order they are shown. */
  readonly fields: readonly string[];
  /** A task of the bureau: its card alone may open what is P3. People outside the police network when absent. */
  readonly for?: 'bureau';
  /** The field that holds the id of the unit it is for; every holder of the role when absent. */
  readonly unit?: string;
}

/** How several answers become one outcome: the first outcome that `need` persons gave. */
export interface AnswerRule {
  /** One answer per role (a role that is listed twice answers twice). */
  readonly from?: readonly string[];
  readonly need: number;
  /** How many answer at most. */
  readonly of?: number;
  /** Outcomes that one person's word settles. */
  readonly veto: readonly string[];
  /** The outcome once no other can be reached. */
  readonly otherwise?: string;
}

export interface CompiledOutcome {
  readonly id: string;
  readonly title: Bilingual;
  /** Fields of the form that this outcome needs filled in, beyond the form's own `required`. */
  readonly requires: readonly string[];
  /** True when nobody picks it: disagreement leads to it. */
  readonly automatic?: true;
}

export interface CompiledClock {
  readonly ref: ClockRef;
  /** The states whose tasks it limits: its own or, of one apart from states, those its condition asks about. */
  readonly around: readonly StatePath[];
  readonly title: Bilingual;
  readonly budget?: IsoDuration;
  readonly calendar: CalendarKind;
  /** The clause or rule the budget comes from. */
  readonly because?: string;
  /** The longest budget an edit may give. */
  readonly max?: IsoDuration;
  /** Who may change it while it runs; nobody when absent. */
  readonly edit?: EditRule;
}

/** How a duration counts: natural time around the clock, China's working days with adjusted holidays, or a station's own shifts. */
export type CalendarKind = 'natural' | 'workingDays' | 'shifts';

export interface CompiledForm {
  readonly key: string;
  readonly title: Bilingual;
  readonly help?: Bilingual;
  /** JSON Schema 2020-12 with titles and descriptions in both languages; `localiseSchema(schema, locale)` makes a plain one. */
  readonly schema: JsonObject;
  /** Hints for the form's renderer (react-jsonschema-form's uiSchema). */
  readonly ui: JsonObject;
}

export interface CompiledEvent {
  readonly name: string;
  readonly title: Bilingual;
  readonly form?: string;
  /** Nobody is offered it: only the plugin's server reports it, or (`linked`) the instance that started this one tells it, (`share`) a neighbouring station has answered, or (`public`) somebody said it on a public page. */
  readonly from?: 'plugin' | 'linked' | 'share' | 'public';
}

export interface EffectiveParameter {
  readonly value: IsoDuration | number | boolean | string;
  readonly type: 'duration' | 'number' | 'boolean' | 'text' | 'role';
  readonly title: Bilingual;
  /** What the definition says where nobody sets it. */
  readonly default: IsoDuration | number | boolean | string;
  /** Bounds as they are in effect: a bound that is another parameter has that one's value. */
  readonly min?: IsoDuration | number | string;
  readonly max?: IsoDuration | number | string;
  /** True when nobody below may set it. */
  readonly locked: boolean;
  readonly because?: string;
}
