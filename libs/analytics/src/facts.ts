import { CATEGORIES, CHANNELS, OUTCOMES, STATUSES } from '@stationhouse/incidents';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import { topFields, type TypedField } from '@stationhouse/workflow-runtime';
import { choice, plain, valuesOf, yesNo, type Column, type Value } from './columns.js';
import { PATTERN_RULES } from './conformance/patterns/rules.js';
import type { FactName } from './metric.js';
import { squareSql } from './places/grid.js';
import { COMMUNITY_OF, GRID_CELL_OF } from './places/localities.js';
import { AGGREGATE_SQUARE } from './places/sight.js';

/** What a base view is read with. */
export interface FactContext {
  /** The workflow of the metric; undefined for all of them. */
  readonly workflow: CompiledWorkflow | undefined;
  readonly workflows: readonly CompiledWorkflow[];
  /** The one task a metric is about: its outcomes have titles of their own. */
  readonly task: string | undefined;
  /** The list in the data whose entries a metric counts. */
  readonly list: string | undefined;
  /** Whether it is declared as a metric of persons: others look at nothing personal. */
  readonly personal: boolean;
}

/** What people work with: what stands behind a figure. */
export type RecordKind = 'incident' | 'instance';

/** The record a row is of, and where its id stands. */
export interface RecordOfRow {
  readonly kind: RecordKind;
  readonly id: string;
}

const OF_INSTANCE = { kind: 'instance', id: 'i.id' } as const;

/** A base view: what stands behind FROM, whose station a row is of, and its columns. */
export interface Fact {
  /** `f` is the fact; `i` its instance; the data of the instance come as `d.data` where they are asked for. */
  readonly from: string | ((context: FactContext) => string);
  readonly station: string;
  /** The record that a row is of, whose id this is; none where what it is about is not told. */
  readonly record?: RecordOfRow;
  readonly columns: (context: FactContext) => Readonly<Record<string, Column>>;
  /** Where one of these holds, the row is of somebody under special protection (P3). */
  readonly protects?: (context: FactContext) => readonly Column[];
}

/** Categories that say something of one person (DOMAIN §4). */
export const SENSITIVE_CATEGORIES: ReadonlySet<string> = new Set(['criminal.sexual', 'publicOrder.domesticViolence', 'assistance.missingPerson', 'assistance.personInDistress']);

const TASK_STATUSES = valuesOf({ OPEN: text('待办', 'Open'), CLAIMED: text('办理中', 'In work'), DONE: text('已办', 'Done'), CANCELLED: text('已取消', 'Cancelled') });
const CLOCK_STATES = valuesOf({ running: text('计时中', 'Running'), paused: text('暂停', 'Paused'), met: text('按时', 'Met'), breached: text('超时', 'Breached'), undetermined: text('待定', 'Undetermined'), cancelled: text('已取消', 'Cancelled') });
const INSTANCE_STATUSES = valuesOf({ running: text('办理中', 'Running'), closed: text('已办结', 'Closed') });
const FLAG_ANSWERS = valuesOf({ explained: text('情况正常', 'Explained'), followedUp: text('已跟进', 'Followed up') });
const CANCELLED: Value = { value: 'cancelled', title: text('已撤销', 'Called off') };
const ON_INSTANCE = 'ON i.station_id = f.station_id AND i.id = f.instance_id';

/** The instances that count, as `i`: those of the metric's workflow alone; of all together none of what prepares work and is none (`uncounted`). */
function instances({ workflow, workflows }: FactContext): string {
  if (workflow !== undefined) return `(SELECT * FROM fact.instance WHERE workflow = ${literal(workflow.id)}) i`;
  const left = workflows.filter(({ uncounted }) => uncounted).map(({ id }) => literal(id));
  return left.length === 0 ? 'fact.instance i' : `(SELECT * FROM fact.instance WHERE workflow NOT IN (${left.join(', ')})) i`;
}

const andInstance = (fact: string) => (context: FactContext) => `${fact} JOIN ${instances(context)} ${ON_INSTANCE}`;

/** The team that whoever did it belonged to at that moment. */
const teamOf = (account: string, at: string, station: string, title = text('队组', 'Team')): Column =>
  plain('open', `(SELECT m.team_id::text FROM membership m WHERE m.station_id = ${station} AND m.account_id = ${account} AND m.team_id IS NOT NULL AND m.granted_at <= ${at} AND (m.ended_at IS NULL OR m.ended_at > ${at}) ORDER BY m.granted_at DESC LIMIT 1)`, title);

