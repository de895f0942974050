import { text, type Bilingual } from '@stationhouse/kernel';
import { refuse } from './refused.js';

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
