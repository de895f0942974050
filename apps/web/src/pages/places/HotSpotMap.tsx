import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { Card, Chip, DataTable, EmptyState, ErrorState, Loading, LoadMore, serverClock, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { DateField, FilterBar } from '../../fields.js';
import { HotSpotsDocument, type HotSpotsQuery, type HotSpotsQueryVariables } from '../../gql/places.js';
import { useFilters } from '../../hooks.js';
import { FigureCell, figureWords } from '../figures/FigureCell.js';
import { CategoryField, codesOf } from './CategoryField.js';
import { addDays, monthStart } from './days.js';
import { CellMap } from './map/CellMap.js';
import { levelOf, type MapCell } from './map/cells.js';
import { Scale } from './map/Scale.js';
import { PlaceButton } from './PlaceButton.js';
import type { Around } from './Patrols.js';
import { gridOf, GRIDS, gridWords } from './words.js';

const KEYS = ['start', 'end', 'grid', 'categories', 'compare'] as const;
const PAGE = 30;

type Map = HotSpotsQuery['hotSpots'];
type Cell = Map['cells'][number];
type Compare = NonNullable<HotSpotsQueryVariables['query']['compare']>;

/** Where incidents gather, over a period and beside an earlier one. */
export default function HotSpotMap({ around }: { around: Around }) {
  const { say } = useWords();
  const { stationId, timeZone } = useStation();
  const { values, set, clear, active } = useFilters(KEYS);
  const today = localDate(serverClock.now(), timeZone);
  // The last three months that are over, unless the address says otherwise; the last day counts.
  const [start, end] = [values.start || monthStart(today, -3), values.end || addDays(monthStart(today, 0), -1)];
  const grid = gridOf(values.grid);
  const compare = compareOf(values.compare);
  const query = { from: start, to: addDays(end, 1), categories: codesOf(values.categories), grid: { kind: grid.kind, size: grid.size }, compare };
  const { data, error, loading, refetch } = useQuery(HotSpotsDocument, { variables: { stationIds: [stationId], query } });
  const comparisons: readonly { readonly value: Compare; readonly label: string }[] = [
    { value: 'PREVIOUS_PERIOD', label: say('与前一时段相比', 'Against the period before') },
    { value: 'SAME_PERIOD_LAST_YEAR', label: say('与去年同期相比', 'Against last year') },
    { value: 'NONE', label: say('不比较', 'No comparison') },
  ];
  return (
    <div className="sh-stack">
      <FilterBar label={say('热点条件', 'What to show')} active={active} onClear={clear}>
        <DateField label={say('自', 'From')} value={start} onChange={(value) => set('start', value)} />
        <DateField label={say('至', 'To')} value={end} onChange={(value) => set('end', value)} />
        <CategoryField categories={around.categories} value={values.categories} onChange={(value) => set('categories', value)} placeholder={say('全部类别', 'All categories')} />
        <Select aria-label={say('网格', 'Grid')} value={grid.key} onChange={(value: string) => set('grid', value)} options={GRIDS.map((one) => ({ value: one.key, label: gridWords(one, say) }))} style={{ minWidth: 150 }} popupMatchSelectWidth={false} />
        <Select aria-label={say('比较', 'Comparison')} value={compare} onChange={(value: Compare) => set('compare', value)} options={[...comparisons]} style={{ minWidth: 150 }} popupMatchSelectWidth={false} />
      </FilterBar>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined || loading ? <section className="sh-card"><Loading rows={8} /></section> : <Found map={data.hotSpots} around={around} />}
    </div>
  );
}

function compareOf(value: string): Compare {
  return value === 'NONE' || value === 'SAME_PERIOD_LAST_YEAR' ? value : 'PREVIOUS_PERIOD';
}

