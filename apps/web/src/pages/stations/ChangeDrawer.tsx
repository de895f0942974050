import { useMutation } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { InlineError, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { MeDocument } from '../../gql/session.js';
import { ChangeStationDocument, StationLivesDocument } from '../../gql/stations.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { StationLife } from './life.js';
import { stationKinds } from './words.js';

interface Values {
  readonly name: string;
  readonly code: string;
  readonly kind: string;
  readonly population?: number | null;
  readonly populationAsOf?: string;
  readonly address?: string;
  readonly phone?: string;
}

/** What is known of a station; its time zone stays, because clocks were counted in it. */
export default function ChangeDrawer({ station, onClose }: { station: StationLife; onClose: () => void }) {
  const { say } = useWords();
  const { bureauId, timeZone } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [form] = Form.useForm<Values>();
  const code = Form.useWatch('code', form);
  const population = Form.useWatch('population', form);
  const [change] = useMutation(ChangeStationDocument, { refetchQueries: [StationLivesDocument, MeDocument], awaitRefetchQueries: true });
  const submit = async (values: Values) => {
    const wanted = {
      name: values.name.trim(), code: values.code, kind: values.kind, population: values.population ?? null,
      populationAsOf: values.populationAsOf ? values.populationAsOf : null, address: values.address?.trim() ?? null, phone: values.phone?.trim() ?? null,
    };
    if (!(await command.run(() => change({ variables: { bureauId, stationId: station.id, change: wanted, expectedVersion: station.version } })))) return;
    toast.done(say('已保存', 'Saved'));
    onClose();
  };
  const needed = say('必填', 'Required');
  const known = { name: station.name, code: station.code, kind: station.kind, population: station.population ?? null, populationAsOf: station.populationAsOf ?? '', address: station.address ?? '', phone: station.phone ?? '' };
  const kinds = stationKinds(say);
  return (
    <SideDrawer open title={say('修改“{name}”', 'Change “{name}”', { name: station.name })} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={known} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <Form.Item name="name" label={say('名称', 'Name')} rules={[{ required: true, whitespace: true, message: needed }]}><Input maxLength={80} autoComplete="off" /></Form.Item>
        <Form.Item
          name="code" label={say('代码', 'Code')} normalize={(typed: string) => typed.trim().toUpperCase()}
          extra={code !== undefined && code !== station.code ? say('以后的编号用新代码；已有编号不变，旧代码 {code} 不再分给其他派出所。', 'New numbers begin with it; those given keep theirs, and no other station gets {code}.', { code: station.code }) : station.formerCodes.length > 0 ? say('曾用：{codes}', 'Before: {codes}', { codes: station.formerCodes.join(say('、', ', ')) }) : undefined}
          rules={[{ required: true, message: needed }, { pattern: /^[A-Z0-9][A-Z0-9-]{0,19}$/, message: say('1 至 20 个字母、数字或连字符', '1 to 20 letters, digits or hyphens') }]}
        ><Input maxLength={20} autoComplete="off" autoCapitalize="characters" className="sh-mono" /></Form.Item>
        <Form.Item name="kind" label={say('辖区类型', 'Kind of place')} rules={[{ required: true, message: needed }]}><Select options={kinds.some(({ value }) => value === station.kind) ? kinds : [...kinds, { value: station.kind, label: station.kind }]} /></Form.Item>
        <Form.Item name="population" label={say('常住人口', 'Residents')}><InputNumber min={0} max={100_000_000} precision={0} controls={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item
          name="populationAsOf" label={say('人口统计日期', 'Counted for the day')} dependencies={['population']} extra={say('派出所对比按万人折算时注明此日期。', 'Named wherever figures are per 10,000 residents.')}
          rules={[{ required: typeof population === 'number' && population !== station.population, message: say('请填写人口数的统计日期', 'Say which day the number is of') }]}
        ><Input type="date" max={localDate(serverClock.now(), timeZone)} style={{ maxWidth: 200 }} /></Form.Item>
        <Form.Item name="address" label={say('对外地址', 'Address for the public')}><Input maxLength={200} autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label={say('对外电话', 'Telephone for the public')}><Input maxLength={40} autoComplete="off" inputMode="tel" /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
