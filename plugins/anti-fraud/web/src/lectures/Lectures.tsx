import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, LoadMore, Loading, PageHeader, useChanges, useStation, useWords, type Words } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { FraudLecturesDocument, type FraudLecturesQueryVariables } from '../gql/lectures.js';
import { newLecture } from '../paths.js';
import { LectureRow } from './LectureRow.js';
import { LectureYear } from './LectureYear.js';
import '../alerts.css';

const PAGE = 30;
const LIVE = ['INSTANCE', 'TASK'] as const;
const VIEWS = ['planned', 'answering', 'rating', 'done'] as const;
type View = (typeof VIEWS)[number];

/** Lectures and publicity of the station: planned, given, their questions answered, rated; and what came of the year. */
export default function Lectures() {
  const { say } = useWords();
  const { base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((one) => one === parameters.get('view')) ?? 'planned';
  const words = viewWords(say);
  return (
    <>
      <PageHeader title={say('反诈宣讲', 'Anti-fraud lectures')} facts={say('计划、开展、答复提问、登记评价', 'Planned, given, questions answered, rated')} actions={may('instance.start') && <Button type="primary" onClick={() => void navigate(`${base}/${newLecture}`)}>{say('计划宣讲', 'Plan a lecture')}</Button>} />
      {may('metric.read') && <LectureYear />}
      <div className="sh-filters">
        <Segmented aria-label={say('视图', 'View')} className="alert-views" value={view} onChange={(value) => setParameters(value === 'planned' ? {} : { view: value }, { replace: true })} options={VIEWS.map((value) => ({ value, label: words[value] }))} />
      </div>
      <section className="sh-card sh-tight"><LectureList key={view} view={view} /></section>
    </>
  );
}

function LectureList({ view }: { view: View }) {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(FraudLecturesDocument, { variables: { stationId, ...queryOf(view), first: PAGE }, notifyOnNetworkStatusChange: true });
  useChanges({ kinds: LIVE }, () => refetch());
  const found = (data ?? previousData)?.fraudLectures;
  if (error && found === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (found === undefined) return <Loading rows={4} />;
  const rows = found.edges.map(({ node }) => node);
  if (rows.length === 0) return <EmptyState title={emptyWords(say)[view]} hint={say('进校园、进社区、进单位的宣讲和发放材料都记在这里。', 'Lectures and hand-outs in schools, communities and companies stand here.')} action={view === 'planned' && may('instance.start') && <Link to={`${base}/${newLecture}`}>{say('计划宣讲', 'Plan a lecture')}</Link>} />;
  const more = () => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult: { fraudLectures } }) => ({ fraudLectures: { ...fraudLectures, edges: [...before.fraudLectures.edges, ...fraudLectures.edges] } }) });
  return (
    <div aria-busy={loading}>
      <ul className="alert-list" aria-label={say('宣讲列表', 'Lectures')}>{rows.map((lecture) => <LectureRow key={lecture.id} lecture={lecture} />)}</ul>
      <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}

/** The soonest plan first; of the others the latest. */
function queryOf(view: View): Pick<FraudLecturesQueryVariables, 'filter' | 'orderBy'> {
  if (view === 'done') return { filter: { instance: { closed: true } }, orderBy: { by: 'CLOSED_AT', direction: 'DESC' } };
  return { filter: { instance: { closed: false, state: view } }, orderBy: { by: view === 'planned' ? 'plannedOn' : 'givenOn', direction: view === 'planned' ? 'ASC' : 'DESC' } };
}

function viewWords(say: Words['say']): Readonly<Record<View, string>> {
  return { planned: say('待开展', 'Planned'), answering: say('待答复', 'To answer'), rating: say('待评价', 'To rate'), done: say('已结束', 'Over') };
}

function emptyWords(say: Words['say']): Readonly<Record<View, string>> {
  return { planned: say('没有计划中的宣讲', 'No lecture is planned'), answering: say('没有待答复的提问', 'No question waits'), rating: say('没有待评价的宣讲', 'No lecture waits for its rating'), done: say('还没有结束的宣讲', 'No lecture is over yet') };
}
