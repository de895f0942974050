import type { TextScreen } from '@stationhouse/workflow';
import { plugins } from '../composition.js';

/** What the plugins of this web app never let be written down in a workflow. */
export async function screensOf(workflow: string): Promise<readonly TextScreen[]> {
  const loaded = await Promise.all(plugins.map(({ screens }) => (screens?.workflows.includes(workflow) === true ? screens.load() : undefined)));
  return loaded.flatMap((common) => common?.screens ?? []);
}
