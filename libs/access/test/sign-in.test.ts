import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepSessions } from '@stationhouse/access';
import { newId } from '@stationhouse/kernel';
import { Secret, TOTP } from 'otpauth';
import { Browser, BureauMaker, openHouse, PASSWORD, signIn, type House } from './house.js';

const ME = '{ me { account { login } restriction } }';

describe('sign-in', () => {
  let house: House;
  let bureau: BureauMaker;
  let station: string;
  let count = 0;

  beforeAll(async () => {
    house = await openHouse({ settings: { attemptsPerMinute: 100_000 } });
    bureau = await BureauMaker.make(house, 'B1');
    station = await bureau.station('S1');
  });
  afterAll(() => house.close());

  const somebody = async (role = 'duty-officer') => {
    count += 1;
    const login = `officer${count}`;
    await bureau.person(login, role, station);
    return login;
  };
  const wrong = (login: string) => new Browser(house).refused('/auth/sign-in', { login, password: 'not the password' });
  const actionsOf = async (login: string) => {
    const { rows } = await house.test.owner.query<{ action: string }>('SELECT e.action FROM audit_entry e JOIN account a ON a.id = e.record_id WHERE a.login = $1 ORDER BY sequence', [login]);
    return rows.map((row) => row.action);
  };

  it('admits the right password, whatever the case of the login, with a short token and a locked-down cookie', async () => {
    const login = await somebody();
    const browser = new Browser(house);
    const { status, body, setCookie } = await browser.post('/auth/sign-in', { login: ` ${login.toUpperCase()} `, password: PASSWORD });
    expect({ status, body }).toEqual({ status: 200, body: { accessToken: expect.any(String), expiresInSeconds: 300, restriction: null } });
    expect(setCookie).toMatch(/^stationhouse-refresh=[\w-]{43}; Max-Age=43200; Path=\/auth; HttpOnly; SameSite=Strict$/);
    expect((await browser.graphql(ME)).data).toMatchObject({ me: { account: { login } } });
    expect(await actionsOf(login)).toEqual(['account.created', 'role.granted', 'session.opened']);
  });

  it('stores no token and no password, and the application role cannot read either', async () => {
    const login = await somebody();
    const browser = await signIn(house, login);
    const secret = browser.cookie?.split('=')[1] ?? '';
    const { rows } = await house.test.owner.query(`SELECT * FROM refresh_token t JOIN session s ON s.id = t.session_id JOIN credential c ON c.account_id = s.account_id`);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$/);
    for (const column of ['password_hash FROM credential', 'secret FROM second_factor', 'token_hash FROM refresh_token', '* FROM sign_in_attempt']) {
      await expect(bureau.run((tenant) => tenant.sql(`SELECT ${column}`))).rejects.toThrow(/permission denied/);
    }
  });

  it('sets Secure behind https', async () => {
    const secure = await openHouse({ settings: { publicUrl: 'https://station.example' } });
    try {
      const other = await BureauMaker.make(secure, 'B9');
      await other.account('someone');
      const { setCookie } = await new Browser(secure).post('/auth/sign-in', { login: 'someone', password: PASSWORD }, { 'x-stationhouse': '1', origin: 'https://station.example' });
      expect(setCookie).toMatch(/; Secure/);
    } finally {
      await secure.close();
    }
  });

  it('refuses requests that another site could have caused', async () => {
    const login = await somebody();
    const send = (headers: Record<string, string>) => new Browser(house).post('/auth/sign-in', { login, password: PASSWORD }, headers).then(({ status, body }) => `${status} ${(body['error'] as { code: string } | undefined)?.code ?? ''}`);
    expect(await send({})).toBe('403 CROSS_SITE_REFUSED');
    expect(await send({ 'x-stationhouse': '1', origin: 'https://evil.example' })).toBe('403 CROSS_SITE_REFUSED');
    expect(await send({ 'x-stationhouse': '1', origin: 'null' })).toBe('403 CROSS_SITE_REFUSED');
    expect(await send({ 'x-stationhouse': '1', origin: 'http://localhost', host: 'localhost' })).toBe('200 ');
  });

  it.each([
    [{ login: 1, password: 'x' }],
    [{ login: 'x' }],
    [[]],
    [{ login: 'x', password: 'y', admin: 'true' }],
    [{ login: 'x'.repeat(300), password: 'y' }],
    [{ login: '\ud800', password: 'y' }],
  ])('refuses the malformed body %j', async (body) => {
    expect((await new Browser(house).post('/auth/sign-in', body)).status).toBe(400);
  });

  it('locks after five failures, refuses even the right password, says the minutes, and opens in time', async () => {
    const login = await somebody();
    for (let failure = 1; failure <= 4; failure += 1) expect(await wrong(login)).toBe('SIGN_IN_FAILED');
    expect(await wrong(login)).toBe('ACCOUNT_LOCKED');
    const locked = await new Browser(house).post('/auth/sign-in', { login, password: PASSWORD });
    expect(locked).toMatchObject({ status: 429, body: { error: { code: 'ACCOUNT_LOCKED', details: { minutes: 15 } } } });
    expect(await actionsOf(login)).toEqual(expect.arrayContaining(['session.refused', 'account.locked']));
    house.clock.advance(10);
    expect((await new Browser(house).post('/auth/sign-in', { login, password: PASSWORD })).body).toMatchObject({ error: { details: { minutes: 5 } } });
    house.clock.advance(6);
    await signIn(house, login);
    for (let failure = 1; failure <= 4; failure += 1) expect(await wrong(login)).toBe('SIGN_IN_FAILED');
    await signIn(house, login);
    expect(await wrong(login)).toBe('SIGN_IN_FAILED');
  });

  it('looks at no more than five passwords, however many are tried at once', async () => {
    const login = await somebody();
    const answers = await Promise.all(Array.from({ length: 20 }, () => wrong(login)));
    expect(answers.filter((code) => code === 'SIGN_IN_FAILED').length).toBe(4);
    expect(answers.filter((code) => code === 'ACCOUNT_LOCKED').length).toBe(16);
  });

  it('answers for an unknown login exactly as for a known one', async () => {
    const known = await somebody();
    const unknown = `nobody-${newId()}`;
    const series = async (login: string) => {
      const codes: unknown[] = [];
      for (let attempt = 0; attempt < 7; attempt += 1) codes.push((await new Browser(house).post('/auth/sign-in', { login, password: 'wrong password' })).body);
      return codes;
    };
    expect(await series(unknown)).toEqual(await series(known));
  });

  it('does not forget failures because a right password came without its code', async () => {
    const { login, code } = await withSecondFactor();
    for (let failure = 1; failure <= 4; failure += 1) expect(await wrong(login)).toBe('SIGN_IN_FAILED');
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD })).toBe('SECOND_FACTOR_REQUIRED');
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD, code: code() === '000000' ? '111111' : '000000' })).toBe('ACCOUNT_LOCKED');
  });

  it('locks and rations over all processes together', async () => {
    const login = await somebody();
    const other = await openHouse({ beside: house });
    const rationed = await openHouse({ beside: house, settings: { attemptsPerMinute: 5 } });
    const rationedToo = await openHouse({ beside: house, settings: { attemptsPerMinute: 5 } });
    try {
      const answers = [];
      for (let attempt = 0; attempt < 5; attempt += 1) answers.push(await new Browser(attempt % 2 === 0 ? house : other).refused('/auth/sign-in', { login, password: 'wrong password' }));
      expect(answers).toEqual(['SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'ACCOUNT_LOCKED']);
      for (const process of [house, other]) expect(await new Browser(process).refused('/auth/sign-in', { login, password: PASSWORD })).toBe('ACCOUNT_LOCKED');

      await house.test.owner.query('TRUNCATE rate_limit');
      const codes = [];
      for (let attempt = 0; attempt < 8; attempt += 1) codes.push(await new Browser(attempt % 2 === 0 ? rationed : rationedToo).refused('/auth/sign-in', { login: `x${attempt}`, password: 'y' }));
      expect(codes).toEqual([...Array<string>(5).fill('SIGN_IN_FAILED'), ...Array<string>(3).fill('TOO_MANY_REQUESTS')]);
      const { rows } = await house.test.owner.query('SELECT key, points FROM rate_limit');
      expect(rows).toEqual([{ key: expect.stringMatching(/^rlflx:[\w-]{43}$/), points: expect.any(Number) }]);
      // The next minute begins anew.
      await house.test.owner.query('UPDATE rate_limit SET expire = 0');
      expect(await new Browser(other).refused('/auth/sign-in', { login: 'x9', password: 'y' })).toBe('SIGN_IN_FAILED');
    } finally {
      for (const process of [other, rationed, rationedToo]) await process.close();
      await house.test.owner.query('TRUNCATE rate_limit');
    }
  });

  it('takes an access token for its few minutes only, and only ours', async () => {
    const browser = await signIn(house, await somebody());
    house.clock.advance(4);
    expect((await browser.graphql(ME)).code).toBeUndefined();
    house.clock.advance(2);
    expect((await browser.graphql(ME)).code).toBe('SESSION_EXPIRED');
    browser.token = `${browser.token?.slice(0, -4)}AAAA`;
    expect((await browser.graphql(ME)).code).toBe('UNAUTHENTICATED');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    browser.token = `${none}.${browser.token.split('.')[1]}.`;
    expect((await browser.graphql(ME)).code).toBe('UNAUTHENTICATED');
    browser.token = undefined;
    expect((await browser.graphql(ME)).code).toBe('UNAUTHENTICATED');
  });

  it('rotates the refresh token; a used one revokes the whole session', async () => {
    const login = await somebody();
    const owner = await signIn(house, login);
    const thief = new Browser(house);
    thief.cookie = owner.cookie;
    house.clock.advance(5);
    expect((await owner.post('/auth/refresh')).status).toBe(200);
    expect(owner.cookie).not.toBe(thief.cookie);
    expect((await owner.graphql(ME)).code).toBeUndefined();
    house.clock.advance(1);
    expect(await thief.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect((await owner.graphql(ME)).code).toBe('SESSION_EXPIRED');
    expect(await owner.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect(await actionsOf(login)).toContain('session.revoked');
  });

  /** The same cookie in another hand: another tab, a page whose answer was lost, a thief. */
  const copyOf = (browser: Browser) => Object.assign(new Browser(house), { cookie: browser.cookie });
  const seconds = (count: number) => house.clock.advance(count / 60);

  it('lets a page go on whose answer was lost when it was reloaded, once or twice', async () => {
    const page = await signIn(house, await somebody());
    for (const reload of [1, 2]) {
      expect((await copyOf(page).post('/auth/refresh')).status).toBe(200);
      seconds(8 * reload);
    }
    expect((await page.post('/auth/refresh')).setCookie).toBeDefined();
    for (let round = 0; round < 3; round += 1) {
      house.clock.advance(4);
      expect((await page.post('/auth/refresh')).setCookie).toBeDefined();
      expect((await page.graphql(ME)).code).toBeUndefined();
    }
  });

  it('lets two tabs refresh at once, whichever of the two cookies the browser keeps', async () => {
    const first = await signIn(house, await somebody());
    const second = copyOf(first);
    const answers = await Promise.all([first.post('/auth/refresh'), second.post('/auth/refresh')]);
    expect(answers.map(({ status, setCookie }) => [status, setCookie !== undefined])).toEqual([[200, true], [200, true]]);
    expect((await first.graphql(ME)).code).toBeUndefined();
    expect((await second.graphql(ME)).code).toBeUndefined();
    house.clock.advance(4);
    const kept = copyOf(second);
    expect((await kept.post('/auth/refresh')).setCookie).toBeDefined();
    expect((await kept.graphql(ME)).code).toBeUndefined();
  });

  it('gives a thief who is quick no way to go on beside the owner', async () => {
    const login = await somebody();
    const owner = await signIn(house, login);
    const [thief, late] = [copyOf(owner), copyOf(owner)];
    await owner.post('/auth/refresh');
    seconds(5);
    expect((await thief.post('/auth/refresh')).setCookie).toBeDefined();
    const again = copyOf(thief);
    // The owner goes on first: the thief's token is retired at once, and gives no successor even within the grace.
    seconds(240);
    expect((await owner.post('/auth/refresh')).setCookie).toBeDefined();
    seconds(5);
    const graced = await thief.post('/auth/refresh');
    expect([graced.status, graced.setCookie]).toEqual([200, undefined]);
    expect((await owner.graphql(ME)).code).toBeUndefined();
    seconds(40);
    expect(await again.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect(await owner.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect(await late.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect(await actionsOf(login)).toContain('session.revoked');
  });

  it('ends the session when the thief goes on first, and forgives no older token', async () => {
    const owner = await signIn(house, await somebody());
    const thief = copyOf(owner);
    await owner.post('/auth/refresh');
    await thief.post('/auth/refresh');
    const first = copyOf(thief);
    house.clock.advance(2);
    await thief.post('/auth/refresh');
    house.clock.advance(2);
    expect(await owner.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect(await thief.refused('/auth/refresh')).toBe('SESSION_EXPIRED');

    const other = await signIn(house, await somebody());
    const old = copyOf(other);
    await other.post('/auth/refresh');
    seconds(2);
    await other.post('/auth/refresh');
    // Two steps back within the grace: an access token for a slow tab, and no successor.
    expect((await old.post('/auth/refresh')).setCookie).toBeUndefined();
    expect((await other.graphql(ME)).code).toBeUndefined();
    expect(await first.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
  });

  it('refuses a refresh token nobody issued without harming anyone', async () => {
    const browser = await signIn(house, await somebody());
    const other = new Browser(house);
    other.cookie = `stationhouse-refresh=${'A'.repeat(43)}`;
    expect(await other.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect(await new Browser(house).refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect((await browser.graphql(ME)).code).toBeUndefined();
  });

  it('locks an idle session, ignores what no person caused, and unlocks with the password', async () => {
    const login = await somebody();
    const browser = await signIn(house, login);
    house.clock.advance(4);
    await browser.graphql(ME, {}, { 'x-stationhouse-background': '1' });
    await browser.post('/auth/refresh');
    house.clock.advance(4);
    await browser.graphql(ME);
    for (let minute = 0; minute < 14; minute += 2) {
      house.clock.advance(2);
      await browser.post('/auth/refresh');
      expect((await browser.graphql(ME, {}, { 'x-stationhouse-background': '1' })).code).toBeUndefined();
    }
    house.clock.advance(1);
    expect((await browser.graphql(ME)).code).toBe('SESSION_LOCKED');
    expect(await browser.refused('/auth/refresh')).toBe('SESSION_LOCKED');
    // What a covered screen gets opens nothing of the kind, and costs no refresh token.
    expect((await browser.post('/auth/cover')).status).toBe(200);
    expect((await browser.graphql(ME)).code).toBe('SESSION_LOCKED');
    expect(await browser.refused('/auth/unlock', { password: 'wrong password' })).toBe('SIGN_IN_FAILED');
    expect((await browser.post('/auth/unlock', { password: PASSWORD })).status).toBe(200);
    expect((await browser.graphql(ME)).code).toBeUndefined();
    expect(await actionsOf(login)).toContain('session.unlocked');
  });

  it('counts wrong passwords at the lock screen like those at the door', async () => {
    const login = await somebody();
    const browser = await signIn(house, login);
    house.clock.advance(20);
    for (let failure = 1; failure <= 4; failure += 1) expect(await browser.refused('/auth/unlock', { password: 'wrong password' })).toBe('SIGN_IN_FAILED');
    expect(await browser.refused('/auth/unlock', { password: 'wrong password' })).toBe('ACCOUNT_LOCKED');
    expect(await browser.refused('/auth/unlock', { password: PASSWORD })).toBe('ACCOUNT_LOCKED');
  });

  it('locks sooner where the bureau says so, and never later', async () => {
    const strict = await BureauMaker.make(house, 'B7');
    await strict.account('strict-one');
    await house.test.owner.query('UPDATE bureau SET idle_lock_minutes = 2 WHERE id = $1', [strict.id]);
    const browser = await signIn(house, 'strict-one');
    house.clock.advance(3);
    expect((await browser.graphql(ME)).code).toBe('SESSION_LOCKED');
    await house.test.owner.query('UPDATE bureau SET idle_lock_minutes = 200 WHERE id = $1', [strict.id]);
    house.clock.advance(13);
    expect(await browser.refused('/auth/refresh')).toBe('SESSION_LOCKED');
  });

  it('ends for good after its hours, on sign-out, and when the account is deactivated', async () => {
    const login = await somebody();
    const long = await signIn(house, login);
    for (let minute = 0; minute < 12 * 60; minute += 10) {
      house.clock.advance(10);
      if ((await long.post('/auth/refresh')).status !== 200) break;
      await long.graphql(ME);
    }
    expect(await long.refused('/auth/refresh')).toBe('SESSION_EXPIRED');

    const leaving = await signIn(house, login);
    const { status, setCookie } = await leaving.post('/auth/sign-out');
    expect(status).toBe(204);
    expect(setCookie).toMatch(/^stationhouse-refresh=; Max-Age=0/);
    expect((await leaving.graphql(ME)).code).toBe('SESSION_EXPIRED');

    const dismissed = await signIn(house, login);
    await house.test.owner.query('UPDATE account SET active = false WHERE login = $1', [login]);
    expect((await dismissed.graphql(ME)).code).toBe('SESSION_EXPIRED');
    expect(await dismissed.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD })).toBe('SIGN_IN_FAILED');
  });

  it('forgets sessions a week after they expired', async () => {
    const login = await somebody();
    const old = await signIn(house, login);
    await old.post('/auth/refresh');
    house.clock.advance(13 * 60 + 7 * 24 * 60);
    const fresh = await signIn(house, login);
    expect(await sweepSessions(house.test.database, house.clock)).toBeGreaterThan(0);
    expect(await old.refused('/auth/refresh')).toBe('SESSION_EXPIRED');
    expect((await fresh.graphql(ME)).code).toBeUndefined();
    expect(await sweepSessions(house.test.database, house.clock)).toBe(0);
  });

  it('asks for a new password at the first sign-in, and allows nothing else before', async () => {
    const login = await somebody();
    await house.test.owner.query('UPDATE account SET must_change_password = true WHERE login = $1', [login]);
    const browser = new Browser(house);
    expect((await browser.post('/auth/sign-in', { login, password: PASSWORD })).body).toMatchObject({ restriction: 'passwordChange' });
    expect((await browser.graphql(ME)).data).toMatchObject({ me: { restriction: 'passwordChange' } });
    expect((await browser.graphql('{ roles { id } }')).code).toBe('PASSWORD_CHANGE_REQUIRED');
    expect((await browser.graphql('query ($id: ID!) { station(stationId: $id) { id } }', { id: station })).code).toBe('PASSWORD_CHANGE_REQUIRED');
    const change = (newPassword: string, currentPassword = PASSWORD) => browser.refused('/auth/password', { currentPassword, newPassword });
    for (const weak of ['short', `${login} and more`, PASSWORD, 'aaaaaaaaaaaa', '1234567890', 'abababababab']) expect(await change(weak)).toBe('BAD_INPUT');
    expect(await change('a much better one', 'wrong password')).toBe('SIGN_IN_FAILED');
    const elsewhere = await signIn(house, login);
    expect((await browser.post('/auth/password', { currentPassword: PASSWORD, newPassword: 'a much better one' })).status).toBe(204);
    expect((await browser.graphql('{ roles { id } }')).code).toBeUndefined();
    expect((await elsewhere.graphql(ME)).code).toBe('SESSION_EXPIRED');
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD })).toBe('SIGN_IN_FAILED');
  });

  async function withSecondFactor() {
    const login = await somebody();
    const browser = await signIn(house, login);
    const { data } = await browser.graphql('mutation { enrolSecondFactor { secret uri } }');
    const { secret, uri } = data?.['enrolSecondFactor'] as { secret: string; uri: string };
    const code = (shift = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.clock.now().getTime() + shift });
    await browser.graphql('mutation ($code: String!) { confirmSecondFactor(code: $code) { secondFactor } }', { code: code() });
    house.clock.advance(1);
    return { login, browser, secret, uri, code };
  }

  it('asks for the second factor, takes each code once, and none that is older', async () => {
    const { login, uri, secret, code } = await withSecondFactor();
    expect(uri).toMatch(new RegExp(`^otpauth://totp/Stationhouse:${login}\\?.*secret=${secret}`));
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD })).toBe('SECOND_FACTOR_REQUIRED');
    const used = code();
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD, code: used })).toBeUndefined();
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD, code: used })).toBe('SIGN_IN_FAILED');
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD, code: code(-30_000) })).toBe('SIGN_IN_FAILED');
    house.clock.advance(2);
    const fresh = code();
    const raced = await Promise.all([1, 2].map(() => new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD, code: fresh })));
    expect(raced.sort()).toEqual(['SIGN_IN_FAILED', undefined]);
    house.clock.advance(2);
    expect(await new Browser(house).refused('/auth/sign-in', { login, password: PASSWORD, code: code(-90_000) })).toBe('SIGN_IN_FAILED');
    const { rows } = await house.test.owner.query('SELECT secret FROM second_factor');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('does not let a session replace a second factor, nor confirm one with a wrong code', async () => {
    const { browser } = await withSecondFactor();
    expect((await browser.graphql('mutation { enrolSecondFactor { secret } }')).code).toBe('CONFLICT');
    const other = await signIn(house, await somebody());
    expect((await other.graphql('mutation { confirmSecondFactor(code: "123456") { secondFactor } }')).code).toBe('CONFLICT');
    await other.graphql('mutation { enrolSecondFactor { secret } }');
    expect((await other.graphql('mutation { confirmSecondFactor(code: "12345x") { secondFactor } }')).code).toBe('SIGN_IN_FAILED');
  });

  it('lets a bureau require a second factor of a role; its holders enrol before anything else', async () => {
    const admin = await BureauMaker.make(house, 'B8');
    await admin.person('admin8', 'bureau-admin');
    const place = await admin.station('S8');
    await admin.person('chief8', 'chief', place);
    await admin.person('plain8', 'duty-officer', place);
    const browser = await signIn(house, 'admin8');
    const { data } = await browser.graphql('mutation ($id: ID!) { requireSecondFactor(bureauId: $id, roles: ["chief"]) { secondFactorRoles } }', { id: admin.id });
    expect(data).toEqual({ requireSecondFactor: { secondFactorRoles: ['chief'] } });
    const chief = await signIn(house, 'chief8');
    expect((await chief.graphql('{ roles { id } }')).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    const enrolment = (await chief.graphql('mutation { enrolSecondFactor { secret } }')).data?.['enrolSecondFactor'] as { secret: string };
    const code = new TOTP({ secret: Secret.fromBase32(enrolment.secret) }).generate({ timestamp: house.clock.now().getTime() });
    expect((await chief.graphql(`mutation { confirmSecondFactor(code: "${code}") { secondFactor restriction } }`)).data).toEqual({ confirmSecondFactor: { secondFactor: true, restriction: null } });
    expect((await chief.graphql('{ roles { id } }')).code).toBeUndefined();
    expect((await (await signIn(house, 'plain8')).graphql('{ roles { id } }')).code).toBeUndefined();
  });
});
