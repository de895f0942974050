import { text } from '@stationhouse/kernel';
import { mayDisagree, placesOf } from './answers.js';
import type { Expansion, Place } from './expand.js';
import type { TaskDefinition } from './grammar.js';
import type { Problems } from './problems.js';
import type { AnswerRule, CompiledOutcome } from './types.js';

type Path = readonly (string | number)[];

/** The rule of a task that several answer, checked; undefined where one answers, or when the rule cannot work. */
export function planAnswers(place: Place, task: TaskDefinition, outcomes: readonly CompiledOutcome[], taskAt: Path, expansion: Expansion, problems: Problems): AnswerRule | undefined {
  const written = task.answers;
  const automatic = outcomes.filter((outcome) => outcome.automatic === true && outcome.id !== written?.otherwise);
  for (const { id } of automatic) problems.add('AUTOMATIC_OUTCOME', [...taskAt, 'outcomes', id], text(`结果“${id}”无人可选，也没有 answers.otherwise 通向它。`, `Nobody picks the outcome "${id}", and no answers.otherwise leads to it.`));
  if (written === undefined) return undefined;
  const at = [...taskAt, 'answers'];
  if (written.from !== undefined && (task.role !== undefined || task.assign !== undefined)) problems.add('SHAPE', at, text('answers.from 已写明由谁办理，请删除 role 或 assign。', 'answers.from says who answers. Remove role or assign.'));
  if (task.delegate === true) problems.add('SHAPE', [...taskAt, 'delegate'], text('会签任务不能转办，请删除 delegate 或 answers。', 'A task that several answer cannot be delegated. Remove delegate or answers.'));
  if (written.from !== undefined && written.of !== undefined) problems.add('SHAPE', [...at, 'of'], text('已写 from 时不需要 of。', 'With from there is no need for of.'));
  for (const outcome of [...(written.veto ?? []), ...(written.otherwise === undefined ? [] : [written.otherwise])]) {
    if (!outcomes.some(({ id }) => id === outcome)) problems.add('UNKNOWN_OUTCOME', at, text(`任务没有结果“${outcome}”。`, `The task has no outcome "${outcome}".`));
  }
  const from = written.from?.map((role, index) => expansion.word(role, place.scope, 'role', [...at, 'from', index]));
  const of = from?.length ?? (written.of === undefined ? undefined : expansion.count(written.of, [...at, 'of']));
  const need = written.need === 'all' ? of : expansion.count(written.need, [...at, 'need']);
  if (need === undefined) {
    if (written.need === 'all') problems.add('ANSWERS', [...at, 'need'], text('need: all 须写 from 或 of，说明共有几人。', 'need: all needs from or of, to know how many there are.'));
    return undefined;
  }
  const rule: AnswerRule = {
    ...(from === undefined ? {} : { from }),
    need,
    ...(of === undefined ? {} : { of }),
    veto: written.veto ?? [],
    ...(written.otherwise === undefined ? {} : { otherwise: written.otherwise }),
  };
  checkReachable(rule, outcomes, at, problems);
  return rule;
}

function checkReachable(rule: AnswerRule, outcomes: readonly CompiledOutcome[], at: Path, problems: Problems): void {
  if (rule.need > placesOf(rule)) problems.add('ANSWERS', [...at, 'need'], text(`需要 ${rule.need} 人一致，但只有 ${placesOf(rule)} 人办理。`, `${rule.need} are needed, but only ${placesOf(rule)} answer.`));
  const choices = outcomes.filter(({ id, automatic }) => automatic !== true && !rule.veto.includes(id)).length;
  if (rule.otherwise === undefined && mayDisagree(rule, choices)) problems.add('NO_OTHERWISE', at, text('意见可能无法一致：请写 otherwise，说明此时的结果。', 'They may disagree for good. Say with otherwise what comes of it then.'));
}
