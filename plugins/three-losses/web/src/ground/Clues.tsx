import { Card, useWords } from '@stationhouse/plugin-web';
import type { SearchGroundPageQuery } from '../gql/ground.js';
import type { Ground } from './words.js';

/** The clues by their numbers on the map, with the time they speak of, and what each counts for. */
export function Clues({ search: { clues, lastPlace, corrections }, ground }: { search: SearchGroundPageQuery['missingPerson']; ground: Ground }) {
  const { say, textOf, moment } = useWords();
  const known = clues ?? [];
  const moved = (corrections ?? []).filter(({ fromOn }) => fromOn !== null);
  return (
    <Card title={say('起点与线索', 'Where from, and clues')} id="clues">
      <p><b>{say('最后出现', 'Last seen')}</b> {ground.lastKnown ? moment(ground.lastKnown.seenAt) : '—'} {lastPlace ?? ''}</p>
      {moved.length > 0 && <ul className="ground-plain sh-small">{moved.map(({ at, fromOn, fromPlace }, index) => <li key={`${at ?? ''}${index}`}><del>{moment(fromOn)} {fromPlace}</del> <span className="sh-sub">{say('{at} 更正', 'corrected {at}', { at: moment(at) })}</span></li>)}</ul>}
      {known.length === 0 ? <p className="sh-sub">{say('还没有线索。', 'No clue yet.')}</p> : (
        <ol className="ground-plain">
          {known.map((clue, index) => (
            <li key={`${clue.at ?? ''}${index}`}>
              <b className="ground-mark ground-clue">{index + 1}</b> <span className="sh-num">{clue.seenOn ? moment(clue.seenOn) : say('时间已脱敏', 'time masked')}</span> {clue.place} {textOf(clue.sureTitle)}{clue.towardsWater ? say('，朝水域方向', ', towards water') : ''}
              <div className="sh-sub sh-small">{[textOf(clue.sourceTitle), clue.note, typeof clue.point?.longitude !== 'number' && clue.seenOn ? say('没有地图位置，不计入概率', 'no place on the map: it counts for nothing') : ''].filter(Boolean).join(' · ')}</div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
