import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { AskForStudyDocument } from '../../gql/studies.js';
import { endOfDate, useCommand } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Values {
  readonly title: string;
  readonly purpose: string;
  readonly stationIds: string[];
  readonly subjects: string[];
  readonly endsOn: string;
}

/** Asks for a study. */
export default function AskStudyDrawer({ subjects, onClose, onDone }: { subjects: readonly { readonly value: string; readonly label: string }[]; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { bureauId, stationId, timeZone } = useScope();
  const me = useMe();
  const toast = useToast();
  const command = useCommand();
  const [ask] = useMutation(AskForStudyDocument);
  const submit = async ({ stationIds, endsOn, ...input }: Values) => {
    const endsAt = endOfDate(endsOn, timeZone) ?? '';
    if (!(await command.run((idempotencyKey) => ask({ variables: { bureauId, stationIds, input: { ...input, endsAt }, idempotencyKey } })))) return;
    toast.done(say('已提交，待审批', 'Asked; somebody else decides'));
    onClose();
    onDone();
  };
  const required = [{ required: true, whitespace: true, message: say('必填', 'Required') }];
  const some = [{ required: true, type: 'array' as const, min: 1, message: say('请至少选择一项', 'Choose at least one') }];
  return (
    <SideDrawer open title={say('申请研究课题', 'Ask for a study')} onClose={onClose} size="min(480px, 100vw)" destroyOnHidden>
      <Form layout="vertical" initialValues={{ stationIds: stationId === undefined ? [] : [stationId] }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <p className="sh-sub" style={{ marginBottom: 12 }}>{say('获批后可查看不含个人信息的记录；人员只显示本课题代号。每次查询连同用途一并留痕。', 'Once approved you read records without persons, who appear under pseudonyms of the study. Every query is recorded with its purpose.')}</p>
        <Form.Item name="title" label={say('课题名称', 'Title')} rules={required}><Input maxLength={100} autoComplete="off" /></Form.Item>
        <Form.Item name="purpose" label={say('研究用途（审批人会看到，不要写个人信息）', 'Purpose (whoever decides reads it; nothing personal)')} rules={required}><Input.TextArea maxLength={500} rows={4} /></Form.Item>
        <Form.Item name="stationIds" label={say('派出所', 'Stations')} rules={some}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={me.stations.map(({ station }) => ({ value: station.id, label: station.name }))} /></Form.Item>
        <Form.Item name="subjects" label={say('记录类别', 'Records')} rules={some}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[...subjects]} /></Form.Item>
        <Form.Item name="endsOn" label={say('结束日期（含当日，最长一年）', 'Last day (a year at most)')} rules={required}><Input type="date" max="9999-12-31" /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('提交', 'Ask')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
