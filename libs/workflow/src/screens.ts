import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { isSealed } from './encrypted.js';
import type { FormProblem, Json } from './types.js';

/**
 * What must never be written down in the workflows of a plugin, however it comes: typed, imported, sent. Pure, so that a form in the browser
 * says so at once, and the server after it.
 */
export interface TextScreen {
  /** What it finds, by kind, for people: `{ code: text('验证码', 'one-time code') }`. */
  readonly finds: Readonly<Record<string, Bilingual>>;
  /** Why it is not written down, and what to do instead. */
  readonly because: Bilingual;
  /** Where in a text it stands: its kind, the index of its first character and of what follows it. */
  readonly find: (written: string) => readonly FoundInText[];
  /** Fields, by path without places in lists, where some kinds belong: `{ 'payee.account': ['card'] }`. */
  readonly except?: Readonly<Record<string, readonly string[]>>;
}

export interface FoundInText {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** Something that must not be written down: in which field, of which kind, and why; never what it is. */
export interface FoundInField extends FormProblem {
  readonly kind: string;
}

/** Ids and content hashes: nobody’s words. */
const ID = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{64})$/iu;

/**
 * What of a value the screens find, in its texts, numbers and names of fields.
 * @param field path of the value: '' where it is the form, or the data, itself
 */
export function findInFields(screens: readonly TextScreen[], value: unknown, field = ''): readonly FoundInField[] {
  if (screens.length === 0) return [];
  if (typeof value === 'string' || typeof value === 'number') return foundIn(screens, String(value), field).map(({ screen, kind }) => problemOf(screen, kind, field));
  if (Array.isArray(value)) return value.flatMap((each, index) => findInFields(screens, each, below(field, String(index))));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const named = foundIn(screens, key, field).map(({ screen, kind }) => problemOf(screen, kind, field));
    // A path never says what was found.
    return [...named, ...findInFields(screens, each, named.length > 0 ? field : below(field, key))];
  });
}

/**
 * A value with nothing left of what the screens find, for what a machine sends and nobody could be asked to correct: in its place stands of
 * which kind it was. A number becomes null, and a field whose name holds it is gone.
 */
export function withoutFound<Value>(screens: readonly TextScreen[], value: Value, field = ''): Value {
  if (screens.length === 0) return value;
  return cleared(screens, value, field) as Value;
}

function cleared(screens: readonly TextScreen[], value: unknown, field: string): unknown {
  if (typeof value === 'string') {
    const found = foundIn(screens, value, field).sort((one, other) => other.from - one.from);
    return found.reduce((left, { screen, kind, from, to }) => `${left.slice(0, from)}〔${screen.finds[kind]?.['zh-CN'] ?? kind}不予记录〕${left.slice(to)}`, value);
  }
  if (typeof value === 'number') return foundIn(screens, String(value), field).length > 0 ? null : value;
  if (Array.isArray(value)) return value.map((each, index) => cleared(screens, each, below(field, String(index))));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (foundIn(screens, key, field).length > 0 ? [] : [[key, cleared(screens, each, below(field, key))]])));
}

/** The refusal of a value in which something was found; its details say where and of which kind, like those of a form that does not fit. */
export function textRefused(found: readonly FoundInField[]): StationhouseError {
  const [first] = found;
  const said = first?.text ?? text('含有不得记录的内容，请删去后重新提交。', 'It holds what must not be written down. Take it out and send it again.');
  return new StationhouseError('CREDENTIAL_TYPED', said, { problems: found.map(({ field, kind, text: words }) => ({ field, kind, text: words })) });
}

/** @throws StationhouseError CREDENTIAL_TYPED naming fields and kinds */
export function requireNothingFound(screens: readonly TextScreen[], value: Json | object, field = ''): void {
  const found = findInFields(screens, value, field);
  if (found.length > 0) throw textRefused(found);
}

const below = (field: string, key: string) => (field === '' ? key : `${field}.${key}`);

function foundIn(screens: readonly TextScreen[], written: string, field: string): (FoundInText & { readonly screen: TextScreen })[] {
  // What is sealed was looked at as it came in.
  if (written.length < 3 || ID.test(written) || isSealed(written)) return [];
  const path = field.split('.').filter((key) => !/^\d+$/u.test(key)).join('.');
  return screens.flatMap((screen) => screen.find(written).filter(({ kind }) => !isExcepted(screen, path, kind)).map((found) => ({ ...found, screen })));
}

function problemOf({ finds, because }: TextScreen, kind: string, field: string): FoundInField {
  const title = finds[kind] ?? text(kind, kind);
  return { field, kind, text: text(`疑似含有${title['zh-CN']}。${because['zh-CN']}`, `This seems to hold a ${title.en}. ${because.en}`) };
}

/** Wherever the field stands: in a form, or in what a plan will start later. */
function isExcepted({ except = {} }: TextScreen, path: string, kind: string): boolean {
  return Object.entries(except).some(([field, kinds]) => kinds.includes(kind) && (path === field || path.endsWith(`.${field}`)));
}
