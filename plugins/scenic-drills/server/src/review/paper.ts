import { inLocale, text } from '@stationhouse/kernel';
import { AutomationFailure, defineAutomation, type AutomationContext, type ExerciseFacts } from '@stationhouse/plugin-api/automation';
import { CHECKLIST, lengthOf, OWNERS, recordOf, WEAKNESSES } from '@stationhouse/scenic-drills-common';
import type { JsonObject } from '@stationhouse/workflow';
import { objectsOf, textOf } from '@stationhouse/workflow/json';

/** What the report says, as the definition hands it over. */
export type ReviewFacts = {
  readonly exercise: string;
  readonly drillTitle: string;
  readonly siteName?: string;
  readonly result: JsonObject;
  readonly notes: readonly JsonObject[];
  readonly wentWell: string;
  readonly toImprove: string;
  readonly actions: readonly JsonObject[];
};

type Made = {
  /** False in an exercise: nothing is made. */
  readonly made: boolean;
};

/** Lines of the time line that are printed; the whole stands on the page. */
const MOST_LINES = 120;
const RESULTS: Readonly<Record<string, string>> = { MET: '达成', NOT_MET: '未达成', NOT_YET: '未评定', NOT_MEASURABLE: '未评定' };
const KINDS: Readonly<Record<string, string>> = { good: '做得好', improve: '待改进', safety: '安全' };
/** What who did what in an exercise looks like; what the clock alone did is not told. */
const TOLD = /^(exercise\.|start$|task$|event$)/;

/** What the report says, by the tags of its template: Chinese, as papers of a station are. */
export function reviewData(facts: ReviewFacts, exercise: ExerciseFacts, { number, station, now }: Pick<AutomationContext, 'number' | 'station' | 'now'>) {
  const { timeZone } = station;
  const day = new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long' });
  const moment = new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat('zh-CN', { timeZone, timeStyle: 'medium' });
  const record = recordOf(facts.result);
  const at = (when: unknown) => (typeof when === 'string' ? clock.format(new Date(when)) : '—');
  const points = (value: number | null | undefined) => (value === null || value === undefined ? '未评定' : `${value.toFixed(1)} 分`);
  const notes = facts.notes.map(({ runOn, kind, words, objective }) => ({ at: at(runOn), kind: KINDS[textOf(kind)] ?? '', words: [typeof objective === 'number' ? `（目标 ${objective}）` : '', textOf(words)].join('') }));
  const actions = facts.actions.map(({ title, weakness, owner, dueOn }) => ({ title: textOf(title), weakness: inLocale(WEAKNESSES.get(textOf(weakness)) ?? text('其他', 'Something else'), 'zh-CN'), owner: OWNERS.get(textOf(owner))?.title['zh-CN'] ?? '', dueOn: textOf(dueOn) === '' ? '' : day.format(new Date(`${textOf(dueOn).slice(0, 10)}T12:00:00Z`)) }));
  return {
    drillTitle: facts.drillTitle,
    number,
    ...(textOf(facts.siteName) === '' ? {} : { siteName: textOf(facts.siteName) }),
    startedAt: exercise.startedAt === null ? '未' : moment.format(new Date(exercise.startedAt)),
    stoppedAt: exercise.stoppedAt === null ? '未' : moment.format(new Date(exercise.stoppedAt)),
    halted: exercise.status === 'halted',
    total: points(record?.total), measured: points(record?.measured), rated: points(record?.rated),
    objectives: exercise.objectives.map(({ place, title, result, targetSeconds, measuredSeconds }) => ({ place: String(place), title, target: lengthOf(targetSeconds)['zh-CN'], measured: measuredSeconds === null ? '—' : lengthOf(measuredSeconds)['zh-CN'], result: RESULTS[result] ?? '未评定' })),
    items: CHECKLIST.map(({ id, title, weight }) => {
      const item = record?.items.find((one) => one.item === id);
      return { title: title['zh-CN'], mean: item === undefined || item.mean === null ? '未评定' : `${item.mean.toFixed(1)} / 5`, raters: String(item?.raters ?? 0), weight: String(weight) };
    }),
    lines: exercise.lines.filter(({ kind }) => TOLD.test(kind)).slice(0, MOST_LINES).map(({ at: when, title, detail }) => ({ at: at(when), what: detail === undefined ? title['zh-CN'] : `${title['zh-CN']}（${detail['zh-CN']}）` })),
    notesListed: notes.length > 0,
    notes,
    wentWell: paragraphsOf(facts.wentWell),
    toImprove: paragraphsOf(facts.toImprove),
    actionsListed: actions.length > 0,
    actions,
    station: station.name,
    madeOn: day.format(now),
  };
}

const paragraphsOf = (words: string) => words.split(/\r?\n/).filter((line) => line.trim() !== '');
/** A title as a JSON Schema holds it. */
const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });

/** Makes the after-action review from the station's Word template. What fails: `exerciseGone` – the exercise it is about is not there. */
export const reviewPaper = defineAutomation<ReviewFacts, Made>({
  id: 'drill-review-document',
  title: text('制作演练复盘报告', 'Make the after-action review'),
  module: import.meta.url,
  input: {
    type: 'object',
    required: ['exercise', 'drillTitle', 'result', 'notes', 'wentWell', 'toImprove', 'actions'],
    properties: {
      exercise: { type: 'string', format: 'uuid', title: words('演练', 'Exercise') },
      drillTitle: { type: 'string', title: words('演练名称', 'Title of the drill') },
      siteName: { type: 'string', title: words('景区', 'Site') },
      result: { type: 'object', title: words('演练记录和评分', 'How it went') },
      notes: { type: 'array', title: words('观察记录', 'Notes'), 'x-personal': 'P2', items: { type: 'object' } },
      wentWell: { type: 'string', title: words('好的做法', 'What went well'), 'x-personal': 'P1' },
      toImprove: { type: 'string', title: words('存在问题', 'What did not'), 'x-personal': 'P1' },
      actions: { type: 'array', title: words('整改事项', 'Improvements'), items: { type: 'object' } },
    },
  },
  failures: { exerciseGone: text('找不到所复盘的演练，请核对后重试', 'The exercise it is about cannot be found: check, and try again') },
  output: { type: 'object', required: ['made'], properties: { made: { type: 'boolean' } } },
  timeout: 'PT30S',
  dry: { made: false },
  handle: async (context) => {
    const { input, number } = context;
    const exercise = await context.exercise(input.exercise);
    if (exercise === null) throw new AutomationFailure('exerciseGone', { note: 'the exercise is not there', final: true });
    await context.document({ document: 'drill-review', data: reviewData(input, exercise, context), name: `演练复盘报告 ${number}`, purpose: '演练复盘存档' });
    return { made: true };
  },
});
