/**
 * `npm run bench -- NAME [options]`: runs one benchmark. Its last line is JSON,
 * `{"bench":NAME,"ratios":{KEY:n},"targets":{KEY:n}}`, every ratio oriented so that higher is better.
 * The exit code is 1 when a ratio misses its target.
 */
import { benchAlerts } from './alerts.js';
import { benchAnalytics } from './analytics.js';
import { benchCompile } from './compile.js';
import { benchConfiguration } from './configuration.js';
import { benchConformance } from './conformance.js';
import { benchEngine } from './engine.js';
import { benchGraphql } from './graphql.js';
import { benchExport } from './export.js';
import { benchFairness } from './fairness.js';
import { benchImportMemory } from './import-memory.js';
import { benchImport } from './import.js';
import { benchMatrix } from './matrix.js';
import type { Benchmark } from './result.js';
import { benchSearch } from './search.js';
import { benchTimers } from './timers.js';
import { benchWalls } from './walls.js';
import { benchWhatIf } from './what-if.js';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { alerts: benchAlerts, analytics: benchAnalytics, compile: benchCompile, configuration: benchConfiguration, conformance: benchConformance, engine: benchEngine, export: benchExport, fairness: benchFairness, graphql: benchGraphql, import: benchImport, 'import-memory': benchImportMemory, matrix: benchMatrix, search: benchSearch, timers: benchTimers, walls: benchWalls, 'what-if': benchWhatIf };

const [name = '', ...options] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (benchmark === undefined) {
  process.stderr.write(`Usage: npm run bench -- NAME, where NAME is one of: ${Object.keys(BENCHMARKS).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const { ratios, targets } = await benchmark(options);
  process.stdout.write(`${JSON.stringify({ bench: name, ratios, targets })}\n`);
  process.exitCode = Object.entries(targets).every(([key, target]) => (ratios[key] ?? 0) >= target) ? 0 : 1;
}
