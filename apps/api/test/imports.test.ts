import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

interface ImportJson {
  readonly id: Id;
  readonly state: string;
  readonly columns: readonly string[];
  readonly rowsRead: number;
  readonly rowsAdded: number;
  readonly rowsKnown: number;
  readonly rowsRejected: number;
  readonly rowsUnrouted: number;
}

const HEADER = 'id,time,district,nature,address';
const ROWS = [
  '1,2018-05-01 00:10:28,1,TRBL W/SUBJ,5237 N 35TH ST',
  '2,2018-05-01 00:18:31,2,PROPERTY DAMAGE,5262 N 38TH ST',
  '3,not a time,1,BATTERY,"=HYPERLINK(""http://example.org"")"',
  '4,2018-05-01 00:20:00,,FIGHT,3017 N 28TH ST',
  '5,2018-05-01 00:21:00,9,FIGHT,3018 N 28TH ST',
];
const CSV = [HEADER, ...ROWS].join('\r\n');

describe('imports over REST', () => {
  let house: House;
  let bureau: TestBureau;
  let admin: Client;
  beforeAll(async () => {
    house = await openHouse({ UPLOAD_MEGABYTES: '8' });
    bureau = await buildBureau(house.test, 'Import', 3);
    admin = await house.signIn(bureau.login('bureau-admin'));
  });
  afterAll(() => house?.close());

  const route = (rest = '') => `/api/bureaus/${bureau.bureauId}/imports${rest}`;
  const upload = (content: BlobPart, name: string, client = admin) => {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    return client.rest('POST', route(), form);
  };
  const mapping = () => ({
    source: 'calls',
    timeZone: 'America/Chicago',
    idColumn: 'id',
    fields: { receivedAt: { column: 'time' }, category: { column: 'nature', values: { FIGHT: 'publicOrder.fight', 'TRBL W/SUBJ': 'publicOrder', 'PROPERTY DAMAGE': 'publicOrder' } }, address: { column: 'address' } },
    attributes: 'rest',
    routing: { column: 'district', stations: { 1: bureau.stationIds[0], 2: bureau.stationIds[1] }, unrouted: bureau.stationIds[2] },
  });

  /** Waits for the end of a run as an open page does: it reads once the server listens, and again at each change. */
  async function ended(id: Id): Promise<ImportJson> {
    const socket = createClient({ url: `${house.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { accessToken: admin.accessToken } });
    const read = async () => (await (await admin.rest('GET', route(`/${id}`))).json()) as ImportJson;
    const over = (current: ImportJson) => ['DONE', 'FAILED', 'CANCELLED', 'PAUSED'].includes(current.state);
    try {
      return await new Promise<ImportJson>((resolve, reject) => {
        const look = () => void read().then((current) => over(current) && resolve(current), reject);
        socket.subscribe({ query: 'subscription($b: ID!, $id: ID) { bureauChanges(bureauId: $b, kinds: [IMPORT], id: $id) { id version } }', variables: { b: bureau.bureauId, id } }, { next: look, error: reject, complete: () => undefined });
      });
    } finally {
      await socket.dispose();
    }
  }

  async function run(content: BlobPart, name: string, dryRun = false): Promise<ImportJson> {
    const { id } = (await (await upload(content, name)).json()) as ImportJson;
    const started = await admin.rest('POST', route(`/${id}/start`), { mapping: mapping(), dryRun });
    expect(started.status).toBe(200);
    return ended(id);
  }

  it('routes, refuses bad rows by name, and adds nothing the second time', async () => {
    expect(await run(CSV, 'calls.csv', true)).toMatchObject({ state: 'DONE', rowsRead: 5, rowsRejected: 1 });
    const first = await run(CSV, 'calls.csv');
    expect(first).toMatchObject({ state: 'DONE', rowsRead: 5, rowsAdded: 4, rowsKnown: 0, rowsRejected: 1, rowsUnrouted: 2 });
    const errors = await (await admin.rest('GET', route(`/${first.id}/errors.csv`))).text();
    expect(errors).toMatch(/4/);
    expect(errors).toContain('not a time');
    expect(errors).not.toMatch(/(^|,|")=HYPERLINK/m);
    expect(await run(gzipSync(CSV), 'calls.csv.gz')).toMatchObject({ state: 'DONE', rowsAdded: 0, rowsKnown: 4 });
    const chief = await house.signIn(bureau.login('chief', 0));
    const answer = await chief.graphql('query($s: ID!) { incidents(stationId: $s) { totalCount edges { node { sourceCategory receivedAt sourceId } } } }', { s: bureau.stationIds[0] });
    expect(answer.data).toEqual({ incidents: { totalCount: 1, edges: [{ node: { sourceCategory: 'TRBL W/SUBJ', receivedAt: '2018-05-01T05:10:28.000Z', sourceId: '1' } }] } });
  }, 60_000);

  it('cancels a run that waits, and takes it up again', async () => {
    const { id } = (await (await upload(CSV.replaceAll('\r\n', '\n').replace(/^(\d)/gm, '10$1'), 'more.csv')).json()) as ImportJson;
    expect((await admin.rest('POST', route(`/${id}/cancel`))).status).toBe(409);
    await admin.rest('POST', route(`/${id}/start`), { mapping: mapping() });
    await admin.rest('POST', route(`/${id}/cancel`));
    const cancelled = await ended(id);
    if (cancelled.state === 'CANCELLED') expect((await admin.rest('POST', route(`/${id}/resume`))).status).toBe(200);
    expect(await ended(id)).toMatchObject({ state: 'DONE', rowsAdded: 4, rowsRejected: 1 });
  }, 60_000);

  it.each<[string, () => BlobPart, string, string]>([
    ['a table of 2,000 columns', () => `${Array.from({ length: 2_000 }, (_, index) => `c${index}`).join(',')}\n`, 'wide.csv', 'IMPORT_TOO_MANY_COLUMNS'],
    ['a truncated archive', () => gzipSync(CSV.repeat(50)).subarray(0, 120), 'cut.csv.gz', 'IMPORT_FILE_UNREADABLE'],
    ['a bomb', () => gzipSync(Buffer.alloc(400 * 1024 * 1024, 'a,b,c\n')), 'bomb.csv.gz', 'IMPORT_ARCHIVE_UNSAFE'],
    ['an empty file', () => '', 'empty.csv', 'IMPORT_FILE_UNREADABLE'],
    ['what is no table', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), 'picture.csv', 'IMPORT_FILE_UNREADABLE'],
    ['more than the limit', () => Buffer.alloc(9 * 1024 * 1024, 'a,b,c\n1,2,3\n'), 'large.csv', 'IMPORT_FILE_TOO_LARGE'],
  ])('refuses %s with a stable code, and lives', async (_, content, name, code) => {
    const before = await house.test.owner.query('SELECT count(*)::int AS n FROM import');
    const answer = await upload(content(), name);
    expect(answer.ok).toBe(false);
    expect(await answer.json()).toMatchObject({ error: { code, message: { zhCN: expect.stringMatching(/[一-鿿]/), en: expect.stringMatching(/\w/) } } });
    expect((await house.test.owner.query('SELECT count(*)::int AS n FROM import')).rows).toEqual(before.rows);
    expect((await fetch(`${house.server.url}/health/live`)).status).toBe(200);
  }, 60_000);

  it('refuses a mapping that names what the file has not', async () => {
    const { id } = (await (await upload(CSV, 'again.csv')).json()) as ImportJson;
    const answer = await admin.rest('POST', route(`/${id}/start`), { mapping: { ...mapping(), idColumn: 'nowhere' } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'IMPORT_MAPPING_INVALID' } });
  });

  it('is refused without the header that other sites cannot send', async () => {
    const form = new FormData();
    form.append('file', new Blob([CSV]), 'x.csv');
    const answer = await fetch(`${house.server.url}${route()}`, { method: 'POST', headers: { authorization: `Bearer ${admin.accessToken}` }, body: form });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { code: 'CROSS_SITE_REFUSED' } });
  });
});
