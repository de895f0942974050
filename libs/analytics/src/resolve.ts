import { pluginNames } from '@stationhouse/database';
import { isDuration, text, type Bilingual } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import { plain, shortName, standingDimensions, yesNo, type Column } from './columns.js';
import { FACT_SOURCES, listsOf, personalFields, snake, type RecordOfRow } from './facts.js';
import { addsUp, measureKind, rollUpOf, togetherOf, UNITS, type FactSource, type Metric, type OwnSource, type Rows, type Test } from './metric.js';
import { latticeProblems } from './privacy/declared.js';

/** A test of a column. */
export interface Condition {
  readonly column: Column;
  readonly test: Test;
  /** The earlier moment of a `within`. */
  readonly of?: Column;
}

/** A metric that passed every check, with its columns found. */
export interface ResolvedMetric {
  readonly metric: Metric;
  /** Whose it is; undefined for the platform's own. */
  readonly pluginId: string | undefined;
  /** True when its rows are read as the plugin's role. */
  readonly own: boolean;
  readonly from: string;
  readonly station: string;
  readonly time: Column;
  readonly where: readonly Condition[];
  /** The columns its measure reads, in the order the measure names them. */
  readonly measured: readonly Column[];
  /** What a row needs beyond `where` to count as part of a ratio. */
  readonly part: readonly Condition[];
  /** By the name a query gives: `risk` for `data.risk`. */
  readonly dimensions: ReadonlyMap<string, Column>;
  /** Where one of these holds, the row is of somebody under special protection: it is in nothing that a reader below P2 is told. */
  readonly protects: readonly Column[];
  /** What stands behind a figure of it; undefined where that is not told: of persons, of flags, of a plugin’s own table. */
  readonly record: RecordOfRow | undefined;
}

/** What a metric is declared beside. */
export interface Surroundings {
  /** Undefined for the platform's own. */
  readonly pluginId: string | undefined;
  /** The workflows it may count: the plugin's own; every one for the platform. */
  readonly workflows: readonly CompiledWorkflow[];
  /** Files of the workflows, for messages, by workflow. */
  readonly files?: ReadonlyMap<string, string>;
  /** What the plugin's SQL may read of the platform. */
  readonly reads?: readonly string[];
}

/** A metric with its columns found, or what is wrong with it: where, and the mend. */
export type Resolution = { readonly resolved: ResolvedMetric } | { readonly problems: readonly Bilingual[] };

/** Finds everything a metric names. */
export function resolveMetric(metric: Metric, surroundings: Surroundings): Resolution {
  const reading = new Reading(metric, surroundings);
  const resolved = reading.resolve();
  return resolved === undefined || reading.problems.length > 0 ? { problems: reading.problems } : { resolved };
}

/** A name that stands in SQL as it is. */
const IDENTIFIER = /^[a-z][a-z0-9_]{0,62}$/;
const NAME = /^[a-z][A-Za-z0-9]*$/;

class Reading {
  readonly problems: Bilingual[] = [];
  private columns: Readonly<Record<string, Column>> = {};

  constructor(
    private readonly metric: Metric,
    private readonly surroundings: Surroundings,
  ) {}

  resolve(): ResolvedMetric | undefined {
    const { metric, surroundings } = this;
    const { pluginId } = surroundings;
    this.checkHead();
    const source = 'fact' in metric.source ? this.fact(metric.source) : this.own(metric.source);
    if (source === undefined) return undefined;
    this.columns = source.columns;
    const time = this.column(metric.time, 'time', 'moment');
    const where = this.rows(metric.where ?? {}, 'where');
    const measured = this.measured();
    const part = typeof metric.measure === 'object' && 'ratio' in metric.measure ? this.rows(metric.measure.ratio, 'measure.ratio') : [];
    if (measureKind(metric.measure) === 'ratio' && part.length === 0) this.note('measure.ratio 没有条件，占比恒为 1：请写明分子的条件。', 'measure.ratio names no condition, so the share is always 1. Say which rows are its numerator.');
    if (time === undefined || measured === undefined) return undefined;
    const dimensions = this.dimensions(source.station, time.sql);
    for (const said of latticeProblems(metric, dimensions)) this.note(said['zh-CN'], said.en);
    if (rollUpOf(metric) !== 'never' && [...where, ...part].map(({ column }) => column).concat([...dimensions.values()]).some(({ drifts }) => drifts === true)) {
      this.note('用到随时间变化的列（如 onTime），不能累加保存，rollUp 须为 never。', 'it reads a column that changes as time goes by, such as onTime, so nothing of it can be kept. Write rollUp: never.');
    }
    this.checkTogether(dimensions);
    return { metric, pluginId, own: !('fact' in metric.source), from: source.from, station: source.station, time, where, measured, part, dimensions, protects: source.protects, record: metric.personalData === 'events' ? source.record : undefined };
  }

