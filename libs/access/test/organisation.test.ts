import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accountsById, ROLES } from '@stationhouse/access';
import { auditEntities } from '@stationhouse/audit';
import { Database } from '@stationhouse/database';
import { newId } from '@stationhouse/kernel';
import { Browser, BureauMaker, openHouse, signIn, type House } from './house.js';

const GRANT = 'mutation ($s: ID!, $a: ID!, $r: String!, $t: ID) { grantRole(stationId: $s, accountId: $a, role: $r, teamId: $t) { id role unitKind unitName roleTitle { zhCN en } account { displayName } } }';
const REVOKE = 'mutation ($s: ID!, $m: ID!) { revokeRole(stationId: $s, membershipId: $m) }';
const GRANT_BUREAU = 'mutation ($b: ID!, $a: ID!, $r: String!) { grantBureauRole(bureauId: $b, accountId: $a, role: $r) { id } }';
const REVOKE_BUREAU = 'mutation ($b: ID!, $m: ID!) { revokeBureauRole(bureauId: $b, membershipId: $m) }';

describe('the organisation', () => {
  let house: House;
  let bureau: BureauMaker;
  let other: BureauMaker;
  let [here, there, abroad, adminMembership] = ['', '', '', ''];
  let admin: Browser;
  let chief: Browser;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    house = await openHouse({ settings: { attemptsPerMinute: 10_000 } });
    bureau = await BureauMaker.make(house, 'B1');
    other = await BureauMaker.make(house, 'B2');
    [here, there, abroad] = [await bureau.station('S1'), await bureau.station('S2'), await other.station('S1')];
    ids['admin'] = await bureau.account('admin');
    adminMembership = await bureau.grant(ids['admin'], 'bureau-admin');
    ids['chief'] = await bureau.person('chief', 'chief', here);
    ids['chief-there'] = await bureau.person('chief-there', 'chief', there);
    ids['free'] = await bureau.account('free', '自由人');
    ids['stranger'] = await other.account('stranger', 'canary-stranger');
    await other.person('admin-abroad', 'bureau-admin');
    admin = await signIn(house, 'admin');
    chief = await signIn(house, 'chief');
  });
  afterAll(() => house.close());

  const idOf = (answer: { data: Record<string, unknown> | null }, field: string) => (answer.data?.[field] as { id: string }).id;

  it('matches its entities', async () => {
    const database = await Database.open({ url: house.test.urls.app, entities: [...auditEntities, ...accessEntities] });
    const drift = await database.entityDrift();
    await database.close();
    expect(drift).toEqual([]);
  });

  it('tells who is signed in and where they may go', async () => {
    const { data } = await chief.graphql('{ me { account { login } bureau { code stationCount } memberships { role stationId } stations { station { code teams { name } } roles permissions } bureauPermissions secondFactor idleLockMinutes restriction } }');
    expect(data).toMatchObject({ me: { account: { login: 'chief' }, bureau: { code: 'B1', stationCount: 2 }, memberships: [{ role: 'chief', stationId: here }], stations: [{ station: { code: 'S1', teams: [] }, roles: ['chief'] }], bureauPermissions: [], secondFactor: false, idleLockMinutes: 15, restriction: null } });
    const { me } = (await admin.graphql('{ me { stations { station { code } roles permissions } bureauPermissions } }')).data as { me: { stations: { permissions: string[] }[]; bureauPermissions: string[] } };
    expect(me.stations).toHaveLength(2);
    expect(me.stations[0]?.permissions).toContain('member.appoint');
    expect(me.bureauPermissions).toContain('account.manage');
  });

  it('changes what is known of a station, on record: a new population names its day, an old code stays the station’s', async () => {
    const change = (who: Browser, input: object, version: number, at = there) =>
      who.graphql('mutation ($b: ID!, $s: ID!, $c: StationChange!, $v: Int!) { changeStation(bureauId: $b, stationId: $s, change: $c, expectedVersion: $v) { name code formerCodes kind area population populationAsOf address phone version closedAt successorId } }', { b: bureau.id, s: at, c: input, v: version });
    const area = { type: 'Polygon', coordinates: [[[120, 30], [121, 30], [121, 31], [120, 30]]] };
    const known = { name: '河港派出所', code: 'HG', kind: 'riverPort', area, population: 52_000, populationAsOf: '2025-12-31', address: '滨河路 1 号', phone: '0000-1234567' };
    expect((await change(admin, known, 1)).data).toEqual({ changeStation: { ...known, formerCodes: ['S2'], version: 2, closedAt: null, successorId: null } });
    expect((await change(admin, { name: '新名' }, 1)).code).toBe('STALE_VERSION');
    // Nothing but what is said changes; what is said again changes nothing.
    expect((await change(admin, { name: '河港派出所', phone: null }, 2)).data).toMatchObject({ changeStation: { ...known, phone: null, version: 3 } });
    expect((await change(admin, { kind: 'riverPort' }, 3)).data).toMatchObject({ changeStation: { version: 3 } });
    for (const wrong of [{ code: 's 4' }, { name: '  ' }, { population: -1 }, { population: 53_000, populationAsOf: null }, { area: { type: 'Point', coordinates: [1, 2] } }]) expect((await change(admin, wrong, 3)).code).toBe('BAD_INPUT');
    for (const code of ['HG', 'S2']) expect((await change(admin, { code }, 1, here)).code).toBe('CONFLICT');
    expect((await change(admin, { code: 'S2' }, 3)).data).toMatchObject({ changeStation: { code: 'S2', formerCodes: ['HG'], version: 4 } });
    expect((await change(chief, { name: '我的所' }, 1, here)).code).toBe('FORBIDDEN');
    expect((await change(await signIn(house, 'admin-abroad'), { name: '别人的所' }, 1, here)).code).toBe('NOT_FOUND');
    expect((await change(admin, { name: '别人的所' }, 1, abroad)).code).toBe('NOT_FOUND');
    const { rows } = await house.test.owner.query(`SELECT details FROM audit_entry WHERE action = 'station.changed' ORDER BY sequence`);
    expect(rows.map(({ details }: { details: unknown }) => details)).toEqual([{ changed: ['name', 'code', 'kind', 'area', 'population', 'populationAsOf', 'address', 'phone'], code: ['S2', 'HG'] }, { changed: ['phone'] }, { changed: ['code'], code: ['HG', 'S2'] }]);
  });

  it('creates teams and posts, each on record, and refuses what is taken', async () => {
    const team = idOf(await chief.graphql('mutation ($s: ID!) { createTeam(stationId: $s, name: "社区警务队") { id } }', { s: here }), 'createTeam');
    expect((await chief.graphql('mutation ($s: ID!) { createTeam(stationId: $s, name: "社区警务队") { id } }', { s: here })).code).toBe('CONFLICT');
    expect((await chief.graphql('mutation ($s: ID!, $t: ID) { createPost(stationId: $s, name: "东门岗", teamId: $t) { name teamId } }', { s: here, t: team })).data).toEqual({ createPost: { name: '东门岗', teamId: team } });
    const foreign = await signIn(house, 'chief-there');
    expect((await foreign.graphql('mutation ($s: ID!, $t: ID) { createPost(stationId: $s, name: "西门岗", teamId: $t) { name } }', { s: there, t: team })).code).toBe('NOT_FOUND');
    const stations = (await admin.graphql('query ($b: ID!) { stations(bureauId: $b) { code teams { name } posts { name } } }', { b: bureau.id })).data?.['stations'];
    expect(stations).toEqual([
      { code: 'S1', teams: [{ name: '社区警务队' }], posts: [{ name: '东门岗' }] },
      { code: 'S2', teams: [], posts: [] },
    ]);
    const { rows } = await house.test.owner.query(`SELECT action FROM audit_entry WHERE action IN ('team.created', 'post.created') AND actor_id IS NOT NULL`);
    expect(rows).toHaveLength(2);
  });

  it('creates an account with an initial password that must be changed', async () => {
    const create = (login: string) => admin.graphql('mutation ($b: ID!, $l: String!) { createAccount(bureauId: $b, input: { login: $l, displayName: "新民警" }) { account { id login active } initialPassword } }', { b: bureau.id, l: login });
    const created = (await create('xinren')).data?.['createAccount'] as { account: { id: string }; initialPassword: string };
    expect(created.initialPassword).toMatch(/^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/);
    expect((await create('XinRen')).code).toBe('CONFLICT');
    expect((await create('a b')).code).toBe('BAD_INPUT');
    const first = await new Browser(house).post('/auth/sign-in', { login: 'xinren', password: created.initialPassword });
    expect(first.body).toMatchObject({ restriction: 'passwordChange' });
    const reset = (await admin.graphql('mutation ($b: ID!, $a: ID!) { resetPassword(bureauId: $b, accountId: $a) { initialPassword } }', { b: bureau.id, a: created.account.id })).data?.['resetPassword'] as { initialPassword: string };
    expect(await new Browser(house).refused('/auth/sign-in', { login: 'xinren', password: created.initialPassword })).toBe('SIGN_IN_FAILED');
    expect(await new Browser(house).refused('/auth/sign-in', { login: 'xinren', password: reset.initialPassword })).toBeUndefined();
    const { rows } = await house.test.owner.query('SELECT details, purpose FROM audit_entry');
    expect(JSON.stringify(rows)).not.toContain(reset.initialPassword);
  });

  it('shows a bureau its own accounts only', async () => {
    const list = (who: Browser, search?: string) => who.graphql('query ($b: ID!, $q: String) { accounts(bureauId: $b, search: $q) { login displayName } }', { b: bureau.id, q: search });
    expect(JSON.stringify((await list(admin)).data)).not.toContain('canary');
    expect((await list(admin, '自由')).data).toEqual({ accounts: [{ login: 'free', displayName: '自由人' }] });
    expect((await list(admin, '%')).data).toEqual({ accounts: [] });
    expect((await list(chief)).code).toBe('FORBIDDEN');
    expect((await list(await signIn(house, 'admin-abroad'))).code).toBe('NOT_FOUND');
    const { data } = await chief.graphql('query ($s: ID!) { grantableAccounts(stationId: $s, search: "自由") { login } }', { s: here });
    expect(data).toEqual({ grantableAccounts: [{ login: 'free' }] });
  });

  it('lets a chief grant the station’s roles, at the own station only', async () => {
    const grant = (who: Browser, variables: object) => who.graphql(GRANT, { s: here, a: ids['free'], r: 'duty-officer', ...variables });
    const granted = await grant(chief, {});
    expect(granted.data).toMatchObject({ grantRole: { role: 'duty-officer', unitKind: 'STATION', unitName: 'S1 派出所', roleTitle: { zhCN: '值班民警' }, account: { displayName: '自由人' } } });
    expect((await grant(chief, {})).code).toBe('CONFLICT');
    expect((await grant(chief, { s: there })).code).toBe('NOT_FOUND');
    expect((await grant(chief, { s: abroad })).code).toBe('NOT_FOUND');
    expect((await grant(chief, { r: 'bureau-admin' })).code).toBe('BAD_INPUT');
    expect((await grant(chief, { r: 'emperor' })).code).toBe('BAD_INPUT');
    for (const role of ['chief', 'auditor', 'analyst']) expect((await grant(chief, { r: role })).code).toBe('FORBIDDEN');
    expect((await grant(chief, { a: ids['stranger'] })).code).toBe('NOT_FOUND');
    expect((await grant(chief, { a: newId() })).code).toBe('NOT_FOUND');
    expect((await grant(chief, { r: 'team-leader' })).code).toBe('BAD_INPUT');
    expect((await grant(chief, { r: 'team-leader', t: newId() })).code).toBe('NOT_FOUND');
    expect((await chief.graphql(GRANT_BUREAU, { b: bureau.id, a: ids['free'], r: 'bureau-leader' })).code).toBe('FORBIDDEN');
    const free = await signIn(house, 'free');
    expect((await grant(free, { a: ids['free'], r: 'command-room' })).code).toBe('FORBIDDEN');
    expect((await grant(admin, { r: 'auditor' })).code).toBeUndefined();
  });

  it('takes roles with the same bounds, at once', async () => {
    const free = await signIn(house, 'free');
    const duty = (who: Browser) => who.graphql('query ($s: ID!) { onDuty(stationId: $s) { at } }', { s: here }).then((answer) => answer.code);
    expect(await duty(free)).toBeUndefined();
    const { members } = (await chief.graphql('query ($s: ID!) { members(stationId: $s) { id role accountId } }', { s: here })).data as { members: { id: string; role: string; accountId: string }[] };
    const membership = (role: string, accountId: string | undefined) => members.find((held) => held.role === role && held.accountId === accountId)?.id ?? '';
    const revoke = (who: Browser, m: string, s = here) => who.graphql(REVOKE, { s, m }).then((answer) => answer.code);
    expect(await revoke(chief, membership('chief', ids['chief']))).toBe('FORBIDDEN');
    expect(await revoke(chief, membership('auditor', ids['free']))).toBe('FORBIDDEN');
    expect(await revoke(await signIn(house, 'chief-there'), membership('duty-officer', ids['free']), there)).toBe('NOT_FOUND');
    expect(await revoke(chief, adminMembership)).toBe('NOT_FOUND');
    expect(await revoke(chief, membership('duty-officer', ids['free']))).toBeUndefined();
    expect(await revoke(admin, membership('auditor', ids['free']))).toBeUndefined();
    expect(await revoke(chief, membership('duty-officer', ids['free']))).toBe('NOT_FOUND');
    expect(await duty(free)).toBe('NOT_FOUND');
  });

  it('lets nobody give themselves more than they have', async () => {
    const self = (who: Browser, role: string, account: string | undefined) => who.graphql(GRANT, { s: here, a: account, r: role }).then((answer) => answer.code);
    expect(await self(admin, 'chief', ids['admin'])).toBe('FORBIDDEN');
    expect(await self(admin, 'auxiliary', ids['admin'])).toBe('FORBIDDEN');
    expect(await self(chief, 'duty-commander', ids['chief'])).toBeUndefined();
    expect((await admin.graphql(GRANT_BUREAU, { b: bureau.id, a: ids['admin'], r: 'bureau-leader' })).code).toBe('FORBIDDEN');
  });

  it('keeps the last administrator who can sign in', async () => {
    const revoke = (who: Browser, m: string) => who.graphql(REVOKE_BUREAU, { b: bureau.id, m }).then((answer) => answer.code);
    expect(await revoke(admin, adminMembership)).toBe('CONFLICT');
    const second = await bureau.account('admin2');
    const secondMembership = idOf(await admin.graphql(GRANT_BUREAU, { b: bureau.id, a: second, r: 'bureau-admin' }), 'grantBureauRole');
    const other = await signIn(house, 'admin2');
    const outcomes = await Promise.all([revoke(admin, secondMembership), revoke(other, adminMembership)]);
    expect(outcomes.filter((code) => code === undefined)).toHaveLength(1);
    const left = outcomes[0] === undefined ? admin : other;
    const gone = outcomes[0] === undefined ? second : (ids['admin'] ?? '');
    const own = outcomes[0] === undefined ? (ids['admin'] ?? '') : second;
    const activate = (a: string, active: boolean) => left.graphql('mutation ($b: ID!, $a: ID!, $on: Boolean!) { setAccountActive(bureauId: $b, accountId: $a, active: $on) { active } }', { b: bureau.id, a, on: active }).then((answer) => answer.code);
    expect(await activate(own, false)).toBe('CONFLICT');
    await left.graphql(GRANT_BUREAU, { b: bureau.id, a: gone, r: 'bureau-admin' });
    expect(await activate(gone, false)).toBeUndefined();
    expect(await revoke(left, outcomes[0] === undefined ? adminMembership : secondMembership)).toBe('CONFLICT');
    expect(await activate(gone, true)).toBeUndefined();
    admin = left;
  });

  it('shows a station its own people and the bureau’s, nobody else’s', async () => {
    const all = Object.values(ids);
    const seen = await house.test.database.inTenant({ stationIds: [there], bureauIds: [] }, (tenant) => accountsById(tenant, all));
    expect(seen.map((account) => account.login).sort()).toEqual(expect.arrayContaining(['chief-there']));
    expect(seen.map((account) => account.login)).not.toContain('chief');
    expect(seen.map((account) => account.login)).not.toContain('stranger');
    const abroadSeen = await house.test.database.inTenant({ stationIds: [abroad], bureauIds: [other.id] }, (tenant) => accountsById(tenant, all));
    expect(abroadSeen.map((account) => account.login)).toEqual(['stranger']);
  });

  it('refuses rows that would join two tenants, whoever writes them', async () => {
    const write = (statement: string, values: unknown[]) => house.test.database.inTenant({ stationIds: [here], bureauIds: [bureau.id] }, (tenant) => tenant.sql(statement, values));
    await expect(write('INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, $4, $5)', [bureau.id, newId(), ids['stranger'], 'chief', here])).rejects.toThrow(/foreign key/);
    await expect(write('INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, $4, $5)', [bureau.id, newId(), ids['free'], 'chief', abroad])).rejects.toThrow(/row-level security/);
    await expect(write('INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, $4, $5)', [other.id, newId(), ids['stranger'], 'chief', here])).rejects.toThrow(/foreign key/);
    await expect(write('UPDATE membership SET role = $1', ['chief'])).rejects.toThrow(/permission denied/);
  });

  it('reads the record of a station and of a bureau, page by page', async () => {
    const page = (who: Browser, variables: object) => who.graphql('query ($s: ID!, $n: Int, $a: String, $f: AuditFilter) { auditEntries(stationId: $s, first: $n, after: $a, filter: $f) { edges { node { id action actor actionTitle { zhCN } stationId } } pageInfo { endCursor hasNextPage } } }', { s: here, ...variables });
    const whole = (await page(chief, { n: 200 })).data?.['auditEntries'] as { edges: { node: { id: string; action: string; actor: string; stationId: string } }[] };
    expect(whole.edges.length).toBeGreaterThan(5);
    expect(whole.edges.every(({ node }) => node.stationId === here)).toBe(true);
    expect(whole.edges.map(({ node }) => node.actor)).toContain('chief');
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const next = (await page(chief, { n: 2, a: after })).data?.['auditEntries'] as { edges: { node: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
      walked.push(...next.edges.map(({ node }) => node.id));
      [after, more] = [next.pageInfo.endCursor, next.pageInfo.hasNextPage];
    }
    expect(walked).toEqual(whole.edges.map(({ node }) => node.id));
    const filtered = (await page(chief, { f: { action: 'team.created', actorId: ids['chief'] } })).data?.['auditEntries'] as { edges: { node: { action: string } }[] };
    expect(filtered.edges.map(({ node }) => node.action)).toEqual(['team.created']);
    expect((await page(chief, { a: 'nonsense' })).code).toBe('BAD_CURSOR');
    expect((await page(chief, { n: 1000 })).code).toBe('BAD_INPUT');
    expect((await page(chief, { s: there })).code).toBe('NOT_FOUND');
    const ofBureau = (await admin.graphql('query ($b: ID!) { bureauAuditEntries(bureauId: $b, first: 200) { edges { node { action stationId actor } } } }', { b: bureau.id })).data?.['bureauAuditEntries'] as { edges: { node: { action: string; stationId: string | null } }[] };
    const actions = ofBureau.edges.map(({ node }) => node.action);
    expect(actions).toEqual(expect.arrayContaining(['station.created', 'account.created', 'role.granted', 'session.opened', 'team.created']));
    expect((await chief.graphql('query ($b: ID!) { bureauAuditEntries(bureauId: $b) { edges { node { id } } } }', { b: bureau.id })).code).toBe('FORBIDDEN');
  });

  it('lists the roles in both languages with their permissions', async () => {
    const { roles } = (await chief.graphql('{ roles { id title { zhCN en } scope dataClass external permissions } }')).data as { roles: { id: string; external: boolean; permissions: string[] }[] };
    expect(roles).toHaveLength(ROLES.length);
    expect(roles.find((role) => role.id === 'chief')?.permissions).toContain('member.grant');
    expect(roles.filter((role) => role.external).every((role) => role.permissions.length === 0)).toBe(true);
  });
});
