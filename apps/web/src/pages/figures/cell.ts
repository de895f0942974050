import type { ApiText, Words } from '@stationhouse/plugin-web';
import type { FigureCell } from '../../gql/figures.js';
import { GRANULARITIES, periodWords, type Granularity } from './periods.js';

/** What of one figure stands in the address of its records; `values` and `filter` are lists, `back` is the page it was seen on. */
export const CELL_KEYS = ['metric', 'from', 'to', 'granularity', 'period', 'values', 'filter', 'counted', 'back'] as const;
export type CellValues = Readonly<Record<(typeof CELL_KEYS)[number], string>>;

/** How a figure was asked for. */
export interface Asked {
  readonly from: string;
  /** The day after the last one. */
  readonly to: string;
  readonly granularity: Granularity;
  readonly filter?: readonly { readonly dimension: string; readonly in: readonly string[] }[];
}

/** What a page of figures knows of one point. */
export interface Pointed {
  readonly count?: number | null | undefined;
  /** Null for an exact figure. */
  readonly reason?: ApiText | null | undefined;
  readonly period?: string | null | undefined;
  readonly dimensions: readonly { readonly dimension: string; readonly value?: string | null | undefined }[];
}

/** Whether there are records to see behind a point: something was counted, exactly, and nothing of it is shown together. */
export function hasRecords({ count, reason, dimensions }: Pointed): boolean {
  return !reason && (count ?? 0) > 0 && dimensions.every(({ value }) => value !== 'withheld');
}

/** What the address of the records behind a point says of it. @param back the page it stands on */
export function cellQuery(metric: string, { from, to, granularity, filter = [] }: Asked, { period, dimensions }: Pointed, back: string): string {
  const values: Partial<CellValues> = {
    metric, from, to, granularity, period: period ?? '', back,
    values: listed(dimensions.map(({ dimension, value }) => [dimension, value ?? null])),
    filter: listed(filter.map(({ dimension, in: among }) => [dimension, ...among])),
  };
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
}

/** The figure that an address names; undefined for one that names none. */
export function cellOf(address: CellValues): FigureCell | undefined {
  const { metric, from, to, period, counted } = address;
  const [values, filter] = [pairsIn(address.values), pairsIn(address.filter)];
  if (metric === '' || from === '' || to === '' || values === undefined || filter === undefined) return undefined;
  return {
    metric, from, to, granularity: granularityOf(address), period: period || null, weekStart: 1, counted: counted === '1',
    values: values.map(([dimension, value]) => ({ dimension, value: value ?? null })),
    filter: filter.map(([dimension, ...among]) => ({ dimension, in: among.filter((value) => value !== null) })),
  };
}

/** The page of the house that an address leads back to; undefined for any other. */
export function backOf({ back }: Pick<CellValues, 'back'>): string | undefined {
  return /^\/(bureau|s\/[\w-]+)\/(figures\?|dashboards\/)/.test(back) ? back : undefined;
}

type Pair = readonly [dimension: string, ...values: (string | null)[]];

function listed(pairs: readonly Pair[]): string {
  return pairs.length === 0 ? '' : JSON.stringify(pairs);
}

/** A list as an address has it; undefined for what is none. */
function pairsIn(written: string): readonly Pair[] | undefined {
  if (written === '') return [];
  try {
    const read: unknown = JSON.parse(written);
    const isPair = (one: unknown): one is Pair => Array.isArray(one) && typeof one[0] === 'string' && one.length > 1 && one.every((value) => value === null || typeof value === 'string');
    return Array.isArray(read) && read.every(isPair) ? read : undefined;
  } catch {
    return undefined;
  }
}

function granularityOf({ granularity }: CellValues): Granularity {
  return GRANULARITIES.find((one) => one === granularity) ?? 'NONE';
}

type Speaking = Pick<Words, 'say' | 'textOf'> & { readonly timeZone: string };

/** The period of a figure, standing alone. */
function periodInWords(address: CellValues, { say, timeZone }: Speaking): string {
  const { period, from, to } = address;
  if (period === '') return say('{from} 至 {to}（不含）', '{from} until {to}', { from, to });
  const granularity = granularityOf(address);
  if (granularity === 'WEEK') return say('{day} 起一周', 'the week from {day}', { day: period });
  return granularity === 'DAY' ? period : periodWords(granularity, timeZone, say)(period);
}

/**
 * A figure in words: its period, its values, and what it was narrowed by.
 * @param titles of values that no dimension lists: a place, a team
 */
export function cellInWords(address: CellValues, dimensions: readonly Listing[], words: Speaking, titles: ReadonlyMap<string, ApiText> = new Map()): string {
  const { say, textOf } = words;
  const named = (dimension: Listing, value: string | null): string => {
    if (value === null) return say('无', 'none');
    const title = listedIn(dimension, value) ?? titles.get(value);
    return title === undefined ? say('所选的一项', 'the one that was chosen') : textOf(title);
  };
  const told = (pairs: readonly Pair[] | undefined, only: boolean) => (pairs ?? []).flatMap(([id, ...values]) => {
    const dimension = dimensions.find((one) => one.id === id);
    if (dimension === undefined) return [];
    const said = { dimension: textOf(dimension.title), value: values.map((value) => named(dimension, value)).join(say('、', ', ')) };
    return [only ? say('仅{dimension}：{value}', 'only {dimension}: {value}', said) : say('{dimension}：{value}', '{dimension}: {value}', said)];
  });
  return [periodInWords(address, words), ...told(pairsIn(address.values), false), ...told(pairsIn(address.filter), true)].join(' · ');
}

/** The values of a figure whose titles are still to be asked for, each with its dimension. */
export function untitledIn(address: CellValues, dimensions: readonly Listing[]): readonly { readonly dimension: string; readonly value: string }[] {
  return (pairsIn(address.values) ?? []).flatMap(([id, value]) => {
    const dimension = dimensions.find((one) => one.id === id);
    return dimension === undefined || value === null || value === undefined || listedIn(dimension, value) !== undefined ? [] : [{ dimension: id, value }];
  });
}

interface Listing {
  readonly id: string;
  readonly title: ApiText;
  readonly values: readonly { readonly value: string; readonly title: ApiText }[];
}

function listedIn({ values }: Listing, value: string): ApiText | undefined {
  return values.find((one) => one.value === value)?.title;
}