function Found({ map, around }: { map: Map; around: Around }) {
  const { say, textOf, number } = useWords();
  const [chosen, setChosen] = useState<string>();
  const [shown, setShown] = useState(PAGE);
  const cells = useMemo(() => {
    const size = ({ amount }: Cell) => amount.value ?? amount.atLeast ?? 0;
    const largest = Math.max(0, ...map.cells.map(size));
    return map.cells.map((one, index): MapCell => ({ key: one.cell, outline: one.outline, level: levelOf(size(one), largest), outstanding: one.heat === 'VERY_HOT' || one.heat === 'HOT', title: `${index + 1}${one.name ? ` ${one.name}` : ''} · ${say('{count} 起', '{count} incidents', { count: figureWords(one.amount, say, number) })}`, ...(index < 10 ? { mark: String(index + 1) } : {}) }));
  }, [map, say, number]);
  const areas = useMemo(() => [around.area], [around.area]);
  if (map.cells.length === 0) return <EmptyState title={say('这段时间没有带位置的警情', 'No incident with a place in this time')} hint={say('换一段时间或类别。', 'Choose another time, or other categories.')} filtered />;
  const places = new Map(map.cells.map(({ cell }, index) => [cell, index + 1]));
  const rows = chosen === undefined ? map.cells.slice(0, shown) : map.cells.filter(({ cell }) => cell === chosen);
  const columns: Column<Cell>[] = [
    { key: 'cell', title: say('地点', 'Place'), main: true, render: ({ cell, name }) => <PlaceButton mark={String(places.get(cell) ?? '')} name={name} pressed={cell === chosen} onPress={() => setChosen(cell === chosen ? undefined : cell)} /> },
    { key: 'amount', title: say('警情', 'Incidents'), align: 'right', render: ({ amount }) => <FigureCell figure={amount} /> },
    { key: 'heat', title: say('热度', 'Heat'), render: ({ heat, score }) => <span className="sh-row"><Heat heat={heat} />{typeof score === 'number' && <span className="sh-sub sh-small">{score < 0 ? '−' : ''}{Math.abs(score).toFixed(1)} σ</span>}</span> },
    ...(map.comparedRange ? [
      { key: 'previous', title: say('比较期', 'Earlier'), align: 'right' as const, render: ({ previous }: Cell) => (previous ? <FigureCell figure={previous} /> : '—') },
      { key: 'change', title: say('增减 [95%]', 'Change [95 %]'), align: 'right' as const, render: ({ change }: Cell) => (change ? <Changed change={change} /> : '—') },
    ] : []),
  ];
  return (
    <>
      <div className="places-cols">
        <section className="sh-card" aria-label={say('热点图', 'Map of hot spots')}>
          <CellMap label={say('警情热点图，旁边的表格内容相同', 'Map of hot spots; the table beside it says the same')} cells={cells} areas={areas} chosen={chosen} onChoose={setChosen} />
          <div className="sh-row"><Scale least={say('警情少', 'Fewer')} most={say('警情多', 'More')} /><span className="sh-sub sh-small">{say('深色边框：热点', 'Dark border: hot')}</span></div>
        </section>
        <section className="sh-card sh-tight places-list" aria-label={say('热点列表', 'Hot spots')}>
          <div className="sh-row sh-card-head">
            <h2>{say('警情最多的地点', 'Places with most incidents')}</h2>
            {chosen !== undefined && <Button size="small" onClick={() => setChosen(undefined)}>{say('显示全部', 'Show all')}</Button>}
          </div>
          <div className="places-scroll"><DataTable dense label={say('热点列表', 'Hot spots')} columns={columns} rows={rows} rowKey={({ cell }) => cell} /></div>
          {chosen === undefined && <LoadMore shown={rows.length} total={map.cells.length} hasMore={map.cells.length > shown} loading={false} onMore={() => setShown(shown + PAGE)} />}
        </section>
      </div>
      <Card title={say('方法', 'Method')}>
        <p>{textOf(map.method)}</p>
        {map.comparedRange && <p className="sh-sub">{say('比较期：{from} 至 {to}。', 'Compared with {from} to {to}.', { from: map.comparedRange.from, to: addDays(map.comparedRange.to, -1) })}</p>}
        {typeof map.withoutPlace === 'number' && <p className="sh-sub">{say('另有 {count, number} 起没有位置或位置已到期清除，不在图上；家暴、性侵、走失等涉及个人情况的警情一律不上图。', '{count, number} more have no place, or one that was erased, and are not on the map. What says something of one person – domestic violence, sexual offences, missing persons – is on no map.', { count: map.withoutPlace })}</p>}
      </Card>
    </>
  );
}

function Heat({ heat }: { heat: Cell['heat'] }) {
  const { say } = useWords();
  if (heat === 'VERY_HOT') return <Chip tone="bad">{say('高热点', 'Very hot')}</Chip>;
  if (heat === 'HOT') return <Chip tone="warn">{say('热点', 'Hot')}</Chip>;
  if (heat === 'COLD') return <Chip tone="info">{say('冷点', 'Cold')}</Chip>;
  return <span className="sh-sub">{say('一般', 'Usual')}</span>;
}

function Changed({ change }: { change: NonNullable<Cell['change']> }) {
  const { say } = useWords();
  const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(0)}`;
  return <span title={change.clear ? undefined : say('区间含 0：可能只是偶然', 'The bounds hold zero: it may be chance')}><b className={change.clear ? '' : 'sh-sub'}>{signed(change.difference)}</b> <span className="sh-sub sh-small">[{signed(change.atLeast)}, {signed(change.atMost)}]</span></span>;
}
