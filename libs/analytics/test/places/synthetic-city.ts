import type { PlacedIncident } from '../../src/places/patrol/timed.js';

/** Numbers between 0 and 1 that are the same every time (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A Monday. */
export const MONDAY = 19_723;
const SIZE = 500;
/** The middle of the city, in rows and columns of its grid. */
const [ROW, COLUMN] = [6_600, 21_700];

export const cellAt = (row: number, column: number) => `${SIZE}:${ROW + row}:${COLUMN + column}`;

/** What is true of a city of 14 × 14 cells: how many incidents a week are to be expected in each cell and hour of the week. */
export function truth(): Map<string, number> {
  const rates = new Map<string, number>();
  for (let row = 0; row < 14; row += 1) {
    for (let column = 0; column < 14; column += 1) {
      const market = Math.exp(-((row - 4) ** 2 + (column - 5) ** 2) / 6);
      const bars = Math.exp(-((row - 10) ** 2 + (column - 9) ** 2) / 4);
      for (let slot = 0; slot < 168; slot += 1) {
        const [day, hour] = [Math.floor(slot / 24), slot % 24];
        const noon = Math.exp(-((hour - 11) ** 2) / 18);
        const night = Math.exp(-(Math.min(Math.abs(hour - 23), Math.abs(hour + 1)) ** 2) / 8) * (day >= 4 ? 2 : 0.6);
        rates.set(`${cellAt(row, column)} ${slot}`, 0.002 + 0.25 * market * noon + 0.3 * bars * night);
      }
    }
  }
  return rates;
}

/** Weeks of a city drawn from its truth. */
export function weeksOfCity(weeks: number, seed: number, rates = truth()): PlacedIncident[] {
  const random = randomOf(seed);
  const found: PlacedIncident[] = [];
  for (let week = 0; week < weeks; week += 1) {
    for (const [key, rate] of rates) {
      const [cell = '', slot = ''] = key.split(' ');
      for (let count = poisson(rate, random); count > 0; count -= 1) found.push({ cell, day: MONDAY + week * 7 + Math.floor(Number(slot) / 24), hour: Number(slot) % 24, category: 'publicOrder' });
    }
  }
  return found;
}

function poisson(mean: number, random: () => number): number {
  const least = Math.exp(-mean);
  let [count, product] = [0, random()];
  while (product > least) {
    count += 1;
    product *= random();
  }
  return count;
}
