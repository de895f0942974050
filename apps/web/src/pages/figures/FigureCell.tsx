import { useWords, type ApiText } from '@stationhouse/plugin-web';
import { Button, Popover } from 'antd';
import { Link } from 'react-router';

/** A figure as the API tells it: exact, rounded, as a band, or not at all. */
export interface ToldFigure {
  readonly value?: number | null | undefined;
  readonly suppressed: boolean;
  /** Null for an exact figure. */
  readonly reason?: ApiText | null | undefined;
  readonly atLeast?: number | null | undefined;
  readonly atMost?: number | null | undefined;
  readonly margin?: number | null | undefined;
  readonly rank?: number | null | undefined;
}

/**
 * One figure in a table or beside a chart. Whatever is not exact says so by its sign and, at a press, why.
 * @param format how an exact value is written; a plain number when absent
 * @param to where the records behind it are seen; absent where the reader sees none
 */
export function FigureCell({ figure, format, to }: { figure: ToldFigure; format?: (value: number) => string; to?: string | undefined }) {
  const { say, number, textOf } = useWords();
  const words = figureWords(figure, say, format ?? number);
  if (!figure.reason) return to === undefined ? <span>{words}</span> : <Link to={to} style={{ textDecorationColor: 'var(--sh-line)', textUnderlineOffset: 3 }}>{words}</Link>;
  const why = (
    <div style={{ maxWidth: 300 }}>
      <p style={{ marginTop: 0 }}>{textOf(figure.reason)}</p>
      <p className="sh-sub" style={{ margin: '8px 0 0' }}>{boundsWords(figure, say)}</p>
      {isWide(figure) && <p className="sh-sub" style={{ margin: '8px 0 0' }}>{say('范围较宽，是各派出所、各时段的区间相加而成；少用一个维度（例如只看星期，或只看时段），范围会窄得多。', 'It is this wide because the ranges of every station and period are added up. With one dimension less – weekdays alone, or hours alone – it is far narrower.')}</p>}
    </div>
  );
  return (
    <Popover trigger="click" content={why} title={figure.suppressed ? say('为什么不显示', 'Why it is not shown') : say('为什么不是确切数', 'Why it is not exact')}>
      <Button type="link" size="small" style={{ padding: 0, color: figure.suppressed ? 'var(--sh-ink-2)' : 'var(--sh-ink)', textDecoration: 'underline dotted', textUnderlineOffset: 3 }} aria-label={say('{words}，说明', '{words}, explained', { words })}>
        {words}
      </Button>
    </Popover>
  );
}

type Say = ReturnType<typeof useWords>['say'];

/** What stands in the cell: `＜5`, `约 215`, `10–19`, `≤144` of a band that begins with nothing. */
export function figureWords({ value, suppressed, reason, atLeast, atMost, margin }: ToldFigure, say: Say, format: (value: number) => string): string {
  if (suppressed) return atMost === 4 ? say('＜5', '<5') : say('不显示', 'not shown');
  if (value !== null && value !== undefined) return reason && margin ? say('约 {value}', '≈ {value}', { value: format(value) }) : format(value);
  if (atLeast !== null && atLeast !== undefined && atMost !== null && atMost !== undefined) {
    if (atLeast > 0) return `${format(atLeast)}–${format(atMost)}`;
    return atMost === 4 ? say('＜5', '<5') : `≤${format(atMost)}`;
  }
  return '—';
}

/** A band so wide that it says little: fewer dimensions say more. */
function isWide({ value, suppressed, atLeast, atMost }: ToldFigure): boolean {
  return !suppressed && typeof value !== 'number' && typeof atLeast === 'number' && typeof atMost === 'number' && atMost > 4 && atMost > 4 * Math.max(1, atLeast);
}

/** How far from the truth it may be. */
function boundsWords({ suppressed, margin, atLeast, atMost, rank }: ToldFigure, say: Say): string {
  const bounds = { atLeast: atLeast ?? 0, atMost: atMost ?? 0 };
  if (suppressed) return say('实际在 {atLeast, number} 到 {atMost, number} 之间，不要当作 0。', 'The true count is between {atLeast, number} and {atMost, number}: do not read it as none.', bounds);
  if (margin) return say('与实际一般相差不超过 {margin, number}（20 次中有 19 次）。', 'Mostly within {margin, number} of the true count: in 19 cases of 20.', { margin });
  if (rank) return say('实际在 {atLeast, number} 到 {atMost, number} 之间，在本表同一时段排第 {rank, number}。', 'The true count is between {atLeast, number} and {atMost, number}; number {rank, number} of its period in this table.', { ...bounds, rank });
  if (atMost !== null && atMost !== undefined) return say('实际在 {atLeast, number} 到 {atMost, number} 之间。', 'The true count is between {atLeast, number} and {atMost, number}.', bounds);
  return '';
}
