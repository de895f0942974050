import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { FINE_DIMENSIONS, isFinite, shortName, type Column } from '../columns.js';
import { isOver, isWholeMonths, isWholeWeeks, type Granularity, type Cut, type DateRange } from '../periods.js';
import type { AskedMetric, FigureQuery, FigureSight } from '../query.js';
import type { ResolvedMetric } from '../resolve.js';

/** How a reader is answered: by what was counted, by bands of events, or by the rounded cells of a lattice. */
export type Way = 'exact' | 'bands' | 'lattice';

/** Granularities whose periods are whole months. */
const COARSE: ReadonlySet<Granularity> = new Set(['NONE', 'MONTH', 'QUARTER', 'YEAR']);

/** A band of more dimensions than these says where and when a single event was. */
const MOST_BAND_DIMENSIONS = 3;

/**
 * How somebody who sees so far is answered (DOMAIN §4). Who reads people of a station in full is answered exactly. Counts of persons come as the
 * cells of their lattice, and in no other way. Events are exact for the station's own people; a reader of aggregates (P0) has them exact by whole
 * months, station and one more dimension, and in bands where that is finer or says where.
 * @throws StationhouseError PERSONAL_DATA_MASKED, FIGURE_TOO_FINE
 */
export function wayOf(resolved: ResolvedMetric, query: FigureQuery, { persons, fine }: FigureSight): Way {
  const { metric } = resolved;
  if (persons) return 'exact';
  const named = namedBy(query);
  if (metric.personalData !== 'events') {
    refuseBesideLattice(resolved, query, named);
    return 'lattice';
  }
  if (fine) return 'exact';
  const places = placesIn(resolved, named);
  if (places.length > 0) {
    refuseBesidePlaces(resolved, query, named, places);
    return 'bands';
  }
  const coarse = COARSE.has(query.granularity) && isWholeMonths(query) && named.length <= 1 && !named.some((name) => FINE_DIMENSIONS.has(name));
  if (coarse) return 'exact';
  refuseBesideBands(resolved, query, named);
  return 'bands';
}

/** Weeks that begin on another day would cut the same days anew. */
function ofIsoWeeks({ weekStart, ...range }: Cut & DateRange): boolean {
  return weekStart === 1 && isWholeWeeks(range);
}

/** The dimensions a query names beside the station: what it filters by tells as much as what it shows. */
function namedBy({ dimensions, filter }: FigureQuery): string[] {
  return [...new Set([...dimensions, ...filter.map(({ dimension }) => dimension)])].filter((name) => name !== 'station');
}

/** The dimensions among those named that say where something happened. */
function placesIn({ dimensions }: ResolvedMetric, named: readonly string[]): Column[] {
  return named.flatMap((name) => dimensions.get(name) ?? []).filter(({ place }) => place !== undefined);
}

/**
 * Bands of places are those of one place and one month, of everything that is counted: no other dimension, day or week is laid over them, and nothing smaller than a
 * square of the map or a community.
 */
function refuseBesidePlaces({ metric: { id, measure, title } }: ResolvedMetric, { granularity, ...query }: FigureQuery, named: readonly string[], places: readonly Column[]): void {
  if (measure === 'count' && named.length === 1 && places.every(({ place }) => place === 'wide') && isWholeMonths(query) && (granularity === 'NONE' || granularity === 'MONTH')) return;
  throw new StationhouseError(
    'FIGURE_TOO_FINE',
    text(
      `${inChinese(title)}按地点：您的角色只能看计数的区间，按方格或社区其中之一，整月（粒度“按月”或“不分周期”），另可加派出所，不能再加其他维度或条件。`,
      `${inEnglish(title)} by place: your role sees bands of counts by squares or by communities, by whole months (by month, or without periods) and by station, and by nothing else beside them.`,
    ),
    { metric: id },
  );
}

/**
 * What happened in one place at several stations is told station by station: bands of their sum would be another cut over the same events.
 * @throws StationhouseError FIGURE_TOO_FINE
 */
export function refusePlacesTogether({ resolved: { metric }, dimensions }: AskedMetric, stations: number): void {
  if (stations <= 1 || dimensions.some(([name]) => name === 'station')) return;
  throw new StationhouseError('FIGURE_TOO_FINE', text('按地点查看多个派出所时，请把“派出所”也列为维度。', 'For places of several stations, ask by station as well.'), { metric: metric.id, dimension: 'station' });
}

