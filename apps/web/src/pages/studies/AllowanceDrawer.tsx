import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, InputNumber } from 'antd';
import { SetStudyAllowanceDocument } from '../../gql/studies.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Allowance {
  readonly rowsADay: number;
  readonly costADay: number;
}

/** What an analyst may read in a day. */
export default function AllowanceDrawer({ allowance, onClose, onDone }: { allowance: Allowance; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [set] = useMutation(SetStudyAllowanceDocument);
  const submit = async ({ rowsADay, costADay }: Allowance) => {
    if (!(await command.run(() => set({ variables: { bureauId, rowsADay, costADay } })))) return;
    toast.done(say('已设定，即时生效', 'Set; it counts at once'));
    onClose();
    onDone();
  };
  const required = [{ required: true, message: say('必填', 'Required') }];
  return (
    <SideDrawer open title={say('分析员每日额度', 'Daily allowance of analysts')} onClose={onClose} size="min(420px, 100vw)" destroyOnHidden>
      <Form layout="vertical" initialValues={{ rowsADay: allowance.rowsADay, costADay: allowance.costADay }} onFinish={(values: Allowance) => void submit(values)} onValuesChange={command.reset}>
        <p className="sh-sub" style={{ marginBottom: 12 }}>{say('每名分析员一日内查看和导出合计；分局零点恢复。不能超过系统上限。', 'For each analyst, reading and exports together; whole again at midnight. Never above the limit of the installation.')}</p>
        <Form.Item name="rowsADay" label={say('记录条数', 'Records')} rules={required}><InputNumber min={1} max={1_000_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="costADay" label={say('查询点数', 'Points of queries')} rules={required}><InputNumber min={1} max={1_000_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
