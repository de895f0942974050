import { useMutation } from '@apollo/client/react';
import { StationhouseError } from '@stationhouse/kernel';
import { Card, DropZone, handOver, InlineError, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { type CoordinateSystem } from '@stationhouse/three-losses-common/search';
import { Button, Input, Progress, Radio } from 'antd';
import { useRef, useState } from 'react';
import { AddTrackDocument, ExportGroundDocument } from '../gql/ground.js';
import { prepareTrack } from './track-file.js';
import type { Ground } from './words.js';

interface Props {
  readonly instanceId: string;
  readonly ground: Ground;
  readonly purpose: string | undefined;
  readonly onChanged: () => void;
}

/** Tracks of devices, in and out. */
export function FilesCard({ instanceId, ground, purpose, onChanged }: Props) {
  const { say, moment, number } = useWords();
  const { stationId, may } = useStation();
  const command = useCommand();
  const [exportGround] = useMutation(ExportGroundDocument);
  const tracks = ground.tracks.filter(({ withdrawn }) => withdrawn === null);
  const save = (format: 'GPX' | 'GEOJSON') => void command.run(async () => {
    const { data } = await exportGround({ variables: { stationId, instanceId, format, purpose: purpose ?? '' } });
    const file = data?.exportGround;
    if (file?.content) handOver(new Blob([file.content], { type: file.mediaType }), file.fileName);
  });
  return (
    <Card title={say('轨迹', 'Tracks')} id="tracks">
      {tracks.length === 0 ? <p className="sh-sub">{say('还没有轨迹。', 'No track yet.')}</p> : (
        <ul className="ground-plain" aria-label={say('轨迹', 'Tracks')}>
          {tracks.map(({ id, name, team, lengthM, from, to, pointsRead, pointsKept, simplifiedToM }) => <li key={id}><b>{[team, name].filter(Boolean).join(' ') || say('未命名', 'Unnamed')}</b> {say('{km} 公里', '{km} km', { km: (lengthM / 1000).toFixed(2) })} {from && <span className="sh-num">{moment(from)}–{moment(to)}</span>}<div className="sh-sub sh-small">{say('{kept}/{read} 个点', '{kept} of {read} points', { kept: number(pointsKept), read: number(pointsRead) })}{simplifiedToM !== null && say('，简化误差 {m} 米以内', ', within {m} m of the file', { m: simplifiedToM })}</div></li>)}
        </ul>
      )}
      {ground.mayReport && ground.open && <ImportTrack instanceId={instanceId} onDone={onChanged} />}
      {may('searchGround.export') && (
        <>
          <div className="sh-row ground-buttons"><Button disabled={purpose === undefined} loading={command.sending} onClick={() => save('GPX')}>{say('导出 GPX', 'Save as GPX')}</Button><Button disabled={purpose === undefined} loading={command.sending} onClick={() => save('GEOJSON')}>{say('导出 GeoJSON', 'Save as GeoJSON')}</Button></div>
          {purpose === undefined && <p className="sh-sub sh-small">{say('导出前请在页首填写用途，导出记入审计。', 'Say what for at the head of the page first; an export is on record.')}</p>}
          <InlineError error={command.error} />
        </>
      )}
    </Card>
  );
}

type Step = { readonly kind: 'idle' } | { readonly kind: 'reading'; readonly share: number } | { readonly kind: 'sending' } | { readonly kind: 'done'; readonly words: string } | { readonly kind: 'refused'; readonly words: string };

/** A GPX or GeoJSON file: what its coordinates are is declared, never guessed. Reading goes on in pieces, and is cancelled at any of them. */
function ImportTrack({ instanceId, onDone }: { instanceId: string; onDone: () => void }) {
  const { say, textOf, number } = useWords();
  const { stationId } = useStation();
  const command = useCommand();
  const [add] = useMutation(AddTrackDocument);
  const [system, setSystem] = useState<CoordinateSystem>();
  const [team, setTeam] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'idle' });
  const cancel = useRef<AbortController>(undefined);
  const take = async (file: File) => {
    if (system === undefined) return;
    cancel.current = new AbortController();
    const { signal } = cancel.current;
    command.reset();
    setStep({ kind: 'reading', share: 0 });
    try {
      const { pointsRead, simplifiedToM, ...input } = await prepareTrack(file, system, (share) => setStep({ kind: 'reading', share }), signal);
      setStep({ kind: 'sending' });
      const done = await command.run((idempotencyKey) => add({ variables: { stationId, instanceId, input: { ...input, name: file.name.slice(0, 60), ...(team.trim() === '' ? {} : { team: team.trim() }) }, idempotencyKey } }));
      setStep(done ? { kind: 'done', words: simplifiedToM === undefined ? say('已导入 {name}。', '{name} is in.', { name: file.name }) : say('已导入 {name}：{points} 个点，简化误差 {m} 米以内。', '{name} is in: {points} points, within {m} m of the file.', { name: file.name, points: number(pointsRead ?? 0), m: simplifiedToM }) } : { kind: 'idle' });
      if (done) onDone();
    } catch (error) {
      if (signal.aborted) setStep({ kind: 'idle' });
      else setStep({ kind: 'refused', words: error instanceof StationhouseError ? textOf(error.text) : say('读不出这个文件，请检查后重试。', 'This file cannot be read. Check it and try again.') });
    }
  };
  return (
    <div className="ground-form">
      <fieldset><legend>{say('导入轨迹：文件的坐标系', 'Import a track: what its coordinates are')}</legend><Radio.Group optionType="button" value={system} onChange={({ target }) => setSystem(target.value as CoordinateSystem)} options={[{ value: 'WGS84', label: say('WGS-84（GPS 设备）', 'WGS-84 (GPS)') }, { value: 'GCJ02', label: say('GCJ-02（国内地图）', 'GCJ-02 (maps of China)') }]} /></fieldset>
      <label>{say('谁带的设备（可不填）', 'Who carried the device (if known)')}<Input value={team} maxLength={60} onChange={({ target }) => setTeam(target.value)} /></label>
      {step.kind === 'reading' || step.kind === 'sending' ? (
        <div role="status">{step.kind === 'reading' ? say('正在读取…', 'Reading…') : say('正在上传…', 'Sending…')}<Progress percent={step.kind === 'reading' ? Math.round(step.share * 100) : 100} status="active" />{step.kind === 'reading' && <Button size="small" onClick={() => cancel.current?.abort()}>{say('取消', 'Cancel')}</Button>}</div>
      ) : system === undefined ? <p className="sh-sub sh-small">{say('先选坐标系：两者相差数百米，文件里看不出来。', 'Choose first: the two lie hundreds of metres apart, and the file does not tell.')}</p> : <DropZone accept=".gpx,.json,.geojson" hint={say('GPX 或 GeoJSON；过大的文件先在本机简化。', 'GPX or GeoJSON. Large ones are made simpler here first.')} onPick={(file) => void take(file)} />}
      {step.kind === 'done' && <p role="status">{step.words}</p>}
      {step.kind === 'refused' && <p role="alert" className="sh-bad-ink">{step.words}</p>}
      <InlineError error={command.error} />
    </div>
  );
}