function refuseBesideLattice({ metric: { id, lattice, title }, dimensions: columns }: ResolvedMetric, query: FigureQuery, named: readonly string[]): void {
  if (lattice === undefined) {
    throw new StationhouseError('PERSONAL_DATA_MASKED', text(`${inChinese(title)}涉及个人情况，仅本所民警可查看。`, `${inEnglish(title)} says something of persons: officers of the station alone see it.`), { metric: id });
  }
  const dimensions = ['station', ...lattice.map(shortName)];
  if ((query.granularity === 'WEEK' || query.granularity === 'NONE') && ofIsoWeeks(query) && named.every((name) => dimensions.includes(name))) return;
  const titles = dimensions.flatMap((name) => columns.get(name)?.title ?? []);
  throw new StationhouseError(
    'FIGURE_TOO_FINE',
    text(
      `${inChinese(title)}涉及个人：您的角色只能看整周（周一至周一，粒度“按周”或“不分周期”），维度限于${titles.map(inChinese).join('、')}。`,
      `${inEnglish(title)} is about persons: your role sees it by whole weeks (from a Monday to a Monday, by week or without periods), and by these dimensions alone: ${titles.map(inEnglish).join(', ')}.`,
    ),
    { metric: id, dimensions },
  );
}

function refuseBesideBands({ metric: { id, measure, title }, dimensions }: ResolvedMetric, query: FigureQuery, named: readonly string[]): void {
  const whole = { NONE: true, HOUR: true, DAY: true, WEEK: ofIsoWeeks(query), MONTH: isWholeMonths(query), QUARTER: false, YEAR: false }[query.granularity];
  const unlisted = named.flatMap((name) => dimensions.get(name) ?? []).filter((column) => !isFinite(column)).map((column) => column.title);
  const why: readonly Bilingual[] = [
    ...(measure === 'count' ? [] : [text(`${inChinese(title)}不是计数`, `${inEnglish(title)} is no count`)]),
    ...(whole ? [] : [text('按周须从周一到周一，按月须为整月，季度和年不给区间', 'weeks run from a Monday to a Monday, months are whole, and quarters and years come without bands')]),
    ...(unlisted.length === 0 ? [] : [text(`${unlisted.map(inChinese).join('、')}没有固定的取值`, `${unlisted.map(inEnglish).join(', ')} has no fixed list of values`)]),
    ...(named.length <= MOST_BAND_DIMENSIONS ? [] : [text(`维度最多 ${MOST_BAND_DIMENSIONS} 个`, `${MOST_BAND_DIMENSIONS} dimensions are the most`)]),
  ];
  if (why.length === 0) return;
  throw new StationhouseError(
    'FIGURE_TOO_FINE',
    text(
      `您的角色按整月、派出所和另外一个维度看确切数，更细的只看计数的区间；所问的两者都不是：${why.map((one) => one['zh-CN']).join('；')}。请放粗后重试。`,
      `Your role sees exact figures by whole months, by station and by one more dimension, and bands of counts where it is finer. This is neither: ${why.map((one) => one.en).join('; ')}. Ask for something coarser.`,
    ),
    { metric: id },
  );
}

/**
 * Weeks of a lattice are told of when they are over everywhere: a figure that grows under the reader's eyes says who came.
 * @throws StationhouseError FIGURE_TOO_FINE
 */
export function refuseUnfinishedWeeks({ metric: { id, title } }: ResolvedMetric, query: FigureQuery, zones: readonly string[], now: Date): void {
  if (isOver(query, zones, now)) return;
  throw new StationhouseError('FIGURE_TOO_FINE', text(`${inChinese(title)}涉及个人：您的角色只能看已结束的整周，请把结束日期提前到本周一或更早。`, `${inEnglish(title)} is about persons: your role sees weeks that are over. Let the range end on this week’s Monday or earlier.`), { metric: id });
}

/** What a metric or a dimension is called, as a sentence names it. Its id stands beside, in the details of the error. */
const inChinese = (title: Bilingual): string => `“${title['zh-CN']}”`;
const inEnglish = (title: Bilingual): string => `“${title.en}”`;
