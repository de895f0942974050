import { useScope, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { useMe } from '../session/me.js';
import { useAway, useOnline } from './useAway.js';
import './away.css';

/** In the frame, on every page: how much waits to be sent, and that there is no network. */
export default function AwayChip() {
  const { say } = useWords();
  const { base, stationId } = useScope();
  const me = useMe();
  const online = useOnline();
  const { away } = useAway(me.account.id);
  const count = away?.answers.length ?? 0;
  if (stationId === undefined || (online && count === 0)) return null;
  return <Link className="away-chip" to={`${base}/away`}>{online ? '' : say('无网络', 'Offline')}{!online && count > 0 ? ' · ' : ''}{count > 0 ? say('待上传 {count}', '{count} waiting', { count }) : ''}</Link>;
}
