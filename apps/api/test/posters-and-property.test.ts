import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccount, grantRole, Passwords } from '@stationhouse/access';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { buildBureau, openHouse, PASSWORD, type Client, type GraphqlAnswer, type House, type TestBureau } from './support/house.js';

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

interface Notice {
  readonly id: string;
  readonly facts: readonly { readonly field: string; readonly value: { readonly 'zh-CN': string } }[];
  readonly photos: number;
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

  const taskIdOf = async (instanceId: Id) => (await house.test.owner.query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED')`, [instanceId])).rows[0]?.id;

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

  describe('posters', () => {
    const outside = () => house.server.external?.url ?? '';
    const ask = async (page: string, body: object = {}) => {
      const answer = await fetch(`${outside()}/api/public/losses/three-losses/${page}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1' }, body: JSON.stringify(body) });
      return { status: answer.status, robots: answer.headers.get('x-robots-tag'), cache: answer.headers.get('cache-control'), cookie: answer.headers.get('set-cookie'), body: (await answer.json()) as { notices?: Notice[]; result?: string } };
    };
    const shown = async (page = 'posters') => (await ask(page)).body.notices ?? [];
    const open = async (values: object, version: number) => expect((await (await house.signIn(ours.login('bureau-admin'))).graphql('mutation ($b: ID!, $v: JSON!, $n: Int!, $k: String!) { setBureauPluginSettings(bureauId: $b, pluginId: "three-losses", values: $v, locked: [], expectedVersion: $n, idempotencyKey: $k) { revision } }', { b: ours.bureauId, v: values, n: version, k: newId() })).errors).toBeUndefined();
    const taskOf = async (instanceId: Id, key: string, state: string) => (await house.test.owner.query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND key = $2 AND ref LIKE $3 AND status IN ('OPEN', 'CLAIMED')`, [instanceId, key, `%${state}%`])).rows[0]?.id;
    const complete = (taskId: Id | undefined, outcome: string, form: object, by: Client) => by.graphql('mutation ($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }', { s: here(), t: taskId, o: outcome, f: form, k: newId() });
    const missing = (more: object = {}) => start('missing-person', { person: { group: 'adult', age: 41, name: '测试某', features: '短发' }, lastSeenOn: ago(90), lastPlace: '测试小区 3 栋', reporter: { phone: `139${String(Date.now()).slice(-8)}` }, ...more });
    const TEXT = '男，41 岁，短发，蓝色外套，昨日在江城广场一带走失。';
    let commander: Client;
    let custodian: Client;

    beforeAll(async () => {
      commander = await house.signIn(ours.login('duty-commander', 0));
      const passwordHash = await new Passwords({ memoryKibibytes: 8, passes: 1 }).hash(PASSWORD);
      await house.test.database.inTenant({ stationIds: [here()], bureauIds: [ours.bureauId] }, async (tenant) => {
        const { id: accountId } = await createAccount(tenant, ours.bureauId, { login: 'losses-custodian', displayName: 'Losses custodian', passwordHash, mustChangePassword: false });
        await grantRole(tenant, { stationId: here(), bureauId: ours.bureauId, accountId, role: 'property-custodian' });
      });
      custodian = await house.signIn('losses-custodian');
    });
    async function approved(instanceId: Id): Promise<void> {
      expect(codeOf(await send(instanceId, 'poster', { posterText: '草稿' }))).toBe('none');
      expect(codeOf(await complete(await taskOf(instanceId, 'approve', 'poster'), 'approved', { posterText: TEXT }, commander))).toBe('none');
    }

    it('are nowhere before the bureau opens the page, and then show what was approved alone', async () => {
      const id = await missing();
      await approved(id);
      await start('missing-person', { person: { group: 'adult' }, lastSeenOn: ago(30), lastPlace: '别处', reporter: { phone: '13900000077' } });
      expect((await ask('posters')).status).toBe(404);
      await open({ postersPublic: true, foundPublic: true }, 0);
      const { body, robots, cache, cookie } = await ask('posters');
      expect([robots, cache, cookie]).toEqual(['noindex, nofollow, noarchive', 'no-store', null]);
      expect(body.notices).toEqual([{ id: expect.stringMatching(/^[\w-]{22}$/) as unknown, station: 'Losses station 0', phone: null, facts: [{ field: 'posterText', title: expect.anything() as unknown, value: { 'zh-CN': TEXT, en: TEXT } }], photos: 0 }]);
      expect(JSON.stringify(body)).not.toMatch(/测试某|测试小区/);
      // An id of the record is no name of the notice, and there is no other photo than there is.
      expect((await ask('posters', { notice: id, say: { words: '见过' } })).body).toEqual({ result: 'withdrawn' });
      expect((await fetch(`${outside()}/api/public/losses/three-losses/posters/photos/${body.notices?.[0]?.id}/0`)).status).toBe(404);
      expect(codeOf(await send(id, 'withdrawPoster', {}))).toBe('none');
      expect(await shown()).toEqual([]);
    });

    it('go with the very step in which somebody says that they are found, and come again when it was somebody else', async () => {
      const id = await missing();
      await approved(id);
      const [notice] = await shown();
      await send(id, 'found', { foundBy: 'public', foundPlace: '汽车站' });
      expect(await shown()).toEqual([]);
      expect((await ask('posters', { notice: notice?.id, say: { words: '见过' } })).body).toEqual({ result: 'withdrawn' });
      await complete(await taskOf(id, 'confirm', 'confirming'), 'notThem', { note: '认错人' }, officer);
      expect((await shown()).map((one) => one.id)).toEqual([notice?.id]);
      await send(id, 'putBy', {});
      expect(await shown()).toEqual([]);
    });

    it('are refused when they are approved while somebody says that they are found, whichever comes first', async () => {
      for (let round = 0; round < 4; round += 1) {
        const id = await missing();
        await send(id, 'poster', { posterText: TEXT });
        const task = await taskOf(id, 'approve', 'poster');
        const deeds = [() => complete(task, 'approved', {}, commander), () => send(id, 'found', { foundBy: 'public' })];
        const answers = await Promise.all((round % 2 === 0 ? deeds : deeds.reverse()).map((deed) => deed()));
        // Where the approval came first it stood for a moment; where it came second there was nothing left to approve.
        expect(['none', 'TASK_NOT_OPEN', 'CONFLICT']).toEqual(expect.arrayContaining(answers.map(codeOf)));
        expect(answers.map(codeOf)).toContain('none');
        expect(await shown()).toEqual([]);
        expect(await statesOf(id)).toContain('found.confirming');
      }
    });

    it('go once it is known that nobody may be looked for so', async () => {
      const id = await missing();
      await approved(id);
      await send(id, 'describe', { risks: ['selfHarm'] });
      expect(await shown()).toEqual([]);
      expect(await dataOf(id)).toHaveProperty('posterOffOn');
    });

    it('hear what the public saw, which is a clue once somebody has looked at it', async () => {
      const id = await missing();
      await approved(id);
      const notice = (await shown())[0]?.id;
      const said = { words: '昨晚在汽车站候车室见过', place: '汽车站', phone: '13900000088' };
      expect((await ask('posters', { notice, say: said })).body).toEqual({ result: 'heard' });
      expect((await ask('posters', { notice, say: said })).body).toEqual({ result: 'heard' });
      expect((await ask('posters', { notice, say: { ...said, point: { longitude: 1, latitude: 1 } } })).status).toBe(400);
      expect((await ask('posters', { notice, say: 'x' })).status).toBe(400);
      const { clues, tips } = (await dataOf(id)) as { clues?: unknown; tips: { no: number }[] };
      expect([clues, tips.length, tips[0]?.no]).toEqual([undefined, 1, 1]);
      expect(codeOf(await send(id, 'tip', { words: '见过' }))).toBe('EVENT_NOT_ACCEPTED');
      expect(codeOf(await send(id, 'takeTip', { tip: 2, sure: 'likely' }))).toBe('EVENT_REFUSED');
      expect(codeOf(await send(id, 'takeTip', { tip: 1, sure: 'likely' }))).toBe('none');
      expect(await dataOf(id)).toMatchObject({ clues: [{ source: 'witness', sure: 'likely', place: '汽车站', note: said.words }], tips: [{ answer: 'taken' }] });
      expect(codeOf(await send(id, 'dropTip', { tip: 1 }))).toBe('EVENT_REFUSED');
      await send(id, 'withdrawPoster', {});
    });

    it('of found property tell kind, rough place and day, and never what proves whose it is', async () => {
      const id = await start('found-property', { kind: 'bag', notice: '黑色背包', details: '内有蓝色水杯', serial: '12345', colours: ['black'], region: '江城广场一带', foundOn: ago(300), foundPlace: '测试广场 1 号门' });
      expect(codeOf(await complete(await taskOf(id, 'store', 'received'), 'stored', { shelf: 'A-1' }, custodian))).toBe('none');
      expect(await shown('found')).toEqual([]);
      expect(codeOf(await complete(await taskOf(id, 'announce', 'announcing'), 'announced', {}, officer))).toBe('none');
      const [notice] = await shown('found');
      expect(notice?.facts.map(({ field, value }) => [field, value['zh-CN']])).toEqual([['kind', '箱包'], ['region', '江城广场一带'], ['foundOn', expect.stringMatching(/^\d{4}年\d{1,2}月\d{1,2}日$/)]]);
      expect(JSON.stringify(notice)).not.toMatch(/水杯|12345|1 号门|A-1/);
      expect((await ask('found', { notice: notice?.id, say: { words: '是我的' } })).body).toEqual({ result: 'withdrawn' });
      // Two claim it at one moment: both are kept, it is announced no longer, and whoever proves it is given a receipt to sign.
      const claim = (name: string) => send(id, 'claimed', { claimant: { name, proof: 'details' } });
      expect((await Promise.all([claim('测试失主甲'), claim('测试失主乙')])).map(codeOf)).toEqual(['none', 'none']);
      expect(await shown('found')).toEqual([]);
      const check = await taskOf(id, 'check', 'checking');
      expect(codeOf(await complete(check, 'proven', {}, officer))).toBe('EVENT_REFUSED');
      expect(codeOf(await complete(check, 'proven', { which: 2 }, officer))).toBe('none');
      const { applicants, claimant } = (await dataOf(id)) as { applicants: { name: string }[]; claimant: { name: string } };
      expect([applicants.length, claimant.name]).toEqual([2, applicants[1]?.name]);
      await jobsDone();
      expect((await house.test.owner.query<{ type: string }>('SELECT type FROM attachment WHERE instance_id = $1 ORDER BY type', [id])).rows.map(({ type }) => type)).toEqual(['docx', 'pdf']);
    }, 60_000);
  });

  describe('a person in distress', () => {
    const TEAM = '{ instanceId members { id displayName } mayName }';
    const teamOf = (instanceId: Id, by: Client) => by.graphql(`query ($s: ID!, $i: ID!) { restrictedTeam(stationId: $s, instanceId: $i) ${TEAM} }`, { s: here(), i: instanceId });
    const name = (instanceId: Id, accountIds: readonly Id[], by: Client) => by.graphql(`mutation ($s: ID!, $i: ID!, $a: [ID!]!, $k: String!) { nameTeam(stationId: $s, instanceId: $i, accountIds: $a, idempotencyKey: $k) ${TEAM} }`, { s: here(), i: instanceId, a: accountIds, k: newId() });
    const join = (number: string, purpose: string, by: Client) => by.graphql(`mutation ($s: ID!, $n: String!, $p: String!, $k: String!) { joinTeam(stationId: $s, number: $n, purpose: $p, idempotencyKey: $k) ${TEAM} }`, { s: here(), n: number, p: purpose, k: newId() });
    const id = (role: string) => ours.accountIds.get(ours.login(role, 0)) as Id;
    /** What somebody is shown that names the instance, in whatever they may ask. */
    const SEEN = ['instances(stationId: $s, first: 100) { edges { node { id title } } totalCount }', 'tasks(stationId: $s, first: 100) { edges { node { id instance { id title } } } }', 'distresses(stationIds: [$s], filter: {}, first: 50) { edges { node { id place } } totalCount }', 'instance(stationId: $s, id: $i) { id title }', 'distress(stationId: $s, id: $i) { id place }'];

    it('is seen by who is called out and by the chief, and whom the chief names; nobody else finds it in any list', async () => {
      const [chief, community] = [await house.signIn(ours.login('chief', 0)), await house.signIn(ours.login('case-officer', 0))];
      const distress = await start('distress', { danger: 'said', place: '测试大桥' });
      await jobsDone();
      const { rows: [row] } = await house.test.owner.query<{ number: string; team: Id[] }>('SELECT number, team FROM instance WHERE id = $1', [distress]);
      expect([...(row?.team ?? [])].sort()).toEqual([id('duty-officer'), id('duty-commander'), id('chief'), id('community-officer')].sort());
      // Each by itself: what is refused must not hide what the others would show.
      const seen = async (by: Client) => {
        const answers = await Promise.all(SEEN.map((asked) => by.graphql(`query ($s: ID!${asked.includes('$i') ? ', $i: ID!' : ''}) { ${asked} }`, { s: here(), i: distress })));
        return answers.map((answer) => JSON.stringify(answer).includes(distress));
      };
      for (const inside of [officer, chief]) expect(await seen(inside)).toEqual([true, true, true, true, true]);
      const outside = [community, await house.signIn(ours.login('case-officer', 0)), await house.signIn(ours.login('auditor', 0)), await house.signIn(ours.login('bureau-leader')), await house.signIn(ours.login('bureau-legal'))];
      for (const other of outside) expect(await seen(other)).toEqual([false, false, false, false, false]);
      const [, listed] = await Promise.all(SEEN.slice(0, 2).map((asked) => community.graphql(`query ($s: ID!) { ${asked} }`, { s: here() })));
      expect(listed?.errors).toBeUndefined();
      expect((await house.test.owner.query<{ account_id: Id }>('SELECT DISTINCT r.account_id FROM notice n JOIN notice_recipient r ON r.notice_id = n.id WHERE n.record_id = $1', [distress])).rows.every(({ account_id: told }) => row?.team.includes(told))).toBe(true);
      // Commands and files of it are not there for others either, whatever id they hold.
      const task = await taskIdOf(distress);
      const complete = (by: Client) => by.graphql('mutation ($s: ID!, $t: ID!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: "arrived", form: {}, idempotencyKey: $k) { version } }', { s: here(), t: task, k: newId() });
      expect(codeOf(await complete(community))).toBe('NOT_FOUND');
      expect(codeOf(await send(distress, 'worse', {}, community))).toBe('NOT_FOUND');
      expect((await community.rest('GET', `/api/stations/${here()}/instances/${distress}/export?purpose=x`)).status).toBe(404);
      expect(codeOf(await teamOf(distress, community))).toBe('NOT_FOUND');
      // Nobody is given a task of what they do not see; the chief names them first, and is the only one who does.
      const assign = () => chief.graphql('mutation ($s: ID!, $t: ID!, $a: ID!, $k: String!) { assignTask(stationId: $s, taskId: $t, accountId: $a, idempotencyKey: $k) { version } }', { s: here(), t: task, a: id('case-officer'), k: newId() });
      expect(codeOf(await assign())).toBe('NOT_ON_TEAM');
      const wanted = [...(row?.team ?? []), id('case-officer')];
      expect(codeOf(await name(distress, wanted, officer))).toBe('FORBIDDEN');
      expect(codeOf(await name(distress, [id('case-officer')], chief))).toBe('BAD_INPUT');
      expect(codeOf(await name(distress, [...wanted, ours.accountIds.get(ours.login('chief', 1)) as Id], chief))).toBe('BAD_INPUT');
      expect((await name(distress, wanted, chief)).errors).toBeUndefined();
      expect(await seen(community)).toEqual([true, true, true, true, true]);
      expect(codeOf(await assign())).toBe('none');
      expect(codeOf(await complete(community))).toBe('none');
      // Taken off, they see it no longer, and what they do next finds nothing.
      expect((await name(distress, row?.team ?? [], chief)).errors).toBeUndefined();
      expect(await seen(community)).toEqual([false, false, false, false, false]);
      expect(codeOf(await send(distress, 'worse', {}, community))).toBe('NOT_FOUND');
    });

    it('is joined in need with a reason, on record and told to the chief', async () => {
      const commander = await house.signIn(ours.login('duty-commander', 0));
      const [chief, distress] = [await house.signIn(ours.login('chief', 0)), await start('distress', { danger: 'low', place: '测试路' })];
      await name(distress, [id('chief'), id('duty-officer')], chief);
      const number = (await house.test.owner.query<{ number: string }>('SELECT number FROM instance WHERE id = $1', [distress])).rows[0]?.number ?? '';
      expect(codeOf(await teamOf(distress, commander))).toBe('NOT_FOUND');
      expect(codeOf(await join(number, ' ', commander))).toBe('PURPOSE_REQUIRED');
      expect(codeOf(await join('QX-NONE', '接替值班', commander))).toBe('NOT_FOUND');
      expect(codeOf(await join(number, '接替值班', await house.signIn(ours.login('case-officer', 0))))).toBe('FORBIDDEN');
      expect(codeOf(await join(number, '接替值班', neighbour))).toBe('NOT_FOUND');
      expect((await join(number, '接替值班', commander)).data?.['restrictedTeam'] ?? (await teamOf(distress, commander)).data?.['restrictedTeam']).toMatchObject({ instanceId: distress });
      expect((await house.test.owner.query<{ purpose: string }>(`SELECT purpose FROM audit_entry WHERE action = 'team.joined'`)).rows).toEqual([{ purpose: '接替值班' }]);
      expect((await house.test.owner.query(`SELECT 1 FROM notice WHERE kind = 'team.joined' AND record_id = $1`, [distress])).rows).toHaveLength(1);
      // What is not restricted is not joined, and has no team.
      const search = await start('lost-property', { kind: 'keys', description: '钥匙', lostOn: ago(60) });
      expect((await teamOf(search, officer)).data?.['restrictedTeam']).toBeNull();
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
