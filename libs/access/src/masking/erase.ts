import { FORBIDDEN_KEYS } from '@stationhouse/kernel';
import { applicable, itemSchemas, propertySchemas, type Schema } from './schema.js';

/** What is to go, and who counts it. */
export interface Erasing {
  /**
   * Whether the time of a personal field is over; undefined where nobody has declared the field.
   * @param field its path in the data, without the places of items: `parties.name`
   */
  readonly over: (field: string) => boolean | undefined;
  /** Whether everything personal that nobody declared is to go. */
  readonly rest: boolean;
  /** Told of every value that goes. @param field the declared field it was part of; undefined for the rest */
  readonly count: (field: string | undefined) => void;
}

/** Schemas may refer to themselves; what lies deeper goes with the rest. */
const DEEPEST = 40;

interface Place {
  readonly path: readonly string[];
  /** Whether what lies around it goes, and the declared field that says so. */
  readonly gone: boolean;
  readonly field: string | undefined;
  readonly depth: number;
}

/**
 * Removes what its schema marks as personal and whose time is over. A value inside a field goes with it unless it is declared to be
 * kept longer; a value that is declared for a shorter time goes before it. Whatever no schema describes counts as personal.
 * @returns new data without what went; undefined when nothing is left of it
 */
export function eraseBySchema(schema: unknown, data: unknown, erasing: Erasing): unknown {
  return left({ root: schema, erasing }, [schema], data, { path: [], gone: false, field: undefined, depth: 0 });
}

type Work = { readonly root: unknown; readonly erasing: Erasing };

function left(work: Work, found: readonly unknown[], data: unknown, around: Place): unknown {
  const schemas = around.depth > DEEPEST ? [] : found.flatMap((schema) => applicable(work.root, schema, 0));
  const place = placed(work, schemas, around);
  if (Array.isArray(data)) {
    const kept = data.map((item, index) => left(work, itemSchemas(schemas, index), item, { ...place, depth: place.depth + 1 })).filter((item) => item !== undefined);
    return kept.length === 0 && place.gone ? undefined : kept;
  }
  if (typeof data === 'object' && data !== null) {
    const kept = Object.entries(data).flatMap(([key, value]) => {
      const rest = FORBIDDEN_KEYS.has(key) ? undefined : left(work, propertySchemas(schemas, key), value, { ...place, path: [...place.path, key], depth: place.depth + 1 });
      return rest === undefined ? [] : [[key, rest] as const];
    });
    return kept.length === 0 && place.gone ? undefined : Object.fromEntries(kept);
  }
  if (!place.gone) return data;
  if (data !== null) work.erasing.count(place.field);
  return undefined;
}

function placed({ erasing }: Work, schemas: readonly Schema[], around: Place): Place {
  const marked = schemas.length === 0 || schemas.some((schema) => schema['x-personal'] !== undefined && schema['x-personal'] !== false);
  if (!marked) return around;
  const field = around.path.join('.');
  const over = erasing.over(field);
  if (over !== undefined) return { ...around, gone: over, field };
  // Nobody declared it: it goes with what it is part of, at the latest with everything else.
  return around.gone ? around : { ...around, gone: erasing.rest, field: undefined };
}
