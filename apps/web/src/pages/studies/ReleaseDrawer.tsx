import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { ConfirmReleaseDocument, PreviewReleaseDocument, StudyColumnsDocument, type ReleaseRowFragment, type StudyRowFragment } from '../../gql/studies.js';
import { endOfDate, startOfDate, useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { ReleaseFacts } from './ReleaseFacts.js';

interface Values {
  readonly columns: string[];
  readonly times: 'DAY' | 'MONTH';
  readonly format: 'CSV' | 'XLSX' | 'PARQUET';
  readonly from?: string;
  readonly to?: string;
}

/** Chooses what is to leave, shows it, and confirms it. */
export default function ReleaseDrawer({ study, subject, onClose, onDone }: { study: StudyRowFragment; subject: string; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const [shown, setShown] = useState<ReleaseRowFragment>();
  return (
    <SideDrawer open title={shown === undefined ? say('导出数据', 'Export records') : say('确认导出内容', 'What would leave')} onClose={onClose} size="min(720px, 100vw)" destroyOnHidden>
      {shown === undefined ? <Choosing study={study} subject={subject} onClose={onClose} onShown={setShown} /> : <Confirming release={shown} onBack={() => setShown(undefined)} onDone={onDone} />}
    </SideDrawer>
  );
}

function Choosing({ study, subject, onClose, onShown }: { study: StudyRowFragment; subject: string; onClose: () => void; onShown: (release: ReleaseRowFragment) => void }) {
  const { say, textOf } = useWords();
  const { timeZone } = useScope();
  const command = useCommand();
  const [preview] = useMutation(PreviewReleaseDocument);
  const columns = useQuery(StudyColumnsDocument, { variables: { studyId: study.id, stationIds: [...study.stationIds], subject } });
  const options = [
    { value: 'key', label: say('记录代号', 'Record') }, { value: 'station', label: say('派出所', 'Station') }, { value: 'incident', label: say('来源警情代号', 'Incident') },
    { value: 'started', label: say('登记', 'Recorded') }, { value: 'closed', label: say('办结', 'Closed') }, { value: 'state', label: say('环节', 'State') }, { value: 'outcome', label: say('结果', 'Outcome') }, { value: 'people', label: say('人员代号', 'People') },
    ...(columns.data?.studyColumns ?? []).filter(({ gone, plain }) => !gone && plain).map(({ key, title }) => ({ value: `data.${key}`, label: textOf(title) })),
  ];
  const submit = ({ columns: chosen, times, format, from, to }: Values) =>
    command.run(async () => {
      const wish = { subject, columns: chosen, times, format, from: startOfDate(from ?? '', timeZone) ?? null, to: endOfDate(to ?? '', timeZone) ?? null };
      const { data } = await preview({ variables: { studyId: study.id, stationIds: [...study.stationIds], wish } });
      if (data) onShown(data.previewStudyRelease);
    });
  return (
    <Form layout="vertical" initialValues={{ columns: ['key', 'station', 'started', 'outcome'], times: 'MONTH', format: 'CSV' }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
      <Form.Item name="columns" label={say('列（个人信息和自由文本不可选）', 'Columns (nothing personal, no free text)')} rules={[{ required: true, type: 'array', min: 1, message: say('请至少选择一列', 'Choose at least one') }]}><Select mode="multiple" loading={columns.loading} showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
      <div className="sh-row sh-wrap">
        <Form.Item name="from" label={say('登记自', 'Recorded from')}><Input type="date" max="9999-12-31" /></Form.Item>
        <Form.Item name="to" label={say('至（含当日）', 'to (inclusive)')}><Input type="date" max="9999-12-31" /></Form.Item>
      </div>
      <Form.Item name="times" label={say('时间精度', 'Moments by')}><Radio.Group options={[{ value: 'MONTH', label: say('月', 'month') }, { value: 'DAY', label: say('日', 'day') }]} /></Form.Item>
      <Form.Item name="format" label={say('格式', 'Format')}><Radio.Group options={[{ value: 'CSV', label: 'CSV' }, { value: 'XLSX', label: 'Excel' }, { value: 'PARQUET', label: 'Parquet' }]} /></Form.Item>
      <InlineError error={command.error ?? columns.error} />
      <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('预览', 'Preview')}</Button></div>
    </Form>
  );
}

function Confirming({ release, onBack, onDone }: { release: ReleaseRowFragment; onBack: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [confirm] = useMutation(ConfirmReleaseDocument);
  const submit = async ({ purpose }: { readonly purpose: string }) => {
    if (!(await command.run(() => confirm({ variables: { bureauId, releaseId: release.id, purpose } })))) return;
    toast.done(release.decided ? say('已提交审批', 'Somebody else decides now') : say('已确认，可以下载', 'Confirmed: it may be taken'));
    onDone();
  };
  return (
    <Form layout="vertical" onFinish={(values: { purpose: string }) => void submit(values)} onValuesChange={command.reset}>
      <ReleaseFacts release={release} />
      <Form.Item name="purpose" label={say('这批数据的用途（不要写个人信息）', 'What these data are for (nothing personal)')} rules={[{ required: true, whitespace: true, message: say('请写明用途', 'Say what for') }]} style={{ marginTop: 16 }}><Input.TextArea maxLength={300} rows={2} /></Form.Item>
      <InlineError error={command.error} />
      <div className="form-foot"><Button onClick={onBack}>{say('返回修改', 'Back')}</Button><Button type="primary" htmlType="submit" loading={command.sending} disabled={release.rows === 0}>{release.decided ? say('确认并提交审批', 'Confirm, to be decided') : say('确认导出', 'Confirm')}</Button></div>
    </Form>
  );
}
