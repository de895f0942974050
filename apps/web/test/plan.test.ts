/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { EMPTY_PLAN, minutesIn, withInject, withoutInject, type InjectDraft, type PlanDraft } from '../src/pages/exercises/plan.js';

const start = (workflow: string, title = '报警'): InjectDraft => ({ title, after: 'PT0S', start: { workflow, data: {} } });
const message = (urgent: boolean): InjectDraft => ({ title: '来电', after: 'PT120S', message: { text: '请报告', roles: ['duty-officer'], urgent } });
const event: InjectDraft = { title: '反复', after: 'PT300S', event: { target: 1, event: 'recurred', payload: null } };
const plan: PlanDraft = {
  ...EMPTY_PLAN,
  injects: [start('dispute-mediation'), message(true), event],
  objectives: [
    { title: '及时研判', kind: 'TASK', inject: 1, within: 'PT600S', subject: 'grade', outcome: null },
    { title: '及时签收', kind: 'NOTICE', inject: 2, within: 'PT90S', subject: null, outcome: null },
  ],
};

describe('the plan of an exercise', () => {
  it('takes a changed inject in its place, and leaves the others as they are', () => {
    const next = withInject(plan, 1, start('dispute-mediation', '改过的报警'));
    expect(next?.injects.map(({ title }) => title)).toEqual(['改过的报警', '来电', '反复']);
    expect(next?.objectives).toEqual(plan.objectives);
    expect(plan.injects[0]?.title).toBe('报警');
  });

  it('refuses a change after which an objective or a later event would be about nothing', () => {
    expect(withInject(plan, 1, start('other-workflow'))).toBeUndefined();
    expect(withInject(plan, 1, message(true))).toBeUndefined();
    expect(withInject(plan, 2, message(false))).toBeUndefined();
    expect(withInject({ ...plan, objectives: [] }, 1, start('other-workflow'))).toBeUndefined();
  });

  it('allows any change once nothing relies on the inject', () => {
    expect(withInject({ ...plan, objectives: [] }, 3, message(false))?.injects[2]?.message?.urgent).toBe(false);
    expect(withInject({ ...plan, objectives: [] }, 2, message(false))).toBeDefined();
  });

  it('moves what refers to a later inject when one is taken out', () => {
    const next = withoutInject({ ...plan, objectives: plan.objectives.slice(0, 1) }, 2);
    expect(next?.injects[1]?.event?.target).toBe(1);
    expect(withoutInject(plan, 2)).toBeUndefined();
  });

  it('reads minutes back, also parts of one', () => {
    expect(minutesIn('PT90S')).toBe(1.5);
  });
});
