import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { destinationOf, isStaffed, StaffMoves, StaffMoveWorker, TestClock, WorkflowCatalog, WorkflowRuntime, type Present } from '@stationhouse/workflow-runtime';
import fc from 'fast-check';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { callBy } from './runtime-world.js';
import { signingPlugin } from './signing-workflow.js';
import { visitPlugin } from './visit-workflow.js';

interface Item { readonly item: string; readonly kind: string; readonly count: number; readonly to: string; readonly labels: string[]; readonly toAccount: { readonly id: Id } | null; readonly title: { readonly en: string } }
interface Board { readonly id: Id; readonly version: number; readonly place: string; readonly flaggedAt: string | null; readonly gone: { readonly displayName: string }[] }
interface Answer {
  readonly previewMove: { readonly version: number; readonly items: Item[]; readonly warnings: { readonly en: string }[]; readonly colleagues: { readonly accounts: { readonly id: Id }[] }[] };
  readonly moveMember: { readonly id: Id; readonly version: number; readonly state: string };
  readonly cancelMove: { readonly state: string };
  readonly staffMoves: { readonly id: Id; readonly state: string; readonly from: string[]; readonly to: string | null; readonly mayCancel: boolean; readonly outcome: Record<string, number> | null; readonly failure: { readonly en: string } | null }[];
  readonly stationStaffMoves: Answer['staffMoves'];
  readonly contactBoards: Board[];
  readonly putUpContactBoard: Board;
  readonly replaceContactBoard: Board;
  readonly instance: { readonly timeline: { readonly kind: string; readonly title: { readonly en: string }; readonly detail: { readonly en: string } | null }[] };
}

const PREVIEW = 'query ($bureauId: ID!, $input: StaffMoveInput!) { previewMove(bureauId: $bureauId, input: $input) { version items { item kind count to labels title { en } toAccount { id } } warnings { en } colleagues { accounts { id } } } }';
const MOVE = 'mutation ($bureauId: ID!, $input: StaffMoveInput!, $version: Int!, $key: String!) { moveMember(bureauId: $bureauId, input: $input, expectedVersion: $version, idempotencyKey: $key) { id version state } }';
const CANCEL = 'mutation ($bureauId: ID!, $id: ID!, $version: Int!, $key: String!) { cancelMove(bureauId: $bureauId, moveId: $id, expectedVersion: $version, idempotencyKey: $key) { state } }';
const MOVES = 'query ($bureauId: ID!) { staffMoves(bureauId: $bureauId) { id state from to mayCancel outcome { handedOver pooled toInCharge boards } failure { en } } }';
const AT_STATION = 'query ($stationId: ID!) { stationStaffMoves(stationId: $stationId) { id state from to mayCancel } }';
const BOARDS = 'query ($stationId: ID!) { contactBoards(stationId: $stationId) { id version place flaggedAt gone { displayName } } }';

