import { describe, expect, it } from '@jest/globals';
import { deedWords, failureOf, standOf, type Reorganisation } from '../src/pages/stations/life.js';
import { goingAtFirst, inputOf, isSaid, NO_PLAN, type Affected, type Plan } from '../src/pages/stations/plan.js';

const say = (zhCN: string, _en: string, values: Readonly<Record<string, unknown>> = {}) => Object.entries(values).reduce((words, [key, value]) => words.replaceAll(`{${key}}`, String(value)), zhCN);
const person = (accountId: string, ...roles: string[]): Affected => ({ accountId, displayName: accountId, roles, goesAs: [], elsewhere: false, tasks: 0 });
const row = (more: Partial<Reorganisation> = {}): Reorganisation => ({
  id: 'r', kind: 'MERGE', state: 'PLANNED', dueAt: '2026-12-01T00:00:00Z', setAt: '2026-11-20T00:00:00Z', setBy: '管理员', endedAt: null, because: '因', foundsName: null, failure: null, station: { id: 'a' }, successor: { id: 'b', name: '乙所' }, founded: null, ...more,
});
const stand = (station: { closedAt: string | null; successorId: string | null }, planned?: Reorganisation) => standOf(station, planned, () => '乙所', (moment) => moment.slice(0, 10), say).words;

describe('the plan of a reorganisation', () => {
  it('is said as far as its kind asks for it', () => {
    expect([NO_PLAN, { ...NO_PLAN, successorId: 'b' }, { ...NO_PLAN, kind: 'CLOSE' } as Plan, { ...NO_PLAN, kind: 'SPLIT' } as Plan, { ...NO_PLAN, kind: 'SPLIT', founds: { ...NO_PLAN.founds, name: '丙所', code: 'C' } } as Plan].map(isSaid)).toEqual([false, true, true, false, true]);
    const split: Plan = { ...NO_PLAN, kind: 'SPLIT', founds: { name: '丙所', code: 'C', kind: 'town' } };
    expect(['', '2026-06-30'].map((asOf) => isSaid({ ...split, residents: { stay: null, go: 9000, asOf } }))).toEqual([false, true]);
  });

  it('leaves out what does not belong to its kind', () => {
    const all: Plan = { kind: 'MERGE', successorId: 'b', founds: { name: ' 丙所 ', code: 'C', kind: 'town' }, residents: { stay: 41_000, go: null, asOf: '2026-06-30' }, localities: ['l'], ends: ['visit'], people: { p: ['case-officer', 'chief'], q: [] }, because: ' 因 ', day: '' };
    const people = [{ accountId: 'p', role: 'case-officer' }, { accountId: 'p', role: 'chief' }];
    expect(inputOf(all, 'Asia/Urumqi')).toEqual({ kind: 'MERGE', successorId: 'b', ends: ['visit'], people, localities: [], founds: null, stays: null, begins: null, because: '因', effectiveOn: null });
    expect(inputOf({ ...all, kind: 'CLOSE', day: '2026-12-01' }, 'Asia/Urumqi')).toEqual({ kind: 'CLOSE', successorId: null, ends: ['visit'], people: [], localities: [], founds: null, stays: null, begins: null, because: '因', effectiveOn: '2026-12-01' });
    expect(inputOf({ ...all, kind: 'SPLIT' }, 'Asia/Urumqi')).toEqual({ kind: 'SPLIT', successorId: null, ends: [], people, localities: ['l'], founds: { row: 1, timeZone: 'Asia/Urumqi', name: '丙所', code: 'C', kind: 'town', population: '' }, stays: { population: 41_000, populationAsOf: '2026-06-30' }, begins: null, because: '因', effectiveOn: null });
  });

  it('takes everybody along in a merger but chiefs and whoever asks, and nobody in a split', () => {
    const people = [person('a', 'case-officer'), person('b', 'chief'), person('c', 'chief', 'duty-commander'), person('me', 'auditor')];
    expect(goingAtFirst('MERGE', people, 'me')).toEqual({ a: ['case-officer'], b: [], c: ['duty-commander'], me: [] });
    expect(Object.values(goingAtFirst('SPLIT', people, 'me')).flat()).toEqual([]);
  });
});

describe('how a station stands', () => {
  it('works, is to be changed, or is closed with whoever came after it', () => {
    const open = { closedAt: null, successorId: null };
    expect([stand(open), stand(open, row()), stand({ closedAt: '2026-12-01T00:00:00Z', successorId: 'b' }), stand({ closedAt: '2026-12-01T00:00:00Z', successorId: null })]).toEqual(['运行中', '2026-12-01 起并入“乙所”', '2026-12-01 已并入“乙所”', '2026-12-01 已撤销']);
    expect(deedWords(row({ kind: 'SPLIT', successor: null, foundsName: '丙所' }), say)).toBe('分设“丙所”');
  });

  it('says what failed until something else was planned', () => {
    const failed = row({ id: 'f', state: 'FAILED', endedAt: '2026-11-21T00:00:00Z' });
    expect(failureOf('a', [failed])).toBe(failed);
    expect(failureOf('b', [failed])).toBeUndefined();
    expect(failureOf('a', [failed, row({ setAt: '2026-11-22T00:00:00Z' })])).toBeUndefined();
  });
});
