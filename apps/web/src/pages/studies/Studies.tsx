import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Tabs } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { BureauStudiesDocument, MyStudiesDocument, type StudyRowFragment } from '../../gql/studies.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { QueryLog } from './QueryLog.js';
import { ReleaseCard } from './ReleaseCard.js';
import { StudyCard } from './StudyCard.js';
import './studies.css';

const AskStudyDrawer = lazy(() => import('./AskStudyDrawer.js'));
const AllowanceDrawer = lazy(() => import('./AllowanceDrawer.js'));

const RUNNING: ReadonlySet<string> = new Set(['WAITING', 'ACTIVE']);

/** 研究课题: an analyst's own at a station; at the bureau everybody's, with what waits for a decision and what was asked. */
export default function Studies() {
  return useScope().stationId === undefined ? <OfBureau /> : <Mine />;
}

function Mine() {
  const { say, textOf, moment } = useWords();
  const { bureauId } = useScope();
  const [asking, setAsking] = useState(false);
  const { data, error, refetch } = useQuery(MyStudiesDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const { myStudies: studies, studySubjects, studyBudget: left } = data;
  const titles = new Map(studySubjects.map(({ id, title }) => [id, textOf(title)]));
  return (
    <>
      <PageHeader
        title={say('研究课题', 'Studies')}
        facts={say('今日还可读 {rows, number} 条记录、用 {cost, number} 点查询费用，{at} 恢复', 'Left today: {rows, number} records, and queries that cost {cost, number}; whole again {at}', { rows: left.rows, cost: left.cost, at: moment(left.refillsAt) })}
        actions={<Button type="primary" onClick={() => setAsking(true)}>{say('申请课题', 'Ask for a study')}</Button>}
      />
      {studies.length === 0 && <section className="sh-card"><EmptyState title={say('还没有研究课题', 'No study yet')} hint={say('统计指标可直接查询；要看记录，先在这里申请课题，写明用途和范围。', 'Figures need none. To read records, ask for a study here: say what for, and where.')} action={<Button type="primary" onClick={() => setAsking(true)}>{say('申请课题', 'Ask for a study')}</Button>} /></section>}
      <StudyList studies={studies} titles={titles} onChanged={() => void refetch()} />
      <Suspense fallback={null}>{asking && <AskStudyDrawer subjects={[...titles].map(([value, label]) => ({ value, label }))} onClose={() => setAsking(false)} onDone={() => void refetch()} />}</Suspense>
    </>
  );
}

function OfBureau() {
  const { say, textOf } = useWords();
  const { bureauId, may } = useScope();
  const [limiting, setLimiting] = useState(false);
  const { values, set } = useFilters(TAB);
  const { data, error, refetch } = useQuery(BureauStudiesDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const { studies, studyReleases: releases, studyAllowance: allowance } = data;
  const titles = new Map(data.studySubjects.map(({ id, title }) => [id, textOf(title)]));
  const changed = () => void refetch();
  const waiting = (list: readonly { readonly state: string }[]) => list.filter(({ state }) => state === 'WAITING').length;
  const tab = (label: string, count: number) => (count === 0 ? label : `${label} · ${say('{count, number} 待审批', '{count, number} waiting', { count })}`);
  return (
    <>
      <PageHeader
        title={say('研究课题', 'Studies')}
        facts={say('每名分析员每日最多读 {rows, number} 条记录、用 {cost, number} 点查询费用', 'An analyst may read {rows, number} records a day, by queries that cost {cost, number} together', { rows: allowance.rowsADay, cost: allowance.costADay })}
        actions={may(PERMISSIONS.decideStudies) && <Button onClick={() => setLimiting(true)}>{say('每日额度', 'Daily allowance')}</Button>}
      />
      <Tabs
        activeKey={values.tab === '' ? 'studies' : values.tab}
        onChange={(key) => set('tab', key === 'studies' ? '' : key)}
        items={[
          { key: 'studies', label: tab(say('课题', 'Studies'), waiting(studies)), children: studies.length === 0 ? <section className="sh-card"><EmptyState title={say('还没有人申请课题', 'Nobody asked for a study')} hint={say('分析员在派出所页面申请，由这里审批。', 'Analysts ask on the pages of a station; they are decided here.')} /></section> : <StudyList studies={studies} titles={titles} onChanged={changed} /> },
          { key: 'exports', label: tab(say('数据导出', 'Exports'), waiting(releases)), children: releases.length === 0 ? <section className="sh-card"><EmptyState title={say('还没有数据导出', 'No exports yet')} /></section> : <div className="sh-stack">{releases.map((release) => <ReleaseCard key={release.id} release={release} subject={titles.get(release.subject)} study={studies.find(({ id }) => id === release.studyId)?.title} onChanged={changed} />)}</div> },
          { key: 'log', label: say('查询记录', 'Log of queries'), children: <QueryLog studies={new Map(studies.map(({ id, title }) => [id, title]))} /> },
        ]}
      />
      <Suspense fallback={null}>{limiting && <AllowanceDrawer allowance={allowance} onClose={() => setLimiting(false)} onDone={changed} />}</Suspense>
    </>
  );
}

const TAB = ['tab'] as const;

function StudyList({ studies, titles, onChanged }: { studies: readonly StudyRowFragment[]; titles: ReadonlyMap<string, string>; onChanged: () => void }) {
  const { say } = useWords();
  const over = studies.filter(({ state }) => !RUNNING.has(state));
  return (
    <div className="sh-stack">
      {studies.filter(({ state }) => RUNNING.has(state)).map((study) => <StudyCard key={study.id} study={study} subjectTitles={titles} onChanged={onChanged} />)}
      {over.length > 0 && <h2 className="studies-past">{say('已结束', 'Over')}</h2>}
      {over.map((study) => <StudyCard key={study.id} study={study} subjectTitles={titles} onChanged={onChanged} />)}
    </div>
  );
}
