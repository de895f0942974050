import { EmptyState, ErrorState, Loading, useWords, type PublicPageProps } from '@stationhouse/plugin-web';
import { useEffect, useRef, useState } from 'react';
import { factOf, useNotices } from './notices.js';
import './public.css';

const FIELDS = ['kind', 'region', 'foundOn'];

/** 招领公告: what was found, by kind, rough place and day; whoever lost it says at the station what it looks like. */
export default function FoundList({ bureau, ask }: PublicPageProps) {
  const { say, textOf } = useWords();
  const asking = useRef(ask);
  const [stable] = useState(() => (question: Readonly<Record<string, unknown>>) => asking.current(question));
  const { notices, error, again } = useNotices(stable);
  useEffect(() => {
    document.title = say('招领公告', 'Found property');
  }, [say]);
  return (
    <>
      <p className="pub-bureau">{bureau}</p>
      <h1>{say('招领公告', 'Found property')}</h1>
      <p className="sh-sub">{say('是您的物品？请带身份证件到派出所，说出物品特征后认领。招领期一年。', 'Is it yours? Come to the station with your papers and say what it looks like. Things are kept for a year.')}</p>
      {notices === undefined ? (error === undefined ? <Loading rows={5} /> : <ErrorState error={error} onRetry={again} />) : notices.length === 0 ? (
        <EmptyState title={say('目前没有招领物品', 'Nothing is announced now')} hint={say('遗失物品可到就近派出所登记。', 'Report what you lost at any police station.')} />
      ) : (
        <ul className="sh-plain pub-notices">
          {notices.map((notice) => (
            <li key={notice.id} className="pub-notice">
              <dl className="sh-kv">{FIELDS.flatMap((field) => factOf(notice, field) ?? []).map(({ field, title, value }) => <div key={field}><dt>{textOf(title)}</dt><dd>{textOf(value)}</dd></div>)}</dl>
              <p className="sh-sub">{notice.station}{notice.phone !== null && <> · <a href={`tel:${notice.phone}`}>{notice.phone}</a></>}</p>
            </li>
          ))}
        </ul>
      )}
      <p className="sh-sub sh-small">{say('为防冒领，公告不写物品特征。本页不需要登录，不使用 Cookie。', 'So that nobody else takes it, nothing of what it looks like is told. No sign-in, no cookies.')}</p>
    </>
  );
}
