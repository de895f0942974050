import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { checkAuthored, copyWorkflow, parseAuthored, personalPaths, writeAuthored, type AuthoredMeans } from '@stationhouse/workflow';
import { rules } from '@stationhouse/dispute-mediation-common';
import { definition } from './definition.js';

const WORKERS = ['chief', 'instructor', 'duty-commander', 'team-leader', 'duty-officer', 'legal-officer', 'community-officer', 'case-officer', 'mediator'];
const MEANS: AuthoredMeans = { roles: WORKERS, workers: WORKERS, starters: WORKERS, workflows: ['dispute-mediation', 'leader-assignment', 'unit-answer'], automations: [] };

describe('a bureau that copies dispute mediation', () => {
  it('may publish its copy as it is, and is told of everything that did not come with it', () => {
    const written = definition();
    const personalData = Object.fromEntries([...personalPaths(written.data).keys()].map((path) => [path, { purpose: text('调解矛盾纠纷', 'Mediating disputes'), keep: 'P3Y' }]));
    const { notes, ...copy } = copyWorkflow({ definition: written, terms: { personalData, starters: undefined } }, { rules, automations: { 'agreement-document': text('制作调解协议书', 'Make the agreement') } }, MEANS);
    const source = writeAuthored(copy);
    expect(checkAuthored(parseAuthored(source, 'copy.yaml'), MEANS)).toEqual([]);
    // Nothing of the plugin's code is named any more, and each rule that was met has its note.
    for (const [rule, { title }] of Object.entries(rules)) {
      const met = JSON.stringify({ ...written, actions: undefined }).includes(`${rule}(`);
      expect(source).not.toContain(`${rule}(`);
      expect([rule, !met || notes.some((note) => note.text['zh-CN'].includes(`“${title['zh-CN']}”`)) || /^agreement/.test(rule)]).toEqual([rule, true]);
    }
    expect(notes.map(({ kind }) => kind).sort()).toEqual(expect.arrayContaining(['asked', 'byHand', 'kept', 'leftOut']));
  });
});
