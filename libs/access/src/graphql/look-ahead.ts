import type { Reading, Want } from '@stationhouse/database';
import { defaultFieldResolver, isObjectType, type GraphQLSchema } from 'graphql';
import { LARGEST_PAGE } from './cursor.js';
import type { Selection } from './selection.js';

/** How the fields of a GraphQL type are read ahead: by the list they are part of, in its one statement. */
export interface Shelf {
  readonly reading: Reading;
  /** Columns that are read whatever is asked for. */
  readonly always: readonly string[];
  /** The columns a field is made of, where it is not the one of its name. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** Fields that are relations of the same name. */
  readonly ahead?: Readonly<Record<string, Ahead>>;
  /** Fields that are answered as the column or the rows of the same name are: PostgreSQL may spell them (spelling/). A moment is text by `momentText`. */
  readonly plain?: readonly string[];
  /** Fields that are made of one column and nothing else. */
  readonly made?: Readonly<Record<string, Made>>;
}

/** A field that is made of a column. */
export interface Made {
  readonly column: string;
  /** What its GraphQL fields resolve from, the same for whoever asks. @param value of the column, as JSON has it */
  readonly of: (value: unknown) => unknown;
}

/** A field that is read ahead as a relation. */
export interface Ahead {
  readonly shelf: () => Shelf;
  /** Columns of the row above that its fields are made of. */
  readonly above?: (selection: Selection) => readonly string[];
}

/**
 * What a selection wants of a shelf. A field nobody knows here has a resolver of its own, that finds the whole row.
 */
export function wantOf(shelf: Shelf, selection: Selection): Want {
  const columns = new Set(shelf.always);
  const relations = new Map<string, Want>();
  for (const [name, { args, below }] of selection) {
    const ahead = shelf.ahead?.[name];
    const needs = shelf.needs?.[name];
    if (ahead !== undefined) {
      const own = ahead.shelf();
      const sizes = args.map(({ first }) => first).filter((first) => typeof first === 'number');
      relations.set(name, { ...wantOf(own, below), first: sizes.length === 0 ? undefined : Math.min(Math.max(0, ...sizes), LARGEST_PAGE) });
      for (const column of ahead.above?.(below) ?? []) columns.add(column);
    } else {
      const own = needs ?? (Object.hasOwn(shelf.reading.columns, name) ? [name] : Object.keys(shelf.reading.columns));
      for (const column of own) columns.add(column);
    }
  }
  return { columns, relations };
}

/** What was read ahead of a record, by field. */
export type ReadAhead = Readonly<Record<string, ((args: Readonly<Record<string, unknown>>) => unknown) | undefined>>;

const AHEAD = Symbol('stationhouse:ahead');

/** Marks a record with what was read ahead of it. The mark is no property a client or a row could bring. Returns the same record. */
export function withAhead<Thing extends object>(record: Thing, ahead: ReadAhead): Thing {
  Object.defineProperty(record, AHEAD, { value: ahead, configurable: true, enumerable: false, writable: true });
  return record;
}

/**
 * Lets fields answer with what was read ahead, before their resolvers are asked. A field without it is resolved as ever, so that a list that
 * reads nothing ahead says the same.
 * @returns the same schema
 */
export function answerAhead(schema: GraphQLSchema): GraphQLSchema {
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || roots.includes(type) || type.name.startsWith('__')) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      const { resolve } = field;
      if (resolve === undefined || resolve === defaultFieldResolver) continue;
      field.resolve = (source: { readonly [AHEAD]?: ReadAhead }, args: Record<string, unknown>, context, info) => {
        const read = source[AHEAD]?.[name];
        return read === undefined ? (resolve(source, args, context, info) as unknown) : read(args);
      };
    }
  }
  return schema;
}
