import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, useChanges, useStation, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { Elapsed } from '../Elapsed.js';
import { OpenSearchesDocument } from '../gql/lists.js';
import { foundPersonsPage, searchesPage, searchPage } from '../paths.js';
import { Urgency } from '../search/Urgency.js';
import './lists.css';

const SHOWN = 4;

/** Whom the station searches for, the most urgent first, with how long they have been gone; live. */
export default function OpenSearches() {
  const { say, number } = useWords();
  const { stationId, base } = useStation();
  const { data, previousData, error, refetch } = useQuery(OpenSearchesDocument, { variables: { stationId, first: SHOWN }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['INSTANCE'] }, () => refetch());
  const found = data ?? previousData;
  if (found === undefined) return error ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : <Loading rows={3} />;
  const { open, putBy, foundFirst } = found;
  return (
    <div className="sh-stack">
      {open.totalCount === 0 ? <p className="sh-sub">{say('没有正在查找的走失人员', 'Nobody is being searched for')}</p> : (
        <ul className="open-searches" aria-label={say('正在查找的走失人员', 'Who is being searched for')}>
          {open.edges.map(({ node: { id, urgency, lastSeenOn, foundOn, instance } }) => (
            <li key={id}>{urgency ? <Urgency urgency={urgency} /> : <span />}<Link to={`${base}/${searchPage(id)}`} className="sh-clip">{instance.title}</Link>{lastSeenOn && <Elapsed since={lastSeenOn} until={foundOn} />}</li>
          ))}
        </ul>
      )}
      <nav className="sh-row" aria-label={say('三失', 'The three losses')}>
        <Link to={`${base}/${searchesPage}`}>{say('全部 {count} 起', 'All {count}', { count: open.totalCount })}</Link>
        {putBy.totalCount > 0 && <Link to={`${base}/${searchesPage}?view=putBy`}>{say('挂起 {count}', '{count} put by', { count: number(putBy.totalCount) })}</Link>}
        {foundFirst.totalCount > 0 && <Link to={`${base}/${foundPersonsPage}`}>{say('待找家属 {count}', '{count} found first', { count: number(foundFirst.totalCount) })}</Link>}
      </nav>
    </div>
  );
}
