import { useMutation, useQuery } from '@apollo/client/react';
import { Card, InlineError, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { AutoComplete, Button, Input, Popconfirm, Select, Slider } from 'antd';
import { useState } from 'react';
import { AssignSegmentDocument, RemoveSegmentDocument, SearchersAtHandDocument, WeighSegmentDocument } from '../gql/ground.js';
import { PassForm } from './PassForm.js';
import { Passes } from './Passes.js';
import { areaWords, percent, TERRAINS, WEIGHTS, type Ground, type Picture } from './words.js';

interface Props {
  readonly instanceId: string;
  readonly ground: Ground;
  readonly picture: Picture;
  readonly onRedraw: () => void;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

type Doing = 'pass' | 'assign' | 'weigh';

/** One segment: how it stands, and what is done with it. The one filled button is what a searcher presses: searched. */
export function SegmentCard({ instanceId, ground, picture, onRedraw, onClose, onChanged }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { segment, areaM2, poa, pod, share } = picture;
  const [doing, setDoing] = useState<Doing>();
  // What was decided was decided on this: a change meanwhile is shown, not overwritten.
  const [seen, setSeen] = useState(segment);
  const command = useCommand();
  const [remove] = useMutation(RemoveSegmentDocument);
  const name = segment.name ?? say('第 {position} 区', 'No. {position}', { position: segment.position });
  const [mayDirect, mayReport] = [ground.mayDirect && ground.open, ground.mayReport && ground.open];
  const open = (what: Doing) => { setSeen(segment); setDoing(doing === what ? undefined : what); };
  const done = () => { setDoing(undefined); onChanged(); };
  const stale = doing !== undefined && doing !== 'pass' && seen.version !== segment.version;
  const part = { instanceId, segment: seen, onDone: done };
  return (
    <Card title={name} id="segment" extra={<Button type="text" size="small" onClick={onClose}>{say('关闭', 'Close')}</Button>}>
      <p>{textOf(TERRAINS[segment.terrain])} · {areaWords(areaM2, say)} · {say('剩余可能 {poa}', '{poa} left', { poa: percent(poa) })} · {say('已搜 {share}，搜到的把握 {pod}', '{share} covered, would have found them: {pod}', { share: percent(share), pod: percent(pod) })}</p>
      <p className="sh-sub">{segment.assignee ? say('由 {name} 搜索', 'Searched by {name}', { name: segment.assignee.name }) : say('还没有指定由谁搜', 'Nobody is to search it yet')}{segment.weight && <> · {textOf(WEIGHTS[segment.weight.kind])} ×{segment.weight.factor}{segment.weight.reason ? say('：{reason}（{by}）', ': {reason} ({by})', { reason: segment.weight.reason, by: segment.weight.said.byName }) : ''}</>}</p>
      {(mayReport || mayDirect) && (
        <div className="sh-row ground-buttons">
          {mayReport && <Button type="primary" size="large" aria-expanded={doing === 'pass'} onClick={() => open('pass')}>{say('搜完了，登记', 'Searched: record it')}</Button>}
          {mayDirect && <Button size="large" aria-expanded={doing === 'assign'} onClick={() => open('assign')}>{say('指定由谁搜', 'Assign')}</Button>}
          {mayDirect && <Button size="large" aria-expanded={doing === 'weigh'} onClick={() => open('weigh')}>{say('调整可能性', 'Weigh')}</Button>}
          {mayDirect && segment.outline !== null && <Button size="large" onClick={onRedraw}>{say('改名、重划', 'Rename or redraw')}</Button>}
          {mayDirect && <Popconfirm title={say('撤销这个搜索区？', 'Remove this segment?')} okText={say('撤销', 'Remove')} cancelText={say('保留', 'Keep it')} onConfirm={() => void command.run(() => remove({ variables: { stationId, instanceId, segmentId: segment.id, expectedVersion: segment.version } })).then((gone) => { if (gone) { onClose(); onChanged(); } })}><Button size="large" danger>{say('撤销', 'Remove')}</Button></Popconfirm>}
        </div>
      )}
      <InlineError error={command.error} />
      {stale && (
        <div className="ground-hint" role="alert">
          <p>{say('他人刚更改了这个搜索区。', 'Somebody has just changed this segment.')}</p>
          <ul><li>{say('你打开时：{who}，权重 ×{weight}', 'When you opened it: {who}, weight ×{weight}', { who: seen.assignee?.name ?? say('未指定', 'nobody'), weight: seen.weight?.factor ?? 1 })}</li><li>{say('现在：{who}，权重 ×{weight}', 'Now: {who}, weight ×{weight}', { who: segment.assignee?.name ?? say('未指定', 'nobody'), weight: segment.weight?.factor ?? 1 })}</li></ul>
          <Button size="small" onClick={() => setSeen(segment)}>{say('知道了，在现在的基础上改', 'Go on from how it is now')}</Button>
        </div>
      )}
      {doing === 'pass' && <PassForm key={segment.id} instanceId={instanceId} ground={ground} segment={segment} onDone={done} />}
      {doing === 'assign' && <Assign {...part} />}
      {doing === 'weigh' && <Weigh {...part} />}
      <Passes ground={ground} segmentId={segment.id} />
    </Card>
  );
}

interface PartProps extends Pick<Props, 'instanceId'> {
  readonly segment: Picture['segment'];
  readonly onDone: () => void;
}

/** To a team by its name, or a linked unit. */
function Assign({ instanceId, segment, onDone }: PartProps) {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const command = useCommand();
  const [assign] = useMutation(AssignSegmentDocument);
  const { data } = useQuery(SearchersAtHandDocument, { variables: { stationId }, skip: !may('outsideUnit.read') });
  const units = (data?.outsideUnits ?? []).filter(({ active }) => active);
  const [name, setName] = useState(segment.assignee?.name ?? '');
  const send = async (given: string) => {
    const unit = units.find((one) => one.name === given.trim());
    const assignee = given.trim() === '' ? null : unit === undefined ? { kind: 'TEAM' as const, name: given.trim() } : { kind: 'UNIT' as const, id: unit.id, name: unit.name };
    if (await command.run(() => assign({ variables: { stationId, instanceId, segmentId: segment.id, assignee, expectedVersion: segment.version } }))) onDone();
  };
  return (
    <div className="ground-form">
      <label>{say('队伍或联动单位', 'Team or linked unit')}<AutoComplete value={name} onChange={setName} maxLength={60} options={units.filter((unit) => unit.name.includes(name)).map((unit) => ({ value: unit.name }))} placeholder={say('如：一组 李建国等 4 人', 'Like: team 1, four people')} style={{ width: '100%' }} /></label>
      <InlineError error={command.error} />
      <div className="sh-row"><Button type="primary" disabled={name.trim() === ''} loading={command.sending} onClick={() => void send(name)}>{say('指定', 'Assign')}</Button>{segment.assignee && <Button onClick={() => void send('')}>{say('取消指定', 'Nobody')}</Button>}</div>
    </div>
  );
}

const LIKELIER: Readonly<Record<number, string>> = { [-3]: '÷8', [-2]: '÷4', [-1]: '÷2', 0: '×1', 1: '×2', 2: '×4', 3: '×8' };

/** So many times as likely as its distance says, with the reason that everybody reads. */
function Weigh({ instanceId, segment, onDone }: PartProps) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const command = useCommand();
  const [weigh] = useMutation(WeighSegmentDocument);
  const [power, setPower] = useState(Math.round(Math.log2(segment.weight?.factor ?? 1)));
  const [kind, setKind] = useState(segment.weight?.kind ?? ('JUDGEMENT' as const));
  const [reason, setReason] = useState(segment.weight?.reason ?? '');
  const danger = segment.danger === null ? null : { factor: segment.danger.factor, reason: segment.danger.reason ?? '' };
  const send = async () => {
    const weight = power === 0 ? null : { factor: Math.min(10, Math.max(0.125, 2 ** power)), kind, reason: reason.trim() };
    if (await command.run(() => weigh({ variables: { stationId, instanceId, segmentId: segment.id, weight, danger, expectedVersion: segment.version } }))) onDone();
  };
  return (
    <div className="ground-form">
      <label>{say('与按距离推算相比', 'Compared with what its distance says')}<Slider min={-3} max={3} marks={LIKELIER} value={power} onChange={setPower} tooltip={{ formatter: (value) => LIKELIER[value ?? 0] }} /></label>
      <label>{say('依据', 'Because')}<Select value={kind} onChange={setKind} options={Object.entries(WEIGHTS).map(([value, title]) => ({ value: value as typeof kind, label: textOf(title) }))} /></label>
      <label>{say('理由（所有人可见）', 'Reason (everybody reads it)')}<Input.TextArea value={reason} maxLength={300} rows={2} onChange={({ target }) => setReason(target.value)} /></label>
      <InlineError error={command.error} />
      <Button type="primary" disabled={power !== 0 && reason.trim() === ''} loading={command.sending} onClick={() => void send()}>{say('保存', 'Save')}</Button>
    </div>
  );
}
