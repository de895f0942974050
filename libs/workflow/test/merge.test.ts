import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationMilliseconds } from '@stationhouse/kernel';
import { applySettings, composeOverlays, diffDefinitions, effectiveVersion, mergeDefinitions, mergeOverlays, NO_SETTINGS, overlayFromJson, rebaseOverlay, settingsOf, type Definition, type Overlay, type Template } from '@stationhouse/workflow';
import { BASE, layer, TEMPLATE } from './overlay-base.js';
import { overlays } from './random-overlay.js';

type Changed = { parameters: Record<string, Record<string, unknown>>; states: Record<string, Record<string, unknown>>; forms: Record<string, { schema: { properties: Record<string, unknown> } }> };
const changed = (change: (draft: Changed) => void): Definition => {
  const draft = structuredClone(BASE) as unknown as Changed;
  change(draft);
  return draft as unknown as Definition;
};
const parameter = (name: string, part: string, value: unknown) => changed((draft) => void Object.assign(draft.parameters[name] ?? {}, { [part]: value }));
const size = (value: unknown) => (typeof value === 'number' ? value : durationMilliseconds(String(value)));

/** What a person could have made of the base: an effective definition, valid or not. */
const definitions = overlays.map((overlay) => applySettings(BASE, settingsOf(overlay)).definition);
/** An overlay as it is read from a file, with empty parts left out. */
const written = overlays.map((overlay): Overlay => {
  const result = mergeOverlays(overlay, overlay, overlay);
  if (!result.ok) throw new Error('an overlay contradicts itself');
  return result.merged;
});

