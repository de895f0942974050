import { withTheme, type FormProps } from '@rjsf/core';
import { Theme } from '@rjsf/antd';
import { englishStringTranslator, TranslatableString, type ErrorSchema, type ErrorTransformer, type RJSFSchema, type UiSchema } from '@rjsf/utils';
import { failureOf, readText, schemaInLocale, useWords, type Words } from '@stationhouse/plugin-web';
import { findInFields } from '@stationhouse/workflow';
import { useContext, useEffect, useMemo } from 'react';
import { SignaturesField } from '../signing/SignaturesField.js';
import { DayWidget, MomentWidget } from './dates.js';
import { PointField } from './PointField.js';
import { useScreens } from './screens.js';
import { GroupTitleTemplate, ListItemTemplate, ListTemplate } from './templates.js';
import { validator } from './validator.js';
import { FormWidgets } from './widgets.js';
import { schemaAsked, valueAsked } from './with.js';
import './form.css';

const Form = withTheme({ ...Theme, fields: { ...Theme.fields, SignaturesField, point: PointField }, widgets: { ...Theme.widgets, DateTimeWidget: MomentWidget, DateWidget: DayWidget }, templates: { ...Theme.templates, ArrayFieldTemplate: ListTemplate, ArrayFieldItemTemplate: ListItemTemplate, TitleFieldTemplate: GroupTitleTemplate } });

export interface SchemaFormProps {
  /** Ties a submit button outside the form to it. */
  readonly id: string;
  /** JSON Schema 2020-12 with bilingual titles, as the API sends it. */
  readonly schema: unknown;
  readonly uiSchema?: unknown;
  /** Whose form it is; what must never be written down in it is said while somebody types, and not sent. */
  readonly workflow?: string | undefined;
  readonly value: unknown;
  readonly onChange: (value: Record<string, unknown>) => void;
  readonly onSubmit: (value: Record<string, unknown>) => void;
  /** Told once the form stands; a button outside it does nothing before. Give a stable function. */
  readonly onReady?: () => void;
  /** A refusal of the server; FORM_INVALID is shown at its fields. */
  readonly error?: unknown;
  readonly disabled?: boolean;
}

/** A form built from a schema, in the reader's language, with the server's refusals at their fields. */
export default function SchemaForm({ id, schema, uiSchema, workflow, value, onChange, onSubmit, onReady, error, disabled = false }: SchemaFormProps) {
  const words = useWords();
  const { locale } = words;
  const spoken = useMemo(() => withTypes(schemaInLocale(schema, locale)) as RJSFSchema, [schema, locale]);
  const hints = useMemo(() => withHints(spoken, schemaInLocale(uiSchema ?? {}, locale) as UiSchema), [spoken, uiSchema, locale]);
  const asked = useMemo(() => schemaAsked(spoken, hints, value) as RJSFSchema, [spoken, hints, value]);
  const screens = useScreens(workflow);
  const typed = useMemo(() => findInFields(screens, valueAsked(value, hints)), [screens, value, hints]);
  const extraErrors = useMemo(() => atFields(typed.length > 0 ? typed : refusedFields(error), locale), [typed, error, locale]);
  const widgets = useContext(FormWidgets);
  useEffect(() => onReady?.(), [onReady]);
  const props: FormProps = {
    schema: asked, uiSchema: hints, widgets, validator, formData: value, disabled, id,
    idPrefix: id, showErrorList: false, noHtml5Validate: true, focusOnFirstError: true, omitExtraData: false,
    transformErrors: transformErrors(words), translateString: translate(words), extraErrors, onError: () => undefined, extraErrorsBlockSubmit: false,
    experimental_defaultFormStateBehavior: { emptyObjectFields: 'skipEmptyDefaults', constAsDefaults: 'never' },
    onChange: ({ formData }) => onChange((formData ?? {}) as Record<string, unknown>),
    onSubmit: ({ formData }) => {
      const sent = valueAsked(formData ?? {}, hints) as Record<string, unknown>;
      if (findInFields(screens, sent).length === 0) onSubmit(sent);
    },
  };
  return <div className="schema-form"><Form {...props}><></></Form></div>;
}

