import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isMoment, type CheckJson, type SchemaError } from './schema-error.js';
import type { JsonObject } from './types.js';

/** One for the process: compiling JSON Schema's own meta-schema costs more than all forms of a workflow. */
const ajv = newAjv();

function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, messages: false, useDefaults: true, strictTypes: false, strictRequired: false, strictTuples: false, code: { optimize: false } });
  addFormats.default(ajv);
  ajv.addFormat('date-time', isMoment);
  ajv.addVocabulary(['x-personal', 'x-kind', 'x-form', 'x-same', 'x-signature', 'x-encrypted', 'x-print']);
  return ajv;
}

/**
 * Makes a JSON Schema 2020-12 ready, on the server: compiled to code. In a browser `schema-engine.browser.ts` stands in its place.
 * @throws Error with a message in English when the schema itself is wrong
 */
export function prepareSchema(schema: JsonObject): CheckJson {
  const validate: ValidateFunction = ajv.compile(schema);
  // Ajv keeps every schema it has seen; the compiled function is all we need.
  ajv.removeSchema(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(errorOf));
}

function errorOf({ instancePath, keyword, params }: ErrorObject): SchemaError {
  const parameters = params as Record<string, unknown>;
  const path = instancePath.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const property = parameters['missingProperty'] ?? parameters['additionalProperty'] ?? parameters['unevaluatedProperty'];
  return { keyword, path: property === undefined ? path : [...path, String(property)], limit: parameters['limit'] ?? parameters['type'] ?? parameters['format'] };
}
