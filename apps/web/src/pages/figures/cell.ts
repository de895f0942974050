import type { ApiText, useWords } from '@stationhouse/plugin-web';
import type { FigureCell } from '../../gql/figures.js';
import type { Span, SpanDates } from './spans.js';

/** What of one figure stands in the address of its records; `span` is the way back. */
export const CELL_KEYS = ['metric', 'from', 'to', 'granularity', 'period', 'by', 'value', 'none', 'counted', 'span'] as const;
export type CellValues = Readonly<Record<(typeof CELL_KEYS)[number], string>>;

/** What the page of figures knows of one point. */
export interface Pointed {
  readonly period?: string | null | undefined;
  readonly dimensions: readonly { readonly dimension: string; readonly value?: string | null | undefined }[];
}

/** What the address of the records behind a point says of it. */
export function cellQuery(metric: string, { from, to, granularity }: SpanDates, span: Span, { period, dimensions: [first] }: Pointed): string {
  const values: Partial<Record<(typeof CELL_KEYS)[number], string>> = { metric, from, to, granularity, span, period: period ?? '', by: first?.dimension ?? '', value: first?.value ?? '', none: first !== undefined && (first.value ?? null) === null ? '1' : '' };
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
}

/** The figure that an address names. */
export function cellOf({ metric, from, to, granularity, period, by, value, none, counted }: CellValues): FigureCell {
  return {
    metric, from, to, granularity: granularity === 'WEEK' || granularity === 'MONTH' ? granularity : 'NONE', period: period || null, weekStart: 1, filter: [], counted: counted === '1',
    values: by === '' ? [] : [{ dimension: by, value: none === '1' ? null : value }],
  };
}

/** The period of a figure as its column is headed. */
function periodInWords({ period, granularity, from, to }: CellValues, say: ReturnType<typeof useWords>['say']): string {
  if (period === '') return say('{from} 至 {to}（不含）', '{from} until {to}', { from, to });
  return granularity === 'MONTH' ? period.slice(0, 7) : say('{day} 起一周', 'the week from {day}', { day: period });
}

/**
 * A figure in words: its period, and its value of a dimension.
 * @param title of a value that the dimension does not list: a place, a team
 */
export function cellInWords(values: CellValues, dimensions: readonly Listing[], { say, textOf }: Pick<ReturnType<typeof useWords>, 'say' | 'textOf'>, title?: ApiText): string {
  const dimension = dimensions.find(({ id }) => id === values.by);
  if (dimension === undefined) return periodInWords(values, say);
  const listed = listedIn(dimension, values) ?? title;
  const value = listed ? textOf(listed) : values.none === '1' ? say('无', 'none') : say('所选的一项', 'the one that was chosen');
  return `${periodInWords(values, say)} · ${say('{dimension}：{value}', '{dimension}: {value}', { dimension: textOf(dimension.title), value })}`;
}

/** Whether a figure is of a value whose title is still to be asked for. */
export function isUntitled(values: CellValues, dimensions: readonly Listing[]): boolean {
  const dimension = dimensions.find(({ id }) => id === values.by);
  return dimension !== undefined && values.none !== '1' && listedIn(dimension, values) === undefined;
}

interface Listing {
  readonly id: string;
  readonly title: ApiText;
  readonly values: readonly { readonly value: string; readonly title: ApiText }[];
}

function listedIn({ values: listed }: Listing, { value }: CellValues): ApiText | undefined {
  return listed.find((one) => one.value === value)?.title;
}
