import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createShift } from '@stationhouse/access';
import { newId, type Id } from '@stationhouse/kernel';
import { tablesHolding, untilJobsDone } from '@stationhouse/testing';
import { diaryPlugin } from '@stationhouse/testing/fixtures';
import { Retention, WorkflowRuntime } from '@stationhouse/workflow-runtime';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

/** Plainly fictional. */
const PHONE = { refused: '13900000711', prevented: '13900000722', fresh: '13900000733' };
const ACCOUNT = { number: '6200009999000001', bank: '江城测试银行', holder: '测试丙' };
const START = 'mutation ($s: ID!, $w: String!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: $w, data: $d, idempotencyKey: $k) { instanceId } }';
const COMPLETE = 'mutation ($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }';
const DATA = 'query ($s: ID!, $i: ID!, $p: String) { instance(stationId: $s, id: $i, purpose: $p) { data } }';
const SERIES = 'mutation ($s: ID!, $i: ID!, $n: String!) { linkSeries(stationId: $s, instanceId: $i, number: $n, reason: "疑似同一人") { id } }';
const DAY_MS = 86_400_000;
const MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/gu;

/** What an alert and a payment stop know is kept close, goes early, and leads nowhere else. */
describe('the bounds of dissuasion', () => {
  let house: House;
  let bureau: TestBureau;
  let stationId: Id;
  let [officer, chief, community, admin, analyst, auditor] = [] as unknown as Client[] as [Client, Client, Client, Client, Client, Client];
  beforeAll(async () => {
    house = await openHouse({}, undefined, [diaryPlugin]);
    bureau = await buildBureau(house.test, 'Bounds', 2);
    stationId = bureau.stationIds[0] as Id;
    // The shift of the bureau ends after six days; what is told here goes on for nine.
    const [later, account] = [Date.now() + 7 * DAY_MS, (role: string) => bureau.accountIds.get(bureau.login(role, 0)) as Id];
    await house.test.database.inTenant({ stationIds: [stationId], bureauIds: [bureau.bureauId] }, (tenant) => createShift(tenant, stationId, { startsAt: new Date(later), endsAt: new Date(later + 6 * DAY_MS), officerIds: [account('duty-officer')], commanderId: account('duty-commander') }));
    [officer, chief, community, admin, analyst, auditor] = (await Promise.all([bureau.login('duty-officer', 0), bureau.login('chief', 0), bureau.login('community-officer', 0), bureau.login('bureau-admin'), bureau.login('analyst', 0), bureau.login('bureau-auditor')].map((login) => house.signIn(login)))) as [Client, Client, Client, Client, Client, Client];
  }, 120_000);
  afterAll(() => house?.close());

  const rows = async <Row extends object>(statement: string, ...values: unknown[]) => (await house.test.owner.query<Row>(statement, values)).rows;
  async function ask<Answer>(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const { data, errors } = await client.graphql(query, { s: stationId, k: newId(), ...variables });
    if (errors !== undefined) throw Object.assign(new Error(JSON.stringify(errors)), { code: errors[0]?.extensions.code, details: errors[0]?.extensions['details'] });
    return Object.values(data ?? {})[0] as Answer;
  }
  const jobsDone = () => untilJobsDone(house.test, bureau.bureauId, ...bureau.stationIds);
  const advance = async (by: string) => {
    await ask(officer, 'mutation ($by: String!) { advanceTestClock(by: $by) }', { by });
    await jobsDone();
  };
  const begin = async (workflow: string, data: Record<string, unknown>) => (await ask<{ instanceId: Id }>(officer, START, { w: workflow, d: data })).instanceId;
  const taskOf = async (instanceId: Id, key: string) => (await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND key = $2 AND status IN ('OPEN', 'CLAIMED')`, instanceId, key))[0]?.id;
  const complete = async (instanceId: Id, key: string, outcome: string, form: Record<string, unknown> = {}, client = officer) => ask(client, COMPLETE, { t: await taskOf(instanceId, key), o: outcome, f: form });
  const alert = (phone: string) => begin('fraud-alert', { grade: 'low', source: 'bank', person: { phone, name: '测试甲' }, narrative: '接到陌生来电' });
  const numberOf = async (id: Id) => (await rows<{ number: string }>('SELECT number FROM instance WHERE id = $1', id))[0]?.number ?? '';
  const dataOf = async (id: Id, purpose?: string, client = chief) => (await ask<{ data: Record<string, unknown> }>(client, DATA, { i: id, ...(purpose === undefined ? {} : { p: purpose }) })).data;

  describe('what is encrypted', () => {
    const words = Object.values(ACCOUNT);
    let stop: Id;

    it('is sealed in the moment it comes in: no table holds it, nor an export or a log', async () => {
      stop = newId();
      await house.server.app.get(WorkflowRuntime).startLinked(stationId, { id: stop, parentId: null }, { workflow: 'payment-stop', data: { urgency: 'high' } });
      const asking = { t: await taskOf(stop, 'request'), o: 'asked', f: { account: ACCOUNT, amount: 3000 }, k: 'asked once' };
      await expect(ask(officer, COMPLETE, { ...asking, f: { account: { number: '12' }, amount: 3000 } })).rejects.toMatchObject({ code: 'FORM_INVALID', message: expect.stringContaining('account.number') });
      const answer = await ask(officer, COMPLETE, asking);
      expect(await ask(officer, COMPLETE, asking)).toEqual(answer);
      await expect(ask(officer, COMPLETE, { ...asking, f: { account: { number: '6200009999000002' }, amount: 3000 } })).rejects.toMatchObject({ code: 'CONFLICT' });
      await ask(officer, 'mutation ($s: ID!, $i: ID!, $f: JSON!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "correct", payload: $f, idempotencyKey: $k) { version } }', { i: stop, f: { account: ACCOUNT } });
      await jobsDone();
      const [row] = await rows<{ account: Record<string, string> }>(`SELECT snapshot -> 'data' -> 'account' AS account FROM instance WHERE id = $1`, stop);
      expect(Object.keys(row?.account ?? {}).sort()).toEqual(['bank', 'holder', 'number']);
      for (const value of Object.values(row?.account ?? {})) expect(value).toMatch(/^sealed:[\w-]{38,}$/u);
      expect(await tablesHolding(house.test, words)).toEqual([]);
      const exported = await chief.rest('GET', `/api/stations/${stationId}/instances/${stop}/export`);
      const log = await chief.rest('GET', `/api/stations/${stationId}/event-log?workflow=payment-stop&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z`);
      expect([exported.status, log.status]).toEqual([200, 200]);
      const told = [await exported.text(), await log.text(), house.errors.join('\n'), JSON.stringify(await dataOf(stop, '复核'))];
      for (const word of [...words, 'sealed:']) expect(told.filter((one) => one.includes(word))).toEqual([]);
    });

    it('is opened by the key it was sealed with, in its own instance alone', async () => {
      const diary = await begin('diary', { words: '交接', safe: '三楼铁柜' });
      await ask(officer, 'mutation ($s: ID!, $i: ID!, $f: JSON!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "said", payload: $f, idempotencyKey: $k) { version } }', { i: diary, f: { words: '换柜', safe: '二楼铁柜' } });
      expect(await dataOf(diary, '领取钥匙')).toMatchObject({ words: '换柜', safe: '二楼铁柜' });
      expect(await dataOf(diary)).toMatchObject({ safe: null });
      expect(await tablesHolding(house.test, ['三楼铁柜', '二楼铁柜'])).toEqual([]);
      // Lists have no such field: neither to show, nor to look for.
      expect((await chief.graphql('query ($s: ID!) { diaries(stationIds: [$s]) { edges { node { safe } } } }', { s: stationId })).errors).toHaveLength(1);
      await expect(ask(chief, 'query ($s: ID!) { instances(stationId: $s, filter: { workflow: "diary", fields: [{ key: "safe", operator: EQUALS, value: "二楼铁柜" }] }) { totalCount } }')).rejects.toMatchObject({ code: 'BAD_INPUT' });
      // Carried into another record it says nothing.
      const other = await begin('diary', { words: '无', safe: '无处存放' });
      await rows(`UPDATE instance SET snapshot = jsonb_set(snapshot, '{data,safe}', (SELECT snapshot #> '{data,safe}' FROM instance WHERE id = $2)) WHERE id = $1`, other, diary);
      const { errors } = await chief.graphql(DATA, { s: stationId, i: other, p: '领取钥匙' });
      expect(JSON.stringify(errors)).not.toContain('铁柜');
      expect(errors).toHaveLength(1);
    });
  });

  describe('what a refusal leaves', () => {
    let [refused, prevented] = [] as unknown as [Id, Id];
    /** An alert as the house knows it, without moments and ids. */
    async function lookOf(id: Id): Promise<string> {
      const [instance] = await rows('SELECT workflow, status, outcome, states, snapshot FROM instance WHERE id = $1', id);
      const tasks = await rows('SELECT key, status, roles, due_at IS NULL AS undue FROM task WHERE instance_id = $1 ORDER BY serial', id);
      const history = await rows('SELECT kind, event, effects FROM history WHERE instance_id = $1 ORDER BY version', id);
      const notices = await rows('SELECT kind, urgency, title, body, stage FROM notice WHERE record_id = $1 ORDER BY created_at', id);
      const seen = await ask(chief, 'query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i, purpose: "劝阻") { title stateTitle { zhCN } data tasks { key title { zhCN } status } clocks { title { zhCN } state } emergencyCard { ended } links { series { id } } } }', { i: id });
      return JSON.stringify([instance, tasks, history, notices, seen]).replaceAll(MOMENT, 'moment').replaceAll(/YJ-[\w-]+/gu, 'number').replaceAll(/13900000\d{3}/gu, 'phone').replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gu, 'id');
    }

    it('is no mark: the next alert of the person is that of somebody nobody has heard of', async () => {
      [refused, prevented] = [await alert(PHONE.refused), await alert(PHONE.prevented)];
      for (const id of [refused, prevented]) await complete(id, 'sign', 'signed');
      await complete(refused, 'call', 'declined');
      await complete(refused, 'locate', 'found', { whereabouts: '江城测试路 9 号', foundBy: 'caller' });
      await complete(refused, 'meet', 'declined');
      await complete(refused, 'report', 'refused', { note: '不愿交谈' });
      await complete(prevented, 'call', 'convinced');
      await complete(prevented, 'report', 'prevented', { category: 'loanOrCard', amountAtRisk: 100 });
      await advance('P8D');
      await complete(prevented, 'revisit', 'calm', {}, community);
      const nexts = [await alert(PHONE.refused), await alert(PHONE.prevented), await alert(PHONE.fresh)] as const;
      await jobsDone();
      const signed = async () => {
        for (const id of nexts) await complete(id, 'sign', 'signed');
        await jobsDone();
      };
      const looks = async () => Promise.all(nexts.map(lookOf));
      const [first, ...others] = await looks();
      expect(others).toEqual([first, first]);
      await signed();
      const [after, ...rest] = await looks();
      expect(after).toContain('"contactsBefore":0');
      expect(rest).toEqual([after, after]);
    });

    it('is gone after ninety days, as a false alert is; what was prevented is kept a year', async () => {
      const falseAlert = await alert('13900000744');
      await complete(falseAlert, 'sign', 'signed');
      await complete(falseAlert, 'call', 'noFraud', { note: '正常转账' });
      await complete(falseAlert, 'report', 'falseAlert', { note: '正常转账' });
      const closed = [refused, falseAlert, prevented];
      const erase = async (days: number) => {
        await rows(`UPDATE instance SET closed_at = app.now() - make_interval(days => $2) WHERE id = ANY ($1)`, closed, days);
        await house.server.app.get(Retention).eraseAll(stationId);
        await jobsDone();
        const left = await rows<{ id: Id; said: string }>(`SELECT i.id, i.snapshot::text || coalesce((SELECT string_agg(h.event::text, ' ') FROM history h WHERE h.instance_id = i.id), '') AS said FROM instance i WHERE i.id = ANY ($1)`, closed);
        return closed.map((id) => { const said = left.find((row) => row.id === id)?.said ?? ''; return ['13900000', '测试甲', '陌生来电'].filter((word) => said.includes(word)).length; });
      };
      expect(await erase(88)).toEqual([3, 3, 3]);
      expect(await erase(91)).toEqual([0, 0, 3]);
      expect(await rows(`SELECT DISTINCT field, keep FROM erasure WHERE instance_id = $1 AND field IN ('person', '*') ORDER BY field`, refused)).toEqual([{ field: '*', keep: 'P90D' }, { field: 'person', keep: 'P90D' }]);
      expect(await rows('SELECT instance_id FROM matter WHERE instance_id = ANY ($1)', closed)).toEqual([{ instance_id: prevented }]);
      expect(await erase(367)).toEqual([0, 0, 0]);
    });
  });

  describe('what an alert leads to', () => {
    it('is no case: it is in no series, carries nobody to another station, and is known to no other workflow', async () => {
      const PARTY = { name: '测试甲', phone: PHONE.fresh };
      const mine = await alert(PHONE.fresh);
      const dispute = (phone: string) => begin('dispute-mediation', { cause: 'noise', summary: '楼道争执', parties: [{ ...PARTY, phone }] });
      const [known, stranger] = [await dispute(PHONE.fresh), await dispute('13900000755')];
      await jobsDone();
      for (const [one, other] of [[mine, known], [known, mine]] as const) await expect(ask(chief, SERIES, { i: one, n: await numberOf(other) })).rejects.toMatchObject({ code: 'KEPT_APART' });
      expect(await rows('SELECT FROM instance_series')).toEqual([]);
      expect(await ask(chief, 'query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { links { apart series { id } children { id } } } }', { i: mine })).toEqual({ links: { apart: true, series: [], children: [] } });
      // A case about the same person is that of anybody.
      const snapshots = await Promise.all([known, stranger].map(async (id) => JSON.stringify((await rows('SELECT snapshot FROM instance WHERE id = $1', id))[0]).replaceAll(MOMENT, 'moment').replaceAll(/13900000\d{3}/gu, 'phone')));
      expect(snapshots[0]).toBe(snapshots[1]);
      await expect(ask(officer, START, { w: 'payment-stop', d: { urgency: 'high' } })).rejects.toMatchObject({ code: 'STARTED_BY_OTHERS' });
      const referral = await ask<{ data: unknown; title: { zhCN: string } }>(chief, 'mutation ($s: ID!, $i: ID!, $to: ID!) { referInstance(stationId: $s, instanceId: $i, toStationId: $to, reason: "辖区") { data title { zhCN } } }', { i: mine, to: bureau.stationIds[1] });
      expect(Object.keys(referral.data as object).sort()).toEqual(['grade', 'paying', 'source']);
      await jobsDone();
      expect(await rows(`SELECT FROM plugin_event`)).toEqual([]);
    });

    it('is no name: searches and logs know none, and in a study the person is somebody else', async () => {
      expect(await ask(chief, 'query ($s: ID!, $w: String!) { instances(stationId: $s, filter: { search: $w }) { totalCount } }', { w: PHONE.fresh })).toEqual({ totalCount: 0 });
      const log = await auditor.rest('GET', `/api/stations/${stationId}/event-log?workflow=fraud-alert&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z`).then((answer) => answer.text());
      expect(log).not.toContain('13900000');
      const study = (await ask<{ id: Id }>(analyst, 'mutation ($b: ID!, $s: ID!, $i: NewStudy!, $k: String!) { askForStudy(bureauId: $b, stationIds: [$s], input: $i, idempotencyKey: $k) { id } }', { b: bureau.bureauId, i: { title: '劝阻与纠纷', purpose: '核对代号', subjects: ['fraud-alert', 'dispute-mediation', 'incident'], endsAt: new Date(Date.now() + 20 * 86_400_000).toISOString() } })).id;
      await ask(admin, 'mutation ($b: ID!, $i: ID!) { decideStudy(bureauId: $b, studyId: $i, releasesDecided: false) { state } }', { b: bureau.bureauId, i: study });
      const people = async (subject: string) => {
        const { edges } = await ask<{ edges: { node: { people: { pseudonym: string }[] } }[] }>(analyst, 'query ($b: ID!, $s: ID!, $w: String!) { studyRecords(studyId: $b, stationIds: [$s], subject: $w) { edges { node { people { pseudonym } } } } }', { b: study, w: subject });
        return edges.flatMap(({ node }) => node.people.map(({ pseudonym }) => pseudonym));
      };
      const [inAlerts, inDisputes] = [await people('fraud-alert'), await people('dispute-mediation')];
      expect([inAlerts.length > 2, inDisputes.length]).toEqual([true, 2]);
      expect(inAlerts.filter((name) => inDisputes.includes(name))).toEqual([]);
    });
  });
});
