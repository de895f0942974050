import { describe, expect, it } from '@jest/globals';
import { isStationhouseError } from '@stationhouse/kernel';
import { isWorkingDay, parseHolidayNotice, Simulation, type Calendars, type CompiledWorkflow, type Effect } from '@stationhouse/workflow';
import fc from 'fast-check';
import { at, END, SHANGHAI, small } from './small.js';

/** Days the State Council's notices name, as they were published. */
const NOTICES: readonly (readonly [notice: string, date: string, working: boolean])[] = [
  ['国办发明电〔2023〕7号', '2024-02-04', true],
  ['国办发明电〔2023〕7号', '2024-02-09', true],
  ['国办发明电〔2023〕7号', '2024-02-12', false],
  ['国办发明电〔2023〕7号', '2024-02-16', false],
  ['国办发明电〔2023〕7号', '2024-02-18', true],
  ['国办发明电〔2023〕7号', '2024-04-07', true],
  ['国办发明电〔2023〕7号', '2024-04-28', true],
  ['国办发明电〔2023〕7号', '2024-05-11', true],
  ['国办发明电〔2023〕7号', '2024-09-14', true],
  ['国办发明电〔2023〕7号', '2024-10-12', true],
  ['国办发明电〔2024〕12号', '2025-01-26', true],
  ['国办发明电〔2024〕12号', '2025-01-28', false],
  ['国办发明电〔2024〕12号', '2025-02-04', false],
  ['国办发明电〔2024〕12号', '2025-02-08', true],
  ['国办发明电〔2024〕12号', '2025-09-28', true],
  ['国办发明电〔2024〕12号', '2025-10-08', false],
  ['国办发明电〔2024〕12号', '2025-10-11', true],
  ['国办发明电〔2020〕1号, the spring festival made longer', '2020-01-31', false],
  ['国办发明电〔2020〕1号, the spring festival made longer', '2020-02-03', true],
  ['国办发明电〔2019〕16号', '2020-01-19', true],
];

const DAYS_2027 = [
  { name: '元旦', date: '2027-01-01', isOffDay: true },
  { name: '元旦', date: '2027-01-02', isOffDay: true },
  { name: '元旦', date: '2027-01-03', isOffDay: true },
  { name: '春节', date: '2027-02-06', isOffDay: false },
];
const NOTICE_2027 = { year: 2027, days: DAYS_2027 };

