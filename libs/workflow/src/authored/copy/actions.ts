import { text, type Bilingual } from '@stationhouse/kernel';
import { recordOf, type WrittenState } from '../../editing/states.js';
import { isBilingual } from '../../schema.js';
import type { AuthoredMeans } from '../check.js';
import { readsOf } from './expressions.js';
import { everyPart, part, without, withoutEmpty, type File, type Part } from './file.js';
import type { Notes } from './notes.js';

/** Takes out what only a plugin's code does: automations, events for other plugins, workflows that are not there. Where a state waited for an automation, somebody does it. */
export function withoutCode(file: File, means: AuthoredMeans, titleOf: (automation: string) => Bilingual, notes: Notes): void {
  const actions = Object.entries(recordOf(file.body['actions'])).map(([name, action]) => [name, recordOf(action)] as const);
  const gone = new Set(actions.filter(([, action]) => !stays(action, means)).map(([name]) => name));
  for (const [name, action] of actions) if (action['tellLinked'] !== undefined && !stillTells(recordOf(action['tellLinked']), gone)) gone.add(name);
  for (const [name, action] of actions) if (gone.has(name)) takeOut(file, name, action, titleOf, notes, means);
  everyPart(file.body, (one) => {
    without(one, 'do', (action) => gone.has(String(action)));
    if (typeof one['compensate'] === 'string' && gone.has(one['compensate'])) delete one['compensate'];
    withoutEmpty(one, 'breach');
  });
  for (const name of gone) delete file.section('actions')[name];
  withoutEmpty(file.body, 'actions');
  for (const [name, action] of actions) {
    if (gone.has(name) || recordOf(action['startLinked'])['workflow'] !== file.body['workflow']) continue;
    const title = isBilingual(file.body['title']) ? file.body['title'] : text(name, name);
    notes.note('kept', name, `actions.${name}`, title, ({ 'zh-CN': zh, en }) => text(`动作 ${name} 发起的仍是原流程${zh}；如应发起本流程，请改为本流程的标识。`, `The action ${name} still starts ${en}, the workflow that was copied. Name this one there if that is meant.`));
  }
}

function stays(action: Part, { automations, workflows }: AuthoredMeans): boolean {
  if (action['publish'] !== undefined) return false;
  if (typeof action['automation'] === 'string') return automations.includes(action['automation']);
  const linked = recordOf(action['startLinked'])['workflow'];
  return linked === undefined || workflows.includes(String(linked));
}

/** Leaves out what is started no more. @returns whether anybody is left to tell */
function stillTells(telling: Part, gone: ReadonlySet<string>): boolean {
  without(telling, 'of', (name) => gone.has(String(name)));
  return telling['of'] !== undefined;
}

function takeOut(file: File, name: string, action: Part, titleOf: (automation: string) => Bilingual, notes: Notes, means: AuthoredMeans): void {
  const waiting = file.states().filter(({ body }) => recordOf(body['on'])[`${name}.succeeded`] !== undefined);
  const path = `actions.${name}`;
  if (typeof action['publish'] === 'string') {
    const event = action['publish'];
    return notes.note('leftOut', name, path, text(event, event), ({ 'zh-CN': zh, en }) => text(`不再向其他插件发布事件${zh}。需要时改为通知，或发起关联流程。`, `The event ${en} is published to other plugins no more. Send a notice or start a linked workflow instead.`));
  }
  if (action['tellLinked'] !== undefined) {
    const event = String(recordOf(action['tellLinked'])['event']);
    return notes.note('leftOut', name, path, text(event, event), ({ 'zh-CN': zh, en }) => text(`不再向关联事项告知${zh}，它们已不再发起。`, `Linked instances are told ${en} no more: none is started.`));
  }
  if (action['startLinked'] !== undefined) {
    const workflow = String(recordOf(action['startLinked'])['workflow']);
    return notes.note('leftOut', name, path, text(workflow, workflow), ({ 'zh-CN': zh, en }) => text(`不再发起流程${zh}，本分局没有这个流程。`, `The workflow ${en} is started no more: the bureau has none of that name.`));
  }
  const title = titleOf(String(action['automation']));
  const made = waiting.filter((state) => byHand(state, file, name, action, title, means));
  for (const state of made) {
    notes.note('byHand', name, placeOf(state), titleOf_(state), (places) => text(`“${title['zh-CN']}”原由程序完成，现为${places['zh-CN']}中的一项任务，请核对由谁完成、期限多长。`, `“${title.en}” was done by the program. Now it is a task in ${places.en}: see who does it, and by when.`));
  }
  const stands = new Set(made.map(({ body }) => body));
  for (const { body } of file.states()) for (const event of Object.keys(recordOf(body['on']))) if (event.startsWith(`${name}.`) && (!stands.has(body) || event === `${name}.succeeded`)) delete part(body, 'on')[event];
  if (made.length === 0) notes.note('leftOut', String(action['automation']), path, title, ({ 'zh-CN': zh, en }) => text(`程序不再自动完成${zh}。需要时增加一项任务，由人完成。`, `The program does ${en} no more. Add a task for somebody where it is needed.`));
}

