import { describe, expect, it } from '@jest/globals';
import { rules } from '@stationhouse/dispute-mediation-common';
import { activeStates, compileLayers, diffDefinitions, migrate, parseOverlay, planMigration, rehearse, Simulation, type Template } from '@stationhouse/workflow';
import { AGREEMENT, agreed, at, definition, disputeMediation, documented, inMediation, SHANGHAI } from './definition.js';

const BASE: Template = { definition: definition(), template: 1 };
const STATION = parseOverlay(
  `overlay: station
of: { workflow: dispute-mediation, template: 1 }
because: 走访提前准备
parameters: { laterReminder: P3D }
forms:
  homeVisit:
    add: [ { key: needsLegalAid, type: boolean, title: { zh-CN: 是否需要法律援助, en: Needs legal aid }, x-personal: P1 } ]
steps:
  - at: before settled
    task: { key: archiveCheck, role: auxiliary, title: { zh-CN: 归档检查, en: Archive check }, due: P2D }
  - off: followingUp.confirmation.open
`,
  'station.yaml',
);
const { version, compiled } = compileLayers(BASE, [STATION], rules);

describe('a station’s overlay', () => {
  it('asks its question at the home visit and checks the archive before a dispute is settled', () => {
    const simulation = documented(agreed(compiled));
    simulation.complete('followingUp.performance.pending#confirm', 'performed');
    for (const [visit, day, form] of [['soon', '2024-03-04', {}], ['later', '2024-03-30', { needsLegalAid: true }], ['assess', '2024-06-01', {}]] as const) {
      simulation.advanceTo(at(`${day}T10:00`));
      simulation.complete(`followingUp.${visit}.open#visit`, 'calm', { situation: '双方关系缓和', ...form });
    }
    expect(simulation.snapshot).toMatchObject({ value: 'archiveCheck', data: { needsLegalAid: true } });
    simulation.complete('archiveCheck#archiveCheck', 'done');
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'settled' });
  });

  it('leaves judicial confirmation to the mediators', () => {
    const simulation = inMediation(compiled, {}, { track: 'people' });
    simulation.complete('mediating.people#mediate', 'agreed', { ...AGREEMENT, agreedOn: at('2024-02-28T10:00').toISOString() });
    expect(activeStates(simulation.snapshot)).toContain('followingUp.confirmation.over');
  });

  it.each([
    ['widens what the law bounds', 'parameters:\n  peoplesMediation: P90D\n', /peoplesMediation.*may not exceed 60 days/],
    ['sets what is locked', 'parameters:\n  warningLetter: PT12H\n', /warningLetter/],
  ])('is refused where it %s', (_what, change, message) => {
    const overlay = parseOverlay(`overlay: station\nof: { workflow: dispute-mediation, template: 1 }\nbecause: 人手不足\n${change}`, 'station.yaml');
    expect(() => compileLayers(BASE, [overlay], rules)).toThrow(message);
  });

  it('reads as a difference in both languages', () => {
    expect(diffDefinitions(BASE.definition, version.definition).map(({ text }) => text['zh-CN'])).toEqual(expect.arrayContaining(['走访到期提醒 1 天 → 3 天', '增加状态“归档检查”', '增加走访记录 字段“是否需要法律援助”']));
  });

  it('reaches running disputes by a migration that leaves every clock as it was', () => {
    const from = disputeMediation();
    const plan = planMigration(from, compiled);
    expect(plan.open).toEqual([]);
    const running = [inMediation(from), agreed(from)].map(({ snapshot }, index) => ({ id: String(index), snapshot }));
    const context = { now: at('2024-03-02T10:00'), timeZone: SHANGHAI };
    expect(rehearse({ plan, from, to: compiled }, running, context)).toMatchObject({ total: 2, moved: 2, stuck: [], clocks: [], tasks: { closed: 0, opened: 0 } });
    for (const { snapshot } of running) expect(migrate({ plan, from, to: compiled }, snapshot, context)).toMatchObject({ ok: true, effects: [] });
  });

  it('is refused where the bureau’s rule says so', () => {
    const late = parseOverlay('overlay: station\nof: { workflow: dispute-mediation, template: 1 }\nbecause: 人手不足\nparameters:\n  visitLater: P40D\n', 'late.yaml');
    expect(() => compileLayers(BASE, [late], rules)).toThrow(/late\.yaml:5 parameters\.visitLater: "[^"]+" \(visitLater\) is 40 days and may not exceed 30 days \(分局规定 1333\+N\)/);
    expect(new Simulation(compiled, { cause: 'noise', summary: '楼上深夜装修' }, at('2024-02-29T09:00'), SHANGHAI).snapshot.value).toBe('registered');
  });
});
