import { createHash } from 'node:crypto';
import type { Column } from '../columns.js';
import { addsUp, rollUpOf, togetherOf, type FactName } from '../metric.js';
import type { ResolvedMetric } from '../resolve.js';
import { aggregatesOf, Parameters, tested } from '../statement.js';

/** A roll-up by some dimensions: what is kept of a metric for each day and month. */
export interface Cube {
  readonly id: string;
  /** In the order their values are kept in; at most {@link MOST_TOGETHER}. */
  readonly dimensions: readonly string[];
}

/** A metric whose figures are kept. */
export interface KeptMetric {
  readonly resolved: ResolvedMetric;
  /** The metric and the print of its declaration: declared anew, it is another roll-up. */
  readonly rollUp: string;
  readonly source: FactName;
  /** By itself, by each dimension alone, and by those the metric names together. */
  readonly cubes: readonly Cube[];
}

/** Metrics whose rows are read together: of one source, by one moment. */
export interface Family {
  readonly source: FactName;
  readonly from: string;
  readonly station: string;
  readonly time: string;
  readonly kept: readonly KeptMetric[];
}

/** So many dimensions are kept together at most. */
export const MOST_TOGETHER = 3;

/** Grows when the way of keeping changes: everything is then built anew. */
const EDITION = 1;

/** The sources whose changes are marked, and the moments their days are marked by (migration 0730). */
const MARKED: Readonly<Partial<Record<FactName, readonly string[]>>> = { incident: ['receivedAt', 'dispatchedAt'] };

/** What is kept of a metric; undefined for one that is counted from the rows each time. */
export function keptOf(resolved: ResolvedMetric): KeptMetric | undefined {
  const { metric } = resolved;
  const source = 'fact' in metric.source ? metric.source.fact : undefined;
  if (source === undefined || MARKED[source]?.includes(metric.time) !== true || rollUpOf(metric) === 'never' || !addsUp(metric.measure)) return undefined;
  const read = [...resolved.measured, ...[...resolved.where, ...resolved.part].flatMap(({ column, of }) => (of === undefined ? [column] : [column, of]))];
  if (!read.every(ofTheRow)) return undefined;
  const keepable = (name: string) => name === 'hour' || [resolved.dimensions.get(name)].some((column) => column !== undefined && ofTheRow(column) && column.values.length > 0);
  const alone = [...resolved.dimensions.keys()].filter((name) => keepable(name) && (name !== 'hour' || rollUpOf(metric) === 'hour'));
  const sets = [[], ...alone.map((name) => [name]), ...togetherOf(metric).filter((names) => names.every(keepable))].map((names) => [...names].sort());
  const cubes = [...new Map(sets.map((dimensions) => [dimensions.join(), { id: idOf(printOf(resolved, dimensions)), dimensions }])).values()];
  return { resolved, rollUp: `${metric.id}#${hash(cubes.map(({ id }) => id).join()).slice(0, 12)}`, source, cubes };
}

/** Metrics whose rows are counted in one pass. */
export function familiesOf(kept: readonly KeptMetric[]): Family[] {
  const families = new Map<string, KeptMetric[]>();
  for (const one of kept) {
    const { from, time } = one.resolved;
    const key = JSON.stringify([from, time.sql]);
    families.set(key, [...(families.get(key) ?? []), one]);
  }
  return [...families.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ source: first.source, from: first.resolved.from, station: first.resolved.station, time: first.resolved.time.sql, kept: members }];
  });
}

/** A column of the row itself: it changes with its row, whose days are then marked. */
function ofTheRow({ sql }: Column): boolean {
  return /^f\.\w+$/.test(sql);
}

/** Everything that decides what stands in a cube. */
function printOf(resolved: ResolvedMetric, dimensions: readonly string[]): string {
  const sql = new Parameters([]);
  const rows = resolved.where.map((condition) => tested(condition, sql));
  return JSON.stringify([EDITION, resolved.metric.id, resolved.from, resolved.time.sql, rows, aggregatesOf(resolved, sql), sql.values, dimensions.map((name) => [name, resolved.dimensions.get(name)?.sql])]);
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A name by content, in the shape of a UUID. */
function idOf(print: string): string {
  return hash(print).slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
