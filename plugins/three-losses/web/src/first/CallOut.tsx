import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { TellSearchDocument, WhoToCallDocument } from '../gql/first.js';
import { handOutPage } from '../paths.js';
import type { PartProps } from './FirstMinute.js';

/** Kinds of unit that look out for somebody; the others are there to be ticked. */
const LOOK_OUT: readonly string[] = ['gate', 'broadcast', 'post', 'volunteers', 'property', 'community'];

/** 一键布控: who holds an account gets the card by one press; the others are read out to, or handed a card of paper. */
export function CallOut({ search: { instance, broadcastOn, cardsOn }, onChanged }: PartProps) {
  const { say, moment } = useWords();
  const { stationId, base, may } = useStation();
  const command = useCommand();
  const [tell] = useMutation(TellSearchDocument);
  const { data, error } = useQuery(WhoToCallDocument, { variables: { stationId }, skip: instance.closed || !may('outside.read') });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const [sent, setSent] = useState<number>();
  const reached = new Set((data?.outsidePeople ?? []).filter(({ state }) => state === 'ACTIVE').map(({ unit }) => unit.id));
  const active = (data?.outsideUnits ?? []).filter((unit) => unit.active);
  const reachable = active.filter(({ id }) => reached.has(id));
  const unreached = active.filter(({ id, kind }) => !reached.has(id) && LOOK_OUT.includes(kind));
  const kinds = [...new Map(reachable.map(({ kind, kindTitle }) => [kind, kindTitle])).entries()];
  const isTaken = (kind: string) => (LOOK_OUT.includes(kind) ? !left.has(kind) : added.has(kind));
  const taken = reachable.filter(({ kind }) => isTaken(kind));
  const toggle = (kind: string) => (LOOK_OUT.includes(kind) ? setLeft(toggled(left, kind)) : setAdded(toggled(added, kind)));
  const hears = (event: string) => instance.acceptedEvents.some(({ id }) => id === event);
  const call = async () => {
    const done = await command.run((idempotencyKey) => tell({ variables: { stationId, instanceId: instance.id, event: 'callOut', payload: { posts: taken.map(({ id }) => id) }, idempotencyKey } }));
    if (!done) return;
    setSent(taken.length);
    onChanged();
  };
  return (
    <section className="first-part" aria-label={say('门岗、广播和岗位', 'Gates, broadcast and posts')}>
      <h3>{say('门岗、广播和岗位', 'Gates, broadcast and posts')}</h3>
      {!hears('callOut') ? <p className="sh-sub">{say('查找已暂停或结束，不再发出。', 'The search rests or is over: nothing is sent out.')}</p> : (
        <>
          <div className="first-kinds" role="group" aria-label={say('发给谁', 'Whom')}>{kinds.map(([kind, title]) => <Checkbox key={kind} checked={isTaken(kind)} onChange={() => { command.reset(); toggle(kind); }}><Kind title={title} count={reachable.filter((unit) => unit.kind === kind).length} /></Checkbox>)}</div>
          <InlineError error={error} />
          {data !== undefined && reachable.length === 0 && <p className="sh-sub">{say('没有能收到任务卡的单位，请用广播词和纸质卡；所长可在“外部人员”中邀请门岗和岗位。', 'No unit can be sent a card: use the broadcast and cards of paper. The chief invites gates and posts under “People outside”.')}</p>}
          <Button size="large" type="primary" disabled={taken.length === 0} loading={command.sending} onClick={() => void call()}>{say('一键发给 {count} 个单位', 'Send to {count, plural, one {# unit} other {# units}}', { count: taken.length })}</Button>
          {sent !== undefined && <p className="sh-sub" role="status">{say('已发出，对方只看到体貌、衣着和地点；答复会回到本页和时间线。', 'Sent. They see looks, clothes and the place alone; answers come back here and on the timeline.')}</p>}
          <InlineError error={command.error} />
          {unreached.length > 0 && <p className="sh-sub sh-long">{say('没有账号，须广播或发纸质卡：{names}', 'Without an account, to be read out to or handed a card: {names}', { names: unreached.map(({ name }) => name).join(say('、', ', ')) })}</p>}
          <div className="sh-row">
            <Link to={`${base}/${handOutPage(instance.id)}`}><Button size="large">{say('广播词和纸质卡', 'Broadcast and cards')}</Button></Link>
            <span className="sh-sub">{[...(broadcastOn ? [say('{at} 已广播', 'broadcast {at}', { at: moment(broadcastOn) })] : []), ...(cardsOn ? [say('{at} 已发纸质卡', 'cards handed out {at}', { at: moment(cardsOn) })] : [])].join(' · ')}</span>
          </div>
        </>
      )}
    </section>
  );
}

function Kind({ title, count }: { readonly title: { readonly zhCN: string; readonly en: string }; readonly count: number }) {
  const { say, textOf } = useWords();
  return <>{say('{title}（{count}）', '{title} ({count})', { title: textOf(title), count })}</>;
}

function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  return set.has(one) ? new Set([...set].filter((other) => other !== one)) : new Set([...set, one]);
}
