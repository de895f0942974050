import { Chip, ClockChip, codeOf, EmptyState, ErrorState, InlineError, Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useCallback, useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { AcceptCardDocument, CardDocument, GiveCardBackDocument, type WholeCardFragment } from '../gql/outside-cards.js';
import { useCommand } from '../hooks.js';
import { Answer } from './Answer.js';
import type { Working } from './App.js';
import { ask } from './ask.js';
import { Asked } from './Asked.js';
import { Photos } from './Photos.js';
import { useReading, type Reading } from './useReading.js';

/** One task card: what is asked, and the answer to it. */
export function CardPage({ myself }: { myself: Working }) {
  const { say, textOf } = useWords();
  const { id = '' } = useParams();
  const { stationId } = myself;
  const card = useReading(useCallback(async () => (await ask(CardDocument, { stationId, id })).card, [stationId, id]));
  const { value } = card;
  useEffect(() => {
    document.title = value === undefined ? say('任务卡', 'Task card') : textOf(value.title);
  }, [value, say, textOf]);
  return (
    <>
      <Link className="x-back" to="/">← {say('我的任务卡', 'My task cards')}</Link>
      {value !== undefined ? <Opened key={value.id} reading={card} card={value} myself={myself} /> : card.error === undefined ? <Loading rows={8} /> : codeOf(card.error) === 'NOT_FOUND' ? (
        <EmptyState title={say('没有这张任务卡', 'There is no such card')} hint={say('可能已由他人接收，或派出所已撤回。', 'Somebody else may have accepted it, or the station has taken it back.')} />
      ) : <ErrorState error={card.error} onRetry={card.again} />}
    </>
  );
}

function Opened({ reading, card, myself }: { reading: Reading<WholeCardFragment>; card: WholeCardFragment; myself: Working }) {
  const { stationId } = myself;
  const { say, textOf, due } = useWords();
  const mine = card.state === 'OPEN' || card.state === 'ACCEPTED';
  return (
    <>
      <div className="x-head"><h1>{textOf(card.title)}</h1></div>
      {mine && <div className="sh-row sh-wrap"><ClockChip dueAt={card.dueAt} />{card.dueAt !== null && <span className="sh-sub">{say('请于 {due} 前答复', 'Answer by {due}', { due: due(card.dueAt) })}</span>}</div>}
      {mine && card.overdue && <p className="x-note x-late" role="status">{say('已超过期限，仍可答复，请尽快办理。', 'The time is over. You may still answer: please do so soon.')}</p>}
      <InlineError error={reading.error} />
      <Asked card={card} />
      {mine ? (
        <>
          <Taking card={card} stationId={stationId} onTaken={reading.set} onGone={reading.again} />
          <Photos card={card} stationId={stationId} onAdded={reading.again} />
          <Answer card={card} myself={myself} onAnswered={reading.again} />
        </>
      ) : <Over card={card} />}
    </>
  );
}

/** Accepting a card, and giving it back. What can be answered at once need not be accepted first. */
function Taking({ card, stationId, onTaken, onGone }: { card: WholeCardFragment; stationId: string; onTaken: (card: WholeCardFragment) => void; onGone: () => void }) {
  const { say } = useWords();
  const command = useCommand();
  const take = () => command.run(async (idempotencyKey) => onTaken((await ask(AcceptCardDocument, { stationId, id: card.id, idempotencyKey })).acceptCard));
  const back = async () => {
    if (await command.run((idempotencyKey) => ask(GiveCardBackDocument, { stationId, id: card.id, idempotencyKey }))) onGone();
  };
  return (
    <section className="x-section">
      {card.state === 'OPEN' ? (
        <>
          <Button size="large" block type={card.moreOnceAccepted ? 'primary' : 'default'} loading={command.sending} onClick={() => void take()}>{say('接收此任务', 'Accept this task')}</Button>
          {card.moreOnceAccepted && <p className="sh-sub">{say('接收后可查看当事人等完整内容；查看有记录。', 'Once accepted you see the parties in full. That you do is recorded.')}</p>}
        </>
      ) : (
        <div className="x-head"><Chip tone="info">{say('您已接收', 'Accepted by you')}</Chip><Button loading={command.sending} onClick={() => void back()}>{say('退回', 'Give back')}</Button></div>
      )}
      <InlineError error={command.error} />
    </section>
  );
}

function Over({ card }: { card: WholeCardFragment }) {
  const { say, textOf, moment } = useWords();
  if (card.state === 'WITH_COLLEAGUE') return <p className="x-note" role="status">{say('{who} 正在办理，无需重复。', '{who} is on it.', { who: card.by ?? '' })}</p>;
  if (card.state === 'WITHDRAWN') return <p className="x-note" role="status">{say('派出所已撤回此任务，无需再办理。', 'The station has taken this task back.')}</p>;
  return (
    <section className="x-note x-done" role="status">
      <b>{say('已答复：{answer}', 'Answered: {answer}', { answer: textOf(card.answer) })}</b>
      <p>{say('{who} · {at}。如需更正，请联系派出所。', '{who} · {at}. Ask the station to correct it.', { who: card.by ?? '', at: moment(card.answeredAt) })}</p>
    </section>
  );
}
