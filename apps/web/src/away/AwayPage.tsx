import { useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { useMe } from '../session/me.js';
import { AwayWork } from './AwayWork.js';
import { takeAlong } from './TakeAlongButton.js';

/** 外出办理 inside the frame of the app, for whoever is signed in. */
export default function AwayPage() {
  const { say } = useWords();
  const { base, name, timeZone } = useStation();
  const me = useMe();
  return (
    <AwayWork
      accountId={me.account.id}
      refresh={(taken) => takeAlong(taken.task, { name, timeZone }, me, say('外出办理', 'Done away from the station'))}
      link={(said) => <Link to={said.taskId === undefined ? said.path : `/s/${said.stationId}/instances/${said.instanceId}`}>{say('打开事项', 'Open the instance')}</Link>}
      start={<Link to={`${base}/tasks`}><Button>{say('去任务列表', 'To the tasks')}</Button></Link>}
    />
  );
}
