import { describe, expect, it } from '@jest/globals';
import { compile, definitionFromJson, definitionMermaid, describeGraph, exportDefinition, exportInstance, instanceMermaid, Simulation, start, step, type Snapshot } from '@stationhouse/workflow';
import { at, END, SHANGHAI, small } from './small.js';

const compiled = small(
  `start: asked
states:
  asked:
    title: { zh-CN: "询问“失主”: 一", en: 'Ask "the owner": 1' }
    start: call
    states:
      call: { title: { zh-CN: 电话, en: Call }, tasks: { call: { title: { zh-CN: 打, en: Call }, role: chief, due: $time } }, on: { call.done: came } }
      came: { title: { zh-CN: 到所, en: Came }, tasks: { check: { title: { zh-CN: 核, en: Check }, role: chief, outcomes: { yes: { title: { zh-CN: 是, en: Yes } }, no: { title: { zh-CN: 否, en: No } } } } }, on: { check.yes: ^graded, check.no: call } }
  graded: { title: { zh-CN: 分级, en: Graded }, choose: [{ to: both, when: 'data.count > 1 && data.count < 9' }, { to: over }] }
  both:
    title: { zh-CN: 并, en: Both }
    parallel:
      left: { title: { zh-CN: 左, en: Left }, start: open, states: { open: { title: { zh-CN: 开, en: Open }, tasks: { work: { title: { zh-CN: 办, en: Work }, role: chief } }, on: { work.done: ended } }, ended: { title: { zh-CN: 完, en: Ended }, final: true } } }
      right: { title: { zh-CN: 右, en: Right }, start: open, states: { open: { title: { zh-CN: 开, en: Open }, tasks: { work: { title: { zh-CN: 办, en: Work }, role: chief } }, on: { work.done: ended } }, ended: { title: { zh-CN: 完, en: Ended }, final: true } } }
    done: over
${END}`,
  'parameters:\n  time: { type: duration, default: P3D, title: { zh-CN: 时限, en: Time } }',
  { parameters: { time: 'P2D' } },
);

describe('a clock apart from states', () => {
  const search = small(
    `clocks: { search: { title: { zh-CN: 查找, en: Search }, runs: active("near"), pauses: active("away"), budget: PT10H, because: 某规定 } }
start: near
states:
  near: { title: { zh-CN: 近处, en: Near }, tasks: { look: { title: { zh-CN: 找, en: Look }, role: chief } }, on: { look.done: away } }
  away: { title: { zh-CN: 外出, en: Away }, tasks: { look: { title: { zh-CN: 找, en: Look }, role: chief } }, on: { look.done: over } }
${END}`);

  it('is drawn where it runs and where it is held', () => {
    expect(describeGraph(search).clocks).toEqual([{ title: { 'zh-CN': '查找', en: 'Search' }, calendar: 'natural', budget: 'PT10H', because: '某规定', around: ['near'], pausedIn: ['away'] }]);
    expect(definitionMermaid(search, 'en')).toContain('  note right of s_near : ◷ Search · 10 hours\n  note right of s_away : ‖ Search · 10 hours\n');
  });
});

describe('Mermaid', () => {
  it('draws states, ways, choices and parts', () => {
    expect(definitionMermaid(compiled, 'en')).toBe(`---
title: "Small"
---
stateDiagram-v2
  state "Ask #34;the owner#34;#58; 1" as s_asked {
    state "Call" as s_asked__call
    state "Came" as s_asked__came
    [*] --> s_asked__call
    s_asked__call --> s_asked__came : Done
    s_asked__came --> s_asked__call : No
  }
  state s_graded <<choice>>
  state "Both" as s_both {
    state "Left" as s_both__left {
      state "Open" as s_both__left__open
      state "Ended" as s_both__left__ended
      [*] --> s_both__left__open
      s_both__left__open --> s_both__left__ended : Done
      s_both__left__ended --> [*]
    }
    --
    state "Right" as s_both__right {
      state "Open" as s_both__right__open
      state "Ended" as s_both__right__ended
      [*] --> s_both__right__open
      s_both__right__open --> s_both__right__ended : Done
      s_both__right__ended --> [*]
    }
  }
  state "Over" as s_over
  [*] --> s_asked
  s_asked --> s_graded : Came · Yes
  s_graded --> s_both : data.count #62; 1 && data.count #60; 9
  s_graded --> s_over
  s_both --> s_over : All done
  s_over --> [*]
`);
  });

  it('marks where an instance is, in the language asked for', () => {
    const simulation = new Simulation(compiled, {}, at('2024-03-01T10:00'), SHANGHAI);
    const drawn = instanceMermaid(compiled, simulation.snapshot, 'zh-CN');
    expect(drawn).toContain('state "电话" as s_asked__call');
    expect(drawn.trimEnd().split('\n').at(-1)).toBe('  class s_asked__call current');
  });
});

describe('JSON that leaves the house', () => {
  it('a definition comes back as the same version, its parameters put in', () => {
    const exported = exportDefinition(compiled);
    const back = compile(definitionFromJson(JSON.parse(JSON.stringify(exported.definition))));
    expect(exported).toMatchObject({ format: 'stationhouse-definition/1', hash: compiled.hash });
    expect(back.hash).toBe(compiled.hash);
    expect(back.parameters['time']?.value).toBe('P2D');
  });

  it('an instance carries its version and enough to replay it', () => {
    const simulation = new Simulation(compiled, {}, at('2024-03-01T10:00'), SHANGHAI);
    simulation.complete('asked.call#call', 'done');
    const history = simulation.history.map(({ at: moment, event, effects }) => ({ at: moment.toISOString(), timeZone: SHANGHAI, event, effects }));
    const exported = JSON.parse(JSON.stringify(exportInstance(compiled, simulation.snapshot, history))) as ReturnType<typeof exportInstance>;
    const version = compile(definitionFromJson(exported.definition.definition));
    let snapshot: Snapshot | undefined;
    for (const { at: moment, timeZone, event } of exported.history) {
      const context = { now: new Date(moment), timeZone };
      const result = event.type === 'start' ? start(version, { data: event.data }, context) : step(version, snapshot as Snapshot, event, context);
      if (!result.ok) throw new Error(result.refusal.code);
      snapshot = result.snapshot;
    }
    expect(snapshot).toEqual(exported.snapshot);
  });
});