/** Whoever did what stopped a clock; nobody where a timer did, or where it still runs. */
const STOPPED_BY = `(SELECT h.actor_id FROM fact.history h WHERE h.station_id = f.station_id AND h.instance_id = f.instance_id AND h.at = f.stopped_at
  AND h.effects @> jsonb_build_array(jsonb_build_object('type', 'stop-clock', 'serial', f.serial)) ORDER BY h.version LIMIT 1)`;

const STARTED_BY = teamOf('i.started_by', 'i.started_at', 'i.station_id');

/** What says something of one person happened nowhere, for any reader: it is on no map. */
const placed = (title: Bilingual, place: 'wide' | 'narrow', sql: string): Column => ({
  ...plain('open', `(CASE WHEN f.category <> ALL ('{${[...SENSITIVE_CATEGORIES].join(',')}}') AND f.place IS NOT NULL THEN ${sql} END)`, title),
  place,
});

/** Where an incident was: a square of the map of hot spots, and what the bureau declared. */
const PLACES: Readonly<Record<string, Column>> = {
  cell: placed(text('方格', 'Square'), 'wide', squareSql('f.place', AGGREGATE_SQUARE.size)),
  community: placed(text('社区', 'Community'), 'wide', COMMUNITY_OF('f.station_id', 'f.place')),
  gridCell: placed(text('网格', 'Grid cell'), 'narrow', GRID_CELL_OF('f.station_id', 'f.place')),
};

/**
 * The base views figures are made of. Exercises are in none of them: `fact.instance` leaves them out, and everything of a workflow is read
 * together with its instance. They run with the reader's rights, so row-level security holds. Nothing personal is a column, but for metrics of
 * persons: those may look at what a list says of its people below P3.
 */
export const FACT_SOURCES: Readonly<Record<FactName, Fact>> = {
  incident: {
    from: 'fact.incident f',
    station: 'f.station_id',
    record: { kind: 'incident', id: 'f.id' },
    columns: () => ({
      ...moments('f', ['receivedAt', 'occurredAt', 'dispatchedAt', 'acknowledgedAt', 'arrivedAt', 'underControlAt', 'clearedAt', 'disposedAt']),
      channel: choice('f.channel', text('报警方式', 'Channel'), valuesOf(CHANNELS)),
      category: { ...choice('f.category', text('警情类别', 'Category'), CATEGORIES.map(({ code, title }) => ({ value: code, title, ...(SENSITIVE_CATEGORIES.has(code) ? { sensitive: true } : {}) }))), nested: true },
      status: choice('f.status', text('处置状态', 'Status'), valuesOf(STATUSES)),
      outcome: choice('f.outcome', text('处置结果', 'Outcome'), valuesOf(OUTCOMES)),
      team: teamOf('f.disposed_by', 'f.disposed_at', 'f.station_id', text('处置队组', 'Team that disposed of it')),
      ...PLACES,
    }),
  },
  instance: {
    from: instances,
    station: 'i.station_id',
    record: OF_INSTANCE,
    columns: (context) => ({ ...moments('i', ['startedAt', 'closedAt']), instance: plain('id', 'i.id'), team: STARTED_BY, ...ofInstance(context), outcome: choice('i.outcome', text('办结结果', 'Outcome'), outcomesOf(context)) }),
  },
  item: {
    from: (context) => itemsFrom(context.list ?? '', instances(context)),
    station: 'i.station_id',
    record: OF_INSTANCE,
    columns: (context) => ({ ...moments('i', ['startedAt', 'closedAt']), instance: plain('id', 'i.id'), team: STARTED_BY, ...itemColumns(context), ...ofInstance(context), outcome: choice('i.outcome', text('办结结果', 'Outcome'), outcomesOf(context)) }),
    protects: protectedItems,
  },
  task: {
    from: andInstance('fact.task f'),
    station: 'i.station_id',
    record: OF_INSTANCE,
    columns: (context) => ({
      ...moments('f', ['openedAt', 'dueAt', 'completedAt']),
      instance: plain('id', 'i.id'),
      task: choice('f.key', text('任务', 'Task'), unique(tasksOf(context).map(({ key, title }) => ({ value: key, title })))),
      state: choice(`split_part(f.ref, '#', 1)`, text('环节', 'State'), statesOf(context, new Set(asked(context).map((task) => task.state)))),
      taskStatus: choice('f.status', text('任务状态', 'Status of the task'), TASK_STATUSES),
      outcome: choice('f.outcome', text('办理结果', 'Outcome'), unique(asked(context).flatMap(({ outcomes }) => outcomes.map(({ id, title }) => ({ value: id, title }))))),
      // Missing where nothing can be said yet, or ever: no due moment, not due yet, cancelled.
      onTime: { ...yesNo(`CASE WHEN f.due_at IS NULL OR f.status = 'CANCELLED' THEN NULL WHEN f.status = 'DONE' THEN f.completed_at < f.due_at WHEN f.due_at <= s.now THEN false END`, text('按时', 'On time')), drifts: true },
      team: teamOf('f.completed_by', 'f.completed_at', 'f.station_id'),
      ...ofInstance(context),
    }),
  },
  entry: {
    from: andInstance('fact.entry f'),
    station: 'i.station_id',
    record: OF_INSTANCE,
    columns: (context) => ({ ...moments('f', ['at']), instance: plain('id', 'i.id'), state: choice('f.state', text('环节', 'State'), statesOf(context)), team: teamOf('f.actor_id', 'f.at', 'f.station_id'), ...ofInstance(context) }),
  },
  clock: {
    from: andInstance('fact.clock f'),
    station: 'i.station_id',
    record: OF_INSTANCE,
    columns: (context) => ({
      ...moments('f', ['startedAt', 'dueAt', 'stoppedAt']),
      instance: plain('id', 'i.id'),
      clock: choice('f.ref', text('时限', 'Clock'), unique(of(context).flatMap(({ clocks }) => Object.values(clocks).map(({ ref, title }) => ({ value: ref, title }))))),
      clockState: choice('f.state', text('时限状态', 'State of the clock'), CLOCK_STATES),
      team: teamOf(STOPPED_BY, 'f.stopped_at', 'f.station_id', text('办结时限的队组', 'Team that stopped the clock')),
      ...ofInstance(context),
    }),
  },
  // Questions to whoever leads; about whom is not in the view.
  flag: {
    from: 'fact.flag f',
    station: 'f.station_id',
    columns: () => ({ ...moments('f', ['foundAt']), rule: choice('f.rule', text('提示规则', 'Rule'), PATTERN_RULES.map(({ id, title }) => ({ value: id, title }))), answer: choice('f.answer', text('处理情况', 'Answer'), FLAG_ANSWERS) }),
  },
};

