import { printReport, type ReportPart } from '@stationhouse/files/documents';
import { isStationhouseError, printedChange, rangeOf, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Tenant } from '@stationhouse/database';
import exceljs from 'exceljs';
import { addDays } from '../../dates.js';
import type { Figures, FigureSeries } from '../../figures.js';
import { measureKind, UNITS, type UnitId } from '../../metric.js';
import type { Places } from '../../places/places.js';
import type { FigureAmount, FigurePoint } from '../../points.js';
import type { FigureSight } from '../../query.js';
import { queryOf, type Tile } from '../tile.js';

/** At most so many rows of one tile on paper; the dashboard and the workbook have them all. */
const MOST_PAPER_ROWS = 60;
const MOST_PLACES = 30;
const CHARACTERS_OF_SHEET = 31;

/** Under whose rights, where and when a dashboard is put on paper. */
export interface PaperGround {
  readonly tenant: Tenant;
  /** What "here" stands for. */
  readonly stationIds: readonly Id[];
  /** The stations whose figures the receiver reads: a tile that names another is not told. */
  readonly readable: readonly Id[];
  readonly sightAt: (stationIds: readonly Id[]) => FigureSight;
  /** By the clock of the place. */
  readonly today: string;
}

/** The tiles of a dashboard as tables, each told as its receiver may know it. A tile that may not be told says so, and leaves the others. */
export async function partsOf(tiles: readonly Tile[], figures: Pick<Figures, 'read'>, places: Pick<Places, 'hotSpots'>, ground: PaperGround): Promise<ReportPart[]> {
  const parts: ReportPart[] = [];
  for (const tile of tiles) {
    try {
      parts.push(...(await partsOfTile(tile, figures, places, ground)));
    } catch (error) {
      if (!isStationhouseError(error)) throw error;
      parts.push({ title: tile.title || said(text('图块', 'Tile')), note: `${said(text('未能列出：', 'Not shown: '))}${said(error.text)}`, head: [], rows: [] });
    }
  }
  return parts;
}

async function partsOfTile(tile: Tile, figures: Pick<Figures, 'read'>, places: Pick<Places, 'hotSpots'>, { tenant, stationIds: here, readable, sightAt, today }: PaperGround): Promise<ReportPart[]> {
  const range = tile.range.preset === null ? { from: tile.range.from ?? today, to: tile.range.to ?? addDays(today, 1) } : rangeOf(tile.range.preset, today);
  const stationIds = (tile.stationIds.length > 0 ? tile.stationIds : here).filter((id) => readable.includes(id));
  const note = `${range.from} — ${addDays(range.to, -1)}`;
  if (stationIds.length === 0 || stationIds.length < tile.stationIds.length) return [{ title: tile.title, note: `${note} · ${said(text('所选派出所不在您的查看范围内', 'Its stations are not yours to read'))}`, head: [], rows: [] }];
  const sight = sightAt(stationIds);
  if (tile.drawing === 'MAP') {
    const map = await places.hotSpots(tenant, stationIds, { ...range, categories: tile.categories, grid: tile.grid, compare: tile.compare }, sight);
    const compared = tile.compare !== 'NONE';
    const head = [text('地点（单元）', 'Place (cell)'), text('警情', 'Incidents'), ...(compared ? [text('比较期', 'Earlier')] : [])].map(said);
    return [{ title: tile.title || said(text('警情热点', 'Hot spots')), note, head, rows: map.cells.slice(0, MOST_PLACES).map(({ cell, amount, previous }) => [cell, told(amount, 'incidents'), ...(compared ? [previous === null ? '—' : told(previous, 'incidents')] : [])]) }];
  }
  const series = await figures.read(tenant, stationIds, queryOf(tile, range), sight);
  return series.map((one) => ({ ...partOfSeries(one, tile), title: series.length === 1 && tile.title !== '' ? tile.title : said(one.resolved.metric.title), note }));
}

