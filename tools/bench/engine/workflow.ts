import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/**
 * Three workflows. `bench-round` comes back to its own beginning: every completed task writes one row of each kind – task,
 * clock, timer, job, history, key, audit – and closes what the round before it opened. `bench-three` is done after three
 * steps; `bench-wait` waits for its timer.
 */
const ROUND = `
workflow: bench-round
title: { zh-CN: 巡查轮次, en: Rounds }
number: "BR-{station}-{yyyy}-{000000}"
label: [kind]
startForm: begin
data:
  type: object
  required: [kind]
  properties:
    kind: { type: string, maxLength: 40, title: { zh-CN: 类别, en: Kind } }
    note: { type: string, maxLength: 200, title: { zh-CN: 记录, en: Note }, x-personal: P2 }
    rounds: { type: integer, minimum: 0, default: 0, title: { zh-CN: 轮次, en: Rounds } }
parameters:
  budget: { type: duration, default: PT24H, title: { zh-CN: 时限, en: Time } }
  most: { type: number, default: 1000000, title: { zh-CN: 最多轮次, en: Rounds at most } }
actions:
  report: { automation: bench-report, input: { rounds: data.rounds } }
start: visiting
states:
  visiting:
    title: { zh-CN: 走访, en: Visiting }
    clock: { budget: $budget }
    tasks:
      visit:
        title: { zh-CN: 走访, en: Visit }
        role: community-officer
        form: visit
        outcomes: { done: { title: { zh-CN: 完成, en: Done }, requires: [note] } }
    on:
      visit.done:
        - { to: turned, when: double(data.rounds) < parameters.most, set: { rounds: data.rounds + 1, note: event.note }, do: [report] }
        - { to: closed }
  turned: { title: { zh-CN: 下一轮, en: Next round }, choose: [{ to: visiting }] }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, required: [kind], properties: { kind: { type: string, maxLength: 40 } } } }
  visit: { title: { zh-CN: 走访, en: Visit }, schema: { type: object, properties: { note: { type: string, maxLength: 200 } } } }
`;

const THREE = `
workflow: bench-three
title: { zh-CN: 三步, en: Three steps }
number: "BT-{station}-{yyyy}-{000000}"
startForm: begin
data: { type: object, properties: { done: { type: integer, default: 0, title: { zh-CN: 已完成, en: Done } } } }
events: { next: { title: { zh-CN: 下一步, en: Next } } }
start: first
states:
  first: { title: { zh-CN: 一, en: First }, on: { next: { to: second, set: { done: data.done + 1 } } } }
  second: { title: { zh-CN: 二, en: Second }, on: { next: { to: third, set: { done: data.done + 1 } } } }
  third: { title: { zh-CN: 三, en: Third }, on: { next: { to: closed, set: { done: data.done + 1 } } } }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } } }
`;

const WAIT = `
workflow: bench-wait
title: { zh-CN: 等待, en: Wait }
number: "BW-{station}-{yyyy}-{000000}"
startForm: begin
data: { type: object, properties: {} }
parameters: { wait: { type: duration, default: P1000D, title: { zh-CN: 等待, en: Wait } } }
start: waiting
states:
  waiting: { title: { zh-CN: 等待, en: Waiting }, until: { at: state.entered + parameters.wait, to: closed } }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } } }
`;

export const benchPlugin = (): WorkflowPlugin => ({
  id: 'bench',
  version: '1.0.0',
  enabledByDefault: true,
  rules: {},
  workflows: [parseDefinition(ROUND, 'bench-round.yaml').definition, parseDefinition(THREE, 'bench-three.yaml').definition, parseDefinition(WAIT, 'bench-wait.yaml').definition],
});
