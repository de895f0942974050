import { EmptyState, ErrorState, Loading, useWords, type PublicPageProps } from '@stationhouse/plugin-web';
import { useEffect, useRef, useState } from 'react';
import { factOf, useNotices, type Notice } from './notices.js';
import { Tip } from './Tip.js';
import './public.css';

/** 寻人启事: who is looked for, as it was approved; gone with the minute in which somebody is found. */
export default function Posters({ bureau, ask, photo }: PublicPageProps) {
  const { say } = useWords();
  // The page hands over a new function each time it is drawn; what it asks is the same.
  const asking = useRef(ask);
  const [stable] = useState(() => (question: Readonly<Record<string, unknown>>) => asking.current(question));
  const { notices, error, again } = useNotices(stable);
  useEffect(() => {
    document.title = say('寻人启事', 'Missing persons');
  }, [say]);
  return (
    <>
      <p className="pub-bureau">{bureau}</p>
      <h1>{say('寻人启事', 'Missing persons')}</h1>
      <p className="sh-sub">{say('以下人员正在查找。见过的请提供情况，紧急情况请拨打 110。', 'These people are being looked for. If you have seen one of them, say so; in an emergency dial 110.')}</p>
      {notices === undefined ? (error === undefined ? <Loading rows={5} /> : <ErrorState error={error} onRetry={again} />) : notices.length === 0 ? (
        <EmptyState title={say('目前没有寻人启事', 'Nobody is looked for here now')} hint={say('已找到的，启事随即撤下。', 'A notice goes as soon as somebody is found.')} action={<a href="tel:110">{say('拨打 110', 'Dial 110')}</a>} />
      ) : (
        <ul className="sh-plain pub-notices">{notices.map((notice) => <Poster key={notice.id} notice={notice} ask={stable} photo={photo} onGone={again} />)}</ul>
      )}
      <p className="sh-sub sh-small">{say('启事由公安机关审批后发布，请勿转载；找到后即撤下。本页不需要登录，不使用 Cookie。', 'Notices are approved by the police. Please do not copy them: they go once somebody is found. No sign-in, no cookies.')}</p>
    </>
  );
}

function Poster({ notice, ask, photo, onGone }: { notice: Notice; ask: PublicPageProps['ask']; photo: PublicPageProps['photo']; onGone: () => void }) {
  const { say, textOf } = useWords();
  const [telling, setTelling] = useState(false);
  const words = factOf(notice, 'posterText');
  return (
    <li className="pub-notice">
      {notice.photos > 0 && <div className="pub-photos">{Array.from({ length: notice.photos }, (_, place) => <img key={place} src={photo(notice.id, place)} alt={say('被寻找人照片', 'Photo of who is looked for')} loading="lazy" />)}</div>}
      <p className="pub-words">{words && textOf(words.value)}</p>
      <p className="sh-sub">{notice.station}{notice.phone !== null && <> · <a href={`tel:${notice.phone}`}>{notice.phone}</a></>}</p>
      {telling ? <Tip notice={notice} ask={ask} onClose={() => setTelling(false)} onGone={onGone} /> : <button type="button" className="pub-press" onClick={() => setTelling(true)}>{say('我见过', 'I have seen them')}</button>}
    </li>
  );
}
