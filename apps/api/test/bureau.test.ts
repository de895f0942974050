import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bilingual } from '@stationhouse/kernel';
import { createBureauWithAdministrator } from '../src/bureau/create.js';
import { askForBureau, type Answers } from '../src/bureau/questions.js';
import { openHouse, signIn, type House } from './support/house.js';

const FLAGS = ['--name', '江城分局', '--code', 'JC', '--time-zone', 'Asia/Shanghai', '--login', 'li.admin', '--display-name', '李管理'];
const PASSWORD = 'seven grey herons';
const COST = { memoryKibibytes: 8, passes: 1 };

/** A person, or a script, with the given answers in turn. */
function answering(interactive: boolean, ...given: string[]): Answers & { readonly said: readonly string[] } {
  const said: string[] = [];
  const next = async (question: Bilingual) => {
    const answer = given.shift();
    if (answer === undefined) throw new Error(`Nobody answers: ${question.en}`);
    return answer;
  };
  return { interactive, said, ask: next, askSecret: next, say: ({ en }) => void said.push(en) };
}

describe('npm run bureau:create', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house?.close());

  function run(parameters: readonly string[], input: string): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, ['--conditions=@stationhouse/source', '--import', './tools/register.mjs', 'apps/api/src/create-bureau.ts', ...parameters], {
      cwd: path.resolve(import.meta.dirname, '../../..'),
      env: { PATH: process.env['PATH'], DATABASE_URL: house.test.urls.app, STATIONHOUSE_FOLDER: house.folder, PORT: '4321' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.end(input);
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
  }

  it('creates a bureau whose administrator can sign in and go on, and says what comes next', async () => {
    const { code, said } = await run(FLAGS, `${PASSWORD}\n`);
    expect(said).toContain('Open http://localhost:4321 and sign in as li.admin');
    expect(said).not.toContain(PASSWORD);
    expect(code).toBe(0);
    const administrator = await signIn(house.server.url, 'li.admin', PASSWORD);
    const me = await administrator.graphql('{ me { restriction memberships { role } bureau { name } } }');
    expect(me).toMatchObject({ data: { me: { restriction: null, memberships: [{ role: 'bureau-admin' }], bureau: { name: '江城分局' } } } });
    const { rows } = await house.test.owner.query<{ action: string }>('SELECT action FROM audit_entry ORDER BY id');
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(['bureau.created', 'account.created', 'role.granted']));
  });

  it('refuses a taken code or login and leaves nothing of the attempt behind', async () => {
    const wanted = { name: '二分局', code: 'JC2', timeZone: 'Asia/Shanghai', login: 'other', displayName: '王', password: PASSWORD };
    const create = (changes: Partial<typeof wanted>) => createBureauWithAdministrator(house.test.database, { ...wanted, ...changes }, COST);
    await expect(create({ code: 'JC' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(create({ login: 'LI.admin' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await house.test.owner.query('SELECT code, (SELECT count(*)::int FROM account a WHERE a.bureau_id = b.id) AS accounts FROM bureau b')).rows).toEqual([{ code: 'JC', accounts: 1 }]);
  });

  it('asks a person for what no flag says, again after a wrong answer', async () => {
    const passwords = ['li.admin password', 'li.admin password', PASSWORD, 'something else', PASSWORD, PASSWORD];
    const person = answering(true, 'jc', 'JC', '李', 'li.admin', ...passwords);
    const flags = [...FLAGS.slice(0, 2), ...FLAGS.slice(4, 6), ...FLAGS.slice(8)];
    expect(await askForBureau(flags, person)).toEqual({ name: '江城分局', code: 'JC', timeZone: 'Asia/Shanghai', login: 'li.admin', displayName: '李管理', password: PASSWORD });
    expect(person.said).toEqual([expect.stringMatching(/capital letters/), expect.stringMatching(/2 to 64/), expect.stringMatching(/does not contain the login/), expect.stringMatching(/differ/)]);
  });

  it('refuses a script that leaves something out, any wrong flag, and a password among the arguments', async () => {
    await expect(askForBureau([...FLAGS, '--password', PASSWORD], answering(true, PASSWORD))).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('typed at a prompt') });
    await expect(askForBureau(FLAGS.slice(2), answering(false, PASSWORD))).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('--name missing') });
    for (const weak of ['', 'short', 'aaaaaaaaaaaa', '1234567890', 'li.admin.li.admin']) await expect(askForBureau(FLAGS, answering(false, weak))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(askForBureau([...FLAGS, '--code', 'small'], answering(true, PASSWORD))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(askForBureau([...FLAGS, '--time-zone', 'Mars'], answering(true, PASSWORD))).rejects.toMatchObject({ details: { field: 'timeZone' } });
  });
});
