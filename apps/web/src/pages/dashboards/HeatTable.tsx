import { useWords } from '@stationhouse/plugin-web';
import { figureWords } from '../figures/FigureCell.js';
import '../places/map/map.css';
import { FILLS, levelOf, type CellLevel } from '../places/map/cells.js';
import { Scale } from '../places/map/Scale.js';
import { boundsOf, type Sheet } from './sheet.js';
import { formatOf } from './words.js';

/** A table whose cells are filled by how much they say: the strongest fill is the largest figure. What is not exact is hatched. */
export function HeatTable({ sheet, title }: { sheet: Sheet; title: string }) {
  const { say, number } = useWords();
  const most = Math.max(0, ...sheet.rows.flatMap(({ key }) => sheet.columns.map((column) => boundsOf(sheet.figure(key, column.key))?.high ?? 0)));
  return (
    <>
      <div className="board-table board-heat" role="region" aria-label={say('{title}：热力表', '{title}: heat table', { title })} tabIndex={0}>
        <table>
          <thead><tr><th scope="col">{sheet.heads[0]}</th>{sheet.columns.map(({ key, title: column }) => <th key={key} scope="col">{column}</th>)}</tr></thead>
          <tbody>
            {sheet.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.title}</th>
                {sheet.columns.map(({ key, title: column, metric }) => {
                  const figure = sheet.figure(row.key, key);
                  const bounds = boundsOf(figure);
                  // White strokes take the contrast of white letters: what is hatched stays lighter.
                  const level = Math.min(levelOf(bounds?.high ?? 0, most), bounds?.exact === false ? 3 : 4) as CellLevel;
                  const words = figureWords(figure, say, formatOf(metric, { say, number }));
                  return <td key={key} className={bounds?.exact === false ? 'board-inexact' : undefined} style={{ backgroundColor: FILLS[level], color: level === 4 ? '#fff' : '#14202e' }} title={`${row.title} · ${column}: ${words}`}>{bounds?.high === 0 ? '' : words}</td>;
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
