import { useMutation } from '@apollo/client/react';
import { durationInWords, localDateTime, momentOfLocal } from '@stationhouse/kernel';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input } from 'antd';
import { EditClockDocument } from '../../gql/instances.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { ClockProps } from './Clock.js';

interface Values {
  readonly dueAt: string;
  readonly reason: string;
}

/** Another due moment for a running clock, with a reason; says who must approve it and what bounds it. */
export default function ClockEditDrawer({ clock, instance, onChanged, onClose }: ClockProps & { readonly onClose: () => void }) {
  const { say, textOf, locale } = useWords();
  const { stationId, timeZone } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(EditClockDocument);
  const submit = async ({ dueAt, reason }: Values) => {
    const moment = momentOfLocal(dueAt, timeZone)?.toISOString() ?? '';
    const done = await command.run((idempotencyKey) => send({ variables: { stationId, instanceId: instance.id, clock: clock.key, dueAt: moment, reason: reason.trim(), expectedVersion: instance.version, idempotencyKey } }));
    if (!done) return;
    toast.done(clock.editApproval ? say('已提交，待{role}审批', 'Sent; a {role} has to approve', { role: textOf(clock.editApproval) }) : say('已调整时限', 'Clock changed'));
    onClose();
    onChanged();
  };
  const needed = say('必填', 'Required');
  return (
    <SideDrawer open title={say('调整时限：{name}', 'Change the clock: {name}', { name: textOf(clock.title) })} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form layout="vertical" initialValues={{ dueAt: clock.dueAt ? localDateTime(new Date(clock.dueAt), timeZone).slice(0, 16) : '' }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <p className="sh-sub">{textOf(clock.explanation)}</p>
        {clock.max && <p className="sh-small">{say('总时长不得超过 {max}', 'In all at most {max}', { max: clock.calendar === 'workingDays' ? say('{days} 个工作日', '{days} working days', { days: clock.max.slice(1, -1) }) : durationInWords(clock.max, locale) })}{clock.because && <> · {clock.because}</>}</p>}
        {clock.editApproval && <p className="sh-small sh-warn-ink">{say('须由另一人（{role}）批准后生效。', 'Another person ({role}) has to approve it.', { role: textOf(clock.editApproval) })}</p>}
        <Form.Item name="dueAt" label={say('新的到期时间', 'New due moment')} rules={[{ required: true, message: needed }]}><Input type="datetime-local" max="9999-12-31T23:59" /></Form.Item>
        <Form.Item name="reason" label={say('原因（记入历史，两个值都保留）', 'Reason (goes into the history with both values)')} rules={[{ required: true, whitespace: true, message: needed }]}><Input.TextArea maxLength={500} rows={3} /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{clock.editApproval ? say('提交审批', 'Send for approval') : say('调整', 'Change')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
