import { describe, expect, it } from '@jest/globals';
import { compile, parseDefinition, start, step, timerInWords, waysOn, type CompiledWorkflow, type JsonObject, type Snapshot } from '@stationhouse/workflow';

const YAML = `
workflow: ways-case
title: { zh-CN: 去向, en: Ways }
number: "W-{station}-{yyyy}-{0000}"
startForm: begin
data:
  type: object
  properties:
    risk: { title: { zh-CN: 风险, en: Risk }, default: blue, oneOf: [ { const: red, title: { zh-CN: 红色, en: Red } }, { const: blue, title: { zh-CN: 蓝色, en: Blue } } ] }
    people: { type: integer, default: 0, title: { zh-CN: 人数, en: People } }
    guardian: { type: boolean, default: false, title: { zh-CN: 监护人到场, en: Guardian present } }
    note: { type: string, title: { zh-CN: 备注, en: Note } }
parameters:
  wait: { type: duration, default: P3D, title: { zh-CN: 等待, en: Wait } }
events:
  found: { title: { zh-CN: 找到, en: Found } }
  raised: { title: { zh-CN: 升级, en: Raised }, form: raise }
  odd: { title: { zh-CN: 其他, en: Odd } }
refusals:
  guardianMissing: { zh-CN: 须先核对监护人。, en: Check the guardian first. }
start: searching
states:
  searching:
    title: { zh-CN: 查找中, en: Searching }
    clock: { budget: PT2H, warn: PT1H }
    after: { tooLong: { title: { zh-CN: 过久, en: Too long }, in: PT4H, to: over } }
    tasks: { look: { title: { zh-CN: 找, en: Look }, role: chief, due: PT1H, remind: PT10M, escalate: [{ after: PT5M, to: instructor }] } }
    on:
      look.done: waiting
      found:
        - { refuse: guardianMissing, when: "!data.guardian" }
        - { to: over, when: 'data.risk == "red" || (has(data.note) && data.note != "x" && data.people >= 2)', because: 某规定第 3 条 }
      raised: { to: over, when: 'event.level in ["red", "blue"]' }
      odd: { to: over, when: size(data.risk) > 3 }
  waiting:
    title: { zh-CN: 等待, en: Waiting }
    until: { at: state.entered + parameters.wait, to: over }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } }
  raise: { title: { zh-CN: 升级, en: Raise }, schema: { type: object, required: [level], properties: { level: { title: { zh-CN: 等级, en: Level }, oneOf: [ { const: red, title: { zh-CN: 红, en: Red } }, { const: blue, title: { zh-CN: 蓝, en: Blue } } ] } } } }
`;

const compiled: CompiledWorkflow = compile(parseDefinition(YAML, 'ways.yaml').definition, { rules: {} });
const context = { now: new Date('2026-03-02T02:00:00Z'), timeZone: 'Asia/Shanghai' };

function begun(data: JsonObject = {}): Snapshot {
  const result = start(compiled, { data: {} }, context);
  if (!result.ok) throw new Error(result.refusal.text.en);
  return { ...result.snapshot, data: { ...result.snapshot.data, ...data } };
}
const ways = (snapshot: Snapshot) => waysOn(compiled, snapshot, context);
const way = (snapshot: Snapshot, zh: string) => ways(snapshot).filter(({ title }) => title['zh-CN'] === zh);

describe('ways on', () => {
  it('names what has to happen and where it leads', () => {
    expect(ways(begun({ guardian: true })).map(({ kind, title, to }) => [kind, title.en, to])).toEqual([
      ['timeout', 'Too long', 'over'],
      ['outcome', 'Done', 'waiting'],
      ['event', 'Found', 'over'],
      ['event', 'Raised', 'over'],
      ['event', 'Odd', 'over'],
    ]);
  });

  it('reads a guard back in words, with its clause, and says whether it holds on the data', () => {
    const guard = way(begun({ guardian: true, risk: 'red' }), '找到')[0]?.guard;
    expect(guard).toEqual({
      source: 'data.risk == "red" || (has(data.note) && data.note != "x" && data.people >= 2)',
      words: { 'zh-CN': '风险是“红色”，或者（备注不是x，并且人数不少于2）', en: 'Risk is "Red" or (Note is not x and People is at least 2)' },
      because: '某规定第 3 条',
      holds: true,
      reads: ['risk', 'note', 'people'],
    });
    expect(way(begun({ guardian: true }), '找到')[0]?.guard?.holds).toBe(false);
  });

  it('a guard about an answer yet to come is said, but not judged; one without words keeps its source', () => {
    expect(way(begun(), '升级')[0]?.guard).toEqual({ source: 'event.level in ["red", "blue"]', words: { 'zh-CN': '等级属于“红”、“蓝”', en: 'Level is one of "Red", "Blue"' }, reads: [] });
    expect(way(begun(), '其他')[0]?.guard).toEqual({ source: 'size(data.risk) > 3', holds: true, reads: ['risk'] });
  });

  it('tells a refusal while it holds, and no longer', () => {
    expect(way(begun(), '找到').map(({ refusal }) => refusal?.['zh-CN'])).toEqual(['须先核对监护人。', undefined]);
    expect(way(begun({ guardian: true }), '找到').map(({ refusal }) => refusal)).toEqual([undefined]);
  });

  it('a wait leads on by time; nothing leads out of what is closed', () => {
    const done = step(compiled, begun(), { type: 'complete-task', task: 'searching#look', outcome: 'done', form: {} }, context);
    if (!done.ok) throw new Error(done.refusal.text.en);
    expect(ways(done.snapshot)).toEqual([{ from: 'waiting', kind: 'wait', title: { 'zh-CN': '等待期满', en: 'When the wait is over' }, to: 'over' }]);
    const over = step(compiled, done.snapshot, { type: 'timer', timer: 'waiting@until', serial: done.snapshot.timers['waiting@until']?.serial ?? 0 }, context);
    if (!over.ok) throw new Error(over.refusal.text.en);
    expect(ways(over.snapshot)).toEqual([]);
  });
});

describe('timers in words', () => {
  it.each([
    ['waiting@until', '等待期满，进入“结束”'],
    ['searching@after.tooLong', '过久（查找中）'],
    ['searching#look@remind', '提醒办理“找”'],
    ['searching#look@escalate.0', '逾期上报“找”'],
    ['searching@warn', '时限预警“查找中”'],
    ['searching@due', '时限到期“查找中”'],
    ['gone@due', 'gone@due'],
  ])('%s', (timer, words) => {
    expect(timerInWords(compiled, timer)['zh-CN']).toBe(words);
  });
});
