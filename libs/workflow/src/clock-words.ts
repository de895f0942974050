import { durationInWords, text, type Bilingual, type Locale } from '@stationhouse/kernel';
import { describeGraph, type GraphState } from './graph.js';
import type { CalendarKind, CompiledClock, CompiledWorkflow } from './types.js';

/** How long a clock gives: `3 天`, `5 个工作日`, `班内 8 小时`; `到约定的时刻` for one that ends at a moment. */
export function budgetInWords({ budget, calendar }: Pick<CompiledClock, 'budget' | 'calendar'>): Bilingual {
  if (budget === undefined) return text('到约定的时刻', 'until a moment that is set');
  return text(counted(calendar, durationInWords(budget, 'zh-CN'), 'zh-CN'), counted(calendar, durationInWords(budget, 'en'), 'en'));
}

function counted(calendar: CalendarKind, duration: string, locale: Locale): string {
  if (calendar === 'workingDays') return locale === 'en' ? duration.replace(' day', ' working day') : duration.replace(' 天', ' 个工作日');
  if (calendar === 'shifts') return locale === 'en' ? `${duration} of shifts` : `班内 ${duration}`;
  return duration;
}

/** The tasks of one role. */
export interface RoleTasks {
  readonly role: string;
  /** Each once, in the order of the definition. */
  readonly tasks: readonly Bilingual[];
}

/** Who does what, by role, in the order of the definition. */
export function roleTasks(compiled: CompiledWorkflow): RoleTasks[] {
  const byRole = new Map<string, Map<string, Bilingual>>();
  const take = ({ tasks, children }: GraphState): void => {
    for (const { title, roles } of tasks) for (const role of roles) byRole.set(role, (byRole.get(role) ?? new Map<string, Bilingual>()).set(title['zh-CN'], title));
    children.forEach(take);
  };
  describeGraph(compiled).states.forEach(take);
  return [...byRole].map(([role, tasks]) => ({ role, tasks: [...tasks.values()] }));
}
