import { text } from '@stationhouse/kernel';
import { defineMetric, type FactName, type Metric } from '@stationhouse/plugin-api';

const of = (fact: FactName, workflow = 'fraud-alert') => ({ fact, workflow });
/** What alerts are told apart by: grade, source and kind of fraud as they stand now. */
const ALERT = ['data.grade', 'data.source', 'data.category'];

/** Of the clocks of one name that ended in the period, the share met. */
const inTime = (id: string, clock: string, zhCN: string, en: string): Metric =>
  defineMetric({
    id: `anti-fraud.${id}`,
    title: text(zhCN, en),
    description: text(`期内到期或完成的“${zhCN.replace('及时率', '')}”时限中，按时完成的占比。`, `Of the time limits of this kind that ended in the period, the share that was met.`),
    unit: 'ratio',
    personalData: 'events',
    source: of('clock'),
    where: { clock, clockState: ['met', 'breached'] },
    measure: { ratio: { clockState: 'met' } },
    time: 'dueAt',
    dimensions: ALERT,
    rollUp: 'never',
  });

/** What is counted of dissuasion (D10, A1): events, clocks and amounts, never a person. */
export const metrics: readonly Metric[] = [
  defineMetric({
    id: 'anti-fraud.alerts',
    title: text('接收预警', 'Alerts received'),
    description: text('期内接收的预警数；同一人的多次预警在办理期间合并为一件。', 'Alerts received in the period; several about one person are one while it runs.'),
    unit: 'cases',
    personalData: 'events',
    source: of('instance'),
    measure: 'count',
    time: 'startedAt',
    dimensions: [...ALERT, 'outcome', 'version'],
  }),
  defineMetric({
    id: 'anti-fraud.prevented',
    title: text('劝阻成功', 'Prevented'),
    description: text('期内办结的预警中，劝阻成功、未受损失的件数。', 'Alerts closed in the period in which nothing was lost.'),
    unit: 'cases',
    personalData: 'events',
    source: of('instance'),
    where: { outcome: 'prevented' },
    measure: 'count',
    time: 'closedAt',
    dimensions: ALERT,
  }),
  defineMetric({
    id: 'anti-fraud.falseAlerts',
    title: text('误报率', 'False alerts'),
    description: text('期内办结的预警中，误报的占比。', 'Of the alerts closed in the period, the share that was false.'),
    unit: 'ratio',
    personalData: 'events',
    source: of('instance'),
    where: { outcome: { present: true } },
    measure: { ratio: { outcome: 'falseAlert' } },
    time: 'closedAt',
    dimensions: ALERT,
  }),
  defineMetric({
    id: 'anti-fraud.amountPrevented',
    title: text('止损金额', 'Amount prevented'),
    description: text('期内反馈的预警中，涉险而未损失的金额合计。', 'Of the alerts reported in the period, what was at risk and not lost, in all.'),
    unit: 'yuan',
    personalData: 'events',
    source: of('instance'),
    measure: { sum: 'data.amountPrevented' },
    time: 'data.endedOn',
    dimensions: ALERT,
  }),
  defineMetric({
    id: 'anti-fraud.lostAfterContact',
    title: text('劝阻后损失', 'Lost after the warning'),
    description: text('期内反馈的预警中，劝阻之后仍损失的金额合计，含回访查明的。', 'Of the alerts reported in the period, what was lost after the warning in all, found by the revisit too.'),
    unit: 'yuan',
    personalData: 'events',
    source: of('instance'),
    measure: { sum: 'data.lostAfterContact' },
    time: 'data.endedOn',
    dimensions: ALERT,
  }),
  inTime('signedInTime', 'sign', '签收及时率', 'Signed in time'),
  inTime('contactedInTime', 'contact', '电话劝阻及时率', 'Called in time'),
  inTime('metInTime', 'meet', '见面劝阻及时率', 'Met in time'),
  defineMetric({
    id: 'anti-fraud.lectures',
    title: text('反诈宣讲', 'Lectures given'),
    description: text('期内开展的反诈宣讲与宣传次数。', 'Lectures and publicity given in the period.'),
    unit: 'times',
    personalData: 'events',
    source: of('instance', 'fraud-lecture'),
    measure: 'count',
    time: 'data.givenOn',
    dimensions: ['data.kind', 'data.audience'],
  }),
  defineMetric({
    id: 'anti-fraud.lectureAudience',
    title: text('宣讲听众', 'People at lectures'),
    description: text('期内开展的反诈宣讲的参加人数合计；同一人参加多场的，每场计一次。', 'People at the lectures given in the period in all; whoever came to several counts at each.'),
    unit: 'personTimes',
    personalData: 'events',
    source: of('instance', 'fraud-lecture'),
    measure: { sum: 'data.attendance' },
    time: 'data.givenOn',
    dimensions: ['data.kind', 'data.audience'],
  }),
  defineMetric({
    id: 'anti-fraud.lectureQuestions',
    title: text('宣讲提问', 'Questions at lectures'),
    description: text('期内开展的反诈宣讲上的提问数合计。', 'Questions asked at the lectures given in the period, in all.'),
    unit: 'times',
    personalData: 'events',
    source: of('instance', 'fraud-lecture'),
    measure: { sum: 'data.questions' },
    time: 'data.givenOn',
    dimensions: ['data.kind', 'data.audience'],
  }),
];
