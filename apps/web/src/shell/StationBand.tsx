import { Chip, useScope, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { useMe } from '../session/me.js';

/** What became of stations: at a closed one, where new work belongs; at its successor, the way to what it left. Nothing elsewhere. */
export function StationBand() {
  const { say } = useWords();
  const me = useMe();
  const { stationId } = useScope();
  const here = me.stations.find(({ station }) => station.id === stationId)?.station;
  if (here === undefined) return null;
  const left = me.stations.filter(({ station, roles }) => station.successorId === stationId && roles.length > 0);
  if (!here.closedAt && left.length === 0) return null;
  const successor = me.stations.find(({ station }) => station.id === here.successorId)?.station;
  return (
    <p className="station-band" role="note">
      {here.closedAt ? (
        <>
          <Chip tone="warn">{say('已撤并', 'Closed')}</Chip>
          {say('本所只办结在办事项，不再受理新的工作。', 'What runs here is finished; new work is not taken.')}
          {successor && <Link to={`/s/${successor.id}/workbench`}>{say('新的工作到“{name}”办理', 'New work: “{name}”', { name: successor.name })}</Link>}
        </>
      ) : (
        <>
          <Chip tone="info">{say('承接', 'Taken over')}</Chip>
          {say('已撤并派出所的在办事项由本所民警办理：', 'The officers here work on what closed stations left:')}
          {left.map(({ station }) => <Link key={station.id} to={`/s/${station.id}/workbench`}>{station.name}</Link>)}
        </>
      )}
    </p>
  );
}
