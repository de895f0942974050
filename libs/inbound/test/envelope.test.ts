import { describe, expect, it } from '@jest/globals';
import { LARGEST_BATCH, readEnvelopes } from '@stationhouse/inbound';

const EVENT = { specversion: '1.0', id: 'a-1', source: '/hotline', type: 'cn.example.reported.v1', time: '2026-11-22T10:00:00+08:00', station: 'DM', data: { summary: '楼上漏水' } };
const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const nested = (depth: number): unknown => (depth === 0 ? 'x' : { a: nested(depth - 1) });

describe('reading events', () => {
  it.each<[string, Record<string, string>, Buffer]>([
    ['structured', STRUCTURED, bytes(EVENT)],
    ['batched', BATCH, bytes([EVENT])],
    ['binary', { 'content-type': 'application/json', 'CE-SpecVersion': '1.0', 'ce-id': 'a-1', 'ce-source': '/hotline', 'ce-type': EVENT.type, 'ce-time': EVENT.time, 'ce-station': 'DM' }, bytes(EVENT.data)],
  ])('takes the %s mode', (_mode, headers, body) => {
    expect(readEnvelopes(headers, body)).toEqual([{ envelope: { id: 'a-1', source: '/hotline', type: EVENT.type, subject: null, time: new Date('2026-11-22T02:00:00Z'), station: 'DM', data: EVENT.data } }]);
  });

  it.each<[string, unknown]>([
    ['no id', { ...EVENT, id: undefined }],
    ['an id of 300 characters', { ...EVENT, id: 'x'.repeat(300) }],
    ['a number for a type', { ...EVENT, type: 7 }],
    ['version 0.3', { ...EVENT, specversion: '0.3' }],
    ['no data', { ...EVENT, data: undefined }],
    ['a list for data', { ...EVENT, data: [1] }],
    ['bytes for data', { ...EVENT, data: undefined, data_base64: 'AAAA' }],
    ['a moment that is none', { ...EVENT, time: 'yesterday' }],
    ['a moment without an offset', { ...EVENT, time: '2026-11-22T10:00:00' }],
    ['a text that no database keeps', { ...EVENT, data: { summary: 'a\u0000b' } }],
    ['half a character', { ...EVENT, data: { summary: '\ud800' } }],
    ['data of 70 KiB', { ...EVENT, data: { summary: 'x'.repeat(70_000) } }],
    ['data 40 levels deep', { ...EVENT, data: nested(40) }],
    ['a text', 'hello'],
    ['null', null],
  ])('refuses %s without spoiling its neighbour', (_what, event) => {
    const [refused, taken] = readEnvelopes(BATCH, bytes([event, EVENT]));
    expect(refused).toMatchObject({ fault: { code: 'EVENT_MALFORMED' } });
    expect(taken).toMatchObject({ envelope: { id: 'a-1' } });
  });

  it.each<[string, Record<string, string>, string]>([
    ['no JSON', STRUCTURED, '{'],
    ['nothing', STRUCTURED, ''],
    ['a way to a prototype', STRUCTURED, '{"__proto__": {"id": "a"}}'],
    ['an empty batch', BATCH, '[]'],
    ['a batch that is too large', BATCH, JSON.stringify(Array.from({ length: LARGEST_BATCH + 1 }, () => EVENT))],
    ['JSON that says of itself that it is no event', { 'content-type': 'application/json' }, JSON.stringify(EVENT)],
    ['nesting without an end', BATCH, `${'['.repeat(200_000)}`],
  ])('refuses a request with %s', (_what, headers, body) => {
    expect(() => readEnvelopes(headers, bytes(body))).toThrow(expect.objectContaining({ code: 'EVENT_MALFORMED' }));
  });

  it('reads percent-encoded headers', () => {
    const headers = { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': 'a', 'ce-source': '/%E7%83%AD%E7%BA%BF', 'ce-type': EVENT.type, 'ce-subject': '100%' };
    expect(readEnvelopes(headers, bytes({}))).toMatchObject([{ envelope: { source: '/热线', subject: '100%', time: null, data: {} } }]);
  });
});
