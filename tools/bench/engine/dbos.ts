import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, report } from '../result.js';
import { drive } from './drive.js';
import { threeSteps } from './growth.js';
import type { BenchStation, EngineWorld } from './world.js';

const PEER = '@dbos-inc/dbos-sdk';
const VERSION = '5.3.0';
const CONCURRENCY = 32;
const OURS = 600;
const THEIRS = 100;
const REPEATS = 3;

/** The part of the peer that we call. */
interface Dbos {
  setConfig(config: { name: string; systemDatabaseUrl: string; logLevel: string }): void;
  registerWorkflow<Result>(work: (input: number) => Promise<Result>, options: { name: string }): (input: number) => Promise<Result>;
  runStep<Result>(work: () => Promise<Result>, options: { name: string }): Promise<Result>;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Workflows of three steps per second, started and completed, over those of DBOS on the same PostgreSQL. */
export async function compareDbos(world: EngineWorld): Promise<number> {
  const { DBOS } = (await import(pathToFileURL(installed()).href)) as { DBOS: Dbos };
  const database = new URL(world.server.superuserUrl);
  database.pathname = '/bench_dbos';
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: database.href, logLevel: 'error' });
  const three = DBOS.registerWorkflow(
    async (input) => {
      let done = input;
      for (const name of ['first', 'second', 'third']) done = await DBOS.runStep(async () => done + 1, { name });
      return done;
    },
    { name: 'three' },
  );
  await DBOS.launch();
  try {
    const inputs = Array.from({ length: THEIRS }, (_, index) => index);
    const stations = Array.from({ length: OURS }, (_, index) => world.stations[index % world.stations.length] as BenchStation);
    const ratios: number[] = [];
    for (let run = 0; run <= REPEATS; run += 1) {
      const theirs = await drive(CONCURRENCY, inputs, async (input) => {
        if ((await three(input)) !== input + 3) throw new Error('DBOS did not take three steps.');
      });
      const ours = await drive(CONCURRENCY, stations, (station) => threeSteps(world, station));
      if (run === 0) continue; // both warm up
      ratios.push(OURS / ours.seconds / (THEIRS / theirs.seconds));
      report(`three steps, run ${run}: ${Math.round(OURS / ours.seconds)} workflows/s, DBOS ${Math.round(THEIRS / theirs.seconds)}/s`);
    }
    const [open] = await world.rows<{ count: number }>(`SELECT count(*)::int FROM instance WHERE workflow = 'bench-three' AND version > 1 AND (status <> 'closed' OR version <> 4)`);
    if (open?.count !== 0) throw new Error('A workflow of three steps was not completed.');
    return median(ratios);
  } finally {
    await DBOS.shutdown();
  }
}

/** Installs the peer once, beside the repository's own packages. @returns its entry */
function installed(): string {
  const folder = path.resolve('.cache/bench-peers');
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  if (!existsSync(path.join(folder, 'node_modules', PEER))) {
    report(`installing ${PEER} ${VERSION} …`);
    const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${PEER}@${VERSION}`], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error(`${PEER} could not be installed.`);
  }
  return createRequire(manifest).resolve(PEER);
}
