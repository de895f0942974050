import { useMutation } from '@apollo/client/react';
import { InlineError, useAwayQueue, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Help } from '../../form/Help.js';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { formWords } from '../../form/words.js';
import { SendEventDocument } from '../../gql/instances.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { InstanceFull } from './InstancePage.js';

interface Props {
  /** What it happened to. Without a version it was taken along. */
  readonly instance: Pick<InstanceFull, 'id' | 'stationId' | 'number' | 'title'> & { readonly version?: number; readonly workflow: Pick<InstanceFull['workflow'], 'id'> };
  readonly event: InstanceFull['acceptedEvents'][number];
  /** What is filled in at first. */
  readonly initial?: Readonly<Record<string, unknown>> | undefined;
  /** Said whatever else was recorded meanwhile, and where there is no network: by the phone's queue. */
  readonly regardless?: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Something that happened outside any task (登记反复 …): asks for its form and says it is about to change the course. */
export default function EventDrawer({ instance, event, initial, regardless = false, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = instance;
  const toast = useToast();
  const command = useCommand();
  const away = useAwayQueue();
  const [send] = useMutation(SendEventDocument);
  const submit = async (payload: Record<string, unknown>) => {
    const variables = { stationId, instanceId: instance.id, event: event.id, payload };
    let how = 'sent' as 'sent' | 'kept';
    const done = await command.run(async (idempotencyKey) => {
      // Without a network it is said as things stand; whether it still fits is judged when it arrives.
      if (instance.version !== undefined && !regardless && navigator.onLine) await send({ variables: { ...variables, expectedVersion: instance.version, idempotencyKey } });
      else how = await away.send({ key: idempotencyKey, mutation: SendEventDocument, variables, title: event.title, subject: `${instance.title} ${instance.number}`, words: formWords(event.form, payload, textOf), path: `/s/${stationId}/instances/${instance.id}` });
    });
    if (!done) return;
    toast.done(how === 'kept' ? say('已存入待上传，联网后自动发送', 'Waiting to be sent; it goes by itself once there is a network') : say('“{event}”已登记', '“{event}” recorded', { event: textOf(event.title) }));
    onDone();
  };
  const hasForm = event.form !== null && event.form !== undefined;
  const form = useSchemaForm({ schema: event.form, uiSchema: event.uiSchema, workflow: instance.workflow.id, command, initial: { ...initial }, onSubmit: (payload) => void submit(payload) });
  return (
    <SideDrawer
      open title={textOf(event.title)} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          {hasForm ? form.submitButton(textOf(event.title)) : <Button type="primary" loading={command.sending} onClick={() => void submit({})}>{command.sending ? say('发送中', 'Sending') : textOf(event.title)}</Button>}
        </div>
      }
    >
      <div className="sh-stack">
        <p className="sh-sub">{say('登记后流程会随之改变，并写入时间线。', 'The course of the instance follows; the timeline keeps it.')}</p>
        <Help text={event.help} />
        {hasForm ? <div>{form.fields}</div> : <InlineError error={command.error} />}
      </div>
    </SideDrawer>
  );
}
