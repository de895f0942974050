import { ANY_ITEM, type DataClass } from '@stationhouse/access';
import type { Condition, InstanceTest, SameField, Test } from './conditions.js';
import type { TypedField } from './shape.js';
import type { VersionSchema } from './versions.js';

export type SqlType = 'text' | 'text[]' | 'jsonb[]' | 'numeric' | 'numeric[]' | 'integer' | 'boolean' | 'date' | 'timestamptz' | 'uuid' | 'uuid[]';

/** Who looks, at what: the versions there are, and the class the reader sees in full. */
export interface Sight {
  readonly versions: readonly VersionSchema[];
  readonly level: DataClass;
}

/** Where a value is looked for: the whole data of the row, or an element of one of its lists. */
interface Place {
  readonly json: string;
  /** How many steps of a path lead here. */
  readonly depth: number;
}

/**
 * Writes conditions and orders over instances (alias `i`) as SQL. Every value of a request is a parameter. A field is read in the
 * rows of those versions alone whose schema shows it to the reader: for the others it is as if it were missing, as it is in what they
 * are shown.
 */
export class SqlWriter {
  readonly parameters: unknown[];
  private elements = 0;
  private readonly visible = new Map<string, string>();

  /** @param data SQL of a row's data; @param parameters those the statement has already; @param workflow whose instances are compared with each other */
  constructor(
    private readonly sight: Sight,
    private readonly data: string,
    parameters: readonly unknown[] = [],
    private readonly workflow = '',
  ) {
    this.parameters = [...parameters];
  }

  /** @returns the placeholder of a value, with its type */
  add(value: unknown, type: SqlType): string {
    this.parameters.push(value);
    return `$${this.parameters.length}::${type}`;
  }

  /** A condition; never null. */
  where(condition: Condition): string {
    return this.write(condition, { json: this.data, depth: 0 });
  }

  /** The sort key of a field, and its type; null for rows without a value the reader sees. */
  key(field: TypedField): { readonly sql: string; readonly type: SqlType } {
    const value = this.value(field, { json: this.data, depth: 0 });
    switch (field.kind) {
      case 'choice':
        return { sql: `array_position(${this.add(field.choices.map((choice) => JSON.stringify(choice.value)), 'jsonb[]')}, ${value})`, type: 'integer' };
      case 'text':
        return { sql: `(CASE WHEN jsonb_typeof(${value}) = 'string' THEN ${value} #>> '{}' END COLLATE "C")`, type: 'text' };
      case 'integer':
      case 'number':
        return { sql: asType(value, 'number'), type: 'numeric' };
      case 'boolean':
        return { sql: `CASE WHEN jsonb_typeof(${value}) = 'boolean' THEN (${value})::boolean END`, type: 'boolean' };
      case 'date':
        return { sql: asType(value, 'date'), type: 'date' };
      case 'moment':
        return { sql: asType(value, 'timestamptz'), type: 'timestamptz' };
      default:
        throw new Error(`Nothing is ordered by ${field.key}.`);
    }
  }

  private write(condition: Condition, place: Place): string {
    if ('all' in condition) return condition.all.length === 0 ? 'true' : `(${condition.all.map((one) => this.write(one, place)).join(' AND ')})`;
    if ('any' in condition) return condition.any.length === 0 ? 'true' : `(${condition.any.map((one) => this.write(one, place)).join(' OR ')})`;
    if ('not' in condition) return `NOT ${this.write(condition.not, place)}`;
    if ('instance' in condition) return this.instance(condition.instance);
    if ('field' in condition) return `coalesce(${this.holds(condition.field, condition.test, place, condition.declared)}, false)`;
    return this.some(condition.some, condition.where, place);
  }

  private some(list: TypedField, where: Condition, place: Place): string {
    this.elements += 1;
    const element = `e${this.elements}`;
    const value = this.value(list, place, 'some');
    const inner = this.write(where, { json: `${element}.value`, depth: list.path.length + 1 });
    return `EXISTS (SELECT FROM jsonb_array_elements(CASE WHEN jsonb_typeof(${value}) = 'array' THEN ${value} ELSE '[]' END) AS ${element} (value) WHERE ${inner})`;
  }

  /** That the value of a field is so; null counts as no. */
  protected holds(field: TypedField, test: Test, place: Place, declared?: true): string {
    return this.test(this.value(field, place, declared), field, test);
  }

  /** The JSON of a field where the reader sees it, else null. */
  private value(field: TypedField, place: Place, declared?: true | 'some'): string {
    return `(CASE WHEN i.definition = ANY (${this.visibleIn(field, declared)}) THEN ${place.json} #> ${this.add(field.path.slice(place.depth), 'text[]')} END)`;
  }

  /**
   * The versions in which the reader sees a field.
   * @param declared true: those that declare it at the top as this very kind; `some`: it is a list of objects, whose length everybody
   *   sees where it is declared
   */
  private visibleIn(field: TypedField, declared: true | 'some' | undefined): string {
    const path = field.list ? [...field.path, ANY_ITEM] : field.path;
    const name = `${path.join('.')} ${declared}`;
    const known = this.visible.get(name);
    if (known !== undefined) return known;
    const hashes = this.sight.versions.filter((version) => {
      const there = version.field(path[0] ?? '');
      if (declared === 'some') return there !== undefined;
      if (declared === true && (there?.kind !== field.kind || there.list !== field.list)) return false;
      return version.shows(path, this.sight.level);
    });
    const placeholder = this.add(hashes.map(({ hash }) => hash), 'text[]');
    this.visible.set(name, placeholder);
    return placeholder;
  }

