import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Form, InputNumber } from 'antd';
import { SetAccessGrantRuleDocument, type BureauAccessGrantsQuery } from '../../gql/rights.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

type Rule = BureauAccessGrantsQuery['accessGrantRule'];

/** What the bureau allows: the longest time, and whether a single record is decided too. */
export default function RuleDrawer({ rule, onClose, onDone }: { rule: Rule; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [set] = useMutation(SetAccessGrantRuleDocument);
  const submit = async ({ mostHours, alwaysDecided }: Rule) => {
    if (!(await command.run(() => set({ variables: { bureauId, mostHours, alwaysDecided } })))) return;
    toast.done(say('规则已保存', 'Saved'));
    onClose();
    onDone();
  };
  return (
    <SideDrawer open title={say('授权查看规则', 'Rule of access grants')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form layout="vertical" initialValues={rule} onFinish={(values: Rule) => void submit(values)} onValuesChange={command.reset}>
        <Form.Item name="mostHours" label={say('最长时限（小时，1 至 168）', 'Longest time (hours, 1 to 168)')} rules={[{ required: true, message: say('必填', 'Required') }]}><InputNumber min={1} max={168} precision={0} /></Form.Item>
        <Form.Item name="alwaysDecided" valuePropName="checked" extra={say('查看全所内容一律须审批，不受此项影响。', 'All of a station is always decided.')}><Checkbox>{say('查看单条记录也须另一人审批', 'A single record is decided by somebody else too')}</Checkbox></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
