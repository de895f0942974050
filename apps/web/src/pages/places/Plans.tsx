import { useMutation, useQuery } from '@apollo/client/react';
import { Card, DataTable, EmptyState, ErrorState, InlineError, Loading, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { PatrolPlansDocument, WithdrawPatrolPlanDocument, type PatrolPlanFullFragment } from '../../gql/places.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import type { Around } from './Patrols.js';
import { csvOf, type Draft } from './planning.js';
import { marksOf } from './Recommended.js';
import { dateWords, gridWords, hoursWords, weekWords } from './words.js';

const PlanDrawer = lazy(() => import('./PlanDrawer.js'));
type Plan = PatrolPlanFullFragment;
type Stint = Plan['stints'][number];

/** What the station decided to patrol, week by week: to be printed, saved, changed and withdrawn. */
export default function Plans({ around }: { around: Around }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(PatrolPlansDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  const [draft, setDraft] = useState<Draft>();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={6} />;
  if (data.patrolPlans.length === 0) return <EmptyState title={say('还没有巡逻方案', 'No patrol plan yet')} hint={say('在“巡逻推荐”里选好地点和时段，再“据此制定方案”。', 'Choose places and hours under “Recommendation”, then make a plan of them.')} />;
  return (
    <div className="sh-stack">
      {data.patrolPlans.map((plan) => <OnePlan key={plan.id} plan={plan} onChange={() => setDraft({ ...plan, changes: { id: plan.id, version: plan.version } })} />)}
      {draft && <Suspense fallback={null}><PlanDrawer draft={draft} around={around} onClose={() => setDraft(undefined)} /></Suspense>}
    </div>
  );
}

function OnePlan({ plan, onChange }: { plan: Plan; onChange: () => void }) {
  const { say, moment } = useWords();
  const { stationId, name, may } = useStation();
  const command = useCommand();
  const [withdraw] = useMutation(WithdrawPatrolPlanDocument, { refetchQueries: ['PatrolPlans'] });
  const marks = marksOf(plan.stints);
  const title = say('巡逻方案 {week}', 'Patrol plan {week}', { week: weekWords(plan.startsOn) });
  const placeOf = ({ cell, place }: Stint) => place || say('{mark} 号地点', 'Place {mark}', { mark: marks.get(cell) ?? '' });
  const columns: Column<Stint>[] = [
    { key: 'place', title: say('地点', 'Place'), main: true, render: (stint) => <span className="sh-row"><span className="places-mark">{marks.get(stint.cell)}</span>{placeOf(stint)}</span> },
    { key: 'date', title: say('日期', 'Day'), render: ({ date }) => dateWords(date, say) },
    { key: 'hours', title: say('时段', 'Hours'), render: ({ hour, hours }) => hoursWords(hour, hours) },
    { key: 'recommended', title: say('来源', 'From'), render: ({ recommended }) => (recommended ? say('推荐', 'Recommended') : say('自定', 'Own')) },
  ];
  const save = () => {
    const rows = plan.stints.map((stint) => [placeOf(stint), stint.date, hoursWords(stint.hour, stint.hours), ...middleOf(stint), stint.recommended ? say('推荐', 'Recommended') : say('自定', 'Own')]);
    const text = csvOf([[say('地点', 'Place'), say('日期', 'Day'), say('时段', 'Hours'), say('经度', 'Longitude'), say('纬度', 'Latitude'), say('来源', 'From')], ...rows]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
    link.download = `patrol-${plan.startsOn}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const drop = () => void command.run(() => withdraw({ variables: { stationId, planId: plan.id, expectedVersion: plan.version } }));
  const actions = (
    <div className="sh-row places-actions">
      <Button size="small" onClick={() => printAlone(plan.id)}>{say('打印', 'Print')}</Button>
      <Button size="small" onClick={save}>{say('下载 CSV', 'Save as CSV')}</Button>
      {may(PERMISSIONS.planPatrols) && <Button size="small" onClick={onChange}>{say('修改', 'Change')}</Button>}
      {may(PERMISSIONS.planPatrols) && <Popconfirm title={say('撤回这份方案？', 'Withdraw this plan?')} okText={say('撤回', 'Withdraw')} cancelText={say('不撤回', 'Keep it')} onConfirm={drop}><Button size="small" danger loading={command.sending}>{say('撤回', 'Withdraw')}</Button></Popconfirm>}
    </div>
  );
  return (
    <div data-plan={plan.id}>
      <Card title={title} extra={actions} tight>
        <p className="sh-sub places-pad">{name} · {gridWords(plan.grid, say)} · {say('{who} 于 {when} 确定', 'decided by {who}, {when}', { who: plan.changedBy.displayName, when: moment(plan.changedAt) })}{plan.note && <><br />{plan.note}</>}</p>
        <InlineError error={command.error} />
        <DataTable dense label={title} columns={columns} rows={plan.stints} rowKey={({ cell, date, hour }) => `${cell} ${date} ${hour}`} />
      </Card>
    </div>
  );
}

/** Prints one plan and leaves the others out. */
function printAlone(id: string): void {
  const others = [...document.querySelectorAll<HTMLElement>('[data-plan]')].filter(({ dataset }) => dataset['plan'] !== id);
  for (const other of others) other.classList.add('places-unprinted');
  window.print();
  for (const other of others) other.classList.remove('places-unprinted');
}

function middleOf({ outline }: Stint): [string, string] {
  const corners = (outline as { readonly coordinates?: readonly (readonly (readonly number[])[])[] }).coordinates?.[0]?.slice(1) ?? [];
  const mean = (at: number) => (corners.reduce((sum, corner) => sum + (corner[at] ?? 0), 0) / Math.max(1, corners.length)).toFixed(6);
  return [mean(0), mean(1)];
}
