import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useCommand, type Command } from './command.js';
import { AnswerStepDocument, TakeStepDocument, TellStepDocument } from './gql/instance-steps.js';
import { useStation } from './station.js';

/** Which task a step is of. */
export interface StepTask {
  readonly id: string;
  readonly key: string;
}

/** What somebody does with an instance by one press. Each resolves to true when the server acknowledged; a refusal stays until the next press. */
export interface InstanceSteps {
  readonly sending: boolean;
  /** The key of what was pressed last: its refusal is shown beside it. `task.outcome`, `task.take`, or the event. */
  readonly pressed: string | undefined;
  readonly error: unknown;
  /** @param form the fields that the outcome shows */
  answer(task: StepTask, outcome: string, form?: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Takes a task for oneself: "on my way". */
  take(task: StepTask): Promise<boolean>;
  tell(instanceId: string, event: string, payload?: Readonly<Record<string, unknown>>): Promise<boolean>;
}

/**
 * The presses of a plugin's page of an instance. What is answered names no version: what was said on the phone is true whatever another source adds
 * meanwhile, and a task is answered once.
 * @param onChanged reads again; called after what was done, and after a refusal, since what was pressed may have been done by somebody else. What fails in
 * it shows where it is read
 */
export function useInstanceSteps(onChanged: () => unknown): InstanceSteps {
  const { stationId } = useStation();
  const command: Command = useCommand();
  const [pressed, setPressed] = useState<{ readonly key: string; readonly content: string }>();
  const [answerStep] = useMutation(AnswerStepDocument);
  const [takeStep] = useMutation(TakeStepDocument);
  const [tellStep] = useMutation(TellStepDocument);
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
    answer: ({ id: taskId, key }, outcome, form = {}) => press(`${key}.${outcome}`, [taskId, outcome, form], (idempotencyKey) => answerStep({ variables: { stationId, taskId, outcome, form, idempotencyKey } })),
    take: ({ id: taskId, key }) => press(`${key}.take`, [taskId], (idempotencyKey) => takeStep({ variables: { stationId, taskId, idempotencyKey } })),
    tell: (instanceId, event, payload = {}) => press(event, [instanceId, event, payload], (idempotencyKey) => tellStep({ variables: { stationId, instanceId, event, payload, idempotencyKey } })),
  };
}
