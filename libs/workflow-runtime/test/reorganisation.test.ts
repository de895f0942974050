import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RequestContext, runAsRequest, PermissionRegistry, standingOf, type StandingRow } from '@stationhouse/access';
import { isStationhouseError, localDate, newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { ReorganisationWorker, ScheduleWorker, StaffMoveWorker, TestClock } from '@stationhouse/workflow-runtime';
import { graphql } from 'graphql';
import { openGraphql, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

const REORGANISE = `mutation ($bureauId: ID!, $stationId: ID!, $input: ReorganisationInput!, $version: Int!, $dryRun: Boolean!, $key: String!) {
  reorganiseStation(bureauId: $bureauId, stationId: $stationId, input: $input, expectedVersion: $version, dryRun: $dryRun, idempotencyKey: $key) {
    id says { zhCN en } running { workflow running clocks tasks { role count } } people { accountId displayName roles goesAs elsewhere tasks } problems { column code text { zhCN } } } }`;
const LIST = 'query ($bureauId: ID!) { reorganisations(bureauId: $bureauId) { id kind state station { name closedAt successorId version } successor { name } founded { id name code } foundsName because setBy failure { zhCN } } }';
const CANCEL = 'mutation ($bureauId: ID!, $stationId: ID!, $id: ID!, $key: String!) { cancelReorganisation(bureauId: $bureauId, stationId: $stationId, reorganisationId: $id, idempotencyKey: $key) { state } }';
const START = 'mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "visit-case", data: { kind: "例行" }, idempotencyKey: $key) { instance { id number } } }';
const INSTANCE = 'query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { number closed tasks { id key status assignee { displayName } } } }';
const BOARDS = 'query ($stationId: ID!) { contactBoards(stationId: $stationId, flagged: true) { place } }';
const CLAIM = 'mutation ($stationId: ID!, $taskId: ID!, $key: String!) { claimTask(stationId: $stationId, taskId: $taskId, idempotencyKey: $key) { instance { id } } }';
const COMPLETE = 'mutation ($stationId: ID!, $taskId: ID!, $outcome: String!, $key: String!) { completeTask(stationId: $stationId, taskId: $taskId, outcome: $outcome, form: {}, idempotencyKey: $key) { instance { id } } }';

const DECLARE = 'mutation ($bureauId: ID!, $rows: [LocalityRowInput!]!, $dryRun: Boolean!, $key: String!) { declareLocalities(bureauId: $bureauId, rows: $rows, dryRun: $dryRun, idempotencyKey: $key) { applied added changed removed stations problems { row column } } }';
const LOCALITIES = 'query ($bureauId: ID!, $stationId: ID!) { localities(bureauId: $bureauId, stationId: $stationId) { id code } }';

interface Outcome {
  readonly id: Id | null;
  readonly says: readonly { readonly zhCN: string; readonly en: string }[];
  readonly running: readonly { readonly workflow: string; readonly running: number }[];
  readonly people: readonly { readonly accountId: Id; readonly goesAs: readonly string[]; readonly tasks: number }[];
  readonly problems: readonly { readonly column: string }[];
}

interface Listed {
  readonly id: Id;
  readonly kind: string;
  readonly state: string;
  readonly founded: { readonly id: Id } | null;
}

interface Read {
  readonly number: string;
  readonly closed: boolean;
  readonly tasks: readonly { readonly id: Id; readonly key: string; readonly status: string; readonly assignee: unknown }[];
}

interface Asked {
  readonly data: Record<string, unknown> | null;
  readonly code: string | undefined;
}

describe('stations that are closed, merged and split', () => {
  let world: GraphqlWorld<unknown>;
  let [here, there, beside]: TestStation[] = [];
  let admin: Id;
  const at = (station: TestStation | undefined): TestStation => station as TestStation;
  const holder = (station: TestStation | undefined, role: string): Id => at(station).officer(role).accountId;
  const rowsOf = async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => (await world.test.owner.query(sql, [...values])).rows as Row[];

  /** Asks with the rights that the account really has at this moment. */
  const ask = async (accountId: Id, source: string, variables: Record<string, unknown> = {}): Promise<Asked> => {
    const { bureauId } = at(here);
    const [row] = await rowsOf<{ standing: StandingRow }>('SELECT app.standing_of($1, $2, now()) AS standing', [accountId, bureauId]);
    const account = { id: accountId, bureauId, login: 'x', displayName: 'x' };
    const session = { ...standingOf(bureauId, row?.standing as StandingRow), id: newId(), account, secondFactor: false, idleLockMinutes: 15, restriction: undefined };
    const request = new RequestContext({ requestId: newId(), address: '127.0.0.1', locale: 'zh-CN', transport: 'http' }, session, undefined, world.app.get(PermissionRegistry));
    const { data, errors } = await runAsRequest(request, () => graphql({ schema: world.schema, source, variableValues: { bureauId, key: newId(), ...variables }, contextValue: { req: {} } }));
    const cause = errors?.[0]?.originalError;
    return { data: errors === undefined ? (data as Record<string, unknown>) : null, code: isStationhouseError(cause) ? cause.code : errors?.[0]?.message };
  };
  const plan = async (station: TestStation | undefined, input: Record<string, unknown>, more: Record<string, unknown> = {}, who = admin) => {
    const asked = await ask(who, REORGANISE, { stationId: at(station).id, version: 1, dryRun: false, input: { ends: [], people: [], because: '江公发〔2026〕8 号', ...input }, ...more });
    return { code: asked.code, outcome: asked.data?.['reorganiseStation'] as Outcome };
  };
  /** The stations' own date some days from now: in the evening of UTC it is already tomorrow there. */
  const daysAhead = async (days: number) => localDate(new Date((await world.test.database.now()).getTime() + days * 86_400_000), 'Asia/Shanghai');
  const merger = (more: Record<string, unknown> = {}) => ({ kind: 'MERGE', successorId: at(there).id, ...more });
  const listed = async () => (await ask(admin, LIST)).data?.['reorganisations'] as Listed[];
  const started = async (station: TestStation | undefined): Promise<Id> => ((await ask(holder(station, 'duty-officer'), START, { stationId: at(station).id })).data?.['startInstance'] as { instance: { id: Id } }).instance.id;
  const read = async (who: Id, station: TestStation | undefined, id: Id) => (await ask(who, INSTANCE, { stationId: at(station).id, id })).data?.['instance'] as Read | null;
  const taskOf = async (who: Id, station: TestStation | undefined, id: Id, key: string) => (await read(who, station, id))?.tasks.find((task) => task.key === key && task.status !== 'DONE')?.id as Id;
  const due = () => world.app.get(ReorganisationWorker).fireDue();
  const carried = () => world.app.get(StaffMoveWorker).fireDue();
  const held = async (accountId: Id) => (await rowsOf<{ at: string }>(`SELECT s.code || ' ' || m.role AS at FROM membership m JOIN station s ON s.id = m.station_id WHERE m.account_id = $1 AND m.ended_at IS NULL ORDER BY 1`, [accountId])).map((row) => row.at);
  const told = async (kind: string) => (await rowsOf<{ to: string }>(`SELECT DISTINCT a.display_name AS to FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id JOIN account a ON a.id = r.account_id WHERE n.kind = $1 AND a.bureau_id = $2 ORDER BY 1`, [kind, at(here).bureauId])).map((row) => row.to);
  const hang = (station: TestStation | undefined, place: string, accountId: Id) => rowsOf(`INSERT INTO contact_board (station_id, id, place, printed, officer_ids, since, made_by, made_key) VALUES ($1, $2, $3, '社区民警', $4, '2026-01-01', $5, gen_random_uuid()::text)`, [at(station).id, newId(), place, [accountId], accountId]);
  const worked = () => untilJobsDone(world.test, at(here).id, at(there).id);

  beforeAll(async () => {
    world = await openGraphql<unknown>([visitPlugin()], true, () => ({}));
    await world.jobs.startWorker();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there, beside] = await createTestStations(world.test, 3, { staff: ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer'] });
    admin = newId();
    await rowsOf('INSERT INTO account (bureau_id, id, login, display_name, must_change_password) VALUES ($1, $2, $3, $4, false)', [at(here).bureauId, admin, admin, '分局管理员']);
    await rowsOf(`INSERT INTO membership (bureau_id, id, account_id, role) VALUES ($1, $2, $3, 'bureau-admin')`, [at(here).bureauId, newId(), admin]);
  });

  it('a merger: a dry run says what would happen and keeps nothing; from its day on the successor’s people work what runs, under its number', async () => {
    const [officer, guide, newcomer] = [holder(here, 'duty-officer'), holder(here, 'community-officer'), holder(there, 'community-officer')];
    const [waiting, visited] = [await started(here), await started(here)];
    await ask(officer, CLAIM, { stationId: at(here).id, taskId: await taskOf(officer, here, waiting, 'check') });
    await ask(officer, COMPLETE, { stationId: at(here).id, taskId: await taskOf(officer, here, visited, 'check'), outcome: 'fine' });
    await ask(guide, CLAIM, { stationId: at(here).id, taskId: await taskOf(guide, here, visited, 'visit') });
    await hang(here, '东门里 3 栋', guide);
    const { number } = (await read(guide, here, visited)) as Read;
    const people = [{ accountId: guide, role: 'community-officer' }];

    const dry = await plan(here, merger({ people }), { dryRun: true });
    expect(dry.code).toBeUndefined();
    expect(dry.outcome).toMatchObject({ id: null, problems: [], running: [{ workflow: 'visit-case', running: 2 }] });
    expect(dry.outcome.people.find(({ accountId }) => accountId === officer)).toMatchObject({ goesAs: [], elsewhere: false, tasks: 1 });
    const says = dry.outcome.says.map(({ zhCN }) => zhCN).join('\n');
    expect(says).toContain('“测试所 S1”不再接警');
    expect(says).toContain('2 件在办事项继续办理，编号和归属不变');
    expect(says).toContain('1 人到“测试所 S2”任职');
    expect(says).toContain('4 人此后没有任何派出所的岗位');
    expect(says).toContain('1 件由不再任职的人领取的任务退回');
    expect(says).not.toContain('调出人员手上的');
    expect(says).toContain('1 块联系牌');
    expect(await listed()).toEqual([]);
    expect(await rowsOf('SELECT closed_at, version FROM station WHERE id = $1', [at(here).id])).toEqual([{ closed_at: null, version: 1 }]);
    expect(await held(guide)).toEqual(['S1 community-officer']);

    const tomorrow = await daysAhead(1);
    const key = newId();
    const planned = await plan(here, merger({ people, effectiveOn: tomorrow }), { key });
    expect((await plan(here, merger({ people, effectiveOn: tomorrow }), { key })).outcome.id).toBe(planned.outcome.id);
    expect(await listed()).toMatchObject([{ kind: 'MERGE', state: 'PLANNED', station: { name: '测试所 S1' }, successor: { name: '测试所 S2' }, setBy: '分局管理员' }]);
    expect(await told('reorganisation.planned')).toEqual(['chief S1', 'chief S2']);
    // Until then nothing has changed.
    expect((await ask(newcomer, INSTANCE, { stationId: at(here).id, id: visited })).code).toBe('NOT_FOUND');
    expect((await ask(officer, START, { stationId: at(here).id })).code).toBeUndefined();

    await world.app.get(TestClock).advance('P2D');
    expect(await listed()).toMatchObject([{ state: 'DONE', station: { successorId: at(there).id } }]);
    await carried();
    expect(await held(guide)).toEqual(['S2 community-officer']);
    // Whoever goes along keeps what they hold: the records are theirs to work still. The board that names them is out of date.
    expect((await read(guide, here, visited))?.tasks.find(({ key }) => key === 'visit')).toMatchObject({ assignee: { displayName: 'community-officer S1' } });
    expect((await ask(holder(there, 'chief'), BOARDS, { stationId: at(here).id })).data).toEqual({ contactBoards: [{ place: '东门里 3 栋' }] });
    expect(await told('staffMove.arrived')).toEqual(['chief S2']);
    expect(await told('staffMove.left')).toEqual([]);
    expect(await told('staffMove.welcome')).toEqual(['community-officer S1']);
    expect((await ask(officer, INSTANCE, { stationId: at(here).id, id: visited })).code).toBe('NOT_FOUND');
    expect((await ask(holder(beside, 'chief'), INSTANCE, { stationId: at(here).id, id: visited })).code).toBe('NOT_FOUND');
    // What was taken by somebody who left is open for the same role at the successor: there, whoever is on duty.
    const duty = holder(there, 'duty-officer');
    await worked();
    expect((await read(duty, here, waiting))?.tasks[0]?.assignee).toBeNull();
    expect((await ask(duty, COMPLETE, { stationId: at(here).id, taskId: await taskOf(duty, here, waiting, 'check'), outcome: 'fine' })).code).toBeUndefined();
    expect((await ask(guide, COMPLETE, { stationId: at(here).id, taskId: await taskOf(guide, here, visited, 'visit'), outcome: 'calm' })).code).toBeUndefined();
    expect(await read(newcomer, here, visited)).toMatchObject({ number, closed: true });
    // New work goes to the successor, and nobody gets a role here.
    expect((await ask(duty, START, { stationId: at(here).id })).code).toBe('STATION_CLOSED');
    expect((await ask(duty, START, { stationId: at(there).id })).code).toBeUndefined();
    expect((await ask(admin, 'mutation ($s: ID!, $a: ID!) { grantRole(stationId: $s, accountId: $a, role: "chief") { id } }', { s: at(here).id, a: officer })).code).toBe('STATION_CLOSED');
    expect((await ask(admin, 'mutation ($s: ID!, $b: ID!) { changeStation(stationId: $s, bureauId: $b, change: { name: "新名" }, expectedVersion: 2) { id } }', { s: at(here).id, b: at(here).bureauId })).code).toBe('STATION_CLOSED');
    expect((await plan(here, merger({ successorId: at(beside).id }), { version: 2 })).code).toBe('STATION_CLOSED');
    // A clock that runs on reminds the people of the successor.
    await world.app.get(TestClock).advance('P4D');
    await worked();
    expect(await rowsOf(`SELECT FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id WHERE n.unit_id = $1 AND n.kind = 'clock.breached' AND r.account_id = ANY ($2)`, [at(here).id, [newcomer, guide, holder(there, 'duty-commander')]])).not.toEqual([]);
    // The right comes through the succession, and is said to.
    const rights = (await ask(admin, 'query ($b: ID!, $s: ID!, $a: ID!) { explainRights(bureauId: $b, stationId: $s, accountId: $a) { units { holdings { through role } } } }', { b: at(here).bureauId, s: at(here).id, a: newcomer })).data?.['explainRights'] as { units: { holdings: { through: string; role: string }[] }[] };
    expect(new Set(rights.units[0]?.holdings.map(({ through, role }) => `${through} ${role}`))).toEqual(new Set(['SUCCESSION community-officer']));
    // The overview shows it apart.
    const matrix = 'query ($bureauId: ID!, $closed: Boolean) { stationMatrix(bureauId: $bureauId, filter: { closed: $closed }, orderBy: NAME, first: 10) { stations closed edges { node { code } } } }';
    expect((await ask(admin, matrix)).data).toMatchObject({ stationMatrix: { stations: 2, closed: 1, edges: [{ node: { code: 'S2' } }, { node: { code: 'S3' } }] } });
    expect((await ask(admin, matrix, { closed: true })).data).toMatchObject({ stationMatrix: { edges: [{ node: { code: 'S1' } }] } });
  });

  it('who goes along in another role hands over what the new one may not take; who has a move of their own ahead is left to it; nothing begins there any more', async () => {
    const [officer, guide, heir] = [holder(here, 'duty-officer'), holder(here, 'community-officer'), holder(there, 'chief')];
    const id = await started(here);
    await ask(officer, CLAIM, { stationId: at(here).id, taskId: await taskOf(officer, here, id, 'check') });
    const own = { accountId: guide, kind: 'TRANSFER', fromStationId: at(here).id, toStationId: at(beside).id, roles: [{ role: 'community-officer' }], handovers: [], reason: '轮岗', effectiveOn: await daysAhead(2) };
    const { version } = (await ask(admin, 'query ($bureauId: ID!, $input: StaffMoveInput!) { previewMove(bureauId: $bureauId, input: $input) { version } }', { input: own })).data?.['previewMove'] as { version: number };
    expect((await ask(admin, 'mutation ($bureauId: ID!, $input: StaffMoveInput!, $version: Int!, $key: String!) { moveMember(bureauId: $bureauId, input: $input, expectedVersion: $version, idempotencyKey: $key) { id } }', { input: own, version })).code).toBeUndefined();
    const { outcome } = await plan(here, merger({ people: [{ accountId: officer, role: 'case-officer' }, { accountId: guide, role: 'case-officer' }] }));
    const says = outcome.says.map(({ zhCN }) => zhCN).join('');
    expect(says).toContain('调出人员手上的 1 件任务退回');
    expect(says).toContain('1 人另有待生效的调动，按该调动办理，此前保留本所职务：community-officer S1');
    await due();
    await carried();
    expect(await held(officer)).toEqual(['S2 case-officer']);
    expect(await held(guide)).toEqual(['S1 community-officer']);
    expect((await read(heir, here, id))?.tasks).toMatchObject([{ key: 'check', status: 'OPEN', assignee: null }]);
    await world.app.get(TestClock).advance('P4D');
    await carried();
    expect(await held(guide)).toEqual(['S3 community-officer']);

    const s = at(here).id;
    const OVERLAYS = 'bureauId: $bureauId, stationId: $s, workflow: "visit-case", overlay: $overlay, idempotencyKey: $key';
    const overlay = overlayText('station', 'parameters: { visitSoon: P1D }');
    const exercise = { title: '演练', clock: 'VIRTUAL', beginsAt: '2026-03-02T08:00:00.000Z', speed: 60, roles: ['chief'], injects: [{ title: '报警', after: 'PT0S', start: { workflow: 'visit-case', data: { kind: '例行' } } }], objectives: [] };
    for (const [who, begins, variables] of [
      [heir, `mutation ($bureauId: ID!, $s: ID!, $overlay: String!, $key: String!) { publishOverlay(${OVERLAYS}, expectedRevision: 0) { revision } }`, { overlay }],
      [heir, `mutation ($bureauId: ID!, $s: ID!, $overlay: String!, $key: String!) { saveDraft(${OVERLAYS}, base: 0) { draft { version } } }`, { overlay }],
      [heir, 'mutation ($s: ID!, $exercise: ExercisePlanInput!) { planExercise(stationId: $s, plan: $exercise) { id } }', { exercise }],
      [heir, 'mutation ($s: ID!) { saveOutsideUnit(stationId: $s, input: { name: "物业", kind: "property" }) { id } }', {}],
      [heir, 'mutation ($s: ID!, $heir: ID!, $key: String!) { putUpContactBoard(stationId: $s, input: { place: "门口", printed: "民警", officerIds: [$heir], since: "2026-01-01" }, idempotencyKey: $key) { id } }', { heir }],
    ] as const) expect([begins, (await ask(who, begins, { s, ...variables })).code]).toEqual([begins, 'STATION_CLOSED']);
  });

  it('a station that is merged on takes what it worked on with it', async () => {
    const id = await started(here);
    await plan(here, merger());
    await due();
    expect((await plan(there, { kind: 'MERGE', successorId: at(beside).id }, { version: 2 })).code).toBe('STALE_VERSION');
    await plan(there, { kind: 'MERGE', successorId: at(beside).id });
    await due();
    expect(await read(holder(beside, 'chief'), here, id)).toMatchObject({ closed: false });
    expect((await ask(holder(there, 'chief'), INSTANCE, { stationId: at(here).id, id })).code).toBe('NOT_FOUND');
    await expect(rowsOf('UPDATE station SET closed_at = NULL WHERE id = $1', [at(here).id])).rejects.toThrow('not reopened');
  });

  it('a closing: whatever runs is named, ends with the reason, and stays to be read by the bureau', async () => {
    const id = await started(here);
    expect((await plan(here, { kind: 'CLOSE' })).code).toBe('TAKEOVER_NEEDED');
    expect((await plan(here, { kind: 'CLOSE', because: '' }, { dryRun: true })).outcome).toMatchObject({ running: [{ workflow: 'visit-case', running: 1 }], problems: [{ column: 'ends', code: 'TAKEOVER_NEEDED' }] });
    expect((await plan(here, { kind: 'CLOSE', ends: ['visit-case'] })).code).toBeUndefined();
    await due();
    await worked();
    expect(await rowsOf(`SELECT FROM instance WHERE id = $1 AND status = 'closed' AND outcome = 'cancelled'`, [id])).toHaveLength(1);
    expect(await rowsOf(`SELECT purpose FROM audit_entry WHERE action = 'instance.cancelled' AND record_id = $1`, [id])).toEqual([{ purpose: '江公发〔2026〕8 号' }]);
    expect(await held(holder(here, 'chief'))).toEqual([]);
    expect((await ask(admin, 'query ($b: ID!) { stations(bureauId: $b) { code closedAt successorId } }', { b: at(here).bureauId })).data).toMatchObject({ stations: [{ code: 'S1', closedAt: expect.any(String), successorId: null }, { code: 'S2', closedAt: null }, { code: 'S3' }] });
    await world.app.get(ScheduleWorker).bringIn();
    expect(await rowsOf('SELECT FROM schedule WHERE station_id = $1 AND due_at IS NOT NULL', [at(here).id])).toEqual([]);
  });

  it('a split: the new station works like the old one, named people go there, what runs stays', async () => {
    const id = await started(here);
    const [officer, chief, guide] = [holder(here, 'duty-officer'), holder(here, 'chief'), holder(here, 'community-officer')];
    await ask(officer, CLAIM, { stationId: at(here).id, taskId: await taskOf(officer, here, id, 'check') });
    const founds = { row: 1, name: '新城西所', code: 'XX', kind: 'newEstates', timeZone: 'Asia/Shanghai', population: '' };
    const area = { type: 'Polygon', coordinates: [[[120, 30], [120.1, 30], [120.1, 30.1], [120, 30]]] };
    const divided = { stays: { population: 41_000, populationAsOf: '2026-06-30' }, begins: { population: 9000, populationAsOf: '2026-06-30', area } };
    const split = { kind: 'SPLIT', founds, people: [{ accountId: officer, role: 'chief' }, { accountId: officer, role: 'duty-officer' }, { accountId: guide, role: 'community-officer' }], ...divided };
    await hang(here, '南里小区', officer);
    expect((await plan(here, merger(divided))).code).toBe('BAD_INPUT');
    expect((await plan(here, { ...split, begins: { population: 9000 } })).code).toBe('BAD_INPUT');
    expect((await plan(here, { ...split, begins: { area: { type: 'Point', coordinates: [1, 2] } } })).code).toBe('BAD_INPUT');
    expect((await plan(here, { ...split, founds: { ...founds, code: 'S2' } })).outcome).toMatchObject({ id: null, problems: [{ column: 'code' }] });
    expect((await plan(here, { ...split, people: [{ accountId: holder(there, 'chief'), role: 'chief' }] })).code).toBe('BAD_INPUT');
    const says = (await plan(here, split)).outcome.says.map(({ zhCN }) => zhCN).join('');
    for (const said of ['2 人到“新城西所”任职', '1 件任务退回，由同岗位民警领取', '1 块联系牌', '“测试所 S1”常住人口 41000 人（截至 2026-06-30）', '“新城西所”常住人口 9000 人', '“新城西所”的辖区改为所附边界']) expect(says).toContain(said);
    // Whatever was founded beside the transaction that failed is gone, whoever carries it out, and however often.
    expect((await Promise.all([due(), due()])).reduce((sum, fired) => sum + fired, 0)).toBe(1);
    const [done] = await listed();
    expect(done).toMatchObject({ kind: 'SPLIT', state: 'DONE', founded: { name: '新城西所', code: 'XX' }, station: { closedAt: null } });
    expect(await rowsOf('SELECT population, population_as_of::text AS day, area FROM station WHERE id = ANY ($1) ORDER BY code', [[at(here).id, done?.founded?.id]])).toEqual([{ population: 41_000, day: '2026-06-30', area: null }, { population: 9000, day: '2026-06-30', area }]);
    await carried();
    expect(await held(officer)).toEqual(['XX chief', 'XX duty-officer']);
    expect((await ask(chief, BOARDS, { stationId: at(here).id })).data).toEqual({ contactBoards: [{ place: '南里小区' }] });
    expect(await held(chief)).toEqual(['S1 chief']);
    await worked();
    expect((await read(chief, here, id))?.tasks[0]?.status).toBe('OPEN');
    expect((await ask(officer, START, { stationId: done?.founded?.id })).code).toBeUndefined();
    expect(await told('reorganisation.done')).toEqual(['chief S1', '分局管理员']);
    expect(await told('staffMove.welcome')).toEqual(['community-officer S1', 'duty-officer S1']);
    // However many go, each chief hears of it once, with the number; the list has the names.
    expect(await rowsOf(`SELECT unit_id = $1 AS here, title ->> 'zh-CN' AS title, body ->> 'zh-CN' AS body FROM notice WHERE unit_id = ANY ($2) AND kind IN ('staffMove.arrived', 'staffMove.left') ORDER BY here`, [at(here).id, [at(here).id, done?.founded?.id]])).toEqual([
      { here: false, title: '已从“测试所 S1”调入 2 人', body: '名单和各人的移交结果见“人员调动”。' },
      { here: true, title: '已向“新城西所”调出 2 人', body: expect.stringMatching(/^1 项任务退回，.*1 块联系牌待更换。.*名单和各人的移交结果见“人员调动”。$/s) },
    ]);
    expect(await told('staffMove.left')).toEqual(['chief S1']);
  });

  it('communities and grid cells come from a table, go with a split as chosen, and with a merger all of them', async () => {
    const declare = async (rows: readonly (readonly [code: string, name: string, kind: string, community: string, station: string])[], more: Record<string, unknown> = {}, who = admin) => {
      const asked = await ask(who, DECLARE, { dryRun: false, rows: rows.map(([code, name, kind, community, station], index) => ({ row: index + 2, code, name, kind, community, station })), ...more });
      return asked.code ?? asked.data?.['declareLocalities'];
    };
    const police = async (stationId: Id | undefined, who = admin) => ((await ask(who, LOCALITIES, { stationId })).data?.['localities'] as { id: Id; code: string }[] | undefined)?.map(({ code }) => code);
    const table = [['C1', '锦绣社区', 'community', '', 'S1'], ['g1', '锦绣一网格', 'gridCell', 'C1', '测试所 S1'], ['G2', '锦绣二网格', 'gridCell', 'c1', 'S1'], ['C2', '河西社区', 'community', '', 'S2']] as const;
    expect(await declare([...table, ['C1', '又一个', 'community', '', 'S1'], ['G3', ' ', 'street', 'C9', 'S9'], ['-', '河西一村', 'community', 'C1', 'S2']])).toMatchObject({
      applied: false, problems: [{ row: 6, column: 'code' }, { row: 7, column: 'name' }, { row: 7, column: 'kind' }, { row: 7, column: 'station' }, { row: 7, column: 'community' }, { row: 8, column: 'code' }, { row: 8, column: 'community' }],
    });
    expect(await declare(table, { dryRun: true })).toMatchObject({ applied: false, problems: [], added: 4, stations: 2 });
    expect(await police(at(here).id)).toEqual([]);
    expect(await declare([], {})).toBe('BAD_INPUT');
    expect(await declare(table, {}, holder(here, 'chief'))).toBe('FORBIDDEN');
    const key = newId();
    for (let twice = 0; twice < 2; twice += 1) expect(await declare(table, { key })).toMatchObject({ applied: true, added: 4, changed: 0, removed: 0 });
    expect(await police(at(here).id)).toEqual(['C1', 'G1', 'G2']);
    // For the stations it names a table holds; the others keep what they have.
    expect(await declare([['C1', '锦绣社区', 'community', '', 'S1'], ['G1', '锦绣东网格', 'gridCell', 'C1', 'S1'], ['G4', '锦绣四网格', 'gridCell', '', 'S1']])).toMatchObject({ applied: true, added: 1, changed: 1, removed: 1 });
    expect([await police(at(here).id), await police(at(there).id)]).toEqual([['C1', 'G1', 'G4'], ['C2']]);

    const [, cell] = (await ask(admin, LOCALITIES, { stationId: at(here).id })).data?.['localities'] as { id: Id }[];
    const [foreign] = (await ask(admin, LOCALITIES, { stationId: at(there).id })).data?.['localities'] as { id: Id }[];
    const split = (ids: readonly (Id | undefined)[]) => ({ kind: 'SPLIT', founds: { row: 1, name: '锦绣所', code: 'JX', kind: 'newEstates', timeZone: 'Asia/Shanghai', population: '' }, localities: ids });
    expect((await plan(here, split([foreign?.id]))).code).toBe('BAD_INPUT');
    expect((await plan(here, merger({ localities: [cell?.id] }))).code).toBe('BAD_INPUT');
    expect((await plan(here, split([cell?.id]))).outcome.says.map(({ zhCN }) => zhCN)).toContain('1 个网格划归“锦绣所”：锦绣东网格。');
    await due();
    expect([await police(at(here).id), await police((await listed())[0]?.founded?.id)]).toEqual([['C1', 'G4'], ['G1']]);
    expect((await plan(here, merger())).outcome.says.map(({ zhCN }) => zhCN)).toContain('1 个社区、1 个网格划归“测试所 S2”：锦绣社区、锦绣四网格。');
    await due();
    expect([await police(at(here).id), await police(at(there).id)]).toEqual([[], ['C1', 'C2', 'G4']]);
    // A station that is closed polices nothing any more.
    expect(await declare([['C9', '南里社区', 'community', '', 'S1']])).toMatchObject({ applied: false, problems: [{ column: 'station' }] });
  });

  it('is the bureau administrator’s alone, and crosses no other plan', async () => {
    for (const role of ['chief', 'duty-officer']) expect((await plan(here, merger(), {}, holder(here, role))).code).toBe('FORBIDDEN');
    const [abroad] = await createTestStations(world.test, 1);
    expect((await plan(here, merger({ successorId: abroad?.id }))).code).toBe('NOT_FOUND');
    expect((await plan(abroad, merger())).code).toBe('NOT_FOUND');
    for (const wrong of [{ successorId: null }, { successorId: at(here).id }, { because: ' ' }, { effectiveOn: '2020-01-01' }, { ends: ['no-such'] }, { people: [{ accountId: holder(here, 'chief'), role: 'bureau-admin' }] }, { people: [{ accountId: holder(here, 'chief'), role: 'team-leader' }] }]) expect((await plan(here, merger(wrong))).code).toBe('BAD_INPUT');
    const { outcome } = await plan(here, merger({ effectiveOn: '2100-01-01' }));
    for (const [station, input] of [[here, { kind: 'CLOSE' }], [there, { kind: 'CLOSE' }], [beside, { kind: 'MERGE', successorId: at(here).id }]] as const) expect((await plan(station, input)).code).toBe('CONFLICT');
    expect((await ask(holder(here, 'chief'), CANCEL, { stationId: at(here).id, id: outcome.id })).code).toBe('FORBIDDEN');
    expect((await ask(admin, CANCEL, { stationId: at(there).id, id: outcome.id })).code).toBe('NOT_FOUND');
    expect((await ask(admin, CANCEL, { stationId: at(here).id, id: outcome.id })).data).toEqual({ cancelReorganisation: { state: 'CANCELLED' } });
    expect((await ask(admin, CANCEL, { stationId: at(here).id, id: outcome.id })).code).toBe('CONFLICT');
    expect(await told('reorganisation.cancelled')).toEqual(['chief S1', 'chief S2']);
  });

  it('is done whole or not at all: killed half-way it happens at the next attempt; what does not stand any more is not done, and told', async () => {
    await plan(here, merger());
    // The database dies with the last statement of the transaction.
    await rowsOf(`CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''killed''; END'`);
    await rowsOf(`CREATE TRIGGER dies BEFORE INSERT ON notice FOR EACH ROW WHEN (NEW.kind = 'reorganisation.done') EXECUTE FUNCTION public.die()`);
    await due();
    expect(await listed()).toMatchObject([{ state: 'PLANNED', station: { closedAt: null, version: 1 } }]);
    expect(await held(holder(here, 'chief'))).toEqual(['S1 chief']);
    await rowsOf('DROP TRIGGER dies ON notice');
    await rowsOf('DROP FUNCTION public.die');
    await rowsOf('UPDATE reorganisation SET try_at = due_at WHERE station_id = $1', [at(here).id]);
    await due();
    expect(await listed()).toMatchObject([{ state: 'DONE', station: { successorId: at(there).id } }]);

    const founds = { row: 1, name: '西所', code: 'YY', kind: 'town', timeZone: 'Asia/Shanghai', population: '' };
    await plan(there, { kind: 'SPLIT', founds, effectiveOn: await daysAhead(1) });
    await ask(admin, 'mutation ($bureauId: ID!, $stations: [StationRowInput!]!, $key: String!) { createStations(bureauId: $bureauId, stations: $stations, dryRun: false, idempotencyKey: $key) { applied } }', { stations: [founds] });
    await world.app.get(TestClock).advance('P2D');
    expect((await listed()).find(({ kind }) => kind === 'SPLIT')).toMatchObject({ state: 'FAILED', founded: null, failure: { zhCN: expect.stringContaining('YY') } });
    expect(await told('reorganisation.failed')).toEqual(['chief S2', '分局管理员']);
  });
});
