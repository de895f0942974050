import { text } from '@stationhouse/kernel';
import { parseDefinition } from '@stationhouse/workflow';
import { defineAutomation, type Automation, type AutomationContext, type WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** A workflow that reaches outside: automations heard and unheard, with and without a compensation, and linked instances. */
const PARENT = `
workflow: outward
title: { zh-CN: 外联, en: Outward }
number: "WL-{station}-{yyyy}-{0000}"
label: [kind]
startForm: begin
data:
  type: object
  properties:
    kind: { type: string, maxLength: 40, default: x, title: { zh-CN: 类别, en: Kind } }
    owner: { type: string, maxLength: 40, title: { zh-CN: 失主, en: Owner }, x-personal: P2 }
    pages: { type: integer, default: 0, title: { zh-CN: 页数, en: Pages } }
    error: { type: string, default: '', title: { zh-CN: 错误, en: Error } }
    units: { type: array, items: { type: string }, default: [], title: { zh-CN: 单位, en: Units } }
    answers: { type: integer, default: 0, title: { zh-CN: 答复, en: Answers } }
events:
  print: { title: { zh-CN: 打印, en: Print } }
  printDeaf: { title: { zh-CN: 打印（不听失败）, en: Print deaf } }
  away: { title: { zh-CN: 离开, en: Away } }
  ask: { title: { zh-CN: 函询, en: Ask } }
  askOne: { title: { zh-CN: 发一件, en: Ask one } }
  askWrong: { title: { zh-CN: 误发, en: Ask wrongly } }
  callOff: { title: { zh-CN: 撤回函询, en: Call off } }
  askAndCallOff: { title: { zh-CN: 函询并撤回, en: Ask and call off } }
actions:
  print: { automation: print-receipt, input: { owner: 'has(data.owner) ? data.owner : ""' }, output: { type: object, required: [pages], properties: { pages: { type: integer } } }, timeout: PT30S, retry: { attempts: 3, backoff: PT10S }, compensate: shred, dry: { pages: 7 } }
  shred: { automation: shred-receipt }
  askUnits: { startLinked: { workflow: unit-answer, forEach: data.units, data: { kind: data.kind }, once: true } }
  askOne: { startLinked: { workflow: unit-answer, data: { kind: data.kind } } }
  askWrong: { startLinked: { workflow: unit-answer, data: { kind: data.pages } } }
  callOff: { tellLinked: { of: [askUnits, askOne], event: calledOff, data: { because: data.kind } } }
start: ready
states:
  ready:
    title: { zh-CN: 待办, en: Ready }
    on: { print: { to: printing, do: [print] }, printDeaf: { to: deaf, do: [print] }, ask: { to: asking, do: [askUnits] }, askOne: { to: asking, do: [askOne] }, askWrong: { to: asking, do: [askWrong] }, askAndCallOff: { to: asking, do: [askOne, callOff] } }
  printing:
    title: { zh-CN: 打印中, en: Printing }
    on: { print.succeeded: { to: done, set: { pages: event.pages } }, print.failed: { to: ready, set: { error: event.error } }, away: ready }
  deaf:
    title: { zh-CN: 打印中（不听失败）, en: Printing deaf }
    on: { print.succeeded: { to: done, set: { pages: event.pages } }, away: ready }
  asking:
    title: { zh-CN: 等候答复, en: Asking }
    start: open
    states: { open: { title: { zh-CN: 等候, en: Waiting }, on: { away: asked } }, asked: { title: { zh-CN: 已问, en: Asked }, final: true } }
    done: { to: done, when: linked.open == 0, otherwise: wait }
    on:
      askUnits.closed: { set: { answers: data.answers + 1 } }
      askOne.closed: { set: { answers: data.answers + 1 } }
      askWrong.closed: { set: { error: event.outcome } }
      callOff: { do: [callOff] }
  done: { title: { zh-CN: 已完成, en: Done }, final: true, outcome: done }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { kind: { type: string, maxLength: 40 }, owner: { type: string, maxLength: 40 }, units: { type: array, items: { type: string } } } } }
`;

const CHILD = `
workflow: unit-answer
title: { zh-CN: 单位答复, en: Unit answer }
number: "DF-{station}-{yyyy}-{0000}"
label: [item]
startForm: begin
starts: linked
data: { type: object, properties: { kind: { type: string, maxLength: 40, title: { zh-CN: 类别, en: Kind } }, item: { type: string, maxLength: 40, title: { zh-CN: 单位, en: Unit } } } }
events: { answer: { title: { zh-CN: 答复, en: Answer } }, setOut: { title: { zh-CN: 出发, en: Set out } }, calledOff: { title: { zh-CN: 函询撤回, en: Called off }, form: off, from: linked } }
start: open
states:
  open: { title: { zh-CN: 待答复, en: Open }, on: { answer: answered, setOut: out, calledOff: { to: open, set: { kind: event.because } } } }
  out: { title: { zh-CN: 已出发, en: On the way }, on: { answer: answered } }
  answered: { title: { zh-CN: 已答复, en: Answered }, final: true, outcome: answered }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { kind: { type: string, maxLength: 40 }, item: { type: string, maxLength: 40 } } } }, off: { title: { zh-CN: 撤回, en: Called off }, schema: { type: object, required: [because], properties: { because: { type: string, maxLength: 40, title: { zh-CN: 原因, en: Why } } } } } }
`;

export const outwardPlugins = (): WorkflowPlugin[] => [
  { id: 'outward', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(PARENT, 'outward.yaml').definition] },
  { id: 'units', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(CHILD, 'unit-answer.yaml').definition] },
];

/** What a printer does with one call. */
export type Printer = (context: AutomationContext) => Promise<{ pages: number }>;

/** A printer that a test holds in its hand: what it was asked, and what it answers. */
export class PrinterRoom {
  readonly asked: AutomationContext[] = [];
  readonly shredded: AutomationContext[] = [];
  answer: Printer = () => Promise.resolve({ pages: 2 });

  automations(): Automation[] {
    return [
      defineAutomation({
        id: 'print-receipt',
        module: import.meta.url,
        title: text('打印收据', 'Print the receipt'),
        input: { type: 'object', properties: { owner: { type: 'string', maxLength: 40, 'x-personal': 'P2' } } },
        output: { type: 'object', required: ['pages'], properties: { pages: { type: 'integer' } } },
        breaker: { failures: 3, pause: 'PT5M' },
        dry: { pages: 1 },
        handle: (context) => {
          this.asked.push(context);
          return this.answer(context);
        },
      }),
      defineAutomation({
        id: 'shred-receipt',
        module: import.meta.url,
        title: text('销毁收据', 'Shred the receipt'),
        input: { type: 'object' },
        output: { type: 'object' },
        dry: {},
        handle: (context) => {
          this.shredded.push(context);
          return Promise.resolve({});
        },
      }),
    ];
  }
}
