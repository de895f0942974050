import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, Loading, PageHeader, serverClock, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { DateField } from '../../fields.js';
import { DutyNowDocument, ShiftsDocument, type ShiftsQuery } from '../../gql/duty.js';
import { endOfDate, startOfDate, useFilters } from '../../hooks.js';
import { DutyTerminal } from '../../notices/ringing/DutyTerminal.js';
import { SilentTerminals } from '../../notices/ringing/SilentTerminals.js';
import { PERMISSIONS } from '../../permissions.js';

const ShiftDrawer = lazy(() => import('./ShiftDrawer.js'));
const KEYS = ['from', 'to'] as const;
type Shift = ShiftsQuery['shifts'][number];

/** The roster: who is on now, and the shifts of the coming days. */
export default function Duty() {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const [adding, setAdding] = useState(false);
  const range = useRange();
  const shifts = useQuery(ShiftsDocument, { variables: { stationId, from: range.from, to: range.to } });
  const now = useQuery(DutyNowDocument, { variables: { stationId } });
  const onDone = () => {
    setAdding(false);
    void shifts.refetch();
    void now.refetch();
  };
  return (
    <>
      <PageHeader title={say('值班', 'Duty')} actions={may(PERMISSIONS.planDuty) && <Button type="primary" onClick={() => setAdding(true)}>{say('添加班次', 'Add a shift')}</Button>} />
      <SilentTerminals />
      <Card title={say('当前值班', 'On duty now')} id="on-duty">
        <DutyTerminal />
        {now.data ? <Now duty={now.data.onDuty} /> : now.error ? <ErrorState compact error={now.error} onRetry={() => void now.refetch()} /> : <Loading rows={3} />}
      </Card>
      <div className="sh-filters">{range.fields}</div>
      <section className="sh-card sh-tight" aria-label={say('班次', 'Shifts')}>
        {shifts.data ? <Shifts shifts={shifts.data.shifts} onAdd={may(PERMISSIONS.planDuty) ? () => setAdding(true) : undefined} /> : shifts.error ? <ErrorState error={shifts.error} onRetry={() => void shifts.refetch()} /> : <Loading rows={6} />}
      </section>
      {adding && <Suspense fallback={null}><ShiftDrawer onClose={() => setAdding(false)} onDone={onDone} /></Suspense>}
    </>
  );
}

/** From yesterday to a week ahead unless the address says otherwise. */
function useRange() {
  const { say, date } = useWords();
  const { timeZone } = useStation();
  const { values, set } = useFilters(KEYS);
  return useMemo(() => {
    const day = (offset: number) => date(new Date(serverClock.now().getTime() + offset * 86_400_000).toISOString());
    const first = values.from || day(-1);
    const last = values.to || day(7);
    return {
      from: startOfDate(first, timeZone) ?? serverClock.now().toISOString(),
      to: endOfDate(last, timeZone) ?? serverClock.now().toISOString(),
      fields: <><DateField label={say('自', 'From')} value={first} onChange={(value) => set('from', value)} /><DateField label={say('至', 'To')} value={last} onChange={(value) => set('to', value)} /></>,
    };
  }, [values, timeZone, date, say, set]);
}

interface NowProps {
  readonly duty: { readonly shift: { readonly endsAt: string; readonly team: { readonly name: string } | null } | null; readonly officers: readonly { readonly displayName: string }[]; readonly commander: { readonly displayName: string } | null; readonly backup: { readonly displayName: string } | null; readonly fallback: { readonly zhCN: string; readonly en: string } | null };
}

function Now({ duty }: NowProps) {
  const { say, textOf, due } = useWords();
  return (
    <div className="sh-stack" style={{ gap: 6 }}>
      {duty.shift ? <span className="sh-sub">{duty.shift.team ? `${duty.shift.team.name} · ` : ''}{say('至 {until}', 'until {until}', { until: due(duty.shift.endsAt) })}</span> : <span><Chip tone="warn">{say('当前没有排班', 'Nobody is rostered now')}</Chip></span>}
      {duty.fallback && <span className="sh-warn-ink">{textOf(duty.fallback)}</span>}
      <dl className="sh-kv">
        <div><dt>{say('带班领导', 'Commander')}</dt><dd>{duty.commander?.displayName ?? '—'}</dd></div>
        <div><dt>{say('备勤', 'Standby')}</dt><dd>{duty.backup?.displayName ?? '—'}</dd></div>
        <div><dt>{say('值班民警', 'Duty officers')}</dt><dd>{duty.officers.map(({ displayName }) => displayName).join(say('、', ', ')) || '—'}</dd></div>
      </dl>
    </div>
  );
}

function Shifts({ shifts, onAdd }: { shifts: readonly Shift[]; onAdd: (() => void) | undefined }) {
  const { say, moment, due } = useWords();
  if (shifts.length === 0) return <EmptyState filtered title={say('这段时间没有排班', 'No shift in this time')} hint={say('没有排班时，任务转给带班领导，再转分局。', 'With nobody rostered, tasks go to the duty commander, then to the bureau.')} action={onAdd && <Button onClick={onAdd}>{say('添加班次', 'Add a shift')}</Button>} />;
  const now = serverClock.now().toISOString();
  return (
    <DataTable
      label={say('班次列表', 'Shifts')} rows={shifts} rowKey={({ id }) => id}
      columns={[
        { key: 'time', title: say('时间', 'Time'), main: true, width: '250px', render: (shift) => <span className="sh-num">{moment(shift.startsAt)} – {due(shift.endsAt)}</span> },
        { key: 'state', title: say('状态', 'State'), width: '90px', render: (shift) => (shift.startsAt <= now && now < shift.endsAt ? <Chip tone="ok">{say('当值', 'On now')}</Chip> : <span className="sh-sub">{shift.endsAt <= now ? say('已下班', 'Past') : say('待班', 'Coming')}</span>) },
        { key: 'team', title: say('队', 'Team'), width: '130px', render: (shift) => shift.team?.name ?? '—' },
        { key: 'officers', title: say('值班民警', 'Officers'), render: (shift) => shift.officers.map(({ displayName }) => displayName).join(say('、', ', ')) },
        { key: 'commander', title: say('带班领导', 'Commander'), width: '120px', render: (shift) => shift.commander?.displayName ?? '—' },
        { key: 'backup', title: say('备勤', 'Standby'), width: '120px', render: (shift) => shift.backup?.displayName ?? '—' },
      ]}
    />
  );
}
