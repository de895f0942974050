import { useMutation } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Help } from '../../form/Help.js';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { SendEventDocument } from '../../gql/instances.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { InstanceFull } from './InstancePage.js';

interface Props {
  readonly instance: Pick<InstanceFull, 'id' | 'version'> & { readonly workflow: Pick<InstanceFull['workflow'], 'id'> };
  readonly event: InstanceFull['acceptedEvents'][number];
  /** What is filled in at first. */
  readonly initial?: Readonly<Record<string, unknown>> | undefined;
  /** Sent whatever else was recorded meanwhile. */
  readonly regardless?: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Something that happened outside any task (登记反复 …): asks for its form and says it is about to change the course. */
export default function EventDrawer({ instance, event, initial, regardless = false, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(SendEventDocument);
  const submit = async (payload: Record<string, unknown>) => {
    const done = await command.run((idempotencyKey) => send({
      variables: { stationId, instanceId: instance.id, event: event.id, payload, expectedVersion: regardless ? null : instance.version, idempotencyKey },
    }));
    if (!done) return;
    toast.done(say('“{event}”已登记', '“{event}” recorded', { event: textOf(event.title) }));
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