function partOfSeries({ resolved, points, comparedRange }: FigureSeries, tile: Tile): Pick<ReportPart, 'head' | 'rows'> {
  const { unit, measure } = resolved.metric;
  const divided = ['ratio', 'duration'].includes(measureKind(measure));
  const periods = tile.granularity !== 'NONE';
  const axes = [...(periods ? [said(text('周期', 'Period'))] : []), ...tile.dimensions.map((name) => said(resolved.dimensions.get(name)?.title ?? text(name, name)))];
  const value = divided ? said(resolved.metric.title) : said(UNITS[unit].title);
  const head = [...(axes.length === 0 ? [''] : axes), value, ...(comparedRange === null ? [] : [said(text('比较期', 'Earlier')), said(text('增减', 'Change'))])];
  const row = (point: FigurePoint) => [
    ...(axes.length === 0 ? [said(text('合计', 'Total'))] : [...(periods ? [`${point.period ?? ''}${point.complete ? '' : said(text('（未完）', ' (not over)'))}`] : []), ...point.dimensions.map(({ title }) => said(title))]),
    told(point, unit),
    ...(comparedRange === null ? [] : [point.previous === null ? '—' : told(point.previous, unit), point.change === null ? '—' : printedChange(point.change)]),
  ];
  return { head, rows: points.map(row) };
}

/** A figure as it may be told, on paper. */
function told({ value, disclosure }: FigureAmount, unit: UnitId): string {
  const { suppressed, reason, atLeast, atMost, margin } = disclosure;
  if (suppressed) return atMost === 4 ? '＜5' : said(text('不显示', 'not shown'));
  if (value !== null) return reason !== null && margin !== null ? `${said(text('约 ', '≈ '))}${written(value, unit)}` : written(value, unit);
  return atLeast !== null && atMost !== null ? `${written(atLeast, unit)}–${written(atMost, unit)}` : '—';
}

function written(value: number, unit: UnitId): string {
  if (unit === 'ratio') return `${(value * 100).toFixed(1)}%`;
  if (unit === 'seconds') return said(text(`${Math.floor(value / 60)} 分 ${Math.round(value % 60)} 秒`, `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`));
  return String(Math.round(value * 10) / 10);
}

/** Papers of the house are Chinese. */
function said(words: Bilingual): string {
  return words['zh-CN'];
}

/** The tables as PDF. */
export function asPdf(title: string, facts: string, parts: readonly ReportPart[]): Promise<Buffer> {
  const cut = parts.map((part) => (part.rows.length <= MOST_PAPER_ROWS ? part : { ...part, rows: part.rows.slice(0, MOST_PAPER_ROWS), note: `${part.note} · 共 ${part.rows.length} 行，此处列前 ${MOST_PAPER_ROWS} 行` }));
  return printReport(title, facts, cut);
}

/** The tables as a workbook, a sheet each. Values are text: none is taken for a formula. */
export async function asWorkbook(title: string, facts: string, parts: readonly ReportPart[]): Promise<Buffer> {
  const book = new exceljs.Workbook();
  parts.forEach(({ title: name, note, head, rows }, index) => {
    const sheet = book.addWorksheet(`${index + 1} ${name}`.replaceAll(/[[\]*?:/\\']/g, ' ').slice(0, CHARACTERS_OF_SHEET), { views: [{ state: 'frozen', ySplit: 3 }] });
    sheet.addRow([`${title} · ${facts}`]);
    sheet.addRow([note]);
    sheet.addRow([...head]).font = { bold: true };
    for (const row of rows) sheet.addRow(row.map(numberOrText));
    sheet.columns.forEach((column) => { column.width = 18; });
  });
  if (parts.length === 0) book.addWorksheet(title.slice(0, CHARACTERS_OF_SHEET));
  return Buffer.from(await book.xlsx.writeBuffer());
}

function numberOrText(cell: string): string | number {
  return /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
}
