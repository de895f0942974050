import { useWords } from '@stationhouse/plugin-web';
import { FigureCell } from '../figures/FigureCell.js';
import type { Sheet } from './sheet.js';
import { formatOf } from './words.js';

/** One figure per metric, with what it was before. */
export function BigFigure({ sheet, complete }: { sheet: Sheet; complete: boolean }) {
  const { say, number, textOf } = useWords();
  return (
    <div className="board-figures">
      {sheet.columns.map(({ key, title, metric }) => {
        const figure = sheet.figure('', key);
        const format = formatOf(metric, { say, number });
        const rises = (figure.difference ?? 0) > 0;
        const changed = figure.printedChange ?? (typeof figure.difference === 'number' && metric.unit.id === 'ratio' ? say('{points} 个百分点', '{points} pp', { points: `${rises ? '+' : figure.difference < 0 ? '−' : ''}${Math.abs(figure.difference * 100).toFixed(1)}` }) : null);
        return (
          <div key={key} className="board-figure">
            {sheet.columns.length > 1 && <span className="sh-sub">{title}</span>}
            <span className="board-number sh-num"><FigureCell figure={figure} format={format} />{metric.unit.id !== 'ratio' && metric.unit.id !== 'seconds' && <small> {textOf(metric.unit.title)}</small>}</span>
            {figure.previous && <span className="sh-sub">{changed !== null && <b className="board-change"><span aria-hidden="true">{rises ? '↑' : figure.difference === 0 ? '→' : '↓'}</span> {changed}</b>} {say('比较期', 'earlier')} <FigureCell figure={figure.previous} format={format} /></span>}
            {!complete && <span className="sh-sub sh-small">{say('时段尚未结束', 'The range is not over yet')}</span>}
          </div>
        );
      })}
    </div>
  );
}
