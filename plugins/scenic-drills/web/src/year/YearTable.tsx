import { Chip, useWords, type Tone } from '@stationhouse/plugin-web';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DrillYearRowFragment } from '../gql/year.js';
import { kindWords } from '../kinds.js';
import { drillPage } from '../paths.js';

type Entry = DrillYearRowFragment['entries'][number];
const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

interface Props {
  readonly rows: readonly DrillYearRowFragment[];
  /** The present month of the year that is shown; 0 for another year. */
  readonly month: number;
  /** The bureau's page names the station, and leads nowhere. */
  readonly base?: string | undefined;
  readonly withStation?: boolean;
  readonly actions?: ((row: DrillYearRowFragment) => ReactNode) | undefined;
}

/** Sites and months: what was planned, and how it stands, in words and colour. On a phone one site after the other. */
export function YearTable({ rows, month, base, withStation = false, actions }: Props) {
  const { say, number } = useWords();
  const monthName = (one: number) => say('{month} 月', '{month}', { month: one });
  const head = (row: DrillYearRowFragment) => <><b>{row.siteName}</b> {row.grade && <Chip>{row.grade}</Chip>}{withStation && <div className="sh-sub sh-small">{row.stationName}</div>}{row.besides > 0 && <div className="sh-sub sh-small">{say('计划外 {count} 次', '{count} beside the plan', { count: number(row.besides) })}</div>}{actions?.(row)}</>;
  const of = (row: DrillYearRowFragment, one: number) => row.entries.filter((entry) => entry.month === one).map((entry, index) => <Standing key={index} entry={entry} base={base} />);
  return (
    <>
      <div className="year-scroll">
        <table className="year-table">
          <thead><tr><th scope="col">{say('景区', 'Site')}</th>{MONTHS.map((one) => <th key={one} scope="col" data-now={one === month ? 'yes' : 'no'}>{monthName(one)}</th>)}</tr></thead>
          <tbody>{rows.map((row) => <tr key={row.siteId}><th scope="row">{head(row)}</th>{MONTHS.map((one) => <td key={one} data-now={one === month ? 'yes' : 'no'}>{of(row, one)}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <div className="year-phone">{rows.map((row) => (
        <section key={row.siteId} className="sh-card" aria-label={row.siteName}>
          {head(row)}
          {row.entries.length === 0 ? <p className="sh-sub">{say('本年没有计划', 'Nothing is planned this year')}</p> : row.entries.map((entry, index) => <div key={index} className="sh-row"><span className="sh-sub" style={{ minWidth: 40 }}>{monthName(entry.month)}</span><Standing entry={entry} base={base} /></div>)}
        </section>
      ))}</div>
    </>
  );
}

function Standing({ entry: { kind, standing, instanceId }, base }: { entry: Entry; base: string | undefined }) {
  const { say } = useWords();
  const said: Readonly<Record<Entry['standing'], readonly [string, Tone]>> = { HELD: [say('✓ 已办', '✓ Held'), 'ok'], DUE: [say('● 本月', '● This month'), 'info'], AHEAD: [say('○ 待办', '○ To come'), 'plain'], BEHIND: [say('! 未办', '! Behind'), 'bad'] };
  const [words, tone] = said[standing];
  const name = kindWords(say)[kind] ?? kind;
  return <div className="year-entry"><span>{instanceId && base !== undefined ? <Link to={`${base}/${drillPage(instanceId)}`}>{name}</Link> : name}</span><Chip tone={tone}>{words}</Chip></div>;
}

/** How many of a year's drills stand how. */
export function YearSums({ rows }: { rows: readonly DrillYearRowFragment[] }) {
  const { say, number } = useWords();
  const entries = rows.flatMap((row) => row.entries);
  const count = (standing: Entry['standing']) => number(entries.filter((entry) => entry.standing === standing).length);
  return <p className="sh-sub" role="status">{say('计划 {all} 次 · 已办 {held} · 未按月完成 {behind} · 本月 {due}', '{all} planned · {held} held · {behind} behind · {due} this month', { all: number(entries.length), held: count('HELD'), behind: count('BEHIND'), due: count('DUE') })}</p>;
}
