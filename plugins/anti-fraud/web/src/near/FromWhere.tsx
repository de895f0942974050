import { useQuery } from '@apollo/client/react';
import type { Position } from '@stationhouse/anti-fraud-common';
import { AreaMap, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { NearBranchesDocument } from '../gql/near.js';

/** From where distances count: where this phone is, or a place on the map. It stays in the page: distances are worked out here, and nobody is told. */
export function FromWhere({ from, onFrom }: { from: Position | undefined; onFrom: (from: Position) => void }) {
  const { say } = useWords();
  const [map, setMap] = useState(false);
  const [state, setState] = useState<'idle' | 'asking' | 'failed'>('idle');
  const here = () => {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude } }) => { setState('idle'); onFrom({ longitude, latitude }); },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  };
  return (
    <div className="near-part">
      <h3>{say('从哪里算远近', 'Distances from')}</h3>
      <div className="sh-row">
        <Button size="large" loading={state === 'asking'} onClick={here}>{say('我现在的位置', 'Where I am')}</Button>
        <Button size="large" aria-expanded={map} onClick={() => setMap(!map)}>{say('在地图上点', 'A place on the map')}</Button>
        <span className="sh-sub sh-small" role="status">{from === undefined ? say('未选，按名称排列', 'None: by name') : say('已选，按远近排列；位置不上传', 'Chosen: the nearest first. The place is sent to nobody')}</span>
      </div>
      {state === 'failed' && <p className="sh-bad-ink" role="alert">{say('手机没有给出位置，请在地图上点，或检查定位权限。', 'The phone gave no position. Point at the map, or allow it to tell.')}</p>}
      {map && <StationMap from={from} onFrom={onFrom} />}
    </div>
  );
}

function StationMap({ from, onFrom }: { from: Position | undefined; onFrom: (from: Position) => void }) {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const { data } = useQuery(NearBranchesDocument, { variables: { stationId }, skip: !may('bankBranch.read') });
  const points = useMemo(() => [
    ...(data?.bankBranches ?? []).flatMap(({ id, bank, name, longitude, latitude }) => (longitude === null || latitude === null ? [] : [{ key: id, title: `${bank} ${name}`, longitude, latitude, grade: 'blue' as const }])),
    ...(from === undefined ? [] : [{ key: 'from', title: say('所选位置', 'The place'), ...from, grade: 'red' as const }]),
  ], [data, from, say]);
  return <AreaMap label={say('点一下人所在的位置；圆点是银行网点', 'Point at where they are; discs are bank branches')} area={data?.me.stations.find(({ station }) => station.id === stationId)?.station.area} points={points} onPick={onFrom} />;
}
