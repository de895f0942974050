import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** The folder of the repository, from here or from what is built of it. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

/**
 * Builds a project and what it needs, for tests and benchmarks whose processes run what is built. The compiler is that of
 * `npm run build`: another one would not know what that left and build all anew; a moment's work when nothing has changed.
 * @param folder from the root, such as `apps/api`
 */
export function buildProject(folder: string): void {
  const { status, stdout } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '-b', folder], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  if (status !== 0) throw new Error(`${folder} does not build:\n${stdout}`);
}
