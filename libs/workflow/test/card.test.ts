import { describe, expect, it } from '@jest/globals';
import { checkOverlay, knownBy, NO_SETTINGS, parseDefinition, parseOverlay } from '@stationhouse/workflow';
import { at, definitionText, END, problemsOf, small } from './small.js';

const asked = (card: string) => `start: asked
states:
  asked: { title: { zh-CN: 待答复, en: Asked }, tasks: { reply: { title: { zh-CN: 答复, en: Answer }, role: linked-unit${card} } }, on: { reply.done: over } }
${END}`;

describe('task cards', () => {
  it('open the named fields, in their order, to everybody of the role or to one unit', () => {
    const cardOf = (card: string) => small(asked(card)).tasks['asked#reply']?.card;
    expect(cardOf('')).toBeUndefined();
    expect(cardOf(', card: [count, risk]')).toEqual({ fields: ['count', 'risk'] });
    expect(cardOf(', card: { fields: [count], unit: risk }')).toEqual({ fields: ['count'], unit: 'risk' });
    expect(cardOf(', card: { for: bureau, fields: [count, health] }')).toEqual({ for: 'bureau', fields: ['count', 'health'] });
  });

  it.each([
    ['a field the data lack', '[nothing]', 'UNKNOWN_FIELD'],
    ['a unit the data lack', '{ fields: [], unit: nothing }', 'UNKNOWN_FIELD'],
    ['a unit that is no text', '{ fields: [], unit: count }', 'CARD_UNIT'],
    ['what is P3', '[health]', 'CARD_TOO_PERSONAL'],
    ['a field the data lack, also for the bureau', '{ for: bureau, fields: [nothing] }', 'UNKNOWN_FIELD'],
  ])('are refused with %s', (_what, card, code) => {
    expect(problemsOf(asked(`, card: ${card}`)).map((problem) => problem.code)).toEqual([code]);
  });

  it('of the bureau stay the bureau’s, whatever a station says', () => {
    const refused = (card: string, said: string) => {
      const { definition } = parseDefinition(definitionText(asked(card)), 'small.yaml');
      const { overlay } = parseOverlay(`overlay: station\nof: { workflow: small, template: 1 }\nbecause: 本所规定\ntasks: { asked#reply: { ${said} } }\n`, 'station.yaml');
      return checkOverlay({ definition, template: 1 }, NO_SETTINGS, { overlay }).map(({ code }) => code);
    };
    expect(refused(', card: { for: bureau, fields: [] }', 'role: chief')).toEqual(['OF_BUREAU']);
    expect(refused(', card: { for: bureau, fields: [] }, due: PT1H', 'due: PT30M')).toEqual([]);
    expect(refused(', card: []', 'role: chief')).toEqual([]);
  });
});

describe('a matter without “again”', () => {
  const known = small(asked(''), 'matter: { of: \'has(data.risk) ? data.risk : ""\' }');

  it('is what an instance is known by as soon as its data say it, and changes with them', () => {
    const now = at('2024-03-01T10:00');
    expect(known.matter).toEqual({});
    expect([knownBy(known, { count: 0 }, now), knownBy(known, { count: 0, risk: 'low' }, now), knownBy(known, { count: 0, risk: 'high' }, now)]).toEqual([undefined, 'low', 'high']);
    expect(knownBy(small(asked('')), { count: 0, risk: 'low' }, now)).toBeUndefined();
  });

  it('joins nothing, so it has neither a window nor word to other stations', () => {
    expect(problemsOf(asked(''), 'matter: { of: \'""\', within: PT1H }').map(({ code }) => code)).toEqual(['MATTER_ALONE']);
  });
});
