import { useApolloClient, useMutation } from '@apollo/client/react';
import { InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { AskForAccessDocument } from '../../gql/rights.js';
import { MeDocument } from '../../gql/session.js';
import { useCommand } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Values {
  readonly stationId: string;
  readonly recordNumber?: string;
  readonly purpose: string;
  readonly hours: number;
}

/** Asks for access to a station, or to one of its records. */
export default function AskDrawer({ mostHours, alwaysDecided, onClose, onDone }: { mostHours: number; alwaysDecided: boolean; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const me = useMe();
  const toast = useToast();
  const command = useCommand();
  const client = useApolloClient();
  const [ask] = useMutation(AskForAccessDocument);
  const [form] = Form.useForm<Values>();
  const number = Form.useWatch('recordNumber', form);
  const waits = alwaysDecided || !number?.trim();
  const submit = async ({ stationId, recordNumber, purpose, hours }: Values) => {
    if (!(await command.run(() => ask({ variables: { stationId, purpose, hours, ...(recordNumber?.trim() ? { recordNumber: recordNumber.trim() } : {}) } })))) return;
    await client.refetchQueries({ include: [MeDocument] });
    toast.done(waits ? say('已提交，待另一人审批', 'Asked; somebody else decides') : say('已生效，派出所已收到通知', 'Open; the station was told'));
    onClose();
    onDone();
  };
  return (
    <SideDrawer open title={say('申请授权查看', 'Ask for access')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ hours: Math.min(24, mostHours) }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <p className="sh-sub" style={{ marginBottom: 12 }}>{waits ? say('须由另一人审批后生效；派出所会即时收到通知，并看到您打开了什么。', 'Somebody else decides first. The station is told at once and sees what you open.') : say('只看一条记录，提交即生效；派出所会即时收到通知，并看到您打开了什么。', 'One record opens at once. The station is told at once and sees what you open.')}</p>
        <Form.Item name="stationId" label={say('派出所', 'Station')} rules={[{ required: true, message: say('请选择派出所', 'Choose a station') }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={me.stations.map(({ station }) => ({ value: station.id, label: station.name }))} />
        </Form.Item>
        <Form.Item name="recordNumber" label={say('事项或警情编号（可不填）', 'Number of an instance or incident (optional)')} extra={say('填写编号则只能看这一条；不填则查看全所内容，须经审批。', 'With a number only that record; without one all of the station, which is decided.')}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="purpose" label={say('事由（派出所会看到，不要写个人信息）', 'Purpose (the station reads it; nothing personal)')} rules={[{ required: true, whitespace: true, message: say('请写明事由', 'Say why') }]}>
          <Input.TextArea maxLength={300} rows={3} />
        </Form.Item>
        <Form.Item name="hours" label={say('时限（小时，最长 {most, number}）', 'Hours (at most {most, number})', { most: mostHours })} rules={[{ required: true, message: say('必填', 'Required') }]}>
          <InputNumber min={1} max={mostHours} precision={0} />
        </Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('提交', 'Ask')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
