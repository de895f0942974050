import { useWords } from '@stationhouse/plugin-web';
import { figureWords } from '../figures/FigureCell.js';
import '../places/map/map.css';
import { FILLS, levelOf, type CellLevel } from '../places/map/cells.js';
import { Scale } from '../places/map/Scale.js';
import { boundsOf, type Figure, type Sheet } from './sheet.js';
import { formatOf } from './words.js';

/** More do not fit a cell: the table has them, and so has what stands under the pointer. */
const MOST_SIGNS = 6;

/**
 * A table whose cells are filled by how much they say: the strongest fill is the largest figure. What is not exact is hatched, and filled by how many there are at least: the
 * most there may be is hardly more for a busy hour than for a quiet one, where ranges of many stations and months were added up.
 */
export function HeatTable({ sheet, title }: { sheet: Sheet; title: string }) {
  const { say, number } = useWords();
  const weighs = (figure: Figure) => { const bounds = boundsOf(figure); return bounds === undefined ? 0 : bounds.exact || figure.margin ? bounds.high : bounds.low; };
  const all = sheet.rows.flatMap(({ key }) => sheet.columns.map((column) => sheet.figure(key, column.key)));
  const most = Math.max(0, ...all.map(weighs));
  return (
    <>
      <div className="board-table board-heat" role="region" aria-label={say('{title}：热力表', '{title}: heat table', { title })} tabIndex={0}>
        <table>
          <thead><tr><th scope="col">{sheet.heads[0]}</th>{sheet.columns.map(({ key, title: column, short }) => <th key={key} scope="col" {...(short === undefined ? {} : { 'aria-label': column, title: column })}>{short ?? column}</th>)}</tr></thead>
          <tbody>
            {sheet.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.title}</th>
                {sheet.columns.map(({ key, title: column, metric }) => {
                  const figure = sheet.figure(row.key, key);
                  const bounds = boundsOf(figure);
                  // White strokes take the contrast of white letters: what is hatched stays lighter.
                  const level = Math.min(levelOf(weighs(figure), most), bounds?.exact === false ? 3 : 4) as CellLevel;
                  const words = figureWords(figure, say, formatOf(metric, { say, number }));
                  return <td key={key} className={bounds?.exact === false ? 'board-inexact' : undefined} style={{ backgroundColor: FILLS[level], color: level === 4 ? '#fff' : '#14202e' }} title={`${row.title} · ${column}: ${words}`}>{signOf(figure, words, number)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Scale least={say('少', 'Fewer')} most={say('多', 'More')} />
    </>
  );
}

/** What a cell has room for: a figure, or how many there are at least. */
function signOf(figure: Figure, words: string, number: (value: number) => string): string {
  const bounds = boundsOf(figure);
  if (bounds === undefined || bounds.high === 0) return '';
  const sign = bounds.exact || figure.margin ? words : bounds.low > 0 ? `≥${number(bounds.low)}` : '';
  return sign.length > MOST_SIGNS ? '' : sign;
}
