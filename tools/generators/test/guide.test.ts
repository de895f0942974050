import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = process.cwd();
const GUIDE = readFileSync(`${ROOT}/docs/guides/plugin-author.md`, 'utf8');
/** The commands and changes of the guide, in its order. */
const BLOCKS = [...GUIDE.matchAll(/^```(sh|diff)\n(.*?)^```$/gms)].map(([, kind = '', text = '']) => ({ kind, text }));

/** The author's guide, command by command and change by change, on a copy of this repository. */
describe('the author’s guide', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'stationhouse-guide-'));
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter((file) => file !== '');
    for (const file of files) if (lstatSync(path.join(ROOT, file), { throwIfNoEntry: false })?.isFile()) cpSync(path.join(ROOT, file), path.join(copy, file));
    linkModules(copy);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('makes a plugin whose tests pass, and goes on to one that is of use', () => {
    expect(BLOCKS.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['sh', 'diff']));
    for (const { kind, text } of BLOCKS) {
      if (kind === 'diff') run('git', ['apply', '-C1', '--whitespace=nowarn', '-'], copy, text);
      else for (const command of text.trim().split('\n')) run('sh', ['-c', command], copy);
    }
    const schema = readFileSync(path.join(copy, 'schema.graphql'), 'utf8');
    expect(schema).toContain('enum HazardKind');
    expect(readFileSync(path.join(copy, 'plugins/hazard/web/src/gql/list.ts'), 'utf8')).toContain('kindTitle');
  }, 300_000);
});

/** @throws Error with everything the command printed */
function run(command: string, parameters: string[], cwd: string, input = ''): void {
  try {
    execFileSync(command, parameters, { cwd, input, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, NX_DAEMON: 'false', FORCE_COLOR: '0' } });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${parameters.join(' ')}\n${input}${stdout}${stderr}`, { cause: error });
  }
}

/** The copy's modules: what is installed here, but the workspaces of the copy itself. */
function linkModules(copy: string): void {
  const [here, there] = [path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules')];
  mkdirSync(path.join(there, '@stationhouse'), { recursive: true });
  for (const name of readdirSync(here)) if (name !== '@stationhouse' && name !== '.cache') symlinkSync(path.join(here, name), path.join(there, name));
  for (const name of readdirSync(path.join(here, '@stationhouse'))) symlinkSync(readlinkSync(path.join(here, '@stationhouse', name)), path.join(there, '@stationhouse', name));
}
