import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const FIGURES = 'query($ids: [ID!]!) { stationOperations(stationIds: $ids) { stationId running jobsParked stuck { rule count } } }';
const COUNTS = 'query($ids: [ID!]!) { instanceCounts(stationIds: $ids) { workflow state count } }';
const JOBS = 'query($ids: [ID!]!, $bureau: ID) { jobsInQueue(stationIds: $ids, bureauId: $bureau, standing: PARKED) { edges { node { id stationId topic title { zhCN } code error { zhCN } attempts instanceId } } } }';
const RETRY = 'mutation($ids: [ID!]!, $bureau: ID, $jobs: [ID!]!) { retryJobs(stationIds: $ids, bureauId: $bureau, jobIds: $jobs) }';
const DROP = 'mutation($ids: [ID!]!, $jobs: [ID!]!, $reason: String!) { dropJobs(stationIds: $ids, jobIds: $jobs, reason: $reason) }';
const STUCK = 'query($id: ID!) { stuckInstances(stationId: $id) { edges { node { number rule finding { zhCN } taskId } } } }';
const QUEUE = 'query($ids: [ID!]!, $bureau: ID) { queue(stationIds: $ids, bureauId: $bureau) { backend connected topics { topic title { zhCN } handled parked } } }';
const START = 'mutation($ids: [ID!]!, $kind: RepairKind!, $key: String!, $only: String) { startRepair(stationIds: $ids, kind: $kind, onlyOf: $only, idempotencyKey: $key) { id stationId kind status total startedBy { displayName } } }';

/** What the tests look into; the rest is compared whole. */
interface Answer {
  readonly stationOperations: readonly { readonly stuck: readonly unknown[] }[];
  readonly instanceCounts: readonly unknown[];
  readonly stuckInstances: { readonly edges: readonly { readonly node: unknown }[] };
  readonly jobsInQueue: { readonly edges: readonly { readonly node: { readonly id: Id } }[] };
  readonly queue: unknown;
  readonly retryJobs: number;
  readonly dropJobs: number;
  readonly startRepair: readonly { readonly id: Id; readonly stationId: Id; readonly total: number }[];
  readonly instance: { readonly why: { readonly ways: readonly { readonly holds: boolean | null; readonly when: string | null }[] } };
}