  private note(zhCN: string, en: string): void {
    this.problems.push(text(`指标 ${this.metric.id}：${zhCN}`, `The metric ${this.metric.id}: ${en}`));
  }

  private checkHead(): void {
    const { id, unit, measure, personalData } = this.metric;
    const owner = this.surroundings.pluginId;
    const [prefix = '', name = '', ...more] = id.split('.');
    if (more.length > 0 || !NAME.test(name) || (owner === undefined ? prefix === '' : prefix !== owner)) {
      this.note(`编号须为 ${owner ?? 'incident'}.<camelCase>。`, `write its id as ${owner ?? 'incident'}.<camelCase>.`);
    }
    const kind = measureKind(measure);
    const measures: readonly string[] = UNITS[unit].measures;
    const fitting = Object.entries(UNITS).filter(([, one]) => (one.measures as readonly string[]).includes(kind)).map(([unitId]) => unitId);
    if (!measures.includes(kind)) this.note(`单位 ${unit} 不适用于 ${kind}，可用：${fitting.join('、')}。`, `the unit ${unit} does not go with ${kind}. There are: ${fitting.join(', ')}.`);
    if (unit === 'persons' && personalData === 'events') this.note('以人计数的指标，personalData 须为 persons 或 sensitive。', 'it counts persons, so its personalData is persons or sensitive.');
    if (!addsUp(measure) && rollUpOf(this.metric) !== 'never') this.note('去重计数和中位数不能累加，rollUp 须为 never。', 'a distinct count or a median cannot be added up. Write rollUp: never, or leave it out.');
  }

  /** What is kept together are dimensions of the metric itself, not those that come with every roll-up. */
  private checkTogether(dimensions: ReadonlyMap<string, Column>): void {
    for (const names of togetherOf(this.metric)) {
      const fitting = names.length >= 2 && names.length <= 3 && new Set(names).size === names.length && names.every((name) => dimensions.has(name) && !['station', 'weekday', 'month'].includes(name));
      if (!fitting) this.note(`rollUp.together 中的“${names.join('、')}”须为本指标的两至三个不同维度；派出所、星期、月份随时可用。`, `"${names.join(', ')}" in rollUp.together is not two or three different dimensions of the metric; station, weekday and month come by themselves.`);
    }
  }

  private fact({ fact, workflow, list }: FactSource): Source | undefined {
    const { pluginId, workflows } = this.surroundings;
    const { from, station, columns, protects, record } = FACT_SOURCES[fact];
    if (pluginId !== undefined && (workflow === undefined || fact === 'incident')) {
      this.note('插件的指标须指明本插件的流程（source.workflow），或使用自己的表。', 'a plugin counts a workflow of its own (source.workflow), or a table of its own.');
      return undefined;
    }
    const found = workflows.find(({ id }) => id === workflow);
    if (workflow !== undefined && found === undefined) {
      this.note(`没有流程“${workflow}”，本插件的流程有：${workflows.map(({ id }) => id).join('、') || '无'}。`, `there is no workflow "${workflow}". The plugin has: ${workflows.map(({ id }) => id).join(', ') || 'none'}.`);
      return undefined;
    }
    const lists = found === undefined ? [] : [...listsOf(found).keys()];
    if ((fact === 'item') !== (list !== undefined) || (list !== undefined && !lists.includes(list))) {
      this.note(`source.list 须为 ${workflow ?? '流程'} 数据中的列表（仅用于 fact: item），可用：${lists.join('、') || '无'}。`, `source.list, which goes with fact: item alone, names a list in the data of ${workflow ?? 'a workflow'}. There are: ${lists.join(', ') || 'none'}.`);
      return undefined;
    }
    const task = this.metric.where?.['task'];
    const context = { workflow: found, workflows, task: typeof task === 'string' ? task : undefined, list, personal: this.metric.personalData !== 'events' };
    return { from: typeof from === 'string' ? from : from(context), station, columns: columns(context), protects: protects?.(context) ?? [], record };
  }

