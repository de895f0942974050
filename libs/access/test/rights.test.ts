import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askAccess, decideAccess, definePermission, endAccess, openingsOf, personalReadsOf, Requires, TenantGate, withReader, type AccessGrantRow } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';
import fc from 'fast-check';
import { CaseFile, FILE } from './case-file.js';
import { BureauMaker, openHouse, signIn, type Browser, type House } from './house.js';

const readFile = definePermission({ id: 'file.read', title: text('查看卷宗', 'Read files'), description: text('查看卷宗。', 'Read files.'), defaultRoles: ['chief', 'auxiliary'], byAccessGrant: true });
const workFile = definePermission({ id: 'file.work', title: text('办理卷宗', 'Work on files'), description: text('办理卷宗。', 'Work on files.'), defaultRoles: ['chief', 'auxiliary'], duty: text('卷宗须有人办理', 'Files must be worked on') });
const countFile = definePermission({ id: 'file.count', title: text('统计卷宗', 'Count files'), description: text('统计卷宗。', 'Count files.'), defaultRoles: ['chief', 'bureau-admin', 'bureau-leader'], reachesStations: true });

const OTHER = '01890000-0000-7000-8000-00000000000b';

@Resolver()
class Files {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => CaseFile)
  @Requires(readFile, { record: 'id' })
  file(@Args('stationId', { type: () => ID }) stationId: string, @Args('id', { type: () => ID }) id: string, @Args('purpose', { type: () => String, nullable: true }) purpose?: string): Promise<CaseFile> {
    return this.gate.inStation(stationId, async (tenant) => withReader({ id, name: '欧阳修远' }, await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'file', id })));
  }

  @Query(() => [CaseFile])
  @Requires(readFile)
  files(@Args('stationId', { type: () => ID }) stationId: string): CaseFile[] {
    return [withReader({ id: FILE, name: '欧阳修远' }, this.gate.reader(stationId))];
  }

  @Query(() => Number)
  @Requires(countFile)
  fileCount(@Args('stationId', { type: () => ID }) stationId: string): number {
    return stationId.length;
  }

  @Mutation(() => Boolean)
  @Requires(readFile)
  touchFile(@Args('stationId', { type: () => ID }) stationId: string): boolean {
    return stationId !== '';
  }
}

