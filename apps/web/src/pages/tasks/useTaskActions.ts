import { useMutation } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { AssignTaskDocument, ClaimTaskDocument, DelegateTaskDocument, RecallTaskDocument, ReleaseTaskDocument } from '../../gql/tasks.js';
import { useToast } from '../../shell/toast.js';

/** Claim, release, assign, hand on and take back; each says what it did, and "sending" until the server acknowledged, and resolves to true when it did. */
export function useTaskActions(onChanged: () => void) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const [sending, setSending] = useState<string>();
  const [claimTask] = useMutation(ClaimTaskDocument);
  const [releaseTask] = useMutation(ReleaseTaskDocument);
  const [assignTask] = useMutation(AssignTaskDocument);
  const [delegateTask] = useMutation(DelegateTaskDocument);
  const [recallTask] = useMutation(RecallTaskDocument);
  const act = async (taskId: string, work: () => Promise<unknown>, done: string) => {
    setSending(taskId);
    try {
      await work();
      toast.done(done);
      return true;
    } catch (error) {
      toast.failed(error);
      return false;
    } finally {
      setSending(undefined);
      onChanged();
    }
  };
  return {
    /** The task whose action is on its way. */
    sending,
    claim: (taskId: string) => act(taskId, () => claimTask({ variables: { stationId, taskId, idempotencyKey: newId() } }), say('已认领', 'Claimed')),
    release: (taskId: string) => act(taskId, () => releaseTask({ variables: { stationId, taskId, idempotencyKey: newId() } }), say('已退回，其他人可认领', 'Released; others may claim it')),
    assign: (taskId: string, accountId: string, name: string) => act(taskId, () => assignTask({ variables: { stationId, taskId, accountId, idempotencyKey: newId() } }), say('已转派给{name}', 'Assigned to {name}', { name })),
    delegate: (taskId: string, accountId: string, name: string) => act(taskId, () => delegateTask({ variables: { stationId, taskId, accountId, idempotencyKey: newId() } }), say('已转办给{name}', 'Delegated to {name}', { name })),
    recall: (taskId: string) => act(taskId, () => recallTask({ variables: { stationId, taskId, idempotencyKey: newId() } }), say('已撤回，可重新办理', 'Taken back; you can do it again')),
  };
}
