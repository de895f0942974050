import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { buildBureau, openHouse, type Client, type GraphqlAnswer, type House, type TestBureau } from './support/house.js';

const START = 'mutation ($s: ID!, $w: String!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: $w, data: $d, idempotencyKey: $k) { instanceId } }';
const SEND = 'mutation ($s: ID!, $i: ID!, $e: String!, $p: JSON, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: $e, payload: $p, idempotencyKey: $k) { version } }';
const CANDIDATES = 'query ($s: ID!, $i: ID!) { propertyCandidates(stationId: $s, instanceId: $i) { instanceId number score reasons { code weight } same } }';
const DECIDE = 'mutation ($s: ID!, $l: ID!, $f: ID!, $is: Boolean!, $k: String!) { decidePropertyMatch(stationId: $s, lostId: $l, foundId: $f, same: $is, idempotencyKey: $k) { same } }';

interface Candidate {
  readonly instanceId: Id;
  readonly number: string;
  readonly score: number;
  readonly reasons: readonly { readonly code: string; readonly weight: number }[];
  readonly same: boolean | null;
}

/** What three losses tells across instances, and to the public, through the doors that people use. */
describe('three losses', () => {
  let house: House;
  let ours: TestBureau;
  let officer: Client;
  let neighbour: Client;

  beforeAll(async () => {
    house = await openHouse({}, undefined, [], 'all');
    ours = await buildBureau(house.test, 'Losses', 2);
    [officer, neighbour] = [await house.signIn(ours.login('duty-officer', 0)), await house.signIn(ours.login('duty-officer', 1))];
  }, 120_000);
  afterAll(() => house?.close());

  const [here, there] = [() => ours.stationIds[0] as Id, () => ours.stationIds[1] as Id];
  const codeOf = ({ errors }: GraphqlAnswer) => errors?.[0]?.extensions.code ?? 'none';
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const jobsDone = () => untilJobsDone(house.test, ours.bureauId, ...ours.stationIds);
  const dataOf = async (instanceId: Id) => (await house.test.owner.query<{ data: Record<string, unknown> }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, [instanceId])).rows[0]?.data ?? {};
  const statesOf = async (instanceId: Id) => (await house.test.owner.query<{ states: string[] }>('SELECT states FROM instance WHERE id = $1', [instanceId])).rows[0]?.states ?? [];
  async function start(workflow: string, data: object, by = officer, stationId = here()): Promise<Id> {
    const { data: answer, errors } = await by.graphql(START, { s: stationId, w: workflow, d: data, k: newId() });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (answer?.['startInstance'] as unknown as { instanceId: Id }).instanceId;
  }
  const send = (instanceId: Id, event: string, payload: object, by = officer) => by.graphql(SEND, { s: here(), i: instanceId, e: event, p: payload, k: newId() });

  describe('property', () => {
    const PHONE = { kind: 'phone', description: '黑色华为手机，右下角有裂纹', serial: '860000000012345', lostOn: ago(180), lostPlace: '测试广场' };
    const found = (more: object = {}) => ({ kind: 'phone', notice: '手机一部', details: '华为，黑色，屏幕右下角裂纹', foundOn: ago(60), foundPlace: '测试广场南门', ...more });
    const candidates = async (instanceId: Id, by = officer, stationId = here()) => ((await by.graphql(CANDIDATES, { s: stationId, i: instanceId })).data?.['propertyCandidates'] ?? []) as unknown as Candidate[];
    const decide = (lost: Id, one: Id, is: boolean, { by = officer, key = newId() }: { by?: Client; key?: string } = {}) => by.graphql(DECIDE, { s: here(), l: lost, f: one, is, k: key });

    it('of two phones, proposes the one, told by a person to both sides in one press; the other stays unclaimed', async () => {
      const lost = await start('lost-property', PHONE);
      const [first, second] = [await start('found-property', found({ serial: '860000000012345' })), await start('found-property', found({ details: '苹果，白色', serial: '350000000099999' }))];
      await start('found-property', found({ serial: '860000000012345' }), neighbour, there());
      const proposed = await candidates(lost);
      // Nothing of the neighbour's, and not the other phone.
      expect(proposed.map(({ instanceId }) => instanceId)).toEqual([first]);
      expect(proposed[0]?.reasons[0]).toEqual({ code: 'NUMBER', weight: 10 });
      expect((await candidates(first)).map(({ instanceId }) => instanceId)).toEqual([lost]);
      const key = newId();
      expect((await decide(lost, first, true, { key })).errors).toBeUndefined();
      expect((await decide(lost, first, true, { key })).errors).toBeUndefined();
      await jobsDone();
      expect(await statesOf(lost)).toEqual(['matching']);
      expect(await dataOf(lost)).toMatchObject({ matchingProperty: proposed[0]?.number });
      expect(await dataOf(first)).toMatchObject({ matchingLoss: expect.stringMatching(/^YS-/) as unknown });
      expect(await dataOf(second)).not.toHaveProperty('matchingLoss');
      // Its owner is being asked about the one: about another one, they are asked after that.
      expect(codeOf(await decide(lost, second, true))).toBe('PROPERTY_MATCHED');
      expect((await house.test.owner.query(`SELECT 1 FROM audit_entry WHERE action = 'property.matched'`)).rows).toHaveLength(1);
      // Whoever must not know it is told nothing; events of the comparison are nobody's to send by hand.
      expect(codeOf(await neighbour.graphql(CANDIDATES, { s: here(), i: lost }))).toBe('NOT_FOUND');
      expect(codeOf(await (await house.signIn(ours.login('auxiliary', 0))).graphql(CANDIDATES, { s: here(), i: lost }))).toBe('FORBIDDEN');
      expect(codeOf(await neighbour.graphql(CANDIDATES, { s: there(), i: lost }))).toBe('NOT_FOUND');
      expect(codeOf(await send(second, 'paired', { matchingLoss: 'YS-1' }))).toBe('EVENT_NOT_ACCEPTED');
    });

    it('remembers that two are not one, until somebody says that they are', async () => {
      const lost = await start('lost-property', { ...PHONE, serial: '860000000055555' });
      const one = await start('found-property', found({ serial: '860000000055555' }));
      expect((await decide(lost, one, false)).errors).toBeUndefined();
      expect((await candidates(lost)).find(({ instanceId }) => instanceId === one)).toMatchObject({ same: false });
      await jobsDone();
      expect(await statesOf(lost)).toEqual(['looking']);
      expect((await decide(lost, one, true)).errors).toBeUndefined();
      await jobsDone();
      expect(await statesOf(lost)).toEqual(['matching']);
    });
  });

  describe('a child who is found by two at once', () => {
    it('is confirmed once, with both reports kept', async () => {
      const child = await start('missing-person', { person: { group: 'child', age: 5 }, lastSeenOn: ago(90), lastPlace: '测试楼下', reporter: { phone: '13900000031' } });
      const answers = await Promise.all([send(child, 'found', { foundBy: 'post', foundPlace: '东门岗亭' }), send(child, 'found', { foundBy: 'post', foundPlace: '西门岗亭' })]);
      expect(answers.map(codeOf)).toEqual(['none', 'none']);
      expect(((await dataOf(child))['claims'] as { place: string }[]).map(({ place }) => place).sort()).toEqual(['东门岗亭', '西门岗亭']);
      const { rows } = await house.test.owner.query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND key = 'confirm' AND status = 'OPEN'`, [child]);
      expect(rows).toHaveLength(1);
      const confirm = () => officer.graphql('mutation ($s: ID!, $t: ID!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: "confirmed", form: { condition: "safe", foundPlace: "西门岗亭" }, idempotencyKey: $k) { version } }', { s: here(), t: rows[0]?.id, k: newId() });
      expect((await Promise.all([confirm(), confirm()])).map(codeOf).sort()).toEqual(['TASK_NOT_OPEN', 'none']);
      expect(await dataOf(child)).toMatchObject({ foundPlace: '西门岗亭', claims: [{}, {}] });
    });
  });
});
