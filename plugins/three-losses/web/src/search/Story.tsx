import { Card, useWords, type Words } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import type { Search } from './SearchPage.js';
import { storyOf, type StoryKind, type StoryLine } from './story.js';
import type { TallyState } from './useTally.js';

const SHOWN = 14;

/** What happened, by when it happened, the latest first; when it became known stands beside it. */
export function Story({ search, tally }: { search: Search; tally: TallyState }) {
  const { say } = useWords();
  const [all, setAll] = useState(false);
  const lines = storyOf(search, tally.questions, tally.videos, tally.unitOf);
  const folded = lines.length - SHOWN;
  return (
    <div className="search-story">
      <Card title={say('经过', 'What happened')} extra={<span className="sh-sub sh-small">{say('按发生先后排列', 'in the order in which it happened')}</span>} id="story">
        <ol className="search-lines">{(all ? lines : lines.slice(0, SHOWN)).map((line, index) => <Line key={`${line.at} ${line.kind} ${index}`} line={line} />)}</ol>
        {!all && folded > 0 && <Button type="link" onClick={() => setAll(true)}>{say('再显示 {folded} 条', 'Show {folded} more', { folded })}</Button>}
      </Card>
    </div>
  );
}

function Line({ line: { kind, at, known, title, words: said, grave } }: { line: StoryLine }) {
  const words = useWords();
  const { say, textOf, moment } = words;
  const told = said.map((one) => (typeof one === 'string' ? one : textOf(one))).filter((one) => one !== '');
  return (
    <li data-kind={kind} data-grave={grave || undefined}>
      <span className="search-when"><b className="sh-num sh-whole">{moment(at)}</b>{known && <span className="sh-sub sh-small">{say('{known} 获知', 'known {known}', { known: moment(known) })}</span>}</span>
      <span className="search-what">{kind === 'step' ? textOf(title) : <><b>{kindInWords(kind, words)}</b>{title && <span className="sh-sub"> {textOf(title)}</span>}</>}{told.length > 0 && <span className="sh-long"> · {told.join(' · ')}</span>}</span>
    </li>
  );
}

function kindInWords(kind: StoryKind, { say }: Words): string {
  return {
    lastSeen: say('最后看见', 'Last seen'), clue: say('线索', 'Clue'), correction: say('更正最后出现', 'Last seen, corrected'), post: say('岗位答复', 'A post answered'), video: say('视频有发现', 'Seen on video'),
    neighbour: say('邻所答复', 'A neighbour answered'), claim: say('报告找到', 'Said to be found'), step: '',
  }[kind];
}
