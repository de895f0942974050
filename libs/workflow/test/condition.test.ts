import { describe, expect, it } from '@jest/globals';
import { compileLayers, conditionInWords, describeFlow, Simulation, validateLayers, type JsonObject } from '@stationhouse/workflow';
import { BASE, layer, TEMPLATE } from './overlay-base.js';

const step = (at: string, when: string) => layer('station', `steps: [{ at: ${at}, task: { key: check, role: auxiliary, title: { zh-CN: 归档检查, en: Check }, when: ${when} } }]`);
const RISKY = '\'has(data.risk) && data.risk == "high"\'';

/** The open tasks once grading has been answered. */
function afterGrading(at: string, risk: 'high' | 'low'): string {
  const { compiled } = compileLayers(TEMPLATE, [step(at, RISKY)], {});
  const simulation = new Simulation(compiled, { risk }, new Date('2026-03-02T01:00:00Z'), 'Asia/Shanghai');
  simulation.complete('registered#grade', 'notOurs');
  return Object.keys(simulation.snapshot.tasks).join();
}

describe('an extra step under a condition', () => {
  it.each(['before settled', 'after registered'])('is asked about on the way, and passed by where it does not hold: %s', (at) => {
    expect(validateLayers(TEMPLATE, [step(at, RISKY)])).toEqual([]);
    expect(afterGrading(at, 'high')).toContain('check');
    expect(afterGrading(at, 'low')).not.toContain('check');
  });

  it('is a part of a parallel state that is over at once', () => {
    const { compiled } = compileLayers(TEMPLATE, [step('inside followingUp', RISKY)], {});
    expect(compiled.states['followingUp.check.openIf']?.kind).toBe('choose');
    expect(describeFlow(BASE).cards).toHaveLength(describeFlow(compileLayers(TEMPLATE, [step('inside followingUp', RISKY)], {}).version.definition).cards.length - 1);
  });

  it('is checked like every other guard', () => {
    expect(validateLayers(TEMPLATE, [step('before settled', 'data.nothing == 3')]).length).toBeGreaterThan(0);
  });
});

it('a condition is read back in the words of its fields; half an expression has none', () => {
  const data = { type: 'object', properties: { risk: { title: { 'zh-CN': '风险等级', en: 'Risk' }, oneOf: [{ const: 'red', title: { 'zh-CN': '红色', en: 'Red' } }] }, late: { type: 'boolean', title: { 'zh-CN': '逾期', en: 'Late' } } } } as unknown as JsonObject;
  expect(conditionInWords('(has(data.risk) && data.risk == "red") && (has(data.late) && data.late == true)', data)?.['zh-CN']).toBe('风险等级是“红色”，并且逾期为“是”');
  expect(conditionInWords('has(data.risk', data)).toBeUndefined();
});
