import { useMutation, useQuery } from '@apollo/client/react';
import { broadcastWords, isMinor, noPoster, sightOf } from '@stationhouse/three-losses-common';
import type { JsonObject } from '@stationhouse/workflow';
import { Card, ErrorState, InlineError, Loading, PageHeader, serverClock, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { TellSearchDocument, WhatMayBeSaidDocument, type WhatMayBeSaidQuery } from '../gql/first.js';
import { CardPhoto } from './CardPhoto.js';
import './first.css';

type Said = WhatMayBeSaidQuery['missingPerson'];

/** 广播词和纸质卡: what is read out and handed to those without an account – what can be seen, and no more. */
export default function HandOut() {
  const { say } = useWords();
  const { id = '' } = useParams();
  const { stationId, base } = useStation();
  const { data, error, refetch } = useQuery(WhatMayBeSaidDocument, { variables: { stationId, id, purpose: say('准备广播词和纸质卡', 'Preparing the broadcast and cards') }, fetchPolicy: 'no-cache' });
  if (data === undefined) return error === undefined ? <Loading rows={6} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  const { missingPerson } = data;
  const facts = plain(missingPerson);
  return (
    <div className="hand-out">
      <PageHeader title={say('广播词和纸质卡', 'Broadcast and cards')} facts={<Link to={`${base}/instances/${id}`}>{say('返回查找 {number}', 'Back to {number}', { number: missingPerson.instance.number })}</Link>} />
      {noPoster(facts) ? (
        <Card><p>{say('有轻生迹象或可能在逃避侵害的，不广播、不发纸质卡。请只用任务卡通知岗位。', 'For somebody who may harm themselves or flee from harm nothing is read out or handed out. Tell the posts by their cards alone.')}</p></Card>
      ) : (
        <>
          <Broadcast instanceId={id} said={missingPerson} facts={facts} />
          <Paper instanceId={id} said={missingPerson} facts={facts} />
        </>
      )}
    </div>
  );
}

const plain = (said: Said): JsonObject => JSON.parse(JSON.stringify(said)) as JsonObject;

interface Part {
  readonly instanceId: string;
  readonly said: Said;
  readonly facts: JsonObject;
}

/** A deed on the time line, and what it was refused for. */
function useTelling(instanceId: string) {
  const { stationId } = useStation();
  const command = useCommand();
  const [tell] = useMutation(TellSearchDocument);
  const [done, setDone] = useState(false);
  const press = async (event: string, payload: Readonly<Record<string, unknown>>) => {
    const well = await command.run((idempotencyKey) => tell({ variables: { stationId, instanceId, event, payload, idempotencyKey } }));
    setDone(well);
    return well;
  };
  return { press, done, reset: () => { command.reset(); setDone(false); }, sending: command.sending, error: command.error };
}

/** A moment as it is read out: `11-24 13:50` of today is 今天 13:50. */
function timeAloud(seen: string, now: string): string {
  const [day = '', time = ''] = seen.split(' ').slice(-2);
  const [month, date] = day.split('-').slice(-2).map(Number);
  return now.startsWith(day) ? `今天 ${time}` : `${month} 月 ${date} 日 ${time}`;
}

function Broadcast({ instanceId, said, facts }: Part) {
  const { say, moment } = useWords();
  const telling = useTelling(instanceId);
  const prepared = broadcastWords(facts, said.lastSeenOn ? timeAloud(moment(said.lastSeenOn), moment(serverClock.now().toISOString())) : '');
  const [words, setWords] = useState(prepared);
  const [copied, setCopied] = useState(false);
  const aloud = () => {
    speechSynthesis.cancel();
    const said = new SpeechSynthesisUtterance(words);
    said.lang = 'zh-CN';
    said.rate = 0.9;
    speechSynthesis.speak(said);
  };
  return (
    <Card title={say('广播词', 'Words of the broadcast')} id="broadcast">
      <div className="sh-stack">
        <p className="sh-sub">{isMinor(facts) ? say('未成年人不报姓名（启事经审批的除外）；不写学校、住址、健康状况和电话。', 'No name of a minor unless a poster with it was approved; no school, address, health or phone.') : say('不写学校、住址、健康状况和电话。', 'No school, address, health or phone.')}</p>
        <Input.TextArea aria-label={say('广播词', 'Words of the broadcast')} lang="zh-CN" autoSize={{ minRows: 3, maxRows: 10 }} maxLength={500} value={words} onChange={({ target }) => { telling.reset(); setCopied(false); setWords(target.value); }} />
        <div className="sh-row">
          <Button type="primary" size="large" loading={telling.sending} disabled={words.trim() === ''} onClick={() => void telling.press('broadcast', { broadcastText: words.trim() }).then(async (well) => { if (well) await navigator.clipboard.writeText(words).then(() => setCopied(true), () => undefined); })}>{say('复制并登记已广播', 'Copy, and record the broadcast')}</Button>
          <Button size="large" onClick={aloud}>{say('朗读', 'Read aloud')}</Button>
          {words !== prepared && <Button size="large" onClick={() => { telling.reset(); setWords(prepared); }}>{say('恢复原稿', 'As prepared')}</Button>}
        </div>
        {telling.done && <p role="status" className="sh-sub">{copied ? say('已复制并写入时间线，请发给广播室。', 'Copied, and on the timeline: send it to the broadcast room.') : say('已写入时间线，请把上面的文字发给广播室。', 'On the timeline: send the words above to the broadcast room.')}</p>}
        <InlineError error={telling.error} />
      </div>
    </Card>
  );
}

function Paper({ instanceId, said, facts }: Part) {
  const { say, moment } = useWords();
  const { name } = useStation();
  const telling = useTelling(instanceId);
  const photo = said.instance.attachments.find(({ likeness }) => likeness);
  const print = async () => { if (await telling.press('cardsOut', {})) window.print(); };
  return (
    <Card title={say('纸质卡（A5）', 'Card of paper (A5)')} id="paper">
      <div className="sh-stack">
        <p className="sh-sub">{photo === undefined ? say('还没有采用的本人照片，卡上不印照片。', 'No photo of the person was taken yet: the card has none.') : say('印采用的本人照片、体貌衣着和地点，不印姓名。查找结束请收回。', 'With the photo that was taken, looks, clothes and the place; no name. Collect the cards afterwards.')}</p>
        <article className="paper-card" lang="zh-CN">
          <h2>请协助寻找</h2>
          <div className="paper-card-body">
            {photo !== undefined && <CardPhoto instanceId={instanceId} id={photo.id} />}
            <dl>
              <div><dt>特征</dt><dd>{sightOf(facts)}</dd></div>
              <div><dt>最后看见</dt><dd>{[said.lastSeenOn ? moment(said.lastSeenOn) : '', said.lastPlace ?? ''].filter(Boolean).join('，')}</dd></div>
            </dl>
          </div>
          <p>看到后请陪在身边，立即告知 {name} 或拨打 110。</p>
          <p className="paper-card-foot">{said.instance.number} · 仅供查找使用，请勿拍照转发，用后收回</p>
        </article>
        <div><Button type="primary" size="large" loading={telling.sending} onClick={() => void print()}>{say('打印并登记发放', 'Print, and record that cards went out')}</Button></div>
        <InlineError error={telling.error} />
      </div>
    </Card>
  );
}
