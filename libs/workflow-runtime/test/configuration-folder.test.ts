import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, text } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { defineSchedule, ScheduleWorker, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

interface File {
  readonly path: string;
  readonly content: string;
}

interface Answer {
  readonly configurationFolder: readonly File[];
  readonly importConfiguration: { readonly applied: boolean; readonly changes: readonly unknown[]; readonly problems: readonly unknown[]; readonly unchanged: readonly string[] };
}

const EXPORT = 'query ($bureauId: ID!, $stationId: ID) { configurationFolder(bureauId: $bureauId, stationId: $stationId) { path content } }';
const IMPORT = `mutation ($bureauId: ID!, $stationId: ID, $files: [ConfigurationFileInput!]!, $dryRun: Boolean!, $key: String!) {
  importConfiguration(bureauId: $bureauId, stationId: $stationId, files: $files, dryRun: $dryRun, idempotencyKey: $key) { applied changes { path text { zhCN } } problems { path line code text { zhCN } } unchanged } }`;
const PUBLISH = `mutation ($bureauId: ID!, $stationId: ID, $overlay: String, $key: String!) { publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", overlay: $overlay, expectedRevision: 0, idempotencyKey: $key) { revision } }`;
const MANIFEST = (level: string) => ({ path: 'configuration.yaml', content: `format: 1\nlevel: ${level}\n` });

/** A plugin with everything a station may set. */
const visits = (): WorkflowPlugin => ({
  ...visitPlugin(),
  title: text('走访', 'Visits'),
  settings: { schema: { type: 'object', properties: { most: { type: 'integer', minimum: 1, title: { 'zh-CN': '每日上限', en: 'Most a day' } }, tell: { type: 'boolean', title: { 'zh-CN': '告知', en: 'Tell' } } } }, defaults: { most: 5, tell: false } },
  schedules: [defineSchedule({ id: 'weekly-visit', title: text('每周走访', 'Weekly visit'), default: { every: 'week', on: ['monday'], at: '08:30' }, stationMayChange: ['time', 'off'], does: { start: 'visit-case', data: { kind: '例行' } } })],
}) as WorkflowPlugin;

describe('configuration as files', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  const chief = (station: TestStation): Asker => ({ station, officer: station.officer('chief') });
  const admin = (): Asker => ({ station: here, officer: here.officer('bureau-admin'), bureauOf: [here, there] });
  const files = async (asker: Asker, stationId?: string) => (await world.answer(asker, EXPORT, { stationId })).configurationFolder;
  const bring = async (asker: Asker, folder: readonly File[], more: Record<string, unknown> = {}) => (await world.answer(asker, IMPORT, { files: folder, dryRun: false, ...more })).importConfiguration;
  const count = async (table: string) => Number((await world.test.owner.query(`SELECT count(*) FROM ${table}`)).rows[0].count);

  beforeAll(async () => {
    world = await openGraphql<Answer>([visits()], false, () => ({ bureauId: here.bureauId, key: newId() }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'duty-officer', 'bureau-admin'] })) as [TestStation, TestStation];
    await world.app.get(ScheduleWorker).bringIn();
  });

  it('a station’s folder, carried to another: a dry run says what would change, the import does it, a second finds nothing to do', async () => {
    const written = [
      MANIFEST('station'),
      { path: 'hours.yaml', content: 'closes: "17:30"\nshifts:\n  - { days: workingDays, from: "08:30", to: "17:30" }\n' },
      { path: 'overlays/visit-case.yaml', content: overlayText('station', 'parameters: { visitSoon: P2D }') },
      { path: 'plugins.yaml', content: 'visits:\n  settings: { most: 9 }\n' },
      { path: 'schedules.yaml', content: 'weekly-visit:\n  when: { every: day, at: "07:15" }\n' },
    ];
    const changes = [
      { path: 'plugins.yaml', text: { zhCN: '走访 most 5 → 9' } },
      { path: 'hours.yaml', text: { zhCN: '下班时间 24:00 → 17:30' } },
      { path: 'hours.yaml', text: { zhCN: '班次 [] → [ { days: workingDays, from: 08:30, to: 17:30 } ]' } },
      { path: 'schedules.yaml', text: { zhCN: '每周走访 每周一 08:30 → 每天 07:15' } },
      { path: 'overlays/visit-case.yaml', text: { zhCN: '首次回访 3 天 → 2 天' } },
    ];
    expect(await bring(chief(here), written, { stationId: here.id, dryRun: true })).toEqual({ applied: false, changes, problems: [], unchanged: [] });
    expect(await count('overlay_revision')).toBe(0);
    expect(await bring(chief(here), written, { stationId: here.id })).toEqual({ applied: true, changes, problems: [], unchanged: [] });

    const exported = await files(chief(here), here.id);
    expect(exported.map(({ path }) => path)).toEqual(['configuration.yaml', 'hours.yaml', 'overlays/visit-case.yaml', 'plugins.yaml', 'schedules.yaml']);
    expect(await bring(chief(here), exported, { stationId: here.id })).toMatchObject({ applied: true, changes: [], unchanged: ['plugins.yaml', 'hours.yaml', 'schedules.yaml', 'overlays/visit-case.yaml'] });
    expect(await bring(chief(there), exported, { stationId: there.id })).toEqual({ applied: true, changes, problems: [], unchanged: [] });
    const again = await files(chief(there), there.id);
    expect(again.filter(({ path }) => path !== 'configuration.yaml')).toEqual(exported.filter(({ path }) => path !== 'configuration.yaml'));
    const { rows } = await world.test.owner.query(`SELECT details FROM audit_entry WHERE action = 'configuration.imported' AND unit_id = $1`, [there.id]);
    expect(rows).toEqual([{ details: { files: ['plugins.yaml', 'hours.yaml', 'schedules.yaml', 'overlays/visit-case.yaml'] } }]);
  });

  it('a bureau’s: policies, settings that are locked, holidays, its overlay', async () => {
    const days = [{ name: '元旦', date: '2031-01-01', isOffDay: true }];
    const written = [
      MANIFEST('bureau'),
      { path: 'holidays/2031.json', content: JSON.stringify({ year: 2031, days }) },
      { path: 'overlays/visit-case.yaml', content: overlayText('bureau', 'parameters: { deadline: { value: P15D, because: 分局通知 } }') },
      { path: 'plugins.yaml', content: 'visits:\n  policy: mandated\n  reason: 分局统一\n  settings: { tell: true }\n  locked: [tell]\n' },
    ];
    expect(await bring(admin(), written)).toMatchObject({ applied: true, problems: [], changes: [{ text: { zhCN: '走访 由各所决定 → 统一启用' } }, { text: { zhCN: '走访 tell false → true' } }, { text: { zhCN: '走访 锁定 tell' } }, { path: 'holidays/2031.json' }, { text: { zhCN: '办理时限 10 天 → 15 天' } }] });
    const exported = await files(admin());
    expect(exported.map(({ path }) => path)).toEqual(['configuration.yaml', 'holidays/2031.json', 'overlays/visit-case.yaml', 'plugins.yaml']);
    expect(await bring(admin(), exported)).toMatchObject({ applied: true, changes: [] });
    // Another reason is a change, and the one that is kept.
    expect(await bring(admin(), [MANIFEST('bureau'), { path: 'plugins.yaml', content: 'visits: { policy: mandated, reason: 省厅要求 }\n' }])).toMatchObject({ applied: true, changes: [{ text: { zhCN: '走访 政策不变，更新理由或评估期限' } }] });
    expect((await files(admin())).find(({ path }) => path === 'plugins.yaml')?.content).toContain('reason: 省厅要求');
    // What the bureau locked, no file of a station opens.
    expect(await bring(chief(here), [MANIFEST('station'), { path: 'plugins.yaml', content: 'visits: { enabled: false, settings: { tell: false } }\n' }], { stationId: here.id })).toMatchObject({ applied: false, problems: [{ path: 'plugins.yaml', code: 'PLUGIN_MANDATED' }] });
  });

  it('what a bureau takes from roles, its review rules and its word on single stations: to another bureau and back, the same', async () => {
    const [twin, twinToo] = (await createTestStations(world.test, 2, { staff: ['chief', 'bureau-admin'] })) as [TestStation, TestStation];
    const { rows } = await world.test.owner.query<{ id: string; code: string }>('SELECT id, code FROM station WHERE id = ANY ($1)', [[here.id, there.id]]);
    const codeOf = (id: string) => rows.find((row) => row.id === id)?.code ?? '';
    await world.test.owner.query('UPDATE station SET code = $2 WHERE id = $1', [twin.id, codeOf(here.id)]);
    await world.test.owner.query('UPDATE station SET code = $2 WHERE id = $1', [twinToo.id, codeOf(there.id)]);
    const written = [
      MANIFEST('bureau'),
      { path: 'overlays/visit-case.yaml', content: overlayText('bureau', 'parameters: { deadline: { value: P15D, because: 分局通知 } }') },
      { path: 'plugins.yaml', content: `visits:\n  stations: { ${codeOf(there.id)}: { policy: forbidden, reason: 暂缓 } }\n` },
      { path: 'review-rules.yaml', content: '"*": needed\nvisit-case: free\n' },
      { path: 'roles.yaml', content: 'chief:\n  plugin.manage: { held: false, reason: 由分局统一管理 }\n' },
    ];
    const changes = [
      { path: 'plugins.yaml', text: { zhCN: `${codeOf(there.id)} 走访 由各所决定 → 禁用` } }, { path: 'overlays/visit-case.yaml', text: { zhCN: '办理时限 10 天 → 15 天' } },
      { path: 'review-rules.yaml', text: { zhCN: '全部流程：发布须复核' } }, { path: 'review-rules.yaml', text: { zhCN: '走访办理：发布不须复核' } }, { path: 'roles.yaml', text: { zhCN: '收回“所长”的“启用和停用插件”' } },
    ];
    expect(await bring(admin(), written)).toEqual({ applied: true, changes, problems: [], unchanged: [] });
    const exported = await files(admin());
    expect(await bring(admin(), exported)).toMatchObject({ applied: true, changes: [] });
    // The answers of a GraphQL world go to the bureau of `here`.
    const [first, second] = [here, there];
    [here, there] = [twin, twinToo];
    expect(await bring(admin(), exported)).toMatchObject({ applied: true, changes });
    const again = await files(admin());
    expect(again.slice(1)).toEqual(exported.slice(1));
    [here, there] = [first, second];
    const problems = async (file: File) => (await bring(admin(), [MANIFEST('bureau'), file])).problems;
    expect(await problems({ path: 'roles.yaml', content: 'chief:\n  role.tighten: { held: false, reason: x }\n' })).toEqual([expect.objectContaining({ path: 'roles.yaml', line: 2, code: 'ROLE_KEEPS' })]);
    expect(await problems({ path: 'plugins.yaml', content: 'visits:\n  stations:\n    NOPE: { policy: forbidden, reason: x }\n' })).toEqual([expect.objectContaining({ path: 'plugins.yaml', line: 3, code: 'NOT_FOUND' })]);
    expect(await problems({ path: 'plugins.yaml', content: 'no-such: { policy: free }\nvisits:\n  stations:\n    NOPE: { policy: forbidden, reason: x }\n    NONE: { policy: forbidden, reason: x }\n' })).toEqual([1, 4, 5].map((line) => expect.objectContaining({ line, code: 'NOT_FOUND' })));
    expect(await problems({ path: 'review-rules.yaml', content: 'no-such: needed\n' })).toEqual([expect.objectContaining({ path: 'review-rules.yaml', line: 1, code: 'NOT_FOUND' })]);
    expect((await bring(admin(), [MANIFEST('bureau'), { path: 'review-rules.yaml', content: 'visit-case: follow\n' }])).changes).toEqual([{ path: 'review-rules.yaml', text: { zhCN: '走访办理：随“全部流程”的规则' } }]);
  });

  it('all of it or nothing: every problem with its file and line, and nothing is changed', async () => {
    const kept = () => Promise.all(['plugin_setting', 'audit_entry', 'configuration_command', 'overlay_revision'].map(count));
    const before = await kept();
    const wrong = [
      MANIFEST('station'),
      { path: 'hours.yaml', content: 'closes: "25:00"\nshifts: []\n' },
      { path: 'overlays/visit-case.yaml', content: overlayText('station', 'parameters:\n  visitSoon: P9D') },
      { path: 'overlays/no-such.yaml', content: 'overlay: station\n' },
      { path: 'plugins.yaml', content: 'visits:\n  settings: { most: 7 }\n  enabeld: true\n' },
      { path: 'readme.md', content: 'hello' },
    ];
    const result = await bring(chief(here), wrong, { stationId: here.id });
    expect(result.applied).toBe(false);
    expect(result.problems).toEqual([
      expect.objectContaining({ path: 'readme.md', code: 'UNKNOWN_FILE', line: null }),
      expect.objectContaining({ path: 'plugins.yaml', code: 'UNKNOWN_KEY', line: 3 }),
      expect.objectContaining({ path: 'hours.yaml', code: 'GRAMMAR', line: 1 }),
      expect.objectContaining({ path: 'overlays/visit-case.yaml', code: 'OUT_OF_BOUNDS', line: 5 }),
      expect.objectContaining({ path: 'overlays/no-such.yaml', code: 'NOT_FOUND' }),
    ]);
    expect(await kept()).toEqual(before);

    const overlay = { path: 'overlays/visit-case.yaml', content: overlayText('station', 'parameters: { visitSoon: P2D }') };
    const manifest = (hash: string) => ({ path: 'configuration.yaml', content: `format: 1\nlevel: station\ntemplates: { visit-case: { number: 7, hash: ${hash} } }\n` });
    expect((await bring(chief(here), [manifest('abc'), overlay], { stationId: here.id })).problems).toEqual([expect.objectContaining({ code: 'NOT_FOUND', path: overlay.path })]);
    expect((await bring(chief(here), [overlay], { stationId: here.id })).problems).toEqual([expect.objectContaining({ code: 'MISSING', path: 'configuration.yaml' })]);
    expect((await bring(chief(here), [MANIFEST('bureau'), overlay], { stationId: here.id })).problems).toEqual([expect.objectContaining({ code: 'OTHER_LEVEL' })]);
    for (const folder of [[MANIFEST('station'), { path: '../etc/passwd', content: '' }], [MANIFEST('station'), MANIFEST('station')], [{ path: 'hours.yaml', content: 'x'.repeat(800_001) }]]) {
      expect(await world.refusal(chief(here), IMPORT, { stationId: here.id, files: folder, dryRun: true })).toBe('BAD_INPUT');
    }
  });

  it('the same edition under another number is the same: what counts is its content', async () => {
    await world.answer(chief(here), PUBLISH, { stationId: here.id, overlay: overlayText('station', 'parameters: { visitSoon: P2D }') });
    const elsewhere = (await files(chief(here), here.id)).map((file) => ({ ...file, content: file.content.replace('number: 1', 'number: 12').replace('template: 1', 'template: 12') }));
    expect(await bring(chief(there), elsewhere, { stationId: there.id })).toMatchObject({ applied: true, changes: [{ text: { zhCN: '首次回访 3 天 → 2 天' } }] });
  });

  it('is for whoever may publish there, once per key', async () => {
    expect(await world.refusal({ station: here, officer: here.officer('duty-officer') }, EXPORT, { stationId: here.id })).toBe('FORBIDDEN');
    expect(await world.refusal(chief(here), EXPORT, { stationId: there.id })).toBe('NOT_FOUND');
    expect(await world.refusal(chief(here), EXPORT)).toBe('FORBIDDEN');
    const folder = [MANIFEST('station'), { path: 'plugins.yaml', content: 'visits: { settings: { most: 7 } }\n' }];
    const key = newId();
    const first = await bring(chief(here), folder, { stationId: here.id, key });
    expect(await bring(chief(here), folder, { stationId: here.id, key })).toEqual(first);
    expect(await world.refusal(chief(here), IMPORT, { stationId: here.id, files: [MANIFEST('station')], dryRun: false, key })).toBe('CONFLICT');
  });
});
