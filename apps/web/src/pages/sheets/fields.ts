import { momentOfLocal } from '@stationhouse/kernel';
import { plain, type ApiText } from '@stationhouse/plugin-web';

/** A field of a start form that a cell can fill. */
export interface SheetField {
  /** `person.name`; the first entry of a list of objects: `parties.0.name`. */
  readonly path: string;
  readonly title: ApiText;
  readonly required: boolean;
  readonly kind: 'text' | 'number' | 'boolean' | 'date' | 'moment' | 'list';
  /** What may be chosen, with what it is called. */
  readonly options: readonly { readonly value: unknown; readonly title: ApiText }[];
}

interface Schema {
  readonly type?: string;
  readonly title?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly { readonly const?: unknown; readonly title?: unknown }[];
  readonly enum?: readonly unknown[];
}

/** The fields of a start form, in its order. Of a list of objects the first entry has columns. */
export function fieldsOf(schema: unknown): readonly SheetField[] {
  return below((schema ?? {}) as Schema, '', { zhCN: '', en: '' }, true);
}

function below({ properties = {}, required = [] }: Schema, path: string, above: ApiText, needed: boolean): readonly SheetField[] {
  return Object.entries(properties).flatMap(([key, field]): readonly SheetField[] => {
    // Signed in person, or kept as a file: no cell holds it.
    if ('x-signature' in field) return [];
    const own = titleOf(field.title) ?? { zhCN: key, en: key };
    const title = above.zhCN === '' ? own : { zhCN: `${above.zhCN} · ${own.zhCN}`, en: `${above.en} · ${own.en}` };
    const [here, must] = [path === '' ? key : `${path}.${key}`, needed && required.includes(key)];
    if (field.properties !== undefined) return below(field, here, title, must);
    if (field.items?.properties !== undefined) return below(field.items, `${here}.0`, title, must);
    return [{ path: here, title, required: must, kind: kindOf(field), options: optionsOf(field.type === 'array' ? (field.items ?? {}) : field) }];
  });
}

function kindOf({ type, format }: Schema): SheetField['kind'] {
  if (type === 'array') return 'list';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'boolean';
  return format === 'date-time' ? 'moment' : format === 'date' ? 'date' : 'text';
}

function optionsOf({ oneOf, enum: listed }: Schema): SheetField['options'] {
  const written = oneOf?.map((one) => ({ value: one.const, title: one.title })) ?? listed?.map((value) => ({ value, title: undefined })) ?? [];
  return written.map(({ value, title }) => ({ value, title: titleOf(title) ?? { zhCN: String(value), en: String(value) } }));
}

function titleOf(written: unknown): ApiText | undefined {
  const { 'zh-CN': zhCN, en } = (written ?? {}) as Readonly<Record<string, unknown>>;
  return typeof zhCN === 'string' && typeof en === 'string' ? { zhCN, en } : undefined;
}

/** Which column, by its place, fills which field. */
export type Mapping = Readonly<Record<string, number>>;

/** The columns found by their titles, in either language, in full or by their last part. */
export function matched(fields: readonly SheetField[], columns: readonly string[]): Mapping {
  const free = new Set(columns.keys());
  const found: Record<string, number> = {};
  const take = (namesOf: (field: SheetField) => readonly string[]) => {
    for (const field of fields) {
      if (found[field.path] !== undefined) continue;
      const at = [...free].find((place) => namesOf(field).some((name) => plain(name) === plain(columns[place] ?? '')));
      if (at !== undefined && free.delete(at)) found[field.path] = at;
    }
  };
  take(({ path, title }) => [path, title.zhCN, title.en]);
  take(({ title }) => [title.zhCN, title.en].map((name) => name.split(' · ').at(-1) ?? name));
  return found;
}

/** What a row of cells says in the terms of the form. What cannot be read stays as it was written, for the check to refuse. */
export function rowOf(fields: readonly SheetField[], mapping: Mapping, cells: readonly string[], timeZone: string): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const field of fields) {
    const at = mapping[field.path];
    const cell = at === undefined ? '' : (cells[at] ?? '').trim();
    if (cell !== '') put(row, field.path.split('.'), valueOf(field, cell, timeZone));
  }
  return row;
}

function put(target: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[key] = value;
  else if (rest[0] === '0') {
    const [first = {}] = (target[key] ?? []) as readonly Record<string, unknown>[];
    put(first, rest.slice(1), value);
    target[key] = [first];
  } else {
    const inner = (target[key] ?? {}) as Record<string, unknown>;
    put(inner, rest, value);
    target[key] = inner;
  }
}

const YES = new Set(['是', '有', '对', '√', '1', 'yes', 'y', 'true']);
const NO = new Set(['否', '无', '不', '×', '0', 'no', 'n', 'false']);

function valueOf(field: SheetField, cell: string, timeZone: string): unknown {
  if (field.kind === 'list') return cell.split(/[、,，;；\n]/u).map((part) => part.trim()).filter(Boolean).map((part) => chosen(field, part));
  if (field.options.length > 0) return chosen(field, cell);
  if (field.kind === 'number') {
    const bare = cell.normalize('NFKC').replaceAll(/[,\s¥￥元]/gu, '');
    return bare !== '' && Number.isFinite(Number(bare)) ? Number(bare) : cell;
  }
  if (field.kind === 'boolean') return YES.has(plain(cell)) ? true : NO.has(plain(cell)) ? false : cell;
  if (field.kind === 'moment') return momentOfLocal(dateOf(cell), timeZone)?.toISOString() ?? cell;
  return field.kind === 'date' ? dateOf(cell).slice(0, 10) : cell;
}

function chosen({ options }: SheetField, cell: string): unknown {
  return options.find(({ value, title }) => [String(value), title.zhCN, title.en].some((name) => plain(name) === plain(cell)))?.value ?? cell;
}

/** `2026/3/5 9:08`, `2026年3月5日9时8分` as `2026-03-05 09:08:00`; what is no date stays as it is. */
function dateOf(cell: string): string {
  const parts = /^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?(?:[\sT]*(\d{1,2})[:：时点](\d{1,2})?(?:[:：分](\d{1,2})?)?[秒分]?)?$/u.exec(cell.normalize('NFKC'));
  if (parts === null) return cell;
  const [year, ...rest] = parts.slice(1).map((part) => (part ?? '0').padStart(2, '0'));
  return `${year}-${rest.slice(0, 2).join('-')} ${rest.slice(2).join(':')}`;
}
