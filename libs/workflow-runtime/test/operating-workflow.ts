import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** Something to get stuck in: a place that only an event leads out of, a role nobody need hold, a clock without a calendar. */
const YAML = `
workflow: stuck-case
title: { zh-CN: 停滞事项, en: Stuck case }
number: "ST-{station}-{yyyy}-{0000}"
startForm: begin
data: { type: object, properties: { secret: { type: string, x-personal: P2, title: { zh-CN: 内情, en: Secret } }, open: { type: boolean, default: false, title: { zh-CN: 开放, en: Open } } } }
events:
  rest: { title: { zh-CN: 搁置, en: Rest } }
  wake: { title: { zh-CN: 恢复, en: Wake } }
  reckon: { title: { zh-CN: 计时, en: Reckon } }
  hand: { title: { zh-CN: 移交, en: Hand over } }
start: going
states:
  going:
    title: { zh-CN: 办理, en: Going }
    tasks: { look: { title: { zh-CN: 查看, en: Look }, role: duty-officer, due: PT1H, remind: PT30M } }
    on: { look.done: over, rest: resting, reckon: reckoning, hand: handed }
  resting:
    title: { zh-CN: 搁置, en: Resting }
    on:
      wake: { to: going, when: has(data.secret) && data.secret == "x" }
      reckon: { to: going, when: data.open }
  handed:
    title: { zh-CN: 已移交, en: Handed }
    tasks: { value: { title: { zh-CN: 估价, en: Value }, role: property-custodian } }
    on: { value.done: over }
  reckoning:
    title: { zh-CN: 计时中, en: Reckoning }
    clock: { budget: P600D, calendar: workingDays }
    tasks: { wait: { title: { zh-CN: 等候, en: Wait }, role: chief } }
    on: { wait.done: over }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { secret: { type: string }, open: { type: boolean } } } }
`;

/** The fixture plugin. */
export const stuckPlugin = (): WorkflowPlugin => ({ id: 'stuck', version: '1.2.3', enabledByDefault: true, rules: {}, workflows: [parseDefinition(YAML, 'stuck-case.yaml').definition] });
