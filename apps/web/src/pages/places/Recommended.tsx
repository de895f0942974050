import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { Card, DataTable, EmptyState, ErrorState, Loading, serverClock, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { DateField, FilterBar } from '../../fields.js';
import { DirectedPatrolDocument, type DirectedPatrolQuery } from '../../gql/places.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { CategoryField, codesOf } from './CategoryField.js';
import { Clock } from './Clock.js';
import { addDays } from './days.js';
import { HitRates } from './HitRates.js';
import { CellMap } from './map/CellMap.js';
import { levelOf, type MapCell } from './map/cells.js';
import { Scale } from './map/Scale.js';
import type { Around } from './Patrols.js';
import { PlaceButton } from './PlaceButton.js';
import type { Draft } from './planning.js';
import { dateWords, expectedWords, gridOf, GRIDS, gridWords, hoursWords } from './words.js';

const PlanDrawer = lazy(() => import('./PlanDrawer.js'));
const KEYS = ['from', 'hours', 'shift', 'grid', 'categories'] as const;
/** With fewer past incidents a recommendation says little. */
const FEW = 50;
const HOURS = [14, 28, 56, 84, 140];
const SHIFTS = [
  { key: 'day', from: 8, until: 20 },
  { key: 'night', from: 20, until: 8 },
  { key: 'evening', from: 17, until: 24 },
];

type Patrol = DirectedPatrolQuery['directedPatrol'];
export type Stint = Patrol['stints'][number];

/** Where and when to patrol in seven days, and how well such recommendations did. */
export default function Recommended({ around }: { around: Around }) {
  const { say } = useWords();
  const { stationId, timeZone } = useStation();
  const { values, set, clear, active } = useFilters(KEYS);
  const grid = gridOf(values.grid);
  const from = values.from || addDays(localDate(serverClock.now(), timeZone), 1);
  const hours = HOURS.find((one) => String(one) === values.hours) ?? 28;
  const shift = SHIFTS.find(({ key }) => key === values.shift);
  const variables = { stationId, query: { from, hours, shift: shift ? { from: shift.from, until: shift.until } : null, grid: { kind: grid.kind, size: grid.size }, categories: codesOf(values.categories) } };
  const { data, error, loading, refetch } = useQuery(DirectedPatrolDocument, { variables });
  return (
    <div className="sh-stack">
      <FilterBar label={say('推荐条件', 'What to recommend for')} active={active} onClear={clear}>
        <DateField label={say('七天起始日', 'Seven days from')} value={from} onChange={(value) => set('from', value)} />
        <Select aria-label={say('巡逻总时数', 'Hours of patrol')} value={hours} onChange={(value: number) => set('hours', String(value))} options={HOURS.map((value) => ({ value, label: say('共 {value} 小时', '{value} hours', { value }) }))} style={{ width: 120 }} />
        <Select aria-label={say('时段', 'Hours of the day')} value={shift?.key ?? 'all'} onChange={(value: string) => set('shift', value === 'all' ? undefined : value)} options={[{ value: 'all', label: say('全天', 'All day') }, ...SHIFTS.map(({ key, from: begins, until }) => ({ value: key, label: shiftWords(key, begins, until, say) }))]} style={{ width: 150 }} popupMatchSelectWidth={false} />
        <CategoryField categories={around.categories} value={values.categories} onChange={(value) => set('categories', value)} placeholder={say('街面警情（默认）', 'In the street (default)')} />
        <Select aria-label={say('网格', 'Grid')} value={grid.key} onChange={(value: string) => set('grid', value)} options={GRIDS.map((one) => ({ value: one.key, label: gridWords(one, say) }))} style={{ minWidth: 150 }} popupMatchSelectWidth={false} />
      </FilterBar>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined || loading ? <Working /> : <Found key={JSON.stringify(variables)} patrol={data.directedPatrol} from={from} around={around} />}
    </div>
  );
}

function shiftWords(key: string, from: number, until: number, say: ReturnType<typeof useWords>['say']): string {
  const title = { day: say('白天', 'Day'), night: say('夜间', 'Night'), evening: say('傍晚', 'Evening') }[key] ?? '';
  return `${title} ${from}–${until}${say(' 时', '')}`;
}

function Working() {
  const { say } = useWords();
  return <section className="sh-card" role="status"><p className="sh-sub">{say('正在用过去的周反复试算并测量命中率，通常需要一两秒……', 'Trying the past weeks and measuring the hit rate: a second or two…')}</p><Loading rows={6} /></section>;
}