/** Where a state is written, as problems name it. */
export function placeOf({ at }: Pick<WrittenState, 'at'>): string {
  return at.join('.');
}

function titleOf_({ body, path }: WrittenState): Bilingual {
  return isBilingual(body['title']) ? body['title'] : text(path, path);
}

/** Makes a task of what a state waited for. @returns false where the state holds others, so that no task can stand there */
function byHand(state: WrittenState & { readonly body: Part }, file: File, name: string, action: Part, title: Bilingual, means: AuthoredMeans): boolean {
  const { body } = state;
  if (body['states'] !== undefined || body['parallel'] !== undefined) return false;
  const on = part(body, 'on');
  const [done, failed] = [on[`${name}.succeeded`], on[`${name}.failed`]];
  const reads = [done, failed].some((steps) => JSON.stringify(steps ?? []).includes('event.'));
  const output = recordOf(action['output']);
  const form = reads && output['properties'] !== undefined ? name : undefined;
  if (form !== undefined) file.section('forms')[form] = { title, schema: { type: 'object', ...output } };
  part(body, 'tasks')[name] = {
    title, ...someone(state, file, means), ...(form === undefined ? {} : { form }),
    ...(failed === undefined ? {} : { outcomes: { done: { title: text('已完成', 'Done') }, failed: { title: text('未能完成', 'Could not be done') } } }),
  };
  for (const [outcome, steps] of [['done', done], ['failed', failed]] as const) {
    if (steps === undefined) continue;
    on[`${name}.${outcome}`] = steps;
    if (form === undefined) for (const step of [steps].flat() as Part[]) forget(step);
  }
  return true;
}

/** What reads an answer that nobody gives is not set. */
function forget(step: Part): void {
  for (const [key, source] of Object.entries(recordOf(step['set']))) if ([...readsOf(String(source))].some((read) => read.startsWith('event.'))) delete part(step, 'set')[key];
  withoutEmpty(step, 'set');
}

/** Who does what lies beside it, else the first who may. */
function someone({ path, at }: WrittenState, file: File, { workers }: AuthoredMeans): Part {
  const beside = file.states().filter((state) => state.path !== path && state.at.slice(0, -1).join('.') === at.slice(0, -1).join('.'));
  const tasks = [...beside, ...file.states()].flatMap(({ body }, index) => Object.values(recordOf(body['tasks'])).map((task) => [recordOf(task), index < beside.length] as const));
  const [found] = tasks.filter(([{ role, assign }, near]) => (assign !== undefined && near) || (typeof role === 'string' && (near || !role.startsWith('$'))));
  const { role, assign } = found?.[0] ?? { role: workers[0] };
  return { ...(role === undefined ? {} : { role }), ...(assign === undefined ? {} : { assign }) };
}
