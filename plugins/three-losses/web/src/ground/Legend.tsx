import { useWords } from '@stationhouse/plugin-web';
import { LEFT } from './shapes.js';
import { percent, type Ground } from './words.js';

/** What fills, hatchings, lines and marks of the map mean. */
export function Legend({ ground }: { ground: Ground }) {
  const { say, number } = useWords();
  const { lastKnown } = ground;
  return (
    <ul className="ground-legend sh-small" aria-label={say('图例', 'Legend')}>
      <li><span className="ground-scale" aria-hidden="true">{LEFT.map((fill) => <i key={fill} style={{ background: fill }} />)}</span> {say('剩余可能性：小 → 大（按面积）', 'Probability left, little → much (by area)')}</li>
      <li><span className="ground-scale" aria-hidden="true">{[1, 2, 3, 4].map((hatch) => <i key={hatch} className={`ground-hatch-${hatch}`} />)}</span> {say('斜线越密，搜过的越多', 'The denser the lines, the more was covered')}</li>
      <li><b className="ground-mark ground-last" aria-hidden="true">{say('末', 'L')}</b> {say('最后出现', 'Last seen')} <b className="ground-mark ground-clue" aria-hidden="true">1</b> {say('线索（青色：朝水域）', 'Clue (teal: towards water)')}</li>
      {lastKnown && <li>{say('虚线圈：同类人员 25/50/75/95% 在 {distances} 米内找到；红圈 {farthest} 米：步行最远', 'Dashed rings: 25/50/75/95 % of such people are found within {distances} m; red, {farthest} m: no farther on foot', { distances: lastKnown.distances.map((metres) => number(Math.round(metres))).join('/'), farthest: number(Math.round(lastKnown.farthestM)) })}</li>}
      {ground.outside && <li>{say('图上各区之外仍有 {share} 的可能', '{share} is left outside of the segments', { share: percent(ground.outside.now) })}</li>}
    </ul>
  );
}
