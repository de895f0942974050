import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, ErrorState, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { InstanceLinksDocument, LinkSeriesDocument, ReferInstanceDocument, ReferralTargetsDocument, RetryLinkedInstanceDocument, SkipLinkedInstanceDocument, UnlinkSeriesDocument, WithdrawReferralDocument, type InstanceLinksQuery, type ReferralFieldsFragment } from '../../gql/links.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { ReasonDrawer } from './ReasonDrawer.js';
import { ReferralState } from './ReferralState.js';

type Links = InstanceLinksQuery['instance']['links'];
type Summary = NonNullable<Links['parent']>;
type Child = Links['children'][number];
type Doing = { readonly what: 'series' | 'unlink' | 'refer' } | { readonly what: 'retry' | 'skip'; readonly child: Child } | { readonly what: 'withdraw'; readonly referral: ReferralFieldsFragment };

interface Props {
  readonly instanceId: string;
  readonly closed: boolean;
}

/** What belongs with an instance: the one that started it, those it started, its series, and referrals to other stations. */
export function LinksCard({ instanceId, closed }: Props) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(InstanceLinksDocument, { variables: { stationId, id: instanceId } });
  useChanges({ kinds: ['INSTANCE'], id: instanceId }, () => refetch());
  const links = data?.instance.links;
  return (
    <Card title={say('关联', 'Links')} id="links">
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : links === undefined ? <Loading rows={3} /> : <Shown links={links} instanceId={instanceId} closed={closed} onChanged={() => void refetch()} />}
    </Card>
  );
}

