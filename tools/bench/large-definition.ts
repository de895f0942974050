import { parseDefinition, type Definition } from '@stationhouse/workflow';

const STATES_PER_STAGE = 10;

const text = (chinese: string, english: string) => `{ zh-CN: ${chinese}, en: ${english} }`;

/**
 * A definition of many states, none like the other to the engine: stages one after another, each with tasks, guards, clocks,
 * timeouts, a parallel part of two fragments, and forms of its own.
 * @param states how many states it has at least, those inside of others counted
 */
export function largeDefinition(states = 200): Definition {
  return parseDefinition(largeDefinitionText(states), 'large.yaml').definition;
}

/** The same as YAML. */
export function largeDefinitionText(states = 200): string {
  const stages = Math.ceil(states / STATES_PER_STAGE);
  const each = (make: (stage: number) => string) => Array.from({ length: stages }, (_, stage) => make(stage)).join('\n');
  return `workflow: large
title: ${text('大流程', 'Large')}
number: "L-{0000}"
startForm: begin
data:
  type: object
  properties:
    count: { type: integer, default: 0 }
    risk: { type: string, enum: [high, low] }
    agreedOn: { type: string, format: date-time }
${each((stage) => `    amount${stage}: { type: integer, default: 0, title: ${text('数额', 'Amount')} }`)}
parameters:
${each((stage) => `  time${stage}: { type: duration, default: P${(stage % 9) + 3}D, max: P20D, because: 规定第 ${stage} 条, title: ${text('时限', 'Time')} }`)}
forms:
  begin: { title: ${text('登记', 'Register')}, schema: { type: object, properties: { risk: { type: string }, agreedOn: { type: string, format: date-time } } } }
${each((stage) => `  form${stage}: { title: ${text('表', 'Form')}, schema: { type: object, properties: { amount: { type: integer }, note: { type: string, maxLength: 200 }, agreed: { type: boolean } } } }`)}
events:
  alarm: { title: ${text('报警', 'Alarm')} }
start: stage0
states:
${each((stage) => stageText(stage, stage === stages - 1 ? 'over' : `stage${stage + 1}`))}
  over: { title: ${text('结束', 'Over')}, final: true, outcome: over }
fragments:
  visit:
    parameters: { due: duration, lead: duration, form: form }
    clock: { key: visit, budget: $due }
    start: waiting
    states:
      waiting: { title: ${text('等', 'Waiting')}, until: { at: state.entered + due - lead, to: open } }
      open: { title: ${text('待访', 'Open')}, tasks: { visit: { title: ${text('访', 'Visit')}, role: mediator, form: $form, due: $lead, remind: PT1H, escalate: [{ after: PT2H, to: chief }] } }, on: { visit.done: done } }
      done: { title: ${text('完', 'Done')}, final: true }
`;
}

/** Eleven states: work, a choice, a parallel part of two visits. */
function stageText(stage: number, next: string): string {
  return `  stage${stage}:
    title: ${text(`阶段${stage}`, `Stage ${stage}`)}
    assign: 'data.amount${stage} > ${stage} ? ["chief"] : ["mediator"]'
    start: work
    states:
      work:
        title: ${text('办理', 'Work')}
        clock: { budget: $time${stage}, warn: P1D }
        tasks: { work: { title: ${text('办理', 'Work')}, form: form${stage}, due: P2D, remind: P1D, outcomes: { done: { title: ${text('完成', 'Done')}, requires: [amount] }, failed: { title: ${text('不成', 'Failed')}, requires: [note] } } } }
        after: { late: { in: P2D, to: picked } }
        on:
          work.done: [{ to: picked, when: has(event.amount) && event.amount > data.amount${stage}, set: { amount${stage}: event.amount } }, { to: picked }]
          work.failed: picked
      picked: { title: ${text('判断', 'Picked')}, choose: [{ to: ^${next}, when: data.amount${stage} > ${stage} + data.count }, { to: visits }] }
      visits:
        title: ${text('回访', 'Visits')}
        parallel:
          soon: { use: visit, title: ${text('近', 'Soon')}, with: { due: $time${stage}, lead: P1D, form: form${stage} } }
          later: { use: visit, title: ${text('远', 'Later')}, with: { due: P20D, lead: P2D, form: form${stage} } }
        done: { to: ^${next}, set: { count: data.count + 1 } }
    on: { alarm: ${next} }`;
}
