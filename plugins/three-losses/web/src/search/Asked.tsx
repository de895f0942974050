import { Card, Chip, ErrorState, useStation, useWords, type Tone, type Words } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Elapsed } from '../Elapsed.js';
import type { PartProps } from './SearchPage.js';
import { answerOf, inOrder, tallyOf, type Question, type VideoAsked } from './tally.js';
import type { TallyState } from './useTally.js';

const TONES: Readonly<Record<string, Tone>> = { withUs: 'bad', seen: 'ok', waiting: 'warn' };
const SHOWN = 6;

interface Props extends PartProps {
  readonly tally: TallyState;
}

/** The question to all posts and the requests for video: how many were asked, what they said, who has not answered for longest. */
export function Asked({ tally, ...part }: Props) {
  const words = useWords();
  const { say } = words;
  if (tally.error !== undefined) return <ErrorState compact error={tally.error} onRetry={() => void tally.refetch()} />;
  return (
    <>
      {tally.questions.length > 0 && (
        <Card title={say('岗位答复', 'What posts answered')} id="posts-asked">
          <Sum rows={tally.questions} keys={['withUs', 'seen', 'notSeen']} />
          <Rows rows={inOrder(tally.questions)} render={(question) => <QuestionRow key={question.id} question={question} name={tally.unitOf(question.item) || say('岗位', 'A post')} {...part} />} />
        </Card>
      )}
      {tally.videos.length > 0 && (
        <Card title={say('视频调阅', 'Videos asked for')} id="videos-asked">
          <Sum rows={tally.videos} keys={['seen', 'notSeen', 'noVideo']} />
          <Rows rows={inOrder(tally.videos)} render={(video) => <VideoRow key={video.id} video={video} {...part} />} />
        </Card>
      )}
    </>
  );
}

function Sum({ rows, keys }: { rows: readonly Pick<Question, 'instance'>[]; keys: readonly string[] }) {
  const words = useWords();
  const { say, number } = words;
  const { asked, answered, by } = tallyOf(rows);
  const silent = (by['waiting'] ?? 0) + (by['noAnswer'] ?? 0);
  return (
    <dl className="search-sum">
      <div><dt>{say('已问', 'Asked')}</dt><dd>{number(asked)}</dd></div>
      <div><dt>{say('已答', 'Answered')}</dt><dd>{number(answered)}</dd></div>
      {keys.map((key) => <div key={key} data-tone={(by[key] ?? 0) > 0 ? TONES[key] : undefined}><dt>{answerInWords(key, words)}</dt><dd>{number(by[key] ?? 0)}</dd></div>)}
      <div data-tone={silent > 0 ? 'warn' : undefined}><dt>{say('未答复', 'No answer')}</dt><dd>{number(silent)}</dd></div>
    </dl>
  );
}

/** The first rows; the rest by one press. */
function Rows<Row>({ rows, render }: { rows: readonly Row[]; render: (row: Row) => ReactNode }) {
  const { say } = useWords();
  const [all, setAll] = useState(false);
  const folded = rows.length - SHOWN;
  return (
    <>
      <ul className="search-rows">{(all ? rows : rows.slice(0, SHOWN)).map(render)}</ul>
      {!all && folded > 0 && <Button type="link" onClick={() => setAll(true)}>{say('再显示 {folded} 条', 'Show {folded} more', { folded })}</Button>}
    </>
  );
}

function QuestionRow({ question, name, search: { instance }, ask }: Pick<Props, 'search' | 'ask'> & { question: Question; name: string }) {
  const { say } = useWords();
  const answer = answerOf(question);
  const mayTell = (event: string) => instance.plugin.mayWork && instance.acceptedEvents.some(({ id }) => id === event);
  const said = question.answer ?? '';
  return (
    <li data-answer={answer}>
      <Answered name={name} row={question} />
      {said !== '' && <span className="sh-long">{said}</span>}
      {answer === 'seen' && mayTell('clue') && <Button onClick={() => ask({ event: 'clue', initial: { source: 'witness', place: name, note: said } })}>{say('登记为线索', 'Note it as a clue')}</Button>}
      {answer === 'withUs' && mayTell('found') && <Button onClick={() => ask({ event: 'found', initial: { foundBy: 'post', foundPlace: name, note: said } })}>{say('报告找到：{name}', 'Found: {name}', { name })}</Button>}
    </li>
  );
}

function VideoRow({ video, search: { instance }, ask }: Pick<Props, 'search' | 'ask'> & { video: VideoAsked }) {
  const { say } = useWords();
  const { base } = useStation();
  const answer = answerOf(video);
  const mayTell = instance.plugin.mayWork && instance.acceptedEvents.some(({ id }) => id === 'clue');
  return (
    <li data-answer={answer}>
      <Answered name={<Link to={`${base}/instances/${video.instance.id}`}>{video.item}</Link>} row={video} />
      {video.seen && <span className="sh-long">{video.seen}</span>}
      {answer === 'seen' && mayTell && <Button onClick={() => ask({ event: 'clue', initial: { source: 'video', place: video.item ?? '', note: video.seen ?? '' } })}>{say('登记为线索', 'Note it as a clue')}</Button>}
    </li>
  );
}

function Answered({ name, row }: { name: ReactNode; row: Pick<Question, 'instance'> }) {
  const words = useWords();
  const { say, moment } = words;
  const answer = answerOf(row);
  const { startedAt, closedAt } = row.instance;
  return (
    <div className="search-row">
      <b>{name}</b>
      <Chip tone={TONES[answer] ?? 'plain'}>{answerInWords(answer, words)}</Chip>
      <span className="sh-sub sh-small">{answer === 'waiting' ? <>{say('已问', 'asked')} <Elapsed since={startedAt} /></> : moment(closedAt)}</span>
    </div>
  );
}

function answerInWords(answer: string, { say }: Words): string {
  const words: Readonly<Record<string, string>> = { withUs: say('人在岗位', 'With us'), seen: say('看见过', 'Seen'), notSeen: say('没看见', 'Not seen'), waiting: say('待答复', 'Waiting'), noAnswer: say('未答复', 'No answer'), noVideo: say('无录像', 'No recording'), notNeeded: say('不再需要', 'Not needed') };
  return words[answer] ?? answer;
}
