import { useQuery } from '@apollo/client/react';
import { Chip } from '../chips.js';
import { InstanceSharesDocument, type InstanceSharesQuery, type ShareAnswerKind } from '../gql/instance-shares.js';
import { useChanges } from '../live.js';
import { Card } from '../page.js';
import { useStation } from '../station.js';
import { useWords } from '../words.js';
import { shareAnswerInWords, shareAnswerTone } from './words.js';

type Share = InstanceSharesQuery['instance']['shares'][number];

/** 协查 on the instance that asked: who was asked, what they answered, and the tally of it; live. */
export function SharesCard({ instanceId, purpose }: { readonly instanceId: string; readonly purpose: string | undefined }) {
  const words = useWords();
  const { say } = words;
  const { stationId } = useStation();
  const { data, refetch } = useQuery(InstanceSharesDocument, { variables: { stationId, id: instanceId, purpose: purpose ?? null }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['INSTANCE'], id: instanceId }, () => refetch());
  const shares = data?.instance.shares ?? [];
  if (shares.length === 0) return null;
  const [over, dry] = [shares.every(({ endedAt }) => endedAt), shares.some((share) => share.dry)];
  const tally = (['CLUE', 'SEARCHING', 'RECEIVED', 'NOT_FOUND'] as const).map((kind): readonly [ShareAnswerKind, number] => [kind, shares.filter(({ answer }) => answer === kind).length]).filter(([, count]) => count > 0);
  const silent = shares.filter(({ answer }) => answer === null).length;
  return (
    <Card title={say('协查', 'Neighbours asked')} id="shares">
      {dry && <p role="status" className="share-dry">{say('演练：未向任何派出所发出。实际警情中将请以下派出所协查。', 'Exercise: no station was told. In earnest these would be asked.')}</p>}
      {!dry && (
        <p className="sh-row sh-wrap">
          {over && <Chip>{say('已结束', 'Over')}</Chip>}
          {tally.map(([kind, count]) => <Chip key={kind} tone={shareAnswerTone(kind)}>{shareAnswerInWords(kind, words)} {count}</Chip>)}
          {silent > 0 && <Chip tone={over ? 'plain' : 'warn'}>{say('未答复', 'No answer')} {silent}</Chip>}
        </p>
      )}
      <ul className="share-list">{shares.map((share) => <Row key={share.id} share={share} />)}</ul>
    </Card>
  );
}

function Row({ share: { station, askedAt, answer, answeredAt, dry, answers } }: { readonly share: Share }) {
  const words = useWords();
  const { say, moment } = words;
  const clues = answers.filter((one) => one.answer === 'CLUE');
  return (
    <li>
      <b>{station}</b>
      {!dry && <span className="sh-row sh-wrap"><Chip tone={shareAnswerTone(answer)}>{answer === null ? say('未答复', 'No answer') : shareAnswerInWords(answer, words)}</Chip> <span className="sh-sub sh-whole">{moment(answeredAt ?? askedAt)}</span></span>}
      {clues.map(({ id, at, place, seenAt, words: said }) => (
        <div key={id} className="share-told">
          {place !== null || said !== null ? <span className="sh-long">{[place, said].filter((one) => one !== null).join(' · ')}</span> : <span className="sh-sub">{say('线索内容已脱敏，填写用途后查看', 'Masked: give a purpose to read the clue')}</span>}
          <span className="sh-sub sh-whole">{seenAt ? say('{at} 发现', 'seen {at}', { at: moment(seenAt) }) : moment(at)}</span>
        </div>
      ))}
    </li>
  );
}
