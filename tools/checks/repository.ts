/**
 * Refuses what must not lie in the repository: paths of one machine, a registry's address in the lock file, big files,
 * left-over conflict marks, private keys. Looks at the files git tracks or would track.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LARGEST_BYTES = 1_000_000;
/** Files that may be larger, and how large. */
const LARGER: Readonly<Record<string, number>> = { 'package-lock.json': 3_000_000 };
const BINARY = /\.(png|jpg|ico|woff2?|gz|zip|xlsx|pmtiles)$/;

/** What no text file may contain; a line ending in `repository-check: allow` is let through. */
const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp; readonly where?: RegExp }[] = [
  { what: 'a path inside one person’s home', pattern: /(?:^|[\s"'`(=:])\/(?:home|Users)\/[a-z][\w.-]*\// },
  { what: 'a path inside root’s home', pattern: /(?:^|[\s"'`(=:])\/root\/[\w.]/ },
  { what: 'a path of one machine’s workplace', pattern: /(?:^|[\s"'`(=:])\/(?:work|workspace|workspaces)\/[\w.]/ },
  { what: 'a Windows path of one person', pattern: /[A-Z]:\\Users\\/ },
  { what: 'a registry’s address', pattern: /"resolved":\s*"(?:https?|git)/, where: /package-lock\.json$/ },
  { what: 'a registry setting', pattern: /^(?:@[\w-]+:)?registry\s*=|_authToken|_password\s*=/m, where: /\.npmrc$/ },
  { what: 'a conflict mark', pattern: /^(?:<{7}|>{7}) /m },
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
  { what: 'a path outside the repository', pattern: /\.\.\/shared\// },
];
const ALLOW = 'repository-check: allow';

/** One line per thing wrong with one file's text. */
export function findings(file: string, content: string): string[] {
  return FORBIDDEN.filter(({ where }) => where === undefined || where.test(file)).flatMap(({ what, pattern }) =>
    content
      .split('\n')
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => pattern.test(line) && !line.includes(ALLOW))
      .map(({ line, number }) => `${file}:${number}: ${what}: ${line.trim().slice(0, 120)}`),
  );
}

function filesOf(root: string): string[] {
  const git = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (git.status !== 0) throw new Error('This check needs a git checkout.');
  return [...new Set(git.stdout.split('\0'))].filter((file) => file !== '' && existsSync(path.join(root, file)));
}

function main(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const files = filesOf(root);
  const wrong = files.flatMap((file) => {
    const { size } = statSync(path.join(root, file));
    const tooLarge = size > (LARGER[file] ?? LARGEST_BYTES) ? [`${file}: ${size} bytes; at most ${LARGER[file] ?? LARGEST_BYTES}`] : [];
    // This file spells out what it looks for.
    const text = BINARY.test(file) || file === 'tools/checks/repository.ts' ? [] : findings(file, readFileSync(path.join(root, file), 'utf8'));
    return [...tooLarge, ...text];
  });
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exit(1);
  console.log(`${files.length} files, nothing that does not belong here.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
