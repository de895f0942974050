import { badInput, text, type Bilingual } from '@stationhouse/kernel';

const KINDS = {
  phone: { pattern: /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/, title: text('手机号', 'a mobile number') },
  landline: { pattern: /(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)/, title: text('座机号', 'a telephone number') },
  idNumber: { pattern: /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/, title: text('身份证号', 'an identity number') },
} as const satisfies Record<string, { readonly pattern: RegExp; readonly title: Bilingual }>;

/** Variables and fields that ask for somebody by name. */
const NAMING = /^(?:(?:person|party|reporter|caller|victim|suspect|full|display|real)_?)?names?$|姓名|当事人|报警人/i;
/** A Chinese name as people write it, with the dot of names in other scripts. */
const NAME = /^[\p{Script=Han}]{2,4}$|^[\p{Script=Han}]{1,8}·[\p{Script=Han}]{1,8}$/u;
const NAME_TITLE = text('姓名', 'a person’s name');

/**
 * Refuses what would keep somebody's personal data with a query: it is shared, lies in backups and is copied into programs.
 * @param document the query as written, with what stands in it as text
 * @throws StationhouseError BAD_INPUT with the place and the kind, never the value
 */
export function refusePersonal(document: string, variables: unknown): void {
  const inDocument = kindOf(document) ?? namedInDocument(document);
  if (inDocument !== undefined) throw personal('input.document', inDocument);
  walk(variables, 'input.variables', undefined);
}

function walk(value: unknown, path: string, key: string | undefined): void {
  if (Array.isArray(value)) return value.forEach((item, index) => walk(item, `${path}[${index}]`, key));
  if (typeof value === 'object' && value !== null) return Object.entries(value).forEach(([name, inner]) => walk(inner, `${path}.${name}`, name));
  const said = typeof value === 'number' ? String(value) : value;
  if (typeof said !== 'string') return;
  const kind = kindOf(said) ?? (key !== undefined && NAMING.test(key) && NAME.test(said.trim()) ? NAME_TITLE : undefined);
  if (kind !== undefined) throw personal(path, kind);
}

function kindOf(said: string): Bilingual | undefined {
  return Object.values(KINDS).find(({ pattern }) => pattern.test(said))?.title;
}

function namedInDocument(document: string): Bilingual | undefined {
  const arguments_ = [...document.matchAll(/(\w+)\s*:\s*"([^"\n]*)"/g)];
  return arguments_.some(([, key = '', value = '']) => NAMING.test(key) && NAME.test(value.trim())) ? NAME_TITLE : undefined;
}

function personal(field: string, kind: Bilingual) {
  return badInput(
    field,
    text(`保存的查询会被共享和复制，不能含个人信息：此处像是${kind['zh-CN']}。请改用变量，运行时再填，不要保存其值。`, `A saved query is shared and copied: it keeps no personal data, and this looks like ${kind.en}. Use a variable, fill it in when you run the query, and do not save its value.`),
    { kind: kind.en },
  );
}
