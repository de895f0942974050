import { text, type Bilingual } from '@stationhouse/kernel';
import type { Deed } from './deed.js';
import { batches, copies, impossible, instant, lastHour, monthEnd } from './detect.js';

/** A number that decides what is noticed, with the bounds a station's chief may move it in. */
export interface Threshold {
  readonly title: Bilingual;
  readonly unit: 'count' | 'minutes' | 'seconds' | 'metres' | 'percent' | 'kilometresPerHour';
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

/** What somebody should be asked about: a question, and nothing about anybody. */
export interface Finding {
  readonly accountId: string;
  /** Names it within its rule: looking again finds the same one. */
  readonly occasion: string;
  readonly deeds: readonly Deed[];
  /** Counts, minutes, metres: what there is to look at. */
  readonly facts: Readonly<Record<string, number>>;
}

/** What a rule looks at. */
export interface Look {
  /** What one station's people completed, in the order of completion. */
  readonly deeds: readonly Deed[];
  readonly zone: string;
  readonly threshold: (name: string) => number;
}

/** A pattern that a person should look at. */
export interface PatternRule {
  readonly id: string;
  readonly title: Bilingual;
  /** How it is found, and what is left out because it is ordinary. */
  readonly method: Bilingual;
  /** The practice that it protects. */
  readonly source: Bilingual;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly detect: (look: Look) => Finding[];
}

/** Follow-up visits after 3 days, 30 days and 3 months, and screening with the community, are made in person (A13, E4). */
const IN_PERSON = text('回访走访须当面进行（1333+N、排查化解）', 'Visits are made in person (1333+N, screening)');
/** One case, one file (A13). */
const OWN_RECORD = text('一案一档，逐件如实记录', 'Each case has a record of its own');
/** What is due is worked on in good time (A13). */
const IN_TIME = text('按期办理，不压线', 'What is due is done in good time');

const count = (title: Bilingual, value: number, least: number, most: number): Threshold => ({ title, unit: 'count', default: value, least, most });

/** The rules, in the order they are shown. Each asks; none answers. */
export const PATTERN_RULES: readonly PatternRule[] = [
  {
    id: 'batchClosing',
    title: text('多处走访集中办结', 'Visits to several places closed in one batch'),
    method: text(
      '同一人在几分钟内办结多件走访类任务，地点相距较远，且所填走访时间排不成走得通的行程。同一楼栋的集中走访、外出办理回来后一并上传且时间合理的，不提示。',
      'One account completes several visits within minutes, at places apart, and the moments that were stated make no journey one could make. A round in one building, and visits taken along that are sent together with plausible moments, are left out.',
    ),
    source: IN_PERSON,
    thresholds: {
      visits: count(text('至少几件', 'Visits at least'), 6, 3, 50),
      within: { title: text('几分钟内', 'Within minutes'), unit: 'minutes', default: 10, least: 2, most: 60 },
      places: count(text('至少几处', 'Places at least'), 3, 2, 20),
      apart: { title: text('相距多远算另一处', 'A place of its own from'), unit: 'metres', default: 300, least: 100, most: 3000 },
    },
    detect: batches,
  },
  {
    id: 'impossibleJourney',
    title: text('短时间内出现在多处', 'At several places at once'),
    method: text(
      '同一人所填的连续几次走访，地点相距较远，所填时间之间来不及到达。同一楼栋、间隔合理的行程不提示。',
      'Of one account, several visits in a row state places that nobody could have come to between the moments stated. One building, and journeys at an ordinary speed, are left out.',
    ),
    source: IN_PERSON,
    thresholds: {
      places: count(text('连续几处', 'Places in a row'), 3, 2, 10),
      apart: { title: text('相距多远算另一处', 'A place of its own from'), unit: 'metres', default: 300, least: 100, most: 3000 },
      speed: { title: text('快于多少不可能', 'Impossible beyond'), unit: 'kilometresPerHour', default: 100, least: 60, most: 200 },
    },
    detect: impossible,
  },
  {
    id: 'sameWords',
    title: text('多份记录文字雷同', 'The same words in several records'),
    method: text(
      '同一人在 30 天内不同事项的记录，文字几乎一样（四字串的重合比例）。字数少的套话、同一时间同一场合的多份记录（例如一次网课）不提示。只比较散列值，不显示内容。',
      'Records of one account in different instances within 30 days say almost the same (share of four-sign pieces in common). Short formulas, and records of one occasion such as an online class, are left out. Hashes are compared; no text is shown.',
    ),
    source: OWN_RECORD,
    thresholds: {
      records: count(text('至少几份', 'Records at least'), 3, 2, 30),
      alike: { title: text('相同程度', 'Alike from'), unit: 'percent', default: 90, least: 70, most: 100 },
      signs: count(text('至少几个字', 'Signs at least'), 30, 15, 300),
    },
    detect: copies,
  },
  {
    id: 'instantClosing',
    title: text('领取即办结', 'Completed seconds after being taken'),
    method: text(
      '同一人一天内多次在领取后几秒办结须填写内容的任务，而该任务平时用时长得多。大家都很快办结的任务不提示。',
      'On one day, one account several times completes tasks that ask for words within seconds of taking them, where the same task usually takes far longer. Tasks that everybody completes at once are left out.',
    ),
    source: OWN_RECORD,
    thresholds: {
      tasks: count(text('一天至少几件', 'Tasks a day at least'), 5, 3, 50),
      within: { title: text('几秒内', 'Within seconds'), unit: 'seconds', default: 15, least: 5, most: 60 },
      usual: count(text('平时用时至少是几倍', 'Usually so many times as long'), 10, 4, 100),
    },
    detect: instant,
  },
  {
    id: 'monthEnd',
    title: text('月底集中办结', 'Closed at the end of the month'),
    method: text(
      '同一人当月的走访大多在最后一天办结，而这些任务早几天就可以办。当天才打开的任务不计。',
      'Most of the month’s visits of one account are completed on its last day though they could have been days before. Tasks that were opened that day do not count.',
    ),
    source: IN_PERSON,
    thresholds: {
      visits: count(text('至少几件', 'Visits at least'), 8, 4, 100),
      share: { title: text('占当月比例', 'Of the month’s'), unit: 'percent', default: 60, least: 40, most: 100 },
    },
    detect: monthEnd,
  },
  {
    id: 'lastHour',
    title: text('总在到期前一小时办结', 'Always in the last hour before it is due'),
    method: text(
      '同一人当月有期限的任务大多在到期前最后一小时办结，涉及多个到期日。打开时已不足一天的任务、同一天到期的一批任务不提示。',
      'Most tasks of one account in a month are completed in the last hour before they are due, over several due days. Tasks opened less than a day before, and one day’s lot, are left out.',
    ),
    source: IN_TIME,
    thresholds: {
      tasks: count(text('至少几件', 'Tasks at least'), 8, 4, 100),
      share: { title: text('占比', 'Share'), unit: 'percent', default: 80, least: 50, most: 100 },
      days: count(text('至少几个到期日', 'Due days at least'), 4, 2, 20),
    },
    detect: lastHour,
  },
];

/** The rule of that id; undefined for any other. */
export function patternRule(id: string): PatternRule | undefined {
  return PATTERN_RULES.find((rule) => rule.id === id);
}
