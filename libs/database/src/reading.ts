/** What can be read of one kind of row: its columns, and the rows that hang on it. */
export interface Reading {
  /** SQL by the names that records give the columns, over the alias its relations and lists use. */
  readonly columns: Readonly<Record<string, string>>;
  readonly relations?: Readonly<Record<string, Relation>>;
}

/** Rows that hang on a row. */
export interface Relation {
  readonly reading: () => Reading;
  /**
   * Where they are, over the aliases of both: `task t WHERE t.station_id = n.station_id AND t.instance_id = n.id ORDER BY t.serial`.
   * @param columns of them that are wanted: a join that serves none is left out
   */
  readonly rows: (columns: ReadonlySet<string>) => string;
  /** One at most: an object or null, instead of a list. */
  readonly one?: true;
}

/** SQL of a moment as text: ISO 8601 in UTC with milliseconds, as it is answered. */
export function momentText(moment: string): string {
  return `to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** What is wanted of a reading. */
export interface Want {
  readonly columns: ReadonlySet<string>;
  readonly relations: ReadonlyMap<string, Want>;
  /** Of a relation: how many rows at most. */
  readonly first?: number | undefined;
}

/**
 * The columns of a SELECT that reads what is wanted and nothing else; whatever hangs on a row comes with it as JSON, as deep as it is asked
 * for: one statement reads a list with all its relations, however many rows and levels it has.
 * Moments inside JSON are text.
 */
export function columnsOf(reading: Reading, want: Want): string {
  const columns = [...want.columns].map((name) => `${known(reading.columns, name)} AS "${name}"`);
  const relations = [...want.relations].map(([name, wanted]) => `${relationOf(known(reading.relations ?? {}, name), wanted)} AS "${name}"`);
  return [...columns, ...relations].join(', ') || 'NULL AS "nothing"';
}

function relationOf({ reading, rows, one }: Relation, want: Want): string {
  const limit = one === true ? ' LIMIT 1' : want.first === undefined ? '' : ` LIMIT ${Math.trunc(want.first)}`;
  const page = `(SELECT ${columnsOf(reading(), want)} FROM ${rows(want.columns)}${limit}) r`;
  return one === true ? `(SELECT row_to_json(r) FROM ${page})` : `(SELECT coalesce(json_agg(r), '[]') FROM ${page})`;
}

function known<Value>(all: Readonly<Record<string, Value>>, name: string): Value {
  const value = Object.hasOwn(all, name) ? all[name] : undefined;
  if (value === undefined) throw new Error(`Nothing called "${name}" is read here.`);
  return value;
}
