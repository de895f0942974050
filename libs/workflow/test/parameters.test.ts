import { describe, expect, it } from '@jest/globals';
import { compile, parseDefinition, validateDefinition } from '@stationhouse/workflow';
import { definitionText, END, small } from './small.js';

const BODY = `start: open
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { work: { title: { zh-CN: 办理, en: Work }, role: $who, due: $time, remind: $early } }, on: { work.done: over } }
${END}`;
const MORE = `parameters:
  who: { type: role, default: chief, title: { zh-CN: 谁, en: Who } }
  time: { type: duration, default: P3D, min: P1D, max: P5D, because: 某规定, title: { zh-CN: 时限, en: Time } }
  early: { type: duration, default: P1D, max: $time, locked: true, because: 分局规定, title: { zh-CN: 提醒, en: Reminder } }
extension-points: [after open, before over, form note]`;

describe('parameters', () => {
  it('keep their bounds, their lock and the rule behind them', () => {
    const { parameters, tasks } = small(BODY, MORE, { parameters: { time: 'P4D', who: 'instructor' } });
    expect(parameters['time']).toEqual({ value: 'P4D', type: 'duration', title: { 'zh-CN': '时限', en: 'Time' }, default: 'P3D', min: 'P1D', max: 'P5D', locked: false, because: '某规定' });
    expect(parameters['early']).toMatchObject({ value: 'P1D', max: 'P4D', locked: true });
    expect(tasks).toHaveProperty(['open#work']);
  });

  it('a locked one cannot be set, one out of bounds neither', () => {
    const { definition } = parseDefinition(definitionText(BODY, MORE), 'small.yaml');
    expect(validateDefinition(definition, { parameters: { early: 'P2D' } }).map(({ code }) => code)).toEqual(['LOCKED_PARAMETER']);
    expect(validateDefinition(definition, { parameters: { time: 'P6D' } }).map(({ code }) => code)).toEqual(['OUT_OF_BOUNDS']);
    expect(() => compile(definition, { parameters: { early: 'P2D' } })).toThrow(/locked/);
  });

  it('extension points are listed as they are written', () => {
    expect(small(BODY, MORE).extensionPoints).toEqual([
      { at: 'after open', where: 'after', target: 'open' },
      { at: 'before over', where: 'before', target: 'over' },
      { at: 'form note', where: 'form', target: 'note' },
    ]);
  });
});
