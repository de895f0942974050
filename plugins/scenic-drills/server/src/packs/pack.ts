import { localDate, momentOfLocal, text, type Bilingual, type IsoDuration } from '@stationhouse/kernel';
import { defineExercisePlan, type ExercisePlan, type OfferedInject, type OfferedPlan } from '@stationhouse/plugin-api';
import type { JsonObject } from '@stationhouse/workflow';
import { EXAMPLE_SITE, placesOf, type Places, type SiteFacts } from './site-facts.js';

/** The workflow that a drill plays, reached by its key: the very one of earnest. */
export const SEARCH = 'missing-person';

/** What is practised, and how it is measured. */
export interface Pack {
  /** As the drill's workflow calls its kinds. */
  readonly id: string;
  readonly title: Bilingual;
  /** What is practised, and what is hard about it. */
  readonly description: Bilingual;
  /** What the clock shows at the start, `17:50`; the moment of the start when absent. */
  readonly begins?: string;
  readonly minutes: number;
  /** What the chief thinks of before anybody goes near water or heights. */
  readonly safety: string;
  readonly injects: (places: Places) => readonly OfferedInject[];
  readonly objectives: OfferedPlan['objectives'];
}

/** Who searches at a scenic area. */
const ROLES = ['duty-officer', 'command-room', 'duty-commander', 'community-officer', 'auxiliary'];

/** Somebody is reported missing. @param data what the reporter says; moments from the firing, `@-PT25M` */
export const reported = (after: IsoDuration, title: Bilingual, data: JsonObject): OfferedInject => ({ after, title, content: { kind: 'start', workflow: SEARCH, data } });
/** Something becomes known of whom an earlier inject reported. @param target its place, from 1 */
export const learnt = (after: IsoDuration, title: Bilingual, target: number, event: string, payload: JsonObject): OfferedInject => ({ after, title, content: { kind: 'event', target, event, payload } });
export const said = (after: IsoDuration, title: Bilingual, words: Bilingual, roles: readonly string[], urgent = false): OfferedInject => ({ after, title, content: { kind: 'message', text: words, roles, urgent } });

type Objective = OfferedPlan['objectives'][number];
const task = (title: Bilingual, inject: number, subject: string, within: IsoDuration): Objective => ({ title, kind: 'task', inject, subject, within });
const state = (title: Bilingual, inject: number, subject: string, within: IsoDuration): Objective => ({ title, kind: 'state', inject, subject, within });

/** Measured of each report, as 三失 has it: questioned in 1, dispatched in 3, video and posts asked in 5, arrived in 10. @param who for the title where there are several */
export function firstMinutes(inject: number, who?: Bilingual): Objective[] {
  const named = (zhCN: string, en: string) => (who === undefined ? text(zhCN, en) : text(`${who['zh-CN']}：${zhCN}`, `${who.en}: ${en}`));
  return [
    state(named('1 分钟内问清', 'questioned within 1 min'), inject, 'searching.branches.questioning.over', 'PT1M'),
    task(named('3 分钟内派警', 'dispatched within 3 min'), inject, 'dispatch', 'PT3M'),
    state(named('5 分钟内调阅视频', 'video asked for within 5 min'), inject, 'searching.branches.video.looking', 'PT5M'),
    state(named('5 分钟内问遍岗位', 'posts asked within 5 min'), inject, 'searching.branches.posts.asked', 'PT5M'),
    task(named('10 分钟内到场', 'arrived within 10 min'), inject, 'arrive', 'PT10M'),
  ];
}
export const waterOpened = (inject: number): Objective[] => [
  state(text('水域任务 1 分钟内打开', 'the water is opened within 1 min'), inject, 'searching.branches.water.toSearch', 'PT1M'),
  task(text('5 分钟内查到水边', 'somebody at the water within 5 min'), inject, 'water', 'PT5M'),
];
export const confirmed = (inject: number): Objective => task(text('找到后 10 分钟内确认身份', 'confirmed within 10 min of being found'), inject, 'confirm', 'PT10M');
export const foundWithin = (inject: number, within: IsoDuration, title: Bilingual): Objective => state(title, inject, 'found', within);
export const guardianChecked = (inject: number): Objective => task(text('找到后 20 分钟内核验监护人', 'the guardian checked within 20 min of being found'), inject, 'check', 'PT20M');

/** A script as a drill keeps it: a plan of the platform but for who directs it and when it begins. */
export type Script = Omit<ExercisePlan, 'beginsAt' | 'directorId'> & { readonly begins?: string | undefined };

/** What a pack plays at a site, as a station would have written it: in Chinese, as data are. */
export function scriptOf(pack: Pack, site: SiteFacts): Script {
  const { title, begins, objectives } = pack;
  return {
    title: `${site.name}：${title['zh-CN']}`,
    clock: 'virtual', speed: 1, roles: ROLES,
    ...(begins === undefined ? {} : { begins }),
    injects: pack.injects(placesOf(site)).map(({ title: name, after, content }) => ({ title: name['zh-CN'], after, content: content.kind === 'message' ? { ...content, text: content.text['zh-CN'] } : content })),
    objectives: objectives.map((objective) => ({ ...objective, title: objective.title['zh-CN'] })),
  };
}

/** The plan of an exercise that a script makes on a day. @param plannedOn the day, at the station */
export function planOf({ begins, ...script }: Script, plannedOn: Date, timeZone: string): ExercisePlan {
  return { ...script, ...(begins === undefined ? {} : { beginsAt: momentOfLocal(`${localDate(plannedOn, timeZone)}T${begins}`, timeZone) }) };
}

/** A pack as the platform's planning page offers it, at an invented site. */
export function offered(pack: Pack): OfferedPlan {
  const { id, title, description, begins, objectives } = pack;
  return defineExercisePlan({ id: `scenic-${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, title, description, clock: 'virtual', ...(begins === undefined ? {} : { begins }), speed: 1, roles: ROLES, needs: [SEARCH], injects: pack.injects(placesOf(EXAMPLE_SITE)), objectives });
}
