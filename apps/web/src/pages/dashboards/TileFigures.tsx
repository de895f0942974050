import { useQuery } from '@apollo/client/react';
import { EmptyState, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { useEffect, useMemo } from 'react';
import { BoardFiguresDocument } from '../../gql/dashboards.js';
import { periodWords } from '../figures/periods.js';
import { useRecordsOf } from '../figures/records.js';
import { BigFigure } from './BigFigure.js';
import { useLooking } from './board.js';
import { Chart } from './chart/Chart.js';
import { HeatTable } from './HeatTable.js';
import { barRows, isBanded, isInexact, MOST_BARS, sheetOf, type Figure } from './sheet.js';
import { TileError } from './TileError.js';
import { SheetTable } from './SheetTable.js';
import { figureQuery, isWhole, stationsOf, type Metric, type Tile } from './tile.js';

const EVERY_MINUTE = 60_000;
/** Names in the letters of a wall that a row of its grid has room for. */
const BARS_PER_ROW = 4;
/** Dimensions whose order says more than how much each has. */
const ORDERED: ReadonlySet<string> = new Set(['weekday', 'hour', 'month']);

/** The figures of a tile under the reader's own rights, drawn or as a table. Fails by itself. */
export function TileFigures({ tile, title, asTable }: { tile: Tile; title: string; asTable: boolean }) {
  const words = useWords();
  const { say, textOf } = words;
  const { timeZone } = useScope();
  const { ground, filters, wall, back, onFigures } = useLooking();
  const findRecords = useRecordsOf();
  const variables = useMemo(() => ({ stationIds: stationsOf(tile, filters, ground.here), query: figureQuery(tile, filters, ground.metrics, ground.today) }), [tile, filters, ground]);
  const { data, error, refetch } = useQuery(BoardFiguresDocument, { variables, skip: !isWhole(tile) || variables.stationIds.length === 0, pollInterval: wall ? EVERY_MINUTE : 0, fetchPolicy: 'cache-and-network' });
  const series = data?.metricSeries;
  useEffect(() => { if (series !== undefined) onFigures?.(); }, [series, onFigures]);
  const sheet = useMemo(() => (series === undefined ? undefined : sheetOf(tile, series, ground.metrics, { textOf, period: periodWords(tile.granularity, timeZone, say), periodHead: say('周期', 'Period'), today: ground.today })), [series, tile, ground.metrics, ground.today, timeZone, say, textOf]);
  if (!isWhole(tile)) return <EmptyState title={say('还差一个选择', 'One choice is missing')} hint={say('请在“设置图块”中选好指标和维度。', 'Choose metrics and dimensions under “Set up”.')} />;
  if (variables.stationIds.length === 0) return <EmptyState title={say('没有可看的派出所', 'No station to look at')} />;
  if (error && sheet === undefined) return <TileError error={error} onRetry={() => void refetch()} />;
  if (sheet === undefined) return <Loading rows={tile.height + 1} />;
  if (sheet.columns.length === 0) return <EmptyState title={say('没有该指标', 'There is no such metric')} hint={say('提供它的插件可能已停用；请更换指标或移除图块。', 'The plugin that brought it may be gone. Choose another metric, or remove the tile.')} />;
  if (sheet.rows.length === 0) return <EmptyState title={say('这段时间没有数据', 'Nothing in this time')} hint={say('换一段时间，或放宽筛选。', 'Choose another time, or fewer filters.')} filtered />;
  if (tile.drawing === 'FIGURE' && !asTable) return <BigFigure sheet={sheet} complete={series?.every(({ points }) => points.every(({ complete }) => complete)) ?? true} />;
  const recordsOf = (metric: Metric, { point }: Figure) => (back === undefined || point === undefined ? undefined : findRecords(metric, { ...variables.query, granularity: tile.granularity, stationIds: variables.stationIds }, back)?.(point));
  if (asTable || tile.drawing === 'TABLE') return <SheetTable sheet={sheet} title={title} recordsOf={recordsOf} />;
  const inexact = isInexact(sheet) && <p className="sh-sub sh-small board-note">{[say('斜纹：按规则不给确切数，只给范围（取整的数，20 次中有 19 次在内）', 'Hatched: not told exactly, but as a range (of rounded figures in 19 cases of 20)'), ...(wall ? [] : [say('点表格中的数看原因', 'the table says why')])].join(say('；', '; '))}</p>;
  if (tile.drawing === 'HEAT') return <><HeatTable sheet={sheet} title={title} />{isBanded(sheet) ? <p className="sh-sub sh-small board-note">{say('斜纹：按规则不给确切数。≥ 是至少有这么多，颜色按此深浅；空白的格看不出多少', 'Hatched: not told exactly. ≥ is how many there are at least, and cells are filled by it; those left blank say nothing')}{!wall && say('。各格的范围见表格', '. The table has the ranges')}</p> : inexact}</>;
  const open = sheet.rows.some(({ complete }) => !complete);
  const ordered = ORDERED.has(tile.dimensions[0] ?? '');
  const drawn = tile.drawing === 'BAR' ? barRows(sheet, ordered, wall ? tile.height * BARS_PER_ROW : MOST_BARS) : sheet;
  return (
    <>
      <Chart sheet={drawn} drawing={tile.drawing} title={title} ordered={ordered} large={wall} />
      {inexact}
      {open && <p className="sh-sub sh-small board-note">{tile.drawing === 'LINE' ? say('虚点线：周期未结束，或只取了一部分', 'Dotted: the period is not over, or only a part of it counts') : say('斜纹：周期未结束，或只取了一部分', 'Hatched: the period is not over, or only a part of it counts')}</p>}
      {drawn.rows.length < sheet.rows.length && <p className="sh-sub sh-small board-note">{wall ? say('画出最多的 {drawn, number} 项，共 {all, number} 项', 'The {drawn, number} largest of {all, number}', { drawn: drawn.rows.length, all: sheet.rows.length }) : say('画出最多的 {drawn, number} 项，全部 {all, number} 项见表格', 'The {drawn, number} largest of {all, number}; the table has them all', { drawn: drawn.rows.length, all: sheet.rows.length })}</p>}
    </>
  );
}
