import { text, type Bilingual } from '@stationhouse/kernel';
import type { JsonObject } from '../types.js';

/** What is said of a field of the data or of a form, in both languages: JSON Schema 2020-12 as far as people write it here, and what the platform adds. */
const KEYWORDS: Readonly<Record<string, readonly [Bilingual, JsonObject]>> = {
  type: [text('类型：文字、整数、数字、是否、列表或对象。', 'The type.'), { enum: ['string', 'integer', 'number', 'boolean', 'array', 'object'] }],
  title: [text('名称，中英文。', 'What people call it, in both languages.'), { type: 'object', properties: { 'zh-CN': {}, en: {} } }],
  description: [text('填写提示，中英文。', 'Help for whoever fills it in, in both languages.'), { type: 'object', properties: { 'zh-CN': {}, en: {} } }],
  format: [text('日期（date）或日期和时间（date-time）。', 'A date, or a date and time.'), { enum: ['date', 'date-time'] }],
  oneOf: [text('单选的选项：{ const, title }。', 'The choices: { const, title }.'), { type: 'array', items: { type: 'object', properties: { const: {}, title: { type: 'object', properties: { 'zh-CN': {}, en: {} } } } } }],
  enum: [text('允许的值。', 'The values allowed.'), { type: 'array' }],
  default: [text('没有填写时的值。', 'Its value where nothing is said.'), {}],
  required: [text('必须填写的字段。', 'The fields that must be filled in.'), { type: 'array' }],
  properties: [text('字段，按名称。', 'The fields, by name.'), { type: 'object', additionalProperties: { $ref: '#' } }],
  items: [text('列表中每一项的样子。', 'What each item of a list is.'), { $ref: '#' }],
  minimum: [text('最小值。', 'The least it may be.'), {}],
  maximum: [text('最大值。', 'The most it may be.'), {}],
  minLength: [text('最少字数。', 'The fewest characters.'), {}],
  maxLength: [text('最多字数。', 'The most characters.'), {}],
  minItems: [text('最少项数。', 'The fewest items.'), {}],
  maxItems: [text('最多项数。', 'The most items.'), {}],
  pattern: [text('须符合的正则表达式。', 'A regular expression it must match.'), {}],
  'x-personal': [text('个人信息等级：P1 一般、P2 身份与联系方式、P3 敏感。', 'The class of a personal datum: P1 ordinary, P2 who somebody is or how to reach them, P3 sensitive.'), { enum: ['P0', 'P1', 'P2', 'P3'] }],
  'x-same': [text('凭此认出两件事项中的同一人。', 'By this the same person is known in two instances.'), { enum: [true] }],
  'x-encrypted': [text('加密保存：只在有权阅读处打开，不进列表、筛选和统计。', 'Kept encrypted: opened only where somebody may read it, never in lists, filters or figures.'), { type: 'boolean' }],
  'x-signature': [text('此列表保存签名。', 'The list holds signatures.'), {}],
};

/** The schema of a field's schema, with its words in a language. */
export function fieldSchema(locale: keyof Bilingual): JsonObject {
  return { type: 'object', properties: Object.fromEntries(Object.entries(KEYWORDS).map(([key, [words, schema]]) => [key, { ...schema, description: words[locale] }])) };
}