describe('who sees and mends how the house runs', () => {
  let house: House;
  let bureau: TestBureau;
  let other: TestBureau;
  let [here, there]: Id[] = [];
  const clients = new Map<string, Client>();

  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Run', 2);
    other = await buildBureau(house.test, 'Else', 1);
    [here, there] = bureau.stationIds as [Id, Id];
    for (const [who, login] of [['chief', bureau.login('chief', 0)], ['admin', bureau.login('bureau-admin')], ['officer', bureau.login('case-officer', 0)], ['commander', bureau.login('duty-commander', 0)], ['stranger', other.login('bureau-admin')]] as const) clients.set(who, await house.signIn(login));
    const chief = client('chief');
    await chief.graphql('mutation($s: ID!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: { cause: "noise", summary: "吵闹", parties: [{ name: "周敏", phone: "13900001234" }] }, idempotencyKey: "x") { version } }', { s: here });
  }, 120_000);
  afterAll(() => house?.close());

  const client = (who: string) => clients.get(who) as Client;
  const ask = async (who: string, query: string, variables: Record<string, unknown>): Promise<Answer> => {
    const { data, errors } = await client(who).graphql(query, variables);
    return (errors === undefined ? data : errors[0]?.extensions.code) as unknown as Answer;
  };
  async function park(scopeId: Id, scope = 'station', topic = 'workflow.effect.notices'): Promise<Id> {
    const id = newId();
    await house.test.owner.query(
      `INSERT INTO outbox (scope_id, id, scope, topic, payload, state, attempts, code, error, finished_at) VALUES ($1, $2, $3, $4, '{"instanceId": "01940000-0000-7000-8000-000000000001", "version": 1}', 'dead', 5, 'INTERNAL', '{"zh-CN": "程序内部错误", "en": "A fault"}', now())`,
      [scopeId, id, scope, topic],
    );
    return id;
  }

  it('a chief sees the own station, the administrator every station of the bureau, in counts', async () => {
    const parked = await park(there as Id);
    const [mine] = (await ask('chief', FIGURES, { ids: [here] })).stationOperations;
    expect(mine).toEqual({ stationId: here, running: 1, jobsParked: 0, stuck: [] });
    expect(await ask('chief', FIGURES, { ids: [here, there] })).toBe('NOT_FOUND');
    expect((await ask('admin', FIGURES, { ids: [here, there] })).stationOperations).toEqual([mine, { stationId: there, running: 0, jobsParked: 1, stuck: [] }]);
    expect((await ask('admin', COUNTS, { ids: [here, there] })).instanceCounts).toEqual([{ workflow: 'dispute-mediation', state: 'registered', count: 1 }]);
    expect(await ask('stranger', FIGURES, { ids: [here] })).toBe('NOT_FOUND');
    expect(await ask('stranger', RETRY, { ids: [here], jobs: [parked] })).toBe('NOT_FOUND');
    expect(await ask('officer', FIGURES, { ids: [here] })).toBe('FORBIDDEN');
  });

  it('which instances are stuck is for who also reads instances: the administrator sees only how many', async () => {
    await house.test.owner.query(`UPDATE task SET assignee_id = gen_random_uuid(), status = 'CLAIMED' WHERE station_id = $1`, [here]);
    expect((await ask('admin', FIGURES, { ids: [here] })).stationOperations[0]?.stuck).toEqual([{ rule: 'TASK_UNATTENDED', count: 1 }]);
    expect(await ask('admin', STUCK, { id: here })).toBe('FORBIDDEN');
    const [found] = (await ask('chief', STUCK, { id: here })).stuckInstances.edges;
    expect(found?.node).toEqual({ number: expect.any(String), rule: 'TASK_UNATTENDED', finding: { zhCN: '“研判分级”的办理人已不在本所' }, taskId: expect.any(String) });
    expect(JSON.stringify(found)).not.toMatch(/周敏|1390000/);
    await house.test.owner.query(`UPDATE task SET assignee_id = NULL, status = 'OPEN' WHERE station_id = $1`, [here]);
  });

  it('jobs are shown by code and words, run again and dropped by whoever may mend; the bureau’s own by the bureau', async () => {
    const [own, theirs, ofBureau] = [await park(here as Id), await park(there as Id), await park(bureau.bureauId, 'bureau', 'imports.run')];
    const listed = (answer: Answer) => answer.jobsInQueue.edges.map(({ node }) => node.id);
    const mine = await ask('chief', JOBS, { ids: [here] });
    expect(mine.jobsInQueue.edges[0]?.node).toEqual({ id: own, stationId: here, topic: 'workflow.effect.notices', title: { zhCN: '事项通知' }, code: 'INTERNAL', error: { zhCN: '程序内部错误' }, attempts: 5, instanceId: '01940000-0000-7000-8000-000000000001' });
    expect(listed(mine)).toEqual([own]);
    expect(await ask('chief', JOBS, { ids: [here], bureau: bureau.bureauId })).toBe('FORBIDDEN');
    expect(listed(await ask('admin', JOBS, { ids: [here, there], bureau: bureau.bureauId }))).toEqual(expect.arrayContaining([own, theirs, ofBureau]));
    expect((await ask('admin', QUEUE, { ids: [there], bureau: bureau.bureauId })).queue).toMatchObject({ connected: true, topics: expect.arrayContaining([{ topic: 'workflow.effect.notices', title: { zhCN: '事项通知' }, handled: true, parked: 2 }]) });
    // Another station's job is not there for a chief, whatever station is named.
    expect((await ask('chief', RETRY, { ids: [here], jobs: [theirs] })).retryJobs).toBe(0);
    expect(await ask('commander', RETRY, { ids: [here], jobs: [own] })).toBe('FORBIDDEN');
    expect((await ask('admin', RETRY, { ids: [there], bureau: bureau.bureauId, jobs: [theirs] })).retryJobs).toBe(1);
    expect(await ask('chief', DROP, { ids: [here], jobs: [own], reason: '  ' })).toBe('BAD_INPUT');
    expect(await ask('chief', RETRY, { ids: [here], jobs: [] })).toBe('BAD_INPUT');
    expect((await ask('chief', DROP, { ids: [here], jobs: [own], reason: '已处理' })).dropJobs).toBe(1);
    expect(listed(await ask('chief', JOBS, { ids: [here] }))).toEqual([]);
  });

  it('a repair over the stations of the bureau is started once, and each station’s belongs to it', async () => {
    const jobs = [await park(here as Id, 'station', 'nothing.runs.it'), await park(there as Id, 'station', 'nothing.runs.it')];
    const command = { ids: [here, there], kind: 'RESEND_JOBS', key: newId(), only: 'nothing.runs.it' };
    const { startRepair } = await ask('admin', START, command);
    expect(startRepair.map(({ stationId, total }) => [stationId, total])).toEqual([[here, 1], [there, 1]]);
    expect((await ask('admin', START, command)).startRepair.map(({ id }) => id)).toEqual(startRepair.map(({ id }) => id));
    for (;;) {
      const { rows } = await house.test.owner.query('SELECT DISTINCT state FROM outbox WHERE id = ANY ($1)', [jobs]);
      if (rows.length === 1 && rows[0].state === 'pending') break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const told = await house.test.owner.query(`SELECT unit_id, actor_id FROM audit_entry WHERE action = 'job.retried' AND record_id = ANY ($1)`, [jobs]);
    expect(told.rows.map(({ unit_id: unit }) => unit).sort()).toEqual([here, there].sort());
    expect(new Set(told.rows.map(({ actor_id: actor }) => actor))).toEqual(new Set([bureau.accountIds.get(bureau.login('bureau-admin'))]));
    expect(await ask('chief', START, { ...command, kind: 'FIRE_TIMERS', ids: [here], key: newId() })).toBe('BAD_INPUT');
    expect(await ask('commander', START, { ...command, ids: [here], key: newId() })).toBe('FORBIDDEN');
  });

  it('why an instance is here is for its readers; whether a guard holds on personal data is not told without them', async () => {
    const WHY = 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { why { summary { zhCN } tasks { people } ways { title { zhCN } holds when } lastEvents { title { zhCN } } stuck { rule } } } }';
    const { rows } = await house.test.owner.query<{ id: Id }>('SELECT id FROM instance WHERE station_id = $1', [here]);
    const { instance } = await ask('chief', WHY, { s: here, i: rows[0]?.id });
    expect(instance.why).toMatchObject({ summary: { zhCN: '等待办理任务：研判分级。' }, stuck: [] });
    expect(instance.why.ways.length).toBeGreaterThan(0);
    for (const way of instance.why.ways) if (/\(data\)/.test(way.when ?? '')) expect(way.holds).toBeNull();
    expect(JSON.stringify(instance)).not.toMatch(/周敏|1390000|吵闹/);
    expect(await ask('admin', WHY, { s: here, i: rows[0]?.id })).toBe('FORBIDDEN');
  });
});