  private test(value: string, field: TypedField, test: Test): string {
    if ('in' in test) return `${value} = ANY (${this.add(test.in.map((one) => JSON.stringify(one)), 'jsonb[]')})`;
    if ('startsWith' in test) return `jsonb_typeof(${value}) = 'string' AND starts_with(${value} #>> '{}', ${this.add(test.startsWith, 'text')})`;
    if ('includes' in test) return `jsonb_typeof(${value}) = 'array' AND jsonb_exists_any(${value}, ${this.add(test.includes, 'text[]')})`;
    if ('missing' in test) return `(${value} IS NULL OR ${value} = 'null') = ${this.add(test.missing, 'boolean')}`;
    const type = field.kind === 'date' ? 'date' : field.kind === 'moment' ? 'timestamptz' : 'numeric';
    return `${asType(value, type === 'numeric' ? 'number' : type)} ${this.bound(test, type)}`;
  }

  protected bound(test: { readonly from: unknown } | { readonly to: unknown }, type: 'date' | 'timestamptz' | 'numeric'): string {
    if ('from' in test) return `>= ${this.add(test.from, type)}`;
    return `${type === 'timestamptz' ? '<' : '<='} ${this.add(test.to, type)}`;
  }

  private openTask({ key, dueBefore }: { readonly key: string | undefined; readonly dueBefore: Date | undefined }): string {
    const named = key === undefined ? '' : ` AND k.key = ${this.add(key, 'text')}`;
    const due = dueBefore === undefined ? '' : ` AND k.due_at < ${this.add(dueBefore, 'timestamptz')}`;
    return `EXISTS (SELECT FROM task k WHERE k.station_id = i.station_id AND k.instance_id = i.id AND k.status IN ('OPEN', 'CLAIMED')${named}${due})`;
  }

  /** The instances of the workflow that share a person with another one of their station: read once – as an array, since the planner thinks them too many to hash – and nothing of it is answered but their ids. */
  private repeated(by: readonly SameField[]): string {
    if (by.length === 0) return 'SELECT NULL::uuid WHERE false';
    const marks = by.map(({ list, key }) => {
      // The list is read out of the snapshot once: unpacking that is what this costs.
      const items = `CROSS JOIN LATERAL (SELECT o.snapshot #> ${this.add(['data', ...list], 'text[]')} AS list OFFSET 0) l`;
      return `SELECT DISTINCT o.station_id, o.id, regexp_replace(e.value ->> ${this.add(key, 'text')}, '\\D', '', 'g') AS mark FROM fact.instance o ${items}
          CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(l.list) = 'array' THEN l.list ELSE '[]' END) AS e (value) WHERE o.workflow = ${this.add(this.workflow, 'text')}`;
    });
    return `SELECT m.id FROM (SELECT one.id, count(*) OVER (PARTITION BY one.station_id, one.mark) AS times FROM (${marks.join(' UNION ')}) one WHERE length(one.mark) >= ${FEWEST_DIGITS}) m WHERE m.times > 1`;
  }

  /** Bare where the column is never null, so that an index may serve it. */
  protected instance(test: InstanceTest): string {
    if ('state' in test) return `${this.add(test.state, 'text')} = ANY (i.states)`;
    if ('closed' in test) return `i.status = '${test.closed ? 'closed' : 'running'}'`;
    if ('outcome' in test) return `coalesce(i.outcome = ANY (${this.add(test.outcome, 'text[]')}), false)`;
    if ('incidentId' in test) return `coalesce(i.incident_id = ${this.add(test.incidentId, 'uuid')}, false)`;
    if ('parentId' in test) return `(i.parent_id IS NOT NULL AND i.parent_id = ${this.add(test.parentId, 'uuid')})`;
    if ('openTask' in test) return this.openTask(test.openTask);
    if ('openLinked' in test) return `EXISTS (SELECT FROM instance c WHERE c.station_id = i.station_id AND c.parent_id = i.id AND c.workflow = ${this.add(test.openLinked, 'text')} AND c.status = 'running')`;
    if ('repeats' in test) return `(i.id = ANY (ARRAY(${this.repeated(test.by)}))) = ${this.add(test.repeats, 'boolean')}`;
    const column = `i.${test.column}`;
    if ('missing' in test.test) return `(${column} IS NULL) = ${this.add(test.test.missing, 'boolean')}`;
    const bounded = `${column} ${this.bound(test.test, 'timestamptz')}`;
    return test.column === 'started_at' ? bounded : `coalesce(${bounded}, false)`;
  }
}

/** Fewer digits than this are no phone or identity number: an extension is not a person. */
const FEWEST_DIGITS = 7;

/** A JSON value as an SQL one; null for one of another type, which an older version may have held there. */
function asType(value: string, type: 'number' | 'date' | 'timestamptz'): string {
  if (type === 'number') return `CASE WHEN jsonb_typeof(${value}) = 'number' THEN (${value})::numeric END`;
  return `CASE WHEN jsonb_typeof(${value}) = 'string' AND pg_input_is_valid(${value} #>> '{}', '${type}') THEN (${value} #>> '{}')::${type} END`;
}
