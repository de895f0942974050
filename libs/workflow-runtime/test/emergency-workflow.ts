import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** An alert whose card opens while it is high: it rings at the duty officer, whose task it is, and ends or falls by what they say. */
const SOURCE = `
workflow: rescue
title: { zh-CN: 救助, en: Rescue }
number: "RS-{0}"
startForm: begin
data:
  type: object
  required: [grade]
  properties:
    grade: { oneOf: [{ const: high, title: { zh-CN: 高, en: High } }, { const: low, title: { zh-CN: 低, en: Low } }], title: { zh-CN: 等级, en: Grade } }
    person:
      type: object
      title: { zh-CN: 当事人, en: Person }
      properties:
        name: { type: string, x-personal: P2, x-kind: name, title: { zh-CN: 姓名, en: Name } }
        phone: { type: string, x-personal: P2, x-kind: phone, title: { zh-CN: 电话, en: Phone } }
        illness: { type: string, x-personal: P3, title: { zh-CN: 疾病, en: Illness } }
emergency: { when: data.grade == "high", fields: [person.name, person.phone, grade], bureau: [anti-fraud-centre] }
actions:
  ring: { notify: { roles: [duty-officer], text: { zh-CN: 高危预警, en: High alert }, urgent: true, climbAfter: PT1M } }
forms:
  begin:
    title: { zh-CN: 登记, en: Begin }
    schema:
      type: object
      required: [grade]
      properties:
        grade: { type: string, enum: [high, low] }
        person: { type: object, properties: { name: { type: string }, phone: { type: string }, illness: { type: string } } }
events: { fallen: { title: { zh-CN: 降级, en: It falls } } }
start: fresh
states:
  fresh: { title: { zh-CN: 新, en: Fresh }, choose: [{ to: open, when: 'data.grade == "high"', do: [ring] }, { to: open }] }
  open:
    title: { zh-CN: 办理, en: Open }
    tasks:
      sign: { title: { zh-CN: 签收, en: Sign }, role: duty-officer, delegate: true }
    on: { sign.done: closed, fallen: { set: { grade: '"low"' } } }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
`;

export function rescuePlugin(): WorkflowPlugin {
  return { id: 'rescue', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(SOURCE, 'rescue.yaml').definition] };
}
