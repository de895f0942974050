import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { Card, DataTable, EmptyState, ErrorState, Loading, LoadMore, serverClock, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { DateField, FilterBar } from '../../fields.js';
import { HotSpotsDocument, type HotSpotsQuery, type HotSpotsQueryVariables } from '../../gql/places.js';
import { useFilters } from '../../hooks.js';
import { FigureCell } from '../figures/FigureCell.js';
import { CategoryField, codesOf } from './CategoryField.js';
import { addDays, monthStart } from './days.js';
import { Changed, Heat, Method } from './HotSpot.js';
import { CellMap } from './map/CellMap.js';
import { hotCells } from './map/hot.js';
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
  const { say, number } = useWords();
  const [chosen, setChosen] = useState<string>();
  const [shown, setShown] = useState(PAGE);
  const cells = useMemo(() => hotCells(map.cells, say, number), [map, say, number]);
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
        <Method map={map} />
      </Card>
    </>
  );
}
