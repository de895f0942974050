import { Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useLooking } from './board.js';
import { TileFigures } from './TileFigures.js';
import { filteredRange, knowsCategory, ownRange, type Tile } from './tile.js';
import { rangeWords, tileTitle } from './words.js';

const TileMap = lazy(() => import('./TileMap.js'));

/** One tile: its title and time, its figures, and the way to them as a table. @param tools what somebody who arranges the dashboard may do to it */
export function TileCard({ tile, tools }: { tile: Tile; tools?: ReactNode }) {
  const words = useWords();
  const { say } = words;
  const { ground, filters, wall } = useLooking();
  const [asTable, setAsTable] = useState(false);
  const title = tileTitle(tile, ground.metrics, words);
  const range = filteredRange(filters, ground.today) ?? ownRange(tile, ground.today);
  const uncut = filters.category !== '' && !knowsCategory(tile, ground.metrics);
  const where = tile.stationIds.length > 0 && filters.stations === '' ? tile.stationIds.map((id) => ground.stations.find((station) => station.id === id)?.name ?? '').filter(Boolean).join(say('、', ', ')) : '';
  const Part = tile.drawing === 'MAP' ? TileMap : TileFigures;
  return (
    <section className="sh-card board-tile" aria-label={title} data-tile={tile.key} data-drawing={tile.drawing}>
      <header className={tools === undefined ? 'board-tile-head' : 'board-tile-head board-arranged'}>
        <div className="board-tile-words"><h2 className="sh-clip" title={title}>{title}</h2><p className="sh-sub sh-small">{[rangeWords(range, say), where, uncut ? say('不分类别', 'not by category') : ''].filter(Boolean).join(' · ')}</p></div>
        {!wall && tile.drawing !== 'TABLE' && <Button size="small" className="board-unprinted" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? (tile.drawing === 'MAP' ? say('看地图', 'Map') : say('看图', 'Chart')) : say('看表格', 'Table')}</Button>}
        {tools}
      </header>
      <div className="board-tile-body"><Suspense fallback={<Loading rows={4} />}><Part tile={tile} title={title} asTable={asTable} /></Suspense></div>
    </section>
  );
}
