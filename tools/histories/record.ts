import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { recordingOf, type CompiledWorkflow, type Simulation } from '@stationhouse/workflow';

/** What a plugin's `test/lives.ts` says: its present version, and lives to keep of it. */
interface Lives {
  readonly present: CompiledWorkflow;
  readonly lives: Readonly<Record<string, (compiled: CompiledWorkflow) => Simulation>>;
}

/**
 * `npm run histories:record`: keeps the lives of every plugin's present version under `test/histories/<hash>/`, the frozen
 * definition beside them. What was recorded before is never written again: a history is what the engine did then.
 */
const root = process.cwd();
for (const plugin of readdirSync(`${root}/plugins`)) {
  const module = `${root}/plugins/${plugin}/test/lives.ts`;
  if (!existsSync(module)) continue;
  const { present, lives } = (await import(pathToFileURL(module).href)) as Lives;
  const folder = `${root}/plugins/${plugin}/test/histories/${present.hash}`;
  mkdirSync(folder, { recursive: true });
  keep(`${folder}/definition.json`, (present.internals as { readonly definition: unknown }).definition);
  for (const [name, live] of Object.entries(lives)) keep(`${folder}/${name}.json`, recordingOf(live(present)));
}

function keep(path: string, value: unknown): void {
  if (existsSync(path)) return;
  writeFileSync(path, `${JSON.stringify(value, null, 1)}\n`);
  console.log(`recorded ${path.slice(root.length + 1)}`);
}
