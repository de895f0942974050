import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, text, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { parseExtension } from '@stationhouse/workflow';
import { Configuration, defineSchedule, PluginSwitch, ScheduleWorker, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { bureauScope, reach, stationScope } from './configuration-world.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

interface Answer {
  readonly createStations: { readonly applied: boolean; readonly stations: readonly { readonly id: Id; readonly row: number; readonly code: string; readonly name: string }[]; readonly problems: readonly unknown[]; readonly brings: readonly { readonly zhCN: string }[] };
  readonly configurationFolder: readonly { readonly path: string; readonly content: string }[];
  readonly stationWorkflow: { readonly extensions: readonly { readonly plugin: string }[]; readonly layers: readonly { readonly level: string }[] };
}

const CREATE = `mutation ($bureauId: ID!, $stations: [StationRowInput!]!, $like: ID, $dryRun: Boolean!, $key: String!) {
  createStations(bureauId: $bureauId, stations: $stations, likeStationId: $like, dryRun: $dryRun, idempotencyKey: $key) { applied stations { row id code name } problems { row column code text { zhCN } } brings { zhCN } } }`;
const EXPORT = 'query ($bureauId: ID!, $stationId: ID) { configurationFolder(bureauId: $bureauId, stationId: $stationId) { path content } }';
const WORKFLOW = 'query ($bureauId: ID!, $stationId: ID!) { stationWorkflow(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case") { extensions { plugin } layers { level } } }';

const visits = (): WorkflowPlugin => ({
  ...visitPlugin(),
  title: text('走访', 'Visits'),
  settings: { schema: { type: 'object', properties: { most: { type: 'integer', minimum: 1, title: { 'zh-CN': '每日上限', en: 'Most a day' } } } }, defaults: { most: 5 } },
  schedules: [defineSchedule({ id: 'weekly-visit', title: text('每周走访', 'Weekly visit'), default: { every: 'week', on: ['monday'], at: '08:30' }, stationMayChange: ['time', 'off'], does: { start: 'visit-case', data: { kind: '例行' } } })],
}) as WorkflowPlugin;
/** Off until a station wants it, or its bureau mandates it. */
const aid: WorkflowPlugin = {
  id: 'aid', version: '1.0.0', enabledByDefault: false, title: text('法律援助', 'Legal aid'), rules: {}, workflows: [],
  extensions: [parseExtension('overlay: plugin\nof: { workflow: visit-case }\nbecause: 需要\nsteps: [{ at: before settled, task: { key: aidCall, role: case-officer, title: { zh-CN: 联系援助, en: Call } } }]', 'aid.yaml', 'aid').overlay],
};

describe('stations founded from a table', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  const key = () => newId();
  const admin = (): Asker => ({ station: here, officer: here.officer('bureau-admin'), bureauOf: [here] });
  const row = (line: number, code: string, more: Record<string, unknown> = {}) => ({ row: line, name: `新所${line}`, code, kind: 'oldTown', timeZone: 'Asia/Shanghai', population: '', ...more });
  const found = async (stations: readonly unknown[], more: Record<string, unknown> = {}) => (await world.answer(admin(), CREATE, { stations, dryRun: false, ...more })).createStations;
  const rowsOf = async <Row>(sql: string, values: readonly unknown[] = []) => (await world.test.owner.query(sql, [...values])).rows as Row[];
  const stationsNow = async () => Number((await rowsOf<{ count: string }>('SELECT count(*) FROM station WHERE bureau_id = $1', [here.bureauId]))[0]?.count);
  const atBureau = <Result>(work: Parameters<typeof world.test.database.inTenant<Result>>[1]) => world.test.database.inTenant(reach(here.officer('bureau-admin'), [here], here.bureauId), work);
  /** What the station here has set: a clock, a setting, hours, a schedule. */
  const furnish = async () => {
    const files = [
      { path: 'configuration.yaml', content: 'format: 1\nlevel: station\n' },
      { path: 'hours.yaml', content: 'closes: "17:30"\nshifts: []\n' },
      { path: 'overlays/visit-case.yaml', content: overlayText('station', 'parameters: { visitSoon: P2D }') },
      { path: 'plugins.yaml', content: 'visits:\n  settings: { most: 9 }\n' },
      { path: 'schedules.yaml', content: 'weekly-visit:\n  when: { every: day, at: "07:15" }\n' },
    ];
    await world.answer({ station: here, officer: here.officer('chief') }, 'mutation ($bureauId: ID!, $stationId: ID, $files: [ConfigurationFileInput!]!, $key: String!) { importConfiguration(bureauId: $bureauId, stationId: $stationId, files: $files, dryRun: false, idempotencyKey: $key) { applied } }', { stationId: here.id, files });
  };

  beforeAll(async () => {
    world = await openGraphql<Answer>([aid, visits()], false, () => ({ bureauId: here.bureauId, key: key() }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here] = (await createTestStations(world.test, 1, { staff: ['chief', 'case-officer', 'bureau-admin'] })) as [TestStation];
    await world.app.get(ScheduleWorker).bringIn();
  });

  it('a dozen like one that is there: a dry run keeps nothing, then each has its clock, settings, hours and schedule from the first moment', async () => {
    await furnish();
    // What stands at the station passed its review there.
    await world.test.owner.query(`INSERT INTO review_rule (bureau_id, workflow, needed, set_by) VALUES ($1, '*', true, $2)`, [here.bureauId, here.officer('bureau-admin').accountId]);
    const table = Array.from({ length: 12 }, (_, index) => row(index + 2, `N${index}`, { population: index % 2 === 0 ? '52,300' : '' }));
    const dry = await found(table, { like: here.id, dryRun: true });
    expect(dry).toMatchObject({ applied: false, stations: [], problems: [] });
    expect(dry.brings.map(({ zhCN }) => zhCN)).toEqual(['走访 most 5 → 9', '下班时间 24:00 → 17:30', '每周走访 每周一 08:30 → 每天 07:15', '首次回访 3 天 → 2 天']);
    expect(await stationsNow()).toBe(1);

    const mine = key();
    const done = await found(table, { like: here.id, key: mine });
    expect(done).toMatchObject({ applied: true, problems: [] });
    expect(done.stations.map(({ row: line, code, name }) => [line, code, name])).toEqual(table.map(({ row: line, code, name }) => [line, code, name]));
    expect(await found(table, { like: here.id, key: mine })).toEqual(done);
    expect(await stationsNow()).toBe(13);
    expect(await rowsOf('SELECT population, count(*)::int FROM station WHERE bureau_id = $1 AND id <> $2 GROUP BY 1 ORDER BY 1', [here.bureauId, here.id])).toEqual([{ population: 52300, count: 6 }, { population: null, count: 6 }]);

    const last = done.stations.at(-1)?.id ?? '';
    const folder = async (stationId: Id) => (await world.answer({ station: { ...here, id: stationId } as TestStation, officer: here.officer('chief') }, EXPORT, { stationId })).configurationFolder.filter(({ path }) => path !== 'configuration.yaml');
    expect(await folder(last)).toEqual(await folder(here.id));
    expect((await folder(last)).map(({ path }) => path)).toEqual(['hours.yaml', 'overlays/visit-case.yaml', 'plugins.yaml', 'schedules.yaml']);
    expect(await rowsOf(`SELECT action FROM audit_entry WHERE (action = 'station.created' AND record_id = $1) OR (action = 'configuration.imported' AND unit_id = $1)`, [last])).toHaveLength(2);
  });

  it('what the bureau handed down to the station it is like holds at the new one from its first moment', async () => {
    const { revision } = await atBureau(async (tenant) => {
      const proposed = await world.app.get(Configuration).propose(tenant, here.bureauId, { workflow: 'visit-case', overlay: overlayText('bureau', 'parameters: { visitSoon: P2D }'), restore: undefined });
      await tenant.sql(`INSERT INTO bureau_adoption (station_id, workflow, revision) VALUES ($1, 'visit-case', $2)`, [here.id, proposed.revision]);
      return proposed;
    });
    const [copied, plain] = [(await found([row(2, 'CA')], { like: here.id })).stations[0]?.id, (await found([row(2, 'CB')])).stations[0]?.id];
    expect(await rowsOf('SELECT station_id, revision FROM bureau_adoption WHERE station_id = ANY ($1)', [[copied, plain]])).toEqual([{ station_id: copied, revision }]);
    expect(await rowsOf('SELECT bureau_revision FROM station_version WHERE station_id = ANY ($1)', [[copied, plain]])).toEqual([{ bureau_revision: revision }]);
  });

  it('every problem with its row and column, and none is founded', async () => {
    const { problems, applied } = await found([
      row(2, 'S1'), row(3, 'ab-1'), row(4, 'AB-1', { population: '五万' }), row(5, '镇1', { name: ' ' }), row(6, 'OK', { timeZone: 'Shanghai', kind: '' }), row(7, 'OK2', { population: '-4' }), row(8, 'OK3', { population: '１２ ３００' }),
    ]);
    expect(applied).toBe(false);
    expect(problems).toEqual([
      { row: 2, column: 'code', code: 'TAKEN', text: { zhCN: '代码 S1 已由“测试所 S1”使用，请换一个。' } },
      { row: 4, column: 'population', code: 'BAD_INPUT', text: { zhCN: expect.stringContaining('人口须为整数') } },
      { row: 4, column: 'code', code: 'DOUBLED', text: { zhCN: '代码 AB-1 与第 3 行重复，请换一个。' } },
      { row: 5, column: 'name', code: 'BAD_INPUT', text: { zhCN: '不能为空，请填写。' } },
      { row: 5, column: 'code', code: 'BAD_INPUT', text: { zhCN: expect.stringContaining('代码须为') } },
      { row: 6, column: 'kind', code: 'BAD_INPUT', text: { zhCN: '不能为空，请填写。' } },
      { row: 6, column: 'timeZone', code: 'BAD_INPUT', text: { zhCN: expect.stringContaining('时区无效') } },
      { row: 7, column: 'population', code: 'BAD_INPUT', text: { zhCN: expect.stringContaining('人口须为整数') } },
    ]);
    expect(await stationsNow()).toBe(1);
    const many = Array.from({ length: 201 }, (_, index) => row(index + 2, `M${index}`));
    for (const stations of [[], many]) expect(await world.refusal(admin(), CREATE, { stations, dryRun: true })).toBe('BAD_INPUT');
  });

  it('what its bureau mandates reaches a new station at once; what cannot be copied says why', async () => {
    const list = Buffer.from('[]').toString('base64url');
    await atBureau((tenant) => world.app.get(PluginSwitch).setPolicy(tenant, here.bureauId, [here.id], { pluginId: 'aid', policy: 'mandated', reason: '全局统一', longest: undefined, seen: list, takeovers: [], expectedVersion: 0, idempotencyKey: key() }));
    const [plain] = (await found([row(1, 'PLAIN')])).stations;
    const seen = async (stationId: Id) => (await world.answer({ station: { ...here, id: stationId } as TestStation, officer: here.officer('chief') }, WORKFLOW, { stationId })).stationWorkflow;
    expect((await seen(plain?.id ?? '')).extensions).toEqual([{ plugin: 'aid' }]);
    expect(await rowsOf('SELECT count(*)::int FROM schedule WHERE station_id = $1', [plain?.id])).toEqual([{ count: (await rowsOf('SELECT 1 FROM schedule WHERE station_id = $1', [here.id])).length }]);

    // A station's overlay that the bureau has since closed the way of.
    const configuration = world.app.get(Configuration);
    await atBureau((tenant) => configuration.publish(tenant, stationScope(here), { workflow: 'visit-case', overlay: overlayText('station', 'parameters: { deadline: P12D }'), expectedRevision: 0, idempotencyKey: key() }));
    const [copied] = (await found([row(1, 'LIKE')], { like: here.id })).stations;
    expect((await seen(copied?.id ?? '')).layers.map(({ level }) => level)).toContain('STATION');
    await atBureau((tenant) => configuration.publish(tenant, bureauScope(here), { workflow: 'visit-case', overlay: overlayText('bureau', 'parameters: { deadline: { value: P15D, locked: true, because: 分局通知 } }'), expectedRevision: 0, idempotencyKey: key() }));
    expect(await found([row(1, 'LATE')], { like: here.id })).toMatchObject({ applied: false, stations: [], problems: [{ row: null, column: 'like', text: { zhCN: expect.stringMatching(/^overlays\/visit-case\.yaml：/) } }] });
  });

  it('is for whoever creates stations; like another one only for who may see and publish there', async () => {
    const [other] = (await createTestStations(world.test, 1, { staff: ['chief'] })) as [TestStation];
    const ask = (asker: Asker, more: Record<string, unknown> = {}) => world.refusal(asker, CREATE, { stations: [row(1, 'X')], dryRun: true, ...more });
    expect(await ask({ station: here, officer: here.officer('chief') })).toBe('FORBIDDEN');
    expect(await ask(admin(), { bureauId: other.bureauId })).toBe('NOT_FOUND');
    expect(await ask(admin(), { like: other.id })).toBe('NOT_FOUND');
    expect(await ask(admin(), { like: here.id })).toBeUndefined();
  });
});
