/**
 * The initial JavaScript of the first page after sign-in, gzipped: the entry, the signed-in shell and the workbench with everything
 * they import statically, and nothing that loads later. Run after `npm run build` of apps/web: `npm run size`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LIMIT = 340 * 1024;
const dist = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'apps/web/dist');

/** What the first page after sign-in needs, by source file. */
const FIRST_PAGE = ['index.html', 'src/shell/SignedIn.tsx', 'src/pages/workbench/Workbench.tsx'];

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

function readManifest(): Record<string, Chunk> {
  try {
    return JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  } catch {
    throw new Error('apps/web/dist has no manifest. Run "npm run build -w @stationhouse/web" first.');
  }
}

/** The files that are loaded before the page works. @throws Error when a source file of the first page has no chunk */
function initialFiles(manifest: Record<string, Chunk>): Set<string> {
  const files = new Set<string>();
  const visit = (key: string) => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const wanted of FIRST_PAGE) {
    if (manifest[wanted] === undefined) throw new Error(`The build has no chunk for ${wanted}: update tools/checks/size.ts.`);
    visit(wanted);
  }
  return files;
}

const sizes = [...initialFiles(readManifest())].filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length }))
  .sort((left, right) => right.bytes - left.bytes);
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { file, bytes } of sizes) console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KiB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(7)} KiB  initial JavaScript, gzipped; limit ${LIMIT / 1024} KiB`);
if (total > LIMIT) {
  console.error('Too large: load something later (React.lazy), or import less of it.');
  process.exitCode = 1;
}