/** A choice needs no `type` in JSON Schema, its constants say it; the form library knows a field by its type only. */
function withTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withTypes);
  if (typeof schema !== 'object' || schema === null) return schema;
  const node: Record<string, unknown> = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withTypes(value)]));
  const options = node['oneOf'] ?? node['enum'];
  if (node['type'] !== undefined || !Array.isArray(options)) return node;
  const constants: unknown[] = options.map((option: unknown) => (typeof option === 'object' && option !== null ? (option as { const?: unknown }).const : option));
  return constants.length > 0 && constants.every((constant) => typeof constant === 'string') ? { ...node, type: 'string' } : node;
}

/** Long texts get room; the page has its own submit button, and its own title. */
function withHints(schema: RJSFSchema, given: UiSchema): UiSchema {
  const hints: UiSchema = { ...given, ...phonesOf(schema, given), 'ui:title': ' ', 'ui:options': { ...(given['ui:options'] as object | undefined), label: false } };
  delete hints['ui:title'];
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property !== 'object') continue;
    const own = (hints[key] ?? {}) as UiSchema;
    if ('x-signature' in property) hints[key] = { ...own, 'ui:field': 'SignaturesField' };
    if (property.type === 'string' && (property.maxLength ?? 0) > 200 && own['ui:widget'] === undefined) hints[key] = { ...own, 'ui:widget': 'textarea', 'ui:options': { rows: 4, ...(own['ui:options'] as object | undefined) } };
    if (property.type === 'boolean' && own['ui:widget'] === undefined) hints[key] = { ...own, 'ui:widget': 'radio', 'ui:options': { inline: true } };
  }
  return hints;
}

/** Fields of an object whose keyboard on a phone is the one for numbers to dial. */
function phonesOf(schema: RJSFSchema, given: UiSchema): UiSchema {
  return Object.fromEntries(Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    if (typeof property !== 'object') return [];
    const own = (given[key] ?? {}) as UiSchema;
    if (property.type === 'object') return [[key, { ...own, ...phonesOf(property, own) }]];
    return isPhone(property) ? [[key, { ...own, 'ui:options': { inputType: 'tel', ...(own['ui:options'] as object | undefined) } }]] : [];
  }));
}

function isPhone(property: object): boolean {
  return (property as { 'x-kind'?: unknown })['x-kind'] === 'phone';
}

/** The form library's own few words. */
function translate({ say }: Words): NonNullable<FormProps['translateString']> {
  return (words, parameters) => {
    if (words === TranslatableString.YesLabel) return say('是', 'Yes');
    if (words === TranslatableString.NoLabel) return say('否', 'No');
    return englishStringTranslator(words, parameters);
  };
}

function transformErrors({ say }: Words): ErrorTransformer {
  const words: Record<string, string> = {
    required: say('此项必填', 'This is required'),
    type: say('填写的内容类型不对', 'This is not the right kind of value'),
    enum: say('请从选项中选择', 'Choose one of the options'),
    const: say('请从选项中选择', 'Choose one of the options'),
    oneOf: say('请从选项中选择', 'Choose one of the options'),
    maxLength: say('内容过长', 'This is too long'),
    minLength: say('内容过短', 'This is too short'),
    format: say('格式不正确', 'This is not in the right format'),
    pattern: say('格式不正确', 'This is not in the right format'),
    minItems: say('至少添加一项', 'Add at least one'),
    minimum: say('数值过小', 'The number is too small'),
    maximum: say('数值过大', 'The number is too large'),
  };
  return (errors) => errors.map((error) => ({ ...error, message: words[error.name ?? ''] ?? say('此项不符合要求', 'This is not as required') }));
}

/** The problems the server found: `details.problems: [{ field: 'parties.0.name', text }]`. */
function refusedFields(error: unknown): readonly { readonly field?: unknown; readonly text?: unknown }[] {
  const problems = error === undefined || error === null ? undefined : failureOf(error).details?.['problems'];
  return Array.isArray(problems) ? (problems as { field?: unknown; text?: unknown }[]) : [];
}

/** Problems at their fields. */
function atFields(problems: readonly { readonly field?: unknown; readonly text?: unknown }[], locale: Words['locale']): ErrorSchema {
  const found: ErrorSchema = {};
  for (const problem of problems) {
    const text = readText(problem.text);
    if (typeof problem.field !== 'string' || text === undefined) continue;
    let at = found as Record<string, ErrorSchema>;
    let place = found;
    for (const key of problem.field.split('.').filter(Boolean)) {
      place = at[key] ??= {};
      at = place as Record<string, ErrorSchema>;
    }
    place.__errors = [...(place.__errors ?? []), locale === 'en' ? text.en : text.zhCN];
  }
  return found;
}
