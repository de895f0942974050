import { useMutation, useQuery } from '@apollo/client/react';
import { AreaMap, InlineError, useCommand, useStation, useWords, type Position } from '@stationhouse/plugin-web';
import { Button, Drawer, Form, Input, InputNumber, Popconfirm } from 'antd';
import { useState } from 'react';
import { AddBankBranchDocument, BankBranchAreaDocument, ChangeBankBranchDocument, RemoveBankBranchDocument, type AddBankBranchMutationVariables, type BranchFieldsFragment } from '../gql/branches.js';

type Values = AddBankBranchMutationVariables['input'];

/** Writes a branch down, corrects it, or removes it. */
export function BranchDrawer({ branch, onClose, onDone }: { branch: BranchFieldsFragment | undefined; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [form] = Form.useForm<Values>();
  const command = useCommand();
  const [add] = useMutation(AddBankBranchDocument);
  const [change] = useMutation(ChangeBankBranchDocument);
  const [remove] = useMutation(RemoveBankBranchDocument);
  const required = [{ required: true, whitespace: true, message: say('必填', 'Required') }];
  const save = async ({ bank, name, address, phone, longitude, latitude }: Values) => {
    const input = { bank, name, address, phone: phone?.trim() ? phone : null, longitude: longitude ?? null, latitude: latitude ?? null };
    if (await command.run((idempotencyKey) => (branch === undefined ? add({ variables: { stationId, input, idempotencyKey } }) : change({ variables: { stationId, branchId: branch.id, input, expectedVersion: branch.version } })))) onDone();
  };
  const takeOff = async () => {
    if (branch !== undefined && (await command.run(() => remove({ variables: { stationId, branchId: branch.id, expectedVersion: branch.version } })))) onDone();
  };
  return (
    <Drawer open title={branch === undefined ? say('登记银行网点', 'Add a bank branch') : say('更正银行网点', 'Change a bank branch')} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={branch ?? {}} onFinish={(values: Values) => void save(values)} onValuesChange={command.reset}>
        <Form.Item name="bank" label={say('银行', 'Bank')} rules={required}><Input maxLength={60} autoComplete="off" /></Form.Item>
        <Form.Item name="name" label={say('网点名称', 'Branch')} rules={required}><Input maxLength={80} autoComplete="off" /></Form.Item>
        <Form.Item name="address" label={say('地址', 'Address')} rules={required}><Input maxLength={200} autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label={say('电话', 'Phone')}><Input maxLength={30} inputMode="tel" autoComplete="off" /></Form.Item>
        <Place form={form} onPick={command.reset} />
        <InlineError error={command.error} />
        <div className="sh-row" style={{ marginTop: 12 }}>
          <Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button>
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          {branch && <Popconfirm title={say('删除这个网点？', 'Remove this branch?')} okText={say('删除', 'Remove')} cancelText={say('保留', 'Keep it')} onConfirm={() => void takeOff()}><Button danger className="sh-push">{say('删除', 'Remove')}</Button></Popconfirm>}
        </div>
      </Form>
    </Drawer>
  );
}

/** Where it is: pointed at on the map, or typed. */
function Place({ form, onPick }: { form: ReturnType<typeof Form.useForm<Values>>[0]; onPick: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [map, setMap] = useState(false);
  const { data } = useQuery(BankBranchAreaDocument, { skip: !map });
  const [longitude, latitude] = [Form.useWatch('longitude', form) ?? null, Form.useWatch('latitude', form) ?? null];
  const pick = (position: Position) => {
    form.setFieldsValue(position);
    onPick();
  };
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend>{say('位置（WGS-84 经纬度；不填则不按远近列出）', 'Position (WGS-84; without it, it has no distance)')}</legend>
      <div className="sh-row">
        <Form.Item name="longitude" label={say('经度', 'Longitude')}><InputNumber min={-180} max={180} step={0.0001} style={{ width: 150 }} /></Form.Item>
        <Form.Item name="latitude" label={say('纬度', 'Latitude')}><InputNumber min={-90} max={90} step={0.0001} style={{ width: 150 }} /></Form.Item>
        <Button aria-expanded={map} onClick={() => setMap(!map)}>{say('在地图上选', 'On the map')}</Button>
      </div>
      {map && <AreaMap label={say('点一下网点的位置', 'Point at the branch')} area={data?.me.stations.find(({ station }) => station.id === stationId)?.station.area} points={longitude === null || latitude === null ? [] : [{ key: 'branch', title: say('网点', 'The branch'), longitude, latitude, grade: 'blue' }]} onPick={pick} />}
    </fieldset>
  );
}
