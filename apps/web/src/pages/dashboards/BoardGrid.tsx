import type { CSSProperties, ReactNode } from 'react';
import { TileCard } from './TileCard.js';
import type { Tile } from './tile.js';

/** How much of the grid a tile takes. */
export function placeOf({ width, height }: Pick<Tile, 'width' | 'height'>): CSSProperties {
  return { gridColumn: `span ${width}`, gridRow: `span ${height}` };
}

/** Tiles on twelve columns, one after another. */
export function BoardGrid({ tiles, children }: { tiles?: readonly Tile[]; children?: ReactNode }) {
  return <div className="board-grid">{tiles?.map((tile) => <div key={tile.key} className="board-place" data-rows={tile.height} style={placeOf(tile)}><TileCard tile={tile} /></div>)}{children}</div>;
}
