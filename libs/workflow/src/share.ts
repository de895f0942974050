import { text } from '@stationhouse/kernel';
import { internalsOf } from './compile.js';
import type { CompiledShare, CompiledWorkflow } from './compiled-types.js';
import { holdsForData } from './data-condition.js';
import { emergencyOpen } from './emergency-card.js';
import type { Expression, Expressions } from './expressions.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import type { JsonObject, Snapshot, StepDone, WorkflowEvent } from './types.js';

/** Asking neighbours, made ready. */
export interface SharePlan {
  readonly share: CompiledShare;
  readonly when?: Expression;
}

/** What the answer of a station is told as: the place, the moment and the words only where the form asks for them. */
const ANSWER: Readonly<Record<string, string>> = { station: 'string', answer: 'string', place: 'string', at: 'string', words: 'string' };
const ALWAYS = ['station', 'answer'];

/** Plans how neighbours are asked, noting what does not fit. */
export function planShare(definition: Definition, expressions: Expressions, problems: Problems): SharePlan | undefined {
  const { share, emergency, events = {} } = definition;
  if (share === undefined) return undefined;
  if (emergency === undefined) problems.add('SHARE', ['share'], text('协查共享的是应急卡：请先写 emergency。', 'What neighbours see is the emergency card: write emergency first.'));
  for (const key of ['on', 'until', 'answer'] as const) {
    const name = share[key];
    if (name !== undefined && !Object.hasOwn(events, name)) problems.add('UNKNOWN_EVENT', ['share', key], text(`没有事件“${name}”，请在 events 下定义。`, `There is no event "${name}". Define it under events.`));
  }
  checkAnswer(definition, problems);
  const when = share.when === undefined ? undefined : expressions.compile(share.when, { place: undefined, scope: { args: new Map() }, at: ['share', 'when'], withState: false, strict: true, expected: ['bool'] });
  const { on, until, roles, bureau = [], answer } = share;
  return { share: { on, ...(until === undefined ? {} : { until }), roles, bureau, answer }, ...(when === undefined ? {} : { when }) };
}

/** The event of an answer is told by the platform alone, and its form fits what it is told. */
function checkAnswer({ share, events = {}, forms = {} }: Definition, problems: Problems): void {
  const event = events[share?.answer ?? ''];
  if (event === undefined) return;
  const at = ['share', 'answer'];
  if (event.from !== 'share') problems.add('SHARE', at, text(`事件“${share?.answer}”须写 from: share。`, `The event "${share?.answer}" needs from: share.`));
  const { properties = {}, required = [] } = (forms[event.form ?? '']?.schema ?? {}) as { readonly properties?: Readonly<Record<string, JsonObject>>; readonly required?: readonly string[] };
  const fields = [...required.filter((field) => !ALWAYS.includes(field)), ...ALWAYS.filter((field) => properties[field] === undefined), ...Object.entries(properties).filter(([field, schema]) => schema['type'] !== ANSWER[field]).map(([field]) => field)];
  if (fields.length > 0) problems.add('SHARE', at, text(`事件“${share?.answer}”的表单须有 station、answer，可有 place、at、words，均为文字，只有前两项可必填：${[...new Set(fields)].join('、')}。`, `The form of "${share?.answer}" has station and answer and may have place, at and words, all text, the first two alone required: ${[...new Set(fields)].join(', ')}.`));
}

/** Whether neighbours may be asked, and stay asked: the card lies open, and the share's own condition holds. */
export function shareOpen(compiled: CompiledWorkflow, snapshot: Pick<Snapshot, 'status' | 'data'>, timeZone: string): boolean {
  const plan = internalsOf(compiled).share;
  if (plan === undefined || !emergencyOpen(compiled, snapshot, timeZone)) return false;
  return plan.when === undefined || holdsForData(plan.when, snapshot.data, timeZone);
}

/** What a step means for neighbours: they are asked by the event of that name, and let go by another one, or with what shared the card with them. */
export function withShare(compiled: CompiledWorkflow, before: Snapshot, event: WorkflowEvent, done: StepDone, timeZone: string): StepDone {
  const { share } = compiled;
  if (share === undefined) return done;
  const name = event.type === 'event' ? event.name : undefined;
  const open = shareOpen(compiled, done.snapshot, timeZone);
  const ended = (name !== undefined && name === share.until) || (!open && shareOpen(compiled, before, timeZone));
  if (!ended && !(open && name === share.on)) return done;
  const serial = done.snapshot.serial + 1;
  return { ...done, snapshot: { ...done.snapshot, serial }, effects: [...done.effects, { type: ended ? 'end-share' : 'share', serial }] };
}
