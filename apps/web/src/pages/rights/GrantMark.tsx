import { useApolloClient } from '@apollo/client/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { MeDocument } from '../../gql/session.js';
import type { Me } from '../../session/me.js';
import './rights.css';

/** The longest a timer of the browser waits without overflowing. */
const LONGEST_WAIT = 2_147_000_000;

/** In the header while access is granted: what is read is recorded. Asks anew when it ends. */
export default function GrantMark({ grants }: { grants: Me['accessGrants'] }) {
  const { say, moment } = useWords();
  const { stationId } = useScope();
  const client = useApolloClient();
  const until = grants.map((grant) => grant.until).sort()[0] ?? '';
  useEffect(() => {
    const timer = setTimeout(() => void client.refetchQueries({ include: [MeDocument] }), Math.min(Math.max(Date.parse(until) - Date.now(), 0) + 500, LONGEST_WAIT));
    return () => clearTimeout(timer);
  }, [client, until]);
  const here = grants.some((grant) => grant.stationId === stationId);
  return (
    <Link to="/bureau/access" className="grant-mark" data-here={here} title={say('每次查看均留痕，派出所可见', 'Each reading is recorded and seen by the station')}>
      {here ? say('授权查看中', 'Reading by grant') : say('有授权查看', 'Access granted')}<span className="grant-mark-until"> · {say('至 {until}', 'until {until}', { until: moment(until) })}</span>
    </Link>
  );
}
