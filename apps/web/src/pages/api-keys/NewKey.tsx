import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { Alert, Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { ApiKeyPermissionsDocument, CreateApiKeyDocument } from '../../gql/api-keys.js';
import { endOfDate, useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Values {
  readonly title: string;
  readonly purpose: string;
  readonly stationIds: string[];
  readonly permissions: string[];
  readonly until: string;
  readonly mayChange?: boolean;
}

/** What a notebook usually needs. */
const USUAL = ['metric.read', 'station.read'];
const DAY_MILLISECONDS = 86_400_000;
const dayAfter = (days: number) => new Date(serverClock.now().getTime() + days * DAY_MILLISECONDS).toISOString().slice(0, 10);

/** Makes a key and shows it, this once. @param days how long one lives at most */
export function NewKey({ days, stations, onClose }: { days: number; stations: readonly { readonly id: string; readonly name: string }[]; onClose: () => void }) {
  const { say } = useWords();
  const [secret, setSecret] = useState<string>();
  return (
    <SideDrawer open title={say('新建接口密钥', 'New API key')} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden mask={{ closable: secret === undefined }}>
      {secret === undefined ? <Wish days={days} stations={stations} onClose={onClose} onMade={setSecret} /> : <Shown secret={secret} onClose={onClose} />}
    </SideDrawer>
  );
}

function Wish({ days, stations, onClose, onMade }: { days: number; stations: readonly { readonly id: string; readonly name: string }[]; onClose: () => void; onMade: (secret: string) => void }) {
  const { say, textOf } = useWords();
  const { stationId, timeZone } = useScope();
  const command = useCommand();
  const [form] = Form.useForm<Values>();
  const here = stations.some(({ id }) => id === stationId) && stationId !== undefined ? [stationId] : stations.slice(0, 1).map(({ id }) => id);
  const chosen = Form.useWatch('stationIds', form) ?? here;
  const offered = useQuery(ApiKeyPermissionsDocument, { variables: { stationIds: chosen }, skip: chosen.length === 0 });
  const [create] = useMutation(CreateApiKeyDocument, { fetchPolicy: 'no-cache' });
  const required = [{ required: true, message: say('必填', 'Required') }];
  const words = [{ required: true, whitespace: true, message: say('必填', 'Required') }];
  const submit = async ({ stationIds, until, mayChange = false, title, purpose, permissions }: Values) => {
    let secret: string | null | undefined;
    const done = await command.run(async (idempotencyKey) => {
      const { data } = await create({ variables: { stationIds, idempotencyKey, input: { title, purpose, permissions, mayChange, expiresAt: lastMoment(until, timeZone, days) } } });
      secret = data?.createApiKey.secret;
    });
    if (!done) return;
    if (secret) onMade(secret);
    else onClose();
  };
  return (
    <Form form={form} layout="vertical" initialValues={{ stationIds: here, permissions: USUAL, until: dayAfter(Math.min(days, 90)) }} onValuesChange={command.reset} onFinish={(values: Values) => void submit(values)}>
      <Form.Item name="title" label={say('名称', 'Title')} rules={words}><Input maxLength={60} placeholder={say('例如：每周警情周报', 'For example: weekly report')} /></Form.Item>
      <Form.Item name="purpose" label={say('用途（记入审计，不要写个人信息）', 'Purpose (goes into the audit record; nothing personal)')} rules={words}><Input.TextArea maxLength={300} rows={2} /></Form.Item>
      <Form.Item name="stationIds" label={say('派出所', 'Stations')} rules={required} extra={say('您离开其中某所后，密钥在该所随即失效。', 'Where you leave one of them, the key counts there no more.')}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={stations.map(({ id, name }) => ({ value: id, label: name }))} /></Form.Item>
      <Form.Item name="permissions" label={say('权限', 'Permissions')} rules={required} extra={say('只列您本人有的；收回您的权限，密钥同时失去。', 'Those you hold; what is taken from you, the key loses as well.')}><Select mode="multiple" loading={offered.loading} showSearch={{ optionFilterProp: 'label' }} options={(offered.data?.apiKeyPermissions ?? []).map(({ id, title }) => ({ value: id, label: textOf(title) }))} /></Form.Item>
      <Form.Item name="until" label={say('有效至（含当日，最长 {days} 天）', 'Until the end of (at most {days} days)', { days })} rules={required}><Input type="date" min={dayAfter(0)} max={dayAfter(days)} /></Form.Item>
      <Form.Item name="mayChange" valuePropName="checked"><Checkbox>{say('允许修改数据（一般不需要）', 'It may change data (rarely needed)')}</Checkbox></Form.Item>
      <InlineError error={command.error ?? offered.error} />
      <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('创建', 'Create')}</Button></div>
    </Form>
  );
}

/** The end of the day, or of the longest life where that comes first. */
function lastMoment(until: string, timeZone: string, days: number): string {
  const longest = new Date(serverClock.now().getTime() + days * DAY_MILLISECONDS - 60_000).toISOString();
  const wanted = endOfDate(until, timeZone) ?? longest;
  return wanted < longest ? wanted : longest;
}

function Shown({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const copy = () => void navigator.clipboard.writeText(secret).then(() => toast.done(say('已复制', 'Copied')), toast.failed);
  return (
    <div className="sh-stack">
      <Alert type="warning" showIcon title={say('密钥只显示这一次，关闭后无法再看。', 'This key is shown once. Nobody can see it again after you close this.')} />
      <code className="sh-mono" data-testid="new-key" style={{ overflowWrap: 'anywhere', padding: 12, background: 'var(--sh-ground)', borderRadius: 6, fontSize: 15 }}>{secret}</code>
      <p className="sh-sub">{say('在运行程序的环境里设置：', 'Set it where the program runs:')} <code className="sh-mono">export STATIONHOUSE_KEY=…</code></p>
      <p className="sh-sub">{say('不要写进代码、聊天或邮件；疑似泄露请立即撤销。', 'Never put it into code, chats or mail; revoke it at once where it may have leaked.')}</p>
      <div className="form-foot"><Button onClick={onClose}>{say('我已保存好', 'I have kept it')}</Button><Button type="primary" onClick={copy}>{say('复制密钥', 'Copy the key')}</Button></div>
    </div>
  );
}
