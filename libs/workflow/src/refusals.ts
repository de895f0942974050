import { text, type Bilingual } from '@stationhouse/kernel';
import { momentInWords } from './due-words.js';
import type { Evaluation, Expression } from './expressions.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import { refuse } from './refused.js';
import { Moment } from './time-values.js';

const PLACEHOLDER = /\{([a-z][A-Za-z0-9]*)\}/g;

/** The names that stand in the braces of a refusal's text. */
export function placeholdersOf(written: Bilingual | undefined): ReadonlySet<string> {
  return new Set(Object.values(written ?? {}).flatMap((words) => [...words.matchAll(PLACEHOLDER)].map(([, name = '']) => name)));
}

/** What a refusal says, its moments in the station's local time; what is not known yet reads as `…`. */
export function refusalInWords(written: Bilingual | undefined, said: Readonly<Record<string, unknown>>, now: Date): Bilingual {
  const { 'zh-CN': zhCN, en } = written ?? text('此操作被流程拒绝。', 'The workflow refuses this.');
  const word = (name: string, locale: keyof Bilingual) => {
    const value = said[name];
    if (value instanceof Moment) return momentInWords(value.date, value.timeZone, now)[locale];
    return typeof value === 'string' ? value : '…';
  };
  return text(zhCN.replace(PLACEHOLDER, (_, name: string) => word(name, 'zh-CN')), en.replace(PLACEHOLDER, (_, name: string) => word(name, 'en')));
}

/** A refusal of the definition's own, ready to be said. */
export interface SaidRefusal {
  readonly refuse: string;
  /** What its text says in the place of `{name}`. */
  readonly say: readonly (readonly [name: string, value: Expression])[];
}

/** The moments and texts of a refusal; one that is named in its text and not given, or the other way round, would be read as it is written. */
export function saidIn(
  definition: Definition,
  written: { readonly refuse?: string | undefined; readonly say?: Readonly<Record<string, string>> | undefined },
  at: readonly (string | number)[],
  problems: Problems,
  expression: (source: string, at: readonly (string | number)[]) => Expression | undefined,
): SaidRefusal['say'] {
  const given = Object.entries(written.say ?? {});
  const named = placeholdersOf(definition.refusals?.[written.refuse ?? '']);
  const differing = [...named].filter((name) => written.say?.[name] === undefined).concat(given.flatMap(([name]) => (named.has(name) ? [] : [name])));
  if (differing.length > 0) problems.add('SHAPE', [...at, 'say'], text(`拒绝说明中的 {…} 与 say 须一一对应：${differing.join('、')}。`, `The {…} of the refusal's text and say have to match: ${differing.join(', ')}.`));
  if (written.refuse !== undefined && !Object.hasOwn(definition.refusals ?? {}, written.refuse)) problems.add('UNKNOWN_REFUSAL', [...at, 'refuse'], text(`refusals 下没有“${written.refuse}”的说明。`, `There is no text for "${written.refuse}" under refusals.`));
  return given.flatMap(([name, source]) => {
    const value = expression(source, [...at, 'say', name]);
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** Stops with a refusal of the definition's own. */
export function sayNo(definition: Definition, plan: SaidRefusal, evaluation: Evaluation): never {
  const said = Object.fromEntries(plan.say.map(([name, value]) => [name, value.evaluate(evaluation)]));
  return refuse('EVENT_REFUSED', refusalInWords(definition.refusals?.[plan.refuse], said, evaluation.now), { reason: plan.refuse });
}

/** The refusals of edits to clocks and timers. */
export const editRefusals = {
  notRunning: () => refuse('CLOCK_NOT_RUNNING', text('该时限已停止或已变化，请刷新页面。', 'This clock has stopped or is another one by now. Reload the page.')),
  notEditable: () => refuse('NOT_EDITABLE', text('流程不允许调整这一时限。', 'The workflow does not let anybody change this.')),
  pending: () => refuse('EDIT_PENDING', text('已有一项调整等待审批，请先审批或撤回。', 'Another change waits for approval. Approve, reject or withdraw it first.')),
  noneProposed: () => refuse('NO_EDIT_PENDING', text('没有等待审批的调整，请刷新页面。', 'No change waits for approval. Reload the page.')),
  secondPerson: () => refuse('SECOND_PERSON_NEEDED', text('提出调整的人不能自己批准，请由另一人审批。', 'Whoever proposed a change cannot approve it. Another person has to.')),
  invalid: (message: Bilingual) => refuse('EDIT_INVALID', message),
  beyondBound: (latest: string, said: Bilingual, because: string | undefined) =>
    refuse(
      'BEYOND_BOUND',
      text(`不得晚于 ${said['zh-CN']}${because === undefined ? '' : `（${because}）`}。`, `It may not be later than ${said.en}${because === undefined ? '' : ` (${because})`}.`),
      { latest, ...(because === undefined ? {} : { because }) },
    ),
};
