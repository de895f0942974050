import { text, type Bilingual } from '@stationhouse/kernel';
import { momentInWords } from './due-words.js';
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
