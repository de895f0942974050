import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bilingual } from '@stationhouse/kernel';

/** A JSON Schema (2020-12), as plugins write them. */
export type Schema = Readonly<Record<string, unknown>>;

/** A Word template that lies beside a plugin. */
export interface TemplateSource {
  readonly fileName: string;
  readonly bytes: Buffer;
  /** Of the bytes. */
  readonly sha256: string;
}

/** A document that a plugin makes from a Word template, which bureau and station may replace by their own. */
export interface DocumentDeclaration {
  /** kebab-case; automations make it by this name. Unique in the house. */
  readonly id: string;
  readonly title: Bilingual;
  /** What is printed where nobody has set a template of their own: see {@link documentTemplate}. */
  readonly template: TemplateSource;
  /**
   * JSON Schema 2020-12 of what a template's tags may say, an object. `title` in both languages on each property: a tag may use the Chinese title in place of
   * the key. What `required` names on the top level a template should show. Images: `{ type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' }`,
   * as large as a signature, or as `'x-print': { wide: 15, high: 10 }` says in centimetres. `examples` fill the preview.
   */
  readonly data: Schema;
}

/** Declares a document for a plugin's `documents`. */
export function defineDocument(declaration: DocumentDeclaration): DocumentDeclaration {
  return Object.freeze(declaration);
}

/**
 * Reads a template that lies beside the plugin.
 * @param relative `../../documents/mediation-agreement.docx`
 * @param from the caller's `import.meta.url`
 */
export function documentTemplate(relative: string, from: string): TemplateSource {
  const file = fileURLToPath(new URL(relative, from));
  const bytes = readFileSync(file);
  return { fileName: path.basename(file), bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Data of a document's signatures, for its schema: `signatures: SIGNATURES`. `image` is a PNG as base64, absent for who signs by hand on paper. */
export const SIGNATURES: Schema = {
  type: 'array',
  title: { 'zh-CN': '签名', en: 'Signatures' },
  'x-personal': 'P2',
  items: {
    type: 'object',
    required: ['name', 'role'],
    properties: {
      name: { type: 'string', title: { 'zh-CN': '签名人', en: 'Who signs' }, examples: ['张三'] },
      role: { type: 'string', title: { 'zh-CN': '签名身份', en: 'As what' }, examples: ['当事人'] },
      image: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png', title: { 'zh-CN': '签名图片', en: 'Picture of the signature' } },
      at: { type: 'string', title: { 'zh-CN': '签名时间', en: 'Signed at' }, examples: ['2026年3月2日'] },
    },
  },
};
