import type { StationComparisonQuery } from '../../gql/compare.js';

/** What is compared: counts only become comparable by what they are counted against. */
export const METRICS = ['incident.received', 'workflow.started', 'workflow.tasksOnTime'] as const;

/** Fewer events than these make a rate that chance moves: it is shown, marked, and never ranked. */
export const SMALL = 20;

export interface Compared {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly population: number | null;
  /** The day the population was counted for. */
  readonly populationAsOf: string | null;
  readonly calls: number;
  readonly started: number;
  /** Calls per 10,000 residents; undefined without a population. */
  readonly callsPerResidents: number | undefined;
  /** Instances per 100 calls; undefined without calls. */
  readonly startedPerCalls: number | undefined;
  /** 0 to 1; undefined where nothing fell due. */
  readonly onTime: number | undefined;
  /** Tasks that fell due. */
  readonly due: number;
}

export type Rate = 'callsPerResidents' | 'startedPerCalls' | 'onTime';

interface Station {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly population?: number | null | undefined;
  readonly populationAsOf?: string | null | undefined;
}

/** Lays the figures of a month beside what they are counted against, one line per station. */
export function compared(stations: readonly Station[], series: StationComparisonQuery['metricSeries']): Compared[] {
  const pointsOf = (metric: (typeof METRICS)[number]) => new Map(series.find((one) => one.metric.id === metric)?.points.map((point) => [point.dimensions.find(({ dimension }) => dimension === 'station')?.value ?? '', point]));
  const [calls, started, onTime] = METRICS.map(pointsOf);
  return stations.map(({ id, name, kind, population, populationAsOf }) => {
    const [received, begun, tasks] = [calls?.get(id)?.numerator ?? 0, started?.get(id)?.numerator ?? 0, onTime?.get(id)];
    return {
      id, name, kind, population: population ?? null, populationAsOf: populationAsOf ?? null, calls: received, started: begun,
      callsPerResidents: population ? (received * 10_000) / population : undefined,
      startedPerCalls: received > 0 ? (begun * 100) / received : undefined,
      onTime: tasks?.value ?? undefined,
      due: tasks?.denominator ?? 0,
    };
  });
}

/** Whether a rate rests on so few events that it says little. */
export function isSmall(row: Compared, rate: Rate): boolean {
  return { callsPerResidents: row.calls, startedPerCalls: row.calls, onTime: row.due }[rate] < SMALL;
}

/** By a rate, the highest first; what says little, and what has none, after the rest and by name. */
export function byRate(rows: readonly Compared[], rate: Rate | undefined): Compared[] {
  const names = new Intl.Collator('zh-CN', { numeric: true });
  const byName = (left: Compared, right: Compared) => names.compare(left.name, right.name);
  if (rate === undefined) return [...rows].sort(byName);
  const ranked = (row: Compared) => row[rate] !== undefined && !isSmall(row, rate);
  return [...rows].sort((left, right) => Number(ranked(right)) - Number(ranked(left)) || (ranked(left) ? (right[rate] ?? 0) - (left[rate] ?? 0) : 0) || byName(left, right));
}

/** The first days of the last twelve months that are over, newest first. */
export function monthsBefore(today: string): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return Array.from({ length: 12 }, (_, index) => new Date(Date.UTC(year, month - 2 - index, 1)).toISOString().slice(0, 10));
}

/** The first day of the month after. */
export function monthAfter(first: string): string {
  const [year = 0, month = 1] = first.split('-').map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}
