import { existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FolderStorage } from '@stationhouse/files';
import { newId, type Id } from '@stationhouse/kernel';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

/** A refusal for a full disk, in both languages, whatever carried it. */
const IN_WORDS = { zhCN: expect.stringMatching(/磁盘.*重试/), en: expect.stringMatching(/space.*again/) };

describe('a full disk', () => {
  let house: House;
  let bureau: TestBureau;
  let admin: Client;
  let officer: Client;
  let stationId: Id;
  /** While true, whatever a file is written to answers that there is no space left: the kernel's own full device. */
  let filesFull = false;
  beforeAll(async () => {
    house = await openHouse({}, (folder) => new FolderStorage(folder, (file) => (filesFull ? open('/dev/full', 'w') : open(file, 'wx'))));
    bureau = await buildBureau(house.test, 'Full', 2);
    stationId = bureau.stationIds[0] as Id;
    admin = await house.signIn(bureau.login('bureau-admin'));
    officer = await house.signIn(bureau.login('duty-officer', 0));
  });
  afterAll(() => house?.close());

  const rows = async <Row>(statement: string): Promise<Row[]> => (await house.test.owner.query(statement)).rows as Row[];
  const count = async (table: string) => (await rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n;
  const incoming = () => {
    const folder = path.join(house.folder, 'files', 'incoming');
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  /** While `work` runs, PostgreSQL refuses rows of a table as it does when a file cannot grow. */
  async function databaseFull<Result>(table: string, when: string, work: () => Promise<Result>): Promise<Result> {
    const { owner } = house.test;
    await owner.query(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ${when} THEN RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file: No space left on device'; END IF; RETURN NULL; END $$`);
    await owner.query(`CREATE TRIGGER no_room AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION no_room()`);
    try {
      return await work();
    } finally {
      await owner.query('DROP FUNCTION no_room CASCADE');
    }
  }

  const form = (fields: Record<string, string>, content: string, name: string) => {
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) body.append(field, value);
    body.append('file', new Blob([content]), name);
    return body;
  };
  const startDispute = (key: Id) => officer.graphql('mutation($s: ID!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: {cause: "noise", summary: "s", parties: [{name: "周敏"}]}, idempotencyKey: $k) { instanceId } }', { s: stationId, k: key });

  describe('of the files', () => {
    it('refuses an upload of incidents, keeps nothing, and takes it once there is room', async () => {
      const upload = () => admin.rest('POST', `/api/bureaus/${bureau.bureauId}/imports`, form({}, 'id,time\n1,2018-05-01 00:10:28\n', 'calls.csv'));
      filesFull = true;
      const answer = await upload().finally(() => (filesFull = false));
      expect(answer.status).toBe(507);
      expect(await answer.json()).toMatchObject({ error: { code: 'STORAGE_FULL', message: IN_WORDS } });
      expect(await count('import')).toBe(0);
      expect(incoming()).toEqual([]);
      expect((await fetch(`${house.server.url}/health/live`)).status).toBe(200);
      expect((await upload()).status).toBe(201);
    });

    it('refuses an attachment, writes no deed, and takes the same one again', async () => {
      const { instanceId } = (await startDispute(newId())).data?.['startInstance'] as unknown as { instanceId: Id };
      const key = newId();
      const attach = () => officer.rest('POST', `/api/stations/${stationId}/instances/${instanceId}/attachments`, form({ idempotencyKey: key, purpose: '现场照片' }, '笔录', '笔录.txt'));
      filesFull = true;
      const answer = await attach().finally(() => (filesFull = false));
      expect(answer.status).toBe(507);
      expect(await answer.json()).toMatchObject({ error: { code: 'STORAGE_FULL', message: IN_WORDS } });
      const written = () => rows(`SELECT version FROM history WHERE instance_id = '${instanceId}' ORDER BY version`);
      expect(await written()).toEqual([{ version: 1 }]);
      expect([await count('attachment'), incoming()]).toEqual([0, []]);
      expect((await attach()).ok).toBe(true);
      expect(await written()).toEqual([{ version: 1 }, { version: 2 }]);
    });
  });

  describe('of the database', () => {
    it('refuses an incident and a dispute whole, and takes the same commands once there is room', async () => {
      const keys = { incident: newId(), dispute: newId() };
      const record = () => officer.graphql('mutation($s: ID!, $k: String!) { createIncident(stationId: $s, input: {channel: PHONE_110, category: "dispute.noise", narrative: "满盘"}, idempotencyKey: $k) { id } }', { s: stationId, k: keys.incident });
      const written = async () => ({ incidents: await count('incident'), instances: await count('instance'), history: await count('history'), tasks: await count('task'), commands: await count('idempotency'), audit: await count('audit_entry') });
      const before = await written();
      for (const [table, command] of [['incident', record], ['audit_entry', record], ['history', () => startDispute(keys.dispute)], ['audit_entry', () => startDispute(keys.dispute)]] as const) {
        const answer = await databaseFull(table, 'true', command);
        expect({ table, code: answer.errors?.[0]?.extensions.code, text: answer.errors?.[0]?.extensions['text'] }).toEqual({ table, code: 'STORAGE_FULL', text: IN_WORDS });
      }
      expect(await written()).toEqual(before);
      expect((await record()).errors).toBeUndefined();
      expect((await startDispute(keys.dispute)).errors).toBeUndefined();
      expect(await written()).toMatchObject({ incidents: (before.incidents ?? 0) + 1, instances: (before.instances ?? 0) + 1, history: (before.history ?? 0) + 1 });
      expect(house.errors.join('\n')).not.toContain('周敏');
    });

    it('keeps no upload that it could not note', async () => {
      const upload = () => admin.rest('POST', `/api/bureaus/${bureau.bureauId}/imports`, form({}, 'id,time\nunnoted,2018-05-01 00:10:28\n', 'unnoted.csv'));
      const kept = () => readdirSync(path.join(house.folder, 'files', 'imports'), { recursive: true }).filter((name) => /[0-9a-f]{64}$/.test(String(name)));
      const before = [await count('import'), kept()];
      const answer = await databaseFull('import', 'true', upload);
      expect(answer.status).toBe(507);
      expect(await answer.json()).toMatchObject({ error: { code: 'STORAGE_FULL', message: IN_WORDS } });
      expect([await count('import'), kept()]).toEqual(before);
      expect((await upload()).status).toBe(201);
    });

    it('pauses an import between two batches, which goes on behind the last row that is in', async () => {
      const table = `id,time,nature\n${Array.from({ length: 6_000 }, (_, row) => `full-${row},2018-05-01 00:10:28,FIGHT`).join('\n')}\n`;
      const route = (rest = '') => `/api/bureaus/${bureau.bureauId}/imports${rest}`;
      const read = async (id: Id) => (await (await admin.rest('GET', route(`/${id}`))).json()) as { state: string; rowsAdded: number; failure: unknown };
      /** Reads until a run has stopped: nothing tells a REST client. */
      const ended = async (id: Id) => {
        for (;;) {
          const current = await read(id);
          if (!['QUEUED', 'RUNNING'].includes(current.state)) return current;
        }
      };
      const { id } = (await (await admin.rest('POST', route(), form({}, table, 'many.csv'))).json()) as { id: Id };
      const mapping = { source: 'full', timeZone: 'Asia/Shanghai', idColumn: 'id', fields: { receivedAt: { column: 'time' }, category: { column: 'nature', values: { FIGHT: 'publicOrder.fight' } } }, routing: { stationId: bureau.stationIds[1] } };
      const known = (await count('incident')) ?? 0;
      const paused = await databaseFull('incident', `(SELECT count(*) FROM incident) > ${known + 4_000}`, async () => {
        expect((await admin.rest('POST', route(`/${id}/start`), { mapping })).status).toBe(200);
        return ended(id);
      });
      expect(paused).toMatchObject({ state: 'PAUSED', failure: { zhCN: expect.stringContaining('已暂停'), en: expect.stringContaining('paused') } });
      expect(paused.rowsAdded).toBeGreaterThan(0);
      expect(await count('incident')).toBe(known + paused.rowsAdded);
      expect((await admin.rest('POST', route(`/${id}/resume`))).status).toBe(200);
      expect(await ended(id)).toMatchObject({ state: 'DONE', rowsAdded: 6_000, failure: null });
      expect(await count('incident')).toBe(known + 6_000);
    });
  });
});
