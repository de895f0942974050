import { useWords } from '@stationhouse/plugin-web';
import { METHODS, percent, type Ground } from './words.js';

/** What was done in one segment, the latest first; what does not count says so. */
export function Passes({ ground, segmentId }: { ground: Ground; segmentId: string }) {
  const { say, textOf, moment } = useWords();
  const passes = ground.passes.filter((pass) => pass.segmentId === segmentId).toReversed();
  const leftOut = { BEFORE_LAST_SEEN: say('在最后出现之前，不计', 'before they were last seen: does not count'), IN_NO_SEGMENT: say('不在任何搜索区，不计', 'in no segment: does not count'), NO_PLACE: say('没有位置，不计', 'no place: does not count') };
  if (passes.length === 0) return <p className="sh-sub sh-small">{say('还没有搜过。', 'Not searched yet.')}</p>;
  return (
    <ul className="ground-plain ground-passes" aria-label={say('搜索记录', 'Passes')}>
      {passes.map(({ id, team, method, searchers, from, to, share, pod, note, leftOut: why, withdrawn, recorded }) => (
        <li key={id} data-gone={withdrawn !== null || undefined}>
          <b>{team ?? '—'}</b> {textOf(METHODS[method])} {say('{count} 人', '{count, plural, one {# person} other {# people}}', { count: searchers })} <span className="sh-num">{moment(from)}–{moment(to)}</span> {share !== null && say('搜过 {share}', '{share} covered', { share: percent(share) })}{pod !== null && say('，把握 {pod}', ', would have found them: {pod}', { pod: percent(pod) })}
          <div className="sh-sub sh-small">{[withdrawn ? say('已撤回：{reason}', 'taken back: {reason}', { reason: withdrawn.reason ?? '—' }) : '', why ? leftOut[why] : '', note ?? '', say('{by} 登记', 'recorded by {by}', { by: recorded.byName })].filter(Boolean).join(' · ')}</div>
        </li>
      ))}
    </ul>
  );
}
