import { readText, type ApiText } from '@stationhouse/plugin-web';

interface Field {
  readonly title?: unknown;
  readonly oneOf?: readonly { readonly const?: unknown; readonly title?: unknown }[];
  readonly items?: Field;
  readonly properties?: Readonly<Record<string, Field>>;
}

/** What was filled in, in words, a field a line: for somebody who reads it where the form is not. */
export function formWords(schema: unknown, value: unknown, textOf: (text: ApiText) => string): string {
  return linesOf((schema ?? {}) as Field, value, textOf).join('\n');
}

function linesOf({ properties = {} }: Field, value: unknown, textOf: (text: ApiText) => string): readonly string[] {
  return Object.entries((value ?? {}) as Record<string, unknown>).flatMap(([key, one]) => {
    const field = properties[key] ?? {};
    if (field.properties !== undefined) return linesOf(field, one, textOf);
    const title = readText(field.title);
    const words = (Array.isArray(one) ? one : [one]).map((single) => valueWords(field.items ?? field, single, textOf)).filter((word) => word !== '');
    return words.length === 0 ? [] : [`${title === undefined ? key : textOf(title)}：${words.join('、')}`];
  });
}

function valueWords({ oneOf = [] }: Field, value: unknown, textOf: (text: ApiText) => string): string {
  const title = readText(oneOf.find((choice) => choice.const === value)?.title);
  if (title !== undefined) return textOf(title);
  if (typeof value === 'boolean') return value ? '✓' : '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