describe('the working calendar', () => {
  it.each(NOTICES)('%s: %s is worked: %p', (_notice, date, working) => expect(isWorkingDay(date)).toBe(working));

  it('covers 2007 to 2026 and not a day beyond', () => {
    for (let year = 2007; year <= 2026; year++) expect([year, isWorkingDay(`${year}-01-01`)]).toEqual([year, false]);
    for (const date of ['2027-01-01', '2027-06-01', '2030-10-01']) expect([date, isWorkingDay(date)]).toEqual([date, undefined]);
  });

  it('takes a year from its imported notice, which changes no other year', () => {
    const calendars: Calendars = { notices: [parseHolidayNotice(JSON.stringify(NOTICE_2027))] };
    const days = ['2027-01-01', '2027-01-04', '2027-02-06', '2027-02-07', '2028-01-03'];
    expect(days.map((day) => isWorkingDay(day, calendars))).toEqual([false, true, true, false, undefined]);
    fc.assert(
      fc.property(fc.date({ min: new Date('2007-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }), (date) => {
        const day = date.toISOString().slice(0, 10);
        expect(isWorkingDay(day, calendars)).toBe(isWorkingDay(day));
      }),
    );
  });
});

describe('a yearly notice', () => {
  it('is read from JSON as holiday-cn publishes it, and from CSV', () => {
    const published = JSON.stringify({ $schema: 'https://example.org/schema.json', year: 2027, papers: ['https://example.org'], days: DAYS_2027 });
    const csv = 'date,name,isOffDay\n2027-01-01,元旦,休\r\n2027-01-02,元旦,true\n2027-01-03,元旦,放假\n2027-02-06,春节,班\n';
    expect(parseHolidayNotice(published)).toEqual(NOTICE_2027);
    expect(parseHolidayNotice(`\uFEFF${csv}`)).toEqual(NOTICE_2027);
  });

  it.each([
    ['no JSON', '{'],
    ['no days', '{"year":2027,"days":[]}'],
    ['a day that does not exist', '{"year":2027,"days":[{"name":"x","date":"2027-02-30","isOffDay":true}]}'],
    ['a day of another time', '{"year":2027,"days":[{"name":"x","date":"2027-01-01","isOffDay":true},{"name":"x","date":"2030-01-01","isOffDay":true}]}'],
    ['a day twice', '{"year":2027,"days":[{"name":"x","date":"2027-01-01","isOffDay":true},{"name":"x","date":"2027-01-01","isOffDay":false}]}'],
    ['a cut file', '{"year":2027,"days":[{"name":"x","date":"2027-10-01","isOffDay":true}]}'],
    ['an unknown word', '2027-01-01,元旦,maybe'],
    ['nothing', ''],
    ['a flood', '2027-01-01,元旦,休\n'.repeat(10_000)],
  ])('is refused: %s', (_name, written) => {
    const refused = () => parseHolidayNotice(written);
    expect(refused).toThrow();
    try {
      refused();
    } catch (error) {
      expect(isStationhouseError(error) && error.code === 'BAD_INPUT' && error.details?.['field'] === 'notice').toBe(true);
    }
  });
});

const compiled = new Map<string, CompiledWorkflow>();
const clocked = (clock: string) => {
  const known = compiled.get(clock) ?? withClock(clock);
  compiled.set(clock, known);
  return known;
};
const withClock = (clock: string) =>
  small(`start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    clock: ${clock}
    tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief } }
    on: { work.done: over }
${END}`);

function started(clock: string, from: string, calendars?: Calendars): Extract<Effect, { type: 'start-clock' }> {
  const effect = new Simulation(clocked(clock), {}, at(from), SHANGHAI, calendars).history[0]?.effects[0];
  if (effect?.type !== 'start-clock') throw new Error('no clock started');
  return effect;
}

describe('a due moment explains itself', () => {
  const OFFICE: Calendars = { closes: '17:30' };

  it.each([
    [
      '{ budget: P3D, calendar: workingDays }', '2025-05-29T16:00', OFFICE, '2025-06-04T17:30',
      '应于 6 月 4 日（周三）17:30 前完成：自 5 月 29 日（周四）16:00 起 3 个工作日，当日不计，至下班时间；6 月 2 日（周一）为法定假日',
      'due Wed 4 Jun 17:30: 3 working days from Thu 29 May 16:00, the first day not counted, until close of business; Mon 2 Jun is a holiday',
    ],
    [
      '{ budget: P1D, calendar: workingDays }', '2024-10-11T09:00', {}, '2024-10-13T00:00',
      '应于 10 月 12 日（周六）24:00 前完成：自 10 月 11 日（周五）09:00 起 1 个工作日，当日不计；10 月 12 日（周六）调休上班',
      'due Sat 12 Oct 24:00: 1 working day from Fri 11 Oct 09:00, the first day not counted; Sat 12 Oct is worked',
    ],
    [
      '{ budget: P3D }', '2024-09-28T09:00', OFFICE, '2024-10-01T09:00',
      '应于 10 月 1 日（周二）09:00 前完成：自 9 月 28 日（周六）09:00 起 3 天；按自然日计，节假日不顺延',
      'due Tue 1 Oct 09:00: 3 days from Sat 28 Sep 09:00; natural days, not moved off the holiday',
    ],
    [
      '{ budget: PT2H }', '2023-12-31T23:00', {}, '2024-01-01T01:00',
      '应于 2024 年 1 月 1 日（周一）01:00 前完成：自 2023 年 12 月 31 日（周日）23:00 起 2 小时',
      'due Mon 1 Jan 2024 01:00: 2 hours from Sun 31 Dec 2023 23:00',
    ],
    [
      '{ budget: PT2H }', '2024-03-01T14:23', {}, '2024-03-01T16:23',
      '应于 3 月 1 日（周五）16:23 前完成：自 14:23 起 2 小时',
      'due Fri 1 Mar 16:23: 2 hours from 14:23',
    ],
    [
      '{ budget: PT8H, calendar: shifts }', '2024-03-01T16:00', { shifts: [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }] }, '2024-03-04T15:00',
      '应于 3 月 4 日（周一）15:00 前完成：自 3 月 1 日（周五）16:00 起 8 小时；只计本所班次时间（周一至周五 08:30–17:30）',
      "due Mon 4 Mar 15:00: 8 hours from Fri 1 Mar 16:00; counted only during the station's shifts (Mon–Fri 08:30–17:30)",
    ],
  ] as const)('%s from %s', (clock, from, calendars, due, chinese, english) => {
    const effect = started(clock, from, calendars as Calendars);
    expect(effect.due).toEqual({ at: at(due).toISOString(), explanation: { 'zh-CN': chinese, en: english } });
  });

  it('shifts over midnight, of 24 hours, on working days and overlapping', () => {
    const due = (shifts: Calendars['shifts'], from: string, budget: string) => started(`{ budget: ${budget}, calendar: shifts }`, from, shifts === undefined ? {} : { shifts }).due.at;
    expect(due([{ days: [1, 3, 5], from: '22:00', to: '06:00' }], '2024-03-02T02:00', 'PT5H')).toBe(at('2024-03-04T23:00').toISOString());
    expect(due([{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '08:00' }], '2024-03-02T02:00', 'PT48H')).toBe(at('2024-03-04T02:00').toISOString());
    expect(due([{ days: 'workingDays', from: '09:00', to: '17:00' }], '2024-09-30T16:00', 'PT2H')).toBe(at('2024-10-08T10:00').toISOString());
    expect(due([{ days: [5], from: '08:00', to: '14:00' }, { days: [5], from: '12:00', to: '16:00' }], '2024-03-01T08:00', 'PT8H')).toBe(at('2024-03-01T16:00').toISOString());
    expect(due(undefined, '2024-03-01T08:00', 'PT8H')).toBeUndefined();
  });
});

describe('for any start', () => {
  const moment = fc.date({ min: new Date('2007-02-01'), max: new Date('2026-06-30'), noInvalidDate: true });
  const local = (date: Date) => date.toISOString().slice(0, 19);

  it('working days add up: n days and then m are n + m', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (date, n, m) => {
        const due = (from: string, days: number) => started(`{ budget: P${days}D, calendar: workingDays }`, from, { closes: '17:30' }).due.at ?? '';
        const [first, whole] = [due(local(date), n), due(local(date), n + m)];
        expect(due(local(new Date(Date.parse(first) + 8 * 3_600_000)), m)).toBe(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('the last day is worked, and as many worked days lie between as the budget says', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 15 }), (date, days) => {
        const from = local(date);
        const due = started(`{ budget: P${days}D, calendar: workingDays }`, from).due.at ?? '';
        const worked: string[] = [];
        const last = new Date(Date.parse(due) + 8 * 3_600_000 - 1).toISOString().slice(0, 10);
        for (let day = Date.parse(`${from.slice(0, 10)}T00:00:00Z`) + 86_400_000; day <= Date.parse(last); day += 86_400_000) {
          const name = new Date(day).toISOString().slice(0, 10);
          if (isWorkingDay(name) === true) worked.push(name);
        }
        expect([worked.length, worked.at(-1)]).toEqual([days, last]);
      }),
      { numRuns: 60 },
    );
  });

  it('shift time adds up, and a later start is never due earlier', () => {
    const calendars: Calendars = { shifts: [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '12:00' }, { days: [1, 2, 3, 4, 5], from: '14:00', to: '18:00' }, { days: [6], from: '20:00', to: '02:00' }] };
    const due = (from: Date, minutes: number) => Date.parse(started(`{ budget: PT${minutes}M, calendar: shifts }`, local(from), calendars).due.at ?? '');
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), (date, n, m) => {
        expect(due(new Date(due(date, n) + 8 * 3_600_000), m)).toBe(due(date, n + m));
        expect(due(new Date(date.getTime() + m * 60_000), n)).toBeGreaterThanOrEqual(due(date, n));
      }),
      { numRuns: 60 },
    );
  });
});
