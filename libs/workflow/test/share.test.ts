import { describe, expect, it } from '@jest/globals';
import { compile, parseDefinition, shareOpen, Simulation } from '@stationhouse/workflow';
import { at, definitionText, END, SHANGHAI } from './small.js';

const FORMS = `neighbour: { title: { zh-CN: 答复, en: Answer }, schema: { type: object, required: [station, answer], properties: { station: { type: string }, answer: { type: string }, place: { type: string } } } }`;
const MORE = `emergency: { when: data.count < 2, fields: [count] }
share: { on: ask, until: letGo, when: data.count > -1, roles: [duty-officer], bureau: [bureau-leader], answer: answered }
events:
  ask: { title: { zh-CN: 请求协查, en: Ask } }
  letGo: { title: { zh-CN: 撤回, en: Let go } }
  more: { title: { zh-CN: 加一, en: More } }
  answered: { title: { zh-CN: 答复, en: Answered }, form: neighbour, from: share }`;
const BODY = `start: open
states:
  open: { title: { zh-CN: 开, en: Open }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: over, ask: {}, letGo: {}, answered: {}, more: { set: { count: data.count + 1 } } } }
${END}`;

const withForm = (more: string, form = FORMS) => compile(parseDefinition(definitionText(BODY, more).replace('forms:\n', `forms:\n  ${form}\n`), 'small.yaml').definition);
const begin = () => new Simulation(withForm(MORE), {}, at('2024-03-01T10:00'), SHANGHAI);
const shares = (simulation: Simulation) => (simulation.history.at(-1)?.effects ?? []).filter(({ type }) => type === 'share' || type === 'end-share').map(({ type }) => type);
const send = (simulation: Simulation, name: string) => {
  expect(simulation.send({ type: 'event', name })).toBeUndefined();
  return shares(simulation);
};

describe('asking neighbours', () => {
  it('is an effect of the press while the card is open, and ends by its event, with the emergency, and with the instance', () => {
    const simulation = begin();
    expect([send(simulation, 'ask'), send(simulation, 'letGo'), send(simulation, 'ask'), send(simulation, 'more')]).toEqual([['share'], ['end-share'], ['share'], []]);
    expect(shareOpen(simulation.compiled, simulation.snapshot, SHANGHAI)).toBe(true);
    expect([send(simulation, 'more'), send(simulation, 'ask')]).toEqual([['end-share'], []]);
    const ended = begin();
    send(ended, 'ask');
    ended.complete('open#look', 'done');
    expect(shares(ended)).toEqual(['end-share']);
    const calledOff = begin();
    calledOff.send({ type: 'cancel', reason: 'x' });
    expect(shares(calledOff)).toEqual(['end-share']);
  });

  it('gives each effect a serial of its own', () => {
    const simulation = begin();
    send(simulation, 'ask');
    send(simulation, 'letGo');
    const serials = simulation.history.flatMap(({ effects }) => effects.flatMap((effect) => ('serial' in effect && (effect.type === 'share' || effect.type === 'end-share' || effect.type === 'open-task') ? [effect.serial] : [])));
    expect(new Set(serials).size).toBe(3);
    expect(simulation.snapshot.serial).toBe(Math.max(...serials));
  });

  it.each([
    ['no card', MORE.replace(/^emergency.*\n/, ''), FORMS, 'SHARE'],
    ['an event that there is not', MORE.replace('on: ask', 'on: nothing'), FORMS, 'UNKNOWN_EVENT'],
    ['an answer that somebody could report by hand', MORE.replace(', from: share', ''), FORMS, 'SHARE'],
    ['an answer without the station', MORE, FORMS.replace('required: [station, answer], properties: { station: { type: string }, ', 'properties: { '), 'SHARE'],
    ['an answer that must say more than is always known', MORE, FORMS.replace('[station, answer]', '[station, answer, place]'), 'SHARE'],
  ])('is refused with %s', (_what, more, form, code) => {
    expect(() => withForm(more, form)).toThrow(expect.objectContaining({ details: { problems: expect.arrayContaining([expect.objectContaining({ code })]) } }));
  });
});
