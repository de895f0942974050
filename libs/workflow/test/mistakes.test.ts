import { describe, expect, it } from '@jest/globals';
import { definitionText, END, problemsOf } from './small.js';

/** One task with more in it. */
const task = (extra: string, on = 'work.done: over') => `start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    tasks: { work: { title: { zh-CN: 办理, en: Work }${extra} } }
    on: { ${on} }
${END}`;
const TWO = 'outcomes: { yes: { title: { zh-CN: 是, en: Yes } }, no: { title: { zh-CN: 否, en: No } } }';
const both = (answers: string) => task(`, answers: ${answers}, ${TWO}`, 'work.yes: over, work.no: over');

/** A task's end with an action. */
const acting = (action: string, on = '') => `${task(', role: chief', `work.done: over${on.startsWith('work.done') ? '' : on === '' ? '' : `, ${on}`}`).replace('work.done: over', on.startsWith('work.done') ? on : 'work.done: over')}
actions:
  ${action}`;

/** A way under a condition, beside one without. */
const guarded = (when: string) => task(', role: chief', `work.done: [{ to: over, when: '${when}' }, { to: over }]`);

const MISTAKES: readonly (readonly [name: string, code: string, lineWith: string, body: string, more?: string])[] = [
  ['all of nobody knows how many', 'ANSWERS', 'tasks:', task(', role: chief, answers: { need: all }')],
  ['more signatures than signers', 'ANSWERS', 'tasks:', task(', answers: { from: [chief, instructor], need: 3 }')],
  ['a disagreement without a way out', 'NO_OTHERWISE', 'tasks:', both('{ from: [chief, instructor], need: all }')],
  ['a veto that is no outcome', 'UNKNOWN_OUTCOME', 'tasks:', both('{ from: [chief], need: 1, veto: [maybe] }')],
  ['signers and a role', 'SHAPE', 'tasks:', task(', role: chief, answers: { from: [chief], need: 1 }')],
  ['an automatic outcome nothing leads to', 'AUTOMATIC_OUTCOME', 'tasks:', task(', role: chief, outcomes: { done: { title: { zh-CN: 完, en: Done } }, split: { title: { zh-CN: 分, en: Split }, automatic: true } }', 'work.done: over, work.split: over')],
  ['a number of signers that is no number', 'UNKNOWN_REFERENCE', 'tasks:', task(', answers: { from: [chief], need: $few }'), 'parameters:\n  few: { type: duration, default: P1D, title: { zh-CN: 几, en: Few } }'],
  ['a signature that is delegated', 'SHAPE', 'tasks:', task(', delegate: true, answers: { from: [chief], need: 1 }')],
  ['a role that is no parameter', 'UNKNOWN_REFERENCE', 'tasks:', task(', role: $nobody')],
  ['a role that is a duration', 'UNKNOWN_REFERENCE', 'tasks:', task(', role: $time'), 'parameters:\n  time: { type: duration, default: P1D, title: { zh-CN: 时, en: Time } }'],
  ['a reminder in working days', 'WORKING_DAYS', 'tasks:', task(', role: chief, due: P3D, remind: $time'), 'parameters:\n  time: { type: duration, default: P1D, calendar: workingDays, title: { zh-CN: 时, en: Time } }'],
  ['a bound on a role', 'PARAMETER_TYPE', 'who:', task(', role: $who'), 'parameters:\n  who: { type: role, default: chief, max: team-leader, title: { zh-CN: 谁, en: Who } }'],
  ['an extension point behind the end', 'EXTENSION_POINT', 'extension-points:', task(', role: chief'), 'extension-points: [after over]'],
  ['an extension point nowhere', 'EXTENSION_POINT', 'extension-points:', task(', role: chief'), 'extension-points: [before lost]'],
  ['an extension point inside nothing', 'EXTENSION_POINT', 'extension-points:', task(', role: chief'), 'extension-points: [inside open]'],
  ['an extension point of no form', 'EXTENSION_POINT', 'extension-points:', task(', role: chief'), 'extension-points: [form letter]'],
  ['an extension point in other words', 'GRAMMAR', 'extension-points:', task(', role: chief'), 'extension-points: [around open]'],
  ['a timeout without a time', 'SHAPE', 'noTime', task(', role: chief').replace('    on:', '    after: { noTime: { to: over } }\n    on:')],
  ['a timeout that does nothing', 'SHAPE', 'idle', task(', role: chief').replace('    on:', '    after: { idle: { in: P1D } }\n    on:')],
  ['a timeout to nowhere', 'UNKNOWN_TARGET', 'lost', task(', role: chief').replace('    on:', '    after: { lost: { in: P1D, to: nowhere } }\n    on:')],
  ['a wait for nothing', 'SHAPE', 'until:', `start: open\nstates:\n  open:\n    title: { zh-CN: 等, en: Wait }\n    until: { to: over }\n${END}`],
  ['a history outside of any state', 'SHAPE', 'back:', `${task(', role: chief', 'work.done: back')}\n  back: { title: { zh-CN: 回, en: Back }, history: deep }`],
  ['a default beside no history', 'SHAPE', 'default:', task(', role: chief').replace('    on:', '    default: over\n    on:')],
  ['a dry result that does not fit', 'DRY_RESULT', 'dry:', acting('print: { automation: a,\n    output: { type: object, required: [pages], properties: { pages: { type: integer } } },\n    dry: { page: 1 } }')],
  ['a compensation that is no automation', 'COMPENSATION', 'print:', acting('print: { automation: a, compensate: nothing }')],
  ['a compensation that is compensated', 'COMPENSATION', 'print:', acting('print: { automation: a, compensate: print }')],
  ['a result that no action has', 'UNKNOWN_EVENT', 'print.printed', acting('print: { automation: a }', 'print.printed: over')],
  ['a task and an action of one name', 'AMBIGUOUS_EVENT', 'work.failed', acting('work: { automation: a }', 'work.failed: over')],
  ['a result read as what it is not', 'EXPRESSION_TYPE', 'print.succeeded', acting('print: { automation: a, output: { type: object, properties: { pages: { type: integer } } } }', 'print.succeeded: { to: over, when: event.page == 1 }')],
  ['a retry that counts in days', 'UNKNOWN_REFERENCE', 'print:', acting('print: { automation: a, retry: { attempts: $time } }\nparameters:\n  time: { type: duration, default: P1D, title: { zh-CN: 时, en: Time } }')],
  ['a count of an action that starts nothing', 'EXPRESSION_TYPE', 'work.done', acting('print: { automation: a }', 'work.done: { to: over, when: linked.print.open == 0 }')],
  ['an action with a reserved name', 'RESERVED_NAME', 'open:', acting('open: { startLinked: { workflow: answer } }')],
  ['a wait that is no end', 'SHAPE', 'work.done', task(', role: chief', 'work.done: { to: over, when: data.count > 1, otherwise: wait }')],
  ['a guard that is never true', 'GUARD_NEVER_HOLDS', 'work.done', guarded('false')],
  ['a guard that waits for a choice nobody has', 'GUARD_NEVER_HOLDS', 'work.done', guarded('has(data.risk) && data.risk == "purple"')],
  ['a guard whose parts contradict each other', 'GUARD_NEVER_HOLDS', 'work.done', guarded('has(data.risk) && (data.risk == "high" || data.count > 3) && data.risk != "high" && !(data.count >= 2)')],
  ['a guard that leaves no number', 'GUARD_NEVER_HOLDS', 'work.done', guarded('data.count > 5 && 5 >= data.count')],
  ['a guard that asks for what is missing', 'GUARD_NEVER_HOLDS', 'work.done', guarded('!has(data.by) && data.count in [1, 2] && has(data.by)')],
];

