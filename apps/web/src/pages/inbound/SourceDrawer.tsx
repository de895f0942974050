import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { CreateEventSourceDocument, type CreateEventSourceMutation } from '../../gql/inbound.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import type { Kind, Place } from './EventSources.js';
import { Secret } from './Secret.js';

interface Values {
  readonly title: string;
  readonly types: string[];
  readonly stationId?: string | undefined;
}

/** Registers a system outside; its secret is shown once. */
export default function SourceDrawer({ kinds, stations, onClose }: { kinds: readonly Kind[]; stations: readonly Place[]; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { bureauId } = useScope();
  const command = useCommand();
  const [made, setMade] = useState<CreateEventSourceMutation['createEventSource']>();
  const [create] = useMutation(CreateEventSourceDocument, { fetchPolicy: 'no-cache' });
  const submit = ({ title, types, stationId }: Values) =>
    command.run(async () => {
      const { data } = await create({ variables: { bureauId, input: { title: title.trim(), types, ...(stationId === undefined ? {} : { stationId }) } } });
      setMade(data?.createEventSource);
    });
  const needed = say('必填', 'Required');
  return (
    <SideDrawer open title={say('登记外部事件来源', 'Register a source of events')} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden maskClosable={made === undefined}>
      {made ? <Secret secret={made.secret} path={made.source.path} onClose={onClose} /> : (
        <Form layout="vertical" initialValues={{ types: kinds.length === 1 ? kinds.map(({ type }) => type) : [] }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
          <Form.Item name="title" label={say('名称', 'Name')} rules={[{ required: true, whitespace: true, message: needed }]}><Input maxLength={100} autoComplete="off" placeholder={say('如：12345 热线', 'For example: 12345 hotline')} /></Form.Item>
          <Form.Item name="types" label={say('可发送的事件', 'Events it may send')} rules={[{ required: true, message: needed }]}><Select mode="multiple" options={kinds.map(({ type, title }) => ({ value: type, label: textOf(title) }))} /></Form.Item>
          <Form.Item name="stationId" label={say('送往', 'For')} extra={say('不选则由每个事件写明派出所；写错的归入“接收未分派数据”的派出所。', 'Without one each event names its station; those that name none that exists go where unrouted data go.')}>
            <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={say('按事件所写的派出所', 'The station each event names')} options={stations.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
          <InlineError error={command.error} />
          <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('登记', 'Register')}</Button></div>
        </Form>
      )}
    </SideDrawer>
  );
}
