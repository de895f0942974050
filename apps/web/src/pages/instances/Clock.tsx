import { useMutation } from '@apollo/client/react';
import { ClockRow, InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { ApproveClockEditDocument } from '../../gql/instances.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import type { InstanceFull } from './InstancePage.js';

const ClockEditDrawer = lazy(() => import('./ClockEditDrawer.js'));

export interface ClockProps {
  readonly clock: InstanceFull['clocks'][number];
  readonly instance: InstanceFull;
  readonly onChanged: () => void;
}

/** A clock with what its reader may do about it: change it, or answer a change somebody proposed. */
export function Clock({ clock, instance, onChanged }: ClockProps) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(ApproveClockEditDocument);
  const [editing, setEditing] = useState(false);
  const { proposed } = clock;
  const answer = async (approve: boolean) => {
    const done = await command.run((idempotencyKey) => send({ variables: { stationId, instanceId: instance.id, clock: clock.key, approve, expectedVersion: instance.version, idempotencyKey } }));
    if (!done) return;
    toast.done(approve ? say('已批准调整', 'Change approved') : say('已撤销调整', 'Change rejected'));
    onChanged();
  };
  const name = textOf(clock.title);
  const actions = (
    <>
      {proposed?.mayApprove && <Button size="small" type="primary" loading={command.sending} aria-label={say('批准调整：{name}', 'Approve the change: {name}', { name })} onClick={() => void answer(true)}>{say('批准', 'Approve')}</Button>}
      {proposed?.mayReject && <Button size="small" disabled={command.sending} aria-label={proposed.mayApprove ? say('驳回调整：{name}', 'Reject the change: {name}', { name }) : say('撤回调整：{name}', 'Withdraw the change: {name}', { name })} onClick={() => void answer(false)}>{proposed.mayApprove ? say('驳回', 'Reject') : say('撤回', 'Withdraw')}</Button>}
      {clock.mayEdit && !proposed && <Button size="small" aria-label={say('调整时限：{name}', 'Change the clock: {name}', { name })} onClick={() => setEditing(true)}>{say('调整', 'Change')}</Button>}
    </>
  );
  const acts = (clock.mayEdit && !proposed) || proposed?.mayReject === true;
  return (
    <>
      <ClockRow clock={clock} actions={acts ? actions : undefined} />
      <InlineError error={command.error} />
      {editing && <Suspense fallback={null}><ClockEditDrawer clock={clock} instance={instance} onChanged={onChanged} onClose={() => setEditing(false)} /></Suspense>}
    </>
  );
}
