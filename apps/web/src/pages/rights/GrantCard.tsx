import { useApolloClient, useMutation } from '@apollo/client/react';
import { Card, Chip, KeyValues, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { DecideAccessDocument, EndAccessDocument, type AccessGrantRowFragment } from '../../gql/rights.js';
import { MeDocument } from '../../gql/session.js';
import { useToast } from '../../shell/toast.js';
import { ReasonDrawer } from '../instances/ReasonDrawer.js';
import type { Grant } from './AccessGrants.js';

type State = AccessGrantRowFragment['state'];
const PLACES: Readonly<Record<string, string>> = { instance: 'instances', incident: 'incidents' };

function StateChip({ state }: { state: State }) {
  const { say } = useWords();
  const words: Record<State, string> = { WAITING: say('待审批', 'Waiting'), ACTIVE: say('有效', 'Open'), ENDED: say('已结束', 'Over'), REFUSED: say('未同意', 'Refused'), LAPSED: say('无人审批，已失效', 'Lapsed: nobody decided') };
  return <Chip tone={state === 'ACTIVE' ? 'warn' : state === 'WAITING' ? 'info' : 'plain'}>{words[state]}</Chip>;
}

/** One access grant: who, where, why, until when, who decided, and what was opened. */
export function GrantCard({ grant, onChanged }: { grant: Grant; onChanged: () => void }) {
  const { say, moment } = useWords();
  const { stationId, accountId } = useScope();
  const toast = useToast();
  const client = useApolloClient();
  const [refusing, setRefusing] = useState(false);
  const [decide] = useMutation(DecideAccessDocument);
  const [end] = useMutation(EndAccessDocument);
  const variables = { stationId: grant.stationId, grantId: grant.id };
  // What one may open follows from it: the frame asks anew.
  const done = async () => { await client.refetchQueries({ include: [MeDocument] }); onChanged(); };
  const act = (work: Promise<unknown>, said: string) => void work.then(() => { toast.done(said); return done(); }).catch(toast.failed);
  const what = grant.recordNumber ?? say('全所内容', 'all of the station');
  const place = PLACES[grant.recordKind ?? ''];
  const target = `/s/${grant.stationId}/${place === undefined ? 'instances' : `${place}/${grant.recordId}`}`;
  const asker = grant.account.id === accountId;
  const mine = asker && grant.state === 'ACTIVE';
  // Somebody else's request is refused, with a reason; only whoever asked takes it back.
  const mayEnd = grant.mayEnd && (grant.state !== 'WAITING' || asker);
  return (
    <Card title={`${grant.account.displayName} · ${stationId === undefined ? `${grant.station.name} · ` : ''}${what}`} extra={<StateChip state={grant.state} />}>
      <div className="sh-stack">
        <KeyValues entries={[
          [say('事由', 'Purpose'), <span key="purpose" className="sh-long">{grant.purpose}</span>],
          [say('时限', 'For'), grant.startsAt && grant.endsAt ? say('{from} 至 {to}（{hours, number} 小时）', '{from} to {to} ({hours, number} h)', { from: moment(grant.startsAt), to: moment(grant.endsAt), hours: grant.hours }) : say('{hours, number} 小时，获准时起算', '{hours, number} h from the decision', { hours: grant.hours })],
          [say('申请', 'Asked'), moment(grant.askedAt)],
          ...(grant.decidedBy && grant.decidedAt ? [[say('审批', 'Decided'), `${grant.decidedBy.displayName} · ${moment(grant.decidedAt)}`] as const] : []),
          ...(grant.refusal ? [[say('不同意的理由', 'Why not'), <span key="refusal" className="sh-long">{grant.refusal}</span>] as const] : []),
          ...(grant.endedAt ? [[say('提前结束', 'Ended early'), moment(grant.endedAt)] as const] : []),
        ]} />
        {grant.startsAt && <Report grant={grant} />}
        <div className="sh-row sh-wrap">
          {mine && <Link className="rights-open" to={target}>{say('前往查看', 'Open it')}</Link>}
          {grant.mayDecide && <Popconfirm title={say('同意授权查看？', 'Grant access?')} description={say('自现在起算，派出所即时收到通知。', 'It begins now; the station is told at once.')} okText={say('同意', 'Grant')} cancelText={say('取消', 'Cancel')} onConfirm={() => act(decide({ variables }), say('已同意', 'Granted'))}><Button type="primary">{say('同意…', 'Grant …')}</Button></Popconfirm>}
          {grant.mayDecide && <Button onClick={() => setRefusing(true)}>{say('不同意…', 'Refuse …')}</Button>}
          {mayEnd && <Popconfirm title={say('现在结束？', 'End it now?')} okText={say('结束', 'End')} cancelText={say('取消', 'Cancel')} onConfirm={() => act(end({ variables }), say('已结束', 'Ended'))}><Button>{grant.state === 'WAITING' ? say('撤回申请', 'Take the request back') : say('提前结束', 'End early')}</Button></Popconfirm>}
        </div>
      </div>
      {refusing && (
        <ReasonDrawer<object>
          title={say('不同意授权查看', 'Refuse access')} hint={say('申请人会看到理由。', 'Whoever asked will read the reason.')} reasonLabel={say('理由', 'Reason')} submit={say('不同意', 'Refuse')} done={say('已告知申请人', 'They are told')}
          send={({ reason }) => decide({ variables: { ...variables, refusal: reason } })} onClose={() => setRefusing(false)} onDone={() => void done()}
        />
      )}
    </Card>
  );
}

/** What was opened: whose personal data with which purpose, and which lists and records. Ids and numbers, nothing of the content. */
function Report({ grant }: { grant: Grant }) {
  const { say, moment } = useWords();
  const { openings, personalReads } = grant;
  if (openings.length === 0) return <p className="sh-sub">{say('期间未打开任何内容。', 'Nothing was opened.')}</p>;
  const times = openings.reduce((sum, opening) => sum + opening.times, 0);
  return (
    <details className="rights-report">
      <summary>{say('打开 {times, number} 次，其中查看完整个人信息 {reads, number} 次', 'Opened {times, plural, one {once} other {# times}}; personal data in full {reads, plural, =0 {never} one {once} other {# times}}', { times, reads: personalReads.length })}</summary>
      {personalReads.length > 0 && (
        <ul className="sh-plain">{personalReads.map((read) => <li key={`${read.at} ${read.recordId}`} className="sh-long">{moment(read.at)} · <span className="sh-mono">{read.recordNumber ?? read.recordId}</span> · {say('用途：{purpose}', 'purpose: {purpose}', { purpose: read.purpose })}</li>)}</ul>
      )}
      <ul className="sh-plain sh-small sh-sub">{openings.map((opening) => <li key={`${opening.operation} ${opening.recordId ?? ''}`} className="sh-long"><span className="sh-mono">{opening.operation}</span>{opening.recordId && <> · <span className="sh-mono">{opening.recordId === grant.recordId ? grant.recordNumber : opening.recordId}</span></>} · {say('{times, number} 次，最近 {at}', '{times, number} ×, last {at}', { times: opening.times, at: moment(opening.lastAt) })}</li>)}</ul>
    </details>
  );
}
