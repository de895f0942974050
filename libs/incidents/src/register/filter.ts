import { badInput, parseId, parseText, text } from '@stationhouse/kernel';
import { categoriesUnder, categoryOf, isOutcome, type Channel, type Status } from './vocabulary.js';

/** Which incidents a list or a count is about; every given part narrows it. */
export interface IncidentCriteria {
  readonly categories?: readonly string[] | null;
  readonly channels?: readonly Channel[] | null;
  readonly statuses?: readonly Status[] | null;
  readonly outcomes?: readonly string[] | null;
  readonly receivedFrom?: Date | null;
  readonly receivedTo?: Date | null;
  readonly postcode?: string | null;
  readonly sourceId?: string | null;
  readonly importId?: string | null;
  readonly search?: string | null;
}

/** Collects the parameters of one statement. */
export class Parameters {
  readonly values: unknown[] = [];

  /** Adds a value. @returns its place: `$3` */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

const MOST_VALUES = 200;
const LONGEST_SEARCH = 200;
const MOST_TERMS = 10;
/** Sorts behind every character of a number: capital letters, digits, hyphens. */
const BEHIND_EVERY_NUMBER = '~';

/** True when a search looks at more than the incident's number, so that only those who may read the narrative may ask. */
export function searchesText(criteria: IncidentCriteria): boolean {
  const search = criteria.search?.trim() ?? '';
  return search !== '' && !isNumber(search);
}

/**
 * The WHERE conditions of the criteria, over `incident i`.
 * @throws StationhouseError BAD_INPUT for a value that does not exist, TEXT_TOO_LONG, TEXT_NOT_UNICODE
 */
export function conditionsOf(criteria: IncidentCriteria, parameters: Parameters): string[] {
  const conditions: string[] = [];
  const among = (column: string, values: readonly string[] | null | undefined) => {
    if (values === undefined || values === null) return;
    if (values.length > MOST_VALUES) throw badInput(column, text(`筛选值最多 ${MOST_VALUES} 个。`, `At most ${MOST_VALUES} values.`));
    conditions.push(`i.${column} = ANY (${parameters.add(values)}::text[])`);
  };
  among('category', criteria.categories?.flatMap(knownCategories));
  among('channel', criteria.channels);
  among('status', criteria.statuses);
  among('outcome', criteria.outcomes?.map(knownOutcome));
  if (criteria.receivedFrom) conditions.push(`i.received_at >= ${parameters.add(criteria.receivedFrom)}`);
  if (criteria.receivedTo) conditions.push(`i.received_at < ${parameters.add(criteria.receivedTo)}`);
  if (criteria.postcode) conditions.push(`i.postcode = ${parameters.add(parseText(criteria.postcode, 'postcode', 20))}`);
  if (criteria.sourceId) conditions.push(`i.source_id = ${parameters.add(parseText(criteria.sourceId, 'sourceId', 200))}`);
  if (criteria.importId) conditions.push(`i.import_id = ${parameters.add(parseId(criteria.importId, 'importId'))}`);
  conditions.push(...searchConditions(criteria.search, parameters));
  return conditions;
}

/**
 * Each word, and each run of Chinese, must occur as it was written; words of two characters work like any other.
 * What begins like a number, such as jq-nh01-2024-00017 or only its first parts, finds the numbers with that beginning.
 */
function searchConditions(search: string | null | undefined, parameters: Parameters): string[] {
  const wanted = parseText(search ?? '', 'search', LONGEST_SEARCH).trim();
  if (wanted === '') return [];
  if (isNumber(wanted)) return [`i.number >= ${parameters.add(wanted.toUpperCase())}`, `i.number < ${parameters.add(`${wanted.toUpperCase()}${BEHIND_EVERY_NUMBER}`)}`];
  const terms = [...new Set(wanted.split(/\s+/))];
  if (terms.length > MOST_TERMS) throw badInput('search', text(`一次最多搜索 ${MOST_TERMS} 个词。`, `Search for ${MOST_TERMS} words at most.`));
  return terms.map((term) => `i.search @@ phraseto_tsquery('simple', app.searchable(${parameters.add(term)}))`);
}

function isNumber(search: string): boolean {
  return /^JQ-[A-Z0-9-]*$/i.test(search);
}

function knownCategories(code: string): string[] {
  if (categoryOf(code) === undefined) throw badInput('categories', text('没有这个警情类别。', 'There is no such category.'), { value: code.slice(0, 60) });
  return categoriesUnder(code);
}

function knownOutcome(code: string): string {
  if (!isOutcome(code)) throw badInput('outcomes', text('没有这个处置结果。', 'There is no such outcome.'), { value: code.slice(0, 60) });
  return code;
}
