import { useQuery } from '@apollo/client/react';
import { EmptyState, Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { HotSpotsDocument, type HotSpotsQuery } from '../../gql/places.js';
import { FigureCell } from '../figures/FigureCell.js';
import { Changed, Heat, Method } from '../places/HotSpot.js';
import { whereOf } from '../places/map/cells.js';
import { CellMap } from '../places/map/CellMap.js';
import { Scale } from '../places/map/Scale.js';
import { hotCells } from '../places/map/hot.js';
import { useLooking } from './board.js';
import { TileError } from './TileError.js';
import { filteredRange, ownRange, stationsOf, type Tile } from './tile.js';

/** More nobody reads beside a map. */
const MOST_PLACES = 30;

/** Where incidents gather, with a table of the places beside it. */
export default function TileMap({ tile, title, asTable }: { tile: Tile; title: string; asTable: boolean }) {
  const { say, number } = useWords();
  const { ground, filters, wall, onFigures } = useLooking();
  const [chosen, setChosen] = useState<string>();
  const variables = useMemo(() => {
    const { from, to } = filteredRange(filters, ground.today) ?? ownRange(tile, ground.today);
    return { stationIds: stationsOf(tile, filters, ground.here), query: { from, to, categories: filters.category === '' ? [...tile.categories] : [filters.category], grid: { kind: tile.grid.kind, size: tile.grid.size }, compare: tile.compare } };
  }, [tile, filters, ground]);
  const { data, error, refetch } = useQuery(HotSpotsDocument, { variables, skip: variables.stationIds.length === 0, pollInterval: wall ? 300_000 : 0, fetchPolicy: 'cache-and-network' });
  const map = data?.hotSpots;
  useEffect(() => { if (map !== undefined) onFigures?.(); }, [map, onFigures]);
  const cells = useMemo(() => (map === undefined ? [] : hotCells(map.cells, say, number)), [map, say, number]);
  const areas = useMemo(() => ground.stations.filter(({ id }) => variables.stationIds.includes(id)).map(({ area }) => area), [ground.stations, variables.stationIds]);
  if (error && map === undefined) return <TileError error={error} onRetry={() => void refetch()} />;
  if (map === undefined) return <Loading rows={6} />;
  if (map.cells.length === 0) return <EmptyState title={say('这段时间没有带位置的警情', 'No incident with a place in this time')} hint={say('换一段时间或类别。', 'Choose another time, or other categories.')} filtered />;
  const method = !wall && <details className="board-note sh-small board-unprinted"><summary>{say('方法', 'Method')}</summary><Method map={map} /></details>;
  if (asTable) return <><Places cells={map.cells} compared={Boolean(map.comparedRange)} title={title} />{method}</>;
  return (
    <div className="board-map">
      <div>
        <CellMap label={say('{title}：地图，旁边的表格内容相同', '{title}: map; the table beside it says the same', { title })} cells={cells} areas={areas} chosen={chosen} onChoose={setChosen} />
        <div className="sh-row"><Scale least={say('警情少', 'Fewer')} most={say('警情多', 'More')} /><span className="sh-sub sh-small">{say('深色边框：热点', 'Dark border: hot')}</span></div>
        {method}
      </div>
      <Places cells={map.cells} compared={Boolean(map.comparedRange)} title={title} chosen={chosen} onChoose={setChosen} />
    </div>
  );
}

/** @param onChoose shows a place on the map; without a map beside it, a place says where it is */
function Places({ cells, compared, title, chosen, onChoose }: { cells: HotSpotsQuery['hotSpots']['cells']; compared: boolean; title: string; chosen?: string | undefined; onChoose?: (cell: string | undefined) => void }) {
  const { say } = useWords();
  return (
    <div className="board-table" role="region" aria-label={say('{title}：数据表', '{title}: table', { title })} tabIndex={0}>
      <table className="board-rows">
        <thead><tr><th scope="col">{say('地点', 'Place')}</th><th scope="col" className="sh-right">{say('警情', 'Incidents')}</th><th scope="col">{say('热度', 'Heat')}</th>{compared && <><th scope="col" className="sh-right">{say('比较期', 'Earlier')}</th><th scope="col" className="sh-right">{say('增减 [95%]', 'Change [95 %]')}</th></>}</tr></thead>
        <tbody>
          {cells.slice(0, MOST_PLACES).map(({ cell, outline, amount, heat, previous, change }, index) => (
            <tr key={cell}>
              <th scope="row">{onChoose === undefined ? <><span className="places-mark">{index + 1}</span> <span className="sh-sub sh-num">{whereOf(outline)}</span></> : <Button type="link" size="small" className="places-place" aria-pressed={cell === chosen} aria-label={say('在地图上看第 {place} 处', 'Show place {place} on the map', { place: index + 1 })} onClick={() => onChoose(cell === chosen ? undefined : cell)}><span className="places-mark">{index + 1}</span></Button>}</th>
              <td className="sh-right sh-num"><FigureCell figure={amount} /></td>
              <td><Heat heat={heat} /></td>
              {compared && <><td className="sh-right sh-num">{previous ? <FigureCell figure={previous} /> : '—'}</td><td className="sh-right sh-num">{change ? <Changed change={change} /> : '—'}</td></>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
