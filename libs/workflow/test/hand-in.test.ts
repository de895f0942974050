import { describe, expect, it } from '@jest/globals';
import { handInOpen } from '@stationhouse/workflow';
import { END, problemsOf, SHANGHAI, small } from './small.js';

const BODY = `start: open
states:
  open: { title: { zh-CN: 开, en: Open }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: over } }
${END}`;
const handIn = (more: string) => `handIn: { title: { zh-CN: 交照片, en: Photos }, request: { zh-CN: 请交照片, en: A photo }, consent: { zh-CN: 只用于查找, en: For the search alone }${more} }`;
const open = (more: string, data: Record<string, number>, status: 'running' | 'closed' = 'running') => handInOpen(small(BODY, handIn(more)), { status, data }, SHANGHAI);

describe('handing in photos', () => {
  it('is open while the instance runs and its condition holds, and never where a definition says nothing of it', () => {
    expect([open('', {}), open('', {}, 'closed'), open(', when: data.count < 2', { count: 1 }), open(', when: data.count < 2', { count: 2 })]).toEqual([true, false, true, false]);
    expect(handInOpen(small(BODY), { status: 'running', data: {} }, SHANGHAI)).toBe(false);
  });

  it('says what it asks for, what for, and whether the photos show the person', () => {
    expect(small(BODY, handIn(', likeness: true')).handIn).toEqual({ title: { 'zh-CN': '交照片', en: 'Photos' }, request: { 'zh-CN': '请交照片', en: 'A photo' }, consent: { 'zh-CN': '只用于查找', en: 'For the search alone' }, likeness: true });
  });

  it('hangs on no clock: what is open for one reader is open for all', () => {
    expect(problemsOf(BODY, handIn(', when: "has(data.agreedOn) && now > data.agreedOn"')).map(({ code }) => code)).toContain('BESIDE_DATA');
  });
});
