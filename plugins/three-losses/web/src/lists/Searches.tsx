import { useQuery } from '@apollo/client/react';
import { EmptyState, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { Elapsed } from '../Elapsed.js';
import { SearchesDocument, type SearchesQuery, type SearchesQueryVariables } from '../gql/lists.js';
import { newSearch, searchPage } from '../paths.js';
import { Urgency } from '../search/Urgency.js';
import { Listing, PAGE } from './Listing.js';
import { LossesHead } from './LossesHead.js';
import { dash, useInstanceColumns } from './useInstanceColumns.js';

type Row = SearchesQuery['rows']['edges'][number]['node'];
const VIEWS = ['open', 'putBy', 'closed', 'exercises'] as const;
type View = (typeof VIEWS)[number];
const SUSPENDED = { instance: { state: 'suspended' } };

/** What of the searches a view shows: the most urgent first while they run, whose review comes first while they rest. */
function readingOf(view: View): Pick<SearchesQueryVariables, 'filter' | 'orderBy' | 'exercise'> {
  if (view === 'closed') return { filter: { instance: { closed: true } }, exercise: false };
  if (view === 'exercises') return { filter: { instance: { closed: false } }, exercise: true };
  if (view === 'putBy') return { filter: { instance: { closed: false, state: 'suspended' } }, orderBy: { by: 'reviewOn', direction: 'ASC' }, exercise: false };
  return { filter: { instance: { closed: false }, not: SUSPENDED }, orderBy: { by: 'urgency', direction: 'ASC' }, exercise: false };
}

/** Who a station searches for: running, put by until a date, closed; each row opens the search. What is shown stands in the address. */
export default function Searches() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((one) => one === parameters.get('view')) ?? 'open';
  const read = useQuery(SearchesDocument, { variables: { stationId, ...readingOf(view), first: PAGE }, notifyOnNetworkStatusChange: true });
  const titles: Readonly<Record<View, string>> = { open: say('查找中', 'Searching'), putBy: say('已挂起', 'Put by'), closed: say('已办结', 'Closed'), exercises: say('演练', 'Exercises') };
  return (
    <>
      <LossesHead title={say('走失人员', 'Missing persons')} facts={say('一条不漏、一刻不误、一找到底；走失儿童不等 24 小时', 'None missed, none delayed, searched to the end; nobody waits 24 hours for a child')} starts={[{ title: say('登记走失', 'Report somebody missing'), path: newSearch }]} />
      <div className="sh-filters"><Segmented<View> aria-label={say('视图', 'View')} value={view} onChange={(value) => setParameters(value === 'open' ? {} : { view: value }, { replace: true })} options={VIEWS.map((value) => ({ value, label: titles[value] }))} /></div>
      <section className="sh-card sh-tight">
        <Listing<Row, SearchesQuery> key={view} label={say('走失人员查找', 'Searches')} read={read} columns={useColumns(view)} link={({ id }) => `${base}/${searchPage(id)}`} empty={<Empty view={view} action={view === 'open' && may('instance.start') && <Link to={`${base}/${newSearch}`}>{say('登记走失', 'Report somebody missing')}</Link>} />} />
      </section>
    </>
  );
}

function Empty({ view, action }: { view: View; action: React.ReactNode }) {
  const { say } = useWords();
  const words: Readonly<Record<View, readonly [string, string]>> = {
    open: [say('没有正在查找的走失人员', 'Nobody is being searched for'), say('可从警情转入，或直接登记；特急的会响铃，直到有人签收。', 'Open one from an incident, or record it directly; a critical one rings until somebody signs it.')],
    putBy: [say('没有挂起的查找', 'No search is put by'), say('挂起的查找列在这里，按复核日期排列。', 'Those that rest stand here, by the date on which they are looked at again.')],
    closed: [say('还没有办结的查找', 'No search has been closed yet'), say('找到并交接、移交民政或受案后自动办结。', 'One closes once they are handed over, to civil affairs, or it is a case.')],
    exercises: [say('没有进行中的演练查找', 'No exercise runs'), say('演练只列在这里，不计入统计，不对外发送。', 'Exercises stand here alone: in no figure, and nothing leaves the house.')],
  };
  const [title, hint] = words[view];
  return <EmptyState title={title} hint={hint} action={action} />;
}

function useColumns(view: View): Column<Row>[] {
  const { say } = useWords();
  const { state, started } = useInstanceColumns<Row>();
  return [
    {
      key: 'who', title: say('查找', 'Search'), main: true,
      render: ({ urgency, lastSeenOn, foundOn, instance }) => <><span className="sh-row">{urgency && <Urgency urgency={urgency} />}{lastSeenOn && <b>{foundOn ? say('走失', 'Gone for') : say('已走失', 'Gone for')} <Elapsed since={lastSeenOn} until={foundOn} /></b>}</span><span className="sh-sub sh-mono sh-small">{instance.number}</span></>,
    },
    ...(view === 'putBy' ? [{ key: 'review', title: say('复核日期', 'Looked at again'), width: '130px', render: ({ reviewOn }: Row) => (reviewOn ? <span className="sh-num">{reviewOn}</span> : dash) }] : [state]),
    started,
  ];
}
