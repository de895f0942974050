import { Button } from 'antd';
import { useRef, type MouseEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useListKeys } from './keyboard.js';
import { useWords } from './words.js';

/** A column of a {@link DataTable}. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'right';
  /** A CSS width; other columns share the rest. */
  readonly width?: string;
  /** The column whose content links to the record, and which heads the card on a narrow screen. */
  readonly main?: boolean;
  /** Left out on a narrow screen. */
  readonly wideOnly?: boolean;
}

export interface Selection<Row> {
  readonly keys: ReadonlySet<string>;
  toggle(key: string, row: Row): void;
}

/** What a {@link DataTable} shows and where its rows lead. */
export interface DataTableProps<Row> {
  /** What the list is, for people who hear it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly link?: (row: Row) => string;
  readonly selection?: Selection<Row>;
  readonly dense?: boolean;
  /** Marks a row: `bad` for overdue, `warn` for soon. */
  readonly tone?: (row: Row) => 'bad' | 'warn' | undefined;
}

/**
 * A list with a kept header and keys: j/k move, Enter opens, x ticks. On a narrow screen each row becomes a card,
 * so the page never scrolls sideways. A plain table: screen readers and copy-paste both understand it.
 */
export function DataTable<Row>({ label, columns, rows, rowKey, link, selection, dense = false, tone }: DataTableProps<Row>) {
  const { say } = useWords();
  const list = useRef<HTMLTableElement>(null);
  useListKeys(list);
  return (
    <table ref={list} className={dense ? 'sh-table sh-dense' : 'sh-table'} aria-label={label}>
      <thead>
        <tr>
          {selection && <th className="sh-tick"><span className="sh-hidden">{say('选择', 'Select')}</span></th>}
          {columns.map((column) => (
            <th key={column.key} scope="col" className={classOf(column)} style={column.width ? { width: column.width } : undefined}>{column.title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = rowKey(row);
          return (
            <tr key={key} data-row={key} data-tone={tone?.(row)} onClick={link ? openRow : undefined} className={link ? 'sh-opens' : undefined}>
              {selection && (
                <td className="sh-tick">
                  <input type="checkbox" data-row-tick aria-label={say('选择此行', 'Select this row')} checked={selection.keys.has(key)} onChange={() => selection.toggle(key, row)} />
                </td>
              )}
              {columns.map((column) => (
                <td key={column.key} className={classOf(column)} data-label={column.main ? undefined : column.title}>
                  <div className="sh-cell">{column.main && link ? <Link to={link(row)} data-row-link>{column.render(row)}</Link> : column.render(row)}</div>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function classOf<Row>(column: Column<Row>): string | undefined {
  return [column.align === 'right' && 'sh-right', column.main && 'sh-main', column.wideOnly && 'sh-wide'].filter(Boolean).join(' ') || undefined;
}

/** A click anywhere on the row opens it, unless it was on something that does its own, or text is being marked. */
function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  if (event.target instanceof Element && event.target.closest('a, button, input, label, select')) return;
  if (String(window.getSelection() ?? '') !== '') return;
  event.currentTarget.querySelector<HTMLElement>('[data-row-link]')?.click();
}

/** The foot of a list: how much is shown, and the way to the rest. */
export function LoadMore({ shown, total, hasMore, loading, onMore }: { shown: number; total?: number; hasMore: boolean; loading: boolean; onMore: () => void }) {
  const { say } = useWords();
  return (
    <div className="sh-more" role="status">
      <span className="sh-sub">
        {total === undefined ? say('已显示 {shown, number} 条', '{shown, number} shown', { shown }) : say('已显示 {shown, number} / 共 {total, number} 条', '{shown, number} of {total, number} shown', { shown, total })}
      </span>
      {hasMore && <Button onClick={onMore} loading={loading}>{say('加载更多', 'Load more')}</Button>}
    </div>
  );
}
