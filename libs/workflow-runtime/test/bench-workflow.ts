import { parseDefinition, type Rules } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** A small workflow with one of everything the runtime writes: tasks, a clock, timers, an event, a parallel wait. */
const YAML = `
workflow: note-case
title: { zh-CN: 记录办理, en: Note case }
number: "NC-{station}-{yyyy}-{0000}"
label: [kind]
startForm: begin
data:
  type: object
  required: [kind]
  properties:
    kind: { type: string, maxLength: 40, title: { zh-CN: 类别, en: Kind } }
    secret: { type: string, maxLength: 200, title: { zh-CN: 内情, en: Secret }, x-personal: P2 }
    rounds: { type: integer, default: 0, title: { zh-CN: 次数, en: Rounds } }
parameters:
  wait: { type: duration, default: PT6H, title: { zh-CN: 等待, en: Wait } }
events:
  again: { title: { zh-CN: 再来一次, en: Again } }
  stop: { title: { zh-CN: 结束, en: Stop } }
  forbidden: { title: { zh-CN: 不许, en: Forbidden } }
refusals:
  never: { zh-CN: 不允许这样做。, en: This is never allowed. }
start: first
states:
  first:
    title: { zh-CN: 第一步, en: First }
    clock: { budget: PT2H, warn: PT1H }
    tasks:
      check:
        title: { zh-CN: 核对, en: Check }
        role: duty-officer
        form: check
        due: PT1H
        remind: PT30M
        escalate: [{ after: PT10M, to: chief }]
        outcomes: { fine: { title: { zh-CN: 无误, en: Fine } }, wrong: { title: { zh-CN: 有误, en: Wrong } } }
    on:
      check.fine: second
      check.wrong: closed
      again: { to: again, set: { rounds: data.rounds + 1 } }
      forbidden: { refuse: never }
  again:
    title: { zh-CN: 中转, en: Turn }
    choose: [{ to: first }]
  second:
    title: { zh-CN: 第二步, en: Second }
    until: { at: state.entered + parameters.wait, to: closed }
    on: { stop: closed }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, required: [kind], properties: { kind: { type: string, maxLength: 40 }, secret: { type: string, maxLength: 200 } } } }
  check: { title: { zh-CN: 核对, en: Check }, schema: { type: object, properties: { note: { type: string, maxLength: 200 } } } }
`;

export const noRules: Rules = {};

/** The fixture plugin. */
export const notePlugin = (): WorkflowPlugin => ({ id: 'note', version: '1.0.0', enabledByDefault: true, rules: noRules, workflows: [parseDefinition(YAML, 'note-case.yaml').definition] });
