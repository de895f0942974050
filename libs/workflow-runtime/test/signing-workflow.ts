import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { noRules } from './bench-workflow.js';

/** A workflow whose tasks are signed by several, handed on, taken back and named to somebody. */
const YAML = `
workflow: signing
title: { zh-CN: 会签, en: Signing }
number: "HQ-{station}-{yyyy}-{0000}"
startForm: begin
data: { type: object, properties: { note: { type: string } } }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, help: { zh-CN: 写清事由。, en: Say why. }, schema: { type: object, properties: { note: { type: string } } } } }
events: { amend: { title: { zh-CN: 补充, en: Amend }, form: begin } }
start: draft
states:
  draft:
    title: { zh-CN: 起草, en: Draft }
    clock: { budget: P3D, warn: P1D }
    tasks: { write: { title: { zh-CN: 起草, en: Write }, role: community-officer, form: begin, due: P1D, remind: PT1H, delegate: true, recall: PT10M } }
    on: { write.done: signing, amend: draft }
  signing:
    title: { zh-CN: 会签, en: Signing }
    tasks: { sign: { title: { zh-CN: 会签, en: Sign }, answers: { from: [chief, duty-officer], need: all, otherwise: split }, outcomes: { agreed: { title: { zh-CN: 同意, en: Agreed } }, split: { title: { zh-CN: 分歧, en: Split }, automatic: true } } } }
    on: { sign.agreed: named, sign.split: draft }
  named:
    title: { zh-CN: 指派, en: Named }
    clock: { budget: P2D, title: { zh-CN: 办理时限, en: Time to do it } }
    tasks: { do: { title: { zh-CN: 办理, en: Do }, role: community-officer, take: assign } }
    on: { do.done: over }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
`;

export function signingPlugin(): WorkflowPlugin {
  return { id: 'signing', version: '1.0.0', enabledByDefault: true, rules: noRules, workflows: [parseDefinition(YAML, 'signing.yaml').definition] };
}
