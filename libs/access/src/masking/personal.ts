import { Extensions, type FieldMiddleware } from '@nestjs/graphql';
import type { DataClass } from '../permissions/roles.js';
import { covers } from '../permissions/roles.js';
import { maskText, type PersonalKind } from './mask.js';
import { readerOf } from './reader.js';

/** How personal a field is. */
export interface PersonalField {
  readonly class: Exclude<DataClass, 'P0'>;
  readonly kind: PersonalKind;
}

const KEY = 'stationhouse:personal';

/**
 * Marks a GraphQL field as personal. It must be nullable: what may not be seen is null. Its record is marked with
 * `withReader(record, reader)` by whoever read it; a record without the mark is masked the most.
 */
export function Personal(field: PersonalField): PropertyDecorator & MethodDecorator {
  return Extensions({ [KEY]: field });
}

/** The personal mark of a field, from its schema extensions. */
export function personalOf(extensions: Readonly<Record<string, unknown>> | undefined): PersonalField | undefined {
  return extensions?.[KEY] as PersonalField | undefined;
}

/**
 * Masks every personal field of every answer, in the one place all of them pass: `buildSchemaOptions.fieldMiddleware`.
 * A value that is not text is shown in full or not at all.
 */
export const maskingMiddleware: FieldMiddleware = async ({ info, source }, next) => {
  const value: unknown = await next();
  if (info === null || info === undefined) throw new Error('The masking middleware runs on fields only.');
  const personal = personalOf(info.parentType.getFields()[info.fieldName]?.extensions);
  if (personal === undefined || value === null || value === undefined) return value;
  return maskPersonal(value, personal, readerOf(source)?.level ?? 'P0');
};

/** What a reader of a level sees of a personal value; null where nothing may be seen. */
export function maskPersonal(value: unknown, personal: PersonalField, level: DataClass): unknown {
  if (typeof value === 'string') return maskText(value, personal.kind, personal.class, level);
  return covers(level, personal.class) ? value : null;
}
