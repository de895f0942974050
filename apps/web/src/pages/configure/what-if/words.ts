import type { Words } from '@stationhouse/plugin-web';
import type { WhatIfFullFragment } from '../../../gql/what-if.js';

type Result = NonNullable<WhatIfFullFragment['result']>;
export type Measure = Result['measures'][number];
type Amount = Measure['now'];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a line of the comparison is called: `30 天走访 · 提醒`. */
export function measureWords({ kind, title, roleTitle }: Measure, { say, textOf }: Words): string {
  const name = textOf(title);
  switch (kind) {
    case 'TASK': return say('{name} · 任务', '{name} · tasks', { name });
    case 'LOAD': return say('{name}的任务', 'Tasks of {name}', { name });
    case 'DUE': return say('{name} · 期限', '{name} · time limit', { name });
    case 'OVERDUE': return say('{name} · 逾期', '{name} · overdue', { name });
    case 'REMINDER': return say('{name} · 提醒发出', '{name} · reminders', { name });
    case 'ESCALATION': return say('{name} · 上报{role}', '{name} · escalated to {role}', { name, role: textOf(roleTitle) });
    case 'WARNING': return say('{name} · 时限预警', '{name} · warnings', { name });
    case 'CLOCK': return say('{name} · 时限', '{name} · clock', { name });
    case 'BREACH': return say('{name} · 超过时限', '{name} · clock ran out', { name });
    case 'NOTICE': return say('通知“{name}”', 'Notice “{name}”', { name });
    case 'QUESTION': return say('{name} · 需填写', '{name} · asked', { name });
    case 'OUTCOME': return say('办结为“{name}”', 'Ended as “{name}”', { name });
  }
}

/** An amount: `41 次，早 3 天`, `2–5 件`, `—`. */
export function amountWords({ kind }: Measure, amount: Amount, words: Words): string {
  const { say, number } = words;
  const { least, most, seconds, perWeek } = amount;
  if (most === 0 && kind === 'QUESTION') return '—';
  const count = least === most ? number(most) : `${number(least)}–${number(most)}`;
  const sent = kind === 'REMINDER' || kind === 'WARNING' || kind === 'ESCALATION' || kind === 'NOTICE';
  const counted = sent ? say('{count} 次', '{count}×', { count }) : kind === 'LOAD' || kind === 'TASK' ? say('{count} 项', '{count}', { count }) : say('{count} 件', '{count}', { count });
  if (perWeek !== null && perWeek !== undefined) return say('{counted}，每周 {week}', '{counted}, {week} a week', { counted, week: number(Math.round(perWeek * 10) / 10) });
  if (seconds === null || seconds === undefined || most === 0) return counted;
  const length = lengthWords(seconds, words);
  return kind === 'DUE' || kind === 'CLOCK' ? say('{counted}，{length}', '{counted}, {length}', { counted, length }) : say('{counted}，早 {length}', '{counted}, {length} ahead', { counted, length });
}

/** A length of time in its largest unit: `3 天`, `2.5 小时`. */
export function lengthWords(seconds: number, { say, number }: Words): string {
  const size = Math.abs(seconds);
  const [unit, zh, en] = size >= DAY ? [DAY, '天', 'd'] : size >= HOUR ? [HOUR, '小时', 'h'] : [MINUTE, '分钟', 'min'];
  const count = number(Math.round((seconds / unit) * 10) / 10);
  return say(`{count} ${zh}`, `{count} ${en}`, { count });
}

/** What an estimate rests on, for people. */
export function assumptionWords(assumption: Measure['assumptions'][number], { say }: Words): string {
  switch (assumption) {
    case 'RHYTHM': return say('假定民警办结的时刻与过去相同，或与到期、提醒的间隔同过去相同', 'people finish at the same moment as then, or as long before the due moment or after the reminder as then');
    case 'EXTRA_TASKS': return say('假定新增任务的用时与该岗位过去的任务相当（最快与最慢四分之一之间），其后的任务顺延', 'extra tasks take as long as that role’s tasks took, between the quickest and the slowest quarter, and what waits for them comes later');
    case 'CONDITION': return say('有条件的问题，按从未问到至每次都问估计', 'a question under a condition is asked between never and every time');
  }
}