  private own({ table, columns, instance, protects = [] }: OwnSource): Source | undefined {
    const { pluginId, reads = [] } = this.surroundings;
    if (pluginId === undefined) throw new Error(`${this.metric.id}: only a plugin has tables of its own.`);
    if (!IDENTIFIER.test(table)) this.note(`表名“${table}”须为小写字母、数字与下划线。`, `"${table}" is not a table's name: lower-case letters, digits and underscores.`);
    for (const name of Object.keys(columns)) if (!NAME.test(name)) this.note(`列名“${name}”须为 camelCase。`, `write the column "${name}" in camelCase.`);
    if (instance !== null && (!NAME.test(instance) || !reads.includes('instance'))) {
      this.note(`source.instance 须为列名，且插件须声明 reads: ['instance']，演练方可排除。`, `source.instance names a column, and the plugin declares reads: ['instance'], so that exercises stay out.`);
    }
    if (this.problems.length > 0) return undefined;
    const qualified = `${pluginNames(pluginId).schema}.${table}`;
    // Of a sealed instance there is none either: row-level security hides it.
    const real = instance === null ? '' : ` WHERE (t.${snake(instance)} IS NULL OR EXISTS (SELECT FROM platform.instance x WHERE x.station_id = t.station_id AND x.id = t.${snake(instance)} AND NOT x.exercise))`;
    const entries = Object.entries(columns).map(([name, column]): [string, Column] => {
      const sql = `f.${snake(name)}`;
      if (column.type === 'choice') return [name, { type: 'choice', sql, title: column.title, values: column.values }];
      if (column.type === 'boolean') return [name, yesNo(sql, column.title)];
      return [name, plain(column.type, sql)];
    });
    const found = Object.fromEntries(entries);
    for (const name of protects) if (found[name]?.type !== 'boolean') this.note(`source.protects 中的 ${name} 须为 columns 中的布尔列。`, `source.protects names boolean columns, and ${name} is none.`);
    return { from: `(SELECT t.* FROM ${qualified} t${real}) f`, station: 'f.station_id', columns: found, protects: protects.flatMap((name) => found[name] ?? []), record: undefined };
  }

  /** A column by name; notes what is wrong. */
  private column(name: string, place: string, ...types: readonly Column['type'][]): Column | undefined {
    const found = Object.hasOwn(this.columns, name) ? this.columns[name] : undefined;
    if (found === undefined) {
      this.unknown(name, place);
      return undefined;
    }
    if (types.includes(found.type)) return found;
    const said = types.join('/');
    this.note(`${place} 中的 ${name} 类型不符，须为 ${said}。`, `${name} in ${place} has the wrong type: ${said} is needed.`);
    return undefined;
  }

  private unknown(name: string, place: string): void {
    const { source } = this.metric;
    const workflow = 'fact' in source ? this.surroundings.workflows.find(({ id }) => id === source.workflow) : undefined;
    const field = name.startsWith('data.') ? name.slice('data.'.length) : undefined;
    const dataClass = workflow === undefined || field === undefined ? undefined : personalFields(workflow).get(field.split('.')[0] ?? '');
    if (dataClass !== undefined && workflow !== undefined) {
      const file = this.surroundings.files?.get(workflow.id) ?? workflow.id;
      this.note(`${place} 中的 ${name} 是个人信息（${file} data.${field} 为 ${dataClass}），不能作维度、度量或条件，请删去。`, `${name} in ${place} is personal (${file} data.${field} is ${dataClass}): it can be neither dimension nor measure nor condition. Leave it out.`);
      return;
    }
    const names = Object.keys(this.columns);
    this.note(`${place} 中没有列“${name}”，可用：${names.join('、')}。`, `${place} names "${name}", which is no column of its source with one plain value. There are: ${names.join(', ')}.`);
  }

