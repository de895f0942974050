import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Controller, Get, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { definePermission, Requires, revokeRole, setAccountActive, TenantGate, withReader } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';
import { CaseFile, FILE } from './case-file.js';
import { Browser, BureauMaker, openHouse, signIn, type House } from './house.js';

const readFile = definePermission({ id: 'file.read', title: text('查看卷宗', 'Read files'), description: text('查看卷宗。', 'Read files.'), defaultRoles: ['chief', 'analyst', 'bureau-leader'], reachesStations: true });
const closeFile = definePermission({ id: 'file.close', title: text('结卷', 'Close files'), description: text('结卷。', 'Close files.'), defaultRoles: ['chief'] });
const burnFile = definePermission({ id: 'file.burn', title: text('销毁卷宗', 'Burn files'), description: text('销毁卷宗。', 'Burn files.'), defaultRoles: ['bureau-approver'] });


@Resolver()
class Files {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => CaseFile)
  @Requires(readFile)
  file(@Args('stationId', { type: () => ID }) stationId: string, @Args('purpose', { type: () => String, nullable: true }) purpose?: string): Promise<CaseFile> {
    return this.gate.inStation(stationId, async (tenant) => withReader({ id: FILE, name: '欧阳修远' }, await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'file', id: FILE })));
  }

  /** What row-level security lets through, whatever is asked for. */
  @Query(() => [String])
  @Requires(readFile)
  reached(@Args('stationIds', { type: () => [ID] }) stationIds: string[]): Promise<string[]> {
    return this.gate.inStations(stationIds, async (tenant) => (await tenant.sql<{ name: string }>('SELECT name FROM team ORDER BY 1')).map(({ name }) => name));
  }

  @Mutation(() => Boolean)
  @Requires(closeFile)
  closeFile(@Args('stationId', { type: () => ID }) stationId: string): boolean {
    return stationId !== '';
  }
}

@Controller('files')
class FileRoutes {
  @Get(':stationId')
  @Requires(readFile)
  read(@Param('stationId') stationId: string): { stationId: string } {
    return { stationId };
  }

  @Post(':stationId/close')
  @Requires(closeFile)
  close(@Param('stationId') stationId: string): { stationId: string } {
    return { stationId };
  }
}

const CREATE = 'mutation ($s: [ID!]!, $i: ApiKeyInput!, $k: String!) { createApiKey(stationIds: $s, input: $i, idempotencyKey: $k) { secret key { id ending state expiresAt lastUsedAt mayChange permissions { id } stations { id } owner { login } } } }';
type Made = { createApiKey: { secret: string | null; key: { id: string; ending: string; state: string; expiresAt: string } } };

