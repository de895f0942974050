import type { ExtraField } from '@stationhouse/workflow';
import type { QuestionKind } from './words.js';

/** A question as somebody writes it. */
export interface QuestionDraft {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly help: string;
  readonly kind: QuestionKind;
  readonly choices: readonly { readonly value: string; readonly zh: string; readonly en: string }[];
  readonly required: boolean;
  readonly personal: NonNullable<ExtraField['x-personal']> | undefined;
  readonly when: { readonly field: string; readonly value: string | boolean } | undefined;
}

export const NEW_QUESTION: QuestionDraft = { key: '', zh: '', en: '', help: '', kind: 'boolean', choices: [], required: false, personal: 'P0', when: undefined };

/** A written question as it is edited. */
export function draftOfQuestion(field: ExtraField, kind: QuestionKind): QuestionDraft {
  const [condition] = Object.entries(field.when ?? {});
  return {
    key: field.key,
    zh: field.title['zh-CN'],
    en: field.title.en,
    help: field.description?.['zh-CN'] ?? '',
    kind,
    choices: (field.oneOf ?? []).map((choice) => ({ value: String(choice.const), zh: choice.title['zh-CN'], en: choice.title.en })),
    required: field.required === true,
    personal: field['x-personal'],
    when: condition === undefined || typeof condition[1] === 'number' ? undefined : { field: condition[0], value: condition[1] },
  };
}

const TYPES: Readonly<Record<QuestionKind, Pick<ExtraField, 'type' | 'format' | 'maxLength'>>> = {
  boolean: { type: 'boolean' }, choice: { type: 'string' }, line: { type: 'string', maxLength: 200 }, text: { type: 'string', maxLength: 4000 },
  integer: { type: 'integer' }, number: { type: 'number' }, date: { type: 'string', format: 'date' }, moment: { type: 'string', format: 'date-time' },
};

/** The question of the overlay's grammar. English that is left out says the Chinese. @param key a name nothing else has */
export function questionOf(draft: QuestionDraft, key: string): ExtraField {
  const said = (zh: string, en: string) => ({ 'zh-CN': zh.trim(), en: en.trim() || zh.trim() });
  const choices = draft.choices.filter(({ zh }) => zh.trim() !== '');
  const kept = draft.kind === 'choice' && choices.length > 0;
  return {
    key,
    ...TYPES[draft.kind],
    title: said(draft.zh, draft.en),
    ...(draft.help.trim() === '' ? {} : { description: said(draft.help, '') }),
    ...(draft.required ? { required: true as const } : {}),
    ...(draft.when === undefined ? {} : { when: { [draft.when.field]: draft.when.value } }),
    ...(draft.personal === undefined ? {} : { 'x-personal': draft.personal }),
    ...(kept ? { oneOf: choices.map(({ value, zh, en }, index) => ({ const: value || `choice${index + 1}`, title: said(zh, en) })) } : {}),
  };
}

/** A name in camel case out of English words, that nothing else has: `needsLegalAid`, `question2`. */
export function freeKey(words: string, taken: ReadonlySet<string>, otherwise: string): string {
  const parts = (words.normalize('NFKD').match(/[A-Za-z][A-Za-z0-9]*/g) ?? []).slice(0, 5).map((word) => word.toLowerCase());
  const [first = '', ...rest] = parts;
  const wanted = first === '' ? otherwise : (first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')).slice(0, 40);
  for (let number = 1; ; number++) {
    const name = number === 1 && wanted !== otherwise ? wanted : `${wanted}${number}`;
    if (!taken.has(name)) return name;
  }
}
