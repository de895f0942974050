import { Chip, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Dropdown } from 'antd';
import { memo, useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import { Link } from 'react-router';
import type { WorkflowLatenessQuery } from '../../gql/matrix.js';
import { PERMISSIONS } from '../../permissions.js';
import { useNarrow } from '../configure/useNarrow.js';
import { stationKinds } from '../stations/words.js';
import { SMALL } from './compare.js';
import { EndOfRows } from './EndOfRows.js';
import { RowsInSight } from './rows-in-sight.js';
import { stepOf } from './window.js';
import { cellChip, cellNotes, changedInWords, driftInWords, lateInWords, percent, wantsCare, type Matrix, type MatrixCell, type MatrixStation, type MatrixWorkflow } from './words.js';

/** Columns have their width from here, not from what stands in them: rows that come need no look at all the others, and nothing moves sideways as one scrolls. */
const [STATION_PX, WORKFLOW_PX, RATE_PX] = [150, 172, 216];

type Lateness = WorkflowLatenessQuery['workflowLateness'];

interface Props {
  readonly matrix: Matrix;
  readonly lateness: Lateness;
  readonly onOpen: (stationId: string, workflow: string) => void;
  readonly onPolicy: (pluginId: string) => void;
  /** A reader nears the last row; absent where there are no more, or while they come. */
  readonly onNearEnd: (() => void) | undefined;
}

/**
 * Stations × workflows: head and first column stay, of many rows only those in sight are drawn, and arrow keys lead from cell to cell. On a
 * phone each station is a card with what wants somebody; the rest of it opens below.
 */
export function Grid(props: Props) {
  return useNarrow() ? <Cards {...props} /> : <Table {...props} />;
}

function Table({ matrix, lateness, onOpen, onPolicy, onNearEnd }: Props) {
  const { say } = useWords();
  const table = useRef<HTMLTableElement>(null);
  const [rows] = useState(() => new RowsInSight());
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const moved = useRef(false);
  const { edges, workflows } = matrix;
  const { first, last, above, below } = useSyncExternalStore(rows.subscribe, rows.snapshot);
  const { attach, measure } = rows;
  // Tab leads to a row that is drawn, even when the one last reached was scrolled away.
  const stop = Math.max(first, Math.min(at[0], last - 1));
  const top = edges[0]?.node.id;
  useEffect(() => rows.hold(edges.length, top), [rows, top, edges.length]);
  const move = (event: KeyboardEvent) => {
    const next = stepOf(event, at, edges.length, workflows.length);
    if (next === undefined || event.altKey || event.metaKey || !(event.target instanceof HTMLElement && event.target.matches('[data-at]'))) return;
    event.preventDefault();
    moved.current = true;
    rows.show(next[0]);
    setAt(next);
  };
  useEffect(() => {
    // The row may come to be drawn only now.
    const cell = moved.current ? table.current?.querySelector<HTMLElement>(`[data-at="${at.join(' ')}"]`) : undefined;
    if (!cell) return;
    moved.current = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [at, first, last]);
  return (
    <div className="mx-grid" ref={attach} onKeyDown={move}>
      <table ref={table} className="sh-table" aria-label={say('派出所 × 流程', 'Stations × workflows')} aria-rowcount={matrix.selected + 1} style={{ width: `max(100%, ${STATION_PX + workflows.length * WORKFLOW_PX + RATE_PX}px)` }}>
        <colgroup><col style={{ width: STATION_PX }} />{workflows.map(({ workflow }) => <col key={workflow} />)}<col style={{ width: RATE_PX }} /></colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{say('派出所', 'Station')}</th>
            {workflows.map((workflow) => <th key={workflow.workflow} scope="col"><Head workflow={workflow} late={lateness.find((one) => one.workflow === workflow.workflow)} onPolicy={onPolicy} /></th>)}
            <th scope="col">{say('近 30 天逾期率', 'Late in 30 days')}</th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }}><td colSpan={workflows.length + 2} /></tr>}
          {edges.slice(first, last).map(({ node }, index) => (
            <Row key={node.id} station={node} index={first + index} workflows={workflows} reached={stop === first + index ? at[1] : undefined} measure={measure} onFocus={setAt} onOpen={onOpen} />
          ))}
          {below > 0 && <tr aria-hidden style={{ height: below }}><td colSpan={workflows.length + 2} /></tr>}
        </tbody>
      </table>
      {onNearEnd && <EndOfRows onNear={onNearEnd} />}
    </div>
  );
}

