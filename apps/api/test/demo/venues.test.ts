import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ROLES } from '@stationhouse/access';
import { isStationhouseError } from '@stationhouse/kernel';
import { activeStates, checkAuthored, compile, parseAuthored, Simulation, type AuthoredMeans } from '@stationhouse/workflow';
import { startInstances, workTasks } from '@stationhouse/workflow-runtime';

const MEANS: AuthoredMeans = { roles: ROLES.map(({ id }) => id), workers: workTasks.defaultRoles, starters: startInstances.defaultRoles, workflows: [], automations: [] };
const parsed = parseAuthored(readFileSync(new URL('../../demo/venue-inspection.yaml', import.meta.url), 'utf8'), 'venue-inspection.yaml');
const NOW = new Date('2026-03-02T01:00:00Z');
const DAY = 86_400_000;
const FOUND = { inspectedOn: '2026-03-02T00:30:00.000Z', findings: ['exits'], measures: '清理通道' };

/** An inspection that has begun. */
const begun = () => new Simulation(compile(parsed.definition), { venue: '演示旅馆', kind: 'hotel' }, NOW, 'Asia/Shanghai');
const at = (run: Simulation) => activeStates(run.snapshot).at(-1);
const refused = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    if (isStationhouseError(error)) return error.code;
  }
  return 'taken';
};

describe('the workflow that the demo bureau wrote itself', () => {
  it('may be published', () => {
    expect(checkAuthored(parsed, MEANS)).toEqual([]);
  });

  it('passes a venue where nothing was found', () => {
    const run = begun();
    expect(refused(() => run.complete('inspecting#inspect', 'clean', { inspectedOn: '2026-03-03T00:30:00.000Z' }))).toBe('EVENT_REFUSED');
    run.complete('inspecting#inspect', 'clean', { inspectedOn: FOUND.inspectedOn });
    expect(run.snapshot.outcome).toBe('passed');
  });

  it('looks again when it is set right, or when its time is up, and refers what twice was not', () => {
    const run = begun();
    expect(refused(() => run.complete('inspecting#inspect', 'found', { ...FOUND, findings: [] }))).toBe('FORM_INVALID');
    run.complete('inspecting#inspect', 'found', FOUND);
    expect(at(run)).toBe('rectifying');
    run.complete('rectifying#accept', 'reported');
    run.complete('rechecking#recheck', 'failed', { findings: ['exits'], measures: '仍未清理' });
    expect([at(run), run.snapshot.data['rechecks']]).toEqual(['rectifying', 1]);
    run.advanceTo(new Date(NOW.getTime() + 8 * DAY));
    expect(at(run)).toBe('rechecking');
    run.complete('rechecking#recheck', 'failed', { findings: ['exits'], measures: '仍未清理' });
    expect(at(run)).toBe('referring');
    run.complete('referring#refer', 'done', { referredTo: 'fire' });
    expect(run.snapshot.outcome).toBe('referred');
  });

  it('refers what is grave at once, and advises a venue that set things right', () => {
    const [grave, mended] = [begun(), begun()];
    grave.complete('inspecting#inspect', 'found', { ...FOUND, grave: true });
    expect(at(grave)).toBe('referring');
    mended.complete('inspecting#inspect', 'found', FOUND);
    mended.complete('rectifying#accept', 'reported');
    mended.complete('rechecking#recheck', 'passed');
    expect(at(mended)).toBe('advised');
    mended.complete('advised#advise', 'done');
    expect(mended.snapshot.outcome).toBe('rectified');
  });
});
