import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Figures, MetricRegistry } from '@stationhouse/analytics';
import { newId, type Id } from '@stationhouse/kernel';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const START = 'mutation ($s: ID!, $data: JSON!, $key: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: $data, idempotencyKey: $key) { instanceId } }';
const COMPLETE = 'mutation ($s: ID!, $task: ID!, $outcome: String!, $form: JSON!, $key: String!, $version: Int) { completeTask(stationId: $s, taskId: $task, outcome: $outcome, form: $form, idempotencyKey: $key, expectedVersion: $version) { version } }';
const SEND = 'mutation ($s: ID!, $id: ID!, $event: String!, $payload: JSON, $key: String!) { sendEvent(stationId: $s, instanceId: $id, event: $event, payload: $payload, idempotencyKey: $key) { version } }';
const READ = `query ($s: ID!, $id: ID!, $purpose: String) { disputeMediation(stationId: $s, id: $id, purpose: $purpose) {
  risk suggestedRisk riskRules recurrences dangers parties { name consent statement }
  instance { closed outcome stateTitle { zhCN } version tasks { id key status dueAt title { zhCN } } } } }`;
const LIST = 'query ($s: ID!, $filter: DisputeMediationFilter) { disputeMediations(stationIds: [$s], filter: $filter) { totalCount edges { node { id } } } }';

interface Failure {
  readonly code: string;
  readonly details?: { readonly reason?: string };
  readonly text?: { readonly zhCN?: string; readonly 'zh-CN'?: string };
}

interface Dispute {
  readonly risk: string;
  readonly suggestedRisk: string;
  readonly riskRules: readonly string[];
  readonly recurrences: number;
  readonly dangers: readonly string[];
  readonly parties: readonly { readonly name: string; readonly consent: boolean; readonly statement: string }[];
  readonly instance: { readonly closed: boolean; readonly outcome: string | null; readonly stateTitle: { readonly zhCN: string }; readonly version: number; readonly tasks: readonly { readonly id: Id; readonly key: string; readonly status: string; readonly dueAt: string | null; readonly title: { readonly zhCN: string } }[] };
}

/** Domain time of the whole test goes forward: it begins at this local moment in Shanghai. */
const at = (local: string) => new Date(`${local}+08:00`);
const PARTIES = [{ name: '张三', phone: '138 0000 0001', consent: true }, { name: '李四', phone: '13800000002', consent: true }];
const SITUATION = { situation: '双方关系缓和' };

