import { describe, expect, it } from '@jest/globals';
import type { AlertRowFragment } from '../web/src/gql/alerts.js';
import { byUrgency, nextClock, peopleOn } from '../web/src/urgency.js';

type Instance = AlertRowFragment['instance'];
const title = { zhCN: '', en: '' };
const clock = (dueAt: string, more: Partial<Instance['clocks'][number]> = {}): Instance['clocks'][number] => ({ key: 'sign', state: 'running', dueAt, warnAt: null, stoppedAt: null, title, ...more });
const task = (more: Partial<Instance['tasks'][number]>): Instance['tasks'][number] => ({ id: 't', key: 'sign', status: 'OPEN', title, dueAt: null, mayComplete: true, mayClaim: true, assignee: null, completedBy: null, roleTitle: title, ...more });

function alert(id: string, grade: AlertRowFragment['grade'], instance: Partial<Instance> = {}): AlertRowFragment {
  return {
    id, grade, source: 'national', sourceTitle: title, categoryTitle: null, endingTitle: null, paying: null, gradedOn: null, reports: [], person: null,
    instance: { id, number: id, title: id, stateTitle: title, closed: false, exercise: false, exerciseClock: null, startedAt: '2024-03-01T02:00:00.000Z', clocks: [], tasks: [], ...instance },
  };
}

describe('the queue', () => {
  it('stands by grade, then by whose time ends first, then by who has waited longest', () => {
    const rows = [
      alert('low', 'low', { clocks: [clock('2024-03-01T02:00:01.000Z')] }),
      alert('later', 'high', { clocks: [clock('2024-03-01T02:09:00.000Z')] }),
      alert('untimed', 'high', { startedAt: '2024-03-01T01:00:00.000Z' }),
      alert('untimed-new', 'high'),
      alert('soon', 'high', { clocks: [clock('2024-03-01T02:01:00.000Z')] }),
      alert('medium', 'medium'),
    ];
    expect(rows.sort(byUrgency).map(({ id }) => id)).toEqual(['soon', 'later', 'untimed', 'untimed-new', 'medium', 'low']);
  });

  it('counts by the clock that ends first, of those that run', () => {
    const clocks = [clock('2024-03-01T02:30:00.000Z', { key: 'meet' }), clock('2024-03-01T02:01:00.000Z', { state: 'breached', stoppedAt: '2024-03-01T02:02:00.000Z' }), clock('2024-03-01T02:03:00.000Z', { key: 'contact', state: 'breached' })];
    expect(nextClock(alert('a', 'high', { clocks }))?.key).toBe('contact');
    expect(nextClock(alert('a', 'high', { clocks, closed: true }))).toBeUndefined();
  });

  it('says who is on it: who holds a task, else who signed it, nobody while it waits to be signed', () => {
    const holder = { id: 'a', displayName: '测试民警' };
    expect(peopleOn(alert('a', 'high', { tasks: [task({ key: 'sign', status: 'DONE', completedBy: '测试值班' }), task({ key: 'meet', status: 'CLAIMED', assignee: holder })] }))).toEqual(['测试民警']);
    expect(peopleOn(alert('a', 'high', { tasks: [task({ key: 'sign', status: 'DONE', completedBy: '测试值班' }), task({ key: 'call' })] }))).toEqual(['测试值班']);
    // Raised after it was signed: it waits again.
    expect(peopleOn(alert('a', 'high', { tasks: [task({ key: 'sign', status: 'DONE', completedBy: '测试值班' }), task({ key: 'sign' })] }))).toEqual([]);
  });
});
