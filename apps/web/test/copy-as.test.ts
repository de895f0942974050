import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { asCurl, asPython, asTypeScript } from '../src/pages/queries/copy-as.js';

/** Everything that one of the languages, or the shell, would make something of. */
const NASTY = 'query Q($w: String) {\n  metrics(note: "it\'s \\"$HOME\\" `id` ${x} \\\\ \'\'\' \\"\\"\\" %s {0}") { id }\n}\n# STATIONHOUSE_QUERY';
const QUERY = { origin: 'https://station.example', document: NASTY, variables: { w: 'O\'Neil `$(id)` "x" \\n ${y} 所', n: 1, list: ['a', null] } };

describe('a query copied as a program', () => {
  it('reaches curl as it was written, and the key comes from the environment', () => {
    // The shell reads the command as it would; curl is a function that shows what it was given.
    const shell = spawnSync('bash', ['--norc', '-c', `curl() { printf '%s\\0' "$@"; cat; }\n${asCurl(QUERY)}`], { env: { STATIONHOUSE_KEY: 'shk_test', PATH: process.env['PATH'] ?? '' }, encoding: 'utf8' });
    expect(shell.stderr).toBe('');
    const parts = shell.stdout.split('\0');
    expect(parts).toEqual(expect.arrayContaining(['https://station.example/graphql', 'Authorization: Bearer shk_test', 'Content-Type: application/json']));
    expect(JSON.parse(parts.at(-1) ?? '')).toEqual({ query: NASTY, variables: QUERY.variables });
  });

  it('is the same text in TypeScript', () => {
    const written = asTypeScript(QUERY);
    expect(written).toContain('process.env.STATIONHOUSE_KEY');
    const program = written.slice(0, written.indexOf('const response'));
    const shown = spawnSync(process.execPath, ['--input-type=module', '-e', `${program}\nconsole.log(JSON.stringify({ query, variables }));`], { encoding: 'utf8' });
    expect(JSON.parse(shown.stdout)).toEqual({ query: NASTY, variables: QUERY.variables });
  });

  it('is the same text in Python, and a table of what was asked for', () => {
    const written = asPython(QUERY);
    expect(written).toContain("os.environ['STATIONHOUSE_KEY']");
    // Of a string in three double quotes Python reads two escapes here: a backslash and a double quote.
    const read = (name: string) => new RegExp(`${name}"""((?:[^"\\\\]|\\\\.)*)"""`, 's').exec(written)?.[1]?.replaceAll(/\\(["\\])/g, '$1');
    expect(read('QUERY = ')).toBe(NASTY);
    expect(JSON.parse(read('json\\.loads\\(') ?? '')).toEqual(QUERY.variables);
    const frame = (document: string) => /^frame = (.*)$/m.exec(asPython({ ...QUERY, document }))?.[1];
    expect(frame('{ metricSeries { metric { id } points { count } } }')).toContain('series["points"]');
    expect(frame('{ all: incidents { edges { node { id } } } }')).toBe('pd.json_normalize([edge["node"] for edge in body["data"]["all"]["edges"]])');
    expect(frame('{ me { account { id } } }')).toBe('pd.json_normalize(body["data"]["me"])');
    expect(frame('{ not a query')).toBe('pd.json_normalize(body["data"])');
  });
});
