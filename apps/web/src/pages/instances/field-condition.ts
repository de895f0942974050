import { useQuery } from '@apollo/client/react';
import { resolveRef, schemaInLocale, useStation, useWords, type JsonSchema } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import type { Option } from '../../fields.js';
import { WorkflowFieldsDocument, type FieldFilter } from '../../gql/instances.js';
import { endOfDate, startOfDate } from '../../hooks.js';

/** Where a condition on a field stands in the address bar. */
export const FIELD_KEYS = ['field', 'how', 'value'] as const;
export type FieldValues = Readonly<Record<(typeof FIELD_KEYS)[number], string>>;

/** A field that a list can be filtered by. */
export interface Field {
  readonly key: string;
  readonly title: string;
  readonly kind: 'choice' | 'choices' | 'boolean' | 'number' | 'date' | 'moment' | 'text';
  readonly options: readonly Option[];
}

/** The fields of a workflow's data that a list can be filtered by, in their order; personal ones are none. @param workflow its id; empty for none */
export function useFields(workflow: string): readonly Field[] {
  const { stationId } = useStation();
  const { locale } = useWords();
  const { data } = useQuery(WorkflowFieldsDocument, { variables: { stationId }, skip: workflow === '' });
  const schema: unknown = data?.workflows.find(({ id }) => id === workflow)?.dataSchema;
  return useMemo(() => (schema === undefined ? [] : fieldsOf(schemaInLocale(schema, locale) as JsonSchema)), [schema, locale]);
}

/** @param root a schema in one language */
export function fieldsOf(root: JsonSchema): readonly Field[] {
  const properties = (root['properties'] ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(properties).flatMap(([key, written]): Field[] => {
    const schema = resolveRef(written, root);
    const kind = kindOf(schema, root);
    if (kind === undefined || (schema['x-personal'] ?? 'P0') !== 'P0') return [];
    return [{ key, title: typeof schema['title'] === 'string' ? schema['title'] : key, kind, options: optionsOf(kind === 'choices' ? resolveRef(schema['items'], root) : schema) }];
  });
}

function kindOf(schema: JsonSchema, root: JsonSchema): Field['kind'] | undefined {
  if (optionsOf(schema).length > 0) return 'choice';
  switch (schema['type']) {
    case 'array': return optionsOf(resolveRef(schema['items'], root)).length > 0 ? 'choices' : undefined;
    case 'boolean': return 'boolean';
    case 'integer': case 'number': return 'number';
    case 'string': return schema['format'] === 'date' ? 'date' : schema['format'] === 'date-time' ? 'moment' : schema['x-kind'] === undefined ? 'text' : undefined;
    default: return undefined;
  }
}

function optionsOf(schema: JsonSchema): readonly Option[] {
  const named = Array.isArray(schema['oneOf']) ? (schema['oneOf'] as readonly JsonSchema[]) : [];
  if (named.length > 0) return named.flatMap(({ const: value, title }) => (typeof value === 'string' ? [{ value, label: typeof title === 'string' ? title : value }] : []));
  return Array.isArray(schema['enum']) ? schema['enum'].flatMap((value) => (typeof value === 'string' ? [{ value, label: value }] : [])) : [];
}

/** The condition as GraphQL takes it; undefined while it is not said in full. */
export function conditionOf(fields: readonly Field[], { field: key, how, value }: FieldValues, timeZone: string): FieldFilter | undefined {
  const field = fields.find((one) => one.key === key);
  if (field === undefined || value === '') return undefined;
  const until = how === 'to';
  switch (field.kind) {
    case 'choice': return { key, operator: 'EQUALS', value };
    case 'choices': return { key, operator: 'INCLUDES', value: [value] };
    case 'boolean': return { key, operator: 'EQUALS', value: value === 'yes' };
    case 'text': return { key, operator: 'STARTS_WITH', value };
    case 'number': return Number.isFinite(Number(value)) ? { key, operator: until ? 'TO' : 'FROM', value: Number(value) } : undefined;
    case 'date': return { key, operator: until ? 'TO' : 'FROM', value };
    case 'moment': {
      const bound = until ? endOfDate(value, timeZone) : startOfDate(value, timeZone);
      return bound === undefined ? undefined : { key, operator: until ? 'TO' : 'FROM', value: bound };
    }
  }
}
