import { readFile } from 'node:fs/promises';
import { createRequire, register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { give } from './globals.mjs';

/**
 * Runs a suite of Node's as Jest's own runner does, except for one thing: modules are Node's and stay loaded, as in the server, instead
 * of being read and compiled anew for every suite (seconds each, and compiled code that never gets warm). Suites therefore share
 * what a module holds; the environment's variables, the timers and the spies of a suite end with it. A suite that leaves something
 * behind in modules, such as GraphQL types of its own, says `@own-modules` in the comment it begins with, and gets what Jest does otherwise.
 */
const require = createRequire(import.meta.url);
const circus = createRequire(require.resolve('jest-circus/package.json'));
const adapter = path.join(path.dirname(require.resolve('jest-circus/package.json')), 'build/jestAdapterInit.js');
const { ModernFakeTimers } = createRequire(circus.resolve('jest-runtime'))('@jest/fake-timers');
const { ModuleMocker } = createRequire(circus.resolve('jest-runtime'))('jest-mock');
const { default: runAlone } = require('jest-circus/runner');
/** In the comment a suite begins with. */
const OWN_MODULES = /^\/\*\*(?:(?!\*\/)[^])*@own-modules\b/;
register('./hooks.mjs', import.meta.url);

export default async function runSuite(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  if (OWN_MODULES.test(await readFile(testPath, 'utf8'))) return runAlone(globalConfig, config, environment, runtime, testPath, sendMessageToJest);
  // Places in stack traces are Node's to look up, as the modules are.
  process.setSourceMapsEnabled(true);
  Error.prepareStackTrace = undefined;
  const mocker = new ModuleMocker(globalThis);
  const timers = new ModernFakeTimers({ config, global: globalThis });
  // Jest's runner keeps its state in its module: a new one for each suite.
  delete require.cache[adapter];
  const { initialize, runAndTransformResultsToJestFormat } = require(adapter);
  const variables = { ...process.env };
  await initialize({
    config,
    environment,
    globalConfig,
    localRequire: require,
    parentProcess: process,
    runtime,
    sendMessageToJest,
    setGlobalsForRuntime: (globals) => give({ ...globals, jest: jestOf(mocker, timers) }),
    testPath,
  });
  try {
    await import(pathToFileURL(testPath).href);
    return await runAndTransformResultsToJestFormat({ config, globalConfig, setupAfterEnvPerfStats: {}, testPath });
  } finally {
    timers.dispose();
    mocker.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
  }
}

/** The part of Jest's object that suites use. */
function jestOf(mocker, timers) {
  return {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    useFakeTimers: (options) => timers.useFakeTimers(options),
    useRealTimers: () => timers.useRealTimers(),
    advanceTimersByTime: (milliseconds) => timers.advanceTimersByTime(milliseconds),
    advanceTimersByTimeAsync: (milliseconds) => timers.advanceTimersByTimeAsync(milliseconds),
  };
}
