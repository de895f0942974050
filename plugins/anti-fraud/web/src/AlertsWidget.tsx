import { useQuery } from '@apollo/client/react';
import { Countdown, ErrorState, Loading, useChanges, useStation, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { AlertGrade } from './AlertGrade.js';
import { OpenFraudAlertsDocument } from './gql/alerts.js';
import { alertPage, alertsPage } from './paths.js';
import { byUrgency, nextClock } from './urgency.js';

const SHOWN = 3;
const GRADES = ['high', 'medium', 'low'] as const;

/** The station's open alerts by grade, and those that wait to be signed with their time; live. */
export default function AlertsWidget() {
  const { say, number } = useWords();
  const { stationId, base } = useStation();
  const { data, previousData, error, refetch } = useQuery(OpenFraudAlertsDocument, { variables: { stationId, first: SHOWN }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['INSTANCE'] }, () => refetch());
  const open = data ?? previousData;
  if (open === undefined) return error ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : <Loading rows={3} />;
  const waiting = open.waiting.edges.map(({ node }) => node).sort(byUrgency);
  return (
    <div className="sh-stack">
      <nav className="sh-row" aria-label={say('未办结预警，按等级', 'Open alerts by grade')}>
        {GRADES.map((grade) => <span key={grade} className="sh-row" style={{ gap: 4 }}><AlertGrade grade={grade} /> <span className="sh-num">{number(open[grade].totalCount)}</span></span>)}
        <Link to={`${base}/${alertsPage}`}>{say('预警列表', 'All alerts')}</Link>
      </nav>
      {waiting.length === 0 ? <p className="sh-sub">{say('没有待签收的预警', 'No alert waits to be signed')}</p> : (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 6 }}>
          {waiting.map((alert) => (
            <li key={alert.id} className="sh-row" style={{ justifyContent: 'space-between' }}>
              <Link to={`${base}/${alertPage(alert.id)}`} className="sh-clip">{alert.instance.title}</Link>
              <Countdown dueAt={nextClock(alert)?.dueAt ?? null} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
