import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** Counts ticks, then waits a second for its timer: every step leaves a mark that can be counted afterwards. */
const YAML = `
workflow: tick-count
title: { zh-CN: 计数, en: Tick count }
number: "TC-{station}-{yyyy}-{00000}"
startForm: begin
data:
  type: object
  properties: { ticks: { type: integer, default: 0, title: { zh-CN: 次数, en: Ticks } } }
parameters:
  wait: { type: duration, default: PT1S, title: { zh-CN: 等待, en: Wait } }
events: { tick: { title: { zh-CN: 计一次, en: Tick } } }
start: counting
states:
  counting:
    title: { zh-CN: 计数中, en: Counting }
    clock: { budget: PT2H }
    tasks: { stop: { title: { zh-CN: 停止, en: Stop }, role: chief, due: PT1H, outcomes: { done: { title: { zh-CN: 完成, en: Done } } } } }
    on: { stop.done: waiting, tick: { to: turn, set: { ticks: data.ticks + 1 } } }
  turn: { title: { zh-CN: 中转, en: Turn }, choose: [{ to: counting }] }
  waiting: { title: { zh-CN: 等待, en: Waiting }, until: { at: state.entered + parameters.wait, to: closed } }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } } }
`;

export const tickPlugin = (): WorkflowPlugin => ({ id: 'ticks', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(YAML, 'tick-count.yaml').definition] });
