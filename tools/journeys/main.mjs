import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countOf, journeysOf } from './count.mjs';

/**
 * `npm run journeys`: the journeys of a chief, a bureau's administrator and one who tries what he may not, in a real Chromium, with what
 * each costs in clicks and runs of keys (apps/web/e2e/support/interactions.ts counts). Fails when a journey does, or when one is missing.
 */
const root = path.resolve(import.meta.dirname, '../..');
const NAMES = ['chief', 'bureau', 'refusals'];
const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-journeys-'));
try {
  const file = path.join(folder, 'report.json');
  const code = await run(['tools/test/browser.mjs', '.spec', '--grep', '@journey-', '--reporter', 'list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  if (!existsSync(file)) throw new Error('No journey ran; the reason stands above.');
  const journeys = journeysOf(JSON.parse(readFileSync(file, 'utf8')));
  const missing = NAMES.filter((name) => !journeys.has(name));
  for (const [name, steps] of journeys) print(name, steps);
  if (missing.length > 0) console.error(`No journey of: ${missing.join(', ')}.`);
  console.log(JSON.stringify({ journeys: Object.fromEntries([...journeys].map(([name, steps]) => [name, { interactions: countOf(steps).interactions }])) }));
  process.exitCode = missing.length > 0 ? 1 : code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print(name, steps) {
  const { clicks, keys, interactions } = countOf(steps);
  console.log(`\n${name}: ${steps.length} steps, ${interactions} interactions (${clicks} clicks, ${keys} runs of keys)`);
  steps.forEach((step, index) => console.log(`  ${index + 1}. ${step.title || 'begins'}: ${step.clicks} clicks, ${step.keys} runs of keys`));
}

function run(parameters, environment) {
  const child = spawn(process.execPath, parameters, { cwd: root, env: { ...process.env, ...environment }, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (exit) => resolve(exit ?? 1)));
}
