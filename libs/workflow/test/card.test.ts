import { describe, expect, it } from '@jest/globals';
import { END, problemsOf, small } from './small.js';

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
});
