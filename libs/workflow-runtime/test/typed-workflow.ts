import { parseDefinition, type Definition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** Data of every kind, of every class. */
const DATA = `
  type: object
  required: [risk]
  $defs:
    contact:
      type: object
      title: { zh-CN: 联系人, en: Contact }
      properties:
        name: { type: string, maxLength: 60, title: { zh-CN: 姓名, en: Name }, x-personal: P2, x-kind: name }
        since: { type: string, format: date, title: { zh-CN: 起始, en: Since } }
  properties:
    risk: { title: { zh-CN: 风险, en: Risk }, oneOf: [{ const: red, title: { zh-CN: 红色, en: Red } }, { const: amber, title: { zh-CN: 橙色, en: Amber } }, { const: blue, title: { zh-CN: 蓝色, en: Blue } }] }
    dangers: { type: array, title: { zh-CN: 危险, en: Dangers }, items: { oneOf: [{ const: weapon, title: { zh-CN: 持械, en: Weapon } }, { const: fire, title: { zh-CN: 明火, en: Fire } }] } }
    grade: { title: { zh-CN: 级, en: Grade }, enum: [1, 2, 3] }
    reference: { type: string, maxLength: 60, title: { zh-CN: 参考, en: Reference } }
    place: { type: string, maxLength: 200, title: { zh-CN: 地点, en: Place }, x-personal: P1 }
    summary: { type: string, maxLength: 400, title: { zh-CN: 简况, en: Summary }, description: { zh-CN: 经过, en: What happened }, x-personal: P2 }
    reporter: { type: string, maxLength: 60, title: { zh-CN: 报告人, en: Reporter }, x-personal: P2, x-kind: name }
    illness: { type: string, maxLength: 60, title: { zh-CN: 病史, en: Illness }, x-personal: P3 }
    persons: { type: integer, minimum: 0, maximum: 100000, title: { zh-CN: 人数, en: Persons } }
    fen: { type: integer, minimum: 0, maximum: 9000000000000, title: { zh-CN: 金额（分）, en: Amount in fen } }
    share: { type: number, title: { zh-CN: 比例, en: Share } }
    urgent: { type: boolean, title: { zh-CN: 紧急, en: Urgent } }
    dueOn: { type: [string, 'null'], format: date, title: { zh-CN: 期限, en: Due on } }
    seenAt: { type: string, format: date-time, title: { zh-CN: 发现时间, en: Seen at } }
    tags: { type: array, items: { type: string, maxLength: 40 }, title: { zh-CN: 标签, en: Tags } }
    marks: { type: array, items: { type: number }, title: { zh-CN: 分值, en: Marks } }
    site: { type: object, title: { zh-CN: 场所, en: Site }, properties: { area: { type: string, maxLength: 60, title: { zh-CN: 片区, en: Area } }, keeper: { type: string, maxLength: 60, title: { zh-CN: 负责人, en: Keeper }, x-personal: P2, x-kind: name }, contact: { $ref: '#/$defs/contact' } } }
    parties:
      type: array
      maxItems: 20
      title: { zh-CN: 当事人, en: Parties }
      items:
        type: object
        properties:
          name: { type: string, maxLength: 60, title: { zh-CN: 姓名, en: Name }, x-personal: P2, x-kind: name }
          side: { title: { zh-CN: 一方, en: Side }, oneOf: [{ const: first, title: { zh-CN: 甲方, en: First } }, { const: second, title: { zh-CN: 乙方, en: Second } }] }
          age: { type: integer, minimum: 0, maximum: 130, title: { zh-CN: 年龄, en: Age } }
          minor: { type: boolean, title: { zh-CN: 未成年, en: Minor }, x-personal: P3 }
    extra: { type: object, title: { zh-CN: 其他, en: Extra }, x-personal: P1 }
    matrix: { type: array, items: { type: array, items: { type: number } }, title: { zh-CN: 矩阵, en: Matrix } }
`;

const YAML = `
workflow: case-file
title: { zh-CN: 案卷, en: Case file }
description: { zh-CN: 一事一卷, en: One file per matter }
number: "CF-{station}-{yyyy}-{00000}"
label: [risk]
startForm: begin
data:${DATA}
extension-points: [form look]
events:
  finish: { title: { zh-CN: 办结, en: Finish } }
start: open
states:
  open: { title: { zh-CN: 在办, en: Open }, tasks: { look: { title: { zh-CN: 查看, en: Look }, role: chief, form: look } }, on: { look.done: settled, finish: settled } }
  settled: { title: { zh-CN: 已办结, en: Settled }, final: true, outcome: settled }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, required: [risk], properties: { risk: { enum: [red, amber, blue] }, summary: { type: string, maxLength: 400, x-personal: P2 }, place: { type: string, maxLength: 200, x-personal: P1 } } } }
  look: { title: { zh-CN: 查看, en: Look }, schema: { type: object, properties: { reference: { type: string, maxLength: 60 } } } }
`;

/** The workflow, or another edition of it. */
export function caseDefinition(change: (yaml: string) => string = (yaml) => yaml): Definition {
  return parseDefinition(change(YAML), 'case-file.yaml').definition;
}

export const casePlugin = (change?: (yaml: string) => string, version = '1.0.0'): WorkflowPlugin => ({ id: 'cases', version, enabledByDefault: true, rules: {}, workflows: [caseDefinition(change)] });
