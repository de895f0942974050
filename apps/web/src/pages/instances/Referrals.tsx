import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Help } from '../../form/Help.js';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { WorkflowsDocument, type WorkflowsQuery } from '../../gql/instances.js';
import { AcceptReferralDocument, DeclineReferralDocument, IncomingReferralsDocument, type ReferralFieldsFragment } from '../../gql/links.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { formOf } from './NewInstance.js';
import { ReasonDrawer } from './ReasonDrawer.js';
import { StateChip } from './ReferralState.js';
import './instances.css';

type Referral = ReferralFieldsFragment;
type Doing = { readonly accept: boolean; readonly referral: Referral };

/** What other stations have referred to this one: accept or decline. */
export default function Referrals() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(IncomingReferralsDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  const [doing, setDoing] = useState<Doing>();
  // A referral comes with a notice to whoever is on duty.
  useChanges({ kinds: ['NOTICE', 'INSTANCE'] }, () => refetch());
  const referrals = data?.incomingReferrals;
  const close = () => setDoing(undefined);
  return (
    <>
      <PageHeader title={say('移交接收', 'Referred to us')} facts={say('其他派出所移交来的事项，接收后在本所另立事项。', 'Instances other stations refer to us; accepting one starts an instance of our own.')} />
      <Card title={say('移交来的事项', 'Referrals')} id="referrals">
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : referrals === undefined ? <Loading rows={4} />
          : referrals.length === 0 ? <EmptyState title={say('没有移交来的事项', 'Nothing has been referred to us')} /> : <ul className="referrals">{referrals.map((referral) => <Row key={referral.id} referral={referral} onDo={(accept) => setDoing({ accept, referral })} />)}</ul>}
      </Card>
      {doing && (doing.accept ? <Accept referral={doing.referral} onClose={close} /> : <Decline referral={doing.referral} onClose={close} onDone={() => void refetch()} />)}
    </>
  );
}

function Row({ referral, onDo }: { readonly referral: Referral; readonly onDo: (accept: boolean) => void }) {
  const { say, textOf, moment } = useWords();
  const { base, may } = useStation();
  const { otherStation, number, title, workflowTitle, reason, state, answer, instanceId, sentAt, answeredAt, exercise } = referral;
  return (
    <li>
      <div><b>{textOf(title)}</b> <span className="sh-mono sh-small">{number}</span> <StateChip state={state} /> {exercise && <Chip tone="exercise">{say('演练', 'Exercise')}</Chip>}</div>
      <div className="sh-small sh-sub">{otherStation} · {textOf(workflowTitle)} · {moment(sentAt)}</div>
      <p>{reason}</p>
      {state === 'DECLINED' && answeredAt && <p className="sh-small sh-sub">{moment(answeredAt)} · {say('退回原因：{reason}', 'Declined: {reason}', { reason: answer ?? '' })}</p>}
      {state === 'WITHDRAWN' && answeredAt && <p className="sh-small sh-sub">{moment(answeredAt)} · {say('对方撤回：{reason}', 'They withdrew it: {reason}', { reason: answer ?? '' })}</p>}
      {instanceId && <Link to={`${base}/instances/${instanceId}`}>{say('打开本所事项', 'Open our instance')}</Link>}
      {state === 'SENT' && may(PERMISSIONS.referInstances) && (
        <div className="links-actions">
          <Button type="primary" onClick={() => onDo(true)}>{say('接收', 'Accept')}</Button>
          <Button onClick={() => onDo(false)}>{say('退回', 'Decline')}</Button>
        </div>
      )}
    </li>
  );
}

/** The start form of the workflow, filled with what came along: what is personal is recorded anew. */
function Accept({ referral, onClose }: { readonly referral: Referral; readonly onClose: () => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(WorkflowsDocument, { variables: { stationId } });
  const workflow = data?.workflows.find(({ id }) => id === referral.workflow);
  const title = say('接收：{title}', 'Accept: {title}', { title: textOf(referral.title) });
  if (workflow) return <AcceptForm title={title} referral={referral} workflow={workflow} onClose={onClose} />;
  return (
    <SideDrawer open title={title} onClose={onClose} size="min(560px, 100vw)">
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={5} />
        : <EmptyState title={say('本所未启用“{title}”', '“{title}” is not enabled here', { title: textOf(referral.workflowTitle) })} hint={say('请所长启用后接收，或退回。', 'Ask the chief to enable it, or decline.')} />}
    </SideDrawer>
  );
}

function AcceptForm({ title, referral, workflow, onClose }: { readonly title: string; readonly referral: Referral; readonly workflow: WorkflowsQuery['workflows'][number]; readonly onClose: () => void }) {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand();
  const [accept] = useMutation(AcceptReferralDocument);
  const submit = async (value: Record<string, unknown>) => {
    let instanceId = '';
    const done = await command.run(async (idempotencyKey) => {
      const { data } = await accept({ variables: { stationId, referralId: referral.id, data: value, idempotencyKey } });
      instanceId = data?.acceptReferral.instanceId ?? '';
    });
    if (!done) return;
    toast.done(say('已接收', 'Accepted'));
    void navigate(`${base}/instances/${instanceId}`);
  };
  const { schema, ui, help } = formOf(workflow.startForm);
  const form = useSchemaForm({ schema, uiSchema: ui, workflow: referral.workflow, command, initial: referral.data as Record<string, unknown>, onSubmit: (value) => void submit(value) });
  return (
    <SideDrawer
      open title={title} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button>{form.submitButton(say('接收', 'Accept'))}</div>}
    >
      <div className="sh-stack">
        <p className="sh-sub">{say('随移交的内容已填好；个人信息不随移交，请向当事人核实后填写。', 'What came along is filled in. Personal data are not passed on: ask those concerned, then fill them in.')}</p>
        <Help text={help} />
        <div>{form.fields}</div>
      </div>
    </SideDrawer>
  );
}

function Decline({ referral, ...props }: { readonly referral: Referral; readonly onClose: () => void; readonly onDone: () => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const [decline] = useMutation(DeclineReferralDocument);
  return (
    <ReasonDrawer
      {...props} title={say('退回：{title}', 'Decline: {title}', { title: textOf(referral.title) })} submit={say('退回', 'Decline')} done={say('已退回', 'Declined')}
      hint={say('{station}会看到退回原因，事项留在对方所办理。', '{station} reads why; the instance stays with them.', { station: referral.otherStation })}
      reasonLabel={say('退回原因（对方可见）', 'Why (the other station reads it)')} send={({ reason }) => decline({ variables: { stationId, referralId: referral.id, reason } })}
    />
  );
}
