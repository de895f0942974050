import { parseDefinition, type Rules } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';

const YAML = `
workflow: visit-case
title: { zh-CN: 走访办理, en: Visit case }
number: "VC-{station}-{yyyy}-{0000}"
label: [kind]
startForm: begin
data:
  type: object
  required: [kind]
  properties:
    kind: { type: string, maxLength: 40, title: { zh-CN: 类别, en: Kind } }
parameters:
  visitSoon: { type: duration, default: P3D, min: P1D, max: P5D, because: 分局规定, title: { zh-CN: 首次回访, en: First visit } }
  deadline: { type: duration, default: P10D, max: P30D, title: { zh-CN: 办理时限, en: Time limit } }
  legal: { type: duration, default: PT24H, locked: true, because: 某法第 9 条, title: { zh-CN: 法定时限, en: Legal time } }
  pause: { type: duration, default: P6D, title: { zh-CN: 等待, en: Wait } }
events:
  hold: { title: { zh-CN: 挂起, en: Hold } }
extension-points: [before settled, after registered, form check]
clocks:
  whole: { title: { zh-CN: 全程, en: Whole }, runs: '!active("settled")', pauses: active("waiting"), budget: $deadline, warn: P1D }
start: registered
states:
  registered:
    title: { zh-CN: 待核对, en: To check }
    tasks:
      check: { title: { zh-CN: 核对, en: Check }, role: duty-officer, form: check, due: PT4H, remind: PT1H, escalate: [{ after: PT1H, to: chief }], outcomes: { fine: { title: { zh-CN: 无误, en: Fine } } } }
    on: { check.fine: visiting, hold: waiting }
  waiting:
    title: { zh-CN: 等待, en: Waiting }
    until: { at: state.entered + parameters.pause, to: registered }
  visiting:
    title: { zh-CN: 回访, en: Visiting }
    clock: { budget: $visitSoon, warn: PT12H, title: { zh-CN: 回访时限, en: Time to visit } }
    tasks:
      visit: { title: { zh-CN: 回访, en: Visit }, role: community-officer, form: check, due: $visitSoon, remind: PT6H, delegate: true, outcomes: { calm: { title: { zh-CN: 平稳, en: Calm } } } }
    on: { visit.calm: settled }
  settled: { title: { zh-CN: 已办结, en: Settled }, final: true, outcome: settled }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, required: [kind], properties: { kind: { type: string, maxLength: 40 } } } }
  check: { title: { zh-CN: 核对, en: Check }, schema: { type: object, properties: { note: { type: string, maxLength: 200 } } } }
`;

const NO_RULES: Rules = {};

/** Editions of the workflow as its plugin might bring them, one after the other. */
export const EDITIONS = {
  first: YAML,
  /** A longer wait: nothing an overlay changes. */
  longerWait: YAML.replace('default: P6D', 'default: P7D'),
  /** The first visit sooner: what overlays change as well. */
  soonerVisit: YAML.replace('default: P3D, min: P1D', 'default: P2D, min: P1D'),
  /** States and tasks under other names, and a state that nothing leads to by itself. */
  renamed: YAML.replaceAll('visiting', 'following').replaceAll('visit.calm', 'call.calm').replace('visit: { title', 'call: { title').replaceAll('waiting', 'resting').replace('{ zh-CN: 等待, en: Waiting }', '{ zh-CN: 搁置, en: Resting }'),
} as const;

export const visitPlugin = (edition: keyof typeof EDITIONS = 'first', version = '1.0.0'): WorkflowPlugin => ({ id: 'visits', version, enabledByDefault: true, rules: NO_RULES, workflows: [parseDefinition(EDITIONS[edition], 'visit-case.yaml').definition] });

/** An overlay's text. */
export const overlayText = (level: 'bureau' | 'station', body: string, template = 1, because = '走访提前准备') => `overlay: ${level}\nof: { workflow: visit-case, template: ${template} }\nbecause: ${because}\n${body}\n`;
