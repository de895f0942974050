import { useMutation } from '@apollo/client/react';
import { useCommand, useStation, type Command } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { AnswerAlertDocument, TakeAlertTaskDocument, TellAlertDocument, type AlertRowFragment } from './gql/alerts.js';

type Task = AlertRowFragment['instance']['tasks'][number];

/** What an officer does with an alert by one press. Each resolves to true when the server acknowledged; a refusal stays until the next press. */
export interface AlertDeeds {
  readonly sending: boolean;
  /** The key of what was pressed last: its refusal is shown beside it. */
  readonly pressed: string | undefined;
  readonly error: unknown;
  /** @param form the fields that the outcome shows */
  answer(task: Pick<Task, 'id' | 'key'>, outcome: string, form?: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Takes a task for oneself: "on my way". */
  take(task: Pick<Task, 'id' | 'key'>): Promise<boolean>;
  tell(instanceId: string, event: string, payload?: Readonly<Record<string, unknown>>): Promise<boolean>;
}

/**
 * What is answered names no version: what was said on the phone is true whatever another source adds meanwhile, and a task is answered once.
 * @param onChanged reads again; called after what was done, and after a refusal, since what was pressed may have been done by somebody else. What fails in
 * it shows where it is read
 */
export function useAlertSteps(onChanged: () => unknown): AlertDeeds {
  const { stationId } = useStation();
  const command: Command = useCommand();
  const [pressed, setPressed] = useState<{ readonly key: string; readonly content: string }>();
  const [answerAlert] = useMutation(AnswerAlertDocument);
  const [takeTask] = useMutation(TakeAlertTaskDocument);
  const [tellAlert] = useMutation(TellAlertDocument);
  const press = async (key: string, content: unknown, work: (idempotencyKey: string) => Promise<unknown>) => {
    const said = JSON.stringify(content);
    // The same once more is the same command; anything else is another.
    if (pressed?.content !== said) command.reset();
    setPressed({ key, content: said });
    const done = await command.run(work);
    onChanged();
    return done;
  };
  return {
    sending: command.sending,
    pressed: pressed?.key,
    error: command.error,
    answer: ({ id: taskId, key }, outcome, form = {}) => press(`${key}.${outcome}`, [taskId, outcome, form], (idempotencyKey) => answerAlert({ variables: { stationId, taskId, outcome, form, idempotencyKey } })),
    take: ({ id: taskId, key }) => press(`${key}.take`, [taskId], (idempotencyKey) => takeTask({ variables: { stationId, taskId, idempotencyKey } })),
    tell: (instanceId, event, payload = {}) => press(event, [instanceId, event, payload], (idempotencyKey) => tellAlert({ variables: { stationId, instanceId, event, payload, idempotencyKey } })),
  };
}
