import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginDeclaration } from '@stationhouse/plugin-api';
import { parseDefinition } from '@stationhouse/workflow';
import type { AutomationsOfPlugin, WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { buildProject, ROOT } from '../../build.js';

/** Builds what processes of automations run, so that whoever runs from source has processes as in production, with Node.js's permissions. */
export function buildWalls(): void {
  buildProject('libs/testing');
}

/** What runs in a process, as it was built. */
export const BUILT_CHILD = pathToFileURL(path.join(ROOT, 'libs/workflow-runtime/dist/automations/walls/child.js')).href;

/** The automations of plugins of this library; their handlers are the built ones. */
export function builtAutomations(plugins: readonly PluginDeclaration[]): AutomationsOfPlugin[] {
  return plugins.map(({ id, automations = [], egress = [] }) => ({
    id,
    egress,
    automations: automations.map((automation) => ({ ...automation, module: automation.module.replace('/libs/testing/src/', '/libs/testing/dist/').replace(/\.ts$/, '.js') })),
  }));
}

/** The workflows of plugins, for a catalogue. */
export function workflowsOf(plugins: readonly PluginDeclaration[]): WorkflowPlugin[] {
  return plugins.map(({ id, version, workflows }) => ({ id, version, enabledByDefault: true, rules: {}, workflows: workflows.map(({ text, fileName }) => parseDefinition(text, fileName).definition) }));
}
