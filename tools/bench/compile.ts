import { compile, definitionFromJson, validateDefinition } from '@stationhouse/workflow';
import { largeDefinition } from './large-definition.js';
import { median, report, type BenchResult } from './result.js';

const STATES = 200;
const LIMIT_MS = 50;
const WARM_UP = 20;
const RUNS = 101;
const REPEATS = 3;

/**
 * A definition of 200 states as it is stored (JSON): its grammar is checked, it is validated and compiled, in a warm process
 * and with nothing of the compiled workflow cached. Ratio: 50 ms over the median, the worst of three repeats.
 *
 * A process keeps the JSON Schemas it has made ready, since versions of a workflow share most of theirs; how long it takes when
 * every form is new is reported beside it.
 */
export function benchCompile(): Promise<BenchResult> {
  const stored = JSON.stringify(largeDefinition(STATES));
  const problems = validateDefinition(definitionFromJson(JSON.parse(stored)));
  if (problems.length > 0) throw new Error(`The definition is wrong: ${problems[0]?.text.en ?? ''}`);
  for (let run = 0; run < WARM_UP; run += 1) timed(stored);
  const medians = Array.from({ length: REPEATS }, () => median(Array.from({ length: RUNS }, () => timed(stored))));
  const fresh = median(Array.from({ length: RUNS }, (_, run) => timed(stored.replaceAll('"maxLength":200', `"maxLength":${300 + run}`))));
  report(`${STATES} states, grammar + validation + compilation: medians ${medians.map((ms) => ms.toFixed(1)).join(', ')} ms; every form new: ${fresh.toFixed(1)} ms`);
  return Promise.resolve({ ratios: { compile: Number((LIMIT_MS / Math.max(...medians)).toFixed(3)) }, targets: { compile: 1 } });
}

/** Milliseconds from the stored text to the compiled workflow. */
function timed(stored: string): number {
  // Compiled workflows are kept per rules: other rules, another compilation.
  const rules = {};
  const start = performance.now();
  const compiled = compile(definitionFromJson(JSON.parse(stored)), { rules });
  const took = performance.now() - start;
  if (Object.keys(compiled.states).length < STATES) throw new Error('Some states are missing.');
  return took;
}
