import { useQuery } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { PlacesNearbyDocument } from '../gql/report.js';
import type { Draft } from './draft.js';
import { Tiles } from './Tiles.js';

const MOST = 6;

/** Where they were seen last: typed, one of the station's places, or where this phone is (WGS-84). */
export function Where({ place, point, onChange }: Pick<Draft, 'place' | 'point'> & { readonly onChange: (change: Pick<Draft, 'place'> & { readonly point?: Draft['point'] }) => void }) {
  const { say } = useWords();
  const { bureauId, stationId } = useStation();
  const { data } = useQuery(PlacesNearbyDocument, { variables: { bureauId, stationId } });
  const [fault, setFault] = useState('');
  const [finding, setFinding] = useState(false);
  const id = useId();
  const names = [...new Set((data?.localities ?? []).map(({ name }) => name))].filter((name) => place.trim() === '' || name.includes(place.trim()) || name === place).slice(0, MOST);
  const here = () => {
    setFault('');
    setFinding(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude } }) => {
        setFinding(false);
        const found = { longitude: Math.round(longitude * 1e6) / 1e6, latitude: Math.round(latitude * 1e6) / 1e6 };
        onChange({ place: place.trim() === '' ? say('报告人所在处（已定位）', 'Where the report is made (located)') : place, point: found });
      },
      () => {
        setFinding(false);
        setFault(say('没有定位成功，请直接填写地点。', 'This phone was not located: type the place.'));
      },
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  };
  return (
    <>
      {names.length > 0 && <Tiles small label={say('辖区地点', 'Places here')} chosen={[place]} onTap={(value) => onChange({ place: value })} options={names.map((value) => ({ value, label: value }))} />}
      <div className="report-where">
        <label htmlFor={id} className="sh-hidden">{say('最后看见地点', 'Last seen where')}</label>
        <Input id={id} size="large" maxLength={200} value={place} placeholder={say('如：钟楼二楼、东门公交站', 'Like: Bell tower, upstairs')} onChange={({ target }) => onChange({ place: target.value, ...(point === undefined ? {} : { point }) })} />
        <Button size="large" loading={finding} onClick={here}>{say('定位', 'Locate')}</Button>
      </div>
      {point !== undefined && <p className="sh-sub" role="status">{say('已定位：{latitude}, {longitude}（WGS-84）', 'Located: {latitude}, {longitude} (WGS-84)', { latitude: point.latitude.toFixed(5), longitude: point.longitude.toFixed(5) })} <Button type="link" size="small" onClick={() => onChange({ place })}>{say('去掉', 'Take out')}</Button></p>}
      {fault !== '' && <p className="sh-inline-error" role="alert">{fault}</p>}
    </>
  );
}
