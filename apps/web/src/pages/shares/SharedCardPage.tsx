import { useMutation, useQuery } from '@apollo/client/react';
import { codeOf, EmptyState, ErrorState, Facts, InlineError, Loading, PageHeader, shareAnswerInWords, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { OpenSharedCardDocument, SharedCardDocument, type OpenSharedCardMutation, type SharedCardFieldsFragment } from '../../gql/shares.js';
import { useCommand } from '../../hooks.js';
import { useChanges } from '../../session/live.js';
import { AnswerButtons } from './AnswerButtons.js';
import '../emergency/emergency.css';
import './shares.css';

type Opened = OpenSharedCardMutation['openSharedCard'];

/** How often it is read again besides, in milliseconds: a card must not stay after the need. */
const AGAIN_MS = 15_000;

/** One request for help: the card, and the four answers. */
export default function SharedCardPage() {
  const { say, textOf, moment } = useWords();
  const { stationId, base } = useStation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(SharedCardDocument, { variables: { stationId, id }, fetchPolicy: 'cache-and-network', pollInterval: AGAIN_MS });
  useChanges({ kinds: ['NOTICE'] }, () => refetch());
  const back = <Link to={`${base}/shares`}>{say('全部协查', 'All requests')}</Link>;
  if (error && ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error))) return <><PageHeader title={say('协查', 'Help for neighbours')} /><section className="sh-card"><EmptyState title={say('没有这条协查', 'There is no such request')} hint={say('可能已过保存期限。', 'Its time may be over.')} action={back} /></section></>;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  const card = data.sharedCard;
  return (
    <>
      <PageHeader title={textOf(card.title)} facts={<>{say('{station}请求协查', '{station} asks for help', { station: card.fromStation })} · <span className="sh-whole">{moment(card.askedAt)}</span></>} actions={back} />
      <div className="ecard-page">
        <Card card={card} />
        <Answers card={card} />
      </div>
    </>
  );
}

/** What the card shows lives in this component alone: it is in no cache, and gone with the page, and the need. */
function Card({ card }: { readonly card: SharedCardFieldsFragment }) {
  const { say, textOf } = useWords();
  const [opened, setOpened] = useState<Opened>();
  const command = useCommand();
  const [open] = useMutation(OpenSharedCardDocument, { fetchPolicy: 'no-cache' });
  const { stationId, id, endedAt, mayAnswer } = card;
  const press = () => void command.run(async (idempotencyKey) => {
    setOpened((await open({ variables: { stationId, id, idempotencyKey } })).data?.openSharedCard);
  });
  const over = endedAt !== null;
  return (
    <section className={over ? 'ecard' : 'ecard ecard-open'} aria-label={textOf(card.title)} data-testid="shared-card" data-open={!over}>
      <div className="ecard-head"><span className="ecard-mark" aria-hidden="true">!</span><h2>{say('应急卡', 'Emergency card')}</h2></div>
      {over ? <p role="status">{say('协查已结束，应急卡已关闭，无需再查找。', 'The help is needed no more: the card is shut. Nobody needs to search any longer.')}</p>
        : opened !== undefined ? <Facts photos={`/api/stations/${stationId}/shared-cards/${id}/views/${opened.viewId}/photos`} opened={opened} />
        : mayAnswer ? (
          <div className="ecard-act">
            <Button type="primary" danger className="ecard-button" loading={command.sending} onClick={press}>{say('打开应急卡', 'Open the card')}</Button>
            <p><b>{say('查看将被记录，由请求协查的派出所复核。', 'Opening it is recorded, and reviewed by the station that asks.')}</b></p>
          </div>
        ) : <p>{say('应急卡只对接到协查通知的岗位开放，请联系值班民警。', 'The card is open to those whom the request rings. Ask the officer on duty.')}</p>}
      <InlineError error={command.error} />
    </section>
  );
}

function Answers({ card }: { readonly card: SharedCardFieldsFragment }) {
  const words = useWords();
  const { say, moment } = words;
  const { answers, mayAnswer } = card;
  return (
    <section className="sh-card share-answer" aria-label={say('答复', 'Answer')}>
      {mayAnswer && <AnswerButtons card={card} />}
      {answers.length === 0 ? <p className="sh-sub">{say('本所尚未答复。', 'This station has not answered yet.')}</p> : (
        <ul className="share-said" aria-label={say('本所的答复', 'What this station has answered')}>{[...answers].reverse().map(({ id, answer, at }) => <li key={id}><b>{shareAnswerInWords(answer, words)}</b> <span className="sh-sub sh-whole">{moment(at)}</span></li>)}</ul>
      )}
    </section>
  );
}
