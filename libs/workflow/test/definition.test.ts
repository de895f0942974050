import { describe, expect, it } from '@jest/globals';
import { parseDefinition, validateDefinition } from '@stationhouse/workflow';
import { definitionText, END, problemsOf } from './small.js';

const TASK = (extra: string) => `start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief, form: note${extra} } }
    on: { work.done: over }
${END}`;

/** The task's transition with a guard. */
const guarded = (when: string) => TASK('').replace('work.done: over', `work.done: { to: over, when: '${when}' }`);

const NESTED = `start: outer
states:
  outer:
    title: { zh-CN: 外, en: Outer }
    start: inner
    states:
      inner:
        title: { zh-CN: 内, en: Inner }
        tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief } }
        on: { work.done: over }
${END}`;

/** A visit in a fragment that waits until its lead before it is due. */
const visited = (more: string, due = 'P3D') => `start: visiting
states:
  visiting:
    title: { zh-CN: 回访, en: Visiting }
    use: visit
    with: { from: data.agreedOn, due: ${due}, then: over, ${more} }
${END}
fragments:
  visit:
    parameters: { from: moment, due: duration, lead: duration, then: target, remind: { type: duration, optional: true } }
    start: waiting
    states:
      waiting: { title: { zh-CN: 等待, en: Waiting }, until: { at: from + due - lead, to: open } }
      open:
        title: { zh-CN: 待访, en: Open }
        tasks:
          visit: { title: { zh-CN: 回访, en: Visit }, role: chief, dueAt: endOfDay(from + due), remind: $remind }
        on: { visit.done: $then }
`;
const WORKING = 'parameters:\n  working: { type: duration, default: P1D, calendar: workingDays, title: { zh-CN: 工作日, en: Working days } }';

const BAD: readonly [name: string, code: string, lineWith: string, body: string, more?: string][] = [
  ['an unreachable state', 'UNREACHABLE_STATE', 'lost:', `${TASK('')}\n  lost: { title: { zh-CN: 孤岛, en: Lost }, final: true, outcome: lost }`],
  ['an unknown target', 'UNKNOWN_TARGET', 'work.done', TASK('').replace('work.done: over', 'work.done: nowhere')],
  ['an outer target without ^', 'UNKNOWN_TARGET', 'work.done', NESTED],
  ['a guard that does not type-check', 'EXPRESSION_TYPE', 'work.done', guarded('data.count == "3"')],
  ['a guard on a field that does not exist', 'EXPRESSION_TYPE', 'work.done', guarded('data.nothing == 1')],
  ['a guard on a field that may be missing', 'UNGUARDED_FIELD', 'work.done', guarded('data.risk == "high"')],
  ['a guard that is no condition', 'EXPRESSION_TYPE', 'work.done', guarded('data.count + 1')],
  ['a guard that is no CEL', 'EXPRESSION_SYNTAX', 'work.done', guarded('data.count >')],
  ['a set of the wrong type', 'EXPRESSION_TYPE', 'work.done', TASK('').replace('work.done: over', 'work.done: { to: over, set: { count: event.note } }')],
  ['a reminder longer than its task', 'REMINDER_TOO_LONG', 'tasks:', TASK(', due: P1D, remind: P2D')],
  ['a reminder longer than the lead its task opens with', 'REMINDER_TOO_LONG', 'visit: {', visited('lead: P1D, remind: P2D')],
  ['a working-day duration in a date sum', 'EXPRESSION_TYPE', 'waiting:', visited('lead: $working', 'P1D'), WORKING],
  ['the same key twice', 'DUPLICATE_KEY', 'outcome: again', `${TASK('')}\n  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: again }`],
  ['a key that reaches a prototype', 'FORBIDDEN_KEY', '__proto__', `${TASK('')}\n  __proto__: { title: { zh-CN: 结束, en: Over } }`],
  ['an unknown key', 'UNKNOWN_KEY', 'tasks:', TASK(', dew: P1D')],
  ['an outcome that leads nowhere', 'UNHANDLED_OUTCOME', 'tasks:', TASK(', outcomes: { done: { title: { zh-CN: 完成, en: Done } }, failed: { title: { zh-CN: 失败, en: Failed } } }')],
  ['an unknown form', 'UNKNOWN_FORM', 'tasks:', TASK('').replace('form: note', 'form: notes')],
  ['a task for nobody', 'UNASSIGNABLE_TASK', 'tasks:', TASK('').replace('role: chief, ', '')],
  ['a raised event nobody hears', 'UNHEARD_EVENT', 'work.done', TASK('').replace('work.done: over', 'work.done: { to: over, raise: alarm }')],
  ['a choice that may have no answer', 'NO_OTHERWISE', 'choose:', `start: choice\nstates:\n  choice:\n    title: { zh-CN: 判断, en: Choice }\n    choose: [{ to: over, when: data.count > 1 }]\n${END}`],
  ['choices that lead round in a circle', 'AUTOMATIC_LOOP', 'one: {', `start: one\nstates:\n  one: { title: { zh-CN: 一, en: One }, choose: [{ to: over, when: data.count > 1 }, { to: two }] }\n  two: { title: { zh-CN: 二, en: Two }, choose: [{ to: one }] }\n${END}`],
  ['a dead end', 'DEAD_END', 'stuck: {', `${TASK('').replace('work.done: over', 'work.done: stuck')}\n  stuck: { title: { zh-CN: 卡住, en: Stuck } }`],
  ['a parameter above its bound', 'OUT_OF_BOUNDS', 'P9D', TASK(', due: $time'), 'parameters:\n  time: { type: duration, default: P9D, max: P3D, title: { zh-CN: 时限, en: Time } }'],
  ['a label that is no field', 'UNKNOWN_FIELD', 'label:', TASK(''), 'label: [risk, nothing]'],
];

