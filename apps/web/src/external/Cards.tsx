import { Chip, ClockChip, EmptyState, ErrorState, InlineError, Loading, schemaInLocale, useWords, valueInWords, type JsonSchema } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useCallback, useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import { CardsDocument, type CardLineFragment, type CardList } from '../gql/outside-cards.js';
import type { Working } from './App.js';
import { ask } from './ask.js';
import { Notices } from './Notices.js';
import { useReading } from './useReading.js';

/** Somebody's task cards: what waits, soonest due first, or what they answered. */
export function Cards({ myself }: { myself: Working }) {
  const { say } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const list: CardList = parameters.get('list') === 'answered' ? 'ANSWERED' : 'WAITING';
  const { stationId } = myself;
  const cards = useReading(useCallback(async () => (await ask(CardsDocument, { stationId, list })).cards, [stationId, list]));
  useEffect(() => {
    document.title = say('我的任务卡', 'My task cards');
  }, [say]);
  return (
    <>
      <div className="x-head"><h1>{say('我的任务卡', 'My task cards')}</h1><Button loading={cards.loading && cards.value !== undefined} onClick={cards.again}>{say('刷新', 'Refresh')}</Button></div>
      <Notices stationId={stationId} />
      <Segmented block size="large" aria-label={say('哪些', 'Which')} value={list} onChange={(value) => setParameters(value === 'ANSWERED' ? { list: 'answered' } : {}, { replace: true })} options={[{ value: 'WAITING', label: say('待办理', 'To do') }, { value: 'ANSWERED', label: say('已答复', 'Answered') }]} />
      {cards.value !== undefined && <InlineError error={cards.error} />}
      {cards.value === undefined ? (cards.error === undefined ? <Loading rows={6} /> : <ErrorState error={cards.error} onRetry={cards.again} />) : cards.value.length === 0 ? (
        list === 'WAITING'
          ? <EmptyState title={say('没有待办的任务', 'Nothing to do')} hint={say('派出所有事请您协助时，会出现在这里。', 'When the station asks for your help, it stands here.')} />
          : <EmptyState title={say('还没有答复过任务', 'Nothing answered yet')} />
      ) : (
        <ul className="x-cards">{cards.value.map((card) => <li key={card.id}><CardLine card={card} /></li>)}</ul>
      )}
    </>
  );
}

function CardLine({ card }: { card: CardLineFragment }) {
  const { textOf, say, due, moment, locale } = useWords();
  return (
    <Link className="x-card" to={`/cards/${card.id}`} data-late={card.overdue}>
      <b>{textOf(card.title)}</b>
      {card.about.length > 0 && <span className="x-about">{card.about.map(({ value, schema }) => valueInWords(value, schemaInLocale(schema, locale) as JsonSchema, { yes: say('是', 'Yes'), no: say('否', 'No') })).join(' · ')}</span>}
      {card.answeredAt === null ? (
        <span className="sh-row sh-wrap">
          <ClockChip dueAt={card.dueAt} />
          {card.dueAt !== null && <span className="sh-sub">{say('{due} 前', 'by {due}', { due: due(card.dueAt) })}</span>}
          {card.state === 'ACCEPTED' && <Chip tone="info">{say('您已接收', 'Accepted by you')}</Chip>}
        </span>
      ) : (
        <span className="sh-row sh-wrap"><Chip tone="ok">{textOf(card.answer)}</Chip><span className="sh-sub">{moment(card.answeredAt)}</span></span>
      )}
    </Link>
  );
}
