import { useWords } from '@stationhouse/plugin-web';
import { FigureCell } from '../figures/FigureCell.js';
import type { Figure, Sheet } from './sheet.js';
import type { Metric } from './tile.js';
import { changeWords, formatOf } from './words.js';

/**
 * The figures of a tile as a table: all that a chart says, and what it may not say.
 * @param recordsOf where the records behind a figure are seen; undefined for nowhere
 */
export function SheetTable({ sheet, title, recordsOf }: { sheet: Sheet; title: string; recordsOf: (metric: Metric, figure: Figure) => string | undefined }) {
  const words = useWords();
  const { say, number } = words;
  const [only, ...others] = sheet.columns;
  const compared = only !== undefined && others.length === 0 && sheet.rows.some(({ key }) => sheet.figure(key, only.key).previous);
  return (
    <div className="board-table" role="region" aria-label={say('{title}：数据表', '{title}: table', { title })} tabIndex={0}>
      <table className="board-rows">
        <thead>
          <tr>
            {sheet.heads.map((head) => <th key={head} scope="col">{head}</th>)}
            {sheet.columns.map(({ key, title: column }) => <th key={key} scope="col" className="sh-right">{column}</th>)}
            {compared && <><th scope="col" className="sh-right">{say('比较期', 'Earlier')}</th><th scope="col" className="sh-right">{say('增减', 'Change')}</th></>}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row) => (
            <tr key={row.key}>
              {row.parts.map((part, at) => (at === 0 ? <th key={part} scope="row">{part}{!row.complete && <span className="sh-sub sh-small"> {say('不完整', 'incomplete')}</span>}</th> : <td key={`${at} ${part}`}>{part}</td>))}
              {sheet.columns.map(({ key, metric }) => <td key={key} className="sh-right sh-num"><FigureCell figure={sheet.figure(row.key, key)} format={formatOf(metric, { say, number })} to={recordsOf(metric, sheet.figure(row.key, key))} /></td>)}
              {compared && only && <Compared figure={sheet.figure(row.key, only.key)} format={formatOf(only.metric, { say, number })} change={changeWords(sheet.figure(row.key, only.key), only.metric, words)} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Compared({ figure: { previous }, format, change }: { figure: Figure; format: (value: number) => string; change: string | undefined }) {
  return <><td className="sh-right sh-num">{previous ? <FigureCell figure={previous} format={format} /> : '—'}</td><td className="sh-right sh-num">{change ?? '—'}</td></>;
}