/** Fields of a workflow's data that are personal, by key: what may be counted by is everything else. */
export function personalFields(workflow: CompiledWorkflow): ReadonlyMap<string, string> {
  return new Map(topFields(workflow.dataSchema).filter(({ dataClass }) => dataClass !== 'P0').map(({ key, dataClass }) => [key, dataClass]));
}

function ofInstance(context: FactContext): Readonly<Record<string, Column>> {
  return {
    workflow: choice('i.workflow', text('流程', 'Workflow'), of(context).map(({ id, title }) => ({ value: id, title }))),
    version: plain('open', 'left(i.definition, 12)', text('流程版本', 'Version of the workflow')),
    instanceStatus: choice('i.status', text('事项状态', 'Status of the instance'), INSTANCE_STATUSES),
    ...(context.workflow === undefined ? {} : dataColumns(context.workflow)),
  };
}

/** The fields at the top of the data, `data.risk`, that hold one plain value. */
function dataColumns({ dataSchema }: CompiledWorkflow): Record<string, Column> {
  const usable = topFields(dataSchema).filter(({ key, dataClass, list }) => dataClass === 'P0' && !list && isPlainKey(key));
  return Object.fromEntries(
    usable.flatMap((field) => {
      const column = dataColumn(field);
      return column === undefined ? [] : [[`data.${field.key}`, { ...column, title: field.title, data: true, path: field.path }]];
    }),
  );
}

/** The entries of a list in the data, one row each. */
function itemsFrom(list: string, of: string): string {
  const json = `i.snapshot -> 'data' -> '${list}'`;
  return `${of} CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(${json}) WHEN 'array' THEN ${json} END) AS f (item)`;
}

/** Lists of a workflow's data whose entries are objects: their fields by the list's key. */
export function listsOf({ dataSchema }: CompiledWorkflow): ReadonlyMap<string, readonly TypedField[]> {
  return new Map(topFields(dataSchema).filter(({ key, list, kind }) => list && kind === 'object' && isPlainKey(key)).map(({ key, fields }) => [key, fields]));
}