describe('staff moves', () => {
  let world: GraphqlWorld<Answer>;
  let runtime: WorkflowRuntime;
  let here: TestStation;
  let there: TestStation;
  beforeAll(async () => {
    world = await openGraphql<Answer>([visitPlugin(), signingPlugin()], true, () => ({ key: newId() }));
    runtime = world.app.get(WorkflowRuntime);
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer'] })) as [TestStation, TestStation];
    adminId = newId();
    await world.test.owner.query(`INSERT INTO account (bureau_id, id, login, display_name, must_change_password) VALUES ($1, $2, $3, '分局管理员', false)`, [here.bureauId, adminId, adminId]);
    await world.test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role) VALUES ($1, $2, $3, 'bureau-admin')`, [here.bureauId, newId(), adminId]);
  });

  let adminId: Id;
  const admin = (): Asker => ({ station: here, officer: { accountId: adminId, roles: ['bureau-admin'] }, bureauOf: [here, there] });
  const by = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role) });
  const idOf = (role: string, station = here) => station.officer(role).accountId;
  const rows = async <Row>(sql: string, values: readonly unknown[] = []) => (await world.test.owner.query(sql, [...values])).rows as Row[];
  const rolesOf = async (accountId: Id) => (await rows<{ role: string; station_id: Id }>('SELECT role, station_id FROM membership WHERE account_id = $1 AND ended_at IS NULL ORDER BY role', [accountId])).map(({ role, station_id: at }) => `${role}@${at === here.id ? 'here' : at === there.id ? 'there' : 'bureau'}`);
  const inputFor = (role: string, more: Record<string, unknown> = {}) => ({ accountId: idOf(role), kind: 'TRANSFER', fromStationId: here.id, toStationId: there.id, roles: [{ role }], handovers: [], reason: '工作需要', ...more });
  const preview = async (input: Record<string, unknown>, asker = admin()) => (await world.answer(asker, PREVIEW, { bureauId: here.bureauId, input })).previewMove;
  const move = async (input: Record<string, unknown>, more: Record<string, unknown> = {}) => (await world.answer(admin(), MOVE, { bureauId: here.bureauId, input, version: (await preview(input)).version, ...more })).moveMember;
  const fire = () => world.app.get(StaffMoveWorker).fireDue();
  const begin = async (workflow: string) => (await runtime.startInstance(callBy(here, 'duty-officer'), { workflow, data: workflow === 'visit-case' ? { kind: '噪音' } : {}, idempotencyKey: newId() })).instanceId;
  const openTask = async (instanceId: Id) => (await rows<{ id: Id; assignee_id: Id | null; status: string }>(`SELECT id, assignee_id, status FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED')`, [instanceId]))[0];
  const claim = async (instanceId: Id, role: string) => runtime.claimTask(callBy(here, role), { taskId: (await openTask(instanceId))?.id ?? '', idempotencyKey: newId() });
  const complete = async (instanceId: Id, role: string, outcome: string) => runtime.completeTask(callBy(here, role), { taskId: (await openTask(instanceId))?.id ?? '', outcome, form: {}, idempotencyKey: newId() });
  const tomorrow = async () => (await rows<{ day: string }>(`SELECT ((app.now() AT TIME ZONE 'Asia/Shanghai')::date + 1)::text AS day`))[0]?.day;
  const noticesTo = async (accountId: Id) => (await rows<{ kind: string }>('SELECT n.kind FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id WHERE r.account_id = $1 ORDER BY n.id', [accountId])).map(({ kind }) => kind);
  const boards = async (station = here) => (await world.answer(by(station, 'chief'), BOARDS, { stationId: station.id })).contactBoards;
  const putUp = (key = newId()) => world.answer(by(here, 'chief'), 'mutation ($stationId: ID!, $input: ContactBoardInput!, $key: String!) { putUpContactBoard(stationId: $stationId, input: $input, idempotencyKey: $key) { id version place flaggedAt gone { displayName } } }', { stationId: here.id, key, input: { place: '东门社区 3 号楼', printed: '社区民警 电话 110', officerIds: [idOf('community-officer'), idOf('chief')], since: '2024-03-01' } });

  it('on its day old roles end, new ones begin, tasks go where the preview said, boards are flagged, and everybody is told', async () => {
    const [written, visited] = [await begin('signing'), await begin('visit-case')];
    await claim(written, 'community-officer');
    await complete(visited, 'duty-officer', 'fine');
    await claim(visited, 'community-officer');
    const key = newId();
    expect((await putUp(key)).putUpContactBoard).toEqual((await putUp(key)).putUpContactBoard);
    const visits = (await preview(inputFor('community-officer'))).items.find(({ item }) => item.startsWith(`tasks/${here.id}/visit-case/`))?.item ?? '';
    const input = inputFor('community-officer', { effectiveOn: await tomorrow(), handovers: [{ item: visits, accountId: idOf('case-officer') }] });

    const shown = await preview(input);
    expect(shown.items.map(({ kind, count, to, toAccount }) => [kind, count, to, toAccount?.id])).toEqual([
      ['TASKS', 1, 'IN_CHARGE', idOf('chief')],
      ['TASKS', 1, 'PERSON', idOf('case-officer')],
      ['CONTACT_BOARDS', 1, 'FLAGGED', undefined],
    ]);
    expect(shown.items[1]).toMatchObject({ item: visits, title: { en: 'Visit case · Visit' } });
    expect(shown.warnings).toEqual([expect.objectContaining({ en: expect.stringContaining('Nobody else has the role of 1 task') as unknown })]);
    expect(shown.colleagues[0]?.accounts.map(({ id }) => id)).not.toContain(idOf('community-officer'));

    const planned = await move(input, { key });
    expect(planned.state).toBe('WAITING');
    // The same command again is the same plan; another one waits for it.
    expect((await world.answer(admin(), MOVE, { bureauId: here.bureauId, input, version: shown.version, key })).moveMember).toEqual(planned);
    await expect(move(input)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await fire()).toBe(0);
    expect(await rolesOf(idOf('community-officer'))).toEqual(['community-officer@here']);
    expect([await noticesTo(idOf('chief')), await noticesTo(idOf('chief', there)), await noticesTo(idOf('community-officer'))].map((kinds) => kinds.filter((kind) => kind === 'staffMove.planned').length)).toEqual([1, 1, 1]);
    expect((await world.answer(by(there, 'chief'), AT_STATION, { stationId: there.id })).stationStaffMoves).toEqual([{ id: planned.id, state: 'WAITING', from: ['测试所 S1'], to: '测试所 S2', mayCancel: false }]);

    await world.app.get(TestClock).advance('P2D');
    expect(await rolesOf(idOf('community-officer'))).toEqual(['community-officer@there']);
    expect(await openTask(written)).toMatchObject({ status: 'CLAIMED', assignee_id: idOf('chief') });
    expect(await openTask(visited)).toMatchObject({ status: 'CLAIMED', assignee_id: idOf('case-officer') });
    expect((await world.answer(admin(), MOVES, { bureauId: here.bureauId })).staffMoves[0]).toMatchObject({ state: 'CARRIED', mayCancel: false, outcome: { handedOver: 1, pooled: 0, toInCharge: 1, boards: 1 } });
    const { instance } = await world.answer(by(here, 'chief'), 'query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { timeline { kind title { en } detail { en } } } }', { stationId: here.id, id: visited });
    expect(instance.timeline).toContainEqual({ kind: 'assign', title: { en: 'Handed over, by a staff move: Visit' }, detail: { en: 'to case-officer S1' } });
    const [deed] = await rows<{ event: unknown }>(`SELECT event FROM history WHERE instance_id = $1 AND kind = 'assign-task'`, [visited]);
    expect(deed?.event).toEqual({ type: 'assign-task', task: visits.split('/').at(-1), serial: expect.any(Number), moveId: planned.id, accountId: idOf('case-officer') });
    expect((await noticesTo(idOf('case-officer'))).filter((kind) => kind === 'staffMove.successor')).toHaveLength(1);
    expect(await noticesTo(idOf('community-officer'))).toContain('staffMove.welcome');
    expect(await noticesTo(idOf('chief', there))).toContain('staffMove.arrived');

    // Out of date until somebody says that it was replaced; the chief's own name on it is right.
    const [board] = await boards();
    expect(board).toMatchObject({ flaggedAt: expect.any(String), gone: [{ displayName: 'community-officer S1' }] });
    const replace = (version: number) => world.answer(by(here, 'chief'), 'mutation ($stationId: ID!, $boardId: ID!, $input: ContactBoardInput!, $version: Int!) { replaceContactBoard(stationId: $stationId, boardId: $boardId, input: $input, expectedVersion: $version) { id version place flaggedAt gone { displayName } } }', { stationId: here.id, boardId: board?.id, version, input: { place: '东门社区 3 号楼', printed: '社区民警 电话 110', officerIds: [idOf('case-officer'), idOf('chief')], since: '2024-03-02' } });
    await expect(replace(7)).rejects.toMatchObject({ code: 'STALE_VERSION' });
    expect((await replace(board?.version ?? 0)).replaceContactBoard).toMatchObject({ flaggedAt: null, gone: [] });

    // The way back is a move back; done twice, it is done once.
    await move({ ...input, fromStationId: there.id, toStationId: here.id, effectiveOn: null, handovers: [] });
    expect([await fire(), await fire()]).toEqual([1, 0]);
    expect(await rolesOf(idOf('community-officer'))).toEqual(['community-officer@here']);
  });

  it('goes back to the role where somebody else has it, leaves what nobody must take, and does all of it or nothing', async () => {
    const [mine, free] = [await begin('signing'), await begin('signing')];
    await world.test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, 'community-officer', $4)`, [here.bureauId, newId(), idOf('case-officer'), here.id]);
    await claim(mine, 'community-officer');
    await world.test.owner.query(`INSERT INTO shift (station_id, id, starts_at, ends_at, commander_id) VALUES ($1, $2, app.now() + interval '3 days', app.now() + interval '4 days', $3)`, [here.id, newId(), idOf('community-officer')]);
    const planned = await move(inputFor('community-officer', { handovers: [{ item: `shifts/${here.id}`, accountId: idOf('duty-commander') }] }));

    // Whoever tells everybody dies in the middle: nothing of it has happened, and the next attempt does all of it.
    const dying = new StaffMoves({ database: world.app.get(Database), catalog: world.app.get(WorkflowCatalog), runtime, jobs: world.app.get(Jobs), word: { carried: () => Promise.reject(new Error('killed')) } as never });
    await expect(dying.carryOut(here.bureauId, planned.id)).rejects.toThrow('killed');
    expect(await rolesOf(idOf('community-officer'))).toEqual(['community-officer@here']);
    expect(await openTask(mine)).toMatchObject({ status: 'CLAIMED', assignee_id: idOf('community-officer') });

    await Promise.all([fire(), world.app.get(StaffMoves).carryOut(here.bureauId, planned.id)]);
    expect(await rolesOf(idOf('community-officer'))).toEqual(['community-officer@there']);
    expect(await openTask(mine)).toMatchObject({ status: 'OPEN', assignee_id: null });
    expect(await rows('SELECT kind FROM history WHERE instance_id = $1 ORDER BY version', [free])).toEqual([{ kind: 'start' }]);
    expect((await rows<{ kind: string }>('SELECT kind FROM history WHERE instance_id = $1 ORDER BY version', [mine])).map(({ kind }) => kind)).toEqual(['start', 'claim-task', 'release-task']);
    expect(await rows('SELECT commander_id FROM shift WHERE station_id = $1 AND commander_id IS NOT NULL', [here.id])).toEqual([{ commander_id: idOf('duty-commander') }]);
    expect((await rows<{ n: number }>(`SELECT count(*)::int AS n FROM audit_entry WHERE action = 'staffMove.carried' AND details ->> 'moveId' = $1`, [planned.id]))[0]?.n).toBe(1);
  });

  it('is cancelled before its day, planned on what was seen, and refused to whoever may not', async () => {
    const input = inputFor('case-officer', { effectiveOn: await tomorrow() });
    for (const chief of [by(here, 'chief'), by(there, 'chief')]) expect(await world.refusal(chief, PREVIEW, { bureauId: here.bureauId, input })).toBe('FORBIDDEN');
    const [elsewhere] = (await createTestStations(world.test, 1)) as [TestStation];
    expect(await world.refusal(admin(), PREVIEW, { bureauId: here.bureauId, input: { ...input, toStationId: elsewhere.id } })).toBe('NOT_FOUND');
    expect(await world.refusal(admin(), PREVIEW, { bureauId: here.bureauId, input: { ...input, accountId: elsewhere.officer('chief').accountId } })).toBe('NOT_FOUND');
    const bad = async (more: Record<string, unknown>) => world.refusal(admin(), PREVIEW, { bureauId: here.bureauId, input: { ...input, ...more } });
    expect(await Promise.all([bad({ toStationId: here.id }), bad({ roles: [] }), bad({ roles: [{ role: 'bureau-leader' }] }), bad({ effectiveOn: '2020-01-01' }), bad({ roles: [{ role: 'team-leader' }] })])).toEqual(Array(5).fill('BAD_INPUT'));

    const { version } = await preview(input);
    await world.test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, 'auxiliary', $4)`, [here.bureauId, newId(), idOf('case-officer'), here.id]);
    expect(await world.refusal(admin(), MOVE, { bureauId: here.bureauId, input, version })).toBe('STALE_VERSION');
    expect(await world.refusal(admin(), MOVE, { bureauId: here.bureauId, input: { ...input, handovers: [{ item: `tasks/${here.id}`, accountId: idOf('chief', there) }] }, version: version + 1 })).toBe('NOT_FOUND');
    const planned = await move(input);
    expect(await world.refusal(by(here, 'chief'), CANCEL, { bureauId: here.bureauId, id: planned.id, version: planned.version })).toBe('FORBIDDEN');
    expect((await world.answer(admin(), CANCEL, { bureauId: here.bureauId, id: planned.id, version: planned.version })).cancelMove.state).toBe('CANCELLED');
    await world.app.get(TestClock).advance('P2D');
    expect(await rolesOf(idOf('case-officer'))).toEqual(['auxiliary@here', 'case-officer@here']);
    expect(await noticesTo(idOf('case-officer'))).toEqual(['staffMove.planned', 'staffMove.cancelled']);
  });

  it('hands a station over from chief to chief, closes the account of whoever leaves, and gives up what cannot stand', async () => {
    const written = await begin('signing');
    await complete(written, 'community-officer', 'done');
    // A signature of the chief is outstanding: the one who comes signs it.
    const goes = inputFor('chief', { kind: 'RETIRE', fromStationId: null, toStationId: null, roles: [], effectiveOn: await tomorrow() });
    const alone = await preview(goes);
    expect(alone.warnings.map(({ en }) => en)).toEqual(['测试所 S1 will have no chief. Arrange for a successor.', '1 joint signature(s) will lack somebody of a role that signs. Appoint one before.']);
    expect(alone.items.map(({ kind, to }) => [kind, to])).toEqual([['SIGNATURES', 'NOBODY']]);
    await move({ ...inputFor('case-officer'), accountId: idOf('chief', there), fromStationId: there.id, toStationId: here.id, roles: [{ role: 'chief' }], effectiveOn: await tomorrow() });
    expect(await preview(goes)).toMatchObject({ items: [], warnings: [] });
    await move(goes);
    expect(await world.refusal(admin(), PREVIEW, { bureauId: here.bureauId, input: { ...goes, accountId: adminId } })).toBe('CONFLICT');
    await world.app.get(TestClock).advance('P2D');
    expect([await rolesOf(idOf('chief')), await rolesOf(idOf('chief', there))]).toEqual([[], ['chief@here']]);
    expect(await rows('SELECT active FROM account WHERE id = $1', [idOf('chief')])).toEqual([{ active: false }]);

    const lost = await move(inputFor('case-officer', { roles: [{ role: 'case-officer' }], effectiveOn: await tomorrow() }));
    await world.test.owner.query('UPDATE account SET active = false WHERE id = $1', [idOf('case-officer')]);
    await world.app.get(TestClock).advance('P2D');
    expect((await world.answer(admin(), MOVES, { bureauId: here.bureauId })).staffMoves.find(({ id }) => id === lost.id)).toMatchObject({ state: 'FAILED', failure: { en: expect.stringContaining('Account') as unknown } });
    expect(await noticesTo(adminId)).toContain('staffMove.failed');
  });
});