describe('disputes through GraphQL, with the test clock', () => {
  let house: House;
  let bureau: TestBureau;
  const people = new Map<string, Client>();

  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Beta', 1);
    await house.test.owner.query(`UPDATE app.test_clock SET "offset" = $1::timestamptz - now()`, [at('2024-02-29T09:00')]);
    for (const role of ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'auxiliary']) people.set(role, await house.signIn(bureau.login(role, 0)));
  }, 120_000);
  afterAll(() => house.close());

  const station = () => bureau.stationIds[0] as Id;
  const by = (role: string) => people.get(role) as Client;
  /** @throws Error with the code, reason and Chinese words of a refusal */
  async function ask<Answer>(role: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const { data, errors } = await by(role).graphql(query, { s: station(), key: newId(), ...variables });
    if (errors?.[0] !== undefined) {
      const { code, details, text } = errors[0].extensions as unknown as Failure;
      throw new Error([code, details?.reason, text?.['zh-CN'] ?? text?.zhCN ?? errors[0].message].filter(Boolean).join(' '));
    }
    return Object.values(data ?? {})[0] as Answer;
  }
  const read = (id: Id, purpose?: string) => ask<Dispute>('chief', READ, { id, purpose });
  /** Begun by the officer who is on duty on the story's day. */
  async function start(more: object = {}): Promise<Id> {
    const now = await house.test.database.now();
    await house.test.owner.query('UPDATE shift SET starts_at = $1, ends_at = $2', [new Date(now.getTime() - 3_600_000), new Date(now.getTime() + 4 * 86_400_000)]);
    return (await ask<{ instanceId: Id }>('duty-officer', START, { data: { cause: 'noise', summary: '楼上深夜装修', parties: PARTIES, ...more } })).instanceId;
  }
  async function task(id: Id, title: string): Promise<Id> {
    const { instance } = await read(id);
    const found = instance.tasks.find((one) => one.title.zhCN === title && (one.status === 'OPEN' || one.status === 'CLAIMED'));
    if (found === undefined) throw new Error(`${title} is not open; open are ${instance.tasks.filter(({ status }) => status === 'OPEN').map((one) => one.title.zhCN).join()}`);
    return found.id;
  }
  const complete = async (role: string, id: Id, title: string, outcome: string, form: object = {}) => ask(role, COMPLETE, { task: await task(id, title), outcome, form });
  const grade = (id: Id, form: object) => complete('duty-officer', id, '研判分级', 'accepted', { track: 'police', ...form });
  async function advanceTo(local: string): Promise<void> {
    const now = await house.test.database.now();
    await ask('chief', 'mutation ($by: String!) { advanceTestClock(by: $by) }', { by: `PT${((at(local).getTime() - now.getTime()) / 1000).toFixed(3)}S` });
  }
  const listed = async (instance: object) => (await ask<{ edges: { node: { id: Id } }[] }>('chief', LIST, { filter: { instance: { closed: false, ...instance } } })).edges.map(({ node }) => node.id);

  let first: Id;
  it('scenario 7: an agreement of 2024-03-01 is visited by the ends of 03-04, 03-31 and 06-01; a recurrence on day 19 starts it all again', async () => {
    first = await start({ reportedOn: at('2024-02-29T08:30').toISOString() });
    await grade(first, { risk: 'yellow' });
    expect(await read(first)).toMatchObject({ risk: 'yellow', suggestedRisk: 'yellow', riskRules: ['ordinary'] });
    await advanceTo('2024-03-01T16:00');
    const agreement = { agreedOn: at('2024-03-01T15:20').toISOString(), performBy: '2024-03-15', terms: '夜间十时后不施工' };
    await expect(complete('community-officer', first, '组织调解', 'agreed', { ...agreement, agreedOn: at('2024-02-28T10:00').toISOString() })).rejects.toThrow(/EVENT_REFUSED agreedBeforeReport .*2 月 28 日（周三）10:00.*2 月 29 日（周四）08:30/);
    await expect(complete('community-officer', first, '组织调解', 'agreed', { ...agreement, performBy: '2024-02-29' })).rejects.toThrow(/deadlineBeforeAgreement .*2 月 29 日.*3 月 1 日/);
    await complete('community-officer', first, '组织调解', 'agreed', agreement);

    await advanceTo('2024-03-03T16:00');
    const due = async (title: string) => (await read(first)).instance.tasks.find((one) => one.title.zhCN === title && one.status === 'OPEN')?.dueAt;
    expect(await due('3 日回访')).toBe(at('2024-03-05T00:00').toISOString());
    expect(await listed({ openTask: { key: 'visit', dueBefore: at('2024-03-05T00:00').toISOString() } })).toEqual([]);
    expect(await listed({ openTask: { key: 'visit', dueBefore: at('2024-03-05T00:01').toISOString() } })).toEqual([first]);
    await expect(complete('community-officer', first, '3 日回访', 'calm', { ...SITUATION, visitedOn: at('2024-03-02T10:00').toISOString() })).rejects.toThrow(/visitedTooEarly .*3 月 2 日（周六）10:00.*3 月 3 日（周日）15:20/);
    await complete('community-officer', first, '3 日回访', 'calm', SITUATION);
    await expect(ask('chief', SEND, { id: first, event: 'close' })).rejects.toThrow(/followUpNotFinished .*回访尚未全部完成/);

    await advanceTo('2024-03-20T10:00');
    await ask('community-officer', SEND, { id: first, event: 'recurred', payload: { situation: '再次争吵，邻居劝开' } });
    expect(await read(first)).toMatchObject({ risk: 'orange', recurrences: 1, instance: { stateTitle: { zhCN: '反复处置' } } });
    // 24 hours from the moment it was reported.
    expect(await due('安全回访')).toMatch(/^2024-03-21T02:00:/);
    await expect(ask('chief', SEND, { id: first, event: 'close' })).rejects.toThrow(/followUpNotFinished/);
    await expect(complete('community-officer', first, '安全回访', 'done', { ...SITUATION, risk: 'yellow', track: 'police' })).rejects.toThrow(/notRiskiest .*橙色/);
    await complete('community-officer', first, '安全回访', 'done', { ...SITUATION, risk: 'orange', track: 'police' });
    expect(await read(first)).toMatchObject({ suggestedRisk: 'orange', riskRules: ['recurred'] });
    await advanceTo('2024-03-21T11:00');
    await complete('community-officer', first, '组织调解', 'agreed', { ...agreement, agreedOn: at('2024-03-21T10:30').toISOString(), performBy: '2024-04-20' });
    await advanceTo('2024-03-24T10:00');
    expect(await due('3 日回访')).toBe(at('2024-03-25T00:00').toISOString());
    await complete('community-officer', first, '3 日回访', 'calm', SITUATION);
    await advanceTo('2024-04-16T10:00');
    expect(await due('30 日走访')).toBe(at('2024-04-21T00:00').toISOString());
  }, 60_000);

  it('danger from the first word goes to the duty commander at once; domestic violence is never mediated, whatever is reported after it', async () => {
    const id = await start({ cause: 'family', dangers: ['domesticViolence'] });
    expect((await read(id)).instance.tasks.map(({ title }) => title.zhCN)).toEqual(['处置险情']);
    await complete('duty-commander', id, '处置险情', 'contained', { measures: ['separated'] });
    await expect(grade(id, { risk: 'yellow' })).rejects.toThrow(/notRiskiest .*红色/);
    await grade(id, { risk: 'red', track: 'onSite' });
    expect((await read(id)).instance).toMatchObject({ stateTitle: { zhCN: '家暴处置' } });
    await ask('community-officer', SEND, { id, event: 'danger', payload: { dangers: ['threats'] } });
    await complete('duty-commander', id, '处置险情', 'contained', { measures: ['guarded'] });
    expect(await read(id)).toMatchObject({ dangers: ['domesticViolence', 'threats'], instance: { stateTitle: { zhCN: '家暴处置' } } });
    const { edges } = await ask<{ edges: unknown[] }>('chief', 'query ($s: ID!) { leaderAssignments(stationIds: [$s]) { edges { node { instance { number } } } } }');
    expect(edges).toHaveLength(1);
    expect(await listed({ openLinked: 'leader-assignment' })).toEqual([id]);
    const startedBy = async (parent: Id) => (await ask<{ totalCount: number }>('chief', 'query ($s: ID!, $parent: ID!) { leaderAssignments(stationIds: [$s], filter: { instance: { parentId: $parent } }) { totalCount } }', { parent })).totalCount;
    expect([await startedBy(id), await startedBy(newId())]).toEqual([1, 0]);
  }, 60_000);

  it('parties are added to one by one and read in full with a purpose alone; who says no ends mediation', async () => {
    const id = await start({ parties: [{ name: '王五', phone: '13900000005' }] });
    await ask('community-officer', SEND, { id, event: 'party', payload: { name: '王五', consent: true, statement: '愿意各退一步。' } });
    await ask('community-officer', SEND, { id, event: 'party', payload: { name: '小赵', minor: true } });
    expect((await read(id)).parties.map(({ statement }) => statement)).not.toContain('愿意各退一步。');
    expect((await read(id, '核对陈述')).parties).toMatchObject([{ name: '王五', consent: true, statement: '愿意各退一步。' }, { name: '小赵' }]);
    await grade(id, { risk: 'yellow', track: 'onSite' });
    const now = await house.test.database.now();
    const agreement = { agreedOn: new Date(now.getTime() - 1000).toISOString(), performBy: '2024-05-30', terms: '互相致歉', guardianPresent: true };
    await expect(complete('community-officer', id, '组织调解', 'agreed', agreement)).rejects.toThrow(/guardianUnnamed/);
    await ask('community-officer', SEND, { id, event: 'party', payload: { name: '小赵', guardian: { name: '赵父', relation: 'parent' } } });
    await ask('community-officer', SEND, { id, event: 'party', payload: { name: '王五', consent: false } });
    await expect(complete('community-officer', id, '组织调解', 'agreed', agreement)).rejects.toThrow(/notAgreed/);
    await ask('community-officer', SEND, { id, event: 'party', payload: { name: '王五', consent: true } });
    // Two officers send it at once: one answer counts, the other is told.
    const [taskId, { instance: { version } }] = [await task(id, '组织调解'), await read(id)];
    const both = await Promise.allSettled(['community-officer', 'chief'].map((role) => ask(role, COMPLETE, { task: taskId, outcome: 'agreed', form: agreement, version })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(String((both.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason)).toMatch(/STALE_VERSION|TASK_NOT_OPEN|TASK_DONE|FORBIDDEN|TASK_NOT_YOURS/);
    expect((await read(id)).instance.stateTitle.zhCN).toContain('履行与回访');
  }, 60_000);

  it('finds who appears twice by the digits of their phone, shows none, and tells an auxiliary no more than that', async () => {
    const again = await start({ parties: [{ name: '张叁', phone: '13800000001' }], summary: '停车纠纷' });
    const apart = await start({ parties: [{ name: '张三', phone: '13500000009' }, { name: '门卫', phone: '8001' }], summary: '同名不同人' });
    await start({ parties: [{ name: '另一门卫', phone: '8001' }], summary: '分机号不算' });
    const repeats = await listed({ repeats: true });
    expect(repeats).toEqual(expect.arrayContaining([first, again]));
    expect(repeats).not.toContain(apart);
    const masked = await ask<{ edges: { node: { parties: { name: string; phone: string }[] } }[] }>('auxiliary', 'query ($s: ID!) { disputeMediations(stationIds: [$s], filter: { instance: { repeats: true } }) { edges { node { parties { name phone } } } } }');
    expect(JSON.stringify(masked)).not.toMatch(/张三|张叁|13800000001|138 0000 0001/);
    expect(masked.edges).toHaveLength(repeats.length);
  });

  it('a whole exercise leaves every metric of the platform and of every plugin byte for byte the same', async () => {
    await grade(await start(), { risk: 'yellow', track: 'onSite' });
    await start();
    const registry = house.server.app.get(MetricRegistry);
    const range = { from: '2024-01-01', to: '2025-01-01', weekStart: 1, compare: 'PREVIOUS_PERIOD', filter: [] } as const;
    const everything = () => house.test.database.inTenant({ stationIds: [station()], bureauIds: [] }, async (tenant) => {
      const told: [string, number, string][] = [];
      for (const { metric: { id }, dimensions } of registry.all()) {
        for (const names of [[], ...[...dimensions.keys()].map((name) => [name])]) {
          const [series] = await house.server.app.get(Figures).read(tenant, [station()], { ...range, metrics: [id], granularity: names.length === 0 ? 'DAY' : 'NONE', dimensions: names }, { persons: true, fine: true });
          told.push([`${id} ${names.join()}`, series?.points.length ?? 0, JSON.stringify(series?.points)]);
        }
      }
      return told;
    });
    // The weekly briefing, composed anew, but for when that was.
    const SAYS = 'id version total { value previous lastYear } categories { category count { value previous lastYear } } map { cells { cell count previous } } clocks { total items { number } } followUps { total items { number title { zhCN } } } drills { objective }';
    let draft = await ask<{ id: Id; version: number }>('chief', `mutation ($s: ID!) { composeBriefing(stationId: $s, idempotencyKey: "drill") { ${SAYS} } }`);
    const briefing = async () => {
      draft = await ask('chief', `mutation ($s: ID!, $b: ID!, $v: Int!) { refreshBriefing(stationId: $s, briefingId: $b, expectedVersion: $v) { ${SAYS} } }`, { b: draft.id, v: draft.version });
      return { ...draft, version: 0 };
    };
    const said = await briefing();
    expect(said).toMatchObject({ followUps: { items: expect.arrayContaining([expect.anything()]) } });
    const before = await everything();
    expect(new Set(before.filter(([, points]) => points > 0).map(([name]) => name.split('.')[0]))).toEqual(new Set(['workflow', 'dispute-mediation']));

    // A report, danger that a commander sees to, and the officers' own steps: what a drill goes through, within seconds.
    const plan = {
      title: '纠纷处置演练', clock: 'VIRTUAL', speed: 60, roles: ['chief', 'duty-officer'], objectives: [],
      injects: [
        { title: '报警', after: 'PT1M', start: { workflow: 'dispute-mediation', data: { cause: 'noise', summary: '演练：楼上深夜装修', parties: PARTIES } } },
        { title: '动手', after: 'PT2M', event: { target: 1, event: 'danger', payload: { dangers: ['threats'] } } },
      ],
    };
    const { id } = await ask<{ id: Id }>('chief', 'mutation ($s: ID!, $plan: ExercisePlanInput!) { planExercise(stationId: $s, plan: $plan) { id } }', { plan });
    const run = (command: string) => ask<{ status: string }>('chief', `mutation ($s: ID!, $id: ID!) { ${command}(stationId: $s, id: $id) { status } }`, { id });
    await run('startExercise');
    await ask('chief', 'mutation { advanceTestClock(by: "PT3S") }');
    const { rows: [practised] } = await house.test.owner.query<{ id: Id }>('SELECT id FROM instance WHERE exercise_id = $1 AND parent_id IS NULL', [id]);
    await complete('duty-commander', practised?.id as Id, '处置险情', 'contained', { measures: ['separated'] });
    await grade(practised?.id as Id, { risk: 'red', track: 'onSite' });
    await ask('chief', 'mutation { advanceTestClock(by: "PT2S") }');
    const { rows: [done] } = await house.test.owner.query<{ tasks: number }>(`SELECT count(*)::int AS tasks FROM task t JOIN instance i ON i.id = t.instance_id WHERE i.exercise AND t.status = 'DONE'`);
    expect(done?.tasks).toBeGreaterThanOrEqual(2);
    expect([await everything(), await briefing()]).toEqual([before, said]);
    await run('endExercise');
    expect([await everything(), await briefing()]).toEqual([before, said]);
  }, 60_000);
});