describe('a mistake in a definition', () => {
  it.each(MISTAKES.map(([name, code, lineWith, body, more = '']) => [name, code, lineWith, body, more] as const))('%s is refused with %s, file, line and mend', (_name, code, lineWith, body, more) => {
    const problems = problemsOf(body, more);
    const problem = problems.find((one) => one.code === code);
    expect(problems.map((one) => one.code)).toContain(code);
    expect(definitionText(body, more).split('\n')[(problem?.line ?? 0) - 1]).toContain(lineWith);
    expect(problem?.fileName).toBe('small.yaml');
    expect(problem?.text['zh-CN']).toMatch(/[一-鿿]/);
    expect(problem?.text.en).not.toBe('');
  });
});

describe('a definition that nobody could read', () => {
  const TITLE = 'title: { zh-CN: 甲, en: A }';

  it('is refused at once where it has more states than anybody reads, written out or by fragments of fragments', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `  s${index}: { ${TITLE}, choose: [{ to: s${index + 1} }] }`).join('\n');
    expect(problemsOf(`start: s0\nstates:\n${many}\n${END}`)).toMatchObject([{ code: 'TOO_MANY_STATES', path: 'states.s999' }]);
    const uses = (name: string) => `start: a, states: { ${'abcdefghij'.split('').map((key) => `${key}: { use: ${name} }`).join(', ')} }`;
    const fragments = Array.from({ length: 8 }, (_, index) => `  f${index}: { ${TITLE}, ${uses(`f${index + 1}`)} }`).join('\n');
    expect(problemsOf(`start: s0\nstates:\n  s0: { use: f0 }\n${END}`, `fragments:\n${fragments}\n  f8: { ${TITLE} }`).map(({ code }) => code)).toContain('TOO_MANY_STATES');
  });

  it('is refused unread where it is too large, and where its aliases stand for billions of values', () => {
    expect(problemsOf(`# ${'x'.repeat(10_000_000)}`)).toMatchObject([{ code: 'TOO_LARGE' }]);
    const laughs = Array.from({ length: 30 }, (_, index) => `  l${index + 1}: &l${index + 1} [${Array.from({ length: 10 }, () => `*l${index}`).join(', ')}]`).join('\n');
    expect(problemsOf(`lol:\n  l0: &l0 [x]\n${laughs}`)).toMatchObject([{ code: 'ALIASES', line: expect.any(Number), fileName: 'small.yaml' }]);
    expect(problemsOf('start: *nowhere')).toMatchObject([{ code: 'ALIASES' }]);
  });

  it('is not refused for a guard that may hold, however it is put', () => {
    for (const when of ['data.count >= 5 && data.count <= 5', '!(data.count > 5) || data.count > 9', 'has(data.risk) && data.risk in ["high", "purple"]', 'has(data.risk) && !(data.risk == "high")', 'data.count != 1 && data.count > 0', 'linked.open == 0 && linked.open == 1']) {
      expect(problemsOf(guarded(when)).map(({ code }) => code)).not.toContain('GUARD_NEVER_HOLDS');
    }
  });
});
