import { codeOf, RestError, type Words } from '@stationhouse/plugin-web';
import type { DocumentTemplatesQuery } from '../../gql/documents.js';

export type DocumentOf = DocumentTemplatesQuery['documentTemplates'][number];
export type TemplateInForce = DocumentOf['inForce'];
export type Version = DocumentOf['versions'][number];
export type Tag = DocumentOf['tags'][number];

/** Something about a template, as the server tells it over GraphQL and REST. */
export interface Problem {
  readonly code: string;
  readonly tag?: string | null;
  readonly near?: string | null;
  readonly text: { readonly zhCN: string; readonly en: string };
}

/** Whose template it is, in words. */
export function levelInWords({ level, version }: Pick<TemplateInForce, 'level' | 'version'>, { say }: Pick<Words, 'say'>): string {
  if (level === 'PLUGIN') return say('系统自带模板', 'The template that comes with the plugin');
  const number = version ?? 0;
  return level === 'BUREAU' ? say('分局模板第 {number, number} 版', 'The bureau’s, version {number, number}', { number }) : say('本所模板第 {number, number} 版', 'The station’s own, version {number, number}', { number });
}

/** How a tag is written in Word. */
export function writtenTag({ key, kind }: Tag): string {
  if (kind === 'IMAGE') return `{%${key}}`;
  return kind === 'TEXT' ? `{${key}}` : `{#${key}} … {/${key}}`;
}

/** What to do with a tag, by its kind. */
export function kindInWords({ kind }: Tag, { say }: Pick<Words, 'say'>): string {
  switch (kind) {
    case 'TEXT': return say('文字', 'Text');
    case 'CHOICE': return say('为“是”时显示中间的内容；为“否”时显示的内容写在 {^…} 与 {/…} 之间', 'Shows what stands between when yes; for no, write it between {^…} and {/…}');
    case 'LIST': return say('每项重复一次中间的内容，中间用下列标记；{.} 为该项文字', 'Repeats what stands between for each, with the tags below it; {.} is the text of one');
    case 'GROUP': return say('中间用下列标记', 'With the tags below it between');
    case 'IMAGE': return say('图片', 'Picture');
  }
}

/** The list of tags as a text file, for whoever writes a template beside it. */
export function tagList(tags: readonly Tag[], words: Pick<Words, 'say' | 'textOf'>): string {
  const lines = tags.map((tag) => `${'    '.repeat(tag.depth)}${writtenTag(tag)}\t${words.textOf(tag.title)}\t${kindInWords(tag, words)}${tag.required ? words.say('（应当显示）', ' (should be shown)') : ''}`);
  // Windows opens a text without this mark in another encoding.
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** Every problem of a template that was refused; empty for another failure. */
export function problemsOf(error: unknown): Problem[] {
  if (!(error instanceof RestError) || codeOf(error) !== 'TEMPLATE_INVALID') return [];
  const given = error.details?.['problems'];
  if (!Array.isArray(given)) return [];
  return (given as readonly { code: string; tag: string | null; near: string | null; text: { 'zh-CN': string; en: string } }[]).map(({ text, ...one }) => ({ ...one, text: { zhCN: text['zh-CN'], en: text.en } }));
}
