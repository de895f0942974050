import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { CreateStationsDocument, StationLivesDocument } from '../../gql/stations.js';
import { MeDocument } from '../../gql/session.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { LikeStation, useMayCopy } from './LikeStation.js';
import { stationKinds } from './words.js';

interface Values {
  readonly name: string;
  readonly code: string;
  readonly kind: string;
  readonly timeZone: string;
  readonly population?: number | null;
  readonly unrouted?: boolean;
  readonly like?: string | null;
}

/** A new station of the bureau; its time zone stays with everything it records. */
export default function StationDrawer({ onClose }: { onClose: () => void }) {
  const { say, textOf } = useWords();
  const { bureauId, timeZone } = useScope();
  const toast = useToast();
  const command = useCommand();
  const mayCopy = useMayCopy();
  const [form] = Form.useForm<Values>();
  // The stations one may enter are part of who one is.
  const [create] = useMutation(CreateStationsDocument, { refetchQueries: [StationLivesDocument, MeDocument], awaitRefetchQueries: true });
  const submit = async ({ name, code, kind, timeZone: zone, population, unrouted, like }: Values) => {
    const station = { row: 1, name: name.trim(), code, kind, timeZone: zone.trim(), unrouted: unrouted === true, population: typeof population === 'number' ? String(population) : '' };
    let applied = false;
    const done = await command.run(async (idempotencyKey) => {
      const { data } = await create({ variables: { bureauId, stations: [station], likeStationId: like ?? null, dryRun: false, idempotencyKey } });
      applied = data?.createStations.applied ?? false;
      form.setFields((data?.createStations.problems ?? []).map((problem) => ({ name: problem.column as keyof Values, errors: [textOf(problem.text)] })));
    });
    if (!done || !applied) return;
    toast.done(say('已新建“{name}”', '“{name}” created', { name: station.name }));
    onClose();
  };
  const needed = say('必填', 'Required');
  return (
    <SideDrawer open title={say('新建派出所', 'New station')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ timeZone }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <Form.Item name="name" label={say('名称', 'Name')} rules={[{ required: true, whitespace: true, message: needed }]}><Input maxLength={80} autoComplete="off" /></Form.Item>
        <Form.Item
          name="code" label={say('代码', 'Code')} normalize={(typed: string) => typed.trim().toUpperCase()} extra={say('写进编号，如 DM', 'Part of every number, e.g. DM')}
          rules={[{ required: true, message: needed }, { pattern: /^[A-Z0-9][A-Z0-9-]{0,19}$/, message: say('1 至 20 个字母、数字或连字符', '1 to 20 letters, digits or hyphens') }]}
        ><Input maxLength={20} autoComplete="off" autoCapitalize="characters" className="sh-mono" /></Form.Item>
        <Form.Item name="kind" label={say('辖区类型', 'Kind of place')} rules={[{ required: true, message: needed }]}><Select options={stationKinds(say)} /></Form.Item>
        <Form.Item name="population" label={say('常住人口', 'Residents')}><InputNumber min={0} max={100_000_000} precision={0} controls={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="timeZone" label={say('时区', 'Time zone')} rules={[{ required: true, whitespace: true, message: needed }]}><Input maxLength={60} autoComplete="off" /></Form.Item>
        {mayCopy && <Form.Item name="like" label={say('参照', 'Begin like')} extra={say('一开始就有该所的流程配置、插件与设置、班次和计划；人员和业务数据不带入。', 'Begins with what that station has set in workflows, its plugins and their settings, hours and schedules; no people, no records.')}><LikeStation /></Form.Item>}
        <Form.Item name="unrouted" valuePropName="checked" extra={say('导入时对不上派出所的行先归到这里，再由人分派。', 'Imported rows that fit no station are kept here until somebody sorts them out.')}><Checkbox>{say('接收未分派数据', 'Takes unrouted data')}</Checkbox></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{command.sending ? say('发送中', 'Sending') : say('新建', 'Create')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
