import { printedChange } from '@stationhouse/kernel';
import { gridOf } from '../places/grid.js';
import type { BriefingRow } from './briefings.js';
import type { ComparedCount, DueItem, Listed } from './contents.js';
import { Briefing, BriefingState, type BriefingCount, type BriefingItems } from './types.js';
import { headlineOf } from './words.js';

/** A briefing as it is shown. */
export function viewBriefing(row: BriefingRow): Briefing {
  const { id, stationId, from, to, edition, state, version, figures, texts, changedAt, sentAt } = row;
  const { asOf, incidents, map, clocks, followUps, drills } = figures;
  const grid = gridOf(map.grid);
  return Object.assign(new Briefing(), {
    row, id, stationId, from, to, edition, state: BriefingState[state], version, texts, changedAt, sentAt,
    asOf: new Date(asOf),
    headline: headlineOf(incidents.total),
    total: viewCount(incidents.total),
    categories: incidents.categories.map((one) => ({ category: one.category, title: one.title, count: viewCount(one) })),
    map: {
      from: map.from, to: map.to, grid: map.grid, method: map.method, cells: map.cells.map((cell) => ({ ...cell, outline: grid.outlineOf(cell.cell) })),
      area: map.area.length === 0 ? null : { type: 'MultiPolygon', coordinates: map.area.map((ring) => [ring.map(({ longitude, latitude }) => [longitude, latitude])]) },
    },
    clocks: viewItems(clocks),
    followUps: viewItems(followUps),
    drills: [...drills.items],
    pdf: row.files === null || row.files.station.pdf !== null,
  });
}

function viewCount({ value, previous, change, lastYear, yearChange }: ComparedCount): BriefingCount {
  const printed = (share: number | null) => (share === null ? null : printedChange(share));
  return { value, previous, change: printed(change), lastYear, yearChange: printed(yearChange) };
}

function viewItems({ total, items }: Listed<DueItem>): BriefingItems {
  return { total, items: items.map((item) => ({ ...item, dueAt: new Date(item.dueAt) })) };
}
