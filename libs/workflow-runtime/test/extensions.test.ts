import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { Configuration, CONFIGURE_TOPIC, PluginSwitch, WorkflowCatalog, WorkflowRuntime, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { parseExtension } from '@stationhouse/workflow';
import { bureauScope, deliverJobs, noticesOf, reach, stationScope } from './configuration-world.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { callBy } from './runtime-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

/** A plugin that brings nothing but what it adds to the workflow of another one. */
const adding = (id: string, enabledByDefault: boolean, body: string, of = 'visit-case'): WorkflowPlugin => ({
  id, version: '1.0.0', enabledByDefault, title: { 'zh-CN': `${id} 插件`, en: id }, rules: {}, workflows: [],
  extensions: [parseExtension(`overlay: plugin\nof: { workflow: ${of} }\nbecause: ${id} 需要\n${body}`, `${id}.yaml`, id).overlay],
});
const step = (at: string, key: string, role: string) => `{ at: ${at}, task: { key: ${key}, role: ${role}, title: { zh-CN: ${key} 办理, en: Do ${key} } } }`;
/** Legal aid: off until a station wants it. */
const aid = (more = '') => adding('aid', false, `tasks: { registered#check: { role: case-officer } }\nforms: { check: { add: [{ key: needsAid, type: boolean, title: { zh-CN: 是否需要法律援助, en: Needs legal aid }, x-personal: P0 }] } }\nsteps: [${step('before settled', 'aidCall', 'case-officer')}]${more}`);
/** Archives: on unless a station says no. */
const archives = (key = 'archiveCheck') => adding('archives', true, `steps: [${step('before settled', key, 'auxiliary')}]`);
const elsewhere = adding('elsewhere', true, `steps: [${step('before settled', 'never', 'chief')}]`, 'not-installed');

interface StationWorkflow { workflow: { version: string; taskKinds: { key: string }[] }; extensions: { plugin: string; pluginTitle: { en: string }; because: string; content: { steps: unknown[] } }[]; layers: { level: string }[]; changes: { place: string; level: string; plugin: string | null; pluginTitle: { en: string } | null; because: string; text: { zhCN: string }; from: unknown }[]; overlays: { conflicts: { place: string; base: unknown; mine: unknown; theirs: unknown }[]; problems: { code: string }[]; stationsDone: number; stationsKept: number }[] }
interface Answer { stationWorkflow: StationWorkflow; pluginRunning: { version: string; extended: { workflow: string; title: { zhCN: string }; changes: { zhCN: string }[] }[] } }
const WORKFLOW = `query ($bureauId: ID!, $stationId: ID!) { stationWorkflow(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case") { workflow { version taskKinds { key } } extensions { plugin pluginTitle { en } because content } layers { level }
  changes { place level plugin pluginTitle { en } because text { zhCN } from } overlays { conflicts { place base mine theirs } problems { code } stationsDone stationsKept } } }`;

describe('what a plugin adds to the workflow of another', () => {
  let world: GraphqlWorld<Answer>;
  let runtime: WorkflowRuntime;
  let configuration: Configuration;
  let onOff: PluginSwitch;
  let catalog: WorkflowCatalog;

  beforeAll(async () => {
    world = await openGraphql<Answer>([archives(), aid(), visitPlugin(), elsewhere], true, () => ({}));
    [runtime, configuration, onOff, catalog] = [world.app.get(WorkflowRuntime), world.app.get(Configuration), world.app.get(PluginSwitch), world.app.get(WorkflowCatalog)];
  });
  afterAll(() => world.close());

  const STAFF = ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer', 'auxiliary'];
  const stations = async (count: number) => (await createTestStations(world.test, count, { staff: STAFF })) as [TestStation, TestStation, TestStation];
  const by = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role) });
  const atStation = <Result>(station: TestStation, work: Parameters<typeof world.test.database.inTenant<Result>>[1]) => world.test.database.inTenant({ ...reach(station.officer('chief'), [station]), requestId: newId() }, work);
  const atBureau = <Result>(all: readonly TestStation[], work: Parameters<typeof world.test.database.inTenant<Result>>[1]) => world.test.database.inTenant(reach((all[0] as TestStation).officer('chief'), all, all[0]?.bureauId), work);
  const seen = async (station: TestStation) => (await world.answer(by(station, 'chief'), WORKFLOW, { bureauId: station.bureauId, stationId: station.id })).stationWorkflow;
  const begin = async (station: TestStation) => (await runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'visit-case', data: { kind: '走访' }, idempotencyKey: newId() })).instanceId;
  const definitionOf = async (id: Id) => (await world.test.owner.query<{ definition: string }>('SELECT definition FROM instance WHERE id = $1', [id])).rows[0]?.definition;
  const openTask = async (id: Id) => (await world.test.owner.query<{ id: Id; key: string; roles: string[] }>(`SELECT id, key, roles FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED')`, [id])).rows[0] ?? { id: '', key: '', roles: [] };
  const finish = async (station: TestStation, id: Id, role: string, outcome: string, form = {}) => {
    const task = await openTask(id);
    await runtime.completeTask(callBy(station, role), { taskId: task.id, outcome, form, idempotencyKey: newId() });
    return task.key;
  };
  const versionOf = async (station: TestStation, plugin: string) => (await world.test.owner.query<{ version: number }>('SELECT version FROM plugin_enablement WHERE station_id = $1 AND plugin_id = $2', [station.id, plugin])).rows[0]?.version ?? 0;
  const enable = async (station: TestStation, pluginId = 'aid') => {
    const expectedVersion = await versionOf(station, pluginId);
    await atStation(station, (tenant) => onOff.enable(tenant, station.id, { pluginId, expectedVersion, idempotencyKey: newId() }));
  };
  const nothingRuns = async (station: TestStation, pluginId: string) => (await world.answer(by(station, 'chief'), `query ($stationId: ID!, $pluginId: String!) { pluginRunning(stationId: $stationId, pluginId: $pluginId) { version } }`, { stationId: station.id, pluginId })).pluginRunning.version;
  const disable = async (station: TestStation, pluginId = 'aid') => {
    const [expectedVersion, list] = [await versionOf(station, pluginId), await nothingRuns(station, pluginId)];
    await atStation(station, (tenant) => onOff.disable(tenant, station.id, { pluginId, reason: '暂不使用', seen: list, takeovers: [], expectedVersion, idempotencyKey: newId() }));
  };
  const publish = (station: TestStation, body: string, expectedRevision = 0) => atStation(station, (tenant) => configuration.publish(tenant, stationScope(station), { workflow: 'visit-case', overlay: overlayText('station', body), expectedRevision, idempotencyKey: newId() }));
  const publishAbove = (all: readonly TestStation[], body: string, expectedRevision = 0) => atBureau(all, (tenant) => configuration.publish(tenant, bureauScope(all[0] as TestStation), { workflow: 'visit-case', overlay: overlayText('bureau', body), expectedRevision, idempotencyKey: newId() }));
  const ownVersions = async (station: TestStation) => (await world.test.owner.query<{ hash: string }>('SELECT hash FROM station_version WHERE station_id = $1', [station.id])).rows.length;
  const keysOf = ({ workflow }: StationWorkflow) => workflow.taskKinds.map(({ key }) => key);
  const policy = async (all: readonly TestStation[], pluginId: string, to: 'mandated' | 'free') => {
    const bureauId = (all[0] as TestStation).bureauId;
    const { rows } = await world.test.owner.query<{ version: number }>('SELECT version FROM plugin_policy WHERE bureau_id = $1 AND plugin_id = $2', [bureauId, pluginId]);
    const list = Buffer.from('[]').toString('base64url');
    await atBureau(all, (tenant) => onOff.setPolicy(tenant, bureauId, all.map(({ id }) => id), { pluginId, policy: to, reason: '全局统一', seen: list, takeovers: [], expectedVersion: rows[0]?.version ?? 0, idempotencyKey: newId() }));
  };
  const passOn = (station: TestStation) => deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [station.bureauId]);

  it('is in force where it is enabled, from the next instance on; a station that says nothing has no row and reads nothing more', async () => {
    const [here, there] = await stations(2);
    // By default: archives, not aid. Nothing is kept for the station, and its start finds the version in memory.
    const usual = await seen(here);
    expect([keysOf(usual).sort(), usual.extensions.map(({ plugin }) => plugin), usual.layers]).toEqual([['archiveCheck', 'check', 'visit'], ['archives'], []]);
    expect(await ownVersions(here)).toBe(0);
    const before = await begin(here);
    expect(await definitionOf(before)).toBe(catalog.get('visit-case').compiled.hash);
    expect(catalog.get('visit-case').base).not.toBe(catalog.get('visit-case').compiled.hash);

    await enable(here);
    const after = await begin(here);
    const now = await seen(here);
    expect([await definitionOf(after), await definitionOf(before)]).toEqual([now.workflow.version, usual.workflow.version]);
    expect((await seen(there)).workflow.version).toBe(usual.workflow.version);
    // In the order of the plugins’ ids; each place says which plugin, why, and what stood there.
    expect(now.extensions.map(({ plugin, pluginTitle, because }) => [plugin, pluginTitle.en, because])).toEqual([['aid', 'aid', 'aid 需要'], ['archives', 'archives', 'archives 需要']]);
    expect(now.changes.map(({ place, level, plugin, from }) => [place, level, plugin, from])).toEqual([
      ['tasks.registered#check.role', 'PLUGIN', 'aid', 'duty-officer'], ['forms.check.needsAid', 'PLUGIN', 'aid', null], ['steps.aidCall', 'PLUGIN', 'aid', null], ['steps.archiveCheck', 'PLUGIN', 'archives', null],
    ]);

    // Whoever disables it reads first what the workflow loses.
    const { extended } = (await world.answer(by(here, 'chief'), 'query ($stationId: ID!) { pluginRunning(stationId: $stationId, pluginId: "aid") { extended { workflow title { zhCN } changes { zhCN } } } }', { stationId: here.id })).pluginRunning;
    expect(extended.map(({ workflow, changes }) => [workflow, changes.length])).toEqual([['visit-case', 3]]);
    expect(extended[0]?.changes[2]?.zhCN).toContain('新增一步');

    // Its steps are done by those it says; what runs keeps its version, also when the plugin is disabled in the middle.
    expect(await openTask(after)).toMatchObject({ key: 'check', roles: ['case-officer'] });
    await finish(here, after, 'case-officer', 'fine', { needsAid: true });
    await finish(here, after, 'community-officer', 'calm');
    await disable(here);
    expect([await ownVersions(here), (await seen(here)).workflow.version]).toEqual([0, usual.workflow.version]);
    expect(await definitionOf(after)).toBe(now.workflow.version);
    // Put in one after the other at the same place, the later one lies nearer to it.
    expect([await finish(here, after, 'case-officer', 'done'), await finish(here, after, 'auxiliary', 'done')]).toEqual(['aidCall', 'archiveCheck']);
    expect((await world.test.owner.query('SELECT status FROM instance WHERE id = $1', [after])).rows).toEqual([{ status: 'closed' }]);

    // Off where it is on by default: a version without it, and back.
    await disable(there, 'archives');
    expect([keysOf(await seen(there)).sort(), (await seen(there)).extensions, await ownVersions(there)]).toEqual([['check', 'visit'], [], 1]);
    await enable(there, 'archives');
    expect([await ownVersions(there), await definitionOf(await begin(there))]).toEqual([0, usual.workflow.version]);
  });

  it('goes with overlays of bureau and station; what both changed is listed, decided by a person, and until then nothing changes', async () => {
    const [here, there] = await stations(2);
    await publishAbove([here, there], 'parameters: { deadline: P20D }');
    await publish(here, 'tasks: { registered#check: { role: duty-commander } }');
    await publish(there, 'parameters: { visitSoon: P2D }');
    const [kept, fits] = [await seen(here), await seen(there)];
    await enable(there);
    expect((await seen(there)).changes.map(({ place, level }) => [place, level])).toEqual(expect.arrayContaining([['parameters.deadline.value', 'BUREAU'], ['parameters.visitSoon.value', 'STATION'], ['steps.aidCall', 'PLUGIN']]));
    expect((await seen(there)).workflow.version).not.toBe(fits.workflow.version);

    await enable(here);
    const conflicting = await seen(here);
    expect([conflicting.workflow.version, conflicting.extensions.map(({ plugin }) => plugin)]).toEqual([kept.workflow.version, ['archives']]);
    expect(conflicting.overlays[1]?.conflicts).toEqual([{ place: 'tasks.registered#check.role', base: 'duty-officer', mine: 'duty-commander', theirs: 'case-officer' }]);
    expect(await noticesOf(world.test, here.id, 'configuration.conflict')).toHaveLength(1);
    const decide = (choice: 'mine' | 'theirs') => atStation(here, (tenant) => configuration.decide(tenant, stationScope(here), { workflow: 'visit-case', choices: { 'tasks.registered#check.role': choice }, expectedRevision: 1, idempotencyKey: newId() }));
    expect(await decide('mine')).toEqual({ workflow: 'visit-case', revision: 2 });
    const decided = await seen(here);
    expect([decided.extensions.map(({ plugin }) => plugin), decided.overlays[1]?.conflicts, (await openTask(await begin(here))).roles]).toEqual([['aid', 'archives'], [], ['duty-commander']]);
    // Published, checked and brought back under what the plugins add.
    await expect(publish(here, `steps: [${step('before settled', 'aidCall', 'chief')}]`, 2)).rejects.toMatchObject({ code: 'DEFINITION_INVALID', details: { problems: [expect.objectContaining({ code: 'STEP_TAKEN', line: 4 })] } });
    await disable(here);
    expect([(await seen(here)).workflow.version, (await seen(here)).extensions.map(({ plugin }) => plugin)]).toEqual([kept.workflow.version, ['archives']]);
  });

  it('does not go against what the bureau made of the workflow: a chief is told whom to ask, and nothing is half enabled', async () => {
    const [here] = await stations(1);
    await publishAbove([here], `steps: [${step('before settled', 'aidCall', 'chief')}]`);
    const before = await seen(here);
    await expect(enable(here)).rejects.toMatchObject({ code: 'CONFLICT', details: { pluginId: 'aid', workflow: 'visit-case' } });
    expect([(await world.test.owner.query('SELECT enabled FROM plugin_enablement WHERE station_id = $1', [here.id])).rows, (await seen(here)).workflow.version]).toEqual([[], before.workflow.version]);
  });

  it('a bureau that mandates brings its stations one after the other; a new edition of what is added follows at the next start', async () => {
    const all = await stations(3);
    const [plain, own, stuck] = all;
    await publish(own, 'parameters: { deadline: P20D }');
    await publish(stuck, `steps: [${step('before settled', 'aidCall', 'chief')}]`);
    const before = await seen(stuck);
    await policy(all, 'aid', 'mandated');
    await passOn(plain);
    expect(await Promise.all(all.map(async (station) => (await seen(station)).extensions.map(({ plugin }) => plugin)))).toEqual([['aid', 'archives'], ['aid', 'archives'], ['archives']]);
    expect([(await seen(stuck)).workflow.version, (await seen(stuck)).overlays[0]?.problems.map(({ code }) => code)]).toEqual([before.workflow.version, ['STEP_TAKEN']]);
    expect(await definitionOf(await begin(plain))).toBe((await seen(plain)).workflow.version);

    // The program after an update of a plugin: what is in force is brought to its new edition, and nothing is left to do after that.
    const updated = new WorkflowCatalog();
    for (const plugin of [visitPlugin(), archives('filing'), aid()]) updated.register(plugin);
    await updated.publish(world.test.database);
    expect(updated.templateOf('visit-case')).toBe(catalog.templateOf('visit-case'));
    const next = new Configuration(world.test.database, updated, world.jobs, { notify: () => Promise.resolve(undefined) } as never);
    const waiting = async () => (await world.test.owner.query(`SELECT 1 FROM outbox WHERE topic = $1 AND scope_id = $2 AND state = 'pending'`, [CONFIGURE_TOPIC, plain.bureauId])).rows.length;
    await next.bringIn();
    expect(await waiting()).toBe(1);
    await expect(passOn(plain)).rejects.toThrow(/another version of the program/);
    await next.bringIn();
    await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [plain.bureauId], 1, next.job());
    const { rows } = await world.test.owner.query<{ station_id: Id; keys: string[] }>(`SELECT v.station_id, ARRAY(SELECT jsonb_path_query(v.extensions, '$[*].steps[*].task.key') #>> '{}') AS keys FROM station_version v WHERE v.station_id = ANY ($1)`, [all.map(({ id }) => id)]);
    expect(new Map(rows.map(({ station_id: id, keys }) => [id, keys]))).toEqual(new Map([[plain.id, ['aidCall', 'filing']], [own.id, ['aidCall', 'filing']], [stuck.id, ['archiveCheck']]]));
  });
});
