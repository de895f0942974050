import { useWords } from '@stationhouse/plugin-web';
import { percent, type Ground } from './words.js';

/** From which success without a find the beliefs themselves are to be doubted. */
const DOUBTFUL = 0.7;

/** How the search stands, in figures: what was covered, what that should have found, and what lies outside of every segment. */
export function Standing({ ground: { share, success, outside, lastKnown, open } }: { ground: Ground }) {
  const { say, moment } = useWords();
  const elapsed = lastKnown === null ? undefined : say('{hours} 小时 {minutes} 分', '{hours} h {minutes} min', { hours: Math.floor(lastKnown.elapsedS / 3600), minutes: Math.floor((lastKnown.elapsedS % 3600) / 60) });
  return (
    <>
      <dl className="ground-standing">
        <div><dt>{say('距最后出现', 'Since last seen')}</dt><dd>{elapsed ?? '—'}</dd><dd className="sh-sub sh-small">{lastKnown === null ? say('未在地图上标出', 'not on the map yet') : moment(lastKnown.seenAt)}</dd></div>
        <div><dt>{say('已搜面积', 'Covered')}</dt><dd>{percent(share)}</dd><dd className="sh-sub sh-small">{say('占全部搜索区', 'of all segments')}</dd></div>
        <div><dt>{say('搜索成功概率', 'Success so far')}</dt><dd>{percent(success)}</dd><dd className="sh-sub sh-small">{say('至此应已找到的把握', 'that it would have found them')}</dd></div>
        <div><dt>{say('在各区之外', 'Outside of all')}</dt><dd>{percent(outside?.now)}</dd><dd className="sh-sub sh-small">{say('未划、更远或乘车', 'not drawn, farther, by vehicle')}</dd></div>
      </dl>
      {lastKnown === null && <p className="ground-hint" role="status">{say('最后出现地点还没有标在地图上，概率和建议无从计算。请在查找页用“更正最后出现”标出位置。', 'The last-known point is not on the map, so nothing can be reckoned. Show it by “correct when and where” on the search’s page.')}</p>}
      {open && success !== null && success >= DOUBTFUL && <p className="ground-hint" role="status">{say('已搜很多仍未找到：起点、走法或乘车的判断可能有误，请重新核对最后出现地点和线索。', 'Much was searched and nobody found: the beliefs may be wrong. Check the last-known point and the clues again.')}</p>}
    </>
  );
}
