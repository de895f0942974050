import { text, type Bilingual } from '@stationhouse/kernel';
import { isFinite, shortName, type Column } from '../columns.js';
import type { Metric } from '../metric.js';

/** A lattice of more dimensions has cells that are empty but for one person. */
const MOST_LATTICE_DIMENSIONS = 3;

/** What is wrong with the lattice of one metric, and the mend. */
export function latticeProblems({ lattice, personalData, measure, source, dimensions: declared = [] }: Metric, dimensions: ReadonlyMap<string, Column>): Bilingual[] {
  if (lattice === undefined) return [];
  const problems: Bilingual[] = [];
  if (personalData === 'events') problems.push(text('lattice 只用于涉及个人的指标（personalData 为 persons 或 sensitive）。', 'a lattice is for metrics of persons, whose personalData is persons or sensitive.'));
  if (measure !== 'count') problems.push(text('lattice 只用于计数（measure: count）。', 'a lattice is for counts. Write measure: count.'));
  if (lattice.length > MOST_LATTICE_DIMENSIONS) problems.push(text(`lattice 最多 ${MOST_LATTICE_DIMENSIONS} 个维度。`, `a lattice has ${MOST_LATTICE_DIMENSIONS} dimensions at most.`));
  for (const name of lattice) {
    const column = declared.includes(name) ? dimensions.get(shortName(name)) : undefined;
    if (column === undefined || !isFinite(column)) problems.push(text(`lattice 中的 ${name} 须为 dimensions 中取值有限的维度。`, `lattice names dimensions of the metric that list their values, and ${name} is none.`));
  }
  // Who a row is about must be known: a minor among them is in no figure that leaves the station.
  if ('fact' in source ? source.fact !== 'item' : source.protects === undefined) {
    problems.push(text('lattice 用于 fact: item，或写明 source.protects（可为空列表）的自有表。', 'a lattice goes with fact: item, or with a table of the plugin that says source.protects, if only an empty list.'));
  }
  return problems;
}

/** Metrics whose lattices are over the same rows: two of them would tell more than each alone. */
export function latticesOverSameRows(metrics: readonly Metric[]): Bilingual[] {
  const first = new Map<string, string>();
  return metrics.filter(({ lattice }) => lattice !== undefined).flatMap(({ id, source }) => {
    const rows = 'fact' in source ? `${source.workflow} ${source.list}` : source.table;
    const other = first.get(rows);
    first.set(rows, other ?? id);
    return other === undefined ? [] : [text(`指标 ${id}：与 ${other} 统计同一批人，只能有一个 lattice，否则两者相比会泄露个人。`, `The metric ${id}: it counts the same people as ${other}. One of them has a lattice: two would tell more than each alone.`)];
  });
}
