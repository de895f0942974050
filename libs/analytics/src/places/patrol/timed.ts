/** Hours of a week; the first is Monday, 00:00, by the station's own clock. */
export const SLOTS = 168;
const DAY_HOURS = 24;

/**
 * All that a recommendation is made from: where, when and of what category an incident was. There is no room for anything else, and nothing about a person
 * is ever to be added: who lives, passes or is known somewhere must not send a patrol there.
 */
export interface PlacedIncident {
  /** The cell of the grid it lies in. */
  readonly cell: string;
  /** The local day, counted from 1970-01-01, a Thursday. */
  readonly day: number;
  /** The local hour, 0 to 23. */
  readonly hour: number;
  readonly category: string;
}

/** Incidents by cell, day and hour of the week, in columns: what the model runs over. */
export interface Timed {
  /** The cells that anything happened in, in the order their numbers give them. */
  readonly cells: readonly string[];
  readonly cell: Int32Array;
  readonly day: Int32Array;
  readonly slot: Uint8Array;
}

/** Incidents as columns, the earliest first. */
export function timed(incidents: readonly PlacedIncident[]): Timed {
  const sorted = [...incidents].sort((left, right) => left.day - right.day || left.hour - right.hour || (left.cell < right.cell ? -1 : 1));
  const numbers = new Map<string, number>();
  for (const { cell } of sorted) if (!numbers.has(cell)) numbers.set(cell, numbers.size);
  return {
    cells: [...numbers.keys()],
    cell: Int32Array.from(sorted, ({ cell }) => numbers.get(cell) ?? 0),
    day: Int32Array.from(sorted, ({ day }) => day),
    slot: Uint8Array.from(sorted, ({ day, hour }) => slotOf(day, hour)),
  };
}

/** The hour of the week of a local day and hour. */
export function slotOf(day: number, hour: number): number {
  return weekdayNumber(day) * DAY_HOURS + hour;
}

/** 0 is Monday. */
export function weekdayNumber(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The place of the first incident on or after a day. */
export function firstFrom(days: Int32Array, from: number): number {
  return lowerBound(days, from);
}

/** How many cells the first so many incidents lie in: cells are numbered as they come. */
export function knownCells(cells: Int32Array, first: number): number {
  return 1 + cells.subarray(0, first).reduce((last, number) => Math.max(last, number), -1);
}

/** The place of the first value that is not smaller. */
export function lowerBound(sorted: Int32Array | Float32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
