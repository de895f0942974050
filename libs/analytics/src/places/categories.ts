import { badInput, StationhouseError, text } from '@stationhouse/kernel';
import type { Column } from '../columns.js';

/** Roots that patrols are directed by unless somebody chooses. */
const PATROLLED = ['criminal', 'publicOrder', 'traffic'];
/** Where the caller is says nothing of where it happens. */
const WITHOUT_A_PLACE = new Set(['criminal.fraud', 'criminal.telecomFraud']);
/** What patrols and checks report of themselves: it lies where patrols were, and would send them there again. */
export const OF_PATROLS = { category: 'policeActivity', channel: 'PATROL' } as const;

/**
 * Categories as their codes with everything below them. What says something of one person is on no map, whoever looks, and is left out.
 * @param column of the categories @param asked none: all of them
 * @throws StationhouseError BAD_INPUT for an unknown code, PERSONAL_DATA_MASKED for one that is on no map
 */
export function mapped(column: Column, asked: readonly string[]): string[] {
  for (const code of asked) {
    const known = column.values.find(({ value }) => value === code);
    if (known === undefined) throw badInput('query.categories', text(`没有警情类别“${code}”。`, `There is no category "${code}".`), { category: code });
    if (known.sensitive === true) throw new StationhouseError('PERSONAL_DATA_MASKED', text(`“${known.title['zh-CN']}”涉及个人情况，不上地图。`, `"${known.title.en}" says something of persons and is on no map.`), { category: code });
  }
  const below = (code: string) => asked.length === 0 || asked.some((one) => code === one || code.startsWith(`${one}.`));
  return column.values.filter(({ value, sensitive }) => sensitive !== true && below(value)).map(({ value }) => value);
}

/** The categories that patrols are directed by: those asked for, or else those that happen in the street. */
export function patrolled(column: Column, asked: readonly string[]): string[] {
  const found = mapped(column, asked.length > 0 ? asked : PATROLLED).filter((code) => code !== OF_PATROLS.category && !WITHOUT_A_PLACE.has(code));
  if (found.length === 0) throw badInput('query.categories', text('所选类别与街面巡逻无关（如诈骗、警务活动），请另选。', 'The categories chosen have no place that a patrol could go to. Choose others.'));
  return found;
}