describe('rights', () => {
  let house: House;
  let bureau: BureauMaker;
  let here: string;
  let there: string;
  const ids = new Map<string, string>();
  const people = new Map<string, Browser>();
  const by = (login: string) => people.get(login) as Browser;
  const idOf = (login: string) => ids.get(login) as string;

  beforeAll(async () => {
    // The clock runs for hours here; that a sign-in ends is shown elsewhere.
    house = await openHouse({ settings: { accessTokenMinutes: 600, idleLockMinutes: 600 }, permissions: [readFile, workFile, countFile], providers: [Files] });
    bureau = await BureauMaker.make(house, 'B1');
    [here, there] = [await bureau.station('S1'), await bureau.station('S2')];
    const roles: readonly (readonly [string, string, string?])[] = [['admin', 'bureau-admin'], ['second', 'bureau-admin'], ['leader', 'bureau-leader'], ['chief', 'chief', here], ['chief2', 'chief', there], ['aux', 'auxiliary', here], ['porter', 'auxiliary', here]];
    for (const [login, role, station] of roles) ids.set(login, await bureau.person(login, role, station));
    ids.set('clerk', await bureau.account('clerk'));
    for (const login of [...ids.keys()].filter((one) => one !== 'porter')) people.set(login, await signIn(house, login));
  }, 60_000);
  afterAll(() => house?.close());

  const setRole = (login: string, role: string, permission: string, held: boolean, stationId?: string) =>
    by(login).graphql('mutation ($b: ID!, $s: ID, $r: String!, $p: String!, $h: Boolean!) { setRolePermission(bureauId: $b, stationId: $s, role: $r, permission: $p, held: $h, reason: "试点") { role permission taken { reason } kept { rule } } }', { b: bureau.id, s: stationId, r: role, p: permission, h: held });
  const files = (login: string, stationId = here) => by(login).graphql('query ($s: ID!) { files(stationId: $s) { name } }', { s: stationId });
  const file = (login: string, id: string, purpose?: string) => by(login).graphql('query ($s: ID!, $id: ID!, $p: String) { file(stationId: $s, id: $id, purpose: $p) { name } }', { s: here, id, p: purpose });
  const audited = async (action: string) => (await house.test.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM audit_entry WHERE action = $1', [action])).rows[0]?.n;

  it('takes a permission from a role at once, gives it back, and never more', async () => {
    expect((await files('aux')).code).toBeUndefined();
    expect((await setRole('chief', 'auxiliary', 'file.read', false, here)).code).toBeUndefined();
    expect((await files('aux')).code).toBe('FORBIDDEN');
    // At another station nothing has changed; the way back is the same place.
    expect((await setRole('chief2', 'auxiliary', 'file.read', false, here)).code).toBe('NOT_FOUND');
    expect((await setRole('chief', 'auxiliary', 'file.read', true, here)).code).toBeUndefined();
    expect((await files('aux')).code).toBeUndefined();
    expect([await audited('role.tightened'), await audited('role.returned')]).toEqual([1, 1]);
    // Beyond the default, and beyond what the bureau left.
    expect((await setRole('admin', 'auxiliary', 'file.count', true)).code).toBe('ROLE_LOOSENS');
    expect((await setRole('admin', 'auxiliary', 'file.read', false)).code).toBeUndefined();
    const refused = await setRole('chief', 'auxiliary', 'file.read', true, here);
    expect(refused).toMatchObject({ code: 'ROLE_LOOSENS', message: expect.stringContaining('试点') as unknown });
    expect((await files('aux')).code).toBe('FORBIDDEN');
    expect((await setRole('admin', 'auxiliary', 'file.read', true)).code).toBeUndefined();
    expect((await setRole('chief', 'bureau-leader', 'file.count', false, here)).code).toBe('FORBIDDEN');
  });

  it('takes from a role what it sees of people in full', async () => {
    const shown = async () => (await file('chief', FILE, '核查')).data?.['file'];
    expect(await shown()).toEqual({ name: '欧阳修远' });
    expect((await setRole('admin', 'chief', 'person.readFully', false)).code).toBeUndefined();
    expect(await shown()).toEqual({ name: '欧阳*' });
    expect((await setRole('admin', 'chief', 'person.readFully', true)).code).toBeUndefined();
  });

  it('keeps the last holder of a duty and the way back', async () => {
    expect((await setRole('chief', 'auxiliary', 'file.work', false, here)).code).toBeUndefined();
    expect((await setRole('chief', 'chief', 'file.work', false, here)).code).toBe('ROLE_KEEPS');
    // The bureau sees that one of its stations has none left.
    expect((await setRole('admin', 'chief', 'file.work', false)).code).toBe('ROLE_KEEPS');
    expect((await setRole('admin', 'bureau-admin', 'role.tighten', false)).code).toBe('ROLE_KEEPS');
    expect((await setRole('chief', 'chief', 'role.tighten', false, here)).code).toBe('ROLE_KEEPS');
    const { data } = await by('chief').graphql('query ($b: ID!, $s: ID) { roleMatrix(bureauId: $b, stationId: $s) { role permission taken { reason takenBy } kept { rule words { en } } } }', { b: bureau.id, s: here });
    const cells = data?.['roleMatrix'] as { role: string; permission: string }[];
    expect(cells.find(({ role, permission }) => role === 'auxiliary' && permission === 'file.work')).toMatchObject({ taken: { reason: '试点', takenBy: 'chief' } });
    expect(cells.find(({ role, permission }) => role === 'chief' && permission === 'file.work')).toMatchObject({ taken: null, kept: { rule: 'lastDuty', words: { en: expect.stringContaining('Files must be worked on') as unknown } } });
    expect((await setRole('chief', 'auxiliary', 'file.work', true, here)).code).toBeUndefined();
  });

  it('delegates a bounded part, which ends by itself and cannot be passed on', async () => {
    const delegate = (login: string, to: string, permissions: string[], stations: string[]) =>
      by(login).graphql('mutation ($b: ID!, $a: ID!, $p: [String!]!, $s: [ID!]!, $e: DateTime!) { delegateRights(bureauId: $b, accountId: $a, permissions: $p, atStationIds: $s, reason: "代管", endsAt: $e) { id active permissions { id } } }', { b: bureau.id, a: idOf(to), p: permissions, s: stations, e: new Date(house.clock.now().getTime() + 3_600_000).toISOString() });
    expect((await delegate('admin', 'admin', ['member.grant'], [here])).code).toBe('DELEGATION_EXCEEDS');
    expect((await delegate('admin', 'clerk', ['role.tighten'], [here])).code).toBe('DELEGATION_EXCEEDS');
    expect((await delegate('admin', 'clerk', ['member.grant'], [])).code).toBe('BAD_INPUT');
    expect((await delegate('chief', 'clerk', ['member.grant'], [here])).code).toBe('FORBIDDEN');
    const given = await delegate('admin', 'clerk', ['member.grant', 'member.read', 'account.manage'], [here]);
    expect(given.data?.['delegateRights']).toMatchObject({ active: true });
    const grant = (stationId: string, accountId: string, role: string) => by('clerk').graphql('mutation ($s: ID!, $a: ID!, $r: String!) { grantRole(stationId: $s, accountId: $a, role: $r) { id } }', { s: stationId, a: accountId, r: role });
    expect((await grant(here, idOf('aux'), 'duty-officer')).code).toBeUndefined();
    expect((await grant(there, idOf('aux'), 'duty-officer')).code).toBe('NOT_FOUND');
    expect((await grant(here, idOf('clerk'), 'duty-officer')).code).toBe('FORBIDDEN');
    expect((await grant(here, idOf('aux'), 'chief')).code).toBe('FORBIDDEN');
    // Accounts of that station alone: not the administrator's, not another station's.
    const reset = (login: string) => by('clerk').graphql('mutation ($b: ID!, $a: ID!) { resetPassword(bureauId: $b, accountId: $a) { account { id } } }', { b: bureau.id, a: idOf(login) });
    expect(await Promise.all(['admin', 'chief', 'chief2', 'clerk'].map(async (login) => (await reset(login)).code))).toEqual(Array(4).fill('FORBIDDEN'));
    expect((await reset('porter')).code).toBeUndefined();
    expect((await by('clerk').graphql('query ($b: ID!) { delegations(bureauId: $b) { id } }', { b: bureau.id })).code).toBe('FORBIDDEN');
    house.clock.advance(10);
    expect((await grant(here, idOf('chief2'), 'duty-officer')).code).toBeUndefined();
    const { data } = await by('admin').graphql('query ($b: ID!) { delegations(bureauId: $b) { id active stations { id } } }', { b: bureau.id });
    const [first] = data?.['delegations'] as { id: string }[];
    await by('admin').graphql('mutation ($b: ID!, $d: ID!) { revokeDelegation(bureauId: $b, delegationId: $d) { active } }', { b: bureau.id, d: first?.id });
    expect((await grant(here, idOf('chief2'), 'command-room')).code).toBe('NOT_FOUND');
  });

  describe('access grants', () => {
    const inPlace = <Result>(login: string, work: (tenant: Parameters<typeof endAccess>[0]) => Promise<Result>) => house.test.database.inTenant({ stationIds: [here], bureauIds: [bureau.id], accountId: idOf(login) }, work);
    const ask = (hours: number, record?: string): Promise<AccessGrantRow> =>
      inPlace('leader', (tenant) => askAccess(tenant, { stationId: here, bureauId: bureau.id, accountId: idOf('leader'), record: record === undefined ? undefined : { kind: 'file', id: record }, purpose: '核查信访', hours }, house.clock.now()));

    it('opens one record, marked, recorded, for the time it was given', async () => {
      expect((await file('leader', FILE)).code).toBe('FORBIDDEN');
      const grant = await ask(1, FILE);
      expect(await file('leader', FILE, '核查')).toMatchObject({ data: { file: { name: '欧阳修远' } } });
      expect((await file('leader', OTHER, '核查')).code).toBe('FORBIDDEN');
      expect((await files('leader')).code).toBe('FORBIDDEN');
      expect((await by('leader').graphql('{ me { accessGrants { stationId recordId } } }')).data).toMatchObject({ me: { accessGrants: [{ stationId: here, recordId: FILE }] } });
      const opened = await inPlace('chief', (tenant) => openingsOf(tenant, here, [grant.id]));
      expect(opened).toMatchObject([{ operation: 'file', recordId: FILE, times: 1 }]);
      expect(await inPlace('chief', (tenant) => personalReadsOf(tenant, here, [grant.id]))).toMatchObject([{ recordId: FILE, purpose: '核查' }]);
      // To the second.
      house.clock.advance(59 + 59 / 60);
      expect((await file('leader', FILE)).code).toBeUndefined();
      house.clock.advance(1 / 60);
      expect((await file('leader', FILE)).code).toBe('FORBIDDEN');
    });

    it('opens a station only after a second person, for reading only, and ends when told to', async () => {
      const grant = await ask(24);
      expect((await files('leader')).code).toBe('FORBIDDEN');
      await expect(inPlace('leader', (tenant) => decideAccess(tenant, here, grant.id, undefined, house.clock.now()))).rejects.toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
      await expect(ask(24)).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(ask(200, OTHER)).rejects.toMatchObject({ code: 'BEYOND_BOUND' });
      await inPlace('admin', (tenant) => decideAccess(tenant, here, grant.id, undefined, house.clock.now()));
      expect(await files('leader')).toMatchObject({ data: { files: [{ name: '欧阳*' }] } });
      expect(await file('leader', OTHER, '核查')).toMatchObject({ data: { file: { name: '欧阳修远' } } });
      expect((await by('leader').graphql('mutation ($s: ID!) { touchFile(stationId: $s) }', { s: here })).code).toBe('FORBIDDEN');
      expect((await files('leader', there)).code).toBe('FORBIDDEN');
      expect((await files('admin')).code).toBe('FORBIDDEN');
      // Neither longer nor elsewhere: the database itself refuses.
      await expect(inPlace('leader', (tenant) => tenant.sql("UPDATE access_grant SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' WHERE station_id = $1 AND id = $2", [here, grant.id]))).rejects.toThrow();
      await expect(inPlace('leader', (tenant) => tenant.sql('UPDATE access_grant SET hours = 168 WHERE station_id = $1 AND id = $2', [here, grant.id]))).rejects.toThrow();
      await inPlace('second', (tenant) => endAccess(tenant, here, grant.id, house.clock.now()));
      expect((await files('leader')).code).toBe('FORBIDDEN');
    });
  });

  it('explains exactly what is decided, for whoever asks about whomever', async () => {
    const logins = [...people.keys()];
    const operations = { 'file.read': 'files(stationId: $s) { id }', 'file.count': 'fileCount(stationId: $s)', 'member.read': 'members(stationId: $s) { id }', 'member.grant': 'grantableAccounts(stationId: $s, search: "") { id }', 'auditRecord.read': 'auditEntries(stationId: $s) { pageInfo { hasNextPage } }', 'outside.read': 'outsideUnits(stationId: $s) { id }' } as const;
    await setRole('admin', 'bureau-leader', 'file.count', false);
    // A grant that is open and a part that counts are part of what is explained.
    const grant = await house.test.database.inTenant({ stationIds: [there], bureauIds: [bureau.id], accountId: idOf('leader') }, (tenant) => askAccess(tenant, { stationId: there, bureauId: bureau.id, accountId: idOf('leader'), record: undefined, purpose: '核查', hours: 1 }, house.clock.now()));
    await house.test.database.inTenant({ stationIds: [there], bureauIds: [bureau.id], accountId: idOf('admin') }, (tenant) => decideAccess(tenant, there, grant.id, undefined, house.clock.now()));
    await by('admin').graphql('mutation ($b: ID!, $a: ID!, $s: [ID!]!, $e: DateTime!) { delegateRights(bureauId: $b, accountId: $a, permissions: ["member.read", "member.grant"], atStationIds: $s, reason: "代管", endsAt: $e) { id } }', { b: bureau.id, a: idOf('clerk'), s: [there], e: new Date(house.clock.now().getTime() + 3_600_000).toISOString() });
    const explain = async (asker: string, login: string, stationId?: string) =>
      (await by(asker).graphql('query ($b: ID!, $s: ID, $a: ID!) { explainRights(bureauId: $b, stationId: $s, accountId: $a) { reaches units { station { id } may level holdings { permission { id } through taken } sights { kind dataClass plain withPurpose } } } }', { b: bureau.id, s: stationId, a: idOf(login) })).data?.['explainRights'] as { units: { station: { id: string } | null; may: string[]; level: string; holdings: { permission: { id: string }; taken: boolean }[]; sights: { kind: string; plain: string | null; withPurpose: string | null }[] }[] };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...logins), fc.constantFrom(here, there), fc.constantFrom(...Object.entries(operations)), async (login, stationId, [permission, operation]) => {
        const unit = (await explain('admin', login, stationId)).units.find(({ station }) => station?.id === stationId);
        const { code } = await by(login).graphql(`query ($s: ID!) { ${operation} }`, { s: stationId });
        expect([undefined, 'FORBIDDEN', 'NOT_FOUND']).toContain(code);
        expect(unit?.may.includes(permission)).toBe(code === undefined);
        expect(unit?.holdings.some((held) => held.permission.id === permission && !held.taken)).toBe(code === undefined);
      }),
      { numRuns: 40 },
    );
    // The mask that is shown is the mask that is made.
    const [unit] = (await explain('chief', 'chief', here)).units;
    expect(unit?.sights.find(({ kind }) => kind === 'name')).toMatchObject({ plain: '张*', withPurpose: '张三丰' });
    const asked = await by('aux').graphql('query ($b: ID!, $s: ID, $a: ID!) { explainRights(bureauId: $b, stationId: $s, accountId: $a) { reaches } }', { b: bureau.id, s: here, a: idOf('chief') });
    expect(asked.code).toBe('FORBIDDEN');
    expect(await audited('rights.explained')).toBeGreaterThan(20);
  });
});
