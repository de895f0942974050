import { Controller, Get, Param, Post } from '@nestjs/common';
import { Args, Field, ID, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { currentRequest, definePermission, matrixMarkdown, PermissionRegistry, Personal, Public, Requires, roleOperationMatrix, SignedIn, TenantGate, withReader } from '@stationhouse/access';
import { newId, text } from '@stationhouse/kernel';
import { Browser, BureauMaker, openHouse, signIn, type House } from './house.js';

const readNote = definePermission({ id: 'note.read', title: text('查看笔记', 'Read notes'), description: text('查看笔记。', 'Read notes.'), defaultRoles: ['chief', 'auxiliary', 'mediator', 'bureau-leader'] });
const countNote = definePermission({ id: 'note.count', title: text('统计笔记', 'Count notes'), description: text('统计笔记。', 'Count notes.'), defaultRoles: ['bureau-leader', 'chief'], reachesStations: true });

const NOTE = { id: '01890000-0000-7000-8000-000000000001', number: 'N-1', name: '欧阳修远', phone: '13812345678', idNumber: '110101199003074578', narrative: '邻居深夜争吵', age: 41, child: '小明' };

@ObjectType()
class Note {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true }) @Personal({ class: 'P2', kind: 'name' }) name!: string | null;
  @Field(() => String, { nullable: true }) @Personal({ class: 'P2', kind: 'phone' }) phone!: string | null;
  @Field(() => String, { nullable: true }) @Personal({ class: 'P2', kind: 'idNumber' }) idNumber!: string | null;
  @Field(() => String, { nullable: true }) @Personal({ class: 'P2', kind: 'text' }) narrative!: string | null;
  @Field(() => String, { nullable: true }) @Personal({ class: 'P3', kind: 'name' }) child!: string | null;
  @Field(() => Number, { nullable: true }) @Personal({ class: 'P2', kind: 'text' }) age!: number | null;
}

@Resolver(() => Note)
class NoteResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => Note)
  @Requires(readNote)
  note(@Args('stationId', { type: () => ID }) stationId: string, @Args('purpose', { type: () => String, nullable: true }) purpose?: string): Promise<Note> {
    return this.gate.inStation(stationId, async (tenant) => withReader({ ...NOTE }, await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'note', id: NOTE.id, number: NOTE.number })));
  }

  @Query(() => [Note])
  @Requires(readNote)
  notes(@Args('stationId', { type: () => ID }) stationId: string): Note[] {
    return [withReader({ ...NOTE }, this.gate.reader(stationId))];
  }

  @Query(() => Note)
  @Requires('note.read')
  unmarkedNote(@Args('stationId', { type: () => ID }) stationId: string): Note {
    return { ...NOTE, id: stationId };
  }

  @Query(() => Boolean)
  @Requires(readNote)
  maySearchNotes(@Args('stationId', { type: () => ID }) stationId: string): boolean {
    return this.gate.mayRead(stationId, 'P2');
  }

  @Query(() => Number)
  @Requires(countNote)
  noteCount(@Args('stationIds', { type: () => [ID] }) stationIds: string[]): Promise<number> {
    return this.gate.inStations(stationIds, async (tenant) => tenant.context.stationIds.length);
  }

  @Query(() => String)
  @Requires(readNote, { anyStation: true })
  noteImports(@Args('bureauId', { type: () => ID }) bureauId: string, @Args('stationId', { type: () => ID, nullable: true }) stationId?: string): string {
    return stationId ?? bureauId;
  }

  @Query(() => String)
  // eslint-disable-next-line stationhouse/guarded-operation -- what declares nothing must be refused: that is the test
  forgotten(): string {
    return 'canary';
  }

  @Query(() => String)
  @Requires(readNote)
  placeless(): string {
    return 'canary';
  }

  @Query(() => String)
  @Public()
  open(): string {
    return currentRequest().requestId;
  }

  @ResolveField(() => String, { nullable: true, name: 'echo' })
  @Personal({ class: 'P2', kind: 'text' })
  echo(@Parent() note: Note): string | null {
    return note.narrative;
  }
}

