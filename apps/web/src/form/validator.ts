import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { createErrorHandler, toErrorList, toErrorSchema, unwrapErrorHandler, validationDataMerge, type CustomValidator, type ErrorTransformer, type RJSFSchema, type RJSFValidationError, type UiSchema, type ValidationData, type ValidatorType } from '@rjsf/utils';

/**
 * Checks forms without making code at run time: ajv compiles schemas with `new Function`, which our content security policy
 * (`script-src 'self'`) forbids. This validator interprets them.
 */
class InterpretingValidator implements ValidatorType {
  validateFormData(formData: unknown, schema: RJSFSchema, customValidate?: CustomValidator, transformErrors?: ErrorTransformer, uiSchema?: UiSchema): ValidationData<unknown> {
    const raw = problemsOf(schema, formData);
    const errors = transformErrors ? transformErrors(raw, uiSchema) : raw;
    const found: ValidationData<unknown> = { errors, errorSchema: toErrorSchema(errors) };
    if (!customValidate) return found;
    const handler = customValidate(formData, createErrorHandler(formData), uiSchema, found.errorSchema);
    const custom = unwrapErrorHandler(handler);
    return validationDataMerge({ ...found, errors: [...errors, ...toErrorList(custom)] }, custom);
  }

  isValid(schema: RJSFSchema, formData: unknown, rootSchema: RJSFSchema): boolean {
    const whole = { ...schema, ...(rootSchema.$defs ? { $defs: rootSchema.$defs } : {}), ...(rootSchema.definitions ? { definitions: rootSchema.definitions } : {}) };
    return validate(whole, formData).valid;
  }

  rawValidation<Result>(schema: RJSFSchema, formData?: unknown): { errors?: Result[] } {
    return { errors: problemsOf(schema, formData) as unknown as Result[] };
  }
}

export const validator: ValidatorType = new InterpretingValidator();

function validate(schema: RJSFSchema, value: unknown) {
  // rjsf tries every branch of a choice with undefined; JSON Schema only knows JSON.
  const json: unknown = value === undefined ? {} : JSON.parse(JSON.stringify(value));
  return new Validator(schema as Schema, '2020-12', false).validate(json);
}

function problemsOf(schema: RJSFSchema, value: unknown): RJSFValidationError[] {
  const units = validate(schema, value).errors;
  return units.filter((unit) => !isContainer(unit, units)).flatMap(problemOf);
}

/** A unit that only says that something below it is wrong. */
function isContainer(unit: OutputUnit, all: readonly OutputUnit[]): boolean {
  const containers = ['properties', 'items', '$ref', 'allOf', 'if', 'additionalProperties', 'prefixItems', 'patternProperties'];
  return containers.includes(unit.keyword) && all.some((other) => other !== unit && other.instanceLocation.startsWith(unit.instanceLocation) && !containers.includes(other.keyword));
}

function problemOf({ keyword, instanceLocation, error }: OutputUnit): RJSFValidationError[] {
  const path = instanceLocation.replace(/^#\/?/, '').split('/').filter(Boolean).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'required') {
    const missing = /property "(.+?)"/.exec(error)?.[1];
    if (missing) path.push(missing);
  }
  const property = path.map((part) => `.${part}`).join('');
  return [{ name: keyword, property, message: error, params: { detail: error }, stack: `${property} ${error}`, schemaPath: keyword }];
}

/** For the alias in vite.config.ts: @rjsf/core's test helper imports ajv's validator, which must not reach the bundle. */
export default validator;
