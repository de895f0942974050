import { Card, Chip, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { isOpen } from './branches.js';
import type { PartProps } from './SearchPage.js';

/** Who says that they were found, side by side: where, when, by whom. One is confirmed, and the others are told so. */
export function Claims({ search, ask }: PartProps) {
  const { say, textOf, moment } = useWords();
  const claims = search.claims ?? [];
  if (claims.length === 0 || search.claimedOn === null) return null;
  const confirm = search.instance.tasks.find((task) => task.key === 'confirm' && isOpen(task) && task.mayComplete);
  const settled = search.foundOn !== null;
  return (
    <Card title={claims.length > 1 ? say('{count} 处报告找到', '{count} say that they were found', { count: claims.length }) : say('报告找到', 'Said to be found')} id="claims">
      <ul className="search-claims">
        {claims.map(({ at, on, place, byTitle, note }, index) => {
          const theOne = settled && on === search.foundOn && (place ?? '') === (search.foundPlace ?? '');
          return (
            <li key={`${at ?? ''} ${index}`} data-confirmed={theOne || undefined}>
              <div className="sh-row"><b>{place || say('地点未报', 'No place given')}</b>{settled && <Chip tone={theOne ? 'ok' : 'plain'}>{theOne ? say('已确认', 'Confirmed') : claims.length > 1 ? say('不是这一处', 'Not this one') : say('已核对', 'Checked')}</Chip>}</div>
              <span className="sh-sub">{[textOf(byTitle), on ? say('{at} 找到', 'found {at}', { at: moment(on) }) : '', at && at !== on ? say('{at} 报告', 'said {at}', { at: moment(at) }) : ''].filter(Boolean).join(' · ') || say('打开应急卡或填写事由后显示', 'Shown with a purpose')}</span>
              {note && <span className="sh-long">{note}</span>}
              {confirm && claims.length > 1 && <Button onClick={() => ask({ task: confirm.id, outcome: 'confirmed', initial: { ...(place ? { foundPlace: place } : {}), ...(on ? { foundOn: on } : {}) } })}>{say('确认是这一处', 'It is this one')}</Button>}
            </li>
          );
        })}
      </ul>
      {settled && claims.length > 1 && <p className="sh-sub sh-small">{say('已通知各路停止查找；报告另一处的岗位请一并告知核对结果。', 'Everybody was told to stop. Tell the other post what came of it.')}</p>}
    </Card>
  );
}
