import { useQuery } from '@apollo/client/react';
import { addDuration, endOfLocalDate, localDate } from '@stationhouse/kernel';
import { ClockChip, ErrorState, GradeChip, GRADES, Loading, useNow, useStation, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { DisputeRisksDocument, FollowUpsDueDocument, type FollowUpsDueQuery } from './gql/disputes.js';
import { disputesPage } from './paths.js';

type Task = FollowUpsDueQuery['tasks']['edges'][number]['node'];
/** The key of a follow-up in the definition's fragment `visit`. */
const FOLLOW_UP = 'visit';
const SHOWN = 5;
const OPEN = { instance: { closed: false } };
/** How often it is read anew while it is looked at. */
const REFRESH_MS = 120_000;

/** Open disputes by risk, and the follow-ups that are due by the end of this week, overdue ones first. */
export default function DisputesWidget() {
  const { say, textOf, number } = useWords();
  const { stationId, base } = useStation();
  const risks = useQuery(DisputeRisksDocument, { variables: { stationId, of: OPEN }, fetchPolicy: 'cache-and-network', pollInterval: REFRESH_MS });
  const tasks = useQuery(FollowUpsDueDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network', pollInterval: REFRESH_MS });
  const until = useEndOfWeek();
  const [counts, list] = [risks.data, tasks.data];
  if (counts === undefined || list === undefined) {
    const error = risks.error ?? tasks.error;
    return error ? <ErrorState compact error={error} onRetry={() => void Promise.all([risks.refetch(), tasks.refetch()])} /> : <Loading rows={3} />;
  }
  const due = list.tasks.edges.map(({ node }) => node).filter(({ key, dueAt }) => key === FOLLOW_UP && dueAt && Date.parse(dueAt) <= until.getTime());
  return (
    <div className="sh-stack">
      <nav className="sh-row" aria-label={say('未办结纠纷，按风险', 'Open disputes by risk')}>
        {GRADES.map((grade) => <Link key={grade} to={`${base}/${disputesPage}?risk=${grade}`} className="sh-row" style={{ gap: 4, textDecoration: 'none' }}><GradeChip grade={grade} /> <span className="sh-num">{number(counts[grade].totalCount)}</span></Link>)}
      </nav>
      <div>
        <p className="sh-sub">{due.length === 0 ? say('本周没有到期的回访', 'No follow-up is due this week') : say('本周到期的回访 {count, number} 件', '{count, plural, one {# follow-up is} other {# follow-ups are}} due this week', { count: due.length })}</p>
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 6 }}>{due.slice(0, SHOWN).map((task) => <FollowUp key={task.id} task={task} title={textOf(task.title)} />)}</ul>
        {due.length > SHOWN && <p><Link to={`${base}/${disputesPage}?view=due`}>{say('还有 {count} 项', '{count} more', { count: due.length - SHOWN })}</Link></p>}
      </div>
    </div>
  );
}

function FollowUp({ task, title }: { task: Task; title: string }) {
  const { base } = useStation();
  return (
    <li className="sh-row" style={{ justifyContent: 'space-between' }}>
      <span className="sh-clip"><Link to={`${base}/instances/${task.instance.id}?task=${task.id}`}>{title}</Link> <span className="sh-sub">{task.instance.title}</span></span>
      <ClockChip dueAt={task.dueAt ?? null} />
    </li>
  );
}

/** Sunday at 24:00, by the station's clock. */
function useEndOfWeek(): Date {
  const { timeZone } = useStation();
  const now = new Date(useNow());
  const weekday = new Date(`${localDate(now, timeZone)}T00:00:00Z`).getUTCDay();
  return endOfLocalDate(addDuration(now, `P${(7 - weekday) % 7}D`, timeZone), timeZone);
}
