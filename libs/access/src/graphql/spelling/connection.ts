import { Extensions } from '@nestjs/graphql';
import type { GraphQLField, GraphQLResolveInfo } from 'graphql';
import type { DataClass } from '../../permissions/roles.js';
import type { Shelf } from '../look-ahead.js';
import { askedBelow, asksType, type Asked, type Asking, type Opened } from './asked.js';
import { fillHoles, MISSING, Unspellable, type Filling } from './holes.js';
import { RowSpelling } from './row.js';
import { literal, textOf } from './text.js';

/** Between rows, and between a row and its key; no more part of JSON than the marks of holes. */
const BREAK = '\u0002';
const KEY = 'stationhouse:spelled';

/** Says that a query of a connection may answer with a page that PostgreSQL spelled, when it is asked to: see {@link spellingOf}. @param shelf what its nodes are read from */
export function Spells(shelf: () => Shelf): MethodDecorator {
  return Extensions({ [KEY]: shelf });
}

/** The shelf of a query that may answer with a spelled page. */
export function spellsFrom({ extensions }: GraphQLField<unknown, unknown>): Shelf | undefined {
  return (extensions[KEY] as (() => Shelf) | undefined)?.();
}

/** What a list reads for a spelled page. */
export interface SpelledRows {
  /** The key of a row, as its cursor has it: SQL of its parts. */
  readonly key: readonly string[];
  /** `incident i WHERE … ORDER BY … LIMIT …`: a row more than the page has. */
  readonly rows: string;
}

/**
 * How a page of a connection is spelled as it is asked for: PostgreSQL writes the JSON of all rows as one text, in the names and the order of the answer, and
 * the server puts in what only it knows – what is masked, and what is made of a column – and hands the text on. Nothing is parsed, and no field is
 * walked. It says what the walk would say, to the letter; what it cannot say so is not spelled.
 */
export class PageSpelling {
  private constructor(
    private readonly node: string,
    readonly fillings: readonly Filling[],
    private readonly write: (page: PageParts) => string,
    /** Whether it is asked how many there are in all. */
    readonly total: boolean,
  ) {}

  /** @returns undefined where the answer has to be walked */
  static of(asking: Asking, asked: Opened, shelf: Shelf): PageSpelling | undefined {
    const around = askedBelow(asking, asked) ?? [];
    const [edges, ...more] = around.filter(({ field }) => field.name === 'edges');
    const edge = edges && askedBelow(asking, edges);
    const [node, ...others] = edge?.filter(({ field }) => field.name === 'node') ?? [];
    if (edge === undefined || node === undefined || more.length > 0 || others.length > 0) return undefined;
    const rows = new RowSpelling(asking);
    const row = rows.row(shelf, node);
    const write = writer(around, (field) => connectionField(asking, field, writer(edge, edgeField)));
    return row && write && new PageSpelling(row.sql, rows.fillings, write, around.some(({ field }) => field.name === 'totalCount'));
  }

  /** SQL of all rows of a page, and of the one behind it, as one text. */
  rows({ key, rows }: SpelledRows): string {
    const parts = key.flatMap((part, place) => [literal(place === 0 ? '[' : ','), `to_json(${part})`]);
    return `(SELECT string_agg(page.spelled, E'\\x02') FROM (SELECT ${textOf([...parts, literal(`]${BREAK}`), this.node])} AS spelled FROM ${rows}) page)`;
  }

  /**
   * The page.
   * @param rows what {@link rows} answered
   * @param size rows of the page
   * @param level of its reader
   */
  page(rows: string | null, size: number, total: number | null, level: DataClass): SpelledPage {
    const pieces = rows === null ? [] : rows.split(BREAK);
    const edges = pieces.length / 2;
    const shown = Array.from({ length: Math.min(edges, size) }, (_, place): EdgeParts => ({ key: pieces[2 * place] ?? '', node: () => fillHoles(pieces[2 * place + 1] ?? '', this.fillings, level) }));
    return new SpelledPage(() => {
      if (rows?.includes(MISSING) === true) throw new Unspellable('A value that must be there is null.');
      return this.write({ edges: shown, hasNextPage: edges > size, total });
    });
  }
}

/** A page as text. */
export class SpelledPage {
  constructor(
    /** JSON of the connection. @throws Unspellable */
    readonly spell: () => string,
  ) {}
}

interface EdgeParts {
  readonly key: string;
  readonly node: () => string;
}

interface PageParts {
  readonly edges: readonly EdgeParts[];
  readonly hasNextPage: boolean;
  readonly total: number | null;
}

type Write<Parts> = (parts: Parts) => string;

/** Writes an object; undefined where one of its fields cannot be. */
function writer<Parts>(fields: readonly Asked[], valueOf: (asked: Asked) => Write<Parts> | undefined): Write<Parts> | undefined {
  const values = fields.map((asked) => (asksType(asked) ? () => `"${asked.on}"` : valueOf(asked)));
  if (!values.every((value) => value !== undefined)) return undefined;
  const names = fields.map(({ key }) => `"${key}":`);
  return (parts) => `{${listed(values, (value, place) => (names[place] ?? '') + value(parts))}}`;
}

/** Puts texts behind one another with commas, without copying them: only what is sent is one text. */
function listed<Each>(all: readonly Each[], write: (each: Each, place: number) => string): string {
  let text = '';
  for (const [place, each] of all.entries()) text += (place === 0 ? '' : ',') + write(each, place);
  return text;
}

function connectionField(asking: Asking, asked: Asked, edge: Write<EdgeParts> | undefined): Write<PageParts> | undefined {
  const { name } = asked.field;
  if (name === 'edges') return edge && (({ edges }) => `[${listed(edges, edge)}]`);
  if (name === 'totalCount') return ({ total }) => String(total);
  return name === 'pageInfo' ? writer(askedBelow(asking, asked) ?? [], pageInfoField) : undefined;
}

function pageInfoField({ field }: Asked): Write<PageParts> | undefined {
  if (field.name === 'hasNextPage') return ({ hasNextPage }) => String(hasNextPage);
  if (field.name !== 'endCursor') return undefined;
  return ({ edges }) => {
    const last = edges.at(-1);
    return last === undefined ? 'null' : cursor(last.key);
  };
}

function edgeField({ field }: Asked): Write<EdgeParts> | undefined {
  if (field.name === 'node') return ({ node }) => node();
  return field.name === 'cursor' ? ({ key }) => cursor(key) : undefined;
}

/** As `encodeCursor` writes it, of a key that is JSON already. */
function cursor(key: string): string {
  return `"${Buffer.from(key, 'utf8').toString('base64url')}"`;
}

const SPELLING = Symbol('stationhouse:spelling');

/** Asks a query for a spelled page. Returns the same. */
export function askSpelled<Info extends object>(info: Info, spelling: PageSpelling): Info {
  return Object.defineProperty(info, SPELLING, { value: spelling });
}

/** How a query is asked to spell its page; undefined where it is to answer a page that is walked. */
export function spellingOf(info: GraphQLResolveInfo): PageSpelling | undefined {
  return (info as { [SPELLING]?: PageSpelling })[SPELLING];
}
