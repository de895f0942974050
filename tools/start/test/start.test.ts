import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@stationhouse/database';

/** A server that says its pid, then stops when asked, as the real one does. */
const SERVER = `
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => { writeFileSync('stopped', String(process.pid)); process.exit(0); });
setInterval(() => {}, 1000);
console.log('serving ' + process.pid);
`;

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly until: (word: string) => Promise<void>;
  readonly ended: Promise<number | null>;
}

describe('npm start', () => {
  let root: string;
  const runs: Run[] = [];
  const at = (...names: string[]) => path.join(root, ...names);

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'stationhouse-start-'));
    cpSync(path.resolve('tools/start'), at('tools/start'), { recursive: true });
    mkdirSync(at('node_modules'));
    for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) writeFileSync(at(file), '{"packages":{}}');
    writeFileSync(at('package.json'), '{"type":"module","engines":{"node":">=20.19"}}');
    for (const folder of ['apps/api/dist', 'apps/web/dist', 'apps/web/dist-external']) mkdirSync(at(folder), { recursive: true });
    writeFileSync(at('apps/api/dist/main.js'), SERVER);
    writeFileSync(at('apps/web/dist/index.html'), '');
    writeFileSync(at('apps/web/dist-external/external.html'), '');
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.child.kill('SIGTERM');
      await run.ended;
    }
    rmSync(root, { recursive: true, force: true });
  });

  function start(port: number, language = 'en_GB.UTF-8'): Run {
    const child = spawn(process.execPath, [at('tools/start/main.mjs'), '--no-build'], { env: { PATH: process.env['PATH'], PORT: String(port), LANG: language } });
    let said = '';
    const waiting: { word: string; done: () => void }[] = [];
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      for (const { word, done } of waiting) if (said.includes(word)) done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const until = (word: string) => new Promise<void>((done) => (said.includes(word) ? done() : waiting.push({ word, done })));
    const run = { child, said: () => said, until, ended };
    runs.push(run);
    return run;
  }

  const pidOf = (run: Run) => Number(/serving (\d+)/.exec(run.said())?.[1]);
  it('stops the server on Ctrl-C and ends well', async () => {
    const run = start(await freePort());
    await run.until('serving');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(readFileSync(at('stopped'), 'utf8')).toBe(String(pidOf(run)));
    expect(existsSync(at('.stationhouse/start.lock'))).toBe(false);
  });

  it('leaves no orphan when it is killed outright, and the next start takes over', async () => {
    const run = start(await freePort());
    await run.until('serving');
    const pid = pidOf(run);
    run.child.kill('SIGKILL');
    await run.ended; // "close": the server held the pipes, so it has ended too
    expect(readFileSync(at('stopped'), 'utf8')).toBe(String(pid));
    const next = start(await freePort());
    await next.until('serving');
  });

  it('says in one line that it already runs', async () => {
    const port = await freePort();
    await start(port).until('serving');
    const second = start(await freePort());
    expect(await second.ended).toBe(1);
    expect(second.said()).toMatch(new RegExp(`^Already running at http://localhost:${port} .*\\n$`));
  });

  it('says in one line that the port is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    const run = start(port, 'zh_CN.UTF-8');
    expect(await run.ended).toBe(1);
    expect(run.said()).toMatch(new RegExp(`^端口 ${port} 已被其他程序占用.*\\n$`));
    await new Promise((resolve) => holder.close(resolve));
  });

  it('says in one line that the build is missing', async () => {
    rmSync(at('apps/web/dist'), { recursive: true });
    const run = start(await freePort());
    expect(await run.ended).toBe(1);
    expect(run.said()).toBe('The build is missing: apps/web/dist/index.html. Run npm run build.\n');
  });

  it('says in one line, in both languages, that Node.js is too old', async () => {
    writeFileSync(at('package.json'), '{"type":"module","engines":{"node":">=99.1"}}');
    const run = start(await freePort(), 'C');
    expect(await run.ended).toBe(1);
    expect(run.said()).toMatch(/^需要 Node.js 99.1 .*\nNode.js 99.1 or newer is needed.*\n$/);
  });

  it('ends with the server’s own failure', async () => {
    writeFileSync(at('apps/api/dist/main.js'), `console.error('no'); process.exit(3);`);
    const run = start(await freePort());
    expect(await run.ended).toBe(3);
  });
});
