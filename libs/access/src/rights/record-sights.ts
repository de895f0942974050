import type { Tenant } from '@stationhouse/database';
import { FORBIDDEN_KEYS, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { isObjectType, type GraphQLSchema } from 'graphql';
import type { PersonalKind } from '../masking/mask.js';
import { maskPersonal, personalOf } from '../masking/personal.js';
import { ANY_ITEM, leavesBySchema, maskBySchema, type Leaf } from '../masking/schema.js';
import type { DataClass } from '../permissions/roles.js';

/** Made-up values: nothing of a record is read to say how it looks. */
const SAMPLES: Readonly<Record<PersonalKind, string>> = { name: '张三丰', phone: '13812345678', idNumber: '110101199003074578', address: '某路1号', text: '叙述' };
const SAMPLE_NUMBER = 7;

/** A field of a record, and how a made-up value of it looks to a reader of some level. */
export interface FieldLook {
  /** Keys as GraphQL or the data write them. */
  readonly path: string;
  readonly title: Bilingual;
  readonly dataClass: DataClass;
  readonly shown: 'FULL' | 'MASKED' | 'HIDDEN';
  /** As it looks; null where nothing is seen. */
  readonly sample: string | null;
}

/** A record that somebody asks about. */
export interface SightedRecord {
  readonly id: Id;
  readonly number: string;
  /** Its fields for a reader of a level, by the code that masks them. */
  looks(level: DataClass): FieldLook[];
}

/** A kind of record whose fields can be explained. */
export interface RecordKind {
  /** As audit entries name it: `instance`. */
  readonly kind: string;
  /** What opens it. */
  readonly permission: string;
  /** The record of a number at a station, exactly; undefined for none. */
  find(tenant: Tenant, stationId: Id, number: string): Promise<SightedRecord | undefined>;
}

/** The kinds of records of a composition; each library brings its own. */
export class RecordSights {
  private readonly known: RecordKind[] = [];

  register(kind: RecordKind): void {
    this.known.push(kind);
  }

  /** The record of a number, of whichever kind; undefined for none. */
  async find(tenant: Tenant, stationId: Id, number: string): Promise<{ readonly kind: RecordKind; readonly record: SightedRecord } | undefined> {
    for (const kind of this.known) {
      const record = await kind.find(tenant, stationId, number);
      if (record !== undefined) return { kind, record };
    }
    return undefined;
  }
}

/** How data that a JSON Schema declares look to a reader: a made-up record goes through the mask itself. */
export function looksOfData(schema: unknown, level: DataClass, prefix = ''): FieldLook[] {
  const leaves = leavesBySchema(schema);
  const masked = maskBySchema(schema, madeUp(leaves), level, (madeUpValue) => madeUpValue);
  return leaves.map((leaf) => ({ path: `${prefix}${leaf.path.join('.')}`, title: titleOf(leaf), dataClass: leaf.dataClass, ...look(sampleOf(leaf), valueAt(masked, leaf.path)) }));
}

/** How the fields of a GraphQL type look to a reader: a made-up value of each goes through the mask itself. @param titles by field; of those without one only what is personal is told */
export function looksOfType(schema: GraphQLSchema, name: string, titles: Readonly<Record<string, Bilingual>>, level: DataClass): FieldLook[] {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type.`);
  return Object.values(type.getFields()).filter(({ name: field, extensions }) => Object.hasOwn(titles, field) || personalOf(extensions) !== undefined).map((field) => {
    const personal = personalOf(field.extensions);
    const title = titles[field.name] ?? text(field.name, field.name);
    if (personal === undefined) return { path: field.name, title, dataClass: 'P0', shown: 'FULL', sample: null };
    const sample = SAMPLES[personal.kind];
    return { path: field.name, title, dataClass: personal.class, ...look(sample, maskPersonal(sample, personal, level)) };
  });
}

function look(sample: unknown, seen: unknown): Pick<FieldLook, 'shown' | 'sample'> {
  if (seen === null || seen === undefined) return { shown: 'HIDDEN', sample: null };
  return { shown: seen === sample ? 'FULL' : 'MASKED', sample: typeof seen === 'string' ? seen : null };
}

function sampleOf({ words, kind }: Leaf): unknown {
  return words ? SAMPLES[kind] : SAMPLE_NUMBER;
}

/** 当事人 · 姓名; the path where nobody gave a title. */
function titleOf({ path, titles }: Leaf): Bilingual {
  if (titles.length === 0) return text(path.join('.'), path.join('.'));
  return text(titles.map((title) => title['zh-CN']).join(' · '), titles.map(({ en }) => en).join(' · '));
}

function madeUp(leaves: readonly Leaf[]): unknown {
  const inner = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const [key = '', ...path] = leaf.path;
    if (!FORBIDDEN_KEYS.has(key)) inner.set(key, [...(inner.get(key) ?? []), { ...leaf, path }]);
  }
  const made = [...inner].map(([key, below]) => [key, below[0]?.path.length === 0 ? sampleOf(below[0]) : madeUp(below)] as const);
  return inner.has(ANY_ITEM) ? made.map(([, value]) => value) : Object.fromEntries(made);
}

function valueAt(data: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof data !== 'object' || data === null) return key === undefined ? data : undefined;
  return valueAt(Array.isArray(data) ? (data as unknown[])[0] : (data as Record<string, unknown>)[key], rest);
}
