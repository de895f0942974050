import type { Words } from '@stationhouse/plugin-web';
import { figureWords } from '../../figures/FigureCell.js';
import type { HotSpotsQuery } from '../../../gql/places.js';
import { levelOf, type MapCell } from './cells.js';

/** Hot spots as cells of a map, the ten with most marked by their place. */
export function hotCells(cells: HotSpotsQuery['hotSpots']['cells'], say: Words['say'], number: Words['number']): MapCell[] {
  const size = ({ amount }: HotSpotsQuery['hotSpots']['cells'][number]) => amount.value ?? amount.atLeast ?? 0;
  const largest = Math.max(0, ...cells.map(size));
  return cells.map((one, index) => ({ key: one.cell, outline: one.outline, level: levelOf(size(one), largest), outstanding: one.heat === 'VERY_HOT' || one.heat === 'HOT', title: `${index + 1}${one.name ? ` ${one.name}` : ''} · ${say('{count} 起', '{count} incidents', { count: figureWords(one.amount, say, number) })}`, ...(index < 10 ? { mark: String(index + 1) } : {}) }));
}
