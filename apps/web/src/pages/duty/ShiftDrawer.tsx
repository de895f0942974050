import { useMutation, useQuery } from '@apollo/client/react';
import { momentOfLocal } from '@stationhouse/kernel';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { CreateShiftDocument, DutyChoicesDocument } from '../../gql/duty.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Values {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly teamId?: string;
  readonly officerIds: string[];
  readonly commanderId?: string;
  readonly backupId?: string;
}

/** A new shift; its times are the station's own. */
export default function ShiftDrawer({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { stationId, timeZone } = useStation();
  const toast = useToast();
  const command = useCommand();
  const { data, loading, error } = useQuery(DutyChoicesDocument, { variables: { stationId } });
  const [create] = useMutation(CreateShiftDocument);
  const people = [...new Map((data?.members ?? []).filter(({ account }) => account.active).map(({ account }) => [account.id, { value: account.id, label: account.displayName }])).values()];
  const needed = say('必填', 'Required');
  const submit = async (values: Values) => {
    const startsAt = momentOfLocal(values.startsAt, timeZone)?.toISOString() ?? '';
    const endsAt = momentOfLocal(values.endsAt, timeZone)?.toISOString() ?? '';
    const done = await command.run(() => create({
      variables: { stationId, input: { startsAt, endsAt, officerIds: values.officerIds, ...(values.teamId ? { teamId: values.teamId } : {}), ...(values.commanderId ? { commanderId: values.commanderId } : {}), ...(values.backupId ? { backupId: values.backupId } : {}) } },
    }));
    if (!done) return;
    toast.done(say('已添加班次', 'Shift added'));
    onDone();
  };
  const person = { options: people, loading, allowClear: true, showSearch: { optionFilterProp: 'label' } };
  return (
    <SideDrawer open title={say('添加班次', 'Add a shift')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form layout="vertical" onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <Form.Item name="startsAt" label={say('开始', 'Starts')} rules={[{ required: true, message: needed }]}><Input type="datetime-local" /></Form.Item>
        <Form.Item
          name="endsAt" label={say('结束', 'Ends')} dependencies={['startsAt']}
          rules={[{ required: true, message: needed }, ({ getFieldValue }) => ({ validator: (_rule, value: string) => (!value || value > String(getFieldValue('startsAt') ?? '') ? Promise.resolve() : Promise.reject(new Error(say('结束须晚于开始', 'The end must be after the start')))) })]}
        ><Input type="datetime-local" /></Form.Item>
        <Form.Item name="teamId" label={say('队', 'Team')}><Select allowClear options={(data?.station?.teams ?? []).map(({ id, name }) => ({ value: id, label: name }))} /></Form.Item>
        <Form.Item name="officerIds" label={say('值班民警', 'Duty officers')} rules={[{ required: true, message: say('至少一名民警', 'At least one officer') }]}><Select {...person} mode="multiple" /></Form.Item>
        <Form.Item name="commanderId" label={say('带班领导', 'Commander')}><Select {...person} /></Form.Item>
        <Form.Item name="backupId" label={say('备勤', 'Standby')}><Select {...person} /></Form.Item>
        <InlineError error={error ?? command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('添加', 'Add')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
