import { text, type Bilingual } from '@stationhouse/kernel';
import { internalsOf } from './compile.js';
import type { CompiledWorkflow, TimerId } from './types.js';

/** What a timer will do when it fires, for people: `提醒办理“研判分级”`. A timer the version no longer has is called by its id. */
export function timerInWords(compiled: CompiledWorkflow, timer: TimerId): Bilingual {
  const split = timer.lastIndexOf('@');
  const [owner, what] = [timer.slice(0, split), timer.slice(split + 1)];
  const { plans } = internalsOf(compiled);
  const plan = plans.get(owner);
  if (what === 'until') return leadsTo(compiled, plan?.until?.step.to?.path) ?? text('等待期满', 'The wait is over');
  if (what.startsWith('after.')) {
    const name = what.slice('after.'.length);
    const title = plan?.timeouts.find((timeout) => timeout.name === name)?.title ?? text('超时处理', 'A timeout');
    return around(title, compiled.states[owner]?.title);
  }
  const task = compiled.tasks[owner]?.title;
  if (task !== undefined && what === 'remind') return quoted('提醒办理', 'Remind of', task);
  if (task !== undefined && what.startsWith('escalate')) return quoted('逾期上报', 'Escalate', task);
  const clock = compiled.clocks[owner]?.title;
  if (clock !== undefined && what.startsWith('warn')) return quoted('时限预警', 'Warn of', clock);
  if (clock !== undefined && what === 'due') return quoted('时限到期', 'Time is up for', clock);
  return text(timer, timer);
}

function leadsTo(compiled: CompiledWorkflow, path: string | undefined): Bilingual | undefined {
  const title = compiled.states[path ?? '']?.title;
  return title === undefined ? undefined : quoted('等待期满，进入', 'The wait is over; next:', title);
}

function around(title: Bilingual, state: Bilingual | undefined): Bilingual {
  return state === undefined ? title : text(`${title['zh-CN']}（${state['zh-CN']}）`, `${title.en} (${state.en})`);
}

function quoted(zh: string, en: string, title: Bilingual): Bilingual {
  return text(`${zh}“${title['zh-CN']}”`, `${en} “${title.en}”`);
}
