import { Extensions } from '@nestjs/graphql';
import { defaultFieldResolver, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
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
 * Masks every personal field of every answer, in the one place all of them pass: the schema itself, whoever walks it. Fields that are not
 * personal are left as they are, so that masking costs an answer only what it masks. A value that is not text is shown in full or
 * not at all.
 * @returns the same schema
 */
export function maskPersonalFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const personal = personalOf(field.extensions);
      if (personal !== undefined) field.resolve = masking(field.resolve ?? defaultFieldResolver, personal);
    }
  }
  return schema;
}

function masking(resolve: GraphQLFieldResolver<unknown, unknown>, personal: PersonalField): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context, info) => {
    const shown = (value: unknown) => (value === null || value === undefined ? value : maskPersonal(value, personal, readerOf(source)?.level ?? 'P0'));
    const value = resolve(source, args, context, info);
    return value instanceof Promise ? value.then(shown) : shown(value);
  };
}

/** What a reader of a level sees of a personal value; null where nothing may be seen. */
export function maskPersonal(value: unknown, personal: PersonalField, level: DataClass): unknown {
  if (typeof value === 'string') return maskText(value, personal.kind, personal.class, level);
  return covers(level, personal.class) ? value : null;
}
