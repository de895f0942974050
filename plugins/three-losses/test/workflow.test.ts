import { describe, expect, it } from '@jest/globals';
import { rules } from '@stationhouse/three-losses-common';
import { describeHistories } from '@stationhouse/testing/histories';
import { at, compiled, recorded } from './definition.js';
import { lives, present } from './lives.js';

const RESULT = { result: '已修复' };

describe('three-losses', () => {
  it('is handled and closed', () => {
    const simulation = recorded();
    simulation.complete('registered#handle', 'done', RESULT);
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'closed', data: RESULT });
  });

  it('is checked by the chief when it is urgent, who may send it back', () => {
    const simulation = recorded(compiled(), { urgency: 'urgent' });
    simulation.complete('registered#handle', 'done', RESULT);
    expect(simulation.snapshot.value).toBe('checking');
    simulation.complete('checking#check', 'again', { note: '请补充照片' });
    expect(simulation.snapshot.value).toBe('registered');
  });

  it('reminds before it is due and climbs after', () => {
    const simulation = recorded();
    simulation.advanceTo(at('2024-03-05T12:00'));
    const told = simulation.history.flatMap(({ at: moment, effects }) => effects.filter((effect) => 'task' in effect && effect.task === 'registered#handle' && effect.type !== 'open-task').map(() => moment));
    expect(told).toEqual([at('2024-03-04T05:00'), at('2024-03-04T11:00'), at('2024-03-05T09:00')]);
  });
});

describeHistories(new URL('./histories/', import.meta.url), { rules, present, lives });
