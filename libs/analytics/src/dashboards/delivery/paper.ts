import type { Tenant } from '@stationhouse/database';
import { printReport, type ReportPart } from '@stationhouse/files/documents';
import { isStationhouseError, rangeOf, text, type Id } from '@stationhouse/kernel';
import exceljs from 'exceljs';
import { addDays } from '../../dates.js';
import { pointsIn, type Figures } from '../../figures.js';
import { whereOf } from '../../places/grid.js';
import type { Places } from '../../places/places.js';
import type { FigureSight } from '../../query.js';
import type { MetricRegistry } from '../../registry.js';
import { HOT_SPOTS } from '../../studies/asked.js';
import { queryOf, type Tile } from '../tile.js';
import { said, tableOf, told } from './table.js';

/** At most so many rows of one tile on paper; the dashboard and the workbook have them all. */
const MOST_PAPER_ROWS = 60;
const MOST_PLACES = 30;
const CHARACTERS_OF_SHEET = 31;

/** What a dashboard is read from. */
export interface PaperSources {
  readonly figures: Pick<Figures, 'read'>;
  readonly places: Pick<Places, 'hotSpots'>;
  readonly registry: Pick<MetricRegistry, 'all'>;
}

/** What a tile asks. */
export interface TileQuestion {
  /** Its metrics, or what else is counted. */
  readonly subjects: readonly string[];
  readonly stationIds: readonly Id[];
}

/** Under whose rights, where and when a dashboard is put on paper. */
export interface PaperGround {
  /** Reads for the receiver, as a question of theirs: what it costs goes by its points. @throws StationhouseError BUDGET_SPENT */
  readonly ask: <Answer>(question: TileQuestion, read: (tenant: Tenant) => Promise<{ readonly answer: Answer; readonly points: number }>) => Promise<Answer>;
  /** What "here" stands for. */
  readonly stationIds: readonly Id[];
  /** The stations whose figures the receiver reads: a tile that names another is not told. */
  readonly readable: readonly Id[];
  readonly sightAt: (stationIds: readonly Id[]) => FigureSight;
  /** By the clock of the place. */
  readonly today: string;
}

/** The tiles of a dashboard as tables, each told as its receiver may know it. A tile that may not be told says so, and leaves the others. @returns with how many of them the receiver's budget did not reach for */
export async function partsOf(tiles: readonly Tile[], sources: PaperSources, ground: PaperGround): Promise<{ readonly parts: readonly ReportPart[]; readonly unpaid: number }> {
  const parts: ReportPart[] = [];
  let unpaid = 0;
  for (const tile of tiles) {
    try {
      parts.push(await partOf(tile, sources, ground));
    } catch (error) {
      if (!isStationhouseError(error)) throw error;
      if (error.code === 'BUDGET_SPENT') unpaid += 1;
      parts.push(wordsOnly(titleOf(tile, sources), `${said(text('未能列出：', 'Not shown: '))}${said(error.text)}`));
    }
  }
  return { parts, unpaid };
}

async function partOf(tile: Tile, sources: PaperSources, { ask, stationIds: here, readable, sightAt, today }: PaperGround): Promise<ReportPart> {
  const range = tile.range.preset === null ? { from: tile.range.from ?? today, to: tile.range.to ?? addDays(today, 1) } : rangeOf(tile.range.preset, today);
  const stationIds = (tile.stationIds.length > 0 ? tile.stationIds : here).filter((id) => readable.includes(id));
  const title = titleOf(tile, sources);
  const note = said(text(`${range.from} 至 ${addDays(range.to, -1)}`, `${range.from} to ${addDays(range.to, -1)}`));
  if (stationIds.length === 0 || stationIds.length < tile.stationIds.length) return wordsOnly(title, `${note} · ${said(text('所选派出所不在您的查看范围内', 'Its stations are not yours to read'))}`);
  const sight = sightAt(stationIds);
  if (tile.drawing === 'MAP') {
    const map = await ask({ subjects: [HOT_SPOTS], stationIds }, async (tenant) => {
      const answer = await sources.places.hotSpots(tenant, stationIds, { ...range, categories: tile.categories, grid: tile.grid, compare: tile.compare }, sight);
      return { answer, points: answer.cells.length };
    });
    const compared = tile.compare !== 'NONE';
    const head = [text('地点（纬度, 经度）', 'Place (latitude, longitude)'), text('警情', 'Incidents'), ...(compared ? [text('比较期', 'Earlier')] : [])].map(said);
    return { title, note, head, labels: 1, rows: map.cells.slice(0, MOST_PLACES).map(({ outline, amount, previous }, index) => [`${index + 1} · ${whereOf(outline)}`, told(amount, 'incidents'), ...(compared ? [previous === null ? '—' : told(previous, 'incidents')] : [])]) };
  }
  const series = await ask({ subjects: tile.metrics, stationIds }, async (tenant) => {
    const answer = await sources.figures.read(tenant, stationIds, queryOf(tile, range), sight);
    return { answer, points: pointsIn(answer) };
  });
  return { title, note, ...tableOf(tile, series, today) };
}

/** Its own title, else that of its metrics. */
function titleOf({ title, drawing, metrics }: Tile, { registry }: PaperSources): string {
  if (title !== '') return title;
  return drawing === 'MAP' ? said(text('警情热点', 'Hot spots of incidents')) : metrics.map((id) => said(registry.all().find(({ metric }) => metric.id === id)?.metric.title ?? text(id, id))).join('、');
}

function wordsOnly(title: string, note: string): ReportPart {
  return { title, note, head: [], labels: 0, rows: [] };
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
    for (const row of rows) writeRow(sheet, row);
    sheet.columns.forEach((column) => { column.width = 18; });
  });
  if (parts.length === 0) book.addWorksheet(title.slice(0, CHARACTERS_OF_SHEET));
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Numbers and shares as numbers, so that they can be counted on; anything else as text. */
function writeRow(sheet: exceljs.Worksheet, row: readonly string[]): void {
  const written = sheet.addRow([]);
  row.forEach((words, index) => {
    const cell = written.getCell(index + 1);
    const [, sign, digits, share] = /^([+−-]?)(\d+(?:\.\d+)?)( ?%)?$/.exec(words) ?? [];
    if (digits === undefined) { cell.value = words; return; }
    const size = share === undefined ? Number(digits) : Number((Number(digits) / 100).toFixed(4));
    cell.value = sign === '−' || sign === '-' ? -size : size;
    if (share !== undefined) cell.numFmt = share === '%' ? '0.0%' : '+0.0%;−0.0%;0.0%';
  });
}
