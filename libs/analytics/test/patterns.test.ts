import { describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { likeness, shinglesOf, type Deed, type Point } from '../src/conformance/patterns/deed.js';
import { PATTERN_RULES } from '../src/conformance/patterns/rules.js';

const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (local: string) => new Date(`${local}+08:00`);
/** So many metres east of the market square. */
const east = (metres: number): Point => ({ longitude: 112.2 + metres / 95_800, latitude: 30.33 });

/** What some people did, and which rules should ask about whom. */
interface Case {
  readonly name: string;
  readonly deeds: readonly Deed[];
  /** Rules that should notice it; none for what is ordinary. */
  readonly noticed: readonly string[];
  /** Known to slip through: it counts against recall. */
  readonly missed?: true;
}

/** A visit like any other: opened five days ahead, taken two hours before, an hour at the least since the one before. */
function visit(over: Partial<Deed> = {}): Deed {
  const completedAt = over.completedAt ?? at('2026-03-10T10:00:00');
  return {
    id: newId(), instanceId: newId(), accountId: 'nobody', task: 'dispute-mediation#visit', openedAt: new Date(completedAt.getTime() - 5 * DAY), takenAt: new Date(completedAt.getTime() - 2 * HOUR),
    completedAt, dueAt: new Date(completedAt.getTime() + 3 * DAY), happenedAt: new Date(completedAt.getTime() - HOUR), point: null, words: new Set(), ...over,
  };
}

/** As many as said, each made of its number. */
function many(count: number, make: (index: number) => Partial<Deed>): Deed[] {
  return Array.from({ length: count }, (_, index) => visit(make(index)));
}

const LONG = '上门回访双方当事人，均表示矛盾已经化解，邻里关系恢复正常，约定今后夜间不再产生噪音，无新的诉求。';
const sentence = (index: number) => `第${index}户：${['楼道杂物已清走，老人满意', '装修改在白天进行，双方握手言和', '漏水已由物业修好并赔偿墙面', '停车位重新划线，没有再争执', '犬只已办证牵绳，孩子不再害怕', '欠款分三期归还，首期已付清', '空调外机移位，噪音检测合格', '院墙边界请社区丈量确认'][index % 8]}，回访人在现场与双方分别谈话${index * 7}分钟，记录经双方确认无误。`;

const CASES: readonly Case[] = [
  // What somebody should look at.
  { name: 'eight visits over town, closed within six minutes', noticed: ['batchClosing'], deeds: many(8, (index) => ({ completedAt: new Date(at('2026-03-10T17:50:00').getTime() + index * 45_000), happenedAt: at('2026-03-10T15:00:00'), point: east(index * 900) })).map((deed, index) => ({ ...deed, happenedAt: new Date(at('2026-03-10T09:00:00').getTime() + (index % 2) * MINUTE + Math.floor(index / 2) * HOUR), point: east((index % 2) * 600 + Math.floor(index / 2) * 3000) })) },
  { name: 'twelve visits, one moment stated for all', noticed: ['batchClosing', 'impossibleJourney'], deeds: many(12, (index) => ({ completedAt: new Date(at('2026-03-11T22:00:00').getTime() + index * 20_000), happenedAt: at('2026-03-11T20:00:00'), point: east(index * 500) })) },
  { name: 'three places in one minute', noticed: ['impossibleJourney'], deeds: many(3, (index) => ({ completedAt: new Date(at('2026-03-12T16:00:00').getTime() + index * HOUR), happenedAt: new Date(at('2026-03-12T10:00:00').getTime() + index * 20_000), point: east(index * 1500) })) },
  { name: 'four places, forty kilometres in ten minutes', noticed: ['impossibleJourney'], deeds: many(4, (index) => ({ completedAt: new Date(at('2026-03-13T12:00:00').getTime() + index * HOUR), happenedAt: new Date(at('2026-03-13T09:00:00').getTime() + index * 3 * MINUTE), point: east(index * 13_000) })) },
  { name: 'one text in five records', noticed: ['sameWords'], deeds: many(5, (index) => ({ completedAt: new Date(at('2026-03-02T10:00:00').getTime() + index * 3 * DAY), words: shinglesOf(LONG) })) },
  { name: 'one text with a name changed, four times', noticed: ['sameWords'], deeds: many(4, (index) => ({ completedAt: new Date(at('2026-03-03T15:00:00').getTime() + index * 2 * DAY), words: shinglesOf(`${LONG}${LONG.slice(0, 30)}${['赵', '钱', '孙', '李'][index]}某`) })) },
  { name: 'seven reports written within ten seconds', noticed: ['instantClosing'], deeds: many(7, (index) => { const completedAt = new Date(at('2026-03-16T09:00:00').getTime() + index * 10 * MINUTE); return { task: 'dispute-mediation#report', completedAt, takenAt: new Date(completedAt.getTime() - 6_000), happenedAt: null, words: shinglesOf(sentence(index)) }; }) },
  { name: 'ten of twelve visits on the last day', noticed: ['monthEnd'], deeds: [...many(2, (index) => ({ completedAt: at(`2026-03-0${index + 3}T10:00:00`) })), ...many(10, (index) => ({ completedAt: new Date(at('2026-03-31T08:30:00').getTime() + index * 50 * MINUTE) }))] },
  { name: 'ten tasks, each in its last hour, over eight days', noticed: ['lastHour'], deeds: many(10, (index) => { const completedAt = new Date(at('2026-03-05T23:20:00').getTime() + (index % 8) * 2 * DAY + index * MINUTE); return { completedAt, happenedAt: null, dueAt: new Date(completedAt.getTime() + 20 * MINUTE) }; }) },
  // What somebody should look at, and a rule of this kind does not see.
  { name: 'a report in the same words, each time put differently', noticed: ['sameWords'], missed: true, deeds: many(4, (index) => ({ completedAt: new Date(at('2026-03-05T15:00:00').getTime() + index * 2 * DAY), words: shinglesOf(['已到当事人家中走访，双方都说没有再吵，关系比以前好多了，暂时没有别的要求，将继续关注后续情况。', '上门看过，两家人表示近来没发生争吵，相处得不错，也没提出新的诉求，以后会接着留意他们的动态。', '今日入户回访，邻里之间未再起冲突，气氛融洽，均称无其他需要解决的事，下一步保持联系跟踪。', '走访得知当事双方已和好如初，近期没有口角，暂无新问题反映，社区会继续观察并及时报告。'][index] ?? '') })) },
  { name: 'eight visits over town made up slowly, one every quarter of an hour', noticed: ['batchClosing'], missed: true, deeds: many(8, (index) => ({ completedAt: new Date(at('2026-03-21T13:00:00').getTime() + index * 15 * MINUTE), happenedAt: new Date(at('2026-03-21T09:00:00').getTime() + index * 20 * MINUTE), point: east(index * 900) })) },
  // What looks like it, and is ordinary.
  { name: 'a round in one building: ten doors in nine minutes', noticed: [], deeds: many(10, (index) => ({ completedAt: new Date(at('2026-03-17T19:00:00').getTime() + index * 50_000), happenedAt: new Date(at('2026-03-17T18:58:00').getTime() + index * 50_000), point: east(index * 6) })) },
  { name: 'a day away: eight visits sent together, each with its own hour', noticed: [], deeds: many(8, (index) => ({ completedAt: new Date(at('2026-03-18T18:00:00').getTime() + index * 10_000), happenedAt: new Date(at('2026-03-18T09:00:00').getTime() + index * 45 * MINUTE), point: east(index * 1200) })) },
  { name: 'an online class for three hundred, recorded one by one', noticed: [], deeds: many(40, (index) => ({ completedAt: new Date(at('2026-03-19T20:30:00').getTime() + index * 30_000), happenedAt: at('2026-03-19T19:30:00'), words: shinglesOf(`${LONG}参加网课一节`) })) },
  { name: 'a short formula in every record', noticed: [], deeds: many(20, (index) => ({ completedAt: new Date(at('2026-03-02T09:00:00').getTime() + index * DAY), words: shinglesOf('已回访，情况正常，无新增矛盾。') })) },
  { name: 'records of one form, each about its own case', noticed: [], deeds: many(8, (index) => ({ completedAt: new Date(at('2026-03-04T11:00:00').getTime() + index * DAY), words: shinglesOf(sentence(index)) })) },
  { name: 'acknowledging within seconds, as everybody does', noticed: [], deeds: many(30, (index) => { const completedAt = new Date(at('2026-03-20T08:00:00').getTime() + index * 11 * MINUTE); return { task: 'duty#acknowledge', completedAt, takenAt: new Date(completedAt.getTime() - 4_000), happenedAt: null, dueAt: null, words: shinglesOf(sentence(index)) }; }) },
  { name: 'a month-end inspection, ordered that morning', noticed: [], deeds: many(12, (index) => ({ openedAt: at('2026-03-31T08:00:00'), completedAt: new Date(at('2026-03-31T09:00:00').getTime() + index * 40 * MINUTE), dueAt: at('2026-04-03T00:00:00') })) },
  { name: 'one night’s lot before one deadline', noticed: [], deeds: many(12, (index) => ({ completedAt: new Date(at('2026-03-24T23:10:00').getTime() + index * 3 * MINUTE), happenedAt: null, dueAt: at('2026-03-25T00:00:00') })) },
  { name: 'by car from one end of the district to the other', noticed: [], deeds: many(5, (index) => ({ completedAt: new Date(at('2026-03-25T18:00:00').getTime() + index * HOUR), happenedAt: new Date(at('2026-03-25T09:00:00').getTime() + index * 25 * MINUTE), point: east(index * 9000) })) },
  { name: 'two corrections in one minute at two places', noticed: [], deeds: many(2, (index) => ({ completedAt: at('2026-03-26T17:00:00'), happenedAt: new Date(at('2026-03-26T10:00:00').getTime() + index * 30_000), point: east(index * 2000) })) },
  { name: 'seven visits closed in ten minutes at two places', noticed: [], deeds: many(7, (index) => ({ completedAt: new Date(at('2026-03-27T18:00:00').getTime() + index * MINUTE), happenedAt: new Date(at('2026-03-27T09:00:00').getTime() + index * 30 * MINUTE), point: east((index % 2) * 800) })) },
  { name: 'an even month', noticed: [], deeds: many(24, (index) => ({ completedAt: new Date(at('2026-03-02T10:00:00').getTime() + index * 1.2 * DAY), point: east(index * 700) })) },
];

const DEFAULTS = Object.fromEntries(PATTERN_RULES.map(({ id, thresholds }) => [id, (name: string) => thresholds[name]?.default ?? Number.NaN]));

describe('suspicious patterns', () => {
  // Reports take others half an hour.
  const usual = many(30, (index) => { const completedAt = new Date(at('2026-03-01T09:00:00').getTime() + index * 20 * HOUR); return { accountId: 'others', task: 'dispute-mediation#report', completedAt, takenAt: new Date(completedAt.getTime() - 30 * MINUTE), happenedAt: null, dueAt: null }; });
  const deeds = [...usual, ...CASES.flatMap((one) => one.deeds.map((deed) => ({ ...deed, accountId: one.name })))].sort((left, right) => left.completedAt.getTime() - right.completedAt.getTime());

  it('are noticed in seeded cases, and ordinary work that looks like them is not: precision and recall', () => {
    const lines: string[] = [];
    for (const rule of PATTERN_RULES) {
      const found = new Set(rule.detect({ deeds, zone: ZONE, threshold: DEFAULTS[rule.id] ?? (() => Number.NaN) }).map(({ accountId }) => accountId));
      const meant = CASES.filter(({ noticed }) => noticed.includes(rule.id));
      const right = meant.filter(({ name }) => found.has(name)).length;
      lines.push(`${rule.id.padEnd(18)} found ${found.size} of ${meant.length} meant among ${CASES.length} cases: precision ${(right / found.size).toFixed(2)}, recall ${(right / meant.length).toFixed(2)}`);
      const known = meant.filter(({ missed }) => missed === true).map(({ name }) => name);
      expect({ rule: rule.id, wrong: [...found].filter((name) => meant.every((one) => one.name !== name)), missed: meant.map(({ name }) => name).filter((name) => !found.has(name)) }).toEqual({ rule: rule.id, wrong: [], missed: known });
    }
    process.stdout.write(`${lines.join('\n')}\n`);
  });

  it('are named the same when they are looked for again, and once per day or month', () => {
    for (const rule of PATTERN_RULES) {
      const look = { deeds, zone: ZONE, threshold: DEFAULTS[rule.id] ?? (() => Number.NaN) };
      const names = rule.detect(look).map(({ occasion }) => occasion);
      expect(rule.detect(look).map(({ occasion }) => occasion)).toEqual(names);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('move with their thresholds: nothing is found under the strictest', () => {
    for (const rule of PATTERN_RULES) {
      const strict = (name: string) => { const found = rule.thresholds[name]; return name === 'within' ? (found?.least ?? 0) : (found?.most ?? Number.NaN); };
      expect({ rule: rule.id, found: rule.detect({ deeds, zone: ZONE, threshold: strict }).length }).toEqual({ rule: rule.id, found: 0 });
    }
  });
});

describe('texts', () => {
  it('are compared by pieces, whatever spaces and punctuation stand between', () => {
    expect(likeness(shinglesOf(LONG), shinglesOf(LONG.replaceAll('，', ' ，\n')))).toBe(1);
    expect(likeness(shinglesOf(sentence(1)), shinglesOf(sentence(2)))).toBeLessThan(0.7);
    expect(shinglesOf('好').size).toBe(0);
    expect(likeness(new Set(), new Set())).toBe(0);
  });
});
