import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile, describeFlow, effectiveVersion, parseDefinition, type Flow } from '@stationhouse/workflow';
import { BASE, layer, TEMPLATE } from './overlay-base.js';
import { definitionOf, Dice, randomModel } from './random-definition.js';

const DISPUTES = parseDefinition(readFileSync(new URL('../../../plugins/dispute-mediation/workflows/dispute-mediation.yaml', import.meta.url), 'utf8'), 'dispute-mediation.yaml').definition;
const shape = (flow: Flow) => flow.cards.map(({ depth, kind, path }) => `${'  '.repeat(depth)}${kind} ${path}`);
const card = (flow: Flow, path: string) => flow.cards.find((one) => one.path === path);

describe('a workflow from top to bottom', () => {
  it('has one card per thing that people know by name, in reading order', () => {
    expect(shape(describeFlow(BASE))).toEqual(['step registered', 'step briefing', 'parallel followingUp', '  step followingUp.soon', '  step followingUp.later', 'end settled']);
  });

  it('says who does what until when, through the fragments, and by which parameter', () => {
    const visit = card(describeFlow(DISPUTES), 'followingUp.later');
    expect(visit).toMatchObject({ title: { 'zh-CN': '30 日走访' }, parameters: ['visitLater', 'laterLead', 'laterReminder', 'overdueLeader', 'overdueChief', 'recall'] });
    expect(visit?.tasks).toMatchObject([{ ref: 'followingUp.later.open#visit', role: 'community-officer', form: 'homeVisit', due: { parameters: ['visitLater'] }, remind: { parameter: 'laterReminder' }, escalate: [{ after: { parameter: 'overdueLeader' }, to: 'team-leader' }, { after: { parameter: 'overdueChief' }, to: 'chief' }] }]);
    expect(card(describeFlow(DISPUTES), 'mediating.first')).toMatchObject({ clocks: [{ title: { 'zh-CN': '首次调解时限' }, budget: { parameter: 'firstMediation' } }], tasks: [{ assign: expect.stringContaining('mediator') }] });
    expect(describeFlow(DISPUTES).general).toEqual(['ringing']);
  });

  it('leads from card to card: to neighbours, outwards, and where a fragment was handed a target', () => {
    const flow = describeFlow(DISPUTES);
    const ways = (path: string) => card(flow, path)?.ways.map(({ title, card: to }) => `${title['zh-CN']} → ${to}`);
    expect(ways('mediating.first')).toEqual(['调解不成 → mediating.second', '调解不成，不再调解 → conferring', '调解不成，不再调解 → legalProcess', '中止调解 → interrupted']);
    expect(ways('followingUp.performance')).toEqual(['拒不履行 → legalProcess']);
  });

  it('shows where something can be added, what can be left out, and what an overlay has added', () => {
    const flow = describeFlow(effectiveVersion(TEMPLATE, [layer('station', 'steps:\n  - { at: before settled, task: { key: archiveCheck, role: auxiliary, title: { zh-CN: 归档检查, en: Archive check }, due: P2D } }\n  - { off: briefing }')]).definition);
    expect(shape(flow).slice(-2)).toEqual(['step archiveCheck', 'end settled']);
    expect(card(flow, 'archiveCheck')?.tasks).toMatchObject([{ role: 'auxiliary', due: { value: 'P2D' } }]);
    expect(card(flow, 'briefing')).toMatchObject({ kind: 'branch', tasks: [], optional: [] });
    expect(card(describeFlow(BASE), 'briefing')?.optional).toMatchObject([{ path: 'briefing' }]);
    expect(card(describeFlow(BASE), 'settled')?.points).toEqual(['before settled']);
  });

  it('shows each task of any definition on exactly one card, and leads nowhere else', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const definition = definitionOf(randomModel(new Dice(seed)));
        const { cards, general } = describeFlow(definition);
        expect(cards.flatMap(({ tasks }) => tasks.map(({ ref }) => ref)).sort()).toEqual(Object.keys(compile(definition).tasks).sort());
        const paths = new Set(cards.map(({ path }) => path));
        expect(paths.size).toBe(cards.length);
        expect(cards.flatMap(({ ways }) => ways).filter((way) => !paths.has(way.card))).toEqual([]);
        expect(new Set([...general, ...cards.flatMap(({ parameters }) => parameters)])).toEqual(new Set(Object.keys(definition.parameters ?? {})));
      }),
      { numRuns: 15 },
    );
  });
});
