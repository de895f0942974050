import { Loading, useWords } from '@stationhouse/plugin-web';
import { lazy, Suspense, useMemo } from 'react';
import { figureWords } from '../../figures/FigureCell.js';
import type { Sheet } from '../sheet.js';
import type { Drawing } from '../tile.js';
import { formatOf } from '../words.js';
import { optionOf } from './option.js';

const Canvas = lazy(() => import('./Canvas.js'));

/** A chart of a sheet. The library behind it is loaded when one is first shown. */
export function Chart({ sheet, drawing, title, ordered, large }: { sheet: Sheet; drawing: Drawing; title: string; ordered: boolean; large: boolean }) {
  const { say, number } = useWords();
  const label = say('{title}：图，旁边的表格内容相同', '{title}: chart; the table beside it says the same', { title });
  const option = useMemo(() => {
    const formats = new Map(sheet.columns.map(({ key, metric }) => [key, formatOf(metric, { say, number })]));
    const format = (column: string, value: number) => (formats.get(column) ?? number)(value);
    return optionOf(sheet, drawing, { label, previous: say('比较期', 'Earlier'), font: getComputedStyle(document.body).fontFamily, format, told: (row, column) => figureWords(sheet.figure(row, column), say, (value) => format(column, value)) }, ordered, large);
  }, [sheet, drawing, label, ordered, large, say, number]);
  return <Suspense fallback={<Loading rows={3} />}><Canvas option={option} label={label} /></Suspense>;
}
