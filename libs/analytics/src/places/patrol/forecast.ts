import { firstFrom, knownCells, SLOTS, type Timed } from './timed.js';

const HOURS = 24;
const DAYS = 7;

/** What a forecast is made with; chosen on weeks that were over before the first one it is measured on. */
export interface Parameters {
  /** After so many weeks an incident weighs half; Infinity: never less. */
  readonly halfLife: number;
  /** The share of weight that goes by a half-life of one week: what happened just now, and may happen again near by. */
  readonly recent: number;
  /** The share that an incident gives to the cells around its own. */
  readonly spread: number;
  /** How many hours to each side the hour of an incident speaks for. */
  readonly hours: number;
  /** As many incidents' worth of the whole area's clock as stand beside a cell's own: a cell with few goes by the area's. */
  readonly prior: number;
  /** As many as stand beside a cell's own hours of the week: with few, every day is like the others, but for what the weekday does in the whole area. */
  readonly weekPrior: number;
}

/** The cells around each cell, by their numbers. */
export type Around = readonly (readonly number[])[];

/**
 * What is to be expected in each cell known by a day, in each hour of the week that begins with it: incidents, cell by cell, 168 hours each.
 *
 * Incidents before that day count by their age, a part of each goes to the cells around it, and each speaks for the hours beside its own. A cell's hours of the
 * day are shrunk to those of the whole area, and its hours of the week to its hours of the day: the fewer incidents, the more.
 */
export function forecast({ cell, day, slot }: Timed, around: Around, from: number, parameters: Parameters): Float32Array {
  // Cells are numbered as they come: those of a later day are not known yet, and take no part.
  const weights = new Float32Array(knownCells(cell, firstFrom(day, from)) * SLOTS);
  const weeks = Math.max(1, (from - (day[0] ?? from)) / DAYS);
  const scale = scaleOf(weeks, parameters);
  for (let index = 0; index < cell.length && (day[index] ?? 0) < from; index += 1) {
    const at = (cell[index] ?? 0) * SLOTS + (slot[index] ?? 0);
    weights[at] = (weights[at] ?? 0) + weightOf(Math.floor((from - 1 - (day[index] ?? 0)) / DAYS), parameters, scale);
  }
  return expected(byHours(bySpace(weights, around, parameters.spread), parameters.hours), parameters, (1 - parameters.recent) * scale.long + parameters.recent * scale.recent);
}

/** What the weights of one incident in every week of the past come to, for the long and the recent part. */
interface Scale {
  readonly long: number;
  readonly recent: number;
}

const halved = (weeks: number, halfLife: number) => (Number.isFinite(halfLife) ? 2 ** (-weeks / halfLife) : 1);

function scaleOf(weeks: number, { halfLife }: Parameters): Scale {
  const sum = (life: number) => {
    let total = 0;
    for (let week = 0; week < weeks; week += 1) total += halved(week, life) * Math.min(1, weeks - week);
    return total;
  };
  return { long: sum(halfLife), recent: sum(1) };
}

/** Weights of a past that brought one incident every week add up to one: what is forecast is incidents of a week. */
function weightOf(week: number, { halfLife, recent }: Parameters, scale: Scale): number {
  return ((1 - recent) * halved(week, halfLife)) / scale.long + (recent * halved(week, 1)) / scale.recent;
}

/** Gives a part of every cell to those around it; what would go to where nothing ever happened stays. */
function bySpace(weights: Float32Array, around: Around, spread: number): Float32Array {
  if (spread === 0) return weights;
  const smoothed = new Float32Array(weights.length);
  const known = weights.length / SLOTS;
  for (let cell = 0; cell < known; cell += 1) {
    const neighbours = (around[cell] ?? []).filter((other) => other < known);
    const [own, share] = [cell * SLOTS, neighbours.length === 0 ? 0 : spread / neighbours.length];
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const weight = weights[own + slot] ?? 0;
      if (weight === 0) continue;
      smoothed[own + slot] = (smoothed[own + slot] ?? 0) + weight * (1 - share * neighbours.length);
      for (const other of neighbours) smoothed[other * SLOTS + slot] = (smoothed[other * SLOTS + slot] ?? 0) + weight * share;
    }
  }
  return smoothed;
}

/** Lets each hour speak for those beside it, less the farther away; the week is a circle. */
function byHours(weights: Float32Array, hours: number): Float32Array {
  if (hours === 0) return weights;
  const kernel = Array.from({ length: 2 * hours + 1 }, (_, index) => hours + 1 - Math.abs(index - hours));
  const sum = kernel.reduce((total, part) => total + part, 0);
  const smoothed = new Float32Array(weights.length);
  for (let start = 0; start < weights.length; start += SLOTS) {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const weight = (weights[start + slot] ?? 0) / sum;
      if (weight === 0) continue;
      for (let step = -hours; step <= hours; step += 1) {
        const at = start + ((slot + step + SLOTS) % SLOTS);
        smoothed[at] = (smoothed[at] ?? 0) + weight * (kernel[step + hours] ?? 0);
      }
    }
  }
  return smoothed;
}

/** Shrinks each cell's clock to the area's. @param weeks whose incidents the weights of one week stand for */
function expected(weights: Float32Array, parameters: Parameters, weeks: number): Float32Array {
  const [prior, weekPrior] = [parameters.prior / weeks, parameters.weekPrior / weeks];
  const area = new Float64Array(SLOTS);
  weights.forEach((weight, at) => (area[at % SLOTS] = (area[at % SLOTS] ?? 0) + weight));
  const total = area.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights;
  const areaByHour = byDayHour(area, 0);
  const scores = new Float32Array(weights.length);
  const byHour = new Float64Array(HOURS);
  for (let start = 0; start < weights.length; start += SLOTS) {
    byHour.set(byDayHour(weights, start));
    const all = byHour.reduce((sum, weight) => sum + weight, 0);
    if (all === 0) continue;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const hour = slot % HOURS;
      const inArea = areaByHour[hour] ?? 0;
      const hourShare = ((byHour[hour] ?? 0) + (prior * inArea) / total) / (all + prior);
      const base = inArea === 0 ? 0 : (hourShare * (area[slot] ?? 0)) / inArea;
      scores[start + slot] = (all * ((weights[start + slot] ?? 0) + weekPrior * base)) / (all + weekPrior);
    }
  }
  return scores;
}

function byDayHour(weights: Float32Array | Float64Array, start: number): Float64Array {
  const hours = new Float64Array(HOURS);
  for (let slot = 0; slot < SLOTS; slot += 1) hours[slot % HOURS] = (hours[slot % HOURS] ?? 0) + (weights[start + slot] ?? 0);
  return hours;
}
