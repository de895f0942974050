import { describe, expect, it } from '@jest/globals';
import { applySettings, composeOverlays, diffDefinitions, NO_SETTINGS, settingsInWords, settingsOf, type Settings } from '@stationhouse/workflow';
import fc from 'fast-check';
import { BASE, layer } from './overlay-base.js';
import { overlays } from './random-overlay.js';

const ROLES: Readonly<Record<string, { 'zh-CN': string; en: string }>> = { auxiliary: { 'zh-CN': '辅警', en: 'auxiliary' }, chief: { 'zh-CN': '所长', en: 'chief' }, mediator: { 'zh-CN': '调解员', en: 'mediator' }, 'community-officer': { 'zh-CN': '社区民警', en: 'community officer' } };
const of = (body: string, level: 'bureau' | 'station' = 'station') => settingsOf(layer(level, body).overlay);
const words = (before: Settings, after: Settings) => settingsInWords(BASE, before, after, (role) => ROLES[role]);
const zh = (before: Settings, after: Settings) => words(before, after).map(({ text }) => text['zh-CN']);
const en = (before: Settings, after: Settings) => words(before, after).map(({ text }) => text.en);

const AID = 'key: aid, type: boolean, title: { zh-CN: 是否需要法律援助, en: Needs legal aid }, x-personal: P1';
const ARCHIVE = 'key: archive, role: auxiliary, due: P2D, title: { zh-CN: 归档检查, en: Archive check }';

describe('settings in words', () => {
  it('are one line each, as the person who set them would tell', () => {
    const after = of(`parameters: { visitSoon: P2D, laterReminder: { max: P2D } }
tasks:
  registered#look: { role: chief, remind: PT30M, escalate: [{ after: PT1H, to: chief }] }
  registered#grade: { due: PT1H }
  followingUp.soon.open#visit: { role: mediator }
forms: { homeVisit: { add: [{ ${AID} }, { key: pets, type: boolean, required: true, title: { zh-CN: 有无犬只, en: Dogs }, x-personal: P0 }] } }
steps:
  - { at: before settled, task: { ${ARCHIVE}, fields: [{ key: complete, type: boolean, title: { zh-CN: 是否齐全, en: Complete }, x-personal: P0 }] } }
  - { off: briefing }`);
    expect(zh(NO_SETTINGS, after)).toEqual([
      '首次回访 3 天 → 2 天',
      '走访提醒 上限 “走访提前” → 2 天',
      '查看 办理岗位 辅警 → 所长',
      '查看 提前提醒 1 小时 → 30 分钟',
      '查看 逾期上报 无 → 1 小时后报所长',
      '研判分级 期限 2 小时 → 1 小时',
      '首次回访 办理岗位 社区民警 → 调解员',
      '走访记录：新增问题“是否需要法律援助”',
      '走访记录：新增必填问题“有无犬只”',
      '停用步骤“通报”',
      '“已化解”前：新增一步“归档检查”（辅警，2 天，含 1 个问题）',
    ]);
    expect(en(NO_SETTINGS, after)).toEqual(expect.arrayContaining(['First follow-up: 3 days → 2 days', 'Look, role: auxiliary → chief', 'Home visit: question “Needs legal aid” added', 'step “Briefing” switched off', 'before “Settled”: step “Archive check” added (auxiliary, 2 days, 1 question)']));
    expect(words(NO_SETTINGS, after)[0]).toEqual({ place: 'parameters.visitSoon.value', kind: 'changed', before: 'P3D', after: 'P2D', text: { 'zh-CN': '首次回访 3 天 → 2 天', en: 'First follow-up: 3 days → 2 days' } });
  });

  it('say what became of a question and a step as a whole, and what was taken back', () => {
    const before = of(`forms: { homeVisit: { add: [{ ${AID} }, { key: pets, type: boolean, title: { zh-CN: 有无犬只, en: Dogs }, x-personal: P0 }] } }\nsteps: [{ at: before settled, task: { ${ARCHIVE} } }, { off: briefing }]`);
    const after = of(`forms: { homeVisit: { add: [{ key: pets, type: boolean, required: true, title: { zh-CN: 有无犬猫, en: Pets }, x-personal: P1 }, { ${AID} }] } }
steps: [{ at: after registered, task: { ${ARCHIVE.replace('P2D', '$visitSoon')}, when: 'has(data.risk) && data.risk == "high"', fields: [{ key: complete, type: boolean, title: { zh-CN: 是否齐全, en: Complete }, x-personal: P0 }] } }]`);
    expect(zh(before, after)).toEqual([
      '走访记录：问题“有无犬只”改为“有无犬猫”，改为必填，个人信息等级 P0 → P1',
      '恢复步骤“通报”',
      '“已化解”前的步骤“归档检查”：移到“待分级”后；期限 2 天 → 3 天；仅当风险是high时办理；新增问题“是否齐全”',
      '走访记录：调整问题顺序',
    ]);
    expect(zh(after, NO_SETTINGS)).toEqual(['走访记录：删去问题“有无犬猫”', '走访记录：删去问题“是否需要法律援助”', '“待分级”后：删去一步“归档检查”']);
  });

  it('tell a lock, whose it is, and only what a lower overlay really changes under it', () => {
    const bureau = of('parameters: { visitSoon: { value: P2D, locked: true } }\ntasks: { registered#look: { role: chief, locked: [role] } }\nsteps: [{ keep: briefing }]', 'bureau');
    expect(zh(NO_SETTINGS, bureau)).toEqual(['首次回访 3 天 → 2 天', '首次回访：锁定，派出所不可更改', '查看 办理岗位 辅警 → 所长', '查看：办理岗位锁定，派出所不可更改', '须保留步骤“通报”']);
    expect(zh(bureau, composeOverlays(bureau, of('parameters: { visitSoon: P1D, visitLater: P28D }')))).toEqual(['上门走访 30 天 → 28 天']);
    expect(zh(bureau, NO_SETTINGS)).toContain('首次回访：解除锁定');
  });

  it('name what has no place by its key instead of failing', () => {
    expect(zh(NO_SETTINGS, of(`parameters: { gone: P2D }\ntasks: { gone#gone: { role: chief } }\nforms: { gone: { add: [{ ${AID} }] } }\nsteps: [{ off: gone }, { at: before gone, task: { ${ARCHIVE} } }]`))).toEqual(['gone 无 → 2 天', 'gone#gone 办理岗位 无 → 所长', 'gone：新增问题“是否需要法律援助”', '停用步骤“gone”', '“gone”前：新增一步“归档检查”（辅警，2 天）']);
  });

  it('are nothing about a bound set to what it is anyway, which keeps the reason it has', () => {
    const same = of('parameters: { rounds: { min: 1 } }', 'bureau');
    expect(diffDefinitions(BASE, applySettings(BASE, same).definition)).toEqual([]);
    expect(zh(NO_SETTINGS, same)).toEqual([]);
  });

  it('are nothing between equal overlays, and something wherever the definition differs', () => {
    fc.assert(
      fc.property(overlays, overlays, (one, other) => {
        const [left, right] = [settingsOf(one), settingsOf(other)];
        expect(words(left, left)).toEqual([]);
        const [was, is] = [left, right].map((settings) => applySettings(BASE, settings).definition);
        if (was !== undefined && is !== undefined && diffDefinitions(was, is).length > 0) expect(words(left, right)).not.toEqual([]);
        for (const { text } of words(left, right)) for (const said of Object.values(text)) expect(said).not.toMatch(/undefined|\[object/);
      }),
      { numRuns: 60 },
    );
  });
});
