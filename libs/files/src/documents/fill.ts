import Docxtemplater, { type DXT } from 'docxtemplater';
import type { Schema } from './declaration.js';
import { imageModule } from './images.js';
import { bytesOf, pack, unpack, type Parts } from './package.js';
import { printedSizes, underTitles } from './schema.js';

/** Names of a path alone, never an expression: a template is no program. */
export function readPath(scope: unknown, tag: string): unknown {
  if (tag === '.') return scope;
  return tag.split('.').reduce<unknown>((found, name) => (typeof found === 'object' && found !== null && Object.hasOwn(found, name) ? (found as Readonly<Record<string, unknown>>)[name] : undefined), scope);
}

/** How templates are read, by the check and by the filling alike. */
export const OPTIONS: DXT.Options = {
  paragraphLoop: true,
  linebreaks: true,
  errorLogging: false,
  stripInvalidXMLChars: true,
  syntax: { changeDelimiterPrefix: null },
  parser: (tag) => ({ get: (scope: unknown) => readPath(scope, tag.trim()) }),
  nullGetter: () => '',
};

/**
 * Fills a template. What is missing in the data prints nothing; the same template and data give the same bytes.
 * @param schema of the data, which were checked against it
 * @throws UnreadableTemplate, and docxtemplater's errors for a template that was not checked
 */
export async function fillTemplate(template: Buffer, schema: Schema, data: unknown): Promise<Buffer> {
  return fillParts(await unpack(template), schema, data);
}

export function fillParts(parts: Parts, schema: Schema, data: unknown): Buffer {
  const document = new Docxtemplater(pack(parts), { ...OPTIONS, modules: [imageModule(printedSizes(schema))] });
  document.render(underTitles(schema, data));
  return bytesOf(document.getZip());
}
