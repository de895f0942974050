import { text } from '@stationhouse/kernel';
import { defineMetric, type Metric } from '@stationhouse/plugin-api';

/** The clocks of a search, from the report itself (DOMAIN §2: question 1 min, dispatch 3, arrive 10, feedback 24 h). */
const CLOCKS = [
  ['question', 'questionedInTime', text('及时问清率', 'Questioned in time'), text('期内到期的问清时限中，按时问清的占比。', 'Of the limits to question that were due in the period, the share that was met.')],
  ['dispatch', 'dispatchedInTime', text('及时派警率', 'Dispatched in time'), text('期内到期的派警时限中，按时派警的占比。', 'Of the limits to dispatch that were due in the period, the share that was met.')],
  ['arrive', 'arrivedInTime', text('及时到场率', 'Arrived in time'), text('期内到期的到场时限中，按时到场的占比。', 'Of the limits to arrive that were due in the period, the share that was met.')],
  ['feedback', 'toldInTime', text('及时反馈率', 'Told in time'), text('期内到期的首次反馈时限中，按时反馈的占比。', 'Of the limits to tell the reporter that were due in the period, the share that was met.')],
] as const;

/** What is counted, for stations, the bureau and analysts: rows that happened, never shares that were stored. Exercises are never among them. */
export const metrics: readonly Metric[] = [
  defineMetric({
    id: 'three-losses.missing',
    title: text('走失报告', 'Missing persons reported'),
    description: text('期内接报的走失人员查找。', 'Searches for missing persons that were reported in the period.'),
    unit: 'cases',
    personalData: 'persons',
    source: { fact: 'instance', workflow: 'missing-person' },
    measure: 'count',
    time: 'startedAt',
    dimensions: ['data.urgency', 'outcome'],
  }),
  defineMetric({
    id: 'three-losses.found',
    title: text('找到率', 'Found'),
    description: text('期内接报、已办结的走失查找中，已找到的占比。', 'Of the searches reported in the period and closed since, the share that ended with the person found.'),
    unit: 'ratio',
    personalData: 'persons',
    source: { fact: 'instance', workflow: 'missing-person' },
    where: { outcome: { present: true } },
    measure: { ratio: { outcome: ['handedOver', 'civilAffairs', 'protected'] } },
    time: 'startedAt',
    dimensions: ['data.urgency', 'data.foundBy'],
  }),
  ...CLOCKS.map(([clock, id, title, description]) =>
    defineMetric({ id: `three-losses.${id}`, title, description, unit: 'ratio', personalData: 'events', source: { fact: 'clock', workflow: 'missing-person' }, where: { clock, clockState: ['met', 'breached'] }, measure: { ratio: { clockState: 'met' } }, time: 'dueAt', dimensions: ['data.urgency'], rollUp: 'never' }),
  ),
  defineMetric({
    id: 'three-losses.property',
    title: text('遗失物品登记', 'Lost property recorded'),
    description: text('期内登记的遗失物品。', 'Lost property that was recorded in the period.'),
    unit: 'cases',
    personalData: 'events',
    source: { fact: 'instance', workflow: 'lost-property' },
    measure: 'count',
    time: 'startedAt',
    dimensions: ['data.kind', 'outcome'],
  }),
  defineMetric({
    id: 'three-losses.returned',
    title: text('拾得物品发还', 'Found property returned'),
    description: text('期内接收的拾得物品，按处理结果。', 'Found property that was received in the period, by what came of it.'),
    unit: 'cases',
    personalData: 'events',
    source: { fact: 'instance', workflow: 'found-property' },
    measure: 'count',
    time: 'startedAt',
    dimensions: ['data.kind', 'outcome'],
  }),
];
