import { useMutation, useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { Chip, DataTable, EmptyState, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Popconfirm, Radio, Select } from 'antd';
import { useState } from 'react';
import { FindAccountsDocument } from '../../gql/members.js';
import { DelegablePermissionsDocument, DelegateRightsDocument, DelegationsDocument, RevokeDelegationDocument } from '../../gql/rights.js';
import { endOfDate, useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import './rights.css';

/** Which parts of the administration were given to whom, until when. */
export default function Delegations() {
  const { say, textOf, moment } = useWords();
  const { bureauId, timeZone, may } = useScope();
  const toast = useToast();
  const [giving, setGiving] = useState(false);
  const { data, error, refetch } = useQuery(DelegationsDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const [revoke] = useMutation(RevokeDelegationDocument);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const mayGive = may(PERMISSIONS.delegateRights);
  const takeBack = (delegationId: string) => revoke({ variables: { bureauId, delegationId } }).then(() => toast.done(say('已撤回', 'Revoked')), toast.failed);
  return (
    <div className="sh-stack">
      <div className="sh-row sh-wrap">
        <p className="sh-sub">{say('管理员可把自己管理权限的一部分限期委托他人；不能超出自己所有，受托人不能再委托，到期自动失效。', 'An administrator may give a part of the administration to somebody for a time: never more than their own, not to be passed on, and it ends by itself.')}</p>
        {mayGive && <Button type="primary" onClick={() => setGiving(true)}>{say('新建委托', 'Delegate')}</Button>}
      </div>
      <section className="sh-card sh-tight">
        {data.delegations.length === 0 ? <EmptyState title={say('没有委托', 'Nothing is delegated')} /> : (
          <DataTable
            label={say('委托列表', 'Delegations')} rows={data.delegations} rowKey={({ id }) => id}
            columns={[
              { key: 'who', title: say('受托人', 'To'), main: true, width: '150px', render: ({ account }) => <><b>{account.displayName}</b><div className="sh-mono sh-small sh-sub">{account.login}</div></> },
              { key: 'what', title: say('内容', 'What'), render: ({ permissions, stations, reason }) => <div className="sh-long">{permissions.map(({ title }) => textOf(title)).join(say('、', ', '))}<div className="sh-small sh-sub">{stations.length === 0 ? say('分局', 'at the bureau') : stations.map(({ name }) => name).join(say('、', ', '))} · {reason}</div></div> },
              { key: 'until', title: say('期限', 'Until'), width: '200px', render: ({ endsAt, active, revokedAt, givenBy }) => <>{active ? <Chip tone="ok">{say('有效', 'Counts')}</Chip> : <Chip>{revokedAt ? say('已撤回', 'Revoked') : say('已到期', 'Over')}</Chip>} <span className="sh-small">{revokedAt ? moment(revokedAt) : say('至 {day}（含当日）', 'until the end of {day}', { day: lastDay(endsAt, timeZone) })} <span className="sh-sub">{say('{who} 委托', 'given by {who}', { who: givenBy })}</span></span></> },
              ...(mayGive ? [{ key: 'action', title: say('操作', 'Action'), width: '100px', render: ({ id, active }: { id: string; active: boolean }) => active && <Popconfirm title={say('撤回委托？', 'Revoke it?')} description={say('立即生效。', 'At once.')} okText={say('撤回', 'Revoke')} cancelText={say('取消', 'Cancel')} onConfirm={() => takeBack(id)}><Button size="small">{say('撤回…', 'Revoke …')}</Button></Popconfirm> }] : []),
            ]}
          />
        )}
      </section>
      {giving && <GiveDrawer onClose={() => setGiving(false)} onDone={() => void refetch()} />}
    </div>
  );
}

/** The last local day of a delegation, which ends with it. */
function lastDay(endsAt: string, timeZone: string): string {
  return localDate(new Date(new Date(endsAt).getTime() - 1), timeZone);
}

interface Values {
  readonly kind: 'byStation' | 'atBureau';
  readonly accountId: string;
  readonly permissions: string[];
  readonly stationIds?: string[];
  readonly until: string;
  readonly reason: string;
}

function GiveDrawer({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { say, textOf } = useWords();
  const { bureauId, timeZone } = useScope();
  const me = useMe();
  const toast = useToast();
  const command = useCommand();
  const [search, setSearch] = useState('');
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? 'byStation';
  const accounts = useQuery(FindAccountsDocument, { variables: { bureauId, ...(search ? { search } : {}) } });
  const offered = useQuery(DelegablePermissionsDocument, { variables: { bureauId } });
  const [give] = useMutation(DelegateRightsDocument);
  const required = [{ required: true, message: say('必填', 'Required') }];
  const submit = async ({ accountId, permissions, stationIds, until, reason }: Values) => {
    const done = await command.run(() => give({ variables: { bureauId, accountId, permissions, atStationIds: kind === 'byStation' ? (stationIds ?? []) : [], reason, endsAt: endOfDate(until, timeZone) ?? '' } }));
    if (!done) return;
    toast.done(say('已委托', 'Delegated'));
    onClose();
    onDone();
  };
  return (
    <SideDrawer open title={say('新建委托', 'Delegate')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ kind: 'byStation' }} onFinish={(values: Values) => void submit(values)} onValuesChange={(changed: Partial<Values>) => { command.reset(); if (changed.kind) form.setFieldsValue({ permissions: [] }); }}>
        <Form.Item name="accountId" label={say('受托人', 'To')} rules={required}><Select showSearch={{ filterOption: false, onSearch: setSearch }} loading={accounts.loading} options={(accounts.data?.accounts ?? []).filter(({ active, id }) => active && id !== me.account.id).map(({ id, displayName, login }) => ({ value: id, label: `${displayName} · ${login}` }))} /></Form.Item>
        <Form.Item name="kind" label={say('范围', 'Where')}><Radio.Group options={[{ value: 'byStation', label: say('若干派出所', 'Some stations') }, { value: 'atBureau', label: say('分局事务', 'The bureau’s own') }]} /></Form.Item>
        {kind === 'byStation' && <Form.Item name="stationIds" label={say('派出所', 'Stations')} rules={required}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={me.stations.map(({ station }) => ({ value: station.id, label: station.name }))} /></Form.Item>}
        <Form.Item name="permissions" label={say('委托的权限', 'What')} rules={required}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={(offered.data?.[kind] ?? []).map(({ id, title }) => ({ value: id, label: textOf(title) }))} /></Form.Item>
        <Form.Item name="until" label={say('到哪一天为止（含当日）', 'Until the end of')} rules={required}><Input type="date" max="9999-12-31" /></Form.Item>
        <Form.Item name="reason" label={say('事由（记入审计，不要写个人信息）', 'Why (goes into the audit record; nothing personal)')} rules={[{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input.TextArea maxLength={300} rows={2} /></Form.Item>
        <InlineError error={command.error ?? accounts.error ?? offered.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('委托', 'Delegate')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