describe('API keys', () => {
  let house: House;
  let bureau: BureauMaker;
  let here: string;
  let there: string;
  let count = 0;
  const ids = new Map<string, string>();
  const people = new Map<string, Browser>();
  const by = (login: string) => people.get(login) as Browser;
  const idOf = (login: string) => ids.get(login) as string;

  beforeAll(async () => {
    house = await openHouse({ settings: { accessTokenMinutes: 10_000_000, idleLockMinutes: 10_000_000, sessionHours: 100_000, keyRequestsPerMinute: 30 }, permissions: [readFile, closeFile, burnFile], providers: [Files], controllers: [FileRoutes] });
    bureau = await BureauMaker.make(house, 'B1');
    [here, there] = [await bureau.station('S1'), await bureau.station('S2')];
    const roles: readonly (readonly [string, string, string?])[] = [['admin', 'bureau-admin'], ['leader', 'bureau-leader'], ['chief', 'chief', here], ['chief2', 'chief', there], ['analyst', 'analyst', here], ['aux', 'auxiliary', here]];
    for (const [login, role, station] of roles) ids.set(login, await bureau.person(login, role, station));
    for (const login of ids.keys()) people.set(login, await signIn(house, login));
    for (const [stationId, name] of [[here, 'here team'], [there, 'there team']] as const) await bureau.run((tenant) => tenant.sql('INSERT INTO team (station_id, id, name) VALUES ($1, gen_random_uuid(), $2)', [stationId, name]), [stationId]);
  }, 60_000);
  afterAll(() => house?.close());

  const days = (many: number) => new Date(house.clock.now().getTime() + many * 86_400_000).toISOString();
  const make = (login: string, wish: { stationIds?: readonly string[]; permissions?: readonly string[]; mayChange?: boolean; expiresAt?: string } = {}, idempotencyKey = `key ${(count += 1)}`) =>
    by(login).graphql(CREATE, { s: wish.stationIds ?? [here], k: idempotencyKey, i: { title: '周报', purpose: '每周统计', permissions: wish.permissions ?? ['file.read'], mayChange: wish.mayChange ?? false, expiresAt: wish.expiresAt ?? days(30) } });
  const secretOf = async (...wish: Parameters<typeof make>) => {
    const { data, message } = await make(...wish);
    if (data === null) throw new Error(message);
    return (data as unknown as Made).createApiKey as { secret: string; key: Made['createApiKey']['key'] };
  };
  const program = (secret: string) => Object.assign(new Browser(house), { token: secret });
  const file = (secret: string, stationId = here, purpose?: string) => program(secret).graphql('query ($s: ID!, $p: String) { file(stationId: $s, purpose: $p) { name } }', { s: stationId, p: purpose });
  const reached = (secret: string, stationIds: string[]) => program(secret).graphql('query ($s: [ID!]!) { reached(stationIds: $s) }', { s: stationIds });

  it('is shown once, kept as a hash, and asks in its owner’s name', async () => {
    const { secret, key } = await secretOf('analyst', {}, 'once');
    expect(secret).toMatch(/^shk_[\w-]{43}$/);
    expect(key).toMatchObject({ ending: secret.slice(-4), state: 'LIVE', mayChange: false, lastUsedAt: null, owner: { login: 'analyst' }, stations: [{ id: here }], permissions: [{ id: 'file.read' }] });
    expect((await make('analyst', {}, 'once')).data).toMatchObject({ createApiKey: { secret: null, key: { id: key.id } } });
    const { rows } = await house.test.owner.query<{ row: string }>('SELECT k::text AS row FROM api_key k');
    expect(rows.every(({ row }) => !row.includes(secret) && !row.includes(Buffer.from(secret).toString('hex')))).toBe(true);
    expect((await file(secret)).data).toMatchObject({ file: { name: '欧阳*' } });
    expect((await program(secret).graphql('{ me { account { login } stations { station { id } permissions } bureauPermissions } }')).data).toEqual({ me: { account: { login: 'analyst' }, stations: [{ station: { id: here }, permissions: ['file.read'] }], bureauPermissions: [] } });
    expect((await by('analyst').graphql('{ apiKeys { id lastUsedAt lastAddress } }')).data).toMatchObject({ apiKeys: expect.arrayContaining([{ id: key.id, lastUsedAt: house.clock.now().toISOString(), lastAddress: '127.0.0.1' }]) });
    const audited = await house.test.owner.query<{ details: object; purpose: string }>(`SELECT details, purpose FROM audit_entry WHERE action = 'apiKey.made' AND details ->> 'keyId' = $1`, [key.id]);
    expect(audited.rows).toEqual([{ purpose: '每周统计', details: expect.objectContaining({ permissions: ['file.read'], stationIds: [here] }) }]);
  });

  it('never carries what its owner does not hold, nor the making of keys', async () => {
    expect((await make('analyst', { permissions: ['file.close'] })).code).toBe('BAD_INPUT');
    expect((await make('analyst', { permissions: ['apiKey.hold'] })).code).toBe('BAD_INPUT');
    expect((await make('analyst', { permissions: ['no.such'] })).code).toBe('BAD_INPUT');
    expect((await make('analyst', { permissions: [] })).code).toBe('BAD_INPUT');
    expect((await make('analyst', { stationIds: [there] })).code).toBe('NOT_FOUND');
    expect((await make('aux')).code).toBe('FORBIDDEN');
    expect((await make('analyst', { expiresAt: days(366) })).code).toBe('BAD_INPUT');
    expect((await make('analyst', { expiresAt: days(-1) })).code).toBe('BAD_INPUT');
    const { secret } = await secretOf('chief', { permissions: ['file.read', 'file.close', 'member.grant'], mayChange: true });
    const refused = await program(secret).graphql(CREATE, { s: [here], k: 'by key', i: { title: 'x', purpose: 'x', permissions: ['file.read'], expiresAt: days(1) } });
    expect(refused.code).toBe('FORBIDDEN');
    for (const operation of ['{ apiKeys { id } }', 'mutation { enrolSecondFactor { secret } }', '{ bureauApiKeys(bureauId: "' + bureau.id + '") { id } }']) expect((await program(secret).graphql(operation)).code).toBe('FORBIDDEN');
  });

  it('counts at its stations alone, also where its owner has more, and row-level security holds', async () => {
    const { secret } = await secretOf('leader', { stationIds: [here] });
    expect((await by('leader').graphql('query ($s: [ID!]!) { reached(stationIds: $s) }', { s: [here, there] })).data).toEqual({ reached: ['here team', 'there team'] });
    expect((await reached(secret, [here])).data).toEqual({ reached: ['here team'] });
    expect((await reached(secret, [here, there])).code).toBe('NOT_FOUND');
    expect((await file(secret, there)).code).toBe('NOT_FOUND');
    expect((await program(secret).post(`/files/${there}`)).status).toBe(404);
  });

  it('reads nobody in full, whatever purpose it gives and whoever owns it', async () => {
    expect((await by('chief').graphql('query ($s: ID!) { file(stationId: $s, purpose: "办案") { name } }', { s: here })).data).toEqual({ file: { name: '欧阳修远' } });
    const { secret } = await secretOf('chief');
    expect((await file(secret, here, '办案')).data).toEqual({ file: { name: '欧阳*' } });
  });

  it('changes nothing unless it was made to; over REST without the header of the pages', async () => {
    const reads = (await secretOf('chief', { permissions: ['file.read', 'file.close'] })).secret;
    const changes = (await secretOf('chief', { permissions: ['file.read', 'file.close'], mayChange: true })).secret;
    const close = (secret: string) => program(secret).graphql('mutation ($s: ID!) { closeFile(stationId: $s) }', { s: here });
    expect(await close(reads)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await close(changes)).data).toEqual({ closeFile: true });
    expect((await program(changes).post(`/files/${here}/close`, {}, {})).status).toBe(201);
    expect((await program(reads).post(`/files/${here}/close`, {}, {})).body).toMatchObject({ error: { code: 'FORBIDDEN' } });
    expect((await Object.assign(new Browser(house), { token: by('chief').token }).post(`/files/${here}/close`, {}, {})).body).toMatchObject({ error: { code: 'CROSS_SITE_REFUSED' } });
  });

  it('is over when it expires, is revoked, or the bureau allows less', async () => {
    const short = (await secretOf('analyst', { expiresAt: days(1) })).secret;
    const long = await secretOf('analyst', { expiresAt: days(300) });
    const revoked = await secretOf('analyst');
    expect((await by('chief').graphql('mutation ($k: ID!) { revokeApiKey(keyId: $k) { state } }', { k: revoked.key.id })).code).toBe('NOT_FOUND');
    expect((await by('analyst').graphql('mutation ($k: ID!) { revokeApiKey(keyId: $k) { state } }', { k: revoked.key.id })).data).toEqual({ revokeApiKey: { state: 'REVOKED' } });
    expect(await file(revoked.secret)).toMatchObject({ code: 'API_KEY_INVALID', message: expect.stringContaining('revoked') });
    house.clock.advance(24 * 60 + 1);
    expect(await file(short)).toMatchObject({ code: 'API_KEY_INVALID', message: expect.stringContaining('expired') });
    expect((await file(long.secret)).code).toBeUndefined();
    const allow = (many: number) => by('admin').graphql('mutation ($b: ID!, $d: Int!) { setApiKeyDays(bureauId: $b, days: $d) }', { b: bureau.id, d: many });
    expect((await allow(400)).code).toBe('BAD_INPUT');
    await allow(1);
    expect((await file(long.secret)).code).toBe('API_KEY_INVALID');
    expect((await make('analyst', { expiresAt: days(2) })).code).toBe('BAD_INPUT');
    await allow(0);
    expect((await make('analyst', { expiresAt: days(1) })).code).toBe('CONFLICT');
    await allow(365);
    expect((await file(long.secret)).code).toBeUndefined();
    expect((await by('admin').graphql('mutation ($k: ID!) { revokeApiKey(keyId: $k) { state owner { login } } }', { k: long.key.id })).data).toEqual({ revokeApiKey: { state: 'REVOKED', owner: { login: 'analyst' } } });
    expect((await file(long.secret)).code).toBe('API_KEY_INVALID');
  });

  it('holds at every request what its owner holds then', async () => {
    const role = async (login: string, permission: string, held: boolean) =>
      by('admin').graphql('mutation ($b: ID!, $r: String!, $p: String!, $h: Boolean!) { setRolePermission(bureauId: $b, role: $r, permission: $p, held: $h, reason: "试点") { role } }', { b: bureau.id, r: login, p: permission, h: held });
    const { secret } = await secretOf('analyst', { permissions: ['file.read', 'station.read'] });
    await role('analyst', 'file.read', false);
    expect((await file(secret)).code).toBe('FORBIDDEN');
    await role('analyst', 'file.read', true);
    await role('analyst', 'apiKey.hold', false);
    expect((await file(secret)).code).toBe('API_KEY_INVALID');
    await role('analyst', 'apiKey.hold', true);
    expect((await file(secret)).code).toBeUndefined();

    // Moved to another station, its owner reads there; the key does not follow.
    const mover = await bureau.person('mover', 'analyst', here);
    people.set('mover', await signIn(house, 'mover'));
    const moved = (await secretOf('mover')).secret;
    const { rows } = await house.test.owner.query<{ id: string }>('SELECT id FROM membership WHERE account_id = $1', [mover]);
    await bureau.run((tenant) => revokeRole(tenant, here, rows[0]?.id as string, () => true), [here]);
    await bureau.grant(mover, 'analyst', there);
    expect((await file(moved, there)).code).toBe('API_KEY_INVALID');
    expect((await file(moved, here)).code).toBe('API_KEY_INVALID');

    const leaver = await bureau.person('leaver', 'analyst', here);
    people.set('leaver', await signIn(house, 'leaver'));
    const left = (await secretOf('leaver')).secret;
    await bureau.run((tenant) => setAccountActive(tenant, bureau.id, leaver, false, house.clock.now()));
    expect((await file(left)).code).toBe('API_KEY_INVALID');
  });

  it('is braked, and signs nobody in or out', async () => {
    const { secret } = await secretOf('analyst');
    const answers = await Promise.all(Array.from({ length: 29 }, () => file(secret)));
    expect(answers.every(({ code }) => code === undefined)).toBe(true);
    await file(secret);
    expect(await file(secret)).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    house.clock.advance(1.01);
    expect((await file(secret)).code).toBeUndefined();
    expect((await file('shk_' + 'a'.repeat(43))).code).toBe('API_KEY_INVALID');
    expect((await program(secret).post('/auth/password', { currentPassword: 'a', newPassword: 'b' })).body).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    expect((await program(secret).post('/auth/sign-out')).status).toBe(204);
    expect((await file(secret)).code).toBeUndefined();
  });

  it('is overseen by the bureau: every key, none of another bureau', async () => {
    const other = await BureauMaker.make(house, 'B2');
    await other.person('admin2', 'bureau-admin');
    people.set('admin2', await signIn(house, 'admin2'));
    const { key } = await secretOf('chief2', { stationIds: [there] });
    const all = (await by('admin').graphql('query ($b: ID!) { bureauApiKeys(bureauId: $b) { id owner { login } stations { id } } }', { b: bureau.id })).data as { bureauApiKeys: { id: string }[] };
    expect(all.bureauApiKeys).toEqual(expect.arrayContaining([{ id: key.id, owner: { login: 'chief2' }, stations: [{ id: there }] }]));
    expect((await by('admin2').graphql('query ($b: ID!) { bureauApiKeys(bureauId: $b) { id } }', { b: bureau.id })).code).toBe('NOT_FOUND');
    expect((await by('admin2').graphql('query ($b: ID!) { bureauApiKeys(bureauId: $b) { id } }', { b: other.id })).data).toEqual({ bureauApiKeys: [] });
    expect((await by('admin2').graphql('mutation ($k: ID!) { revokeApiKey(keyId: $k) { id } }', { k: key.id })).code).toBe('NOT_FOUND');
    expect((await by('chief').graphql('query ($b: ID!) { bureauApiKeys(bureauId: $b) { id } }', { b: bureau.id })).code).toBe('FORBIDDEN');
    expect(idOf('chief2')).toBeDefined();
  });
});
