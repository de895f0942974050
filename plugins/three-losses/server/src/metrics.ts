import { text } from '@stationhouse/kernel';
import { defineMetric, type Metric } from '@stationhouse/plugin-api';

/** What is counted, for stations, the bureau and analysts: rows that happened, never shares that were stored. Exercises are never among them. */
export const metrics: readonly Metric[] = [
  defineMetric({
    id: 'three-losses.recorded',
    title: text('登记数', 'Recorded'),
    description: text('期内登记的件数。', 'How many were recorded in the period.'),
    unit: 'cases',
    personalData: 'events',
    source: { fact: 'instance', workflow: 'three-losses' },
    measure: 'count',
    time: 'startedAt',
    dimensions: ['data.urgency', 'outcome'],
  }),
  defineMetric({
    id: 'three-losses.handledOnTime',
    title: text('按期办理率', 'Handled on time'),
    description: text('期内到期的办理任务中，到期前完成的占比。', 'Of the tasks to handle that were due in the period, the share done before.'),
    unit: 'ratio',
    personalData: 'events',
    source: { fact: 'task', workflow: 'three-losses' },
    where: { task: 'handle', onTime: { present: true } },
    measure: { ratio: { onTime: true } },
    time: 'dueAt',
    dimensions: ['data.urgency', 'team'],
    rollUp: 'never',
  }),
];