describe('a definition that cannot work', () => {
  it.each(BAD.map(([name, code, lineWith, body, more = '']) => [name, code, lineWith, body, more] as const))('%s is refused with %s, file, line and mend', (_name, code, lineWith, body, more) => {
    const problems = problemsOf(body, more);
    const problem = problems.find((one) => one.code === code);
    expect(problems.map((one) => one.code)).toContain(code);
    const lines = definitionText(body, more).split('\n');
    expect(lines[(problem?.line ?? 0) - 1]).toContain(lineWith);
    expect(problem?.fileName).toBe('small.yaml');
    expect(problem?.text['zh-CN']).toMatch(/[一-鿿]/);
    expect(problem?.text.en).not.toBe('');
  });

  it('a field kept for an outcome that no task with its form has', () => {
    const hinted = (outcome: string) => definitionText(TASK('')).replace('amount: { type: integer } } } }', `amount: { type: integer } } }, ui: { amount: { ui:outcomes: [${outcome}] } } }`);
    const problems = (outcome: string) => {
      const { definition, source } = parseDefinition(hinted(outcome), 'small.yaml');
      return validateDefinition(definition, { source }).map(({ code, line }) => [code, line]);
    };
    expect(problems('done')).toEqual([]);
    expect(problems('agreed')).toEqual([['UNKNOWN_OUTCOME', hinted('agreed').split('\n').findIndex((line) => line.includes('ui:outcomes')) + 1]]);
  });

  it('a field asked together with a tick that is not beside it', () => {
    const hinted = (beside: string) => definitionText(TASK('')).replace('amount: { type: integer } } } }', `amount: { type: integer }, sure: { type: boolean } } }, ui: { amount: { ui:with: ${beside} } } }`);
    const problems = (beside: string) => {
      const { definition, source } = parseDefinition(hinted(beside), 'small.yaml');
      return validateDefinition(definition, { source }).map(({ code }) => code);
    };
    expect(problems('sure')).toEqual([]);
    expect(problems('amount')).toEqual(['UNKNOWN_FIELD']);
    expect(problems('nothing')).toEqual(['UNKNOWN_FIELD']);
  });

  it('a syntax slip names its line once', () => {
    expect(problemsOf(TASK('').replace('states:', 'states: ['))).toHaveLength(1);
  });

  it('an alias bomb is refused', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefghi'.split('').map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)].join('\n');
    expect(() => parseDefinition(bomb, 'bomb.yaml')).toThrow();
  });
});