/** What the entries of a list say, `item.role`, below P3 and where it is one plain value. */
function itemColumns({ workflow, list, personal }: FactContext): Record<string, Column> {
  const fields = workflow === undefined ? [] : (listsOf(workflow).get(list ?? '') ?? []);
  const usable = fields.filter(({ key, dataClass, list: several }) => (personal ? dataClass !== 'P3' : dataClass === 'P0') && !several && isPlainKey(key));
  return Object.fromEntries(usable.flatMap((field) => {
    const column = dataColumn(field, 'f.item');
    return column === undefined ? [] : [[`item.${field.key}`, { ...column, title: field.title, path: field.path }]];
  }));
}

/** An entry is of somebody under special protection where a field of class P3 says something of it, or of the whole instance: yes, or anything at all. */
function protectedItems({ workflow, list }: FactContext): Column[] {
  if (workflow === undefined) return [];
  const says = (source: string) => ({ key, dataClass }: TypedField): Column[] => (dataClass === 'P3' ? [{ ...yesNo(`coalesce(${source} -> ${literal(key)}, 'null') NOT IN ('null', 'false')`, text('', '')), data: source === 'd.data' }] : []);
  return [...(listsOf(workflow).get(list ?? '') ?? []).flatMap(says('f.item')), ...topFields(workflow.dataSchema).flatMap(says('d.data'))];
}

/** A key that stands in SQL as it is. */
function isPlainKey(key: string): boolean {
  return /^[a-z]\w*$/i.test(key);
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function dataColumn({ key, kind, choices, title }: TypedField, source = 'd.data'): Column | undefined {
  const [json, value] = [`${source} -> '${key}'`, `${source} ->> '${key}'`];
  const typed = (type: string, cast: string) => `CASE WHEN jsonb_typeof(${json}) = '${type}' THEN (${value})::${cast} END`;
  if (choices.length > 0) return choice(`(${value})`, title, choices.map((one) => ({ value: String(one.value), title: one.title })));
  if (kind === 'boolean') return yesNo(`(${typed('boolean', 'boolean')})`, title);
  if (kind === 'integer' || kind === 'number') return plain('number', `(${typed('number', 'numeric')})`);
  if (kind === 'moment') return plain('moment', `(CASE WHEN pg_input_is_valid(${value}, 'timestamptz') THEN (${value})::timestamptz END)`);
  return undefined;
}

function of({ workflow, workflows }: FactContext): readonly CompiledWorkflow[] {
  return workflow === undefined ? workflows : [workflow];
}

function tasksOf(context: FactContext) {
  return of(context).flatMap(({ tasks }) => Object.values(tasks));
}

/** The tasks a metric is about. */
function asked(context: FactContext) {
  return tasksOf(context).filter(({ key }) => context.task === undefined || key === context.task);
}

/** States by path; where several have one title, with the titles around them. */
function statesOf(context: FactContext, only?: ReadonlySet<string>): Value[] {
  const states = of(context).flatMap((workflow) => Object.values(workflow.states).map((state) => ({ state, workflow })));
  const shown = states.filter(({ state }) => only === undefined || only.has(state.path));
  return unique(
    shown.map(({ state, workflow }) => {
      const alone = shown.filter((other) => other.state.title['zh-CN'] === state.title['zh-CN']).length === 1;
      return { value: state.path, title: alone ? state.title : titleAround(workflow, state.path) };
    }),
  );
}

function titleAround({ states }: CompiledWorkflow, path: string): Bilingual {
  const steps = path.split('.').map((_, index, all) => all.slice(0, index + 1).join('.'));
  const titles = steps.flatMap((step) => states[step]?.title ?? []);
  return text(titles.map((title) => title['zh-CN']).join(' › '), titles.map(({ en }) => en).join(' › '));
}

function outcomesOf(context: FactContext): Value[] {
  const ends = of(context).flatMap(({ states }) => Object.values(states).flatMap(({ outcome, title }) => (outcome === undefined ? [] : [{ value: outcome, title }])));
  return unique([...ends, CANCELLED]);
}

/** The first title of each value. */
function unique(values: readonly Value[]): Value[] {
  return values.filter(({ value }, index) => values.findIndex((one) => one.value === value) === index);
}

function moments(alias: string, names: readonly string[]): Record<string, Column> {
  return Object.fromEntries(names.map((name) => [name, plain('moment', `${alias}.${snake(name)}`)]));
}

/** `receivedAt` in code is `received_at` in the database. */
export function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