function Shown({ links, instanceId, closed, onChanged }: Props & { readonly links: Links; readonly onChanged: () => void }) {
  const { say } = useWords();
  const { may } = useStation();
  const [doing, setDoing] = useState<Doing>();
  const { parent, children, series, referrals, apart } = links;
  const mayRefer = may(PERMISSIONS.referInstances) && !closed && !referrals.some(({ incoming, state }) => !incoming && state !== 'DECLINED' && state !== 'WITHDRAWN');
  const mayLink = may(PERMISSIONS.linkInstances) && !apart;
  const empty = parent === null && children.length + series.length + referrals.length === 0;
  return (
    <div className="links">
      {empty && <p className="sh-sub">{say('没有关联的事项。', 'Nothing is linked.')}</p>}
      {parent && <Group title={say('上级事项', 'Started by')}><li><To summary={parent} /></li></Group>}
      {children.length > 0 && <Group title={say('发起的事项', 'Started from here')}>{children.map((child) => <ChildRow key={child.id} child={child} onDo={setDoing} />)}</Group>}
      {series.length > 0 && <Group title={say('同一系列', 'Same series')}>{series.map((member) => <li key={member.id}><To summary={member} /></li>)}</Group>}
      {referrals.length > 0 && <Group title={say('移交', 'Referrals')}>{referrals.map((referral) => <ReferralState key={referral.id} referral={referral} onWithdraw={() => setDoing({ what: 'withdraw', referral })} />)}</Group>}
      <div className="links-actions">
        {mayRefer && <Button size="small" onClick={() => setDoing({ what: 'refer' })}>{say('移交其他所', 'Refer to another station')}</Button>}
        {mayLink && <Button size="small" onClick={() => setDoing({ what: 'series' })}>{say('关联为系列', 'Link into a series')}</Button>}
        {mayLink && series.length > 0 && <Button size="small" onClick={() => setDoing({ what: 'unlink' })}>{say('移出系列', 'Take out of the series')}</Button>}
      </div>
      {doing && <Deed doing={doing} instanceId={instanceId} onClose={() => setDoing(undefined)} onDone={onChanged} />}
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return <section><h3>{title}</h3><ul>{children}</ul></section>;
}

function To({ summary }: { readonly summary: Summary }) {
  const { textOf } = useWords();
  const { base } = useStation();
  return <><Link to={`${base}/instances/${summary.id}`}>{summary.title}</Link> <span className="sh-mono sh-small">{summary.number}</span> <Chip tone={summary.closed ? 'plain' : 'info'}>{textOf(summary.stateTitle)}</Chip></>;
}

/** An instance that was started, or could not be: then whoever repairs may try again or go on without. */
function ChildRow({ child, onDo }: { readonly child: Child; readonly onDo: (doing: Doing) => void }) {
  const { say, textOf } = useWords();
  const { may } = useStation();
  if (child.instance) return <li><To summary={child.instance} /></li>;
  return (
    <li>
      {textOf(child.workflowTitle)}{' '}
      {child.status === 'FAILED' ? <Chip tone="bad">{say('未能发起', 'Not started')}</Chip> : child.status === 'CLOSED' ? <Chip tone="plain">{say('已跳过', 'Skipped')}</Chip> : <Chip tone="info">{say('正在发起', 'Starting')}</Chip>}
      {child.status === 'FAILED' && <span className="sh-small sh-mono"> {child.error}</span>}
      {child.status === 'FAILED' && may(PERMISSIONS.repairAutomations) && (
        <div className="links-actions">
          <Button size="small" onClick={() => onDo({ what: 'retry', child })}>{say('重新发起', 'Try again')}</Button>
          <Button size="small" onClick={() => onDo({ what: 'skip', child })}>{say('跳过', 'Go on without')}</Button>
        </div>
      )}
    </li>
  );
}

interface DeedProps {
  readonly instanceId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Deed({ doing, ...props }: DeedProps & { readonly doing: Doing }) {
  switch (doing.what) {
    case 'refer':
      return <Refer {...props} />;
    case 'series':
      return <LinkSeries {...props} />;
    case 'unlink':
      return <Unlink {...props} />;
    case 'withdraw':
      return <Withdraw {...props} referral={doing.referral} />;
    case 'retry':
    case 'skip':
      return <RepairChild {...props} child={doing.child} skip={doing.what === 'skip'} />;
  }
}

function Refer({ instanceId, ...props }: DeedProps) {
  const { say } = useWords();
  const { stationId } = useStation();
  const targets = useQuery(ReferralTargetsDocument, { variables: { stationId } });
  const [refer] = useMutation(ReferInstanceDocument);
  return (
    <ReasonDrawer<{ toStationId: string }>
      {...props} title={say('移交其他所', 'Refer to another station')} submit={say('移交', 'Refer')} done={say('已移交，等待对方接收', 'Referred; the other station has to accept')}
      hint={say('对方只收到编号、名称和不含个人信息的登记内容，接收后在对方所另立事项。本所事项不变。', 'The other station receives the number, the title and what was recorded that is not personal; once accepted, an instance of its own starts there. This one stays as it is.')}
      reasonLabel={say('移交原因（对方可见）', 'Why (the other station reads it)')}
      send={({ toStationId, reason }) => refer({ variables: { stationId, instanceId, toStationId, reason } })}
    >
      <Form.Item name="toStationId" label={say('接收单位', 'Receiving station')} rules={[{ required: true, message: say('必填', 'Required') }]}>
        <Select
          loading={targets.loading} options={(targets.data?.referralTargets ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          showSearch={{ optionFilterProp: 'label' }} notFoundContent={targets.error ? say('读取失败，请关闭后重试', 'Could not be read. Close and try again') : say('没有其他派出所', 'There is no other station')}
        />
      </Form.Item>
    </ReasonDrawer>
  );
}

function Withdraw({ referral, ...props }: DeedProps & { readonly referral: ReferralFieldsFragment }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [withdraw] = useMutation(WithdrawReferralDocument);
  return (
    <ReasonDrawer
      {...props} title={say('撤回移交：{station}', 'Withdraw: {station}', { station: referral.otherStation })} submit={say('撤回移交', 'Withdraw')} done={say('撤回已送出', 'The withdrawal is on its way')}
      hint={say('对方尚未接收才能撤回；如对方已先接收，移交仍然有效。撤回后可再次移交。', 'Only until the other station accepts: if it has accepted first, the referral holds. It may be referred again afterwards.')}
      reasonLabel={say('撤回原因（对方可见）', 'Why (the other station reads it)')} send={({ reason }) => withdraw({ variables: { stationId, referralId: referral.id, reason } })}
    />
  );
}

function LinkSeries({ instanceId, ...props }: DeedProps) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [link] = useMutation(LinkSeriesDocument);
  return (
    <ReasonDrawer<{ number: string }>
      {...props} title={say('关联为系列', 'Link into a series')} submit={say('关联', 'Link')} done={say('已关联', 'Linked')}
      hint={say('把属于同一系列的本所事项放在一起，互相可查。', 'Puts instances of this station that belong together into one series.')}
      reasonLabel={say('原因', 'Why')} send={({ number, reason }) => link({ variables: { stationId, instanceId, number: number.trim(), reason } })}
    >
      <Form.Item name="number" label={say('另一事项的编号', 'Number of the other instance')} rules={[{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input maxLength={100} className="sh-mono" /></Form.Item>
    </ReasonDrawer>
  );
}

function Unlink({ instanceId, ...props }: DeedProps) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [unlink] = useMutation(UnlinkSeriesDocument);
  return (
    <ReasonDrawer
      {...props} title={say('移出系列', 'Take out of the series')} submit={say('移出', 'Take out')} done={say('已移出系列', 'Taken out of the series')}
      hint={say('只剩一件事项的系列随之结束。', 'A series of one is over.')} reasonLabel={say('原因', 'Why')} send={({ reason }) => unlink({ variables: { stationId, instanceId, reason } })}
    />
  );
}

function RepairChild({ child, skip, ...props }: DeedProps & { readonly child: Child; readonly skip: boolean }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const [retry] = useMutation(RetryLinkedInstanceDocument);
  const [pass] = useMutation(SkipLinkedInstanceDocument);
  const what = { what: textOf(child.workflowTitle) };
  return (
    <ReasonDrawer
      {...props} title={skip ? say('跳过：{what}', 'Go on without: {what}', what) : say('重新发起：{what}', 'Try again: {what}', what)} submit={skip ? say('跳过', 'Go on without') : say('重新发起', 'Try again')}
      done={skip ? say('已跳过', 'Skipped') : say('已重新发起', 'Asked again')}
      hint={skip ? say('流程按该事项已结束继续。', 'The workflow goes on as if it had ended.') : say('排除原因后重新发起。', 'Once the cause is removed it is started again.')}
      reasonLabel={say('原因（记入审计）', 'Why (goes into the audit record)')}
      send={({ reason }) => (skip ? pass : retry)({ variables: { stationId, linkedId: child.id, reason } })}
    />
  );
}
