import { ANY_ITEM, classBySchema, covers, leavesBySchema, type DataClass, type Leaf } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { shapeOf, type TypedField } from './shape.js';

/** Versions whose schemas are kept. */
const MOST_KEPT = 2_000;

/** The data schema of one version of a workflow. */
export class VersionSchema {
  private readonly classes = new Map<string, DataClass>();
  private readonly top: ReadonlyMap<string, TypedField>;
  private declared: readonly Leaf[] | undefined;

  constructor(
    readonly hash: string,
    readonly schema: JsonObject,
    /** The workflow, where what its instances hold serves it alone. */
    readonly apart?: string,
  ) {
    this.top = new Map(topFields(schema).map((field) => [field.key, field]));
  }

  /** Whether a reader of a level sees in full what this version keeps at a path. */
  shows(path: readonly string[], level: DataClass): boolean {
    const key = path.join('.');
    const known = this.classes.get(key) ?? classBySchema(this.schema, path);
    this.classes.set(key, known);
    return covers(level, known);
  }

  /** Every value this version declares, down to the innermost. */
  leaves(): readonly Leaf[] {
    this.declared ??= leavesBySchema(this.schema);
    return this.declared;
  }

  /** Paths of PostgreSQL's JSON that find something where the data say anything under special protection (P3). A plain no says nothing. */
  protects(): readonly string[] {
    return this.leaves().filter(({ dataClass }) => dataClass === 'P3').map(({ path }) => `$${path.map((step) => (step === ANY_ITEM ? '[*]' : `.${JSON.stringify(step)}`)).join('')} ? (@.type() != "null" && (@.type() != "boolean" || @ == true))`);
  }

  /** The fields at the top of the data. */
  fields(): readonly TypedField[] {
    return [...this.top.values()];
  }

  /** A field at the top of the data, as this version declares it. */
  field(key: string): TypedField | undefined {
    return this.top.get(key);
  }
}

/** The fields at the top of a data schema, typed as those of a workflow are; names are not checked. */
export function topFields(schema: JsonObject): readonly TypedField[] {
  return shapeOf({ workflow: 'any', title: text('', ''), data: schema }).shape.fields;
}

/**
 * The versions of workflows as filters must know them: an instance is masked by the schema of the version it runs on, so a
 * condition may look into those alone whose schema shows the field to whoever asks.
 */
export class VersionSchemas {
  private readonly kept = new Map<string, VersionSchema>();

  /** Every version of a workflow that the tenant's stations may have instances of, the newest first. */
  async of(tenant: Tenant, workflow: string): Promise<readonly VersionSchema[]> {
    const rows = await tenant.sql<{ hash: string }>('SELECT hash FROM definition WHERE workflow = $1 GROUP BY hash ORDER BY max(published_at) DESC, hash', [workflow]);
    const hashes = rows.map(({ hash }) => hash);
    const unknown = hashes.filter((hash) => !this.kept.has(hash));
    const read = unknown.length === 0 ? [] : await tenant.sql<{ hash: string; data: JsonObject; apart: boolean }>(`SELECT DISTINCT ON (hash) hash, source -> 'data' AS data, coalesce(source ->> 'apart' = 'true', false) AS apart FROM definition WHERE hash = ANY ($1)`, [unknown]);
    const found = new Map(read.map(({ hash, data, apart }) => [hash, new VersionSchema(hash, data, apart ? workflow : undefined)]));
    const all = hashes.flatMap((hash) => this.kept.get(hash) ?? found.get(hash) ?? []);
    for (const [hash, schema] of found) this.keep(hash, schema);
    return all;
  }

  /** A schema never changes under its hash: the one that was read longest ago leaves first. */
  private keep(hash: string, schema: VersionSchema): void {
    if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(hash, schema);
  }
}
