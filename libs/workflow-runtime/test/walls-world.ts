import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hostile, steady } from '@stationhouse/testing/walls';
import type { AutomationsOfPlugin, WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { parseDefinition } from '@stationhouse/workflow';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const address = (file: string) => pathToFileURL(path.join(ROOT, file)).href;

/** The processes run what `npm run build` makes, with Node.js's permissions as in production; a few seconds' work when nothing has changed. */
export function buildWalls(): void {
  const { status, stdout } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'libs/testing'], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  if (status !== 0) throw new Error(`The walls do not build:\n${stdout}`);
}

/** The built child of the walls. */
export const BUILT_CHILD = address('libs/workflow-runtime/dist/automations/walls/child.js');

/** The hostile plugin and its neighbour; their handlers are the built ones. */
export const built: readonly AutomationsOfPlugin[] = [hostile, steady].map(({ id, automations = [], egress = [] }) => ({
  id,
  egress,
  automations: automations.map((automation) => ({ ...automation, module: automation.module.replace('/libs/testing/src/', '/libs/testing/dist/').replace(/\.ts$/, '.js') })),
}));

export const wallPlugins = (): WorkflowPlugin[] => [hostile, steady].map(({ id, version, workflows }) => ({ id, version, enabledByDefault: true, rules: {}, workflows: workflows.map(({ text, fileName }) => parseDefinition(text, fileName).definition) }));

/** True while a process lives. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until some processes are gone. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
}
