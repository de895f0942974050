import { text, type Bilingual } from '@stationhouse/kernel';
import { isBilingual, type JsonObject } from '@stationhouse/workflow';

/** A field of the data that a condition may ask about. */
export interface ConditionField {
  readonly name: string;
  readonly title: Bilingual;
  readonly kind: 'boolean' | 'choice' | 'number' | 'other';
  readonly choices: readonly { readonly value: string; readonly title: Bilingual }[];
}

/** One comparison; `notNull` asks whether it is filled in. */
export interface ConditionRule {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** Comparisons that all, or of which one, must hold. */
export interface ConditionQuery {
  readonly combinator: 'and' | 'or';
  readonly rules: readonly ConditionRule[];
}

/** The fields of the data that have a name people know; of the answer just given (`event.risk`) with `root` event. */
export function conditionFields(schema: JsonObject, root: 'data' | 'event' = 'data'): readonly ConditionField[] {
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonObject>).flatMap(([key, field]): ConditionField[] => {
    const name = root === 'data' ? key : `${root}.${key}`;
    const title = field['title'];
    if (!isBilingual(title)) return [];
    const choices = Array.isArray(field['oneOf']) ? (field['oneOf'] as readonly JsonObject[]).flatMap((one) => (typeof one['const'] === 'string' ? [{ value: one['const'], title: isBilingual(one['title']) ? one['title'] : text(one['const'], one['const']) }] : [])) : [];
    const type = field['type'];
    return [{ name, title, kind: choices.length > 0 ? 'choice' : type === 'boolean' ? 'boolean' : type === 'number' || type === 'integer' ? 'number' : 'other', choices }];
  });
}

const COMPARES: Readonly<Record<string, string>> = { '=': '==', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

/** The CEL of a condition: what is not filled in fails no comparison, it just does not hold. Undefined while nothing is said. */
export function toCel({ combinator, rules }: ConditionQuery, fields: readonly ConditionField[]): string | undefined {
  const said = rules.flatMap(({ field: name, operator, value }): string[] => {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return [];
    const read = name.includes('.') ? name : `data.${name}`;
    if (operator === 'notNull') return [`has(${read})`];
    const literal = field.kind === 'choice' ? (value === '' ? undefined : JSON.stringify(value)) : field.kind === 'boolean' ? String(value !== 'false') : value.trim() !== '' && Number.isFinite(Number(value)) ? String(Number(value)) : undefined;
    return literal === undefined || COMPARES[operator] === undefined ? [] : [`(has(${read}) && ${read} ${COMPARES[operator]} ${literal})`];
  });
  return said.length === 0 ? undefined : said.join(combinator === 'and' ? ' && ' : ' || ');
}

const RULE = /^(?:\(has\(((?:data|event)\.\w+)\) && \1 (==|!=|<=|>=|<|>) ("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)\)|has\(((?:data|event)\.\w+)\))/;

/** Reads back what `toCel` wrote; undefined for a condition that somebody wrote otherwise. */
export function fromCel(source: string): ConditionQuery | undefined {
  const rules: ConditionRule[] = [];
  let [rest, join] = [source.trim(), ''];
  while (rest !== '') {
    const found = RULE.exec(rest);
    if (found === null) return undefined;
    const [all, field, operator = '', literal = '', filled] = found;
    const named = (path: string) => path.replace(/^data\./, '');
    if (field === undefined) rules.push({ field: named(filled ?? ''), operator: 'notNull', value: '' });
    else rules.push({ field: named(field), operator: operator === '==' ? '=' : operator, value: literal.startsWith('"') ? (JSON.parse(literal) as string) : literal });
    rest = rest.slice(all.length);
    const next = /^ (&&|\|\|) /.exec(rest);
    if (rest !== '' && (next === null || (join !== '' && next[1] !== join))) return undefined;
    join = next?.[1] ?? join;
    rest = rest.slice(next?.[0].length ?? 0);
  }
  return { combinator: join === '||' ? 'or' : 'and', rules };
}
