import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestOfficer, type TestStation } from '@stationhouse/testing';
import { AssessmentWatch, PluginGate, PluginSwitch, TestClock, WorkflowRuntime, type PersonalPurpose, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { callBy } from './runtime-world.js';
import { signingPlugin } from './signing-workflow.js';
import { visitPlugin } from './visit-workflow.js';

const SECRET: PersonalPurpose = { dataClass: 'P2', purpose: 'handling', keep: 'P3Y' };
const note: WorkflowPlugin = { ...notePlugin(), title: { 'zh-CN': '记录', en: 'Notes' }, personalData: { secret: SECRET } };
const STAFF = ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer'];

/** As the API answers, as far as the tests look. */
interface Standing { enabled: boolean; because: string; policy: string; revision: number; running: number; assessment: { state: string }; takeovers: { workflow: string; how: string; roles: string[]; people: string[] }[]; plugin: { id: string; fingerprint: string } }
interface Answer {
  plugins: Standing[];
  pluginRunning: { version: string; workflows: { running: number; clocks: number; nextDue: string | null; states: { count: number }[]; tasks: { role: string; count: number }[] }[] };
  pluginClocks: { edges: { cursor: string; node: { instanceId: Id; dueAt: string | null; title: { en: string } } }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
  pluginPolicyEffect: { version: string; enables: Id[]; disables: Id[]; unassessed: Id[] };
  bureauPlugins: { plugin: { id: string }; policy: string; revision: number; stations: Standing[] }[];
  instance: { plugin: { enabled: boolean; mayWork: boolean; takeover: { people: string[] } | null } };
  tasks: { edges: { node: { instanceId: Id; mayComplete: boolean } }[] };
}
const STANDING = 'enabled because policy revision running assessment { state } takeovers { workflow how roles people } plugin { id fingerprint }';
const PLUGINS = `query ($stationId: ID!) { plugins(stationId: $stationId) { ${STANDING} } }`;
const RUNNING = `query ($stationId: ID!, $pluginId: String!) { pluginRunning(stationId: $stationId, pluginId: $pluginId) { version workflows { running clocks nextDue states { count } tasks { role count } } } }`;
const ENABLE = `mutation ($stationId: ID!, $pluginId: String!, $expectedVersion: Int!, $idempotencyKey: String!) { enablePlugin(stationId: $stationId, pluginId: $pluginId, expectedVersion: $expectedVersion, idempotencyKey: $idempotencyKey) { ${STANDING} } }`;
const DISABLE = `mutation ($stationId: ID!, $pluginId: String!, $seen: String!, $takeovers: [TakeoverInput!]!, $expectedVersion: Int!, $idempotencyKey: String!) {
  disablePlugin(stationId: $stationId, pluginId: $pluginId, reason: "暂不使用", seen: $seen, takeovers: $takeovers, expectedVersion: $expectedVersion, idempotencyKey: $idempotencyKey) { ${STANDING} } }`;
const ASSESS = `mutation ($bureauId: ID!, $stationId: ID, $pluginId: String!, $assessment: PluginAssessmentInput!, $idempotencyKey: String!) { recordPluginAssessment(bureauId: $bureauId, stationId: $stationId, pluginId: $pluginId, assessment: $assessment, idempotencyKey: $idempotencyKey) { id validUntil ofBureau } }`;
const POLICY = `mutation ($bureauId: ID!, $pluginId: String!, $policy: PluginPolicyName!, $stationIds: [ID!], $seen: String!, $takeovers: [TakeoverInput!]!, $expectedVersion: Int!, $idempotencyKey: String!) {
  setPluginPolicy(bureauId: $bureauId, pluginId: $pluginId, policy: $policy, atStationIds: $stationIds, reason: "全局统一", seen: $seen, takeovers: $takeovers, expectedVersion: $expectedVersion, idempotencyKey: $idempotencyKey) { policy } }`;
const EFFECT = `query ($bureauId: ID!, $pluginId: String!, $policy: PluginPolicyName!, $stationIds: [ID!]) { pluginPolicyEffect(bureauId: $bureauId, pluginId: $pluginId, policy: $policy, atStationIds: $stationIds) { version enables disables unassessed } }`;

let world: GraphqlWorld<Answer>;
let runtime: WorkflowRuntime;

beforeAll(async () => {
  world = await openGraphql<Answer>([note, visitPlugin(), signingPlugin()], true, () => ({}));
  runtime = world.app.get(WorkflowRuntime);
  await world.jobs.startWorker();
});
afterAll(() => world.close());

const by = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role) });
const atBureau = (stations: readonly TestStation[], role = 'bureau-admin'): Asker => {
  const [station] = stations;
  if (station === undefined) throw new Error('A bureau has stations.');
  return { station, officer: { accountId: station.officer('chief').accountId, roles: [role] }, bureauOf: stations };
};
const begin = async (station: TestStation, workflow = 'note-case') => (await runtime.startInstance(callBy(station, 'duty-officer'), { workflow, data: { kind: '噪音' }, idempotencyKey: newId() })).instanceId;
const send = (station: TestStation, who: string | TestOfficer, instanceId: Id, event = 'again') => runtime.sendEvent(callBy(station, who), { instanceId, event, idempotencyKey: newId() });
const standing = async (station: TestStation, pluginId = 'note'): Promise<Standing> => {
  const found = (await world.answer(by(station, 'chief'), PLUGINS, { stationId: station.id })).plugins.find(({ plugin }) => plugin.id === pluginId);
  if (found === undefined) throw new Error(`No plugin ${pluginId}.`);
  return found;
};
const running = async (station: TestStation, pluginId = 'note') => (await world.answer(by(station, 'chief'), RUNNING, { stationId: station.id, pluginId })).pluginRunning;
const finish = (who: Partial<{ accountIds: Id[]; roles: string[]; workflow: string }>) => ({ how: 'FINISH', accountIds: [], roles: [], ...who });
const disabling = async (station: TestStation, takeovers: readonly object[], over: object = {}, pluginId = 'note') => ({
  stationId: station.id, pluginId, takeovers, seen: (await running(station, pluginId)).version, expectedVersion: (await standing(station, pluginId)).revision, idempotencyKey: newId(), ...over,
});
const disable = async (station: TestStation, takeovers: readonly object[], pluginId = 'note') => world.answer(by(station, 'chief'), DISABLE, await disabling(station, takeovers, {}, pluginId));
const enabling = async (station: TestStation, pluginId = 'note') => ({ stationId: station.id, pluginId, expectedVersion: (await standing(station, pluginId)).revision, idempotencyKey: newId() });
const assessment = async (station: TestStation, over: object = {}) => ({ fingerprint: (await standing(station)).plugin.fingerprint, document: '评〔2026〕1 号', summary: '必要', measures: '脱敏、留痕', assessor: '法制室', purposes: ['handling'], ...over });
const assess = async (station: TestStation, over: object = {}) => world.answer(by(station, 'chief'), ASSESS, { bureauId: station.bureauId, stationId: station.id, pluginId: 'note', assessment: await assessment(station, over), idempotencyKey: newId() });
const stations = (count = 1) => createTestStations(world.test, count, { staff: STAFF });
const one = async (): Promise<TestStation> => (await stations())[0] as TestStation;
const openTask = async (instanceId: Id) => (await world.test.owner.query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED')`, [instanceId])).rows[0]?.id ?? '';
const noticesOf = async (station: TestStation, kind: string) => (await world.test.owner.query<{ title: { en: string }; body: { en: string }; told: Id[] }>('SELECT n.title, n.body, array_agg(r.account_id) AS told FROM notice n JOIN notice_recipient r ON r.notice_id = n.id WHERE n.unit_id = $1 AND n.kind = $2 GROUP BY n.id, n.title, n.body ORDER BY n.id', [station.id, kind])).rows;

describe('disabling a plugin', () => {
  it('shows first what runs: states, roles, clocks with the next due', async () => {
    const here = await one();
    await begin(here);
    const due = await begin(here);
    const list = await running(here);
    expect(list.workflows).toEqual([{ running: 2, clocks: 2, nextDue: expect.any(String), states: [{ count: 2 }], tasks: [{ role: 'duty-officer', count: 2 }] }]);
    const page = (after: string | null) => world.answer(by(here, 'chief'), `query ($stationId: ID!, $after: String) { pluginClocks(stationId: $stationId, pluginId: "note", first: 1, after: $after) { edges { cursor node { instanceId dueAt title { en } } } pageInfo { hasNextPage endCursor } } }`, { stationId: here.id, after });
    const first = (await page(null)).pluginClocks;
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = (await page(first.pageInfo.endCursor)).pluginClocks;
    expect(second.edges.map(({ node }) => node.instanceId)).toEqual([due]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('needs a takeover, and then only those who took over go on, whatever role a task is for', async () => {
    const here = await one();
    const instanceId = await begin(here);
    const taken = here.officer('case-officer');
    expect(await world.refusal(by(here, 'chief'), DISABLE, await disabling(here, []))).toBe('TAKEOVER_NEEDED');
    await disable(here, [finish({ accountIds: [taken.accountId] })]);
    expect(await standing(here)).toMatchObject({ enabled: false, because: 'STATION', running: 1, takeovers: [{ workflow: 'note-case', how: 'FINISH', people: ['case-officer S1'] }] });

    await expect(begin(here)).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    await expect(send(here, 'duty-officer', instanceId)).rejects.toMatchObject({ code: 'PLUGIN_DISABLED', details: { takenOver: true } });
    expect(await noticesOf(here, 'plugin.takeover')).toMatchObject([{ title: { 'zh-CN': '请接办：记录办理 1 件', en: 'Yours to finish: Note case, 1' }, told: [taken.accountId] }]);

    // Whoever held the role sees it no more as theirs; whoever took over does, and does it.
    const mine = (role: string) => world.answer(by(here, role), `query ($stationId: ID!) { tasks(stationId: $stationId, filter: { mine: true }) { edges { node { instanceId mayComplete } } } }`, { stationId: here.id });
    expect((await mine('duty-officer')).tasks.edges).toEqual([]);
    expect((await mine('case-officer')).tasks.edges).toEqual([{ node: { instanceId, mayComplete: true } }]);
    const seen = (role: string) => world.answer(by(here, role), `query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { plugin { enabled mayWork takeover { people } } } }`, { stationId: here.id, id: instanceId });
    expect((await seen('duty-officer')).instance.plugin).toEqual({ enabled: false, mayWork: false, takeover: { people: ['case-officer S1'] } });
    expect((await seen('case-officer')).instance.plugin).toMatchObject({ enabled: false, mayWork: true });
    await runtime.completeTask(callBy(here, taken), { taskId: await openTask(instanceId), outcome: 'fine', form: {}, idempotencyKey: newId() });
    await send(here, taken, instanceId, 'stop');
    expect((await running(here)).workflows[0]?.running).toBe(0);
  });

  it('leaves joint signatures to the roles that must sign', async () => {
    const here = await one();
    const { instanceId } = await runtime.startInstance(callBy(here, 'duty-officer'), { workflow: 'signing', data: {}, idempotencyKey: newId() });
    await disable(here, [finish({ accountIds: [here.officer('case-officer').accountId] })], 'signing');
    const complete = async (who: string, outcome: string) => runtime.completeTask(callBy(here, who), { taskId: await openTask(instanceId), outcome, form: {}, idempotencyKey: newId() });
    await complete('case-officer', 'done');
    await expect(complete('case-officer', 'agreed')).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await complete('chief', 'agreed');
    await complete('duty-officer', 'agreed');
    await expect(complete('community-officer', 'done')).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    // A task that somebody must be named for: whoever took over is.
    await complete('case-officer', 'done');
    expect((await running(here, 'signing')).workflows[0]?.running).toBe(0);
  });

  it('lets clocks go on, and tells whoever took over', async () => {
    const here = await one();
    const instanceId = await begin(here);
    await disable(here, [finish({ accountIds: [here.officer('case-officer').accountId] })]);
    await world.app.get(TestClock).advance('PT3H');
    await untilJobsDone(world.test, here.id);
    const { rows } = await world.test.owner.query<{ state: string }>('SELECT state FROM clock WHERE instance_id = $1', [instanceId]);
    expect(rows).toEqual([{ state: 'breached' }]);
    const [breach] = await noticesOf(here, 'clock.breached');
    expect(breach?.told).toContain(here.officer('case-officer').accountId);
  });

  it('takes over by role, as the roster says', async () => {
    const here = await one();
    const instanceId = await begin(here);
    await disable(here, [finish({ roles: ['duty-officer'] })]);
    await send(here, 'duty-officer', instanceId);
    await expect(send(here, 'community-officer', instanceId)).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
  });

  it('refuses on another list, with what has changed, and on another version', async () => {
    const here = await one();
    await begin(here);
    const asked = await disabling(here, [finish({ roles: ['chief'] })]);
    await begin(here);
    const { errors } = await world.ask(by(here, 'chief'), DISABLE, asked);
    expect(errors?.[0]?.originalError).toMatchObject({ code: 'STALE_VERSION', details: { changes: [{ workflow: 'note-case', before: 1, now: 2 }] }, text: { 'zh-CN': expect.stringContaining('记录办理 1 → 2 件') } });
    expect((await standing(here)).enabled).toBe(true);
    expect(await world.refusal(by(here, 'chief'), DISABLE, await disabling(here, [finish({ roles: ['chief'] })], { expectedVersion: 7 }))).toBe('STALE_VERSION');
    expect(await world.refusal(by(here, 'chief'), DISABLE, await disabling(here, [finish({ roles: ['chief'] })], { seen: 'x' }))).toBe('BAD_INPUT');
  });

  it('of two at the same moment, one comes first', async () => {
    const here = await one();
    const asked = await disabling(here, []);
    const answers = await Promise.all([world.refusal(by(here, 'chief'), DISABLE, asked), world.refusal(by(here, 'chief'), DISABLE, { ...asked, idempotencyKey: newId() })]);
    expect(answers.sort()).toEqual(['STALE_VERSION', undefined]);
  });

  it('answers a repeated command with the first answer', async () => {
    const here = await one();
    const asked = await disabling(here, []);
    await world.answer(by(here, 'chief'), DISABLE, asked);
    await world.answer(by(here, 'chief'), DISABLE, asked);
    expect((await standing(here)).revision).toBe(1);
    expect(await world.refusal(by(here, 'chief'), DISABLE, { ...asked, seen: 'other' })).toBe('CONFLICT');
  });

  it('calls off what runs, with the reason, where the chief says so', async () => {
    const here = await one();
    const instanceId = await begin(here);
    expect(await world.refusal(by(here, 'chief'), DISABLE, await disabling(here, [{ how: 'CANCEL', accountIds: [], roles: [] }]))).toBe('BAD_INPUT');
    await disable(here, [{ how: 'CANCEL', accountIds: [], roles: [], reason: '改由综治中心办理' }]);
    await untilJobsDone(world.test, here.id);
    const { rows } = await world.test.owner.query(`SELECT i.status, a.purpose, a.actor_id FROM instance i JOIN audit_entry a ON a.record_id = i.id AND a.action = 'instance.cancelled' WHERE i.id = $1`, [instanceId]);
    expect(rows).toEqual([{ status: 'closed', purpose: '改由综治中心办理', actor_id: here.officer('chief').accountId }]);
  });

  it('lets the chief change who took over', async () => {
    const here = await one();
    const instanceId = await begin(here);
    await disable(here, [finish({ accountIds: [here.officer('case-officer').accountId] })]);
    await world.answer(by(here, 'chief'), `mutation ($stationId: ID!, $takeovers: [TakeoverInput!]!, $expectedVersion: Int!) { changePluginTakeover(stationId: $stationId, pluginId: "note", takeovers: $takeovers, expectedVersion: $expectedVersion, idempotencyKey: "change") { enabled } }`, {
      stationId: here.id, takeovers: [finish({ accountIds: [here.officer('community-officer').accountId] })], expectedVersion: (await standing(here)).revision,
    });
    await expect(send(here, 'case-officer', instanceId)).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    await send(here, 'community-officer', instanceId);
  });

  it('is the chief’s alone, and names people and roles of the station', async () => {
    const [here, there] = (await stations(2)) as [TestStation, TestStation];
    await begin(here);
    expect(await world.refusal(by(here, 'duty-commander'), DISABLE, await disabling(here, []))).toBe('FORBIDDEN');
    expect(await world.refusal(by(there, 'chief'), PLUGINS, { stationId: here.id })).toBe('NOT_FOUND');
    const refused = async (wish: object) => world.refusal(by(here, 'chief'), DISABLE, await disabling(here, [wish]));
    expect(await refused(finish({ accountIds: [there.officer('chief').accountId] }))).toBe('NOT_FOUND');
    expect(await refused(finish({ roles: ['mediator'] }))).toBe('BAD_INPUT');
    expect(await refused(finish({ roles: ['legal-officer'] }))).toBe('TAKEOVER_NEEDED');
    expect(await refused(finish({ workflow: 'visit-case', roles: ['chief'] }))).toBe('BAD_INPUT');
    expect(await refused(finish({}))).toBe('BAD_INPUT');
  });

  it('takes one statement per thing, also with thousands of instances', async () => {
    const here = await one();
    const instanceId = await begin(here);
    await world.test.owner.query(
      `INSERT INTO instance (station_id, id, workflow, definition, number, version, status, exercise, states, snapshot, started_at, changed_at)
       SELECT station_id, gen_random_uuid(), workflow, definition, number || '-' || n, version, status, exercise, states, snapshot, started_at, changed_at FROM instance, generate_series(1, 10000) n WHERE id = $1`,
      [instanceId],
    );
    const list = await running(here);
    expect(list.workflows[0]?.running).toBe(10_001);
    await disable(here, [finish({ roles: ['chief'] })]);
    const { rows } = await world.test.owner.query('SELECT count(*)::int AS takeovers FROM plugin_takeover WHERE station_id = $1', [here.id]);
    expect(rows).toEqual([{ takeovers: 1 }]);
    await send(here, 'chief', instanceId);
  });
});

describe('enabling a plugin', () => {
  it('asks for the assessment, brings everything back, and tells whoever waits for it', async () => {
    const here = await one();
    const instanceId = await begin(here);
    await disable(here, [finish({ roles: ['chief'] })]);
    expect(await world.refusal(by(here, 'chief'), ENABLE, await enabling(here))).toBe('ASSESSMENT_NEEDED');
    await assess(here);
    const released: unknown[] = [];
    world.app.get(PluginSwitch).whenEnabled((_tenant, enabled) => Promise.resolve(void released.push(enabled)));
    const isEnabled = () => world.test.database.inTenant(callBy(here, 'chief').context, (tenant) => world.app.get(PluginGate).isEnabled(tenant, here.id, 'note'));
    expect(await isEnabled()).toBe(false);
    await world.answer(by(here, 'chief'), ENABLE, await enabling(here));
    expect(await isEnabled()).toBe(true);
    expect(released).toEqual([{ stationId: here.id, pluginId: 'note' }]);
    expect(await standing(here)).toMatchObject({ enabled: true, takeovers: [], assessment: { state: 'VALID' } });
    await send(here, 'duty-officer', instanceId);
    const { rows } = await world.test.owner.query<{ action: string }>(`SELECT action FROM audit_entry WHERE unit_id = $1 AND action LIKE 'plugin.%' ORDER BY id`, [here.id]);
    expect(rows.map(({ action }) => action)).toEqual(['plugin.disabled', 'plugin.assessed', 'plugin.enabled']);
  });

  it('needs no assessment where nothing sensitive is declared', async () => {
    const here = await one();
    await disable(here, [], 'visits');
    await world.answer(by(here, 'chief'), ENABLE, await enabling(here, 'visits'));
    expect(await standing(here, 'visits')).toMatchObject({ enabled: true, because: 'STATION', assessment: { state: 'NOT_NEEDED' } });
  });
});

describe('the bureau’s policy', () => {
  const set = async (all: readonly TestStation[], policy: string, takeovers: readonly object[] = [], who = 'bureau-admin', chosen?: readonly TestStation[]) => {
    const stationIds = chosen?.map(({ id }) => id);
    const bureauId = all[0]?.bureauId ?? '';
    const { version } = (await world.answer(atBureau(all), EFFECT, { bureauId, pluginId: 'note', policy, stationIds })).pluginPolicyEffect;
    const revision = (await world.answer(atBureau(all), `query ($bureauId: ID!) { bureauPlugins(bureauId: $bureauId) { plugin { id } policy revision stations { ${STANDING} } } }`, { bureauId })).bureauPlugins.find(({ plugin }) => plugin.id === 'note')?.revision;
    return world.refusal(atBureau(all, who), POLICY, { bureauId, pluginId: 'note', policy, stationIds, seen: version, takeovers, expectedVersion: revision, idempotencyKey: newId() });
  };

  it('forbids everywhere at once, with a default takeover, and gives back what a station said', async () => {
    const [here, there] = (await stations(2)) as [TestStation, TestStation];
    const instanceId = await begin(here);
    await assess(here);
    await assess(there);
    await disable(there, []);
    expect(await set([here, there], 'FORBIDDEN')).toBe('TAKEOVER_NEEDED');
    expect(await set([here, there], 'FORBIDDEN', [finish({ roles: ['duty-commander'] })])).toBeUndefined();
    await expect(begin(here)).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    await send(here, 'duty-commander', instanceId);
    expect(await world.refusal(by(here, 'chief'), ENABLE, await enabling(here))).toBe('PLUGIN_FORBIDDEN');
    expect(await standing(here)).toMatchObject({ enabled: false, because: 'POLICY', policy: 'FORBIDDEN' });
    expect((await noticesOf(here, 'plugin.policy')).map(({ title, body }) => [title.en, body.en])).toEqual([['Notes: forbidden by the bureau', expect.stringMatching(/^now disabled here; why: \S/)]]);

    expect(await set([here, there], 'FREE')).toBeUndefined();
    expect(await standing(here)).toMatchObject({ enabled: true, because: 'DEFAULT' });
    expect(await standing(there)).toMatchObject({ enabled: false, because: 'STATION' });
  });

  it('mandates where everything is assessed, also by the bureau, and holds a chief to it', async () => {
    const all = await stations(2);
    const [here, there] = all as [TestStation, TestStation];
    await disable(here, []);
    expect(await set(all, 'MANDATED')).toBe('ASSESSMENT_NEEDED');
    await world.answer(atBureau(all, 'bureau-legal'), ASSESS, { bureauId: here.bureauId, stationId: null, pluginId: 'note', assessment: await assessment(here), idempotencyKey: newId() });
    expect(await set(all, 'MANDATED', [], 'bureau-legal')).toBe('FORBIDDEN');
    expect(await set(all, 'MANDATED', [], 'bureau-leader')).toBeUndefined();
    expect(await standing(here)).toMatchObject({ enabled: true, because: 'POLICY', policy: 'MANDATED', assessment: { state: 'VALID' } });
    expect(await world.refusal(by(there, 'chief'), DISABLE, await disabling(there, []))).toBe('PLUGIN_MANDATED');
  });

  it('reaches chosen stations alone, until the bureau says otherwise for all', async () => {
    const all = await stations(3);
    const [here, there, third] = all as [TestStation, TestStation, TestStation];
    const [elsewhere] = (await stations(1)) as [TestStation];
    expect(await world.refusal(atBureau(all), EFFECT, { bureauId: here.bureauId, pluginId: 'note', policy: 'FORBIDDEN', stationIds: [elsewhere.id] })).toBe('NOT_FOUND');
    expect((await world.answer(atBureau(all), EFFECT, { bureauId: here.bureauId, pluginId: 'note', policy: 'FORBIDDEN', stationIds: [here.id, there.id] })).pluginPolicyEffect).toMatchObject({ disables: [here.id, there.id], enables: [] });
    expect(await set(all, 'FORBIDDEN', [], 'bureau-admin', [here, there])).toBeUndefined();
    expect(await standing(here)).toMatchObject({ enabled: false, because: 'POLICY', policy: 'FORBIDDEN' });
    expect(await standing(third)).toMatchObject({ enabled: true, because: 'DEFAULT', policy: 'FREE' });
    expect(await world.refusal(by(here, 'chief'), ENABLE, await enabling(here))).toBe('PLUGIN_FORBIDDEN');
    await world.answer(atBureau(all, 'bureau-legal'), ASSESS, { bureauId: here.bureauId, stationId: null, pluginId: 'note', assessment: await assessment(here), idempotencyKey: newId() });
    // As for all again at one of them, and then another word for everybody.
    expect(await set(all, 'FREE', [], 'bureau-admin', [there])).toBeUndefined();
    expect(await standing(there)).toMatchObject({ enabled: true, policy: 'FREE' });
    expect((await world.test.owner.query('SELECT station_id AS id FROM plugin_station_policy')).rows).toEqual([{ id: here.id }]);
    expect(await set(all, 'MANDATED')).toBeUndefined();
    expect(await standing(here)).toMatchObject({ enabled: true, policy: 'MANDATED' });
    expect((await world.test.owner.query('SELECT station_id AS id FROM plugin_station_policy')).rows).toEqual([]);
    // Under a mandate for all, one is let go.
    expect(await set(all, 'FREE', [], 'bureau-admin', [third])).toBeUndefined();
    expect(await standing(third)).toMatchObject({ enabled: true, because: 'DEFAULT', policy: 'FREE' });
    await disable(third, []);
    expect((await standing(third))).toMatchObject({ enabled: false, because: 'STATION' });
  });

  it('holds at a station from the moment it is founded', async () => {
    const all = await stations(1);
    expect(await set(all, 'FORBIDDEN')).toBeUndefined();
    const founded = newId();
    await world.test.database.inTenant({ stationIds: [], bureauIds: [all[0]?.bureauId ?? ''] }, (tenant) => tenant.sql(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, '新所', 'NEW', 'oldTown', 'Asia/Shanghai')`, [all[0]?.bureauId, founded]));
    const gate = world.app.get(PluginGate);
    expect(await world.test.database.inTenant({ stationIds: [founded], bureauIds: [] }, (tenant) => gate.isEnabled(tenant, founded, 'note'))).toBe(false);
  });

  it('is not a chief’s, nor of another bureau', async () => {
    const [here] = (await stations(1)) as [TestStation];
    const [other] = (await stations(1)) as [TestStation];
    const asked = { bureauId: here.bureauId, pluginId: 'note', policy: 'MANDATED', seen: '', takeovers: [], expectedVersion: 0, idempotencyKey: newId() };
    expect(await world.refusal(by(here, 'chief'), POLICY, asked)).toBe('FORBIDDEN');
    expect(await world.refusal(atBureau([other]), POLICY, asked)).toBe('NOT_FOUND');
    expect(await world.refusal(atBureau([here]), `query ($stationId: ID!) { pluginClocks(stationId: $stationId, pluginId: "note") { edges { cursor } } }`, { stationId: here.id })).toBe('FORBIDDEN');
  });
});

describe('a personal-data assessment', () => {
  it('covers exactly what was looked at, for a bounded time, with every purpose confirmed', async () => {
    const here = await one();
    expect(await standing(here)).toMatchObject({ enabled: true, assessment: { state: 'MISSING' } });
    const refused = async (over: object) => world.refusal(by(here, 'chief'), ASSESS, { bureauId: here.bureauId, stationId: here.id, pluginId: 'note', assessment: await assessment(here, over), idempotencyKey: newId() });
    expect(await refused({ fingerprint: 'old' })).toBe('STALE_VERSION');
    expect(await refused({ purposes: [] })).toBe('BAD_INPUT');
    expect(await refused({ document: ' ' })).toBe('BAD_INPUT');
    expect(await refused({ validUntil: '2100-01-01T00:00:00Z' })).toBe('BAD_INPUT');
    expect(await refused({})).toBeUndefined();
    await expect(world.test.database.inTenant(callBy(here, 'chief').context, (tenant) => tenant.sql('DELETE FROM plugin_assessment'))).rejects.toThrow('permission denied');
  });

  it('that is missing is told to the chief, then to the bureau; one that ends warns, climbs, and stops nothing', async () => {
    const here = await one();
    const leader = newId();
    await world.test.owner.query(`INSERT INTO account (bureau_id, id, login, display_name, must_change_password) VALUES ($1, $2, $3, 'leader', false)`, [here.bureauId, leader, leader]);
    await world.test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, 'bureau-leader', NULL)`, [here.bureauId, newId(), leader]);
    const told = async () => (await noticesOf(here, 'plugin.assessment')).map(({ title, told: whom }) => [title.en, whom.includes(leader)]);
    await world.app.get(AssessmentWatch).bringIn();
    expect(await told()).toEqual([['Notes: no personal-data assessment is recorded', false]]);
    await world.app.get(TestClock).advance('P8D');
    expect((await told())[1]).toEqual(['Notes: no personal-data assessment is recorded', true]);

    await assess(here);
    await world.app.get(TestClock).advance('P340D');
    expect((await told())[2]).toEqual(['Notes: the personal-data assessment expires within 30 days', false]);
    expect((await standing(here)).assessment.state).toBe('EXPIRING');
    await world.app.get(TestClock).advance('P30D');
    expect((await told())[3]).toEqual(['Notes: the personal-data assessment has expired', true]);
    expect(await standing(here)).toMatchObject({ enabled: true, assessment: { state: 'EXPIRED' } });
    await begin(here);
    await assess(here);
    expect((await standing(here)).assessment.state).toBe('VALID');
  });
});
