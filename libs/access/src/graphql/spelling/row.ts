import type { Relation } from '@stationhouse/database';
import { getNamedType, getNullableType, isEnumType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { personalOf } from '../../masking/personal.js';
import { LARGEST_PAGE } from '../cursor.js';
import type { Shelf } from '../look-ahead.js';
import { askedBelow, asksType, type Asked, type Asking, type Opened } from './asked.js';
import { holeMarks, made, masked, MISSING, MOST_HOLES, type Filling } from './holes.js';
import { literal, type Sql, textOf } from './text.js';

/** What PostgreSQL writes as GraphQL does: text and ids, moments that are text by `momentText`, yes and no, whole numbers. One with a fraction is written otherwise. */
const SPELLED: ReadonlySet<string> = new Set(['ID', 'String', 'DateTime', 'Boolean', 'Int']);

/** A row as SQL of one text, and the columns of its shelf that it is made of. */
interface Row {
  readonly sql: string;
  readonly columns: ReadonlySet<string>;
}

/** Spells rows as JSON objects; the holes of all levels are counted together. */
export class RowSpelling {
  readonly fillings: Filling[] = [];

  constructor(private readonly asking: Asking) {}

  /**
   * What is asked for below a field, of a row of its shelf.
   * @returns undefined where something is neither a column as it is, nor made of one, nor rows of another shelf
   */
  row(shelf: Shelf, asked: Opened): Row | undefined {
    const columns = new Set<string>();
    const fields = askedBelow(this.asking, asked)?.map((below) => this.field(shelf, below, columns));
    if (fields === undefined || !fields.every((field) => field !== undefined) || this.fillings.length > MOST_HOLES) return undefined;
    return { sql: textOf([literal('{'), ...fields.flatMap((field, place) => (place === 0 ? field : [literal(','), ...field])), literal('}')]), columns };
  }

  private field(shelf: Shelf, asked: Asked, columns: Set<string>): Sql[] | undefined {
    const { key, on } = asked;
    if (asksType(asked)) return [literal(`"${key}":"${on}"`)];
    const value = this.made(shelf, asked, columns) ?? this.plain(shelf, asked, columns);
    return value && [literal(`"${key}":`), ...value];
  }

  private made({ made: all, reading }: Shelf, asked: Asked, columns: Set<string>): Sql[] | undefined {
    const makes = all?.[asked.field.name];
    const filling = makes && made(this.asking, asked, makes.of);
    if (makes === undefined || filling === undefined || personalOf(asked.field.extensions) !== undefined) return undefined;
    columns.add(makes.column);
    return this.hole(filling, orNull(`to_json(${reading.columns[makes.column] ?? ''})`));
  }

  private plain(shelf: Shelf, asked: Asked, columns: Set<string>): Sql[] | undefined {
    const { name, type, extensions, args } = asked.field;
    if (shelf.plain?.includes(name) !== true) return undefined;
    const personal = personalOf(extensions);
    const relation = shelf.reading.relations?.[name];
    if (relation !== undefined) return personal === undefined ? this.relation(relation, shelf, asked) : undefined;
    const column = shelf.reading.columns[name];
    const json = column === undefined || args.length > 0 ? undefined : spelled(type, column);
    if (json === undefined) return undefined;
    columns.add(name);
    return personal === undefined ? this.value(type, json) : this.hole(masked(personal), orNull(json));
  }

  private relation({ rows, one }: Relation, shelf: Shelf, asked: Asked): Sql[] | undefined {
    const ahead = shelf.ahead?.[asked.field.name];
    const limit = one === true ? ' LIMIT 1' : limitOf(asked);
    const row = ahead && limit !== undefined ? this.row(ahead.shelf(), asked) : undefined;
    if (row === undefined) return undefined;
    const page = `FROM (SELECT ${row.sql} AS spelled FROM ${rows(row.columns)}${limit}) r`;
    return one === true ? this.value(asked.field.type, `(SELECT r.spelled ${page})`) : [literal('['), `(SELECT string_agg(r.spelled, ',') ${page})`, literal(']')];
  }

  /** A value: null where its type says so, and refused by the walk where not. */
  private value(type: GraphQLOutputType, json: string): Sql[] {
    return [isNonNullType(type) ? `coalesce(${json}, '${MISSING}')` : orNull(json)];
  }

  private hole(filling: Filling, json: string): Sql[] {
    const [before, after] = holeMarks(this.fillings.push(filling) - 1);
    return [literal(before), json, literal(after)];
  }
}

function orNull(json: string): string {
  return `coalesce(${json}, 'null')`;
}

/** SQL of a column as JSON; null of a choice that its type does not know. Undefined for what only the walk can spell. */
function spelled(type: GraphQLOutputType, column: string): string | undefined {
  if (isListType(getNullableType(type))) return undefined;
  const named = getNamedType(type);
  if (!isEnumType(named)) return SPELLED.has(named.name) ? `to_json(${column})` : undefined;
  const values = named.getValues();
  if (!isNonNullType(type) || values.some(({ name, value }) => value !== name)) return undefined;
  return `CASE WHEN ${column} = ANY ('{${values.map(({ name }) => name).join(',')}}') THEN to_json(${column}) END`;
}

/** How many rows of a relation, as SQL; undefined for what the walk refuses, or does in another way. */
function limitOf({ args, field }: Asked): string | undefined {
  if (field.args.length === 0) return '';
  const { first, ...others } = args;
  if (Object.keys(others).length > 0 || typeof first !== 'number') return undefined;
  return first >= 1 && first <= LARGEST_PAGE ? ` LIMIT ${first}` : undefined;
}
