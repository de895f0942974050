import { z } from 'zod';
import { definitionGrammar } from './grammar.js';
import type { JsonObject } from './types.js';

/** Where the published schema stands in the repository; a definition names it in its first line, for its editor. */
export const DEFINITION_SCHEMA_FILE = 'libs/workflow/schema/workflow.schema.json';

type Node = Record<string, unknown> & { properties?: Record<string, Node>; $defs?: Record<string, Node> };

/**
 * The JSON Schema (2020-12) of a definition file, made from the grammar, with a word on every key: what editors complete from.
 * It says what may be written where; what must hold between elements is `validateDefinition`'s.
 * @param grammar one that adds sections of its own, described there
 */
export function definitionJsonSchema(grammar: z.ZodType = definitionGrammar): JsonObject {
  const schema = z.toJSONSchema(grammar, { io: 'input' }) as Node;
  const parts: Readonly<Record<string, Node>> = { definition: schema, ...schema.$defs };
  for (const [part, words] of Object.entries(DESCRIPTIONS)) {
    for (const [key, description] of Object.entries(words)) {
      const property = parts[part]?.properties?.[key];
      if (property === undefined) throw new Error(`The grammar has no ${part}.${key} to describe.`);
      Object.assign(property, { description });
    }
  }
  return { title: 'Stationhouse workflow definition', ...schema } as JsonObject;
}

const STEP = {
  to: 'Where it leads; without it the state stays.',
  when: 'The guard, in CEL.',
  because: 'The clause or rule behind it.',
  set: 'Fields of the data and their new values, in CEL.',
  do: 'Actions, by name.',
  raise: 'An event for the states around.',
  refuse: 'Says no, with a text under refusals.',
  say: 'What {name} in the text of the refusal stands for: moments or texts, in CEL.',
};

const STATE = {
  title: 'What people call it.',
  assign: 'CEL that gives the roles of the tasks inside.',
  tasks: 'What people do here.',
  on: 'What leads on: task.outcome, an event, automation.succeeded, linked.closed.',
  after: 'Named timeouts.',
  clock: 'A clock that runs while the state is active.',
  pauses: 'Clocks around that stand still here.',
  choose: 'Passed through: the first whose guard holds.',
  until: 'Waits for a moment (at) or a condition (when).',
  history: 'Leads back to where the state around it was left: shallow or deep.',
  default: 'Of a history: where to when nothing was entered yet.',
  start: 'The first state inside.',
  states: 'States inside, one at a time.',
  parallel: 'States inside, all at once.',
  done: 'Where to when everything inside is over.',
  final: 'Nothing comes after it.',
  outcome: 'Of an outermost final state: how the instance ended.',
  optional: 'A bureau or station may switch it off; an instance then goes on here.',
};

/** A word on each key, by the part of the grammar it stands in. */
const DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  definition: {
    workflow: 'The id, in kebab-case: dispute-mediation.',
    title: 'What people call it.',
    description: 'One or two sentences for whoever chooses it.',
    number: 'Pattern of the instance numbers, gapless per station and year: JF-{station}-{yyyy}-{00000}.',
    label: 'Fields of the data that name an instance in lists.',
    data: 'JSON Schema 2020-12 of the data; titles in both languages, x-personal for the class of a personal datum.',
    parameters: 'What a bureau and a station may turn, and how far.',
    forms: 'What tasks and events ask for.',
    startForm: 'The form that starts an instance.',
    starts: 'linked: only another workflow, an event or a schedule starts it, nobody by hand.',
    events: 'What somebody may report.',
    refusals: 'What people are told when the workflow says no.',
    actions: 'What transitions do besides: automations, notices, linked instances.',
    start: 'The first state.',
    states: 'The states, by name.',
    fragments: 'Pieces that are used several times, with parameters.',
    'extension-points': 'Where a station may add steps and questions: after registered, inside followingUp, before settled, form visit.',
  },
  parameter: {
    title: 'What the chief sees.',
    type: 'duration, number, boolean, text or role.',
    default: 'Its value where nobody sets it.',
    min: 'The least it may be: a value, or another parameter ($laterLead).',
    max: 'The most it may be: a value, or another parameter.',
    calendar: 'How a duration is counted; natural when absent. workingDays takes whole days.',
    locked: 'Nobody below may set it.',
    because: 'The clause or rule behind it.',
  },
  form: { title: 'Its heading.', help: 'What to bear in mind while filling it in.', schema: 'JSON Schema 2020-12 of the answer.', ui: 'Hints for the renderer (uiSchema).' },
  event: { title: 'What people call it.', form: 'What it asks for.' },
  automation: {
    automation: 'The handler of the plugin, by id.',
    input: 'What it gets: a CEL expression per field.',
    output: 'JSON Schema of its result, read as event by on: { name.succeeded: … }.',
    timeout: 'How long one attempt may take.',
    retry: 'How often it is tried, and how long to wait before the second attempt; the wait doubles.',
    compensate: 'The automation that makes it good when its result is not awaited any more.',
    dry: 'The result an exercise gets instead of a call.',
  },
  publication: {
    publish: 'What happened, as the plugin declares it under events.publishes: dispute.settled.',
    version: 'The version of the event it publishes.',
    data: 'Ids and codes: a CEL expression per field.',
  },
  answers: {
    from: 'One answer per role. Left out: anybody the task is for.',
    need: 'How many must give the same outcome: a number, all, or a parameter.',
    of: 'At most so many answer; only without from.',
    veto: 'Outcomes that one answer settles.',
    otherwise: 'The outcome once no other can be reached.',
  },
  outcome: { title: 'The button.', requires: 'Fields of the form that this outcome needs.', automatic: 'Nobody picks it: answers.otherwise leads to it.' },
  task: {
    title: 'What is to be done.',
    role: 'The role it is for, or a parameter.',
    assign: 'Or: CEL that gives the list of roles.',
    form: 'What it asks for.',
    outcomes: 'How it may end; without any there is one, done.',
    due: 'How long it may take from its opening.',
    dueAt: 'Or: CEL that gives the moment.',
    remind: 'How long before it is due people are reminded.',
    escalate: 'Whom it also goes to, how long after it was due.',
    take: 'claim (whoever is asked takes it) or assign (somebody with that right names the person).',
    answers: 'Several answer it.',
    delegate: 'It may be handed to a colleague.',
    recall: 'How long whoever completed it may take it back.',
    card: 'What people outside the police network see of it: fields of the data.',
  },
  step: { ...STEP, otherwise: 'In a done: wait until the guard holds.' },
  timeout: { ...STEP, title: 'What people call it.', in: 'How long after the state is entered.', at: 'Or: CEL that gives the moment.' },
  clock: {
    key: 'What pauses call it; the state’s name when absent.',
    title: 'What people call it.',
    budget: 'How long it runs.',
    until: 'Or: CEL that gives the moment it is due.',
    warn: 'How long before it is due it warns.',
    because: 'The clause or rule behind it.',
  },
  freeClock: {
    runs: 'The condition under which it runs; it may ask active("path.of.state").',
    stops: 'Ends it early as soon as this holds.',
    pauses: 'It stands still while this holds.',
    pausedUntil: 'CEL that gives the moment a pause was over; its end when absent.',
  },
  state: { ...STATE, use: 'A fragment in its place.', with: 'What the fragment is given.' },
  fragment: { ...STATE, parameters: 'What it is given: duration, moment, form, role, target or title.' },
};
