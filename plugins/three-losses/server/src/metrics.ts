import { text } from '@stationhouse/kernel';
import { defineMetric, type Metric } from '@stationhouse/plugin-api';

/** The clocks of a search, from the report itself (DOMAIN §2: question 1 min, dispatch 3, arrive 10, feedback 24 h). */
const CLOCKS = [
  ['question', 'questionedInTime', text('及时问清率', 'Questioned in time'), text('期内到期的问清时限中，按时问清的占比。', 'Of the limits to question that were due in the period, the share that was met.')],
  ['dispatch', 'dispatchedInTime', text('及时派警率', 'Dispatched in time'), text('期内到期的派警时限中，按时派警的占比。', 'Of the limits to dispatch that were due in the period, the share that was met.')],
  ['arrive', 'arrivedInTime', text('及时到场率', 'Arrived in time'), text('期内到期的到场时限中，按时到场的占比。', 'Of the limits to arrive that were due in the period, the share that was met.')],
  ['feedback', 'toldInTime', text('及时反馈率', 'Told in time'), text('期内到期的首次反馈时限中，按时反馈的占比。', 'Of the limits to tell the reporter that were due in the period, the share that was met.')],
] as const;

/** How a search ends with the person found. */
const FOUND = ['handedOver', 'civilAffairs', 'protected'];

const TERRAIN = [
  { value: 'open', title: text('开阔地', 'Open') },
  { value: 'builtUp', title: text('建成区', 'Built-up') },
  { value: 'waterEdge', title: text('水边', 'Water’s edge') },
  { value: 'scrub', title: text('灌木丛', 'Scrub') },
  { value: 'woods', title: text('树林', 'Woods') },
  { value: 'thicket', title: text('密林', 'Thicket') },
];

/** The median time between two moments of searches: one that took weeks does not move it. */
const middle = (id: string, title: Metric['title'], description: Metric['title'], from: string, to: string, time: string, personalData: Metric['personalData']): Metric =>
  defineMetric({ id: `three-losses.${id}`, title, description, unit: 'seconds', personalData, source: { fact: 'instance', workflow: 'missing-person' }, measure: { duration: { from, to, median: true } }, time, dimensions: ['data.urgency', ...(time === 'data.foundOn' ? ['data.foundBy'] : []), 'team'] });

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
    dimensions: ['data.urgency', 'outcome', 'team'],
  }),
  defineMetric({
    id: 'three-losses.found',
    title: text('找到率', 'Found'),
    description: text('期内接报、已办结的走失查找中，已找到的占比。', 'Of the searches reported in the period and closed since, the share that ended with the person found.'),
    unit: 'ratio',
    personalData: 'persons',
    source: { fact: 'instance', workflow: 'missing-person' },
    // What was called off was no search: a report entered twice, a joke.
    where: { outcome: [...FOUND, 'escalated'] },
    measure: { ratio: { outcome: FOUND } },
    time: 'startedAt',
    dimensions: ['data.urgency', 'data.foundBy', 'team'],
  }),
  middle('timeToFind', text('找到用时（自最后看见）', 'Time to find, from last seen'), text('期内找到的走失人员，从最后看见（以更正后的为准）到找到用时的中位数。', 'Of those found in the period, the median time from last seen, as corrected, until found.'), 'data.lastSeenOn', 'data.foundOn', 'data.foundOn', 'persons'),
  middle('reportToFind', text('找到用时（自接报）', 'Time to find, from the report'), text('期内找到的走失人员，从接报到找到用时的中位数。', 'Of those found in the period, the median time from the report until found.'), 'data.reportedOn', 'data.foundOn', 'data.foundOn', 'persons'),
  middle('firstTeamOut', text('首批警力派出用时', 'First team out'), text('期内接报的走失查找，从接报到派警用时的中位数。', 'Of the searches reported in the period, the median time from the report until officers were sent.'), 'data.reportedOn', 'data.dispatchedOn', 'data.reportedOn', 'events'),
  defineMetric({
    id: 'three-losses.coverage',
    title: text('搜索覆盖率', 'Ground covered'),
    description: text('期内划分、未撤销的搜索区中，覆盖达到八成的占比；以最后一次登记为准。', 'Of the segments drawn in the period and not removed since, the share of which four fifths were covered, as passes were recorded last.'),
    unit: 'ratio',
    personalData: 'events',
    source: {
      table: 'search_segment',
      instance: 'instanceId',
      columns: { drawnAt: { type: 'moment' }, removedAt: { type: 'moment' }, covered: { type: 'number' }, terrain: { type: 'choice', title: text('地形', 'Ground'), values: TERRAIN } },
    },
    where: { removedAt: { present: false } },
    measure: { ratio: { covered: { atLeast: 0.8 } } },
    time: 'drawnAt',
    dimensions: ['terrain'],
    rollUp: 'never',
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
