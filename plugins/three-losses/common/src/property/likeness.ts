import type { Json, JsonObject } from '@stationhouse/workflow';
import { textOf, wordsOf } from '@stationhouse/workflow/json';
import { bareNumber, brandsIn, coloursIn, pairsOf, shared } from './text.js';

/** Something that somebody lost, or found, as it is compared. */
export interface Thing {
  /** As the forms have it; `other` says nothing. */
  readonly kind: string;
  /** All that was written of it. */
  readonly words: string;
  /** Codes of colours that were ticked; those of the words are read, too. */
  readonly colours: readonly string[];
  readonly brand: string;
  /** IMEI, number of a card or its last digits, engraved number. */
  readonly serial: string;
  readonly place: string;
  /** When it was lost or found; milliseconds. */
  readonly at: number;
}

/** Why two may be one, or may not: what agrees or differs, never what it is. */
export type LikenessCode = 'NUMBER' | 'NUMBER_TAIL' | 'OTHER_NUMBER' | 'BRAND' | 'OTHER_BRAND' | 'COLOURS' | 'OTHER_COLOURS' | 'KIND' | 'WORDS' | 'PLACE' | 'TIME';

/** A reason with what it weighs; what speaks against it is below nought. */
export interface LikenessReason {
  readonly code: LikenessCode;
  readonly weight: number;
}

/** How much speaks for two being one thing. */
export interface Likeness {
  readonly score: number;
  /** The weightiest first, whichever way it points. */
  readonly reasons: readonly LikenessReason[];
}

/**
 * What each agreement weighs: the whole of it, of which texts and colours give their share (D, our own). A number settles it by itself, and so does a number that differs; a make and colours
 * that differ are told and outweighed by a number, since people misremember.
 */
export const WEIGHTS = { NUMBER: 10, NUMBER_TAIL: 5, OTHER_NUMBER: -10, BRAND: 2, OTHER_BRAND: -3, COLOURS: 2, OTHER_COLOURS: -2, KIND: 1, WORDS: 4, PLACE: 2, TIME: 1 } as const satisfies Record<LikenessCode, number>;
/** What is proposed speaks for itself this much: kind and time alone never do. */
export const ENOUGH = 3;

/** Fewer digits than these say nothing. */
const FEWEST_OF_NUMBER = 4;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A watch that goes wrong, or an owner who guesses: found so much before it was lost is still the same. */
const SLACK = 12 * HOUR;
/** Property is kept for a year from the notice (民法典 318). */
const LONGEST = 366 * DAY;
const UNKNOWN_KIND = 'other';

/**
 * How much speaks for something lost and something found being one thing; undefined where they cannot be: another kind, found before it was lost, or more than a year after. Both are
 * treated alike, and what agrees never lowers the score. It proposes; a person decides.
 */
export function likenessOf(lost: Thing, found: Thing): Likeness | undefined {
  if (lost.kind !== found.kind && lost.kind !== UNKNOWN_KIND && found.kind !== UNKNOWN_KIND) return undefined;
  const gap = found.at - lost.at;
  if (gap < -SLACK || gap > LONGEST) return undefined;
  const reasons = [...ofNumber(lost, found), ...ofBrand(lost, found), ...ofColours(lost, found), ...share('WORDS', shared(pairsOf(lost.words), pairsOf(found.words))), ...share('PLACE', shared(pairsOf(lost.place), pairsOf(found.place)))];
  if (lost.kind === found.kind && lost.kind !== UNKNOWN_KIND) reasons.push({ code: 'KIND', weight: WEIGHTS.KIND });
  reasons.push(...share('TIME', soon(Math.abs(gap))));
  const score = reasons.reduce((sum, { weight }) => sum + weight, 0);
  return { score: rounded(score), reasons: reasons.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)) };
}

function ofNumber(one: Thing, other: Thing): LikenessReason[] {
  const [mine, theirs] = [bareNumber(one.serial), bareNumber(other.serial)].sort((a, b) => a.length - b.length) as [string, string];
  if (mine.length < FEWEST_OF_NUMBER) return [];
  if (mine === theirs) return [{ code: 'NUMBER', weight: WEIGHTS.NUMBER }];
  // The last digits of a card are said without the rest of it.
  if (theirs.endsWith(mine)) return [{ code: 'NUMBER_TAIL', weight: WEIGHTS.NUMBER_TAIL }];
  // A card's number and an IMEI do not deny each other: two of one length do.
  return mine.length === theirs.length ? [{ code: 'OTHER_NUMBER', weight: WEIGHTS.OTHER_NUMBER }] : [];
}

function ofBrand(one: Thing, other: Thing): LikenessReason[] {
  const [mine, theirs] = [brandsIn(one.brand, one.words), brandsIn(other.brand, other.words)];
  if (mine.size === 0 || theirs.size === 0) return [];
  const code = [...mine].some((brand) => theirs.has(brand)) ? 'BRAND' : 'OTHER_BRAND';
  return [{ code, weight: WEIGHTS[code] }];
}

function ofColours(one: Thing, other: Thing): LikenessReason[] {
  const [mine, theirs] = [coloursOf(one), coloursOf(other)];
  if (mine.size === 0 || theirs.size === 0) return [];
  const common = shared(mine, theirs);
  return common === 0 ? [{ code: 'OTHER_COLOURS', weight: WEIGHTS.OTHER_COLOURS }] : share('COLOURS', common);
}

const coloursOf = ({ colours, words }: Thing): ReadonlySet<string> => new Set([...colours, ...coloursIn(words)]);

/** Whole within a day, less and less to a month, nothing after. */
function soon(gap: number): number {
  if (gap <= DAY) return 1;
  return gap >= 30 * DAY ? 0 : 1 - (gap - DAY) / (29 * DAY);
}

function share(code: 'WORDS' | 'PLACE' | 'COLOURS' | 'TIME', part: number): LikenessReason[] {
  const weight = rounded(WEIGHTS[code] * part);
  return weight === 0 ? [] : [{ code, weight }];
}

const rounded = (weight: number) => Math.round(weight * 100) / 100;

/** Lost property as its instance has it. */
export const lostThing = (data: JsonObject): Thing => thing(data, [data['description']], data['lostPlace'], data['lostOn']);
/** Found property as its instance has it: what is announced and what is not. */
export const foundThing = (data: JsonObject): Thing => thing(data, [data['notice'], data['details']], data['foundPlace'], data['foundOn']);

function thing(data: JsonObject, words: readonly (Json | undefined)[], place: Json | undefined, on: Json | undefined): Thing {
  return {
    kind: textOf(data['kind']) || UNKNOWN_KIND,
    words: words.map(textOf).join(' '),
    colours: wordsOf(data['colours']),
    brand: textOf(data['brand']),
    serial: textOf(data['serial']),
    place: textOf(place),
    at: Date.parse(textOf(on)),
  };
}
