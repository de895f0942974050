import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** A search that neighbours are asked to help with while a child is missing. */
const SOURCE = `
workflow: search
title: { zh-CN: 查找, en: Search }
number: "SX-{0}"
startForm: begin
data:
  type: object
  required: [age]
  properties:
    age: { type: integer, title: { zh-CN: 年龄, en: Age } }
    clothing: { type: string, x-personal: P2, title: { zh-CN: 衣着, en: Clothing } }
    secret: { type: string, x-personal: P2, title: { zh-CN: 家庭住址, en: Home } }
    over: { type: boolean, default: false, title: { zh-CN: 已找到, en: Found } }
    answers: { type: array, items: { type: string }, default: [], title: { zh-CN: 答复, en: Answers } }
    clue: { type: string, x-personal: P2, title: { zh-CN: 线索, en: Clue } }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, required: [age], properties: { age: { type: integer }, clothing: { type: string }, secret: { type: string } } } }
  neighbour: { title: { zh-CN: 协查答复, en: Answer }, schema: { type: object, required: [station, answer], properties: { station: { type: string }, answer: { type: string }, place: { type: string, x-personal: P2 }, words: { type: string, x-personal: P2 } } } }
emergency: { title: { zh-CN: 走失儿童, en: Missing child }, when: '!data.over', fields: [age, clothing] }
share: { on: askNeighbours, until: letGo, when: data.age < 14, roles: [duty-officer], bureau: [bureau-leader], answer: neighbourAnswered }
events:
  askNeighbours: { title: { zh-CN: 请求协查, en: Ask the neighbours } }
  letGo: { title: { zh-CN: 撤回协查, en: Let them go } }
  found: { title: { zh-CN: 已找到, en: Found } }
  neighbourAnswered: { title: { zh-CN: 协查答复, en: A neighbour has answered }, form: neighbour, from: share }
start: open
states:
  open:
    title: { zh-CN: 查找, en: Open }
    tasks: { search: { title: { zh-CN: 查找, en: Search }, role: duty-officer } }
    on:
      askNeighbours: {}
      letGo: {}
      found: { set: { over: 'true' } }
      neighbourAnswered:
        - { when: has(event.place), set: { answers: 'data.answers + [event.station + ":" + event.answer]', clue: event.place } }
        - { set: { answers: 'data.answers + [event.station + ":" + event.answer]' } }
      search.done: over
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
`;

export const searchPlugin = (): WorkflowPlugin => ({ id: 'search', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(SOURCE, 'search.yaml').definition] });
