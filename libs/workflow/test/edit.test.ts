import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changesNothing, effectiveVersion, lockTask, moveQuestion, newOverlay, overlayFromJson, putQuestion, putStep, questionsOf, removeQuestion, removeStep, setParameter, setTask, settingsOf, stepOf, switchOf, switchStep, type ExtraField, type Overlay } from '@stationhouse/workflow';
import { TEMPLATE } from './overlay-base.js';
import { overlays } from './random-overlay.js';

const EMPTY = newOverlay('station', TEMPLATE, '走访提前准备');
const title = { 'zh-CN': '是否需要法律援助', en: 'Needs legal aid' };
const question = (key: string): ExtraField => ({ key, type: 'boolean', title, 'x-personal': 'P1' });
const check = { key: 'archiveCheck', title: { 'zh-CN': '归档检查', en: 'Archive check' }, role: 'auxiliary', due: 'P2D' };

describe('editing an overlay', () => {
  it('says what a chief changes in the fewest words', () => {
    const moved = setParameter(EMPTY, 'laterReminder', 'value', 'P3D', 'P1D');
    const asked = putQuestion(moved, { form: 'homeVisit' }, question('needsLegalAid'));
    const all = putStep(asked, 'before settled', check);
    expect(overlayFromJson(all)).toEqual({
      overlay: 'station', of: { workflow: 'small', template: 4 }, because: '走访提前准备',
      parameters: { laterReminder: { value: 'P3D' } },
      forms: { homeVisit: { add: [question('needsLegalAid')] } },
      steps: [{ at: 'before settled', task: check }],
    });
    expect(effectiveVersion(TEMPLATE, [{ overlay: all }]).provenance).toHaveLength(3);
    expect(EMPTY).toEqual({ overlay: 'station', of: { workflow: 'small', template: 4 }, because: '走访提前准备' });
  });

  it('leaves out a value that would hold anyway, and what is empty then', () => {
    const set = setParameter(setParameter(EMPTY, 'visitSoon', 'value', 'P2D', 'P3D'), 'visitSoon', 'because', '本所要求');
    expect(set.parameters).toEqual({ visitSoon: { value: 'P2D', because: '本所要求' } });
    expect(setParameter(set, 'visitSoon', 'value', 'P3D', 'P3D')).toEqual(EMPTY);
    const task = setTask(EMPTY, 'registered#look', 'escalate', [{ after: 'PT1H', to: 'chief' }]);
    expect(setTask(task, 'registered#look', 'escalate', undefined)).toEqual(EMPTY);
    expect(setTask(EMPTY, 'registered#look', 'role', 'auxiliary', 'auxiliary')).toEqual(EMPTY);
    expect(changesNothing(EMPTY)).toBe(true);
    expect(changesNothing(task)).toBe(false);
  });

  it('locks a part of a task and frees it again', () => {
    const locked = lockTask(lockTask(EMPTY, 'registered#look', 'due', true), 'registered#look', 'role', true);
    expect(locked.tasks).toEqual({ 'registered#look': { locked: ['due', 'role'] } });
    expect(lockTask(lockTask(locked, 'registered#look', 'due', false), 'registered#look', 'role', false)).toEqual(EMPTY);
  });

  it('changes, orders and removes questions, in a form and in an extra step', () => {
    const step = putStep(EMPTY, 'before settled', check);
    for (const host of [{ form: 'homeVisit' }, { step: 'archiveCheck' }]) {
      const both = putQuestion(putQuestion(step, host, question('first')), host, question('second'));
      expect(questionsOf(moveQuestion(both, host, 'second', -1), host).map(({ key }) => key)).toEqual(['second', 'first']);
      expect(moveQuestion(both, host, 'second', 1)).toEqual(both);
      expect(questionsOf(putQuestion(both, host, question('renamed'), 'first'), host).map(({ key }) => key)).toEqual(['renamed', 'second']);
      expect(removeQuestion(removeQuestion(both, host, 'first'), host, 'second')).toEqual(step);
    }
    expect(putQuestion(EMPTY, { step: 'nowhere' }, question('lost'))).toEqual(EMPTY);
  });

  it('changes an extra step in its place, and switches an optional one', () => {
    const two = putStep(putStep(EMPTY, 'before settled', check), 'after registered', { ...check, key: 'secondLook' });
    const renamed = putStep(two, 'before settled', { ...check, key: 'paperCheck' }, 'archiveCheck');
    expect(renamed.steps?.map((one) => ('at' in one ? one.task.key : ''))).toEqual(['paperCheck', 'secondLook']);
    expect(stepOf(renamed, 'archiveCheck')).toBeUndefined();
    expect(removeStep(removeStep(renamed, 'paperCheck'), 'secondLook')).toEqual(EMPTY);
    const off = switchStep(EMPTY, 'briefing', 'off');
    expect([switchOf(off, 'briefing'), switchOf(switchStep(off, 'briefing', 'keep'), 'briefing')]).toEqual(['off', 'keep']);
    expect(switchStep(switchStep(off, 'briefing', 'keep'), 'briefing', undefined)).toEqual(EMPTY);
  });

  it('says each place at most once, touches no other place, and is undone by the opposite', () => {
    const edit = fc.constantFrom<(overlay: Overlay) => Overlay>(
      (overlay) => setParameter(overlay, 'grading', 'value', 'PT1H'),
      (overlay) => putQuestion(overlay, { form: 'note' }, question('extraNote')),
      (overlay) => putStep(overlay, 'before settled', check),
      (overlay) => setTask(overlay, 'registered#grade', 'role', 'chief'),
    );
    const places = (overlay: Overlay) => new Map(settingsOf(overlay).map(({ place, value }) => [place, value]));
    fc.assert(
      fc.property(overlays, edit, (overlay, change) => {
        const changed = overlayFromJson(change(overlay));
        const [was, is] = [places(overlay), places(changed)];
        expect(settingsOf(changed)).toHaveLength(is.size);
        expect([...is].filter(([place]) => was.has(place))).toEqual([...was]);
        expect(is.size - was.size).toBe(1);
        expect(change(change(overlay))).toEqual(change(overlay));
        expect(removeStep(setTask(removeQuestion(setParameter(changed, 'grading', 'value', undefined), { form: 'note' }, 'extraNote'), 'registered#grade', 'role', undefined), 'archiveCheck')).toEqual(withoutEmpty(overlay));
      }),
      { numRuns: 60 },
    );
  });
});

/** What an edit does to the sections it passes: an empty one goes. */
function withoutEmpty(overlay: Overlay): Overlay {
  const empty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  const sections = Object.entries(overlay).filter(([, value]) => !empty(value));
  return Object.fromEntries(sections) as Overlay;
}