function Found({ patrol, from, around }: { patrol: Patrol; from: string; around: Around }) {
  const { say, textOf, number } = useWords();
  const { may } = useStation();
  const [chosen, setChosen] = useState<string>();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState<Draft>();
  const marks = useMemo(() => marksOf(patrol.stints), [patrol]);
  const cells = useMemo(() => cellsOf(patrol.stints, marks, (count, expected) => say('{count} 个时段，预计 {expected} 起', '{count} stints, {expected} incidents expected', { count, expected })), [patrol, marks, say]);
  const areas = useMemo(() => [around.area], [around.area]);
  if (patrol.stints.length === 0) return <EmptyState title={say('没有可推荐的地点和时段', 'Nothing to recommend')} hint={say('所选类别过去一年没有带位置的警情。换一些类别，或先导入历史警情。', 'In the past year no incident of these categories has a place. Choose other categories, or import past incidents first.')} filtered />;
  const kept = patrol.stints.filter((stint) => !left.has(keyOf(stint)));
  const shownStints = chosen === undefined ? patrol.stints : patrol.stints.filter(({ cell }) => cell === chosen);
  const plan = () => setDraft({ startsOn: from, grid: patrol.grid, categories: patrol.categories, note: '', stints: inTime(kept).map(({ cell, name, date, hour, hours, outline }) => ({ cell, outline, date, hour, hours, place: (name ?? '').slice(0, 80), recommended: true })) });
  const columns: Column<Stint>[] = [
    { key: 'place', title: say('地点', 'Place'), main: true, render: ({ cell, name }) => <PlaceButton mark={marks.get(cell) ?? ''} name={name} pressed={cell === chosen} onPress={() => setChosen(cell === chosen ? undefined : cell)} /> },
    { key: 'date', title: say('日期', 'Day'), render: ({ date }) => dateWords(date, say) },
    { key: 'hours', title: say('时段', 'Hours'), render: ({ hour, hours }) => hoursWords(hour, hours) },
    { key: 'expected', title: say('预计警情', 'Expected'), align: 'right', render: ({ expected }) => expectedWords(expected) },
    { key: 'before', title: say('过去同时段', 'Before, these hours'), align: 'right', render: ({ before }) => number(before) },
  ];
  const toggle = (key: string) => setLeft((now) => { const next = new Set(now); if (!next.delete(key)) next.add(key); return next; });
  return (
    <>
      {patrol.incidents < FEW && <p className="sh-warn-ink" role="status">{say('只有 {incidents} 起警情可依据，推荐很不可靠；请放宽类别。', 'Made from {incidents, plural, one {# incident} other {# incidents}} alone: hardly to be relied on. Choose more categories.', { incidents: patrol.incidents })}</p>}
      <div className="places-cols">
        <section className="sh-card" aria-label={say('推荐地点图', 'Map of recommended places')}>
          <CellMap label={say('推荐巡逻地点图，旁边的表格内容相同', 'Map of recommended places; the table beside it says the same')} cells={cells} areas={areas} chosen={chosen} onChoose={setChosen} />
          <Scale least={say('预计少', 'Fewer expected')} most={say('预计多', 'More expected')} />
        </section>
        <section className="sh-card sh-tight places-list" aria-label={say('推荐的地点和时段', 'Recommended places and hours')}>
          <div className="sh-row sh-card-head">
            <h2>{say('推荐的地点和时段', 'Recommended places and hours')}</h2>
            {chosen !== undefined && <Button size="small" onClick={() => setChosen(undefined)}>{say('显示全部', 'Show all')}</Button>}
          </div>
          <div className="places-scroll"><DataTable dense label={say('推荐的地点和时段', 'Recommended places and hours')} columns={columns} rows={shownStints} rowKey={keyOf} {...(may(PERMISSIONS.planPatrols) ? { selection: { keys: new Set(kept.map(keyOf)), toggle } } : {})} /></div>
          {may(PERMISSIONS.planPatrols) && <div className="sh-row places-foot"><span className="sh-sub">{say('已选 {kept} / {all} 项', '{kept} of {all} chosen', { kept: kept.length, all: patrol.stints.length })}</span><Button type="primary" disabled={kept.length === 0} onClick={plan}>{say('据此制定方案', 'Make a plan of these')}</Button></div>}
        </section>
      </div>
      <Card title={say('一周时段', 'Hours of the week')}><Clock clock={patrol.clock} /></Card>
      <HitRates measured={patrol.measured ?? undefined} />
      <Card title={say('方法与注意事项', 'Method, and what to mind')}>
        <p>{textOf(patrol.method)}</p>
        <p className="sh-warn-ink">{textOf(patrol.caution)}</p>
        <p className="sh-sub">{say('依据 {incidents, number} 起警情；七天内全所预计 {expected} 起。', 'Made from {incidents, number} incidents; {expected} are expected at the station in these seven days.', { incidents: patrol.incidents, expected: expectedWords(patrol.expected) })}</p>
      </Card>
      {draft && <Suspense fallback={null}><PlanDrawer draft={draft} around={around} onClose={() => setDraft(undefined)} /></Suspense>}
    </>
  );
}

export function keyOf({ cell, date, hour }: { readonly cell: string; readonly date: string; readonly hour: number }): string {
  return `${cell} ${date} ${hour}`;
}

/** The earliest first. */
function inTime(stints: readonly Stint[]): Stint[] {
  return [...stints].sort((left, right) => left.date.localeCompare(right.date) || left.hour - right.hour);
}

/** Places by number, in the order they first come. */
export function marksOf(stints: readonly { readonly cell: string }[]): ReadonlyMap<string, string> {
  return new Map([...new Set(stints.map(({ cell }) => cell))].map((cell, index) => [cell, String(index + 1)]));
}

function cellsOf(stints: readonly Stint[], marks: ReadonlyMap<string, string>, words: (count: number, expected: string) => string): MapCell[] {
  const sums = new Map<string, { outline: unknown; name: string; expected: number; count: number }>();
  for (const { cell, name, outline, expected } of stints) {
    const before = sums.get(cell) ?? { outline, name: '', expected: 0, count: 0 };
    sums.set(cell, { outline, name: name ?? '', expected: before.expected + expected, count: before.count + 1 });
  }
  const largest = Math.max(...[...sums.values()].map(({ expected }) => expected));
  return [...sums].map(([key, { outline, name, expected, count }]) => ({ key, outline, level: levelOf(expected, largest), mark: marks.get(key) ?? '', title: `${marks.get(key) ?? ''}${name === '' ? '' : ` ${name}`} · ${words(count, expectedWords(expected))}` }));
}
