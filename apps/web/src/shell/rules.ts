import type { Rules } from '@stationhouse/workflow';
import { plugins } from '../composition.js';

/** One object for all plugins without rules: compiled workflows are cached by their rules. */
const NONE: Rules = {};

/** The named rules of a plugin's workflows, for compiling and trying them out in the browser; fetched at the first call. */
export async function rulesOf(pluginId: string): Promise<Rules> {
  const loaded = await plugins.find(({ id }) => id === pluginId)?.rules?.();
  return loaded?.rules ?? NONE;
}
