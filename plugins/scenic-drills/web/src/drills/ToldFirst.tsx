import { Card, Chip, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { Drill, DrillPart } from './DrillPage.js';

/** Who is told before anything begins: 110 and the site, then who takes part; each with when, how and whom. */
export function ToldFirst({ drill, ask }: DrillPart) {
  const { say, textOf, moment } = useWords();
  const card = drill.instance.links.children.find(({ instance }) => instance?.workflow === 'drill-notice' && !instance.closed);
  const lines = [
    { key: 'tellCentre', title: say('110 指挥中心', '110 centre'), on: drill.centreToldOn, by: textOf(drill.centreChannelTitle), whom: drill.centreAnswered, told: same(drill.centreToldFor, drill) },
    { key: 'tellOperator', title: say('景区', 'The site'), on: drill.operatorToldOn, by: textOf(drill.operatorChannelTitle), whom: drill.operatorAnswered, told: same(drill.operatorToldFor, drill), note: card?.instance && say('任务卡已发出，等待景区确认', 'The card is with the operator') },
    { key: 'notifyPeople', title: say('参演人员', 'Participants'), on: null, by: '', whom: null, told: same(drill.peopleToldFor, drill) },
  ];
  return (
    <Card title={say('先告知', 'Told first')} id="told" extra={<span className="sh-sub sh-small">{say('全部告知后方可开始；改期须重新告知', 'All of them before it is run; told anew of a new date')}</span>}>
      <ul className="drill-told">
        {lines.map(({ key, title, on, by, whom, told, note }) => {
          const task = drill.instance.tasks.find((one) => one.key === key && (one.status === 'OPEN' || one.status === 'CLAIMED'));
          return (
            <li key={key} data-told={told ? 'yes' : 'no'}>
              <span className="drill-mark" data-told={told ? 'yes' : 'no'} aria-hidden="true">{told ? '✓' : '○'}</span>
              <div>
                <b>{title}</b>
                <span className="sh-sub sh-small">{told ? [on && moment(on), by, whom].filter(Boolean).join(' · ') || say('已通知', 'Notified') : (note ?? say('尚未告知', 'Not told yet'))}</span>
              </div>
              {told ? <Chip tone="ok">{say('已告知', 'Told')}</Chip> : task?.mayComplete ? <Button type="primary" ghost size="large" onClick={() => ask({ task: task.id })}>{textOf(task.title)}</Button> : task && <span className="sh-sub sh-small">{textOf(task.roleTitle)}</span>}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

const same = (of: string | null, { plannedOn }: Drill) => of !== null && plannedOn !== null && Date.parse(of) === Date.parse(plannedOn);