  private measured(): Column[] | undefined {
    const { measure } = this.metric;
    if (measure === 'count' || 'ratio' in measure) return [];
    if ('distinct' in measure) return all(this.column(measure.distinct, 'measure.distinct', 'id'));
    if ('sum' in measure) return all(this.column(measure.sum, 'measure.sum', 'number'));
    return all(this.column(measure.duration.from, 'measure.duration.from', 'moment'), this.column(measure.duration.to, 'measure.duration.to', 'moment'));
  }

  private rows(rows: Rows, place: string): Condition[] {
    return Object.entries(rows).flatMap(([name, test]) => this.condition(name, test, `${place}.${name}`) ?? []);
  }

  private condition(name: string, test: Test, place: string): Condition | undefined {
    if (typeof test === 'object' && 'within' in test) {
      if (!isDuration(test.within)) this.note(`${place} 的时长“${test.within}”无效，例如 PT10M。`, `"${test.within}" in ${place} is not a duration like PT10M.`);
      const [column, of] = [this.column(name, place, 'moment'), this.column(test.of, place, 'moment')];
      return column === undefined || of === undefined ? undefined : { column, test, of };
    }
    if (typeof test === 'object' && 'present' in test) {
      const column = this.column(name, place, 'moment', 'number', 'id', 'boolean', 'choice', 'open');
      return column === undefined ? undefined : { column, test };
    }
    if (typeof test === 'object' && ('atLeast' in test || 'atMost' in test)) {
      const column = this.column(name, place, 'number');
      return column === undefined ? undefined : { column, test };
    }
    const column = this.column(name, place, typeof test === 'boolean' ? 'boolean' : 'choice');
    for (const value of column?.type === 'choice' ? wanted(test) : []) {
      const values = column?.values.map((one) => one.value) ?? [];
      if (!values.includes(value)) this.note(`${place} 没有取值“${value}”，可用：${values.join('、')}。`, `${place} has no value "${value}". There are: ${values.join(', ')}.`);
    }
    return column === undefined ? undefined : { column, test };
  }

  private dimensions(station: string, time: string): ReadonlyMap<string, Column> {
    const standing = Object.entries(standingDimensions(station, time));
    const named = (this.metric.dimensions ?? []).flatMap((name): [string, Column][] => {
      const column = this.column(name, 'dimensions', 'choice', 'boolean', 'open');
      if (column?.place !== undefined && this.metric.personalData !== 'events') this.note(`涉及个人的指标不按地点（${name}）统计，请从 dimensions 中删去。`, `what is about persons is never counted by place: leave ${name} out of its dimensions.`);
      return column === undefined ? [] : [[shortName(name), column]];
    });
    const keys = [...standing, ...named].map(([key]) => key);
    for (const key of new Set(keys.filter((one, index) => keys.indexOf(one) !== index))) this.note(`维度 ${key} 重复。`, `the dimension ${key} is there twice. Leave one out; station, hour, weekday and month come by themselves.`);
    return new Map([...standing, ...named]);
  }
}

interface Source {
  readonly from: string;
  readonly station: string;
  readonly protects: readonly Column[];
  readonly record: RecordOfRow | undefined;
  readonly columns: Readonly<Record<string, Column>>;
}

function all(...columns: readonly (Column | undefined)[]): Column[] | undefined {
  const found = columns.filter((column) => column !== undefined);
  return found.length === columns.length ? found : undefined;
}

/** The values of a test, as text. */
export function wanted(test: Test): readonly string[] {
  if (typeof test === 'string') return [test];
  return Array.isArray(test) ? (test as readonly string[]) : [];
}