interface RowProps {
  readonly station: MatrixStation;
  readonly index: number;
  readonly workflows: readonly MatrixWorkflow[];
  /** The column that Tab leads to; undefined where it leads to another row. */
  readonly reached: number | undefined;
  readonly measure: (row: HTMLElement | null) => void;
  readonly onFocus: (place: readonly [number, number]) => void;
  readonly onOpen: Props['onOpen'];
}

/** Drawn anew only when something of it changes, not with every step of a scroll. */
const Row = memo(function Row({ station, index, workflows, reached, measure, onFocus, onOpen }: RowProps) {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} data-tone={station.problems > 0 ? 'warn' : undefined}>
      <th scope="row"><Name station={station} /></th>
      {workflows.map((workflow, column) => (
        <td key={workflow.workflow}>
          <Cell cell={station.cells.find((cell) => cell.workflow === workflow.workflow)} workflow={workflow} station={station} place={[index, column]} reached={reached === column} onFocus={onFocus} onOpen={() => onOpen(station.id, workflow.workflow)} />
        </td>
      ))}
      <td><Rate station={station} /></td>
    </tr>
  );
});

/** On a phone: what wants somebody stands open, the other workflows of the station behind one press. */
function Cards({ matrix: { edges, workflows }, onOpen, onNearEnd }: Props) {
  const { say, textOf } = useWords();
  return (
    <>
      <ul className="mx-stack" aria-label={say('派出所 × 流程', 'Stations × workflows')}>
        {edges.map(({ node }) => {
          const lines = workflows.map((workflow) => ({ workflow, cell: node.cells.find((one) => one.workflow === workflow.workflow) }));
          const shown = ({ workflow, cell }: (typeof lines)[number]) => <div key={workflow.workflow} className="mx-pair"><span className="sh-sub sh-small">{textOf(workflow.title)}</span><Cell cell={cell} workflow={workflow} station={node} onOpen={() => onOpen(node.id, workflow.workflow)} /></div>;
          const [care, rest] = [lines.filter(({ cell }) => cell && wantsCare(cell)), lines.filter(({ cell }) => !cell || !wantsCare(cell))];
          return (
            <li key={node.id} data-tone={node.problems > 0 ? 'warn' : undefined}>
              <div className="sh-row"><Name station={node} /><span className="sh-push"><Rate station={node} /></span></div>
              {care.map(shown)}
              {rest.length > 0 && <details><summary>{care.length > 0 ? say('其余 {count, number} 个流程', '{count, plural, one {# other workflow} other {# other workflows}}', { count: rest.length }) : say('{count, number} 个流程，均无待处理的问题', '{count, plural, one {# workflow} other {# workflows}}, none wants attention', { count: rest.length })}</summary>{rest.map(shown)}</details>}
            </li>
          );
        })}
      </ul>
      {onNearEnd && <EndOfRows onNear={onNearEnd} />}
    </>
  );
}

function Name({ station: { name, kind } }: { station: MatrixStation }) {
  const { say } = useWords();
  return <span className="mx-station"><b>{name}</b><span className="sh-sub sh-small">{stationKinds(say).find(({ value }) => value === kind)?.label ?? kind}</span></span>;
}

