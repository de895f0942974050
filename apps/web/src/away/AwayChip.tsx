import { useScope, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { useMe } from '../session/me.js';
import { useMark } from './mark.js';
import { useAway, useOnline } from './useAway.js';
import './away.css';

/** In the frame, on every page: how much waits to be sent, and that there is no network. */
export default function AwayChip() {
  const { say, textOf } = useWords();
  const { base, stationId } = useScope();
  const me = useMe();
  const online = useOnline();
  const mark = useMark();
  const { away } = useAway(me.account.id);
  const count = away?.answers.length ?? 0;
  const waits = stationId !== undefined && (!online || count > 0);
  return (
    <>
      {mark !== undefined && <Link className="away-chip away-mark" to={mark.path}>{textOf(mark.title)}</Link>}
      {waits && <Link className="away-chip" to={`${base}/away`}>{online ? '' : say('无网络', 'Offline')}{!online && count > 0 ? ' · ' : ''}{count > 0 ? say('待上传 {count}', '{count} waiting', { count }) : ''}</Link>}
    </>
  );
}
