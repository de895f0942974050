import { isStorableText, StationhouseError, text } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { parse } from 'secure-json-parse';

/** The envelope of one event (CloudEvents 1.0), with its data. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string | null;
  /** Null when the sender does not say. */
  readonly time: Date | null;
  /** The code of the station it is for, from the extension attribute `station`. */
  readonly station: string | null;
  readonly data: JsonObject;
}

/** One event of a request: its envelope, or why it is none. */
export type Read = { readonly envelope: Envelope } | { readonly id: string | undefined; readonly fault: StationhouseError };

/** Events of one batch at most. */
export const LARGEST_BATCH = 100;
const LONGEST = { id: 200, source: 500, type: 200, subject: 200, station: 40 } as const;
const MOST_DATA_BYTES = 64 * 1024;
const DEEPEST = 32;
const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

/**
 * Reads the events of a request in any of the three modes of the HTTP binding: structured (`application/cloudevents+json`), batched
 * (`application/cloudevents-batch+json`) or binary (`ce-` headers). An event that is none does not spoil its neighbours. (The library of
 * the CloudEvents project gives an event without id or time new ones: a repetition would never be known.)
 * @throws StationhouseError EVENT_MALFORMED when the request as a whole holds no events
 */
export function readEnvelopes(headers: Readonly<Record<string, unknown>>, body: Buffer): Read[] {
  const plain = new Map(Object.entries(headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])));
  const [type = ''] = (plain.get('content-type') ?? '').toLowerCase().split(';');
  const content = parsed(body);
  if (type.trim() === STRUCTURED) return [one(content)];
  if (type.trim() !== BATCH) return [one(ofHeaders(plain, content))];
  if (!Array.isArray(content) || content.length === 0 || content.length > LARGEST_BATCH) {
    throw malformed(`一批须为 1 至 ${LARGEST_BATCH} 条事件的数组。`, `a batch is an array of 1 to ${LARGEST_BATCH} events.`);
  }
  return content.map(one);
}

/** Binary mode: attributes in headers, percent-encoded; the data are the body. */
function ofHeaders(headers: ReadonlyMap<string, string>, data: unknown): Record<string, unknown> {
  const attributes = [...headers].flatMap(([name, value]): [string, string][] => (name.startsWith('ce-') ? [[name.slice(3), decoded(value)]] : []));
  if (attributes.length === 0) throw malformed('Content-Type 须为 application/cloudevents+json，或带 ce- 请求头。', 'send the Content-Type application/cloudevents+json, or the attributes as ce- headers.');
  return { ...Object.fromEntries(attributes), data };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function one(event: unknown): Read {
  const attributes = typeof event === 'object' && event !== null && !Array.isArray(event) ? (event as Record<string, unknown>) : undefined;
  try {
    if (attributes === undefined) throw malformed('事件须为 JSON 对象。', 'an event is a JSON object.');
    return { envelope: envelopeOf(attributes) };
  } catch (fault) {
    if (!(fault instanceof StationhouseError)) throw fault;
    const id = attributes?.['id'];
    return { id: typeof id === 'string' ? id.slice(0, LONGEST.id) : undefined, fault };
  }
}

function envelopeOf(event: Readonly<Record<string, unknown>>): Envelope {
  const { specversion, data, time } = event;
  if (specversion !== '1.0') throw malformed('specversion 须为 1.0。', 'specversion must be 1.0.');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw malformed('data 须为 JSON 对象。', 'data must be a JSON object.');
  if (!isKeepable(data)) throw malformed(`data 嵌套超过 ${DEEPEST} 层，或含有无法保存的字符。`, `data is nested deeper than ${DEEPEST} levels, or holds characters that cannot be stored.`);
  if (Buffer.byteLength(JSON.stringify(data)) > MOST_DATA_BYTES) throw malformed('data 超过 64 KiB，请只发送链接或编号。', 'data is larger than 64 KiB. Send a link or a number instead.');
  return { id: required(event, 'id'), source: required(event, 'source'), type: required(event, 'type'), subject: optional(event, 'subject'), time: moment(time), station: optional(event, 'station'), data: data as JsonObject };
}

function required(event: Readonly<Record<string, unknown>>, name: keyof typeof LONGEST): string {
  const value = event[name];
  if (typeof value === 'string' && value !== '' && value.length <= LONGEST[name] && isStorableText(value)) return value;
  throw malformed(`${name} 须为不超过 ${LONGEST[name]} 字的文本。`, `${name} must be text of 1 to ${LONGEST[name]} characters.`);
}

function optional(event: Readonly<Record<string, unknown>>, name: keyof typeof LONGEST): string | null {
  return event[name] === undefined || event[name] === null ? null : required(event, name);
}

/** RFC 3339 with its offset: a moment without one is nobody's. */
function moment(time: unknown): Date | null {
  if (time === undefined || time === null) return null;
  if (typeof time === 'string' && /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(time) && !Number.isNaN(Date.parse(time))) return new Date(time);
  throw malformed('time 须为带时区的 RFC 3339 时间，例如 2026-11-22T10:00:00+08:00。', 'time must be an RFC 3339 moment with its offset, like 2026-11-22T10:00:00+08:00.');
}

/** What every database and every schema check can hold, whether or not a plugin knows the type. */
function isKeepable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < DEEPEST && Object.entries(value).every(([key, inner]) => isStorableText(key) && isKeepable(inner, depth + 1));
}

function parsed(body: Buffer): unknown {
  try {
    return parse(body.toString('utf8'), undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw malformed('请求体不是 JSON。', 'the body is not JSON.');
  }
}

function malformed(zhCN: string, en: string): StationhouseError {
  return new StationhouseError('EVENT_MALFORMED', text(`不是有效的 CloudEvents 1.0 事件：${zhCN}`, `Not a valid CloudEvents 1.0 event: ${en}`));
}
