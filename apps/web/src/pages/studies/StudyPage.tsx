import { useQuery } from '@apollo/client/react';
import { Card, DataTable, EmptyState, ErrorState, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { ChoiceField } from '../../fields.js';
import { FigureMetricsDocument } from '../../gql/figures.js';
import { MyStudiesDocument, StudyColumnsDocument, StudyRecordsDocument, type StudyRowFragment } from '../../gql/studies.js';
import { useFilters } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { NotFound } from '../../shell/NotFound.js';
import { CELL_KEYS, cellInWords, cellOf, type CellValues } from '../figures/cell.js';
import { ReleaseCard } from './ReleaseCard.js';
import { StudyChip, useValueInWords, type StudyRecordRow } from './words.js';
import './studies.css';

const ReleaseDrawer = lazy(() => import('./ReleaseDrawer.js'));

/** Fields that a row of the table shows; the others leave with an export. */
const SHOWN_FIELDS = 4;
/** Half of a place says nothing in a table. */
const COORDINATES: ReadonlySet<string> = new Set(['longitude', 'latitude']);
const KEYS = ['subject', ...CELL_KEYS] as const;

/** One study of an analyst: its records without persons, and what of them left. */
export default function StudyPage() {
  const { say, textOf, moment } = useWords();
  const { id } = useParams();
  const { base, bureauId } = useStation();
  const { values } = useFilters(KEYS);
  const behind = values.metric === '' ? undefined : values;
  const navigate = useNavigate();
  const [exporting, setExporting] = useState(false);
  const { data, error, refetch } = useQuery(MyStudiesDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const study = data.myStudies.find((one) => one.id === id);
  if (study === undefined || (behind !== undefined && cellOf(behind) === undefined)) return <NotFound />;
  const titles = new Map(data.studySubjects.map(({ id: subject, title }) => [subject, textOf(title)]));
  const subject = study.subjects.includes(values.subject) ? values.subject : (study.subjects[0] ?? '');
  const releases = data.myStudyReleases.filter(({ studyId }) => studyId === study.id);
  return (
    <>
      <PageHeader title={study.title} chips={<StudyChip state={study.state} />} facts={say('{purpose} · 至 {ends}', '{purpose} · until {ends}', { purpose: study.purpose, ends: moment(study.closedAt ?? study.endsAt) })} actions={study.state === 'ACTIVE' && <Button type="primary" onClick={() => setExporting(true)}>{say('导出…', 'Export …')}</Button>} />
      <div className="sh-stack">
        {study.state === 'ACTIVE' ? (
          <>
            <div className="sh-filters"><ChoiceField label={say('记录类别', 'Records')} width={220} value={subject} onChange={(value) => void navigate(`${base}/studies/${study.id}?subject=${value ?? ''}`, { replace: true })} options={study.subjects.map((value) => ({ value, label: titles.get(value) ?? value }))} /></div>
            <Records key={`${subject} ${values.metric} ${values.period} ${values.values}`} study={study} subject={subject} cell={behind} />
          </>
        ) : <section className="sh-card"><EmptyState title={study.state === 'WAITING' ? say('等待审批', 'It waits for a decision') : say('课题已结束', 'The study is over')} hint={study.state === 'WAITING' ? say('获批后在这里查看记录。', 'Once it is approved, its records are here.') : say('代号密钥已销毁，不能再查看记录。', 'Its key was destroyed; it shows no records any more.')} /></section>}
        {releases.length > 0 && <h2 id="study-exports" className="studies-past">{say('数据导出', 'Exports')}</h2>}
        {releases.map((release) => <ReleaseCard key={release.id} release={release} subject={titles.get(release.subject)} onChanged={() => void refetch()} />)}
      </div>
      <Suspense fallback={null}>{exporting && <ReleaseDrawer study={study} subject={subject} onClose={() => setExporting(false)} onDone={() => { setExporting(false); void refetch().then(() => document.getElementById('study-exports')?.scrollIntoView({ block: 'start' })); }} />}</Suspense>
    </>
  );
}

/** @param cell those behind a figure of the page’s station alone */
function Records({ study, subject, cell }: { study: StudyRowFragment; subject: string; cell: CellValues | undefined }) {
  const { say, textOf, moment } = useWords();
  const { stationId } = useStation();
  const me = useMe();
  const inWords = useValueInWords();
  const [pages, setPages] = useState<readonly string[]>([]);
  const variables = { studyId: study.id, stationIds: cell === undefined ? [...study.stationIds] : [stationId], subject };
  const columns = useQuery(StudyColumnsDocument, { variables });
  const { data, previousData, error, loading, refetch } = useQuery(StudyRecordsDocument, { variables: { ...variables, behind: (cell && cellOf(cell)) ?? null, after: pages.at(-1) ?? null }, fetchPolicy: 'cache-first' });
  const found = (data ?? previousData)?.studyRecords;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (columns.error) return <ErrorState error={columns.error} onRetry={() => void columns.refetch()} />;
  if (!found || !columns.data) return <Loading rows={6} />;
  const fields = columns.data.studyColumns.filter(({ key, gone, plain }) => !gone && plain && !COORDINATES.has(key)).slice(0, SHOWN_FIELDS);
  const hidden = columns.data.studyColumns.filter(({ gone }) => gone).map(({ title }) => textOf(title));
  const several = variables.stationIds.length > 1;
  const stationName = (id: string) => me.stations.find(({ station }) => station.id === id)?.station.name ?? '–';
  const shown: Column<StudyRecordRow>[] = [
    { key: 'key', title: say('代号', 'Record'), main: true, width: '118px', render: ({ key }) => <span className="sh-mono" title={key}>{key.slice(0, 10)}</span> },
    ...(several ? [{ key: 'station', title: say('派出所', 'Station'), width: '120px', render: ({ stationId }: StudyRecordRow) => stationName(stationId) }] : []),
    { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: ({ startedAt }) => moment(startedAt) },
    ...fields.map(({ key, title }) => ({ key, title: textOf(title), render: (row: StudyRecordRow) => inWords(row.fields.find((field) => field.key === key)?.value ?? null) })),
    { key: 'people', title: say('人员（本课题代号）', 'People (of this study)'), width: '170px', render: ({ people }) => (people.length === 0 ? '–' : <span className="sh-mono sh-small" title={people.map(({ pseudonym }) => pseudonym).join(' ')}>{people.map(({ pseudonym }) => pseudonym.slice(0, 8)).join(' ')}</span>) },
  ];
  return (
    <Card title={say('{count, number} 条记录', '{count, number} records', { count: found.totalCount })} extra={<span className="sh-sub sh-small">{say('今日余 {rows, number} 条', '{rows, number} left today', { rows: found.left.rows })}</span>}>
      {cell !== undefined && <BehindNote cell={cell} study={study} subject={subject} />}
      {hidden.length > 0 && <p className="sh-sub sh-small study-gone">{say('个人信息和自由文本不提供：{fields}。涉及未成年人、健康、封存及敏感警情的记录不出现。', 'Personal data and free text are gone: {fields}. Records of minors, of health, sealed ones and those of sensitive incidents never appear.', { fields: hidden.join(say('、', ', ')) })}</p>}
      {found.edges.length === 0 ? <EmptyState title={say('没有记录', 'No records')} /> : <DataTable label={say('课题记录', 'Records of the study')} rows={found.edges.map(({ node }) => node)} rowKey={({ key }) => key} columns={shown} dense />}
      {(pages.length > 0 || found.pageInfo.hasNextPage) && (
        <div className="sh-row study-pages">
          <Button disabled={pages.length === 0 || loading} onClick={() => setPages(pages.slice(0, -1))}>{say('上一页', 'Previous')}</Button>
          <Button disabled={!found.pageInfo.hasNextPage || loading} loading={loading} onClick={() => setPages([...pages, found.pageInfo.endCursor ?? ''])}>{say('下一页', 'Next')}</Button>
        </div>
      )}
    </Card>
  );
}

/** Of which figure these are the records, and the way to all of them. */
function BehindNote({ cell, study, subject }: { cell: CellValues; study: StudyRowFragment; subject: string }) {
  const { say, textOf } = useWords();
  const { base, timeZone } = useStation();
  const metric = useQuery(FigureMetricsDocument).data?.metrics.find(({ id }) => id === cell.metric);
  if (metric === undefined) return null;
  return <p className="study-behind">{say('统计数背后的记录：{metric} · {cell}。不出现的记录不在其中，可能少于统计数。', 'Records behind a figure: {metric} · {cell}. Those that never appear are not among them, so there may be fewer than it counts.', { metric: textOf(metric.title), cell: cellInWords(cell, metric.dimensions, { say, textOf, timeZone }) })} <Link to={`${base}/studies/${study.id}?subject=${subject}`}>{say('查看全部记录', 'All records')}</Link></p>;
}
