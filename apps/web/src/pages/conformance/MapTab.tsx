import { Card, DataTable, useWords } from '@stationhouse/plugin-web';
import type { FlowCard } from '@stationhouse/workflow';
import { Button } from 'antd';
import { useMemo } from 'react';
import { FlowDrawing, type DrawnMove } from '../configure/FlowDrawing.js';
import { Measured } from '../configure/page.js';
import '../configure/configure.css';
import type { OpenPart, ProcessMap } from './Conformance.js';
import { HEAT, heatOf } from './heat.js';
import { lengthInWords, shareInWords } from './words.js';

type Place = ProcessMap['places'][number];
type Move = ProcessMap['moves'][number];
const KINDS = { STEP: 'step', GROUP: 'group', PARALLEL: 'parallel', BRANCH: 'branch', END: 'end' } as const;
/** Ways that fewer take are drawn for the place that is chosen alone. */
const LEAST = 0.03;

interface Props {
  readonly map: ProcessMap;
  /** Path of the chosen place; '' of none. */
  readonly selected: string;
  readonly onSelect: (path: string | undefined) => void;
  readonly onOpen: OpenPart;
}

/** The designer's drawing with what really happened: how many went which way, and how long they stayed. */
export function MapTab({ map, selected, onSelect, onOpen }: Props) {
  const { say, textOf, number } = useWords();
  const titles = useMemo(() => new Map(map.places.map(({ path, title }) => [path, textOf(title)])), [map, textOf]);
  const longest = Math.max(1, ...map.places.map(({ stay }) => stay.median ?? 0));
  const chosen = map.places.find(({ path }) => path === selected);
  const cards = useMemo(() => map.places.filter(({ known }) => known).map(cardOf), [map]);
  const moves = useMemo(() => drawnMoves(map, selected, (count) => number(count)), [map, selected, number]);
  const place = (path: string) => map.places.find((one) => one.path === path);
  const toggle = (path: string) => onSelect(path === selected ? undefined : path);
  return (
    <div className="pc-map">
      <section className="sh-card pc-drawing" aria-label={say('执行图', 'Map')}>
        <Legend longest={longest} />
        <Measured>
          {(width) => <FlowDrawing
            cards={cards} width={width} selected={cards.find(({ path }) => path === selected)} spacing={{ gap: 44, point: 0, side: width > 420 ? 96 : 44 }} moves={moves}
            classOf={(path) => (place(path)?.instances === 0 ? 'pc-unused' : '')}
            card={(card) => <PlaceButton exact={map.exact} place={place(card.path)} region={place(place(card.path)?.inside ?? '')?.kind === 'PARALLEL'} longest={longest} pressed={card.path === selected} onOpen={() => toggle(card.path)} />} point={() => null}
          />}
        </Measured>
      </section>
      <div className="sh-stack">
        {chosen ? <PlaceCard map={map} place={chosen} titles={titles} onOpen={onOpen} onClose={() => onSelect(undefined)} /> : <MovesCard title={say('最常走的去向', 'The ways most taken')} moves={map.moves.slice(0, 12)} titles={titles} onOpen={onOpen} />}
        <Against map={map} titles={titles} onOpen={onOpen} />
      </div>
    </div>
  );
}

function cardOf({ path, title, kind, depth, inside }: Place): FlowCard {
  return { path, kind: KINDS[kind], title: { 'zh-CN': title.zhCN, en: title.en }, depth, ...(inside ? { inside } : {}), also: [], tasks: [], clocks: [], parameters: [], ways: [], optional: [], points: [] };
}

/** Thickness says how many of all went this way; the colour, how long they had been where it begins. */
function drawnMoves({ moves, instances, places }: ProcessMap, selected: string, said: (count: number) => string): DrawnMove[] {
  const longest = Math.max(1, ...places.map(({ stay }) => stay.median ?? 0));
  const shown = moves.filter(({ from, to, count }) => (selected === '' ? count >= LEAST * instances : from === selected || to === selected));
  return shown.map(({ from, to, count, allowed, lengths }) => ({ from, to, width: 1 + 7 * Math.min(1, count / instances), colour: heatOf(lengths.median, longest), dashed: !allowed, label: said(count) }));
}

/** What too few came through for a reader of aggregates looks like what nobody did. */
function PlaceButton({ exact, place, region, longest, pressed, onOpen }: { exact: boolean; place: Place | undefined; region: boolean; longest: number; pressed: boolean; onOpen: () => void }) {
  const { say, textOf, number } = useWords();
  if (place === undefined) return null;
  // A branch that goes on beside others is left when all of them are: how long says nothing of this one.
  const stays = !region && (place.kind === 'STEP' || place.kind === 'GROUP' || place.kind === 'PARALLEL');
  return (
    <button type="button" className={`cf-card cf-${KINDS[place.kind]} pc-place`} aria-pressed={pressed} data-node={place.path} onClick={onOpen}>
      {stays && place.stay.median !== null && <span className="pc-heat" style={{ background: heatOf(place.stay.median, longest) }} aria-hidden="true" />}
      <b className="pc-name" title={textOf(place.title)}>{textOf(place.title)}</b>
      <span className="pc-fact">{place.instances === 0 ? (exact ? say('没有走到', 'never reached') : say('没有或很少', 'none or few')) : say('{count} 件', '{count}', { count: number(place.instances) })}{stays && place.stay.median !== null && ` · ${lengthInWords(place.stay.median, say)}`}</span>
    </button>
  );
}

