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
    house = await openHouse();
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
});
