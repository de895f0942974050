import { isStationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { Simulation, type CompiledWorkflow, type Effect, type JsonObject, type Refusal, type SimulatedStep, type WorkflowEvent } from '@stationhouse/workflow';

/** What somebody did in a simulation; played again from the start after each, so that any of them can be taken back. */
export type Move = { readonly type: 'send'; readonly event: WorkflowEvent } | { readonly type: 'wait'; readonly until: string };

export interface Played {
  readonly simulation?: Simulation;
  /** Why the first data or the last move were refused. */
  readonly refusal?: { readonly code: string; readonly text: Bilingual; readonly details?: Readonly<Record<string, unknown>> | undefined };
  /** Moves that were taken. */
  readonly taken: number;
}

/** Plays a simulation from its first data on. A refused move is the last one. */
export function play(compiled: CompiledWorkflow, data: JsonObject, begun: Date, timeZone: string, moves: readonly Move[]): Played {
  let simulation: Simulation | undefined;
  let taken = 0;
  try {
    simulation = new Simulation(compiled, data, begun, timeZone);
    for (const move of moves) {
      const refusal: Refusal | undefined = move.type === 'send' ? simulation.send(move.event) : void simulation.advanceTo(new Date(move.until));
      if (refusal !== undefined) return { simulation, refusal, taken };
      taken += 1;
    }
    return { simulation, taken };
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
    return { ...(simulation === undefined ? {} : { simulation }), taken, refusal: { code: error.code, text: error.text, details: error.details } };
  }
}

/** The moment of the next timer; undefined when none is set. */
export function nextMoment(simulation: Simulation): Date | undefined {
  const moments = Object.values(simulation.snapshot.timers).map(({ dueAt }) => Date.parse(dueAt));
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

/** How effects are said: by the titles of the workflow, roles by name. */
export interface Speaker {
  readonly compiled: CompiledWorkflow;
  readonly roleTitle: (role: string) => string;
  /** What a workflow is called; its id where that is not known. */
  readonly workflowTitle: (workflow: string) => Bilingual;
  /** A moment as people write it. */
  readonly moment: (iso: string) => string;
}

/** What a step did, in words; timers and books that nobody sees are left out. */
export function effectsInWords({ event, effects }: Pick<SimulatedStep, 'event' | 'effects'>, speaker: Speaker): Bilingual[] {
  // What a timer was set for is said already by what happened.
  return effects.flatMap((effect) => (event.type === 'timer' && TOLD.has(effect.type) ? [] : (effectInWords(effect, speaker) ?? [])));
}

const TOLD: ReadonlySet<Effect['type']> = new Set(['remind-task', 'warn-clock', 'breach-clock']);

function effectInWords(effect: Effect, { compiled, roleTitle, workflowTitle, moment }: Speaker): Bilingual | undefined {
  const task = (ref: string) => compiled.tasks[ref]?.title ?? text(ref, ref);
  const clock = (ref: string) => compiled.clocks[ref]?.title ?? text(ref, ref);
  const roles = (list: readonly string[]) => text(list.map(roleTitle).join('、'), list.map(roleTitle).join(', '));
  switch (effect.type) {
    case 'open-task': {
      const due = effect.due?.at === undefined ? text('', '') : text(`，${moment(effect.due.at)} 到期`, `, due ${moment(effect.due.at)}`);
      return text(`任务“${task(effect.task)['zh-CN']}”交${roles(effect.roles)['zh-CN']}${due['zh-CN']}`, `Task “${task(effect.task).en}” for ${roles(effect.roles).en}${due.en}`);
    }
    case 'close-task':
      return effect.as === 'done' ? undefined : text(`任务“${task(effect.task)['zh-CN']}”取消`, `Task “${task(effect.task).en}” is cancelled`);
    case 'remind-task':
      return text(`提醒办理“${task(effect.task)['zh-CN']}”`, `Reminder of “${task(effect.task).en}”`);
    case 'escalate-task':
      return text(`“${task(effect.task)['zh-CN']}”逾期，上报${roleTitle(effect.role)}`, `“${task(effect.task).en}” is overdue: escalated to ${roleTitle(effect.role)}`);
    case 'start-clock': {
      const due = effect.due.at === undefined ? text('，暂不能计算', ', not determined') : text(`，${moment(effect.due.at)} 到期`, `, due ${moment(effect.due.at)}`);
      return text(`时限“${clock(effect.clock)['zh-CN']}”开始${due['zh-CN']}`, `Clock “${clock(effect.clock).en}” starts${due.en}`);
    }
    case 'pause-clock':
      return text(`时限“${clock(effect.clock)['zh-CN']}”暂停`, `Clock “${clock(effect.clock).en}” stands still`);
    case 'resume-clock':
      return text(`时限“${clock(effect.clock)['zh-CN']}”恢复`, `Clock “${clock(effect.clock).en}” runs on`);
    case 'warn-clock':
      return text(`时限“${clock(effect.clock)['zh-CN']}”预警`, `Warning: clock “${clock(effect.clock).en}”`);
    case 'breach-clock':
      return text(`时限“${clock(effect.clock)['zh-CN']}”已超过`, `Clock “${clock(effect.clock).en}” has run out`);
    case 'notify':
      return text(`通知${roles(effect.roles)['zh-CN']}：${effect.text['zh-CN']}${effect.urgent === true ? '（紧急）' : ''}`, `Notice to ${roles(effect.roles).en}: ${effect.text.en}${effect.urgent === true ? ' (urgent)' : ''}`);
    case 'call-automation':
      return text(`自动步骤“${effect.automation}”开始`, `Automation “${effect.automation}” begins`);
    case 'start-linked':
      return text(`发起关联事项“${workflowTitle(effect.workflow)['zh-CN']}”`, `Starts the linked instance “${workflowTitle(effect.workflow).en}”`);
    case 'tell-linked':
      return text(`告知 ${effect.links.length} 件关联事项`, `Tells ${effect.links.length} linked instance${effect.links.length === 1 ? '' : 's'}`);
    case 'publish':
      return text(`发布事件 ${effect.event}`, `Publishes the event ${effect.event}`);
    case 'close-instance':
      return text('事项办结', 'The instance is closed');
    default:
      return undefined;
  }
}
