import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { bellsPlugin, listenersPlugin } from '@stationhouse/testing/fixtures';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

describe('between plugins, on a whole server', () => {
  let house: House;
  let bureau: TestBureau;
  let officer: Client;
  let chief: Client;
  let admin: Client;
  let here: Id;

  beforeAll(async () => {
    house = await openHouse({}, undefined, [bellsPlugin, listenersPlugin]);
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
});
