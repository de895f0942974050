import { findRole } from '@stationhouse/access';
import { formatDue, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { upcomingTasks, type CompiledWorkflow, type Effect, type Snapshot, type StatePath } from '@stationhouse/workflow';
import type { ClockRow, HistoryRow } from '../entities.js';
import type { ListedTask } from './tasks.js';

/** One line of a timeline. Titles come from the definition, never from data: a timeline shows nothing personal. */
export interface TimelineLine {
  readonly at: Date;
  readonly kind: string;
  readonly title: Bilingual;
  readonly detail?: Bilingual | undefined;
  readonly actorId?: Id | null | undefined;
  /** Whom a task was assigned to. */
  readonly subjectId?: Id | undefined;
  readonly future: boolean;
  /** Paths of the states its step entered; told once a step by a deed, by every line of a step of the clock's. */
  readonly entered?: readonly StatePath[];
}

/** What a timeline reads of the history: everything but the forms. */
export type PastStep = Pick<HistoryRow, 'version' | 'at' | 'kind' | 'definition' | 'timeZone' | 'actorId' | 'statesEntered' | 'effects'> & {
  readonly what: { readonly task?: string | null; readonly outcome?: string | null; readonly name?: string | null; readonly accountId?: Id | null; readonly to?: Id | null; readonly sha256?: string | null; readonly mediaType?: string | null; readonly moveId?: Id | null; readonly assumed?: readonly string[] | null };
};

/** The columns of {@link PastStep}; forms, payloads and first data stay in the database. */
export const PAST_STEP_COLUMNS = `version, at, kind, definition, time_zone AS "timeZone", actor_id AS "actorId", states_entered AS "statesEntered", effects,
  jsonb_build_object('task', event->'task', 'outcome', event->'outcome', 'name', event->'name', 'accountId', event->'accountId', 'to', event->'to', 'sha256', event->'sha256', 'mediaType', event->'mediaType', 'moveId', event->'moveId', 'assumed', event->'assumed') AS what`;

/** What has happened, oldest first. @param unheard who did not hear what an instance told those it started, by serial of the telling */
export function pastLines(steps: readonly PastStep[], versionOf: ReadonlyMap<string, CompiledWorkflow>, unheard: ReadonlyMap<number, readonly Bilingual[]> = new Map()): TimelineLine[] {
  return steps.flatMap((step) => {
    const compiled = versionOf.get(step.definition);
    return compiled === undefined ? [] : [...deedLines(step, compiled), ...assumedLines(step, compiled), ...effectLines(step, compiled, unheard)];
  });
}

function deedLines(step: PastStep, compiled: CompiledWorkflow): TimelineLine[] {
  const task = compiled.tasks[step.what.task ?? ''];
  const outcome = task?.outcomes.find(({ id }) => id === step.what.outcome);
  const taskTitle = task?.title ?? text('任务', 'Task');
  const line = (kind: string, title: Bilingual): TimelineLine[] => [{ at: step.at, kind, title, detail: enteredIn(step, compiled), actorId: step.actorId, future: false, entered: step.statesEntered }];
  const moved = typeof step.what.moveId === 'string';
  switch (step.kind) {
    case 'start':
      return line('start', joined(text('发起', 'Started'), compiled.title));
    case 'complete-task':
      return line('task', outcome === undefined ? taskTitle : joined(taskTitle, outcome.title));
    case 'event':
      return line('event', compiled.events[step.what.name ?? '']?.title ?? text('事件', 'Event'));
    case 'claim-task':
      return line('claim', joined(text('领取任务', 'Claimed'), taskTitle));
    case 'release-task':
      return line('release', joined(moved ? text('人员调动，任务退回岗位', 'Back to its role, by a staff move') : text('退回任务', 'Released'), taskTitle));
    case 'assign-task':
      return line('assign', joined(moved ? text('人员调动，任务移交', 'Handed over, by a staff move') : text('指派任务', 'Assigned'), taskTitle)).map((one) => ({ ...one, subjectId: step.what.accountId ?? undefined }));
    case 'edit-clock':
    case 'edit-timer':
    case 'approve-edit':
    case 'reject-edit':
      return line('clockEdited', editTitle(step, compiled)).map((one) => ({ ...one, detail: editDetail(step) ?? one.detail }));
    case 'delegate-task':
      return line('delegate', joined(text('转办任务', 'Handed on'), taskTitle)).map((one) => ({ ...one, subjectId: step.what.to ?? undefined }));
    case 'recall-task':
      return line('recall', joined(text('撤回', 'Taken back'), taskTitle));
    case 'cancel':
      return line('cancel', text('撤销事项', 'Called off'));
    case 'migrate':
      return line('migrated', text('迁移到新版流程', 'Moved to a new version of the workflow'));
    case 'undo-migration':
      return line('migrationUndone', text('撤回版本迁移', 'Move to the new version taken back'));
    case 'attach-file':
      return line('attach', text('添加附件', 'File attached')).map((one) => ({ ...one, detail: fileDetail(step) }));
    case 'remove-file':
      return line('detach', text('移除附件', 'Attachment removed')).map((one) => ({ ...one, detail: fileDetail(step) }));
    case 'erase':
      return line('erased', text('个人信息已按期清除', 'Personal data erased: their time was over'));
    case 'automation':
    case 'linked':
    case 'timer':
    case 'determine':
      return [];
  }
}

/** What a step took for granted: whoever reads it later must know that nobody looked. */
function assumedLines({ at, what }: PastStep, { lookups }: CompiledWorkflow): TimelineLine[] {
  return (what.assumed ?? []).map((name) => {
    const title = lookups[name]?.title ?? text(name, name);
    return { at, kind: 'assumed', title: text(`“${title['zh-CN']}”未查得，按流程设定办理`, `“${title.en}” was not found out: done as the workflow says for that case`), future: false };
  });
}

/** The beginning of what the history vouches for; the name is personal and stands with the attachment. */
function fileDetail({ what }: PastStep): Bilingual {
  const words = `${what.mediaType ?? ''} · SHA-256 ${(what.sha256 ?? '').slice(0, 12)}…`;
  return text(words, words);
}

const EDITS = { 'edit-clock': text('调整时限', 'Clock changed'), 'edit-timer': text('调整等待', 'Wait changed'), 'approve-edit': text('批准调整', 'Change approved'), 'reject-edit': text('驳回调整', 'Change rejected') };
const PROPOSED = text('提出调整，待审批', 'Change proposed');

function editTitle({ kind, effects }: PastStep, compiled: CompiledWorkflow): Bilingual {
  const effect = effects.find(({ type }) => EDITED.has(type));
  const deed = effect?.type === 'propose-edit' ? PROPOSED : EDITS[kind as keyof typeof EDITS];
  return joined(deed, placedClock(compiled, effect === undefined ? '' : editedOf(effect)));
}

const EDITED: ReadonlySet<Effect['type']> = new Set(['change-clock', 'change-timer', 'propose-edit', 'reject-edit']);

/** The clock or timer an edit is about. */
function editedOf(effect: Effect): string {
  if (effect.type === 'change-clock') return effect.clock;
  if (effect.type === 'change-timer') return effect.timer;
  return effect.type === 'propose-edit' || effect.type === 'reject-edit' ? effect.of : '';
}

/** Both values. The reason is free text and stands with the clock, where masking looks at it. */
function editDetail({ effects, timeZone }: PastStep): Bilingual | undefined {
  for (const effect of effects) {
    if (effect.type === 'change-clock') return bothValues(effect.before.dueAt, effect.after.dueAt, timeZone);
    if (effect.type === 'change-timer') return bothValues(effect.before, effect.after, timeZone);
    if (effect.type === 'propose-edit') return bothValues(effect.before, effect.dueAt, timeZone);
  }
  return undefined;
}

function bothValues(before: string | undefined, after: string | undefined, timeZone: string): Bilingual {
  const say = (moment: string | undefined): Bilingual => (moment === undefined ? text('未确定', 'not determined') : text(formatDue(new Date(moment), timeZone), formatDue(new Date(moment), timeZone)));
  return text(`${say(before)['zh-CN']} → ${say(after)['zh-CN']}`, `${say(before).en} → ${say(after).en}`);
}

/** The title of a clock, or of the state a wait is in. */
function placedClock(compiled: CompiledWorkflow, of: string): Bilingual {
  return compiled.clocks[of]?.title ?? compiled.states[of.split('@')[0] ?? '']?.title ?? text('时限', 'Clock');
}

/** Effects worth a line of their own; in a timer's step also the tasks it opened, since nobody's deed stands above them. */
function effectLines(step: PastStep, compiled: CompiledWorkflow, unheard: ReadonlyMap<number, readonly Bilingual[]>): TimelineLine[] {
  return step.effects.flatMap((effect): TimelineLine[] => {
    const told = effect.type === 'tell-linked' ? toldLine(effect, unheard.get(effect.serial) ?? []) : effectLine(effect, compiled, step);
    return told === undefined ? [] : [{ at: step.at, future: false, ...(step.kind === 'timer' ? { entered: step.statesEntered } : {}), ...told }];
  });
}

/** Linked instances were told something; whoever did not hear it stands beneath. */
function toldLine({ links }: Extract<Effect, { type: 'tell-linked' }>, unheard: readonly Bilingual[]): Pick<TimelineLine, 'kind' | 'title' | 'detail'> {
  const title = text(`告知 ${links.length} 件关联事项`, `${links.length} linked instance${links.length === 1 ? '' : 's'} told`);
  return { kind: 'linkedTold', title, ...(unheard.length === 0 ? {} : { detail: text(unheard.map((one) => one['zh-CN']).join('；'), unheard.map((one) => one.en).join('; ')) }) };
}

function effectLine(effect: Effect, compiled: CompiledWorkflow, { kind, timeZone }: PastStep): Pick<TimelineLine, 'kind' | 'title' | 'detail'> | undefined {
  switch (effect.type) {
    case 'open-task':
      return kind === 'timer' ? { kind: 'taskOpened', title: joined(text('任务开启', 'Task opened'), placedTask(compiled, effect.task)), detail: effect.due?.explanation } : undefined;
    case 'remind-task':
      return { kind: 'reminder', title: joined(text('到期提醒', 'Reminder'), placedTask(compiled, effect.task)) };
    case 'escalate-task':
      return { kind: 'escalation', title: joined(text('逾期上报', 'Overdue, escalated'), placedTask(compiled, effect.task)), detail: findRole(effect.role)?.title };
    case 'warn-clock':
      return { kind: 'clockWarning', title: joined(text('时限预警', 'Clock warning'), compiled.clocks[effect.clock]?.title ?? text('时限', 'Clock')) };
    case 'breach-clock':
      return { kind: 'clockBreached', title: joined(text('超过时限', 'Clock breached'), compiled.clocks[effect.clock]?.title ?? text('时限', 'Clock')) };
    case 'change-clock': {
      // A person's change is told by their deed.
      if (effect.cause === 'edit') return undefined;
      const what = effect.cause === 'calendar' ? text('时限已确定', 'Clock determined') : text('事实更正，时限重算', 'Fact corrected, clock computed anew');
      return { kind: 'clockChanged', title: joined(what, placedClock(compiled, effect.clock)), detail: bothValues(effect.before.dueAt, effect.after.dueAt, timeZone) };
    }
    case 'change-task':
      return { kind: 'clockChanged', title: joined(text('任务期限重算', 'Task due anew'), placedTask(compiled, effect.task)), detail: bothValues(effect.before, effect.due.at, timeZone) };
    case 'change-timer':
      if (effect.cause === 'edit') return undefined;
      return { kind: 'clockChanged', title: joined(text('事实更正，等待重算', 'Fact corrected, wait computed anew'), placedClock(compiled, effect.timer)), detail: bothValues(effect.before, effect.after, timeZone) };
    case 'answer-task':
      return { kind: 'answer', title: joined(placedTask(compiled, effect.task), signedSoFar(effect)) };
    case 'settle-call':
      return effect.as === 'failed' ? { kind: 'automationFailed', title: text('自动步骤失败', 'An automation failed') } : undefined;
    case 'settle-link':
      return effect.as === 'closed' ? { kind: 'linkedClosed', title: text('关联事项已办结', 'A linked instance is closed') } : undefined;
    case 'notify':
      return { kind: 'notice', title: effect.text };
    case 'close-instance':
      // That it was called off is told by the deed.
      if (kind === 'cancel') return undefined;
      return { kind: 'closed', title: joined(text('办结', 'Closed'), Object.values(compiled.states).find(({ outcome }) => outcome === effect.outcome)?.title ?? compiled.title) };
    default:
      return undefined;
  }
}

/** What lies ahead by itself: open tasks and clocks that fall due, and tasks that waits will open. Soonest first. */
export function futureLines(compiled: CompiledWorkflow, snapshot: Snapshot, tasks: readonly ListedTask[], clocks: readonly ClockRow[], now: Date, timeZone: string): TimelineLine[] {
  if (snapshot.status === 'closed') return [];
  const due = tasks.flatMap((task): TimelineLine[] =>
    (task.status === 'OPEN' || task.status === 'CLAIMED') && task.dueAt !== null && task.clock === null ? [{ at: task.dueAt, kind: 'taskDue', title: joined(text('任务到期', 'Task due'), placedTask(compiled, task.ref)), detail: task.dueExplanation ?? undefined, future: true }] : [],
  );
  const running = clocks.flatMap((clock): TimelineLine[] =>
    clock.state === 'running' && clock.dueAt !== null ? [{ at: clock.dueAt, kind: 'clockDue', title: joined(text('时限到期', 'Clock due'), compiled.clocks[clock.ref]?.title ?? text('时限', 'Clock')), detail: clock.explanation, future: true }] : [],
  );
  const opening = upcomingTasks(compiled, snapshot, timeZone).map(({ task, opensAt, due: until }): TimelineLine => ({ at: new Date(opensAt), kind: 'taskOpens', title: joined(text('任务将开启', 'Task opens'), placedTask(compiled, task)), detail: until?.explanation, future: true }));
  return [...due, ...running, ...opening].filter(({ at }) => at > now).sort((left, right) => left.at.getTime() - right.at.getTime());
}

/** How far a signing has come; where fewer than all must agree, how many. */
function signedSoFar({ given, need, of }: Extract<Effect, { type: 'answer-task' }>): Bilingual {
  if (of === undefined || of === need) return text(`已签 ${given}/${need}`, `Signed by ${given} of ${need}`);
  return text(`已签 ${given}/${of}，${need} 人一致即可`, `Signed by ${given} of ${of}; ${need} must agree`);
}

/** The title of a task. */
function placedTask(compiled: CompiledWorkflow, ref: string): Bilingual {
  return compiled.tasks[ref]?.title ?? text('任务', 'Task');
}

/** Where a step led: the innermost states it entered. */
function enteredIn(step: PastStep, compiled: CompiledWorkflow): Bilingual | undefined {
  const innermost = step.statesEntered.filter((path) => !step.statesEntered.some((other) => other.startsWith(`${path}.`)));
  // Branches beside each other often stand in states of one name: said once.
  const titles = [...new Map(innermost.flatMap((path) => compiled.states[path]?.title ?? []).map((title) => [title['zh-CN'], title])).values()];
  if (titles.length === 0) return undefined;
  return text(`进入：${titles.map((title) => title['zh-CN']).join('、')}`, `Now: ${titles.map((title) => title.en).join(', ')}`);
}

function joined(left: Bilingual, right: Bilingual): Bilingual {
  return text(`${left['zh-CN']}：${right['zh-CN']}`, `${left.en}: ${right.en}`);
}

