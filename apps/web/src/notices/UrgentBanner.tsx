import { useQuery } from '@apollo/client/react';
import { ExerciseMark, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { RingingDocument, type InboxNoticeFragment } from '../gql/notices.js';
import { useMe } from '../session/me.js';
import { maySound, ring, ringSetting } from './ring.js';
import { linkOf } from './links.js';
import { useNoticeActions, useNoticeChanges } from './useNotices.js';
import './notices.css';

/** The urgent notice that has rung longest, with the one thing to do about it; rings until somebody signs. */
export default function UrgentBanner() {
  const { say } = useWords();
  const { base } = useScope();
  const { data, refetch } = useQuery(RingingDocument, { fetchPolicy: 'cache-and-network' });
  useNoticeChanges(() => void refetch());
  const ringing = data?.notices.edges.map(({ node }) => node) ?? [];
  // A real one goes before an exercise, an older one before a newer.
  const first = ringing.filter(({ exercise }) => !exercise).at(-1) ?? ringing.at(-1);
  if (first === undefined) return null;
  const more = (data?.notices.totalCount ?? 1) - 1;
  return (
    <section className={first.exercise ? 'urgent urgent-exercise' : 'urgent'} aria-label={say('紧急通知', 'Urgent notice')} data-testid="urgent">
      <Words notice={first} />
      <div className="sh-row urgent-acts">
        {more > 0 && <Link to={`${base}/notices?show=ringing`}>{say('另有 {more} 条', '{more} more', { more })}</Link>}
        <Sound exercise={first.exercise} />
        <Acts notice={first} />
      </div>
    </section>
  );
}

function Words({ notice }: { notice: InboxNoticeFragment }) {
  const { say, textOf, moment } = useWords();
  return (
    <div className="urgent-words" role="alert">
      <span className="urgent-mark" aria-hidden="true">!</span>
      <div>
        {notice.exercise && <ExerciseMark />} <b>{say('紧急', 'Urgent')} · {textOf(notice.title)}</b> <span>{textOf(notice.body)}</span>
        {notice.climbsAt && <div className="sh-small">{say('{at} 前无人签收将上报', 'Escalated at {at} unless signed', { at: moment(notice.climbsAt) })}</div>}
      </div>
    </div>
  );
}

function Acts({ notice }: { notice: InboxNoticeFragment }) {
  const { say, textOf } = useWords();
  const me = useMe();
  const actions = useNoticeActions();
  const link = linkOf(me, notice);
  return (
    <>
      {link && <Link to={link} className="urgent-open">{say('打开', 'Open')}</Link>}
      <Button type="primary" danger={!notice.exercise} loading={actions.sending === notice.id} aria-label={say('签收：{title}', 'Sign: {title}', { title: textOf(notice.title) })} onClick={() => void actions.sign(notice)}>{say('签收', 'Sign')}</Button>
    </>
  );
}

/** The bell one hears, and the switch that silences it on this computer. */
function Sound({ exercise }: { exercise: boolean }) {
  const { say } = useWords();
  const on = useSyncExternalStore(ringSetting.subscribe, ringSetting.get);
  const [sounds, setSounds] = useState(maySound);
  useEffect(() => (on ? ring(exercise, () => setSounds(true)) : undefined), [on, exercise]);
  const words = !on ? say('铃声已关', 'Sound is off') : sounds ? say('铃声已开', 'Sound is on') : say('点一下页面即响铃', 'Touch the page to hear it');
  return <button type="button" role="switch" aria-checked={on} aria-label={say('铃声', 'Sound')} className="sh-pick" data-sounds={on && sounds} onClick={() => ringSetting.set(!on)}>{words}</button>;
}