@Controller('api/stations/:stationId/notes')
class NoteController {
  @Get()
  @Requires(readNote)
  list(@Param('stationId') stationId: string): { stationId: string; login: string } {
    return { stationId, login: currentRequest().account.login };
  }

  @Post()
  @Requires(readNote)
  add(@Param('stationId') stationId: string): { stationId: string; login: string } {
    return { stationId, login: currentRequest().account.login };
  }

  @Get('forgotten')
  // eslint-disable-next-line stationhouse/guarded-operation -- what declares nothing must be refused: that is the test
  forgotten(): string {
    return 'canary';
  }

  @Get('mine')
  @SignedIn()
  mine(): string {
    return currentRequest().account.login;
  }
}

describe('the guard', () => {
  let house: House;
  let [here, there, abroad, bureauId, otherBureauId] = ['', '', '', '', ''];
  const people: Record<string, Browser> = {};

  beforeAll(async () => {
    house = await openHouse({ permissions: [readNote, countNote], providers: [NoteResolver], controllers: [NoteController] });
    const bureau = await BureauMaker.make(house, 'B1');
    const other = await BureauMaker.make(house, 'B2');
    [here, there, abroad] = [await bureau.station('S1'), await bureau.station('S2'), await other.station('S1')];
    [bureauId, otherBureauId] = [bureau.id, other.id];
    for (const role of ['chief', 'auxiliary', 'duty-officer', 'mediator', 'analyst']) {
      await bureau.person(role, role, here);
      people[role] = await signIn(house, role);
    }
    await bureau.person('leader', 'bureau-leader');
    people['leader'] = await signIn(house, 'leader');
    people['nobody'] = new Browser(house);
  });
  afterAll(() => house.close());

  const ask = (who: string, query: string, variables: object = {}) => (people[who] as Browser).graphql(query, variables);
  const note = (who: string, stationId: string, purpose?: string) => ask(who, 'query ($s: ID!, $p: String) { note(stationId: $s, purpose: $p) { name phone idNumber narrative age child echo } }', { s: stationId, p: purpose });
  const rest = async (who: string, url: string, method: 'GET' | 'POST' = 'GET', headers: Record<string, string> = {}) => {
    const { token } = people[who] as Browser;
    const answer = await house.app.inject({ method, url, headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, ...(method === 'POST' ? { payload: { big: 'x'.repeat(100_000) } } : {}) });
    return `${answer.statusCode} ${answer.body}`;
  };

  it('refuses an operation that declares nothing, to everybody', async () => {
    for (const who of Object.keys(people)) {
      const answer = await ask(who, '{ forgotten }');
      expect([answer.data, answer.code]).toEqual([null, 'FORBIDDEN']);
      expect(await rest(who, `/api/stations/${here}/notes/forgotten`)).toMatch(/^403/);
    }
  });

  it('lets everybody call what is spelled public', async () => {
    expect((await ask('nobody', '{ open }')).data).toEqual({ open: expect.any(String) });
  });

  it('answers a station out of sight exactly as one that does not exist', async () => {
    const strangers = [there, abroad, newId(), bureauId];
    const answers = await Promise.all(strangers.map((stationId) => note('chief', stationId, '核实')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ data: null, code: 'NOT_FOUND' });
    const lists = await Promise.all([[there], [here, abroad], [newId()]].map((s) => ask('chief', 'query ($s: [ID!]!) { noteCount(stationIds: $s) }', { s })));
    expect(new Set(lists.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(lists[0]?.code).toBe('NOT_FOUND');
    for (const stationId of strangers) expect(await rest('chief', `/api/stations/${stationId}/notes`)).toMatch(/^404/);
    // One request, the same id as a station and as a bureau: neither answers for the other.
    const both = await ask('chief', 'query ($s: ID!) { noteCount(stationIds: [$s]) noteImports(bureauId: $s) }', { s: here });
    expect(both.code).toBe('NOT_FOUND');
    const bureaus = await Promise.all([otherBureauId, newId(), here].map((b) => ask('chief', 'query ($b: ID!) { noteImports(bureauId: $b) }', { b })));
    expect(new Set(bureaus.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(bureaus[0]?.code).toBe('NOT_FOUND');
  });

  it('says FORBIDDEN where the caller sees the station but may not do this', async () => {
    expect((await note('duty-officer', here)).code).toBe('FORBIDDEN');
    expect((await note('leader', here)).code).toBe('FORBIDDEN');
    expect((await note('leader', abroad)).code).toBe('NOT_FOUND');
    expect(await rest('duty-officer', `/api/stations/${here}/notes`)).toMatch(/^403/);
  });

  it('lets a bureau’s role reach stations only where the permission says so', async () => {
    const count = (who: string, s: string[]) => ask(who, 'query ($s: [ID!]!) { noteCount(stationIds: $s) }', { s });
    expect((await count('leader', [here, there])).data).toEqual({ noteCount: 2 });
    expect((await count('leader', [here, abroad])).code).toBe('NOT_FOUND');
    expect((await count('chief', [here])).data).toEqual({ noteCount: 1 });
    expect((await count('chief', [])).code).toBe('BAD_INPUT');
    expect((await count('chief', ['x'])).code).toBe('BAD_INPUT');
  });

  it('checks a station before its bureau, and that it is the bureau’s', async () => {
    const imports = (who: string, b: string, s?: string) => ask(who, 'query ($b: ID!, $s: ID) { noteImports(bureauId: $b, stationId: $s) }', { b, s }).then((answer) => answer.code ?? 'fine');
    expect(await imports('chief', bureauId, here)).toBe('fine');
    expect(await imports('chief', bureauId, there)).toBe('NOT_FOUND');
    expect(await imports('chief', bureauId)).toBe('fine');
    expect(await imports('duty-officer', bureauId)).toBe('FORBIDDEN');
    expect(await imports('leader', bureauId)).toBe('fine');
    expect(await imports('chief', otherBureauId, here)).toBe('NOT_FOUND');
  });

  it('gives people outside the police network nothing, whatever a permission says', async () => {
    expect((await note('mediator', here)).code).toBe('NOT_FOUND');
    expect((await ask('mediator', '{ me { stations { station { id } } bureauPermissions } }')).data).toEqual({ me: { stations: [], bureauPermissions: [] } });
  });

  it('refuses an operation that asks for a permission but names no place', async () => {
    expect((await ask('chief', '{ placeless }')).data).toBeNull();
  });

  it('keeps the request through a large body, and asks REST writes for their header', async () => {
    const url = `/api/stations/${here}/notes`;
    expect(await rest('chief', url, 'POST')).toMatch(/^403/);
    expect(await rest('chief', url, 'POST', { 'x-stationhouse': '1' })).toBe(`201 ${JSON.stringify({ stationId: here, login: 'chief' })}`);
    expect(await rest('nobody', url, 'POST', { 'x-stationhouse': '1' })).toMatch(/^401/);
    expect(await rest('analyst', `/api/stations/x/notes/mine`)).toBe('200 analyst');
  });

  it('keeps requests apart under concurrent load', async () => {
    const who = ['chief', 'analyst', 'auxiliary', 'leader'];
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(who[index % 4] as string, '{ me { account { login } } }').then((answer) => answer.data)));
    answers.forEach((data, index) => expect(data).toEqual({ me: { account: { login: who[index % 4] } } }));
  });

  describe('personal fields', () => {
    const masked = { name: '欧阳*', phone: '138****5678', idNumber: '**************4578', narrative: null, age: null, child: null, echo: null };
    const entries = async () => (await house.test.owner.query(`SELECT e.purpose, e.record_kind, e.record_id, e.record_number, e.unit_id, a.login FROM audit_entry e JOIN account a ON a.id = e.actor_id WHERE e.action = 'personal.read'`)).rows;

    it('stay masked without a purpose, in lists, and for a role that reads less', async () => {
      expect((await note('chief', here)).data).toEqual({ note: masked });
      expect((await note('auxiliary', here, '核实')).data).toEqual({ note: masked });
      expect((await ask('chief', 'query ($s: ID!) { notes(stationId: $s) { name narrative } }', { s: here })).data).toEqual({ notes: [{ name: '欧阳*', narrative: null }] });
      expect(await entries()).toEqual([]);
    });

    it('are shown to P2 with a purpose, and the read is on record', async () => {
      expect((await note('chief', here, ' 核实报警人 ')).data).toEqual({ note: { ...NOTE, id: undefined, number: undefined, child: null, echo: NOTE.narrative } });
      expect(await entries()).toEqual([{ purpose: '核实报警人', record_kind: 'note', record_id: NOTE.id, record_number: 'N-1', unit_id: here, login: 'chief' }]);
    });

    it('ask for a purpose that says something', async () => {
      expect((await note('chief', here, '   ')).code).toBe('PURPOSE_REQUIRED');
      expect((await note('chief', here, '长'.repeat(201))).code).toBe('TEXT_TOO_LONG');
      expect((await note('chief', here, 'a\ud800')).code).toBe('TEXT_NOT_UNICODE');
    });

    it('are hidden the most when nobody said who reads', async () => {
      const { data } = await ask('chief', 'query ($s: ID!) { unmarkedNote(stationId: $s) { name phone idNumber narrative age child echo } }', { s: here });
      expect(data).toEqual({ unmarkedNote: { name: null, phone: null, idNumber: null, narrative: null, age: null, child: null, echo: null } });
    });

    it('are not shown when the read cannot be put on record', async () => {
      await house.test.owner.query(`ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (action <> 'personal.read') NOT VALID`);
      const answer = await note('chief', here, '核实');
      await house.test.owner.query('ALTER TABLE audit_entry DROP CONSTRAINT full_disk');
      expect(answer.data).toBeNull();
    });

    it('may be searched by those who may read them', async () => {
      const may = async (who: string) => (await ask(who, 'query ($s: ID!) { maySearchNotes(stationId: $s) }', { s: here })).data;
      expect(await may('chief')).toEqual({ maySearchNotes: true });
      expect(await may('auxiliary')).toEqual({ maySearchNotes: false });
    });
  });

  it('lists every operation with the roles that may call it', () => {
    const rows = roleOperationMatrix(house.modules, house.app.get(PermissionRegistry));
    const of = (operation: string) => rows.find((row) => row.operation === operation);
    expect(of('Query.note')).toEqual({ operation: 'Query.note', access: 'note.read', roles: ['bureau-leader', 'chief', 'auxiliary'] });
    expect(of('Query.noteCount')).toMatchObject({ roles: ['bureau-leader*', 'chief'] });
    expect(of('Query.forgotten')).toMatchObject({ access: 'refused' });
    expect(of('Query.me')).toMatchObject({ access: 'signed in' });
    expect(of('POST /auth/sign-in')).toMatchObject({ access: 'public' });
    expect(of('GET /api/stations/:stationId/notes')).toMatchObject({ access: 'note.read' });
    expect(of('GET /api/stations/:stationId/notes/mine')).toMatchObject({ access: 'signed in' });
    expect(rows.some((row) => row.operation.includes('echo'))).toBe(false);
    expect(matrixMarkdown(rows)).toContain('| `Query.noteCount` | note.count |');
  });

  it('refuses permissions declared twice or held by nobody, and unknown ones', () => {
    expect(() => new PermissionRegistry([readNote, { ...readNote }])).toThrow(/twice/);
    expect(() => new PermissionRegistry([{ ...readNote, defaultRoles: [] }])).toThrow(/nobody/);
    expect(() => new PermissionRegistry([]).get('note.read')).toThrow(/No library/);
    expect(() => definePermission({ ...readNote, id: 'Note' })).toThrow(/thing.action/);
  });
});
