import { useMutation } from '@apollo/client/react';
import { InlineError, useCommand, useNow, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { RecordPassDocument } from '../gql/ground.js';
import { METHODS, type Ground, type Method, type Segment } from './words.js';

const MINUTES = [15, 30, 45, 60, 90, 120] as const;
const SHARES = [0.25, 0.5, 0.75, 1] as const;
const MINUTE_MS = 60_000;

/** What a searcher says who has just come out of a segment: five presses with a thumb. It ended now; how long, who, how, how much. */
export function PassForm({ instanceId, ground, segment, onDone }: { instanceId: string; ground: Ground; segment: Segment; onDone: () => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const now = useNow();
  const command = useCommand();
  const [record] = useMutation(RecordPassDocument);
  const [team, setTeam] = useState(segment.assignee?.name ?? '');
  const [method, setMethod] = useState<Method>('VISUAL');
  const [searchers, setSearchers] = useState(4);
  const [minutes, setMinutes] = useState<number>(30);
  const [share, setShare] = useState<number>(1);
  const [trackIds, setTrackIds] = useState<readonly string[]>([]);
  const [night, setNight] = useState(false);
  const [note, setNote] = useState('');
  const change = <Value,>(set: (value: Value) => void) => (value: Value) => { command.reset(); set(value); };
  const tracks = ground.tracks.filter(({ withdrawn }) => withdrawn === null);
  const send = async () => {
    const to = now;
    const input = { segmentId: segment.id, team: team.trim(), method, searchers, from: new Date(to - minutes * MINUTE_MS).toISOString(), to: new Date(to).toISOString(), night, ...(trackIds.length > 0 ? { trackIds: [...trackIds] } : { share }), ...(note.trim() === '' ? {} : { note: note.trim() }) };
    if (await command.run((idempotencyKey) => record({ variables: { stationId, instanceId, input, idempotencyKey } }))) onDone();
  };
  return (
    <div className="ground-form ground-pass">
      <label>{say('谁搜的', 'Who searched')}<Input size="large" value={team} maxLength={60} onChange={({ target }) => change(setTeam)(target.value)} /></label>
      <fieldset><legend>{say('怎么搜', 'How')}</legend><Radio.Group size="large" optionType="button" value={method} onChange={({ target }) => change(setMethod)(target.value as Method)} options={Object.entries(METHODS).map(([value, title]) => ({ value, label: textOf(title) }))} /></fieldset>
      <label>{say('几个人', 'How many')}<InputNumber size="large" min={1} max={10_000} value={searchers} onChange={(value) => change(setSearchers)(value ?? 1)} /></label>
      <fieldset><legend>{say('搜了多久（到现在为止）', 'For how long, until now')}</legend><Radio.Group size="large" optionType="button" value={minutes} onChange={({ target }) => change(setMinutes)(target.value as number)} options={MINUTES.map((value) => ({ value, label: say('{minutes} 分', '{minutes} min', { minutes: value }) }))} /></fieldset>
      {trackIds.length === 0 && <fieldset><legend>{say('搜过了多少', 'How much of it')}</legend><Radio.Group size="large" optionType="button" value={share} onChange={({ target }) => change(setShare)(target.value as number)} options={SHARES.map((value) => ({ value, label: value === 1 ? say('全部', 'All') : `${value * 100}%` }))} /></fieldset>}
      {tracks.length > 0 && <label>{say('按轨迹计算（选了就不用估）', 'By its tracks (then nothing is guessed)')}<Select mode="multiple" value={[...trackIds]} onChange={change(setTrackIds)} options={tracks.map(({ id, name, team: carrier, lengthM }) => ({ value: id, label: [carrier, name, `${(lengthM / 1000).toFixed(1)} km`].filter(Boolean).join(' ') }))} /></label>}
      <Checkbox checked={night} onChange={({ target }) => change(setNight)(target.checked)}>{say('夜间', 'By night')}</Checkbox>
      <label>{say('说明（可不填）', 'Note (if any)')}<Input.TextArea rows={2} maxLength={1000} value={note} onChange={({ target }) => change(setNote)(target.value)} /></label>
      <InlineError error={command.error} />
      <Button type="primary" size="large" block disabled={team.trim() === ''} loading={command.sending} onClick={() => void send()}>{say('登记这次搜索', 'Record this pass')}</Button>
    </div>
  );
}
