import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import { useEffect, useMemo } from 'react';
import { HotSpotsDocument, type HotSpotsQuery } from '../../gql/places.js';
import { FigureCell } from '../figures/FigureCell.js';
import { CellMap } from '../places/map/CellMap.js';
import { Scale } from '../places/map/Scale.js';
import { hotCells } from '../places/map/hot.js';
import { useLooking } from './board.js';
import { filteredRange, ownRange, stationsOf, type Tile } from './tile.js';

/** Where incidents gather, with a table of the places beside it. */
export default function TileMap({ tile, title, asTable }: { tile: Tile; title: string; asTable: boolean }) {
  const { say, number } = useWords();
  const { ground, filters, wall, onFigures } = useLooking();
  const variables = useMemo(() => {
    const { from, to } = filteredRange(filters, ground.today) ?? ownRange(tile, ground.today);
    return { stationIds: stationsOf(tile, filters, ground.here), query: { from, to, categories: filters.category === '' ? [...tile.categories] : [filters.category], grid: { kind: tile.grid.kind, size: tile.grid.size }, compare: tile.compare } };
  }, [tile, filters, ground]);
  const { data, error, refetch } = useQuery(HotSpotsDocument, { variables, skip: variables.stationIds.length === 0, pollInterval: wall ? 300_000 : 0, fetchPolicy: 'cache-and-network' });
  const map = data?.hotSpots;
  useEffect(() => { if (map !== undefined) onFigures?.(); }, [map, onFigures]);
  const cells = useMemo(() => (map === undefined ? [] : hotCells(map.cells, say, number)), [map, say, number]);
  const areas = useMemo(() => ground.stations.filter(({ id }) => variables.stationIds.includes(id)).map(({ area }) => area), [ground.stations, variables.stationIds]);
  if (error && map === undefined) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (map === undefined) return <Loading rows={6} />;
  if (map.cells.length === 0) return <EmptyState title={say('这段时间没有带位置的警情', 'No incident with a place in this time')} hint={say('换一段时间或类别。', 'Choose another time, or other categories.')} filtered />;
  const table = <Places cells={map.cells} compared={Boolean(map.comparedRange)} title={title} />;
  if (asTable) return table;
  return (
    <div className="board-map">
      <div><CellMap label={say('{title}：地图，旁边的表格内容相同', '{title}: map; the table beside it says the same', { title })} cells={cells} areas={areas} /><Scale least={say('警情少', 'Fewer')} most={say('警情多', 'More')} /></div>
      {table}
    </div>
  );
}

function Places({ cells, compared, title }: { cells: HotSpotsQuery['hotSpots']['cells']; compared: boolean; title: string }) {
  const { say } = useWords();
  return (
    <div className="board-table" role="region" aria-label={say('{title}：数据表', '{title}: table', { title })} tabIndex={0}>
      <table className="board-rows">
        <thead><tr><th scope="col">{say('地点', 'Place')}</th><th scope="col" className="sh-right">{say('警情', 'Incidents')}</th>{compared && <><th scope="col" className="sh-right">{say('比较期', 'Earlier')}</th><th scope="col" className="sh-right">{say('增减（95% 区间）', 'Change (95 % bounds)')}</th></>}</tr></thead>
        <tbody>
          {cells.slice(0, 30).map(({ cell, amount, previous, change }, index) => (
            <tr key={cell}>
              <th scope="row"><span className="places-mark">{index + 1}</span></th>
              <td className="sh-right sh-num"><FigureCell figure={amount} /></td>
              {compared && <><td className="sh-right sh-num">{previous ? <FigureCell figure={previous} /> : '—'}</td><td className="sh-right sh-num">{change ? say('{difference}（{least} 至 {most}）', '{difference} ({least} to {most})', { difference: signed(change.difference), least: signed(change.atLeast), most: signed(change.atMost) }) : '—'}</td></>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function signed(value: number): string {
  const rounded = Math.round(value);
  return rounded === 0 ? '0' : `${rounded > 0 ? '+' : '−'}${Math.abs(rounded)}`;
}
