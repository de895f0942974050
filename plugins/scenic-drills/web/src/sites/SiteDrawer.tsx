import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, useCommand, useStation, useWords, type Position } from '@stationhouse/plugin-web';
import { Button, Drawer, Form, Input, InputNumber, Popconfirm, Segmented, Select } from 'antd';
import { useState } from 'react';
import { AddDrillSiteDocument, ChangeDrillSiteDocument, RemoveDrillSiteDocument, SiteChoicesDocument, type SiteFieldsFragment } from '../gql/sites.js';
import { SiteMap } from './SiteMap.js';
import { DANGERS, dangerWords, type DangerKind } from './words.js';

type Words = Pick<SiteFieldsFragment, 'name' | 'grade' | 'capacity' | 'broadcast' | 'visitorCentre' | 'operatorContact' | 'operatorPhone' | 'operatorUnit'>;
type Places = Pick<SiteFieldsFragment, 'area' | 'gates' | 'waters' | 'dangers'>;
type Pen = 'area' | 'gate' | 'water' | 'danger';

/** Writes a site down, corrects it, or removes it; its places are pointed at on the map. */
export function SiteDrawer({ site, onClose, onDone }: { site: SiteFieldsFragment | undefined; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [form] = Form.useForm<Words>();
  const command = useCommand();
  const [places, setPlaces] = useState<Places>({ area: site?.area ?? [], gates: site?.gates ?? [], waters: site?.waters ?? [], dangers: site?.dangers ?? [] });
  const { data } = useQuery(SiteChoicesDocument, { variables: { stationId } });
  const [add] = useMutation(AddDrillSiteDocument);
  const [change] = useMutation(ChangeDrillSiteDocument);
  const [remove] = useMutation(RemoveDrillSiteDocument);
  const put = (next: Places) => {
    command.reset();
    setPlaces(next);
  };
  const save = async (words: Words) => {
    const blank = (value: string | null | undefined) => (value?.trim() ? value.trim() : null);
    const input = {
      name: words.name, grade: words.grade ?? null, capacity: words.capacity ?? null, broadcast: blank(words.broadcast), visitorCentre: blank(words.visitorCentre),
      operatorContact: blank(words.operatorContact), operatorPhone: blank(words.operatorPhone), operatorUnit: words.operatorUnit ?? null,
      area: places.area.map(bare), gates: places.gates.map(({ name, longitude, latitude, unit }) => ({ name, longitude, latitude, unit })),
      waters: places.waters.filter(({ line }) => line.length > 1).map(({ name, line }) => ({ name, line: line.map(bare) })), dangers: places.dangers.map(({ name, kind, longitude, latitude }) => ({ name, kind, longitude, latitude })),
    };
    if (await command.run((idempotencyKey) => (site === undefined ? add({ variables: { stationId, input, idempotencyKey } }) : change({ variables: { stationId, siteId: site.id, input, expectedVersion: site.version } })))) onDone();
  };
  const takeOff = async () => {
    if (site !== undefined && (await command.run(() => remove({ variables: { stationId, siteId: site.id, expectedVersion: site.version } })))) onDone();
  };
  return (
    <Drawer open title={site === undefined ? say('登记景区', 'Add a site') : say('更正景区', 'Change a site')} onClose={onClose} size="min(640px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={site ?? {}} onFinish={(values: Words) => void save(values)} onValuesChange={command.reset}>
        <div className="drill-pair">
          <Form.Item name="name" label={say('景区名称', 'Name')} rules={[{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input maxLength={80} autoComplete="off" /></Form.Item>
          <Form.Item name="grade" label={say('等级', 'Grade')}><Select allowClear options={['5A', '4A', '3A', '2A', '1A'].map((value) => ({ value, label: value }))} /></Form.Item>
          <Form.Item name="capacity" label={say('日承载量（人）', 'Visitors a day')}><InputNumber min={1} max={1_000_000} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="broadcast" label={say('广播室', 'Broadcast')}><Input maxLength={100} /></Form.Item>
          <Form.Item name="visitorCentre" label={say('游客中心', 'Visitor centre')}><Input maxLength={100} /></Form.Item>
          <Form.Item name="operatorUnit" label={say('景区单位（接收任务卡）', 'Operator, which gets the card')}><Select allowClear options={(data?.outsideUnits ?? []).map(({ id, name }) => ({ value: id, label: name }))} /></Form.Item>
          <Form.Item name="operatorContact" label={say('景区联系人', 'Contact')}><Input maxLength={60} autoComplete="off" /></Form.Item>
          <Form.Item name="operatorPhone" label={say('联系电话', 'Phone')}><Input maxLength={30} inputMode="tel" autoComplete="off" /></Form.Item>
        </div>
        <Drawn name={site?.name ?? say('新景区', 'The new site')} places={places} put={put} area={data?.me.stations.find(({ station }) => station.id === stationId)?.station.area} />
        <InlineError error={command.error} />
        <div className="sh-row" style={{ marginTop: 12 }}>
          <Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button>
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          {site && <Popconfirm title={say('删除这个景区？', 'Remove this site?')} okText={say('删除', 'Remove')} cancelText={say('保留', 'Keep it')} onConfirm={() => void takeOff()}><Button danger className="sh-push">{say('删除', 'Remove')}</Button></Popconfirm>}
        </div>
      </Form>
    </Drawer>
  );
}

const bare = ({ longitude, latitude }: Position) => ({ longitude, latitude });

/** What is where: choose what is pointed at, then point; each can be named and taken off again. */
function Drawn({ name, places, put, area }: { name: string; places: Places; put: (places: Places) => void; area: unknown }) {
  const { say } = useWords();
  const [pen, setPen] = useState<Pen>('gate');
  const words = dangerWords(say);
  const pens: Readonly<Record<Pen, string>> = { area: say('边界', 'Outline'), gate: say('门', 'Gate'), water: say('水边', 'Water'), danger: say('危险点', 'Danger') };
  const pick = (at: Position) => {
    const point = bare(at);
    if (pen === 'area') put({ ...places, area: [...places.area, point] });
    else if (pen === 'gate') put({ ...places, gates: [...places.gates, { name: say('{n} 号门', 'Gate {n}', { n: places.gates.length + 1 }), unit: null, ...point }] });
    else if (pen === 'danger') put({ ...places, dangers: [...places.dangers, { name: say('危险点 {n}', 'Spot {n}', { n: places.dangers.length + 1 }), kind: 'HEIGHT', ...point }] });
    else {
      const last = places.waters.at(-1);
      put({ ...places, waters: last === undefined ? [{ name: say('水边', 'Water'), line: [point] }] : [...places.waters.slice(0, -1), { ...last, line: [...last.line, point] }] });
    }
  };
  const named = <Item extends { readonly name: string }>(list: readonly Item[], index: number, value: Partial<Item>) => list.map((item, place) => (place === index ? { ...item, ...value } : item));
  const without = <Item,>(list: readonly Item[], index: number) => list.filter((_, place) => place !== index);
  // Before anything is drawn the station's own area says where the map is.
  const start = places.area.length > 2 ? places.area : stationCorners(area);
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend>{say('在地图上点（WGS-84）', 'Point on the map (WGS-84)')}</legend>
      <div className="sh-row sh-wrap" style={{ margin: '8px 0' }}>
        <Segmented aria-label={say('要点的内容', 'What is pointed at')} value={pen} onChange={setPen} options={(['gate', 'danger', 'water', 'area'] as const).map((value) => ({ value, label: pens[value] }))} />
        {pen === 'area' && places.area.length > 0 && <Button size="small" onClick={() => put({ ...places, area: [] })}>{say('重画边界', 'Draw it again')}</Button>}
        {pen === 'water' && <Button size="small" onClick={() => put({ ...places, waters: [...places.waters, { name: say('水边 {n}', 'Water {n}', { n: places.waters.length + 1 }), line: [] }] })}>{say('另一处水边', 'Another edge')}</Button>}
      </div>
      <SiteMap site={{ name, ...places, area: start }} onPick={pick} />
      {pen === 'area' && <p className="sh-sub sh-small">{say('已点 {count} 个角，至少 3 个', '{count} corners so far, 3 at least', { count: places.area.length })}</p>}
      {places.gates.map((gate, index) => <div key={`g${index}`} className="site-item"><Input aria-label={say('门的名称', 'Name of the gate')} value={gate.name} maxLength={60} onChange={({ target }) => put({ ...places, gates: named(places.gates, index, { name: target.value }) })} /><Button onClick={() => put({ ...places, gates: without(places.gates, index) })}>{say('移除', 'Take off')}</Button></div>)}
      {places.dangers.map((danger, index) => (
        <div key={`d${index}`} className="site-item">
          <div className="sh-row"><Input aria-label={say('危险点名称', 'Name of the spot')} value={danger.name} maxLength={60} onChange={({ target }) => put({ ...places, dangers: named(places.dangers, index, { name: target.value }) })} /><Select aria-label={say('危险类别', 'Kind of danger')} value={danger.kind} style={{ width: 120 }} onChange={(kind: DangerKind) => put({ ...places, dangers: named(places.dangers, index, { kind }) })} options={DANGERS.map((value) => ({ value, label: words[value] }))} /></div>
          <Button onClick={() => put({ ...places, dangers: without(places.dangers, index) })}>{say('移除', 'Take off')}</Button>
        </div>
      ))}
      {places.waters.map((water, index) => <div key={`w${index}`} className="site-item"><Input aria-label={say('水边名称', 'Name of the water')} value={water.name} maxLength={60} suffix={say('{count} 点', '{count} points', { count: water.line.length })} onChange={({ target }) => put({ ...places, waters: named(places.waters, index, { name: target.value }) })} /><Button onClick={() => put({ ...places, waters: without(places.waters, index) })}>{say('移除', 'Take off')}</Button></div>)}
    </fieldset>
  );
}

/** The corners of a station's area, as far as they are a plain polygon. */
function stationCorners(area: unknown): Position[] {
  const { type, coordinates } = (area ?? {}) as { type?: string; coordinates?: readonly (readonly (readonly [number, number])[])[] };
  return type === 'Polygon' ? (coordinates?.[0] ?? []).slice(0, -1).map(([longitude, latitude]) => ({ longitude, latitude })) : [];
}
