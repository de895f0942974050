import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Radio } from 'antd';
import { ChangeSavedQueryDocument, SavedQueriesDocument, SaveQueryDocument, type SavedQueryRowFragment } from '../../gql/queries.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { objectOf, type OpenQuery } from './query.js';

interface Values {
  readonly title: string;
  readonly description?: string;
  readonly sharing: 'OWN' | 'STATION' | 'BUREAU';
}

/** A saved query as the editor opens it. */
export function openingOf(row: SavedQueryRowFragment): OpenQuery {
  const { id, version, mine, description, sharing, station, title, document, variables } = row;
  return { title, document, variables: objectOf(variables), saved: { id, version, mine, description, sharing, stationId: station?.id } };
}

/** Keeps the query: as the next version of one's own, or as a new one. */
export function SaveDrawer({ document, variables, opened, onClose, onSaved }: { document: string; variables: Record<string, unknown>; opened: OpenQuery | undefined; onClose: () => void; onSaved: (saved: OpenQuery) => void }) {
  const { say } = useWords();
  const { bureauId, stationId, name } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [save] = useMutation(SaveQueryDocument, { refetchQueries: [SavedQueriesDocument] });
  const [change] = useMutation(ChangeSavedQueryDocument, { refetchQueries: [SavedQueriesDocument] });
  const own = opened?.saved?.mine === true ? opened.saved : undefined;
  const submit = async ({ title, description = '', sharing }: Values, anew: boolean) => {
    const input = { title, description, document, variables, sharing, ...(sharing === 'STATION' ? { withStationId: own?.stationId ?? stationId ?? null } : {}) };
    let row: SavedQueryRowFragment | undefined;
    const done = await command.run(async (idempotencyKey) => {
      row = own !== undefined && !anew
        ? (await change({ variables: { bureauId, savedQueryId: own.id, input, expectedVersion: own.version } })).data?.changeSavedQuery
        : (await save({ variables: { bureauId, input, idempotencyKey } })).data?.saveQuery;
    });
    if (!done || row === undefined) return;
    toast.done(own !== undefined && !anew ? say('已保存为第 {version} 版', 'Saved as version {version}', { version: row.version }) : say('已保存', 'Saved'));
    onSaved(openingOf(row));
  };
  const [form] = Form.useForm<Values>();
  const saveAnew = () => form.validateFields().then((values) => submit(values, true), () => undefined);
  return (
    <SideDrawer open title={say('保存查询', 'Save the query')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ title: opened?.title ?? '', description: own?.description ?? '', sharing: own?.sharing ?? 'OWN' }} onValuesChange={command.reset} onFinish={(values: Values) => void submit(values, false)}>
        <Form.Item name="title" label={say('名称', 'Title')} rules={[{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input maxLength={80} /></Form.Item>
        <Form.Item name="description" label={say('回答什么问题（选填）', 'What it answers (optional)')}><Input.TextArea maxLength={500} rows={2} /></Form.Item>
        <Form.Item name="sharing" label={say('谁能看到', 'Who may read it')} extra={say('共享的是查询语句和变量，不是结果；别人运行时按其本人权限。', 'The query and its variables are shared, not the answer: others run it with their own rights.')}>
          <Radio.Group options={[
            { value: 'OWN', label: say('只有我', 'Only me') },
            ...(stationId !== undefined || own?.sharing === 'STATION' ? [{ value: 'STATION', label: stationId === undefined ? say('派出所', 'The station') : name }] : []),
            { value: 'BUREAU', label: say('全分局', 'The whole bureau') },
          ]} />
        </Form.Item>
        <p className="sh-small sh-sub">{say('变量里不能有姓名、电话、身份证号等个人信息，服务器会拒绝保存。', 'Variables hold no name, telephone or identity number: the server refuses to keep them.')}</p>
        <InlineError error={command.error} />
        <div className="form-foot">
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          {own && <Button loading={command.sending} onClick={() => void saveAnew()}>{say('另存为新查询', 'Save as another')}</Button>}
          <Button type="primary" htmlType="submit" loading={command.sending}>{own ? say('保存为第 {version} 版', 'Save as version {version}', { version: own.version + 1 }) : say('保存', 'Save')}</Button>
        </div>
      </Form>
    </SideDrawer>
  );
}
