import { useMutation, useQuery } from '@apollo/client/react';
import { momentOfLocal } from '@stationhouse/kernel';
import { Card, InlineError, PageHeader, serverClock, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { useNavigate } from 'react-router';
import { CreateIncidentDocument, IncidentCategoriesDocument, type IncidentChannel, type NewIncident as NewIncidentInput } from '../../gql/incidents.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import { channelWords } from './words.js';

interface Values {
  readonly channel: IncidentChannel;
  readonly category: string;
  readonly occurredAt?: string;
  readonly address?: string;
  readonly reporterName?: string;
  readonly reporterPhone?: string;
  readonly narrative: string;
}

/** The intake of one call. What is written here never changes later; corrections go into the disposition. */
export default function NewIncident() {
  const { say, textOf } = useWords();
  const { stationId, base, timeZone } = useStation();
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand();
  const { data, loading } = useQuery(IncidentCategoriesDocument);
  const [create] = useMutation(CreateIncidentDocument);
  const [form] = Form.useForm<Values>();
  const submit = async (values: Values) => {
    let id = '';
    const done = await command.run(async (idempotencyKey) => {
      const { data: answer } = await create({ variables: { stationId, input: inputOf(values, timeZone), idempotencyKey } });
      id = answer?.createIncident.id ?? '';
      toast.done(say('已登记 {number}', 'Recorded {number}', { number: answer?.createIncident.number ?? '' }));
    });
    if (done) void navigate(`${base}/incidents/${id}`);
  };
  const needed = say('必填', 'Required');
  return (
    <>
      <PageHeader title={say('登记警情', 'Record an incident')} facts={say('接报事实登记后不可修改；后续情况写在反馈里。', 'The facts of the intake cannot be changed later; what follows goes into the disposition.')} />
      <Card id="intake">
        <Form form={form} layout="vertical" initialValues={{ channel: 'PHONE_110' }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset} scrollToFirstError>
          <div className="form-grid">
            <Form.Item name="channel" label={say('来源渠道', 'Channel')} rules={[{ required: true, message: needed }]}>
              <Select options={Object.entries(channelWords(say)).map(([value, label]) => ({ value, label }))} />
            </Form.Item>
            <Form.Item name="category" label={say('类别', 'Category')} rules={[{ required: true, message: say('请选择类别', 'Choose a category') }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} loading={loading} options={(data?.incidentCategories ?? []).map(({ code, title }) => ({ value: code, label: textOf(title) }))} />
            </Form.Item>
            <Form.Item name="address" label={say('地点', 'Place')} className="full"><Input maxLength={500} placeholder={say('道路门牌、小区楼栋或地标', 'Street and number, estate and block, or a landmark')} /></Form.Item>
            <Form.Item name="occurredAt" label={say('发生时间（不填则同接报时间）', 'When it happened (else: when received)')}><Input type="datetime-local" max={localNow(timeZone)} /></Form.Item>
            <div />
            <Form.Item name="reporterName" label={say('报警人', 'Reporter')}><Input maxLength={100} autoComplete="off" /></Form.Item>
            <Form.Item name="reporterPhone" label={say('联系电话', 'Phone')} rules={[{ pattern: /^[+\d][\d\s-]{2,30}$/, message: say('请填写电话号码', 'Write a phone number') }]}><Input inputMode="tel" maxLength={32} autoComplete="off" /></Form.Item>
            <Form.Item name="narrative" label={say('报警内容', 'Narrative')} className="full" rules={[{ required: true, whitespace: true, message: say('请填写报警内容', 'Write what was reported') }]}>
              <Input.TextArea rows={6} maxLength={4000} showCount placeholder={say('谁、何时、何地、发生了什么、有无伤情和危险', 'Who, when, where, what happened, any injury or danger')} />
            </Form.Item>
          </div>
          <InlineError error={command.error} />
          <div className="form-foot">
            <Button onClick={() => void navigate(-1)}>{say('取消', 'Cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={command.sending}>{command.sending ? say('发送中', 'Sending') : say('登记', 'Record')}</Button>
          </div>
        </Form>
      </Card>
    </>
  );
}

function inputOf(values: Values, timeZone: string): NewIncidentInput {
  const occurredAt = values.occurredAt ? momentOfLocal(values.occurredAt, timeZone)?.toISOString() : undefined;
  const trimmed = (value: string | undefined) => value?.trim() || undefined;
  return {
    channel: values.channel, category: values.category, narrative: values.narrative.trim(),
    ...(occurredAt ? { occurredAt } : {}),
    ...(trimmed(values.address) ? { address: trimmed(values.address) } : {}),
    ...(trimmed(values.reporterName) ? { reporterName: trimmed(values.reporterName) } : {}),
    ...(trimmed(values.reporterPhone) ? { reporterPhone: trimmed(values.reporterPhone) } : {}),
  };
}

/** Now, as a local date and time of the station: nothing has happened in the future. */
function localNow(timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(serverClock.now()).replace(' ', 'T');
}