function Legend({ longest }: { longest: number }) {
  const { say } = useWords();
  return (
    <p className="pc-legend sh-sub sh-small">
      <span>{say('线越粗，走的件数越多；虚线是现行流程没有的走法。停留：', 'The thicker a line, the more went that way; dashed, the workflow does not have it. Stay:')}</span>
      <span className="pc-scale" aria-hidden="true">{HEAT.map((colour) => <i key={colour} style={{ background: colour }} />)}</span>
      <span>{say('短 → {longest}', 'short → {longest}', { longest: lengthInWords(longest, say) })}</span>
    </p>
  );
}

function PlaceCard({ map, place, titles, onOpen, onClose }: { map: ProcessMap; place: Place; titles: ReadonlyMap<string, string>; onOpen: OpenPart; onClose: () => void }) {
  const { say, textOf, number } = useWords();
  const title = textOf(place.title);
  const facts: (readonly [string, string])[] = [
    [say('经过', 'Came through'), say('{count} 件', '{count} instances', { count: number(place.instances) })],
    [say('现在停在这里', 'Here now'), say('{count} 件', '{count} instances', { count: number(place.current) })],
    [say('停留（中位数）', 'Stay (median)'), lengthInWords(place.stay.median, say)],
    [say('九成不超过', 'Nine in ten within'), lengthInWords(place.stay.p90, say)],
    [say('不止一次进入', 'Came in again'), say('{count} 件', '{count} instances', { count: number(place.again) })],
  ];
  return (
    <Card title={title} extra={<Button size="small" onClick={onClose}>{say('返回全部', 'Back to all')}</Button>}>
      <dl className="pc-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {onOpen && place.instances > 0 && <p className="pc-hint"><Button onClick={() => onOpen({ place: place.path }, title)}>{say('查看这些事项', 'Show these instances')}</Button></p>}
      <MovesTable label={say('去向与来处', 'Ways out and in')} moves={map.moves.filter(({ from, to }) => from === place.path || to === place.path)} titles={titles} onOpen={onOpen} />
    </Card>
  );
}

function MovesCard({ title, ...rest }: { title: string; moves: readonly Move[]; titles: ReadonlyMap<string, string>; onOpen: OpenPart }) {
  return <Card title={title}><MovesTable label={title} {...rest} /></Card>;
}

function MovesTable({ label, moves, titles, onOpen }: { label: string; moves: readonly Move[]; titles: ReadonlyMap<string, string>; onOpen: OpenPart }) {
  const { say, number } = useWords();
  const named = ({ from, to }: Move) => say('{from} → {to}', '{from} → {to}', { from: titles.get(from) ?? from, to: titles.get(to) ?? to });
  if (moves.length === 0) return <p className="sh-sub">{say('没有去向。', 'No ways.')}</p>;
  return (
    <DataTable
      dense label={label} rows={moves} rowKey={({ from, to }) => `${from} ${to}`}
      columns={[
        { key: 'way', title: say('从 → 到', 'From → to'), main: true, render: (move) => (onOpen ? <button type="button" className="cf-link" onClick={() => onOpen({ place: move.from, to: move.to }, named(move))}>{named(move)}</button> : named(move)) },
        { key: 'count', title: say('次数', 'Times'), align: 'right', render: ({ count }) => number(count) },
        { key: 'share', title: say('占比', 'Share'), align: 'right', render: ({ share }) => shareInWords(share) },
        { key: 'length', title: say('此前停留', 'Stay before'), align: 'right', render: ({ lengths }) => <span title={say('九成不超过 {p90}', 'nine in ten within {p90}', { p90: lengthInWords(lengths.p90, say) })}>{lengthInWords(lengths.median, say)}</span> },
      ]}
    />
  );
}

/** What the definition does not have, what nobody went, and what was done again. */
function Against({ map, titles, onOpen }: { map: ProcessMap; titles: ReadonlyMap<string, string>; onOpen: OpenPart }) {
  const { say, textOf, number } = useWords();
  const strange = map.moves.filter(({ allowed }) => !allowed);
  const again = map.places.filter(({ again: count }) => count > 0).sort((left, right) => right.again - left.again);
  const named = (way: { from: string; to: string }) => `${titles.get(way.from) ?? way.from} → ${titles.get(way.to) ?? way.to}`;
  return (
    <Card title={say('与流程对照', 'Against the workflow')}>
      <h3>{say('反复进入（{count, number}）', 'Done again ({count, number})', { count: again.length })}</h3>
      {again.length === 0 ? <p className="sh-sub">{say('没有环节被反复进入。', 'No step was entered again.')}</p> : <ul className="pc-list">{again.slice(0, 8).map(({ path, title, again: count }) => <li key={path}>{textOf(title)}<span className="sh-sub"> {say('{count} 件', '{count} instances', { count: number(count) })}</span></li>)}</ul>}
      <h3>{say('现行流程没有的走法（{count, number}）', 'Ways the workflow does not have ({count, number})', { count: strange.length })}</h3>
      {strange.length === 0 ? <p className="sh-sub">{say('没有。', 'None.')}</p> : <MovesTable label={say('现行流程没有的走法', 'Ways the workflow does not have')} moves={strange} titles={titles} onOpen={onOpen} />}
      <details className="cf-below"><summary>{map.exact ? say('没有人走过的去向（{count, number}）', 'Ways nobody went ({count, number})', { count: map.unused.length }) : say('没有人或很少人走过的去向（{count, number}）', 'Ways nobody or few went ({count, number})', { count: map.unused.length })}</summary><ul className="pc-list">{map.unused.map((way) => <li key={named(way)}>{named(way)}</li>)}</ul></details>
    </Card>
  );
}
