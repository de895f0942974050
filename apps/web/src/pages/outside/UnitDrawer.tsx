import { useMutation } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select, Switch } from 'antd';
import { SaveOutsideUnitDocument, type UnitLineFragment } from '../../gql/outside.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { unitKinds } from './words.js';

interface Values {
  readonly name: string;
  readonly kind: string;
  readonly contact?: string;
  readonly phone?: string;
  readonly active: boolean;
}

/** Writes a unit down, or changes it. */
export default function UnitDrawer({ unit, onClose, onSaved }: { unit: UnitLineFragment | undefined; onClose: () => void; onSaved: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [save] = useMutation(SaveOutsideUnitDocument);
  const submit = async ({ name, kind, contact, phone, active }: Values) => {
    const input = { name, kind, contact: contact ?? null, phone: phone ?? null, active };
    if (!(await command.run(() => save({ variables: { stationId, unitId: unit?.id ?? null, input } })))) return;
    toast.done(say('已保存', 'Saved'));
    onSaved();
    onClose();
  };
  const needed = say('必填', 'Required');
  return (
    <SideDrawer open title={unit === undefined ? say('登记单位', 'Add a unit') : say('修改单位', 'Change a unit')} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden>
      <Form layout="vertical" initialValues={{ name: unit?.name, kind: unit?.kind, contact: unit?.contact ?? undefined, active: unit?.active ?? true }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <Form.Item name="name" label={say('名称', 'Name')} rules={[{ required: true, whitespace: true, message: needed }]}><Input maxLength={60} autoComplete="off" placeholder={say('如：东门街道办事处', 'For example: Dongmen sub-district office')} /></Form.Item>
        <Form.Item name="kind" label={say('类别', 'Kind')} rules={[{ required: true, message: needed }]}><Select options={unitKinds(say)} /></Form.Item>
        <Form.Item name="contact" label={say('联系人', 'Contact')}><Input maxLength={60} autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label={say('电话', 'Phone')} extra={unit?.phone ? say('现为 {phone}；保存时以此处填写的为准。', 'Now {phone}; what stands here replaces it.', { phone: unit.phone }) : undefined}><Input maxLength={20} inputMode="tel" autoComplete="off" /></Form.Item>
        <Form.Item name="active" label={say('继续协作', 'Still worked with')} valuePropName="checked"><Switch /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
