import { complete, on, start, type Deed, type Script } from './deeds.js';

type Lecture = { readonly topic: string; readonly audience: string; readonly kind?: string; readonly place: string };

const PUPILS: Lecture = { topic: '（演示）开学第一课：不做“刷单客”', audience: 'pupils', place: '演示中学报告厅' };
const ELDERS: Lecture = { topic: '（演示）守住养老钱', audience: 'elders', place: '社区活动中心' };
const BANK: Lecture = { topic: '（演示）柜面劝阻怎么说', audience: 'bankStaff', place: '演示银行支行会议室' };
const ACCOUNTANTS: Lecture = { topic: '（演示）“领导”来信先核实', audience: 'accountants', kind: 'online', place: '线上' };
const RESIDENTS: Lecture = { topic: '（演示）入户反诈宣传', audience: 'residents', kind: 'visit', place: '小区' };

/**
 * @param of days back from today to the lecture; negative for one to come
 * @param announced how many days before it was planned
 */
const lecture = ({ topic, audience, kind = 'lecture', place }: Lecture, of: number, announced: number, deeds: readonly Deed[]): Script => ({
  name: `lecture: ${topic} ${of}`,
  begins: { workflow: 'fraud-lecture', data: ({ dateAfter }) => ({ topic, audience, kind, place, plannedOn: `${dateAfter(announced)}T14:30:00+08:00`, materials: ['slides', 'app'] }) },
  deeds: [start(on(of + announced, '09:10')), ...deeds],
});
const given = (daysAgo: number, attendance: number, more: object = {}) => complete(on(daysAgo, '16:10'), 'planned#give', 'given', 'community-officer', { attendance, handedOut: attendance, questions: 6, ...more });
const rated = (daysAgo: number, rating: number, raters: number) => complete(on(daysAgo, '10:00'), 'rating#rate', 'rated', 'community-officer', { rating, raters });

/** Lectures of a station: to come, given, with questions to be answered, rated, called off. */
export function lecturesFor(place: number): readonly Script[] {
  const day = 20 + place;
  const done = lecture(place % 2 === 0 ? ELDERS : PUPILS, day, 5, [given(day, 80 + place * 20), rated(day - 2, 4.6, 40)]);
  if (place !== 0) return place === 3 ? [done, lecture(BANK, -4, 6, [])] : [done];
  return [
    done,
    lecture(PUPILS, -3, 8, []),
    lecture(BANK, 2, 6, [given(2, 24, { openQuestions: '（演示）客户坚持取现时网点能否延迟支付？' })]),
    lecture(RESIDENTS, 5, 4, [given(5, 130)]),
    lecture(ACCOUNTANTS, 12, 6, [given(12, 300, { openQuestions: '（演示）对公账户如何设置大额复核？' }), complete(on(10, '15:00'), 'answering#answer', 'answered', 'instructor', { answers: '已书面答复各参会单位。' }), rated(8, 4.8, 210)]),
    lecture(ELDERS, 9, 4, [complete(on(9, '15:00'), 'planned#give', 'dropped', 'community-officer', { note: '（演示）场地停电，改期另行组织。' })]),
  ];
}
