import { useMutation } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { AssignTaskDocument, ClaimTaskDocument, ReleaseTaskDocument } from '../../gql/tasks.js';
import { useToast } from '../../shell/toast.js';

/** Claim, release and assign; each says what it did, and "sending" until the server acknowledged. */
export function useTaskActions(onChanged: () => void) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const [sending, setSending] = useState<string>();
  const [claimTask] = useMutation(ClaimTaskDocument);
  const [releaseTask] = useMutation(ReleaseTaskDocument);
  const [assignTask] = useMutation(AssignTaskDocument);
  const act = async (taskId: string, work: () => Promise<unknown>, done: string) => {
    setSending(taskId);
    try {
      await work();
      toast.done(done);
    } catch (error) {
      toast.failed(error);
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
  };
}