describe('a three-way merge', () => {
  it('keeps to its laws on overlays and on definitions: (b,b,x)=x, (b,x,b)=x, (b,x,x)=x', () => {
    fc.assert(
      fc.property(written, written, (base, x) => {
        for (const [mine, theirs] of [[base, x], [x, base], [x, x]] as const) expect(mergeOverlays(base, mine, theirs)).toEqual({ ok: true, merged: x });
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(definitions, definitions, (base, x) => {
        for (const [mine, theirs] of [[base, x], [x, base], [x, x]] as const) expect(mergeDefinitions(base, mine, theirs)).toEqual({ ok: true, merged: x });
      }),
      { numRuns: 100 },
    );
  });

  it('widens no bound and loses no lock', () => {
    let merges = 0;
    // Each side takes over some parameters of another overlay, so that they meet in a few places only.
    const taking = (base: Overlay, other: Overlay, names: readonly string[]): Overlay => ({ ...base, parameters: { ...base.parameters, ...Object.fromEntries(Object.entries(other.parameters ?? {}).filter(([name]) => names.includes(name))) } });
    const names = fc.subarray(['visitSoon', 'visitLater', 'laterReminder', 'rounds']);
    fc.assert(
      fc.property(written, written, written, names, names, (base, one, other, left, right) => {
        const [mine, theirs] = [taking(base, one, left), taking(base, other, right)];
        const result = mergeOverlays(base, mine, theirs);
        if (!result.ok) return;
        merges += 1;
        const [b, m, t, now] = [base, mine, theirs, result.merged].map((one) => new Map(settingsOf(one).map((setting) => [setting.place, setting])));
        for (const { place, kind, part, value } of [...(m?.values() ?? []), ...(t?.values() ?? [])]) {
          // What one side took away while the other left it as it was is gone: that is what it decided.
          const kept = !b?.has(place) || (m?.has(place) === true && t?.has(place) === true);
          if (kind === 'lock' && kept) expect(now?.get(place)?.value).toBe(true);
          if (kind !== 'bound' || !kept) continue;
          const wider = (one: unknown) => b?.has(place) === true && (part === 'max' ? size(one) > size(b.get(place)?.value) : size(one) < size(b.get(place)?.value));
          if ([m, t].some((side) => side?.has(place) === true && wider(side.get(place)?.value))) continue;
          if (part === 'max') expect(size(now?.get(place)?.value)).toBeLessThanOrEqual(size(value));
          else expect(size(now?.get(place)?.value)).toBeGreaterThanOrEqual(size(value));
        }
      }),
      { numRuns: 500 },
    );
    expect(merges).toBeGreaterThan(50);
  });

  it('takes what one side changed, and lists what both did', () => {
    const mine = parameter('visitLater', 'default', 'P28D');
    expect(mergeDefinitions(BASE, mine, parameter('visitSoon', 'default', 'P2D'))).toMatchObject({ ok: true, merged: { parameters: { visitLater: { default: 'P28D' }, visitSoon: { default: 'P2D' } } } });
    const theirs = parameter('visitLater', 'default', 'P26D');
    expect(mergeDefinitions(BASE, mine, theirs)).toEqual({
      ok: false,
      conflicts: [{ place: 'parameters.visitLater.default', base: 'P30D', mine: 'P28D', theirs: 'P26D', text: { 'zh-CN': '上门走访：原为 30 天，本处改为 28 天，新版改为 26 天。请选择其一。', en: 'Home visit: it was 30 days, here it is 28 days, in the new version 26 days. Choose one.' } }],
    });
    expect(mergeDefinitions(BASE, mine, theirs, { 'parameters.visitLater.default': 'mine' })).toMatchObject({ ok: true, merged: { parameters: { visitLater: { default: 'P28D' } } } });
  });

  it('lists a value and a bound that fit alone but not together, and a state one side removed and the other changed', () => {
    expect(mergeDefinitions(BASE, parameter('grading', 'default', 'PT12H'), parameter('grading', 'max', 'PT6H'))).toMatchObject({ ok: false, conflicts: [{ place: 'parameters.grading' }] });
    const without = changed((draft) => void delete draft.states['briefing']);
    const renamed = changed((draft) => void Object.assign(draft.states['briefing'] ?? {}, { title: { 'zh-CN': '晨会', en: 'Morning' } }));
    expect(mergeDefinitions(BASE, without, renamed)).toMatchObject({ ok: false, conflicts: [{ place: 'states.briefing' }] });
  });
});

const next = (definition: Definition): Template => ({ definition, template: 5 });
const STATION = layer('station', 'parameters: { visitLater: P28D }\ntasks: { registered#look: { due: PT3H } }\nsteps: [{ at: before settled, task: { key: archive, role: chief, title: { zh-CN: 归档, en: Archive } } }]').overlay;

describe('an overlay on a new template', () => {
  it('goes along where the template left alone what the overlay changes', () => {
    const rebased = rebaseOverlay(STATION, TEMPLATE, next(parameter('visitSoon', 'default', 'P2D')), NO_SETTINGS);
    expect(rebased).toMatchObject({ ok: true, merged: { of: { template: 5 }, parameters: STATION.parameters, steps: STATION.steps } });
    if (rebased.ok) expect(effectiveVersion(next(parameter('visitSoon', 'default', 'P2D')), [{ overlay: overlayFromJson(rebased.merged) }]).definition.parameters).toMatchObject({ visitSoon: { default: 'P2D' }, visitLater: { default: 'P28D' } });
  });

  it('asks where both changed the same, with all three values', () => {
    const to = next(parameter('visitLater', 'default', 'P27D'));
    expect(rebaseOverlay(STATION, TEMPLATE, to, NO_SETTINGS)).toMatchObject({ ok: false, conflicts: [{ place: 'parameters.visitLater.value', base: 'P30D', mine: 'P28D', theirs: 'P27D' }], problems: [] });
    const choose = (choice: 'mine' | 'theirs') => rebaseOverlay(STATION, TEMPLATE, to, NO_SETTINGS, { 'parameters.visitLater.value': choice });
    expect(choose('mine')).toMatchObject({ ok: true, merged: { parameters: { visitLater: { value: 'P28D' } } } });
    const dropped = choose('theirs');
    expect(dropped.ok && dropped.merged.parameters).toBeFalsy();
  });

  it('is stopped by what the new template no longer allows, whatever was decided', () => {
    expect(rebaseOverlay(STATION, TEMPLATE, next(parameter('visitLater', 'locked', true)), NO_SETTINGS)).toMatchObject({ ok: false, conflicts: [], problems: [{ code: 'LOCKED' }] });
    expect(rebaseOverlay(STATION, TEMPLATE, next({ ...BASE, 'extension-points': [] }), NO_SETTINGS)).toMatchObject({ ok: false, problems: [{ code: 'NOT_EXTENSIBLE' }] });
  });
});

describe('a difference', () => {
  it('reads like a sentence in both languages', () => {
    const after = applySettings(BASE, settingsOf(layer('station', `parameters: { visitSoon: P2D }
tasks: { registered#look: { role: chief, remind: PT30M, escalate: [{ after: PT1H, to: chief }] } }
forms: { homeVisit: { add: [{ key: aid, type: boolean, title: { zh-CN: 法律援助, en: Legal aid }, x-personal: P1 }] } }
steps: [{ at: before settled, task: { key: archive, role: chief, title: { zh-CN: 归档, en: Archive } } }]`).overlay)).definition;
    const changes = diffDefinitions(BASE, after);
    const said = changes.map(({ text }) => text['zh-CN']);
    expect(said).toEqual(expect.arrayContaining(['首次回访 3 天 → 2 天', '待分级 · 查看 办理岗位 auxiliary → chief', '待分级 · 查看 提前提醒 1 小时 → 30 分钟', '待分级 · 查看 逾期上报 无 → 1 小时后报chief', '增加走访记录 字段“法律援助”', '增加状态“归档”']));
    expect(changes.map(({ text }) => text.en)).toEqual(expect.arrayContaining(['First follow-up: 3 days → 2 days', 'To be graded · Look, reminder: 1 hour → 30 minutes', 'state "Archive" added']));
    expect(changes.find(({ place }) => place === 'parameters.visitSoon.default')).toEqual({ place: 'parameters.visitSoon.default', kind: 'changed', before: 'P3D', after: 'P2D', text: { 'zh-CN': '首次回访 3 天 → 2 天', en: 'First follow-up: 3 days → 2 days' } });
  });

  it('finds nothing between equal ones, and something between unequal ones', () => {
    fc.assert(
      fc.property(definitions, definitions, (one, other) => {
        expect(diffDefinitions(one, one)).toEqual([]);
        expect(diffDefinitions(one, other).length === 0).toBe(JSON.stringify(one) === JSON.stringify(other) || reordered(one, other));
      }),
      { numRuns: 100 },
    );
  });

  it('shows a change inside a fragment where it is used, once', () => {
    const after = effectiveVersion(TEMPLATE, [layer('station', "tasks: { 'followingUp.soon.open#visit': { role: mediator } }")]).definition;
    expect(diffDefinitions(BASE, after).map(({ place, text }) => [place, text['zh-CN']])).toEqual([['states.followingUp.soon.open.tasks.visit.role', '回访 · 首次回访 · 待回访 · 首次回访 办理岗位 community-officer → mediator']]);
  });

  it('says what was changed in one language alone in that one', () => {
    const title = (BASE as { title: { 'zh-CN': string; en: string } }).title;
    const [change] = diffDefinitions(BASE, { ...BASE, title: { ...title, 'zh-CN': '新名称' } } as Definition);
    expect(change?.text.en).toContain(`“${title['zh-CN']}” → “新名称”`);
    expect(change?.text['zh-CN']).toContain(`“${title['zh-CN']}” → “新名称”`);
  });
});

/** The same content in another order of keys, which a reader of differences need not see. */
function reordered(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1))) : inner));
  return sorted(one) === sorted(other);
}

it('composition and merge agree: what composes on one side merges into the other', () => {
  const [upper, lower] = [settingsOf(layer('bureau', 'parameters: { visitSoon: P2D }').overlay), settingsOf(layer('station', 'parameters: { visitLater: P28D }').overlay)];
  const [left, right] = [upper, lower].map((one) => applySettings(BASE, one).definition);
  expect(mergeDefinitions(BASE, left ?? BASE, right ?? BASE)).toEqual({ ok: true, merged: applySettings(BASE, composeOverlays(upper, lower)).definition });
});
