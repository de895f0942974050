import { InlineError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useCallback, useEffect } from 'react';
import { Link } from 'react-router';
import { AcknowledgeNoticeDocument, NoticesDocument, type NoticesQuery } from '../gql/outside-cards.js';
import { useCommand } from '../hooks.js';
import { ask } from './ask.js';
import { useReading } from './useReading.js';

type Notice = NoticesQuery['notices'][number];

/** How often an open page looks for new notices by itself, in milliseconds. */
const EVERY = 60_000;
/** How many stand above the cards before the rest is folded away. */
const SHOWN = 2;

/** What the station told somebody and they have not acknowledged; nothing is shown where nothing waits. */
export function Notices({ stationId }: { stationId: string }) {
  const { say } = useWords();
  const notices = useReading(useCallback(async () => (await ask(NoticesDocument, { stationId }, { background: true })).notices, [stationId]));
  const { again, value = [] } = notices;
  useEffect(() => {
    const timer = setInterval(again, EVERY);
    return () => clearInterval(timer);
  }, [again]);
  const command = useCommand();
  const ordinary = value.filter(({ ringing }) => !ringing);
  const acknowledgeAll = async () => {
    if (await command.run(() => Promise.all(ordinary.map(({ id }) => ask(AcknowledgeNoticeDocument, { stationId, id }))))) again();
  };
  if (value.length === 0) return <InlineError error={notices.error} />;
  const list = (some: readonly Notice[]) => <ul>{some.map((notice) => <li key={notice.id} data-ringing={notice.ringing}><One notice={notice} stationId={stationId} onDone={again} /></li>)}</ul>;
  // What rings is never folded away, and the cards stay within reach of a thumb.
  const first = Math.max(SHOWN, value.length - ordinary.length);
  return (
    <section className="x-notices" aria-label={say('通知', 'Notices')} aria-live="polite">
      {list(value.slice(0, first))}
      {value.length > first && <details><summary>{say('另有 {count} 条通知', '{count} more', { count: value.length - first })}</summary>{list(value.slice(first))}</details>}
      {ordinary.length > 1 && <Button type="link" loading={command.sending} onClick={() => void acknowledgeAll()}>{say('普通通知全部知道了', 'Got all ordinary ones')}</Button>}
      <InlineError error={notices.error ?? command.error} />
    </section>
  );
}

function One({ notice, stationId, onDone }: { notice: Notice; stationId: string; onDone: () => void }) {
  const { say, textOf, moment } = useWords();
  const command = useCommand();
  const acknowledge = async () => {
    if (await command.run(() => ask(AcknowledgeNoticeDocument, { stationId, id: notice.id }))) onDone();
  };
  return (
    <>
      <b>{notice.ringing && <span className="sh-bad-ink">{say('紧急', 'Urgent')} · </span>}{textOf(notice.title)}</b>
      <span className="sh-sub sh-small">{[textOf(notice.body), moment(notice.toldAt)].filter(Boolean).join(' · ')}</span>
      <div className="sh-row">
        <Button type={notice.ringing ? 'primary' : 'default'} loading={command.sending} onClick={() => void acknowledge()}>{notice.ringing ? say('签收', 'Sign for it') : say('知道了', 'Got it')}</Button>
        {notice.cardId !== null && <Link className="x-back" to={`/cards/${notice.cardId}`}>{say('打开任务卡', 'Open the card')} →</Link>}
      </div>
      <InlineError error={command.error} />
    </>
  );
}
