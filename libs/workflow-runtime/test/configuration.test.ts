import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { changedPlaces, Configuration, CONFIGURE_TOPIC, listRevisions, readStationDefinition, revisionChanges, versionsAt, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { bureauScope, deliverJobs, noticesOf, openConfiguration, reach, stationScope, type ConfigurationWorld } from './configuration-world.js';
import { callBy } from './runtime-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

describe('configuration of workflows', () => {
  let world: ConfigurationWorld;
  let here: TestStation;
  let there: TestStation;

  beforeAll(async () => {
    world = await openConfiguration([visitPlugin()]);
    expect(await world.test.database.entityDrift()).toEqual([]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const begin = async (station = here) => (await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'visit-case', data: { kind: 'x' }, idempotencyKey: newId() })).instanceId;
  const definitionOf = async (id: Id) => (await world.test.owner.query<{ definition: string }>('SELECT definition FROM instance WHERE id = $1', [id])).rows[0]?.definition;
  const dueAfter = async (id: Id, ref: string) => {
    const { rows } = await world.test.owner.query<{ hours: number }>('SELECT extract(epoch FROM due_at - started_at)::float8 / 3600 AS hours FROM clock WHERE instance_id = $1 AND ref = $2', [id, ref]);
    return rows[0]?.hours;
  };
  const atStation = <Result>(station: TestStation, work: Parameters<typeof world.test.database.inTenant<Result>>[1]) => world.test.database.inTenant(reach(station.officer('chief'), [station], station.bureauId), work);
  const publishAt = (station: TestStation, body: string, expectedRevision: number, more: object = {}, configuration = world.configuration, template = 1) =>
    atStation(station, (tenant) => configuration.publish(tenant, stationScope(station), { workflow: 'visit-case', overlay: overlayText('station', body, template), expectedRevision, idempotencyKey: newId(), ...more }));
  const publishAbove = (body: string, expectedRevision: number, more: object = {}, configuration = world.configuration, template = 1) =>
    world.test.database.inTenant(reach(here.officer('chief'), [], here.bureauId), (tenant) => configuration.publish(tenant, bureauScope(here), { workflow: 'visit-case', overlay: overlayText('bureau', body, template), expectedRevision, idempotencyKey: newId(), ...more }));
  const passOn = () => world.deliver(CONFIGURE_TOPIC, [here.bureauId]);
  const standing = (station: TestStation, catalog = world.catalog) =>
    atStation(station, async (tenant) => {
      let statements = 0;
      const sql: typeof tenant.sql = (statement, parameters) => {
        statements += 1;
        return tenant.sql(statement, parameters);
      };
      const prepared: typeof tenant.prepared = (statement, parameters) => {
        statements += 1;
        return tenant.prepared(statement, parameters);
      };
      const definition = await readStationDefinition(Object.assign(Object.create(tenant) as typeof tenant, { sql, prepared }), catalog, { stationId: station.id, bureauId: station.bureauId }, 'visit-case');
      // Whatever it is made of, it is read in one round trip.
      expect(statements).toBe(1);
      return definition;
    });

  it('new instances start on what the station published, at once; those that run keep theirs', async () => {
    const before = await begin();
    expect(await publishAt(here, 'parameters: { deadline: P20D }', 0)).toEqual({ workflow: 'visit-case', revision: 1 });
    const after = await begin();
    expect([await dueAfter(before, 'whole'), await dueAfter(after, 'whole')]).toEqual([240, 480]);
    expect(await definitionOf(before)).toBe(world.catalog.get('visit-case').compiled.hash);
    const now = await standing(here);
    expect([now.hash, now.layers.map(({ revision }) => revision)]).toEqual([await definitionOf(after), [1]]);
    // Another station neither works with it nor sees it.
    expect(await definitionOf(await begin(there))).toBe(await definitionOf(before));
    expect((await standing(there)).layers).toEqual([]);
    const seen = await atStation(there, (tenant) => tenant.sql('SELECT 1 FROM overlay_revision UNION ALL SELECT 1 FROM overlay UNION ALL SELECT 1 FROM station_version WHERE station_id = $1 UNION ALL SELECT 1 FROM definition WHERE scope_id = $1', [here.id]));
    expect(seen).toEqual([]);
  });

  it('says with file, line and mend what may not be published, and writes nothing of it', async () => {
    const code = (problem: string, line: number) => ({ code: 'DEFINITION_INVALID', details: { problems: [expect.objectContaining({ code: problem, fileName: 'visit-case.station.yaml', line })] } });
    await expect(publishAt(here, 'parameters:\n  visitSoon: P9D', 0)).rejects.toMatchObject(code('OUT_OF_BOUNDS', 5));
    await expect(publishAt(here, 'parameters:\n  legal: PT30H', 0)).rejects.toMatchObject(code('LOCKED', 5));
    await expect(publishAt(here, 'parameters: { deadline: P20D }', 0, {}, world.configuration, 7)).rejects.toMatchObject(code('OTHER_TEMPLATE', 2));
    await expect(publishAt(here, '', 0, { overlay: overlayText('bureau', '') })).rejects.toMatchObject(code('OTHER_LEVEL', 1));
    await expect(publishAt(here, '', 0, { overlay: undefined })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(publishAt(here, '', 0, { workflow: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rows } = await world.test.owner.query('SELECT 1 FROM overlay WHERE scope_id = $1 UNION ALL SELECT 1 FROM station_version WHERE station_id = $1 UNION ALL SELECT 1 FROM configuration_command WHERE scope_id = $1', [here.id]);
    expect(rows).toEqual([]);
    const checked = await atStation(here, (tenant) => world.configuration.check(tenant, stationScope(here), 'visit-case', overlayText('station', 'parameters: { visitSoon: P2D }')));
    expect(checked).toMatchObject({ problems: [], changes: [{ text: { 'zh-CN': '首次回访 3 天 → 2 天' } }] });
    expect((await atStation(here, (tenant) => world.configuration.check(tenant, stationScope(here), 'visit-case', 'nonsense'))).problems).toHaveLength(1);
  });

  it('a publication is made once per key, and on the revision its author saw', async () => {
    const idempotencyKey = newId();
    const once = () => publishAt(here, 'parameters: { deadline: P20D }', 0, { idempotencyKey });
    const answers = await Promise.all([once(), once(), once()]);
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ workflow: 'visit-case', revision: 1 })));
    await expect(publishAt(here, 'parameters: { deadline: P21D }', 1, { idempotencyKey })).rejects.toMatchObject({ code: 'CONFLICT' });
    const race = await Promise.allSettled(['P21D', 'P22D', 'P23D'].map((value) => publishAt(here, `parameters: { deadline: ${value} }`, 1)));
    expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(race.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'STALE_VERSION', details: { expectedRevision: 1, revision: 2 } } });
  });

  it('a bureau’s overlay reaches every station; one whose own conflicts keeps what it had, and is listed', async () => {
    await publishAt(here, 'parameters: { visitSoon: P4D }', 0);
    const kept = await standing(here);
    await publishAbove('parameters: { visitSoon: { value: P2D, max: P3D, because: 分局 2026 年通知 }, deadline: P15D }', 0);
    // A station without an overlay of its own follows at once, and so does one that is founded later.
    expect((await standing(there)).layers).toMatchObject([{ revision: 1 }]);
    const founded = newId();
    await world.test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, '新建所', 'S3', 'oldTown', 'Asia/Shanghai')`, [here.bureauId, founded]);
    expect(await dueAfter(await begin({ ...there, id: founded, officer: there.officer }), 'whole')).toBe(360);
    await passOn();
    const [conflicting, following] = [await standing(here), await standing(there)];
    expect(conflicting.hash).toBe(kept.hash);
    expect(conflicting.overlays).toMatchObject([{ level: 'bureau', stationsTotal: 3, stationsDone: 3, stationsKept: 1, conflicts: null }, { level: 'station', conflicts: { bureauRevision: 1, conflicts: [], problems: [{ code: 'OUT_OF_BOUNDS' }] } }]);
    expect(following.layers).toMatchObject([{ revision: 1, content: { overlay: 'bureau' } }]);
    expect(await dueAfter(await begin(there), 'whole')).toBe(360);
    expect(await dueAfter(await begin(here), 'whole')).toBe(240);
    // The chief hears of it, once; the station that follows has nothing to hear.
    await passOn();
    await publishAbove('parameters: { visitSoon: { value: P2D, max: P3D, because: 分局 2026 年通知 }, deadline: P15D }', 1);
    await passOn();
    expect(await noticesOf(world.test, there.id, 'configuration.conflict')).toEqual([]);
    const told = await noticesOf(world.test, here.id, 'configuration.conflict');
    expect(told.map(({ title, told: to }) => [title['zh-CN'], to])).toEqual(Array.from({ length: 2 }, () => ['流程配置有冲突，请处理：走访办理', [here.officer('chief').accountId]]));
    expect(told[0]?.body['zh-CN']).toContain('有 1 处');
    // The chief publishes within the new bound, and has both layers.
    await expect(publishAt(here, 'parameters:\n  visitSoon: P4D', 1)).rejects.toMatchObject({ code: 'DEFINITION_INVALID' });
    await publishAt(here, 'parameters: { visitSoon: P3D }', 1);
    const both = await standing(here);
    expect(both.overlays[1]?.conflicts).toBeNull();
    const places = await atStation(here, (tenant) => changedPlaces(tenant, world.configuration.versions, both));
    expect(places.map(({ place, by, because, from, to, revision }) => [place, by, because, from, to, revision?.revision])).toEqual([
      ['parameters.visitSoon.value', 'station', '走访提前准备', 'P3D', 'P3D', 2],
      ['parameters.deadline.value', 'bureau', '走访提前准备', 'P10D', 'P15D', 1],
      ['parameters.visitSoon.max', 'bureau', '分局 2026 年通知', 'P5D', 'P3D', 1],
    ]);
    expect(places[1]?.text['zh-CN']).toBe('办理时限 10 天 → 15 天');
    expect(await dueAfter(await begin(here), 'whole')).toBe(360);
  });

  it('a lock of the bureau’s holds below', async () => {
    await publishAbove('parameters: { deadline: { value: P12D, locked: true, because: 分局规定 } }', 0);
    await passOn();
    await expect(publishAt(here, 'parameters:\n  deadline: P11D', 0)).rejects.toMatchObject({ details: { problems: [expect.objectContaining({ code: 'LOCKED', line: 5 })] } });
    expect(await dueAfter(await begin(here), 'whole')).toBe(288);
    // A station reads what stands above it, and writes nothing there.
    await expect(world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => tenant.sql('UPDATE overlay SET revision = 9 WHERE scope_id = $1 RETURNING 1', [here.bureauId]))).resolves.toEqual([]);
  });

  it('an earlier revision comes back as a new one; every revision says what it changed', async () => {
    await publishAt(here, 'parameters: { deadline: P20D }', 0);
    await publishAt(here, 'parameters: { deadline: P25D, visitSoon: P2D }', 1);
    const first = await standing(here);
    expect(await publishAt(here, '', 2, { overlay: undefined, restore: 1 })).toEqual({ workflow: 'visit-case', revision: 3 });
    expect(await dueAfter(await begin(here), 'whole')).toBe(480);
    await expect(publishAt(here, '', 3, { overlay: undefined, restore: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const page = await atStation(here, (tenant) => listRevisions(tenant, here.id, 'visit-case', 2, undefined));
    expect([page.pageInfo.hasNextPage, page.edges.map(({ node }) => [node.revision, node.origin, node.restored, node.publishedBy])]).toEqual([true, [[3, 'restored', 1, here.officer('chief').accountId], [2, 'published', null, here.officer('chief').accountId]]]);
    const words = await atStation(here, async (tenant) => Promise.all(page.edges.map(({ node }) => revisionChanges(tenant, world.configuration.versions, node))));
    expect(words.map((changes) => changes.map((change) => change['zh-CN']))).toEqual([['首次回访 2 天 → 3 天', '办理时限 25 天 → 20 天'], ['首次回访 3 天 → 2 天', '办理时限 20 天 → 25 天']]);
    expect((await standing(here)).hash).not.toBe(first.hash);
    const { rows } = await world.test.owner.query(`SELECT details->>'revision' AS revision FROM audit_entry WHERE unit_id = $1 AND action = 'configuration.published' ORDER BY sequence`, [here.id]);
    expect(rows.map(({ revision }) => revision)).toEqual(['1', '2', '3']);
    expect([...(await atStation(here, (tenant) => versionsAt(tenant, here.id))).keys()]).toEqual(['visit-case']);
  });

  describe('when a plugin brings a new template', () => {
    /** The program after an update of its plugin. */
    async function updated(edition: Parameters<typeof visitPlugin>[0]): Promise<{ configuration: Configuration; catalog: WorkflowCatalog }> {
      const catalog = new WorkflowCatalog();
      catalog.register(visitPlugin(edition, '2.0.0'));
      await catalog.publish(world.test.database);
      const configuration = new Configuration(world.test.database, catalog, world.jobs, world.notices);
      return { catalog, configuration };
    }
    /** Starts the updated program: its jobs run in it. */
    async function bring(configuration: Configuration): Promise<void> {
      await configuration.bringIn();
      await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [here.bureauId], 1, configuration.job());
    }

    it('overlays follow where nothing contradicts; template numbers stay with their content', async () => {
      await publishAbove('parameters: { visitSoon: P4D }', 0);
      await passOn();
      await publishAt(here, 'parameters: { deadline: P20D }', 0);
      const { configuration, catalog } = await updated('longerWait');
      expect([world.catalog.templateOf('visit-case'), catalog.templateOf('visit-case')]).toEqual([1, 2]);
      await bring(configuration);
      const now = await standing(here, catalog);
      expect([now.template, now.presentTemplate, now.layers.map(({ revision, template, origin, publishedBy }) => [revision, template, origin, publishedBy])]).toEqual([2, 2, [[2, 2, 'rebased', null], [2, 2, 'rebased', null]]]);
      // A second start finds nothing to do.
      await bring(configuration);
      expect((await standing(here, catalog)).layers.map(({ revision }) => revision)).toEqual([2, 2]);
      expect(await dueAfter(await begin(here), 'whole')).toBe(480);
      // An older program that takes the job leaves it to the newer one.
      await expect(world.configuration.job().handle({ id: newId(), topic: CONFIGURE_TOPIC, payload: { workflow: 'visit-case', template: 2 }, scope: 'bureau', scopeId: here.bureauId, context: { stationIds: [], bureauIds: [here.bureauId] }, attempt: 1, signal: new AbortController().signal })).rejects.toThrow(/another version/);
    });

    it('a conflict keeps what was, lists the three values, and is decided by a person', async () => {
      await publishAt(here, 'parameters: { visitSoon: P4D, deadline: P20D }', 0);
      const before = await standing(here);
      const { configuration, catalog } = await updated('soonerVisit');
      await bring(configuration);
      const kept = await standing(here, catalog);
      expect([kept.hash, kept.template]).toEqual([before.hash, 1]);
      expect(kept.overlays).toMatchObject([{ revision: 1, template: 1, conflicts: { template: catalog.templateOf('visit-case'), conflicts: [{ place: 'parameters.visitSoon.value', base: 'P3D', mine: 'P4D', theirs: 'P2D' }] } }]);
      expect(kept.overlays[0]?.conflicts?.conflicts[0]?.text['zh-CN']).toContain('3 天');
      const decide = (choices: Record<string, 'mine' | 'theirs'>, expectedRevision = 1) => atStation(here, (tenant) => configuration.decide(tenant, stationScope(here), { workflow: 'visit-case', choices, expectedRevision, idempotencyKey: newId() }));
      await expect(decide({})).rejects.toMatchObject({ code: 'CONFLICT', details: { conflicts: [expect.objectContaining({ mine: 'P4D' })] } });
      await expect(decide({}, 4)).rejects.toMatchObject({ code: 'STALE_VERSION' });
      expect(await decide({ 'parameters.visitSoon.value': 'mine' })).toEqual({ workflow: 'visit-case', revision: 2 });
      const decided = await standing(here, catalog);
      expect([decided.template, decided.overlays[0]?.conflicts, decided.layers[0]?.content.parameters]).toEqual([catalog.templateOf('visit-case'), null, { visitSoon: { value: 'P4D' }, deadline: { value: 'P20D' } }]);
    });
  });
});
