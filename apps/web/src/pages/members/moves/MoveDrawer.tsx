import { useLazyQuery, useMutation, useQuery } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Alert, Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { MembersDocument, RolesDocument, StationUnitsDocument } from '../../../gql/members.js';
import { MoveMemberDocument, PreviewMoveDocument, StaffMovesDocument, type StaffMoveInput, type StaffMoveKind } from '../../../gql/moves.js';
import { useCommand } from '../../../hooks.js';
import { PERMISSIONS } from '../../../permissions.js';
import { useMe } from '../../../session/me.js';
import { SideDrawer } from '../../../shell/SideDrawer.js';
import { useToast } from '../../../shell/toast.js';
import { HandoverTable } from './HandoverTable.js';
import { useMoveKinds } from './words.js';

interface Values {
  readonly kind: StaffMoveKind;
  readonly fromStationId: string;
  readonly accountId: string;
  readonly toStationId?: string;
  readonly roles?: string[];
  readonly teamId?: string;
  readonly effectiveOn?: string;
  readonly reason: string;
}

/** Plans a move: who, where to, from when; then what it would come to, and who takes over; then it is confirmed. */
export default function MoveDrawer({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { say, textOf } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [form] = Form.useForm<Values>();
  const [named, setNamed] = useState<Readonly<Record<string, string>>>({});
  const [look, { data, loading, error }] = useLazyQuery(PreviewMoveDocument, { fetchPolicy: 'no-cache' });
  const [move] = useMutation(MoveMemberDocument, { refetchQueries: [StaffMovesDocument] });
  const [asked, setAsked] = useState<Values>();
  const preview = asked === undefined ? undefined : data?.previewMove;
  const show = (values: Values, chosen: Readonly<Record<string, string>>) => {
    setAsked(values);
    void look({ variables: { bureauId, input: inputOf(values, chosen) } }).catch(() => undefined);
  };
  const name = (item: string, accountId: string | undefined) => {
    const next = Object.fromEntries(Object.entries({ ...named, [item]: accountId }).filter((entry): entry is [string, string] => entry[1] !== undefined));
    setNamed(next);
    command.reset();
    if (asked) show(asked, next);
  };
  const confirm = async () => {
    if (asked === undefined || preview === undefined) return;
    const done = await command.run((idempotencyKey) => move({ variables: { bureauId, input: inputOf(asked, named), expectedVersion: preview.version, idempotencyKey } }));
    if (!done) return;
    toast.done(asked.effectiveOn ? say('已排定，届时自动生效', 'Planned; it takes effect by itself') : say('已办理，正在移交', 'Done; the handover is under way'));
    onClose();
    onDone();
  };
  return (
    <SideDrawer open title={say('办理人员调动', 'Move somebody')} onClose={onClose} size="min(820px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ kind: 'TRANSFER' }} onFinish={(values: Values) => show(values, named)} onValuesChange={(changed: Partial<Values>) => { command.reset(); setAsked(undefined); if (changed.fromStationId) { setNamed({}); form.resetFields(['accountId']); } if (changed.toStationId) form.resetFields(['teamId']); }}>
        <Fields />
        <InlineError error={error} />
        {preview === undefined && <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={loading}>{say('预览移交', 'Preview')}</Button></div>}
      </Form>
      {preview && (
        <div className="sh-stack" aria-live="polite">
          {preview.warnings.map((warning, index) => <Alert key={index} type="warning" showIcon title={textOf(warning)} />)}
          <HandoverTable preview={preview} named={named} onName={name} busy={loading} />
          <InlineError error={command.error} />
          <div className="form-foot"><Button onClick={() => setAsked(undefined)}>{say('修改', 'Change')}</Button><Button type="primary" loading={command.sending} disabled={loading} onClick={() => void confirm()}>{say('确认办理', 'Confirm')}</Button></div>
        </div>
      )}
    </SideDrawer>
  );
}

function Fields() {
  const { say, textOf } = useWords();
  const { stationId } = useScope();
  const me = useMe();
  const kinds = useMoveKinds();
  const kind = Form.useWatch<StaffMoveKind | undefined>('kind') ?? 'TRANSFER';
  const from = Form.useWatch<string | undefined>('fromStationId') ?? stationId;
  const to = Form.useWatch<string | undefined>('toStationId');
  const chosen = Form.useWatch<string[] | undefined>('roles') ?? [];
  const members = useQuery(MembersDocument, { variables: { stationId: from ?? '' }, skip: from === undefined });
  const roles = useQuery(RolesDocument);
  const units = useQuery(StationUnitsDocument, { variables: { stationId: to ?? '' }, skip: to === undefined });
  const stations = me.stations.filter(({ permissions }) => permissions.includes(PERMISSIONS.moveMembers)).map(({ station }) => ({ value: station.id, label: station.name }));
  const people = new Map((members.data?.members ?? []).map(({ account }) => [account.id, `${account.displayName} · ${account.login}`]));
  const offered = (roles.data?.roles ?? []).filter(({ scope, external }) => !external && (scope === 'STATION' || scope === 'TEAM'));
  const required = [{ required: true, message: say('必填', 'Required') }];
  const leads = chosen.some((id) => offered.find((role) => role.id === id)?.scope === 'TEAM');
  return (
    <>
      <Form.Item name="kind" label={say('事由', 'What')}><Radio.Group options={(['TRANSFER', 'LEAVE', 'RETIRE'] as const).map((value) => ({ value, label: kinds[value] }))} /></Form.Item>
      <div className="move-fields">
        <Form.Item name="fromStationId" label={say('现在的派出所', 'Works at')} rules={required} initialValue={stationId}><Select showSearch={{ optionFilterProp: 'label' }} options={stations} /></Form.Item>
        <Form.Item name="accountId" label={say('人员', 'Person')} rules={required}><Select showSearch={{ optionFilterProp: 'label' }} loading={members.loading} disabled={from === undefined} options={[...people].map(([value, label]) => ({ value, label }))} /></Form.Item>
        {kind === 'TRANSFER' && <Form.Item name="toStationId" label={say('调往', 'Goes to')} rules={required}><Select showSearch={{ optionFilterProp: 'label' }} options={stations.filter(({ value }) => value !== from)} /></Form.Item>}
        {kind === 'TRANSFER' && <Form.Item name="roles" label={say('调入后的角色', 'Roles there')} rules={required}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={offered.map(({ id, title }) => ({ value: id, label: textOf(title) }))} /></Form.Item>}
        {kind === 'TRANSFER' && leads && <Form.Item name="teamId" label={say('所在队', 'Team')} rules={required}><Select options={(units.data?.station?.teams ?? []).map(({ id, name }) => ({ value: id, label: name }))} notFoundContent={say('该所还没有队，请先添加', 'No team there yet; add one first')} /></Form.Item>}
        <Form.Item name="effectiveOn" label={say('生效日', 'From')} extra={say('当日零时生效；不填即刻生效', 'From midnight on; at once when empty')}><Input type="date" max="9999-12-31" /></Form.Item>
      </div>
      <Form.Item name="reason" label={say('说明（双方所长和本人可见，不要写个人信息）', 'Why (both chiefs and the person read it; nothing personal)')} initialValue=""><Input maxLength={300} autoComplete="off" /></Form.Item>
      <InlineError error={members.error ?? roles.error} />
    </>
  );
}

function inputOf(values: Values, named: Readonly<Record<string, string>>): StaffMoveInput {
  const moves = values.kind === 'TRANSFER';
  return {
    accountId: values.accountId,
    kind: values.kind,
    fromStationId: moves ? values.fromStationId : null,
    toStationId: moves ? (values.toStationId ?? null) : null,
    roles: moves ? (values.roles ?? []).map((role) => ({ role, ...(role === 'team-leader' && values.teamId ? { teamId: values.teamId } : {}) })) : [],
    handovers: Object.entries(named).map(([item, accountId]) => ({ item, accountId })),
    effectiveOn: values.effectiveOn ? values.effectiveOn : null,
    reason: values.reason,
  };
}
