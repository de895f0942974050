import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { bellsPlugin, callersPlugin, listenersPlugin } from '@stationhouse/testing/fixtures';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

describe('between plugins, on a whole server', () => {
  let house: House;
  let bureau: TestBureau;
  let officer: Client;
  let chief: Client;
  let admin: Client;
  let here: Id;

  beforeAll(async () => {
    house = await openHouse({}, undefined, [bellsPlugin, callersPlugin, listenersPlugin]);
    bureau = await buildBureau(house.test, 'Between', 2);
    here = bureau.stationIds[0] as Id;
    [officer, chief, admin] = await Promise.all([house.signIn(bureau.login('duty-officer', 0)), house.signIn(bureau.login('chief', 0)), house.signIn(bureau.login('bureau-admin'))]);
  });
  afterAll(() => house?.close());

  const settle = () => untilJobsDone(house.test, bureau.bureauId, ...bureau.stationIds);
  const heard = async () => (await house.test.owner.query<{ what: string; incident: string | null }>(`SELECT snapshot->'data'->>'what' AS what, incident_id AS incident FROM instance WHERE station_id = $1 AND workflow = 'listening' ORDER BY id`, [here])).rows;
  const ring = (bell: string) => officer.graphql('mutation($s: ID!, $b: String!) { ringBell(stationId: $s, bell: $b) }', { s: here, b: bell });
  const codeOf = (answer: { errors?: readonly { extensions: { code: string } }[] }) => answer.errors?.[0]?.extensions.code;

  it('a resolver publishes with what it writes, or not at all; what does not fit is refused to the plugin at once', async () => {
    const bell = newId();
    expect((await ring(bell)).data).toEqual({ ringBell: 'ding' });
    expect(codeOf(await ring('a text that says something'))).toBe('EVENT_DATA_INVALID');
    await chief.graphql('mutation($s: ID!, $v: JSON!, $k: String!) { setPluginSettings(stationId: $s, pluginId: "bells", values: $v, expectedVersion: 0, idempotencyKey: $k) { revision } }', { s: here, v: { broken: here }, k: newId() });
    expect(codeOf(await ring(here))).toBe('INTERNAL');
    await settle();
    expect(await heard()).toEqual([{ what: bell, incident: null }]);
  });

  it('the register says what an incident is about: once when it is taken down, and when that is corrected', async () => {
    const before = (await heard()).length;
    const key = newId();
    const record = (category: string, idempotencyKey: string) => officer.graphql('mutation($s: ID!, $c: String!, $k: String!) { createIncident(stationId: $s, input: { channel: PHONE_110, category: $c, narrative: "n" }, idempotencyKey: $k) { id version } }', { s: here, c: category, k: idempotencyKey });
    const made = (await record('dispute.noise', key)).data?.['createIncident'] as unknown as { id: Id };
    await record('dispute.noise', key);
    const other = (await record('unclassified', newId())).data?.['createIncident'] as unknown as { id: Id };
    await settle();
    expect((await heard()).slice(before)).toEqual([{ what: 'dispute.noise', incident: made.id }]);
    await officer.graphql('mutation($s: ID!, $i: ID!) { disposeIncident(stationId: $s, id: $i, input: { outcome: "mediated", category: "dispute.neighbour" }, expectedVersion: 1) { id } }', { s: here, i: other.id });
    await settle();
    expect((await heard()).slice(before + 1)).toEqual([{ what: 'dispute.neighbour', incident: other.id }]);
  });

  it('what comes while a plugin is disabled is delivered once the chief enables it again', async () => {
    const before = (await heard()).length;
    const standing = async () => ((await chief.graphql('query($s: ID!) { plugins(stationId: $s) { revision plugin { id hasSettings } } }', { s: here })).data?.['plugins'] as unknown as { revision: number; plugin: { id: string; hasSettings: boolean } }[]).find(({ plugin }) => plugin.id === 'listeners');
    const running = (await chief.graphql('query($s: ID!) { pluginRunning(stationId: $s, pluginId: "listeners") { version } }', { s: here })).data?.['pluginRunning'] as unknown as { version: string };
    const off = await chief.graphql('mutation($s: ID!, $v: String!, $e: Int!, $k: String!) { disablePlugin(stationId: $s, pluginId: "listeners", reason: "试停", seen: $v, takeovers: [{ how: FINISH, accountIds: [], roles: ["chief"] }], expectedVersion: $e, idempotencyKey: $k) { enabled plugin { hasSettings } } }', { s: here, v: running.version, e: (await standing())?.revision, k: newId() });
    expect(off.data?.['disablePlugin']).toEqual({ enabled: false, plugin: { hasSettings: false } });
    const bell = newId();
    await ring(bell);
    await settle();
    expect((await heard()).length).toBe(before);
    await chief.graphql('mutation($s: ID!, $e: Int!, $k: String!) { enablePlugin(stationId: $s, pluginId: "listeners", expectedVersion: $e, idempotencyKey: $k) { enabled } }', { s: here, e: (await standing())?.revision, k: newId() });
    await settle();
    expect((await heard()).slice(before)).toEqual([{ what: bell, incident: null }]);
  });

  it('settings: the chief’s and the bureau’s, with who changed them; nobody else may, and another station sees nothing of them', async () => {
    const read = async (client: Client, stationId: Id) => client.graphql('query($s: ID!) { pluginSettings(stationId: $s, pluginId: "bells") { values inherited own locked revision changedBy } }', { s: stationId });
    const set = (client: Client, values: unknown, expectedVersion: number) => client.graphql('mutation($s: ID!, $v: JSON!, $e: Int!, $k: String!) { setPluginSettings(stationId: $s, pluginId: "bells", values: $v, expectedVersion: $e, idempotencyKey: $k) { revision } }', { s: here, v: values, e: expectedVersion, k: newId() });
    expect((await read(officer, here)).data?.['pluginSettings']).toEqual({ values: { sound: 'ding', broken: here }, inherited: { sound: 'ding', broken: '' }, own: ['broken'], locked: [], revision: 1, changedBy: expect.stringContaining('chief') });
    expect(codeOf(await set(officer, {}, 1))).toBe('FORBIDDEN');
    expect((await set(chief, { sound: '' }, 1)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', details: { field: 'values.sound' } });
    expect(codeOf(await set(chief, 'nonsense', 1))).toBe('BAD_INPUT');
    const bureauSet = await admin.graphql('mutation($b: ID!, $v: JSON!, $k: String!) { setBureauPluginSettings(bureauId: $b, pluginId: "bells", values: $v, locked: ["sound"], expectedVersion: 0, idempotencyKey: $k) { values own locked revision } }', { b: bureau.bureauId, v: { sound: 'dong' }, k: newId() });
    expect(bureauSet.data?.['setBureauPluginSettings']).toEqual({ values: { sound: 'dong', broken: '' }, own: ['sound'], locked: ['sound'], revision: 1 });
    expect((await set(chief, { sound: 'ding' }, 1)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', details: { field: 'values.sound' } });
    expect((await ring(newId())).data).toEqual({ ringBell: 'dong' });
    expect(codeOf(await read(officer, bureau.stationIds[1] as Id))).toBe('NOT_FOUND');
    expect(codeOf(await chief.graphql('query($s: ID!) { pluginSettings(stationId: $s, pluginId: "listeners") { revision } }', { s: here }))).toBe('NOT_FOUND');
  });

  describe('a caller', () => {
    const START = 'mutation($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "caller", data: $d, idempotencyKey: $k) { instanceId version started instance { number } } }';
    const start = async (client: Client, stationId: Id, phone: string) => (await client.graphql(START, { s: stationId, d: { phone }, k: newId() })) as { readonly data?: { readonly startInstance?: { readonly instanceId: Id; readonly started: boolean; readonly version: number } }; readonly errors?: readonly { readonly extensions: { readonly code: string; readonly details?: Record<string, unknown> } }[] };
    const dataOf = async (id: Id | undefined) => (await house.test.owner.query<{ data: Record<string, unknown> }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, [id])).rows[0]?.data;
    const finish = async (client: Client, stationId: Id, instanceId: Id | undefined, outcome: string) => {
      const [task] = (await house.test.owner.query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status = 'OPEN'`, [instanceId])).rows;
      return client.graphql('mutation($s: ID!, $t: ID!, $o: String!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: {}, idempotencyKey: $k) { version started } }', { s: stationId, t: task?.id, o: outcome, k: newId() });
    };

    it('is one matter: a second start joins, says so, and is told apart from one that begins', async () => {
      const first = await start(officer, here, '13800000031');
      expect(first.data?.startInstance).toMatchObject({ started: true, version: 1, instance: { number: expect.stringMatching(/^LD-/) as unknown } });
      expect((await start(chief, here, '138 0000 0031')).data?.startInstance).toMatchObject({ instanceId: first.data?.startInstance?.instanceId, started: false, version: 2 });
      expect(await dataOf(first.data?.startInstance?.instanceId)).toMatchObject({ calls: 2 });
      expect((await finish(officer, here, first.data?.startInstance?.instanceId, 'over')).data?.['completeTask']).toMatchObject({ started: false });
      const refused = (await start(officer, here, '13800000031')).errors?.[0]?.extensions;
      expect(refused).toMatchObject({ code: 'MATTER_RUNS', details: { instanceId: first.data?.startInstance?.instanceId } });
      // The number itself is nowhere but where it was filled in.
      expect((await house.test.owner.query(`SELECT 1 FROM matter WHERE key LIKE '%0031%'`)).rows).toEqual([]);
    });

    it('who reported something before is known by the number, however it is written; nothing of it comes along', async () => {
      const made = (await officer.graphql('mutation($s: ID!, $k: String!) { createIncident(stationId: $s, input: { channel: PHONE_110, category: "criminal.fraud", narrative: "n", reporterName: "周敏", reporterPhone: "+86 138-0000-0032" }, idempotencyKey: $k) { id } }', { s: here, k: newId() })).data?.['createIncident'] as unknown as { id: Id };
      const id = (await start(officer, here, '１３８００００００３２')).data?.startInstance?.instanceId;
      expect(await dataOf(id)).toMatchObject({ reports: 1 });
      const [begun] = (await house.test.owner.query<{ event: { found: unknown } }>('SELECT event FROM history WHERE instance_id = $1', [id])).rows;
      expect(begun?.event.found).toEqual({ calls: { count: 0, elsewhere: 0 }, reported: { count: 1, incident: made.id } });
      expect(await dataOf((await start(officer, here, '0032')).data?.startInstance?.instanceId)).toMatchObject({ reports: 0 });
    });

    it('is looked up as the plugin’s own role, over what it declares, and nothing of another bureau', async () => {
      const there = bureau.stationIds[1] as Id;
      const neighbour = await house.signIn(bureau.login('duty-officer', 1));
      const other = await buildBureau(house.test, 'Faraway', 1);
      const far = await house.signIn(other.login('duty-officer', 0));
      const [mine, theirs, afar] = [await start(officer, here, '13800000033'), await start(neighbour, there, '13800000033'), await start(far, other.stationIds[0] as Id, '13800000033')];
      await untilJobsDone(house.test, ...bureau.stationIds, ...other.stationIds);
      await finish(far, other.stationIds[0] as Id, afar.data?.startInstance?.instanceId, 'reached');
      await finish(neighbour, there, theirs.data?.startInstance?.instanceId, 'reached');
      expect((await finish(officer, here, mine.data?.startInstance?.instanceId, 'reached')).errors).toBeUndefined();
      // By SQL it sees its own station, by the platform's own count the whole bureau.
      expect(await dataOf(mine.data?.startInstance?.instanceId)).toMatchObject({ answered: 2, open: 1, stations: [expect.any(String)] });
      expect(await dataOf(afar.data?.startInstance?.instanceId)).toMatchObject({ answered: 1, stations: [] });
      expect(codeOf(await officer.graphql(START, { s: other.stationIds[0], d: { phone: '13800000033' }, k: newId() }))).toBe('NOT_FOUND');
    });
  });
});
