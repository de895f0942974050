import { text } from '@stationhouse/kernel';
import { definePlugin, workflow } from '@stationhouse/plugin-api';
import { behave } from './steady.js';
import { misbehave } from './hostile.js';

/** A plugin that does everything wrong: each wall is shown on it. */
export const hostile = definePlugin({
  id: 'hostile',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('捣乱', 'Mischief'),
  workflows: [workflow('../../../plugins/walls/hostile.yaml', import.meta.url)],
  automations: [misbehave],
  egress: [{ id: 'post', title: text('收件处', 'A letter box'), purpose: text('测试外发', 'Shows what goes out'), mostBytes: 1_000 }],
  personalData: {},
});

/** Its neighbour, which must not notice. */
export const steady = definePlugin({ id: 'steady', version: '1.0.0', platform: '^1.0.0', title: text('稳妥', 'Steady'), workflows: [workflow('../../../plugins/walls/steady.yaml', import.meta.url)], automations: [behave], personalData: {} });

export { BUILT_CHILD, builtAutomations, buildWalls, workflowsOf } from './built.js';
