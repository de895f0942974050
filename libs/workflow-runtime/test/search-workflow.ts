import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** A search with a clock that counts from a fact, one in working days that needs years to come, and one in shifts. */
const YAML = `
workflow: search-case
title: { zh-CN: 查找, en: Search }
number: "SC-{station}-{yyyy}-{0000}"
startForm: begin
data: { type: object, properties: { lostAt: { type: string, format: date-time, title: { zh-CN: 走失时间, en: Lost at } } } }
parameters:
  limit: { type: duration, default: PT4H, max: PT24H, because: 某法第 9 条, title: { zh-CN: 时限, en: Limit } }
events:
  corrected: { title: { zh-CN: 更正, en: Corrected }, form: begin }
clocks:
  search: { title: { zh-CN: 查找时限, en: Search }, runs: active("searching"), from: data.lostAt, budget: $limit, warn: [PT2H, PT1H], edit: { by: [duty-officer], approval: chief } }
  review: { title: { zh-CN: 复核, en: Review }, runs: active("searching"), budget: P300D, calendar: workingDays, edit: { by: [chief] } }
  shift: { title: { zh-CN: 班内, en: In shift }, runs: active("searching"), budget: PT4H, calendar: shifts }
start: searching
states:
  searching:
    title: { zh-CN: 查找中, en: Searching }
    tasks: { look: { title: { zh-CN: 找, en: Look }, role: chief } }
    on: { look.done: over, corrected: { set: { lostAt: event.lostAt } } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { lostAt: { type: string, format: date-time } } } }
`;
/** The fixture plugin. */
export const searchPlugin = (): WorkflowPlugin => ({ id: 'search', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(YAML, 'search-case.yaml').definition] });
