import { useQuery } from '@apollo/client/react';
import type { FieldProps } from '@rjsf/utils';
import { AreaMap, useStation, useWords, type Position } from '@stationhouse/plugin-web';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { StationAreaDocument } from '../gql/stations.js';

/** A place: here, pointed at on the station's map, or typed. Empty is fine; half of one is no place. */
export function PointField({ schema, formData, onChange, disabled, fieldPathId }: FieldProps) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  const [half, setHalf] = useState<Partial<Position>>({});
  const { data } = useQuery(StationAreaDocument, { skip: !open });
  const point = isPosition(formData) ? formData : undefined;
  const set = (position: Position | undefined) => {
    setFailed(false);
    setHalf({});
    onChange(position, fieldPathId.path);
  };
  const type = (change: { [Side in keyof Position]?: number | null }) => {
    const next = { ...point, ...half, ...Object.fromEntries(Object.entries(change).map(([side, value]) => [side, value ?? undefined])) };
    if (isPosition(next)) set(next);
    else {
      onChange(undefined, fieldPathId.path);
      setHalf(next);
    }
  };
  const here = () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => set({ longitude: Number(coords.longitude.toFixed(6)), latitude: Number(coords.latitude.toFixed(6)) }),
    () => setFailed(true),
    { enableHighAccuracy: true, timeout: 10_000 },
  );
  const area = data?.me.stations.find(({ station }) => station.id === stationId)?.station.area;
  const shown = { ...point, ...half };
  return (
    <fieldset className="form-list">
      <legend>{schema.title}</legend>
      <div className="sh-row">
        <Button onClick={here} disabled={disabled === true}>{say('就在这里', 'Here')}</Button>
        <Button onClick={() => setOpen(!open)} aria-expanded={open} disabled={disabled === true}>{say('在地图上选', 'On the map')}</Button>
        {point && <Button type="text" onClick={() => set(undefined)} disabled={disabled === true}>{say('清除', 'Clear')}</Button>}
        <span className="sh-sub sh-mono" role="status">{point ? `${point.longitude}, ${point.latitude}` : say('未填', 'None')}</span>
      </div>
      {failed && <p className="sh-bad-ink" role="alert">{say('未能取得位置，请在地图上选。', 'Your position could not be had. Choose it on the map.')}</p>}
      {open && (
        <>
          <AreaMap label={say('选择位置', 'Choose the place')} area={area} points={point ? [{ ...point, key: 'point', title: say('所选位置', 'The place') }] : []} onPick={set} />
          <div className="sh-row">
            <label>{say('经度', 'Longitude')} <InputNumber value={shown.longitude ?? null} min={-180} max={180} step={0.0001} onChange={(longitude) => type({ longitude })} disabled={disabled === true} /></label>
            <label>{say('纬度', 'Latitude')} <InputNumber value={shown.latitude ?? null} min={-90} max={90} step={0.0001} onChange={(latitude) => type({ latitude })} disabled={disabled === true} /></label>
          </div>
        </>
      )}
    </fieldset>
  );
}

function isPosition(value: unknown): value is Position {
  const { longitude, latitude } = (value ?? {}) as Partial<Position>;
  return typeof longitude === 'number' && typeof latitude === 'number';
}