/** A workflow with what the bureau says of it, how late all stations together were, and what can be done about it. */
function Head({ workflow: { workflow, title, pluginId, policy, reviewNeeded, template, authored }, late, onPolicy }: { workflow: MatrixWorkflow; late: Lateness[number] | undefined; onPolicy: (pluginId: string) => void }) {
  const { say, textOf } = useWords();
  const { base, may } = useScope();
  const items = [
    { key: 'template', label: <Link to={`${base}/workflows/${workflow}`}>{say('分局模板', 'The bureau’s template')}</Link> },
    ...(may(PERMISSIONS.setPluginPolicies) ? [{ key: 'policy', label: say('统一启用或禁用…', 'Mandate or forbid …'), onClick: () => onPolicy(pluginId) }] : []),
    { key: 'reviews', label: <Link to={`${base}/reviews`}>{say('复核规则', 'Review rules')}</Link> },
  ];
  return (
    <span className="mx-head">
      <span className="sh-row">
        <b>{textOf(title)}</b>
        <Dropdown menu={{ items }} trigger={['click']}><Button type="text" size="small" aria-haspopup="menu" aria-label={say('“{title}”的操作', 'What to do about {title}', { title: textOf(title) })}>⋯</Button></Dropdown>
      </span>
      <span className="sh-row">
        <span className="sh-small">{say('模板 v{template}', 'Template v{template}', { template: String(template) })}</span>
        {authored && <Chip>{say('分局自建', 'The bureau’s own')}</Chip>}
        {policy !== 'FREE' && <Chip tone={policy === 'MANDATED' ? 'info' : 'plain'}>{policy === 'MANDATED' ? say('统一启用', 'Mandated') : say('禁用', 'Forbidden')}</Chip>}
        {reviewNeeded && <Chip>{say('发布须复核', 'Reviewed')}</Chip>}
      </span>
      {late && <span className="sh-small">{lateInWords(late, say)}</span>}
    </span>
  );
}

interface CellProps {
  readonly cell: MatrixCell | undefined;
  readonly workflow: MatrixWorkflow;
  readonly station: MatrixStation;
  readonly onOpen: () => void;
  /** In a table: row and column, whether Tab leads here, and who hears that it has the focus. */
  readonly place?: readonly [number, number];
  readonly reached?: boolean;
  readonly onFocus?: (place: readonly [number, number]) => void;
}

function Cell({ cell, workflow, station, onOpen, place, reached = true, onFocus }: CellProps) {
  const words = useWords();
  const { say, textOf } = words;
  if (cell === undefined) return <span className="sh-sub">—</span>;
  const { tone, words: said } = cellChip(cell, say);
  const figures = [driftInWords(cell, workflow, say), lateInWords(cell, say), changedInWords(cell, words)].filter(Boolean);
  return (
    <button
      type="button" className="mx-cell" data-care={wantsCare(cell) || undefined} data-off={!cell.enabled || undefined} onClick={onOpen}
      aria-label={say('{station} · {title}：{words}，查看差异', '{station} · {title}: {words}, see the difference', { station: station.name, title: textOf(workflow.title), words: said })}
      {...(place === undefined ? {} : { 'data-at': place.join(' '), tabIndex: reached ? 0 : -1, onFocus: () => onFocus?.(place) })}
    >
      <Chip tone={tone}>{said}</Chip>
      {cellNotes(cell, say).map((note) => <span key={note} className="sh-small">{note}</span>)}
      {figures.map((figure) => <span key={figure} className="sh-sub sh-small">{figure}</span>)}
    </button>
  );
}

/** Few tasks make any share; they are marked, and nobody is ranked by them. */
function Rate({ station: { lateRate, lateTrend, tasksDue } }: { station: MatrixStation }) {
  const { say } = useWords();
  if (lateRate === null || lateRate === undefined) return <span className="sh-sub">{say('无到期任务', 'No task fell due')}</span>;
  const change = lateTrend === null || lateTrend === undefined ? undefined : Math.round(lateTrend * 1000) / 10;
  const few = tasksDue < SMALL;
  return (
    <span className="mx-rate">
      <span>{percent(lateRate)} {change === undefined ? <span className="sh-sub">—</span> : change === 0 ? <span className="sh-sub">{say('持平', 'as before')}</span> : <span className={few ? 'sh-sub' : change > 0 ? 'sh-bad-ink' : 'mx-ok-ink'}>{change > 0 ? say('▲ 升 {by} 个百分点', '▲ up {by} points', { by: change.toFixed(1) }) : say('▼ 降 {by} 个百分点', '▼ down {by} points', { by: (-change).toFixed(1) })}</span>}</span>
      <span className="sh-sub sh-small">{few ? say('仅 {count, number} 项，样本小', 'only {count, number}: a small sample', { count: tasksDue }) : say('到期 {count, number} 项', '{count, number} fell due', { count: tasksDue })}</span>
    </span>
  );
}