describe('where tasks go', () => {
  const roles = ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer', 'instructor', 'auxiliary'];
  const people = fc.uniqueArray(fc.record({ accountId: fc.uuid(), roles: fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 3 }) }), { selector: ({ accountId }) => accountId, maxLength: 6 });
  const tasks = fc.record({ roles: fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 3 }), byAssignment: fc.boolean(), joint: fc.boolean() });

  it('never to nobody while anybody is there, never to somebody who is not, and to the pool only where it is taken from', () => {
    fc.assert(fc.property(tasks, people, fc.option(fc.nat(8), { nil: undefined }), (left, present: Present[], chosen) => {
      const named = chosen === undefined ? undefined : (present[chosen]?.accountId ?? 'somebody who has gone');
      const to = destinationOf(left, present, named);
      if ('accountId' in to) expect(present.map(({ accountId }) => accountId)).toContain(to.accountId);
      if (to.to === 'pool') expect(isStaffed(left, present)).toBe(true);
      if (to.to === 'nobody') expect(present.length === 0 || left.joint).toBe(true);
      if (left.joint) expect(['pool', 'nobody']).toContain(to.to);
      else if (named !== undefined && present.some(({ accountId }) => accountId === named)) expect(to).toEqual({ to: 'person', accountId: named });
      if (to.to === 'inCharge' && present.some((one) => one.roles.includes('chief'))) expect(present.find(({ accountId }) => accountId === to.accountId)?.roles).toContain('chief');
    }));
  });
});
