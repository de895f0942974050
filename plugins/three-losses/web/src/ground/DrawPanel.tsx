import { useMutation } from '@apollo/client/react';
import { Card, InlineError, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { type Terrain as SweptTerrain } from '@stationhouse/three-losses-common/search';
import { Button, Input, InputNumber, Select } from 'antd';
import { useEffect, useState } from 'react';
import { ChangeSegmentDocument, DrawSegmentDocument } from '../gql/ground.js';
import type { Drawing } from './GroundPage.js';
import { hoursOnce, type Checked } from './outline.js';
import { areaWords, TERRAINS, type Ground, type Terrain } from './words.js';

interface Props {
  readonly instanceId: string;
  readonly ground: Ground;
  readonly drawing: Drawing;
  readonly checked: Checked;
  readonly onChange: (drawing: Drawing) => void;
  readonly onClose: () => void;
  readonly onDone: (segmentId: string) => void;
}

const PEOPLE = 4;

/** A segment while it is drawn: how large, how long a team needs, and what is wrong with it, said before it is sent. */
export function DrawPanel({ instanceId, ground, drawing, checked, onChange, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { segment, corners } = drawing;
  const [name, setName] = useState(segment?.name ?? say('第 {position} 区', 'No. {position}', { position: ground.segments.length + 1 }));
  const [terrain, setTerrain] = useState<Terrain>(segment?.terrain ?? 'OPEN');
  const command = useCommand();
  const [draw] = useMutation(DrawSegmentDocument);
  const [change] = useMutation(ChangeSegmentDocument);
  const { reset } = command;
  // Another outline is another command.
  useEffect(() => reset(), [corners, reset]);
  const nameOf = (id: string | undefined) => { const found = ground.segments.find((one) => one.segment.id === id)?.segment; return found?.name ?? say('第 {position} 区', 'No. {position}', { position: found?.position ?? 0 }); };
  const now = segment === undefined ? undefined : ground.segments.find((one) => one.segment.id === segment.id)?.segment;
  const stale = segment !== undefined && now?.version !== segment.version;
  const save = async () => {
    const input = { name: name.trim(), terrain, coordinateSystem: 'WGS84' as const, outline: corners.map(({ longitude, latitude }) => [longitude, latitude]) };
    let id = segment?.id ?? '';
    const done = await command.run(async (idempotencyKey) => {
      if (segment === undefined) id = (await draw({ variables: { stationId, instanceId, input, idempotencyKey } })).data?.drawSegment.id ?? '';
      else await change({ variables: { stationId, instanceId, segmentId: segment.id, input, expectedVersion: segment.version } });
    });
    if (done) onDone(id);
  };
  const type = (index: number, side: 'longitude' | 'latitude', value: number | null) => { const corner = corners[index]; if (corner !== undefined && value !== null) onChange({ ...drawing, corners: corners.with(index, { ...corner, [side]: value }) }); };
  const ready = corners.length >= 3 && checked.areaM2 !== undefined && checked.overlaps.length === 0 && name.trim() !== '';
  return (
    <Card title={segment === undefined ? say('划搜索区', 'Draw a segment') : say('重划 {name}', 'Draw {name} anew', { name: nameOf(segment.id) })} id="draw">
      <p className="sh-sub sh-small">{say('在地图上逐点点出边界；用键盘时，方向键把十字移到位后按回车。角点可拖动。', 'Point out its corners on the map; by keyboard, move the cross with the arrows and press Enter. Corners can be dragged.')}</p>
      {stale && <p className="ground-hint" role="alert">{now === undefined ? say('这个搜索区刚被他人撤销，保存不会生效；请取消后另划。', 'Somebody has just removed this segment: cancel, and draw another.') : say('他人刚更改了它：现为“{name}”，{terrain}。你划的边界仍在图上；取消后重新打开再改。', 'Somebody has just changed it: now “{name}”, {terrain}. Your outline is still on the map; cancel and open it again.', { name: now.name ?? '—', terrain: textOf(TERRAINS[now.terrain]) })}</p>}
      <div className="ground-fields">
        <label>{say('名称', 'Name')}<Input value={name} maxLength={60} onChange={({ target }) => { command.reset(); setName(target.value); }} /></label>
        <label>{say('地形', 'Terrain')}<Select value={terrain} onChange={(value: Terrain) => { command.reset(); setTerrain(value); }} options={Object.entries(TERRAINS).map(([value, title]) => ({ value, label: textOf(title) }))} /></label>
      </div>
      <div role="status" aria-live="polite">
        <p><b>{say('{count} 个点', '{count, plural, one {# corner} other {# corners}}', { count: corners.length })}</b>{checked.areaM2 !== undefined && <> · {areaWords(checked.areaM2, say)} · {say('{people} 人徒步搜一遍约 {hours} 小时', '{people} on foot need about {hours} h to go over it once', { people: PEOPLE, hours: hoursOnce(checked.areaM2, swept(terrain), PEOPLE).toFixed(1) })}</>}{corners.length < 3 && <span className="sh-sub"> · {say('至少 3 个点', 'at least 3')}</span>}</p>
        {[...checked.problems.map(textOf), ...checked.overlaps.map(({ ids, areaM2, share }) => say('与“{name}”重叠 {area}（占较小一块的 {share}%），请移开或先改小那一块。', 'Shares {area} with “{name}” ({share} % of the smaller): move it, or make that one smaller.', { name: nameOf(ids[1]), area: areaWords(areaM2, say), share: Math.max(1, Math.round(share * 100)) }))].slice(0, 4).map((problem) => <p key={problem} className="sh-bad-ink">{problem}</p>)}
      </div>
      {corners.length > 0 && (
        <details>
          <summary>{say('角点经纬度（WGS-84）', 'Corners in figures (WGS-84)')}</summary>
          <ol className="ground-corners">{corners.map(({ longitude, latitude }, index) => <li key={index}><InputNumber aria-label={say('第 {corner} 点经度', 'Longitude of corner {corner}', { corner: index + 1 })} value={longitude} step={0.0001} onChange={(value) => type(index, 'longitude', value)} /> <InputNumber aria-label={say('第 {corner} 点纬度', 'Latitude of corner {corner}', { corner: index + 1 })} value={latitude} step={0.0001} onChange={(value) => type(index, 'latitude', value)} /></li>)}</ol>
        </details>
      )}
      <InlineError error={command.error} />
      <div className="sh-row ground-buttons">
        <Button type="primary" disabled={!ready || (segment !== undefined && now === undefined)} loading={command.sending} onClick={() => void save()}>{say('保存搜索区', 'Save the segment')}</Button>
        <Button disabled={corners.length === 0} onClick={() => onChange({ ...drawing, corners: corners.slice(0, -1) })}>{say('撤回一点', 'Take one back')}</Button>
        <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
      </div>
    </Card>
  );
}

const SWEPT: Readonly<Record<Terrain, SweptTerrain>> = { OPEN: 'open', BUILT_UP: 'builtUp', WATER_EDGE: 'waterEdge', SCRUB: 'scrub', WOODS: 'woods', THICKET: 'thicket' };
const swept = (terrain: Terrain) => SWEPT[terrain];
