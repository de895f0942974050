import { getNullableType, isLeafType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { LRUCache } from 'lru-cache';
import { maskPersonal, personalOf, type PersonalField } from '../../masking/personal.js';
import type { DataClass } from '../../permissions/roles.js';
import { askedBelow, asksType, type Asked, type Asking } from './asked.js';

/** What is put into a hole. @param raw JSON as PostgreSQL wrote it @returns JSON as it is answered */
export type Filling = (raw: string, level: DataClass) => string;

/** An answer that cannot be spelled after all: it is walked, which also says what is wrong. */
export class Unspellable extends Error {}

/** Around a hole in a text of PostgreSQL's: JSON escapes control characters, so that no value of a row can hold one. */
const MARK = '\u0001';
/** Stands for the first hole, behind the first mark; of all others the characters behind it. */
const FIRST = 0x5d;
/** More than a document may have fields. */
export const MOST_HOLES = 2_000;
/** Values that a field is made of are few; more are made each time. */
const MOST_MADE = 500;

/** What a statement puts before and behind the raw value of a hole. */
export function holeMarks(index: number): readonly [before: string, behind: string] {
  return [`${MARK}${String.fromCharCode(FIRST + index)}`, MARK];
}

/** In the place of what must be there and is null: the walk refuses that in words. Whoever typed just this character is walked as well. */
export const MISSING = String.raw`"\u0001"`;

/** Fills the holes of a text. @throws Unspellable */
export function fillHoles(text: string, fillings: readonly Filling[], level: DataClass): string {
  const pieces = text.split(MARK);
  let filled = pieces[0] ?? '';
  for (let index = 1; index < pieces.length; index += 2) {
    const hole = pieces[index] ?? '';
    const filling = fillings[hole.charCodeAt(0) - FIRST];
    if (filling === undefined) throw new Unspellable('A hole that nobody made.');
    // The parts stay where they are: only what is sent is one text.
    filled += filling(hole.slice(1), level) + (pieces[index + 1] ?? '');
  }
  return filled;
}

/** A personal value, masked in the one place that masks. */
export function masked(personal: PersonalField): Filling {
  return (raw, level) => (raw === 'null' ? raw : JSON.stringify(maskPersonal(JSON.parse(raw), personal, level)));
}

/**
 * A field that is made of one column.
 * @param of makes what its GraphQL fields resolve from
 * @returns undefined where what is asked for below it is personal, takes arguments or may be of several types
 */
export function made(asking: Asking, asked: Asked, of: (value: unknown) => unknown): Filling | undefined {
  const write = writerOf(asking, asked, asked.field.type);
  if (write === undefined) return undefined;
  const kept = new LRUCache<string, string>({ max: MOST_MADE });
  return (raw) => {
    const known = kept.get(raw) ?? write(of(JSON.parse(raw)));
    kept.set(raw, known);
    return known;
  };
}

/** Writes a value that lies in memory as GraphQL answers it. */
type Writer = (value: unknown) => string;

function writerOf(asking: Asking, asked: Asked, type: GraphQLOutputType): Writer | undefined {
  const write = bareWriterOf(asking, asked, getNullableType(type));
  return write && ((value) => {
    if (value !== null && value !== undefined) return write(value);
    if (isNonNullType(type)) throw new Unspellable('A value that must be there is not.');
    return 'null';
  });
}

function bareWriterOf(asking: Asking, asked: Asked, type: GraphQLOutputType): Writer | undefined {
  if (isLeafType(type)) return (value) => JSON.stringify(type.serialize(value));
  if (isListType(type)) {
    const item = writerOf(asking, asked, type.ofType);
    return item && ((value) => `[${(value as readonly unknown[]).map(item).join(',')}]`);
  }
  const below = askedBelow(asking, asked)?.map((inner) => propertyOf(asking, inner));
  if (below === undefined || !below.every((write) => write !== undefined)) return undefined;
  return (value) => `{${below.map((write) => write(value)).join(',')}}`;
}

function propertyOf(asking: Asking, asked: Asked): Writer | undefined {
  const { key, field, on } = asked;
  if (asksType(asked)) return () => `"${key}":"${on}"`;
  const write = writerOf(asking, asked, field.type);
  if (write === undefined || field.args.length > 0 || personalOf(field.extensions) !== undefined) return undefined;
  const read = field.resolve ?? ((value: unknown) => (value as Readonly<Record<string, unknown>>)[field.name]);
  return (value) => `"${key}":${write(read(value, {}, undefined, undefined as never))}`;
}
