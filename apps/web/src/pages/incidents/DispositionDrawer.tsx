import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { DisposeIncidentDocument, DispositionChoicesDocument, type IncidentFullFragment } from '../../gql/incidents.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Values {
  readonly outcome: string;
  readonly disposition?: string;
  readonly category?: string;
}

/** The disposition of an incident: how it ended, what was done, and the category if the scene showed another. */
export default function DispositionDrawer({ incident, onClose, onDone }: { incident: IncidentFullFragment; onClose: () => void; onDone: () => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const { data, loading, error } = useQuery(DispositionChoicesDocument);
  const [dispose] = useMutation(DisposeIncidentDocument);
  const [form] = Form.useForm<Values>();
  const submit = async ({ outcome, disposition, category }: Values) => {
    const input = { outcome, ...(disposition?.trim() ? { disposition: disposition.trim() } : {}), ...(category && category !== incident.category.code ? { category } : {}) };
    const done = await command.run(() => dispose({ variables: { stationId, id: incident.id, input, expectedVersion: incident.version } }));
    if (!done) return;
    toast.done(say('反馈已提交', 'Disposition submitted'));
    onDone();
  };
  return (
    <SideDrawer open title={say('填写反馈', 'Write the disposition')} onClose={onClose} size="min(480px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ category: incident.category.code }} onFinish={(values: Values) => void submit(values)} requiredMark>
        <Form.Item name="outcome" label={say('处置结果', 'Outcome')} rules={[{ required: true, message: say('请选择处置结果', 'Choose how it ended') }]}>
          <Select loading={loading} options={(data?.incidentOutcomes ?? []).map(({ code, title }) => ({ value: code, label: textOf(title) }))} />
        </Form.Item>
        <Form.Item name="category" label={say('核实后的类别', 'Category as verified')}>
          <Select showSearch={{ optionFilterProp: 'label' }} loading={loading} options={(data?.incidentCategories ?? []).map(({ code, title }) => ({ value: code, label: textOf(title) }))} />
        </Form.Item>
        <Form.Item name="disposition" label={say('处置情况', 'What was done')}>
          <Input.TextArea rows={5} maxLength={4000} showCount />
        </Form.Item>
        <InlineError error={error ?? command.error} />
        <div className="form-foot">
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={command.sending}>{command.sending ? say('发送中', 'Sending') : say('提交反馈', 'Submit')}</Button>
        </div>
      </Form>
    </SideDrawer>
  );
}
