import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccount, grantBureauRole, Passwords } from '@stationhouse/access';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { buildBureau, openHouse, PASSWORD, type Client, type GraphqlAnswer, type House, type TestBureau } from './support/house.js';

const ISSUE = 'mutation ($s: ID!, $i: ID!) { issueCallbackCode(stationId: $s, instanceId: $i) { code expiresAt } }';
const CHECK = 'mutation ($b: ID!, $s: ID, $c: String!, $k: String!) { checkCallbackCode(bureauId: $b, stationId: $s, code: $c, heardAt: PHONE, idempotencyKey: $k) { stationName officerName officerRoles exercise } }';
const PERSON = { name: '测试甲', phone: '13900000001', address: '江城市测试路1号' };

/** The hang-up-and-call-back check, through GraphQL: somebody of another station answers the call. */
describe('call-back codes', () => {
  let house: House;
  let ours: TestBureau;
  let theirs: TestBureau;
  let caller: Client;
  let desk: Client;

  beforeAll(async () => {
    house = await openHouse({}, undefined, [], 'all');
    [ours, theirs] = [await buildBureau(house.test, 'Recall', 2), await buildBureau(house.test, 'Foreign', 1)];
    [caller, desk] = [await house.signIn(ours.login('duty-officer', 0)), await house.signIn(ours.login('duty-officer', 1))];
  }, 120_000);
  afterAll(() => house?.close());

  const [here, there] = [() => ours.stationIds[0] as Id, () => ours.stationIds[1] as Id];
  const codeOf = ({ errors }: GraphqlAnswer) => errors?.[0]?.extensions.code ?? 'none';
  const check = (code: string, { by = desk, stationId = there(), bureauId = ours.bureauId, key = newId() }: { by?: Client; stationId?: Id | null; bureauId?: Id; key?: string } = {}) => by.graphql(CHECK, { b: bureauId, s: stationId, c: code, k: key });
  async function alert(): Promise<Id> {
    const { data, errors } = await caller.graphql('mutation ($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "fraud-alert", data: $d, idempotencyKey: $k) { instanceId } }', { s: here(), d: { grade: 'medium', source: 'bank', person: PERSON }, k: newId() });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data?.['startInstance'] as unknown as { instanceId: Id }).instanceId;
  }
  async function issue(instanceId: Id): Promise<string> {
    const { data, errors } = await caller.graphql(ISSUE, { s: here(), i: instanceId });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data?.['issueCallbackCode'] as unknown as { code: string }).code;
  }
  const dataOf = async (instanceId: Id) => (await house.test.owner.query<{ data: Record<string, unknown> }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, [instanceId])).rows[0]?.data ?? {};
  const audited = async (action: string) => (await house.test.owner.query<{ unit_id: Id; details: { outcome?: string } }>('SELECT unit_id, details FROM audit_entry WHERE action = $1 ORDER BY sequence', [action])).rows;
  const advance = async (by: string) => expect((await caller.graphql('mutation ($by: String!) { advanceTestClock(by: $by) }', { by })).errors).toBeUndefined();
  /** The notices of a step go out once the step itself was told. */
  const jobsDone = async () => {
    await untilJobsDone(house.test, ours.bureauId, ...ours.stationIds);
    await untilJobsDone(house.test, ours.bureauId, ...ours.stationIds);
  };
  /** A code that nobody was given. */
  const other = (code: string, more = 1) => String((Number(code.replace(' ', '')) + more) % 100_000_000).padStart(8, '0');

  it('tell whoever answers at another station who called, nothing about the person, and the alert that it was verified', async () => {
    const id = await alert();
    const code = await issue(id);
    expect(code).toMatch(/^\d{4} \d{4}$/);
    const key = newId();
    const answer = await check(code, { key });
    expect(answer.data?.['checkCallbackCode']).toEqual({ stationName: 'Recall station 0', officerName: 'Recall duty-officer 0', officerRoles: ['duty-officer'], exercise: false });
    await jobsDone();
    expect(await dataOf(id)).toMatchObject({ verifiedOn: expect.any(String) as unknown });
    // The same command once more is the same answer, since the first may have been lost on its way.
    expect((await check(code, { key })).errors).toBeUndefined();
    const answers = (await house.test.owner.query('BEGIN; SET LOCAL ROLE plugin_anti_fraud__migrator; SELECT to_jsonb(c) AS code FROM plugin_anti_fraud.callback_code c; COMMIT')) as unknown as { rows: unknown[] }[];
    const kept = JSON.stringify(answers[2]?.rows);
    expect(answers[2]?.rows).toHaveLength(1);
    for (const secret of [code, code.replace(' ', ''), PERSON.name, PERSON.phone]) expect(kept).not.toContain(secret);
    expect((await audited('callbackCode.issued')).map(({ unit_id }) => unit_id)).toEqual([here()]);
    expect((await audited('callbackCode.checked')).map(({ unit_id, details }) => [unit_id, details.outcome])).toEqual([[there(), 'genuine'], [there(), 'genuine']]);
  });

  it('work once: who reads one back again is refused, and the station of the alert is told', async () => {
    const id = await alert();
    const code = await issue(id);
    expect(codeOf(await check(code))).toBe('none');
    const again = await check(` ${code.replace(' ', '-')} `);
    expect([codeOf(again), (again.errors?.[0]?.extensions['details'] as { usedAt?: string })?.usedAt]).toEqual(['CALLBACK_CODE_USED', expect.any(String)]);
    await jobsDone();
    const { rows } = await house.test.owner.query(`SELECT unit_id FROM notice WHERE title->>'en' LIKE '%read back once more%' AND record_id = $1`, [id]);
    expect(rows).toEqual([{ unit_id: here() }]);
    // That it was verified stands as it was; by hand nobody reports it.
    const byHand = await caller.graphql('mutation ($s: ID!, $i: ID!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "verified", idempotencyKey: $k) { version } }', { s: here(), i: await alert(), k: newId() });
    expect(codeOf(byHand)).toBe('EVENT_NOT_ACCEPTED');
  });

  it('of two who check one at the same moment is genuine to one', async () => {
    const code = await issue(await alert());
    const commander = await house.signIn(ours.login('duty-commander', 1));
    expect((await Promise.all([check(code), check(code, { by: commander })])).map(codeOf).sort()).toEqual(['CALLBACK_CODE_USED', 'none']);
  });

  it('issued twice at the same moment leave one that counts', async () => {
    const id = await alert();
    const commander = await house.signIn(ours.login('duty-commander', 0));
    const codes = (await Promise.all([caller, commander].map((by) => by.graphql(ISSUE, { s: here(), i: id })))).map(({ data }) => (data?.['issueCallbackCode'] as unknown as { code: string }).code);
    expect((await Promise.all(codes.map((code) => check(code)))).map(codeOf).sort()).toEqual(['CALLBACK_CODE_EXPIRED', 'none']);
  });

  it('are refused when they are forged, expired, of another bureau, or no code at all', async () => {
    const code = await issue(await alert());
    expect(codeOf(await check(other(code)))).toBe('CALLBACK_CODE_UNKNOWN');
    const foreigner = await house.signIn(theirs.login('duty-officer', 0));
    expect(codeOf(await check(code, { by: foreigner, stationId: theirs.stationIds[0] as Id, bureauId: theirs.bureauId }))).toBe('CALLBACK_CODE_UNKNOWN');
    expect(codeOf(await check(code, { by: foreigner }))).toBe('NOT_FOUND');
    expect(codeOf(await check('1234'))).toBe('BAD_INPUT');
    await advance('PT31M');
    expect(codeOf(await check(code))).toBe('CALLBACK_CODE_EXPIRED');
  });

  it('are checked by the centre at the bureau, by no station officer there, and issued for no alert of another station', async () => {
    const hash = await new Passwords({ memoryKibibytes: 8, passes: 1 }).hash(PASSWORD);
    await house.test.database.inTenant({ stationIds: [], bureauIds: [ours.bureauId] }, async (tenant) => {
      const { id } = await createAccount(tenant, ours.bureauId, { login: 'recall-centre', displayName: 'Recall centre', passwordHash: hash, mustChangePassword: false });
      await grantBureauRole(tenant, { bureauId: ours.bureauId, accountId: id, role: 'anti-fraud-centre' });
    });
    const id = await alert();
    const code = await issue(id);
    expect(codeOf(await check(code, { stationId: null }))).toBe('FORBIDDEN');
    expect(codeOf(await check(code, { by: await house.signIn(ours.login('auxiliary', 1)) }))).toBe('FORBIDDEN');
    expect(codeOf(await desk.graphql(ISSUE, { s: there(), i: id }))).toBe('NOT_FOUND');
    expect(codeOf(await desk.graphql(ISSUE, { s: here(), i: id }))).toBe('NOT_FOUND');
    expect(codeOf(await check(code, { by: await house.signIn('recall-centre'), stationId: null }))).toBe('none');
    await jobsDone();
    expect(await dataOf(id)).toHaveProperty('verifiedOn');
    expect((await audited('callbackCode.checked')).at(-1)).toMatchObject({ unit_id: ours.bureauId, details: { outcome: 'genuine' } });
  });

  it('are not guessed: five wrong ones lock the account, not its neighbour, for ten minutes, and the duty commander is told', async () => {
    const code = await issue(await alert());
    const answers = [];
    for (let more = 1; more <= 5; more += 1) answers.push(codeOf(await check(other(code, more), { by: caller, stationId: here() })));
    expect(answers).toEqual(Array.from({ length: 5 }, () => 'CALLBACK_CODE_UNKNOWN'));
    // Even the right one is not looked at.
    expect(codeOf(await check(code, { by: caller, stationId: here() }))).toBe('TOO_MANY_REQUESTS');
    const { rows } = await house.test.owner.query(`SELECT n.unit_id, array_agg(r.account_id) AS told FROM notice n JOIN notice_recipient r ON r.notice_id = n.id WHERE n.kind = 'callbackCode.locked' GROUP BY n.unit_id, n.id`);
    expect(rows).toEqual([{ unit_id: here(), told: [ours.accountIds.get(ours.login('duty-commander', 0))] }]);
    expect((await audited('callbackCode.checked')).at(-1)?.details.outcome).toBe('locked');
    await advance('PT9M');
    expect(codeOf(await check(code, { by: caller, stationId: here() }))).toBe('TOO_MANY_REQUESTS');
    expect(codeOf(await check(code))).toBe('none');
    await advance('PT1M1S');
    expect(codeOf(await check(code, { by: caller, stationId: here() }))).toBe('CALLBACK_CODE_USED');
  });

  it('are listed for the anti-fraud centre: when, where and what came of it, and nobody by name', async () => {
    const centre = await house.signIn('recall-centre');
    const code = await issue(await alert());
    await check(code);
    await check(other(code));
    await check(code, { by: centre, stationId: null });
    const ask = (by: Client, variables: Record<string, unknown> = {}) => by.graphql('query ($b: ID!, $n: Int, $x: ID) { callbackChecks(bureauId: $b, first: $n, before: $x) { id at way outcome checkedAt issuedBy } }', { b: ours.bureauId, ...variables });
    const shown = ((await ask(centre, { n: 3 })).data?.['callbackChecks'] ?? []) as unknown as { id: Id; way: string; outcome: string; checkedAt: string | null; issuedBy: string | null }[];
    expect(shown.map(({ outcome, checkedAt, issuedBy }) => [outcome, checkedAt, issuedBy])).toEqual([['USED', null, 'Recall station 0'], ['UNKNOWN', 'Recall station 1', null], ['GENUINE', 'Recall station 1', 'Recall station 0']]);
    const before = ((await ask(centre, { n: 100, x: shown[2]?.id })).data?.['callbackChecks'] ?? []) as unknown as { id: Id }[];
    expect(before.length).toBeGreaterThan(5);
    expect(before.map(({ id }) => id)).not.toContain(shown[2]?.id);
    expect(codeOf(await ask(desk))).toBe('FORBIDDEN');
    expect(codeOf(await ask(await house.signIn(theirs.login('bureau-leader')), {}))).toBe('NOT_FOUND');
  });

  it('are looked at by anybody on the public page once the bureau has opened it, and not a moment before', async () => {
    const outside = house.server.external?.url ?? '';
    const { rows: [bureau] } = await house.test.owner.query<{ code: string }>('SELECT code FROM bureau WHERE id = $1', [ours.bureauId]);
    const page = `/api/public/${bureau?.code.toLowerCase()}/anti-fraud/callback`;
    const ask = async (path: string, body?: object, origin = outside) => {
      const answer = await fetch(`${origin}${path}`, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1' }, body: JSON.stringify(body) });
      return { status: answer.status, cookie: answer.headers.get('set-cookie'), body: (await answer.json()) as Record<string, unknown> };
    };
    const id = await alert();
    const code = await issue(id);
    const key = newId();
    const closed = await ask(page, { code, key });
    expect([closed.status, closed.body]).toEqual([404, (await ask('/api/public/nowhere/anti-fraud/callback', { code, key })).body]);
    expect((await ask(page)).status).toBe(404);
    const open = (to: boolean, version: number) => house.signIn(ours.login('bureau-admin')).then((admin) => admin.graphql('mutation ($b: ID!, $v: JSON!, $n: Int!, $k: String!) { setBureauPluginSettings(bureauId: $b, pluginId: "anti-fraud", values: $v, locked: [], expectedVersion: $n, idempotencyKey: $k) { revision } }', { b: ours.bureauId, v: { callbackPublic: to }, n: version, k: newId() }));
    expect((await open(true, 0)).errors).toBeUndefined();
    expect(await ask(page)).toEqual({ status: 200, cookie: null, body: { bureau: 'Recall bureau' } });
    expect(await ask(page, { code: 'abc', key })).toMatchObject({ status: 400, body: { error: { code: 'BAD_INPUT' } } });
    expect((await ask(page, { code: other(code), key })).body).toEqual({ result: 'notGenuine' });
    expect(await ask(page, { code, key })).toEqual({ status: 200, cookie: null, body: { result: 'genuine', station: 'Recall station 0' } });
    // The same press again is the same answer; whoever hears of the code later learns nothing of it.
    expect((await ask(page, { code, key })).body).toEqual({ result: 'genuine', station: 'Recall station 0' });
    expect((await ask(page, { code, key: newId() })).body).toEqual({ result: 'notGenuine' });
    expect((await check(code)).errors?.[0]?.message).toContain('public page');
    await jobsDone();
    expect(await dataOf(id)).toHaveProperty('verifiedOn');
    // Inside there is no such page, and a bureau that has not opened its own has none.
    expect((await ask(page, undefined, house.server.url)).status).toBe(404);
    // Fifty wrong ones stop the page for all, and no desk.
    await house.test.owner.query(`BEGIN; SET LOCAL ROLE plugin_anti_fraud__migrator; INSERT INTO plugin_anti_fraud.callback_check (bureau_id, id, at, way, outcome) SELECT '${ours.bureauId}', gen_random_uuid(), app.now(), 'PUBLIC', 'unknown' FROM generate_series(1, 50); COMMIT`);
    const next = await issue(await alert());
    expect((await ask(page, { code: next, key: newId() })).body).toEqual({ result: 'paused' });
    expect(codeOf(await check(next))).toBe('none');
    expect((await open(false, 1)).errors).toBeUndefined();
    expect((await ask(page, { code: next, key: newId() })).status).toBe(404);
  });

  it('leave a person to be found by their number in the records of this station alone, and the look on record', async () => {
    const start = async (by: Client, stationId: Id, workflow: string, data: object) => {
      const { data: answer, errors } = await by.graphql('mutation ($s: ID!, $w: String!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: $w, data: $d, idempotencyKey: $k) { instanceId } }', { s: stationId, w: workflow, d: data, k: newId() });
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return (answer?.['startInstance'] as unknown as { instanceId: Id }).instanceId;
    };
    const chiefs = await Promise.all([0, 1].map((station) => house.signIn(ours.login('chief', station))));
    const dispute = { cause: 'noise', summary: '夜间噪声', place: '江城市测试路2号', parties: [{ name: '测试乙' }, { name: '测试丙', phone: '+86 139-0000-7777' }] };
    const found = await start(chiefs[0] as Client, here(), 'dispute-mediation', dispute);
    await start(chiefs[1] as Client, there(), 'dispute-mediation', dispute);
    for (const [by, stationId] of [[caller, here()], [desk, there()]] as const) {
      const taken = await by.graphql('mutation ($s: ID!, $i: NewIncident!, $k: String!) { createIncident(stationId: $s, input: $i, idempotencyKey: $k) { id } }', { s: stationId, i: { channel: 'PHONE_110', category: 'dispute.noise', narrative: '楼上噪声', reporterPhone: '13900007777', address: '江城市测试路3号', longitude: 114.3, latitude: 30.6 }, k: newId() });
      expect(taken.errors).toBeUndefined();
    }
    const id = await start(caller, here(), 'fraud-alert', { grade: 'medium', source: 'bank', person: { phone: '13900007777' } });
    const trace = (by: Client, purpose = '查找被预警人', stationId = here(), instanceId = id) => by.graphql('query ($s: ID!, $i: ID!, $p: String!) { fraudAlertTraces(stationId: $s, instanceId: $i, purpose: $p) { kind id number title { en } category as { zhCN } place longitude } }', { s: stationId, i: instanceId, p: purpose });
    const { data, errors } = await trace(caller);
    expect(errors).toBeUndefined();
    expect(data?.['fraudAlertTraces']).toEqual([
      { kind: 'INCIDENT', id: expect.any(String) as unknown, number: expect.stringMatching(/^JQ-/) as unknown, title: null, category: 'dispute.noise', as: null, place: '江城市测试路3号', longitude: 114.3 },
      { kind: 'INSTANCE', id: found, number: expect.any(String) as unknown, title: { en: expect.any(String) as unknown }, category: null, as: { zhCN: '当事人' }, place: '江城市测试路2号', longitude: null },
    ]);
    expect((await house.test.owner.query(`SELECT unit_id, record_id, purpose FROM audit_entry WHERE action = 'personal.read' AND record_id = $1`, [id])).rows).toEqual([{ unit_id: here(), record_id: id, purpose: '查找被预警人' }]);
    expect(codeOf(await trace(caller, ' '))).toBe('PURPOSE_REQUIRED');
    expect([await trace(await house.signIn(ours.login('auxiliary', 0))), await trace(desk), await trace(desk, 'x', there()), await trace(caller, 'x', here(), found)].map(codeOf)).toEqual(['FORBIDDEN', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
  });

  it('bring officers to a bank: the chief keeps its branches, by hand and from a sheet, each row by itself', async () => {
    const chief = await house.signIn(ours.login('chief', 0));
    const [BRANCH, INPUT] = ['{ id version bank name phone longitude }', { bank: '江城测试银行', name: '东门支行', address: '东门路 1 号', phone: '027-85550001', longitude: 114.31, latitude: 30.59 }];
    const add = (by: Client, input: object, key: string = newId()) => by.graphql(`mutation ($s: ID!, $i: BankBranchInput!, $k: String!) { addBankBranch(stationId: $s, input: $i, idempotencyKey: $k) ${BRANCH} }`, { s: here(), i: input, k: key });
    const key = newId();
    const made = (await add(chief, INPUT, key)).data?.['addBankBranch'] as unknown as { id: Id; version: number };
    expect((await add(chief, INPUT, key)).data?.['addBankBranch']).toEqual(made);
    expect([await add(chief, INPUT), await add(chief, { ...INPUT, name: '南门支行', latitude: 114.31, longitude: 30.59 }), await add(caller, INPUT), await add(desk, INPUT)].map(codeOf)).toEqual(['CONFLICT', 'BAD_INPUT', 'FORBIDDEN', 'NOT_FOUND']);
    const change = (expectedVersion: number) => chief.graphql(`mutation ($s: ID!, $b: ID!, $i: BankBranchInput!, $v: Int!) { changeBankBranch(stationId: $s, branchId: $b, input: $i, expectedVersion: $v) ${BRANCH} }`, { s: here(), b: made.id, i: { ...INPUT, phone: '027-85550002' }, v: expectedVersion });
    expect((await change(1)).data?.['changeBankBranch']).toMatchObject({ version: 2, phone: '027-85550002' });
    expect(codeOf(await change(1))).toBe('STALE_VERSION');
    const sheet = [
      { bank: '江城测试银行', name: '东门支行', address: '东门路 1 号', phone: '027-85550003', longitude: '114.31', latitude: '30.59' },
      { bank: '江城测试银行', name: '北门支行', address: '北门路 9 号' },
      { bank: '', name: '西门支行', address: '西门路 2 号', phone: '无', longitude: '30.6', latitude: '114.3' },
      { bank: '江城测试银行', name: '北门支行', address: '另一处' },
    ];
    const rowsOf = async (query: 'query' | 'mutation', name: string) => ((await chief.graphql(`${query} ($s: ID!, $r: [BankBranchCells!]!) { ${name}(stationId: $s, rows: $r) { status problems { field text { zhCN } } } }`, { s: here(), r: sheet })).data?.[name] ?? []) as unknown as { status: string; problems: { field: string }[] }[];
    const looked = await rowsOf('query', 'checkedBankBranches');
    expect(looked.map(({ status, problems }) => [status, problems.map(({ field }) => field)])).toEqual([['CHANGED', []], ['ADDED', []], ['REFUSED', ['phone', 'bank', 'latitude']], ['REFUSED', ['name']]]);
    expect(await rowsOf('mutation', 'importBankBranches')).toEqual(looked);
    expect((await rowsOf('mutation', 'importBankBranches')).map(({ status }) => status)).toEqual(['SAME', 'SAME', 'REFUSED', 'REFUSED']);
    const list = async (by: Client) => (await by.graphql(`query ($s: ID!) { bankBranches(stationId: $s) ${BRANCH} }`, { s: here() }));
    expect(((await list(caller)).data?.['bankBranches'] as unknown as { name: string; version: number }[]).map(({ name, version }) => [name, version])).toEqual([['东门支行', 3], ['北门支行', 1]]);
    expect(codeOf(await list(desk))).toBe('NOT_FOUND');
    const remove = () => chief.graphql('mutation ($s: ID!, $b: ID!) { removeBankBranch(stationId: $s, branchId: $b, expectedVersion: 3) }', { s: here(), b: made.id });
    expect([codeOf(await remove()), codeOf(await remove())]).toEqual(['none', 'NOT_FOUND']);
    expect((await house.test.owner.query<{ action: string }>(`SELECT action FROM audit_entry WHERE action LIKE 'bankBranch.%' ORDER BY sequence`)).rows.map(({ action }) => action)).toEqual(['bankBranch.added', 'bankBranch.changed', 'bankBranch.imported', 'bankBranch.removed']);
  });
});
