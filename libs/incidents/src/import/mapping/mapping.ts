import { FORBIDDEN_KEYS, isStorableText, isTimeZone, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { z } from 'zod';
import { categoryOf, isChannel, isOutcome } from '../../register/vocabulary.js';
import { IMPORT_FIELDS, IMPORT_FIELD_NAMES, type ImportField } from './fields.js';
import { MOMENT_FORMATS } from './moments.js';

/** The source name of incidents taken down in the house itself; imports may not use it. */
export const INTAKE_SOURCE = 'intake';

const columnName = z.string().min(1).max(250);
const name = z.string().trim().min(1).max(80).refine(isStorableText);
const values = z.record(z.string().max(500), z.string().max(100)).refine((table) => Object.keys(table).length <= 5_000 && !Object.keys(table).some((key) => FORBIDDEN_KEYS.has(key)));

const fieldMapping = z.strictObject({
  /** The column that holds the value. */
  column: columnName,
  /** For a moment whose time of day stands in a column of its own. */
  timeColumn: columnName.optional(),
  /** How a moment is written where that is not plain from its look. */
  format: z.enum(MOMENT_FORMATS).optional(),
  /** What the source's values mean here; see compileValues. An empty target means "no value". */
  values: values.optional(),
});

const routing = z.union([
  z.strictObject({ stationId: z.uuid() }),
  z.strictObject({ column: columnName, stations: z.record(z.string().max(500), z.uuid()), unrouted: z.uuid() }),
]);

const mappingSchema = z.strictObject({
  source: name,
  timeZone: z.string().refine(isTimeZone),
  fields: z.strictObject(Object.fromEntries(IMPORT_FIELD_NAMES.map((field) => [field, fieldMapping.optional()])) as Record<ImportField, z.ZodOptional<typeof fieldMapping>>),
  attributes: z.union([z.literal('rest'), z.array(columnName).max(1_000)]).optional(),
  routing,
  idColumn: columnName.optional(),
});

/** How the columns of one source become incidents; kept as the source's profile. */
export type Mapping = z.infer<typeof mappingSchema>;
export type FieldMapping = z.infer<typeof fieldMapping>;

/**
 * Checks a mapping from outside, its vocabulary and, when they are known, its columns.
 * @throws StationhouseError IMPORT_MAPPING_INVALID whose details name the place
 */
export function parseMapping(input: unknown, columns?: readonly string[]): Mapping {
  const parsed = mappingSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') ?? '';
    throw invalid(place, text(`列对应关系有误（${place}），请检查后重试。`, `The column mapping is wrong at "${place}". Check it and try again.`));
  }
  const mapping = parsed.data;
  if (mapping.source === INTAKE_SOURCE) throw invalid('source', text('来源名称“intake”为系统保留，请换一个。', 'The source name "intake" is reserved. Choose another.'));
  if (mapping.fields.receivedAt === undefined) throw invalid('fields.receivedAt', text('请指定“接警时间”对应的列。', 'Choose the column that holds the time received.'));
  checkVocabulary(mapping);
  if (columns !== undefined) checkColumns(mapping, columns);
  return mapping;
}

/** Every station a mapping sends rows to. */
export function stationsOf(mapping: Mapping): Id[] {
  const { routing: route } = mapping;
  return 'stationId' in route ? [route.stationId] : [...new Set([...Object.values(route.stations), route.unrouted])];
}

/** Every column a mapping reads as a field, an id or a route. */
export function columnsOf(mapping: Mapping): Set<string> {
  const used = new Set<string>();
  for (const field of Object.values(mapping.fields)) {
    if (field === undefined) continue;
    used.add(field.column);
    if (field.timeColumn !== undefined) used.add(field.timeColumn);
  }
  if (mapping.idColumn !== undefined) used.add(mapping.idColumn);
  if ('column' in mapping.routing) used.add(mapping.routing.column);
  return used;
}

const TARGETS: Partial<Record<string, (value: string) => boolean>> = {
  channel: isChannel,
  category: (value) => categoryOf(value) !== undefined,
  outcome: (value) => value === '' || isOutcome(value),
};

function checkVocabulary(mapping: Mapping): void {
  for (const field of IMPORT_FIELD_NAMES) {
    const known = TARGETS[IMPORT_FIELDS[field].kind];
    const wrong = known === undefined ? undefined : Object.values(mapping.fields[field]?.values ?? {}).find((target) => !known(target));
    if (wrong !== undefined) {
      const place = `fields.${field}.values`;
      throw invalid(place, text(`“${wrong}”不是有效的取值，请从列表中选择。`, `"${wrong}" is not a value of this field. Choose one from the list.`));
    }
  }
}

function checkColumns(mapping: Mapping, columns: readonly string[]): void {
  const known = new Set(columns);
  const listed = Array.isArray(mapping.attributes) ? mapping.attributes : [];
  const missing = [...columnsOf(mapping), ...listed].find((column) => !known.has(column));
  if (missing !== undefined) {
    throw invalid(missing, text(`文件中没有“${missing}”这一列。`, `The file has no column "${missing}".`));
  }
}

function invalid(place: string, message: Bilingual): StationhouseError {
  return new StationhouseError('IMPORT_MAPPING_INVALID', message, { place });
}
