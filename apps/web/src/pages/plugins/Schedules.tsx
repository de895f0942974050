import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, ErrorState, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { SchedulesDocument, type SchedulePartsFragment } from '../../gql/schedules.js';
import { PERMISSIONS } from '../../permissions.js';

const ScheduleDrawer = lazy(() => import('./ScheduleDrawer.js'));

/** What comes round at the station by the wall clock: when next, what came of it last, and what the chief may change. */
export function Schedules() {
  const { say, textOf, moment } = useWords();
  const { stationId, may } = useStation();
  const [open, setOpen] = useState<SchedulePartsFragment>();
  const { data, error, refetch } = useQuery(SchedulesDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  const changeable = ({ mayChangeTime, maySwitchOff }: SchedulePartsFragment) => may(PERMISSIONS.managePlugins) && (mayChangeTime || maySwitchOff);
  return (
    <div style={{ marginTop: 16 }}>
      <Card title={say('定时计划', 'Schedules')} id="schedules">
        {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={3} /> : (
          <DataTable
            label={say('定时计划', 'Schedules')} rows={data.schedules} rowKey={({ id }) => id}
            columns={[
              { key: 'title', title: say('计划', 'Schedule'), main: true, render: ({ title, workflowTitle }) => <span>{textOf(title)} {workflowTitle && <span className="sh-sub">{say('发起“{workflow}”', 'starts “{workflow}”', { workflow: textOf(workflowTitle) })}</span>}</span> },
              { key: 'when', title: say('时间', 'When'), render: ({ recurrence, own }) => <span>{textOf(recurrence.words)} {own && <Chip>{say('本所设定', 'The station’s own')}</Chip>}</span> },
              { key: 'next', title: say('下次', 'Next'), render: ({ next, off, active }) => (off ? <Chip>{say('本所已停用', 'Switched off here')}</Chip> : active ? moment(next[0] ?? '') : <Chip>{say('插件未启用', 'Plugin not enabled')}</Chip>) },
              { key: 'last', title: say('上次', 'Last'), render: ({ runs }) => <Last run={runs[0]} /> },
              { key: 'do', title: say('操作', 'Actions'), render: (schedule) => (changeable(schedule) ? <Button size="small" onClick={() => setOpen(schedule)}>{say('更改…', 'Change …')}</Button> : <span className="sh-sub">—</span>) },
            ]}
          />
        )}
      </Card>
      <Suspense fallback={null}>{open && <ScheduleDrawer schedule={open} onClose={() => setOpen(undefined)} onDone={() => { setOpen(undefined); void refetch(); }} />}</Suspense>
    </div>
  );
}

function Last({ run }: { run: SchedulePartsFragment['runs'][number] | undefined }) {
  const { say, textOf, moment } = useWords();
  const { base } = useStation();
  if (run === undefined) return <span className="sh-sub">{say('还没有', 'Not yet')}</span>;
  const { ranAt, late, missed, state, reason, instanceId } = run;
  return (
    <span>
      {instanceId ? <Link to={`${base}/instances/${instanceId}`}>{moment(ranAt)}</Link> : moment(ranAt)}{' '}
      {state === 'FAILED' && <Chip tone="bad">{say('未能执行', 'Failed')}</Chip>}
      {state === 'SKIPPED' && <Chip>{say('未执行', 'Did not run')}</Chip>}
      {late && <Chip tone="warn">{missed > 0 ? say('补办，错过 {missed, number} 次', 'Late, {missed, number} missed', { missed }) : say('补办', 'Late')}</Chip>}
      {reason && <span className="sh-sub"> {textOf(reason)}</span>}
    </span>
  );
}
