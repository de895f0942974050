import { useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, Loading, PageHeader, shareAnswerInWords, shareAnswerTone, useStation, useWords } from '@stationhouse/plugin-web';
import { Segmented } from 'antd';
import { Link } from 'react-router';
import { SharedCardsDocument, type SharedCardFieldsFragment } from '../../gql/shares.js';
import { useFilters } from '../../hooks.js';
import { useChanges } from '../../session/live.js';
import './shares.css';

const FILTERS = ['show'] as const;

/** 协查: what other stations ask this one to help with, open ones first. */
export default function SharedCards() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { values, set } = useFilters(FILTERS);
  const open = values.show !== 'all';
  const { data, error, refetch } = useQuery(SharedCardsDocument, { variables: { stationId, open }, fetchPolicy: 'cache-and-network' });
  // Help is asked for with a notice, and so is its end.
  useChanges({ kinds: ['NOTICE'] }, () => refetch());
  const cards = data?.sharedCards;
  return (
    <>
      <PageHeader title={say('协查', 'Help for neighbours')} facts={say('其他派出所请求本所协助查找：打开应急卡，并答复结果。', 'What other stations ask this one to help with: open the card, and answer.')} />
      <section className="sh-card">
        <Segmented<string> value={open ? 'open' : 'all'} onChange={(value) => set('show', value === 'open' ? null : value)} options={[{ value: 'open', label: say('进行中', 'Open') }, { value: 'all', label: say('全部', 'All') }]} />
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : cards === undefined ? <Loading rows={4} /> : cards.length === 0 ? (
          <EmptyState title={open ? say('目前没有协查', 'Nobody asks for help at present') : say('还没有协查', 'Nobody has asked for help yet')} hint={say('其他派出所请求协查时，会在本所响铃。', 'When another station asks for help, it rings here.')} />
        ) : <ul className="share-list">{cards.map((card) => <Row key={card.id} card={card} />)}</ul>}
      </section>
    </>
  );
}

function Row({ card: { id, fromStation, title, askedAt, endedAt, answer } }: { readonly card: SharedCardFieldsFragment }) {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { base } = useStation();
  return (
    <li>
      <Link to={`${base}/shares/${id}`}><b>{textOf(title)}</b></Link>
      <span className="sh-sub">{fromStation} · <span className="sh-whole">{moment(askedAt)}</span></span>
      <span className="sh-row sh-wrap">
        {endedAt ? <Chip>{say('已结束', 'Over')}</Chip> : <Chip tone={shareAnswerTone(answer)}>{answer === null ? say('待答复', 'To be answered') : shareAnswerInWords(answer, words)}</Chip>}
      </span>
    </li>
  );
}
