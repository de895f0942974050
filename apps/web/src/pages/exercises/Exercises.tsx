import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, ExerciseMark, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { ExercisesDocument, type ExerciseHeadFragment } from '../../gql/exercises.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { statusOf } from './words.js';

/** The station's exercises, newest first; live. */
export default function Exercises() {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(ExercisesDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['EXERCISE'] }, () => refetch());
  const columns: Column<ExerciseHeadFragment>[] = [
    { key: 'title', title: say('演练', 'Exercise'), main: true, render: (row) => <span className="sh-row"><ExerciseMark /><span className="sh-clip">{row.title}</span></span> },
    { key: 'status', title: say('状态', 'Status'), width: '160px', render: (row) => <Chip tone={statusOf(row.status, words).tone}>{statusOf(row.status, words).words}</Chip> },
    { key: 'director', title: say('导调员', 'Director'), width: '130px', render: (row) => row.director },
    { key: 'roles', title: say('参演岗位', 'Taking part'), wideOnly: true, render: (row) => row.roleTitles.map(textOf).join(say('、', ', ')) },
    { key: 'at', title: say('时间', 'When'), width: '150px', render: (row) => <span className="sh-num">{row.startedAt ? moment(row.startedAt) : say('{at} 制定', 'planned {at}', { at: moment(row.plannedAt) })}</span> },
  ];
  const direct = may(PERMISSIONS.directExercises);
  return (
    <>
      <PageHeader title={say('演练', 'Exercises')} facts={say('单独编号，不对外发送，不计入统计', 'Numbered separately, nothing is sent outside, not counted in figures')} actions={direct && <Button type="primary" onClick={() => void navigate(`${base}/exercises/new`)}>{say('制定演练', 'Plan an exercise')}</Button>} />
      <section className="sh-card sh-tight">
        {data === undefined ? (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={6} />) : data.exercises.length === 0 ? (
          <EmptyState title={say('还没有演练', 'No exercises yet')} hint={say('所长、带班领导可制定演练：安排导调、设定目标，按虚拟时钟推演。', 'The chief or a duty commander plans one: injects, objectives, and a clock that can run faster than real time.')} action={direct && <Link to={`${base}/exercises/new`}>{say('制定演练', 'Plan an exercise')}</Link>} />
        ) : <DataTable label={say('演练列表', 'Exercises')} columns={columns} rows={data.exercises} rowKey={(row) => row.id} link={(row) => `${base}/exercises/${row.id}`} />}
      </section>
    </>
  );
}
