/**
 * Refuses a dependency whose licence conflicts with distributing the house under Apache-2.0, or that names none.
 * Looks at what is installed (production and development), so it sees exactly what `npm ci` brings.
 * `npm run check:licences -- --list` prints every package with its licence.
 */
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Licences whose terms Apache-2.0 software may depend on and be distributed with. */
const ACCEPTED = new Set([
  '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'CC-BY-4.0', 'ISC', 'MIT', 'MIT-0', 'MIT/X11',
  'PostgreSQL', 'PSF-2.0', 'Python-2.0', 'Unicode-3.0', 'Unlicense', 'Zlib',
  // Weak copyleft by file: used unchanged, it asks nothing of our own files.
  'MPL-2.0',
  // A font's licence: it may be shipped with software and embedded in documents of any licence.
  'OFL-1.1',
]);

/** Packages that a person looked at and let stay, each with the reason. */
const REVIEWED: Readonly<Record<string, string>> = {
  'png-js': 'its manifest names none; its LICENSE file and its source are MIT',
  '@mapbox/jsonlint-lines-primitives': 'the manifest of this version names none, that of the next and of the project it came from say MIT',
  'splaytree-ts': 'its manifest misspells BSD-3-Clause; its LICENSE file is that licence',
};

interface Found {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** Every installed package below a folder, nested ones too; links to our own workspaces are left out. */
function* installed(modules: string): Generator<Found> {
  for (const entry of readdirSync(modules)) {
    const folder = path.join(modules, entry);
    if (entry.startsWith('.') || lstatSync(folder).isSymbolicLink()) continue;
    if (entry.startsWith('@')) yield* installed(folder);
    else {
      const file = path.join(folder, 'package.json');
      if (existsSync(file)) yield describePackage(file);
      if (existsSync(path.join(folder, 'node_modules'))) yield* installed(path.join(folder, 'node_modules'));
    }
  }
}

function describePackage(file: string): Found {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string; license?: unknown; licenses?: unknown };
  return { name: manifest.name ?? path.dirname(file), version: manifest.version ?? '?', licence: licenceText(manifest.license ?? manifest.licenses) };
}

/** Old packages write an object or a list where an SPDX expression stands today. */
function licenceText(said: unknown): string {
  if (typeof said === 'string') return said;
  if (Array.isArray(said)) return said.map(licenceText).join(' OR ');
  if (typeof said === 'object' && said !== null && 'type' in said) return licenceText(said.type);
  return '';
}

/** True when an SPDX expression can be met with accepted licences alone: any side of an OR, every side of an AND. */
export function isAccepted(expression: string): boolean {
  const bare = expression.trim().replace(/^\((.*)\)$/s, '$1');
  if (/\sOR\s/.test(bare)) return bare.split(/\sOR\s/).some(isAccepted);
  if (/\sAND\s/.test(bare)) return bare.split(/\sAND\s/).every(isAccepted);
  return ACCEPTED.has(bare);
}

function main(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const all = [...installed(path.join(root, 'node_modules'))];
  if (process.argv.includes('--list')) for (const { name, version, licence } of all) console.log(`${name}@${version}\t${licence}`);
  const refused = all.filter(({ name, licence }) => !isAccepted(licence) && REVIEWED[name] === undefined);
  const unused = Object.keys(REVIEWED).filter((name) => !all.some((found) => found.name === name && !isAccepted(found.licence)));
  for (const { name, version, licence } of refused) console.error(`${name}@${version}: licence “${licence || 'none named'}” is not on the accepted list (tools/checks/licences.ts)`);
  for (const name of unused) console.error(`${name}: the reviewed exception is no longer needed; remove it from tools/checks/licences.ts`);
  if (refused.length + unused.length > 0) process.exit(1);
  console.log(`${all.length} packages, every licence accepted (reviewed exceptions: ${Object.keys(REVIEWED).length}).`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
