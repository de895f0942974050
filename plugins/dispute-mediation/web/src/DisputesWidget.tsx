import { useQuery } from '@apollo/client/react';
import { ClockChip, ErrorState, GradeChip, GRADES, Loading, useNow, useStation, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { DisputeRisksDocument, FollowUpsDueDocument, type FollowUpsDueQuery } from './gql/disputes.js';
import { disputesPage } from './paths.js';
import { filterOf, VISIT } from './views.js';

type Instance = FollowUpsDueQuery['due']['edges'][number]['node']['instance'];
type Task = Instance['tasks'][number];
const SHOWN = 5;
const OPEN = { instance: { closed: false } };
/** How often it is read anew while it is looked at. */
const REFRESH_MS = 120_000;

/** Open disputes by risk, and the follow-ups that are due by the end of this week, overdue ones first. */
export default function DisputesWidget() {
  const { say, textOf, number } = useWords();
  const { stationId, base, timeZone } = useStation();
  const now = new Date(useNow());
  const [overdue, due] = [filterOf('overdue', now, timeZone), filterOf('due', now, timeZone)];
  const risks = useQuery(DisputeRisksDocument, { variables: { stationId, of: OPEN }, fetchPolicy: 'cache-and-network', pollInterval: REFRESH_MS });
  const tasks = useQuery(FollowUpsDueDocument, { variables: { stationId, overdue, due, first: SHOWN }, fetchPolicy: 'cache-and-network', pollInterval: REFRESH_MS });
  const [counts, list] = [risks.data ?? risks.previousData, tasks.data ?? tasks.previousData];
  if (counts === undefined || list === undefined) {
    const error = risks.error ?? tasks.error;
    return error ? <ErrorState compact error={error} onRetry={() => void Promise.all([risks.refetch(), tasks.refetch()])} /> : <Loading rows={3} />;
  }
  const { totalCount } = list.due;
  const shown = soonest(list);
  return (
    <div className="sh-stack">
      <nav className="sh-row" aria-label={say('未办结纠纷，按风险', 'Open disputes by risk')}>
        {GRADES.map((grade) => <Link key={grade} to={`${base}/${disputesPage}?risk=${grade}`} className="sh-row" style={{ gap: 4, textDecoration: 'none' }}><GradeChip grade={grade} /> <span className="sh-num">{number(counts[grade].totalCount)}</span></Link>)}
      </nav>
      <div>
        <p className="sh-sub">{totalCount === 0 ? say('本周没有到期的回访', 'No follow-up is due this week') : say('本周到期的回访：{count, number} 起纠纷，其中逾期 {late, number} 起', 'Follow-ups due this week: {count, plural, one {# dispute} other {# disputes}}, {late, number} of them overdue', { count: totalCount, late: list.overdue.totalCount })}</p>
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 6 }}>{shown.map(({ task, instance }) => <FollowUp key={task.id} task={task} instance={instance} title={textOf(task.title)} />)}</ul>
        {totalCount > shown.length && <p><Link to={`${base}/${disputesPage}?view=due`}>{say('还有 {count} 项', '{count} more', { count: totalCount - shown.length })}</Link></p>}
      </div>
    </div>
  );
}

/** The follow-up of each dispute that is due, overdue ones first. */
function soonest({ overdue, due }: FollowUpsDueQuery): { readonly task: Task; readonly instance: Instance }[] {
  const instances = new Map([...overdue.edges, ...due.edges].map(({ node }) => [node.id, node.instance]));
  return [...instances.values()].slice(0, SHOWN).flatMap((instance) => {
    const [task] = instance.tasks.filter(({ key, status, dueAt }) => key === VISIT && dueAt && (status === 'OPEN' || status === 'CLAIMED')).sort((left, right) => Date.parse(left.dueAt ?? '') - Date.parse(right.dueAt ?? ''));
    return task === undefined ? [] : [{ task, instance }];
  });
}

function FollowUp({ task, instance, title }: { task: Task; instance: Instance; title: string }) {
  const { base } = useStation();
  return (
    <li className="sh-row" style={{ justifyContent: 'space-between' }}>
      <span className="sh-clip"><Link to={`${base}/instances/${instance.id}?task=${task.id}`}>{title}</Link> <span className="sh-sub">{instance.title}</span></span>
      <ClockChip dueAt={task.dueAt ?? null} />
    </li>
  );
}
