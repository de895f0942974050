/**
 * The initial JavaScript of the first page of each web app, gzipped: the entry and what it imports statically, and nothing that loads later; of the
 * inside also the signed-in shell and the workbench, of the outside what people with an account open. Run after `npm run build` of apps/web: `npm run size`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const WEB = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'apps/web');

interface Bundle {
  readonly title: string;
  readonly dist: string;
  /** What its first page needs, by source file. */
  readonly firstPage: readonly string[];
  /** Bytes, gzipped. */
  readonly limit: number;
}

const BUNDLES: readonly Bundle[] = [
  { title: 'the inside', dist: join(WEB, 'dist'), firstPage: ['index.html', 'src/shell/SignedIn.tsx', 'src/pages/workbench/Workbench.tsx'], limit: 320 * 1024 },
  { title: 'the external surface', dist: join(WEB, 'dist-external'), firstPage: ['external.html', 'src/external/SignedApp.tsx'], limit: 260 * 1024 },
];

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

function readManifest(dist: string): Record<string, Chunk> {
  try {
    return JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  } catch {
    throw new Error(`${dist} has no manifest. Run "npm run build -w @stationhouse/web" first.`);
  }
}

/** The files that are loaded before the page works. @throws Error when a source file of the first page has no chunk */
function initialFiles({ dist, firstPage }: Bundle): Set<string> {
  const manifest = readManifest(dist);
  const files = new Set<string>();
  const visit = (key: string) => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const wanted of firstPage) {
    if (manifest[wanted] === undefined) throw new Error(`The build has no chunk for ${wanted}: update tools/checks/size.ts.`);
    visit(wanted);
  }
  return files;
}

for (const bundle of BUNDLES) {
  const sizes = [...initialFiles(bundle)].filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, bytes: gzipSync(readFileSync(join(bundle.dist, file)), { level: 9 }).length }))
    .sort((left, right) => right.bytes - left.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { file, bytes } of sizes) console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KiB  ${file}`);
  console.log(`${(total / 1024).toFixed(1).padStart(7)} KiB  initial JavaScript of ${bundle.title}, gzipped; limit ${bundle.limit / 1024} KiB`);
  if (total > bundle.limit) {
    console.error('Too large: load something later (React.lazy), or import less of it.');
    process.exitCode = 1;
  }
}
