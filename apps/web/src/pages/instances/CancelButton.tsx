import { useMutation } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { CancelInstanceDocument } from '../../gql/links.js';
import { PERMISSIONS } from '../../permissions.js';
import type { InstanceFull } from './InstancePage.js';
import { ReasonDrawer } from './ReasonDrawer.js';

/** Calls the instance off, once a reason is given and confirmed. */
export function CancelButton({ instance, onDone }: { readonly instance: InstanceFull; readonly onDone: () => void }) {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const [asking, setAsking] = useState(false);
  const [cancel] = useMutation(CancelInstanceDocument);
  if (!may(PERMISSIONS.cancelInstance)) return null;
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>{say('撤销事项', 'Call off')}</Button>
      {asking && (
        <ReasonDrawer
          danger title={say('撤销事项：{number}', 'Call off: {number}', { number: instance.number })} submit={say('确认撤销', 'Call it off')} done={say('事项已撤销', 'Called off')}
          hint={say('未完成的任务和时限随即关闭，已执行的自动步骤作撤回处理；由此发起的事项不受影响。撤销后不能恢复。', 'Open tasks and clocks close, and what automations did is compensated; instances started from here live on. This cannot be undone.')}
          reasonLabel={say('撤销原因（记入历史和审计）', 'Why (goes into the history and the audit record)')}
          send={({ reason }, idempotencyKey) => cancel({ variables: { stationId, instanceId: instance.id, reason, expectedVersion: instance.version, idempotencyKey } })}
          onClose={() => setAsking(false)} onDone={onDone}
        />
      )}
    </>
  );
}
