import { text, type Bilingual } from '@stationhouse/kernel';
import type { Json, JsonObject } from '@stationhouse/workflow';
import { objectOf, objectsOf, textOf, wordsOf } from '@stationhouse/workflow/json';
import { lengthOf } from '../review/compare.js';
import { moved, positionOf, type Moving, type Position } from './moving.js';

/** What a past search hands over: its data, and what those it asked answered. */
export interface PastSearch {
  /** The data of the closed instance, in full. */
  readonly data: JsonObject;
  /** What its linked questions and requests came to: when, and by which code; nothing else of them is taken. */
  readonly answers: readonly { readonly at: string; readonly outcome: string }[];
}

export interface ScenarioOptions {
  /** What the virtual clock shows at the start, ISO 8601: everything keeps its distance to the report from here. */
  readonly beginsAt: string;
  /** Where the scenario takes place: the first known point of the search is moved here, everything else with it. Null keeps the points as they were, by the chief's decision. */
  readonly site: Position | null;
}

/** An inject as `planExercise` takes it. */
export interface ScenarioInject {
  readonly title: string;
  /** ISO 8601, since the start. */
  readonly after: string;
  readonly start?: { readonly workflow: string; readonly data: JsonObject };
  readonly event?: { readonly target: number; readonly event: string; readonly payload: JsonObject };
  readonly message?: { readonly text: string; readonly roles: readonly string[]; readonly urgent: boolean };
}

/** A plan of an exercise, as `planExercise` takes it, and how much of the search had no place in it. */
export interface Scenario {
  readonly plan: {
    readonly title: string;
    readonly clock: 'VIRTUAL';
    readonly beginsAt: string;
    readonly speed: number;
    readonly roles: readonly string[];
    readonly injects: readonly ScenarioInject[];
    readonly objectives: readonly { readonly title: string; readonly kind: 'STATE'; readonly inject: number; readonly subject: string; readonly within: string }[];
  };
  readonly left: number;
}

const WORKFLOW = 'missing-person';
const PLAYERS = ['duty-officer', 'command-room', 'duty-commander', 'community-officer', 'auxiliary'] as const;
/** An exercise takes a hundred. */
const MOST = 100;
const MOST_DAYS = 30;
const SECOND = 1000;

/** Codes of the search that mean something to who plays it and nothing about a person; anything else is not taken. */
const CODES = {
  group: ['child', 'youth', 'adult', 'elder'],
  sex: ['male', 'female'],
  relation: ['parent', 'family', 'carer', 'other'],
  risks: ['water', 'selfHarm', 'illness', 'weather', 'traffic', 'abuse'],
  source: ['video', 'witness', 'family', 'item', 'phone'],
  sure: ['certain', 'likely', 'doubtful'],
} as const;

/** An invented person of each group: nobody looks like this by chance. */
const PERSONS: Readonly<Record<(typeof CODES.group)[number], JsonObject>> = {
  child: { age: 6, height: 115, clothing: '黄色演练背心', features: '胸前挂演练牌' },
  youth: { age: 15, height: 160, clothing: '橙色演练背心', features: '胸前挂演练牌' },
  adult: { age: 40, height: 170, clothing: '绿色演练背心', features: '胸前挂演练牌' },
  elder: { age: 76, height: 162, clothing: '紫色演练背心', features: '胸前挂演练牌' },
};
const REPORTER = { name: '演练报告人', phone: '13900000001' };
const PERSON_NAME = '演练走失人';

/** What is said of answers, by their code alone. */
const ANSWERS: Readonly<Record<string, string>> = {
  seen: '有岗位或视频答复：有发现', notSeen: '有岗位或视频答复：未发现', withUs: '有岗位答复：人在岗位', noVideo: '有视频答复：无录像', noAnswer: '有岗位未答复',
  received: '邻所答复：已收到', searching: '邻所答复：已派人查找', notFound: '邻所答复：未发现', clue: '邻所答复：发现线索',
};

/** What is measured, with the time the workflow itself allows, and when the search that it is made of got there. */
const TARGETS: readonly { readonly title: string; readonly subject: string; readonly seconds: number; readonly reached?: string }[] = [
  { title: '问清情况', subject: 'searching.branches.questioning.over', seconds: 60, reached: 'questionedOn' },
  { title: '派警', subject: 'searching.branches.ground.onTheWay', seconds: 180, reached: 'dispatchedOn' },
  { title: '调阅视频', subject: 'searching.branches.video.looking', seconds: 300 },
  { title: '问遍岗位', subject: 'searching.branches.posts.asked', seconds: 300 },
  { title: '到达最后出现地点', subject: 'searching.branches.ground.sweeping', seconds: 600, reached: 'arrivedOn' },
];

/**
 * A drill made of a past real search: the same clues, corrections and answers at the same distances from the report. Whoever was meant is replaced by
 * somebody invented: of the search only codes, moments and – moved or kept – points are taken. Text that anybody wrote never is.
 */
export function drillFromSearch({ data, answers }: PastSearch, { beginsAt, site }: ScenarioOptions): Scenario {
  const reported = Date.parse(textOf(data['reportedOn']) || textOf(data['lastSeenOn']));
  const begins = Date.parse(beginsAt);
  const shifted = (moment: Json | undefined) => new Date(begins + Date.parse(textOf(moment)) - reported).toISOString();
  const places = new Places();
  const moving: Moving = { from: firstPoint(data), to: site };
  const corrections = objectsOf(data['corrections']);
  const first = corrections[0];
  const shape: Shape = { shifted, places, point: (value) => moved(positionOf(value), moving) };
  const later = [
    ...corrections.map((one, index) => correction(one, index === corrections.length - 1 ? data['point'] : undefined, shape)),
    ...objectsOf(data['clues']).map((one) => clue(one, shape)),
    ...[...answers.map(({ at, outcome }) => ({ at, code: outcome })), ...objectsOf(data['neighbours']).map((one) => ({ at: textOf(one['on']), code: textOf(one['answer']) }))].flatMap(answer),
  ];
  const timed = later.flatMap(({ at, ...inject }) => {
    const seconds = Math.round((Date.parse(at) - reported) / SECOND);
    return Number.isFinite(seconds) && seconds >= 0 && seconds <= MOST_DAYS * 86_400 ? [{ seconds, inject }] : [];
  });
  const kept = [...timed].sort((a, b) => a.seconds - b.seconds).slice(0, MOST - 1);
  const start: ScenarioInject = { title: '报告走失（由真实查找改编，人员虚构）', after: 'PT0S', start: { workflow: WORKFLOW, data: startOf(data, first, corrections.length > 0, shape) } };
  return {
    plan: {
      title: '走失查找演练（由往次查找改编）', clock: 'VIRTUAL', beginsAt: new Date(begins).toISOString(), speed: 1, roles: PLAYERS,
      injects: [start, ...kept.map(({ seconds, inject }) => ({ ...inject, after: `PT${seconds}S` }))],
      objectives: objectivesOf(data, reported),
    },
    left: later.length - kept.length,
  };
}

/** How a scenario is told apart from what it is made of. */
interface Shape {
  shifted(moment: Json | undefined): string;
  readonly places: Places;
  point(value: Json | undefined): JsonObject | undefined;
}

type Timed = Omit<ScenarioInject, 'after'> & { readonly at: string };

function startOf(data: JsonObject, first: JsonObject | undefined, corrected: boolean, { shifted, places, point }: Shape): JsonObject {
  const person = objectOf(data['person']);
  const group = codeOf('group', person['group']) ?? 'adult';
  const sex = codeOf('sex', person['sex']);
  const relation = codeOf('relation', objectOf(data['reporter'])['relation']);
  // What it began with stands in the first correction; the point of then is not known any more.
  const where = corrected ? undefined : point(data['point']);
  const risks = wordsOf(data['risks']).filter((risk) => codeOf('risks', risk) !== undefined);
  return {
    person: { group, ...(sex === undefined ? {} : { sex }), name: PERSON_NAME, ...PERSONS[group] },
    lastSeenOn: shifted(first?.['fromOn'] ?? data['lastSeenOn']),
    lastPlace: places.of(textOf(first?.['fromPlace'] ?? data['lastPlace'])),
    ...(where === undefined ? {} : { point: where }),
    ...(risks.length === 0 ? {} : { risks }),
    reporter: { ...REPORTER, ...(relation === undefined ? {} : { relation }) },
  };
}

function correction({ at, source, toOn, toPlace }: JsonObject, last: Json | undefined, { shifted, places, point }: Shape): Timed {
  const where = point(last);
  return {
    at: textOf(at), title: '更正最后出现',
    event: { target: 1, event: 'correct', payload: { lastSeenOn: shifted(toOn), lastPlace: places.of(textOf(toPlace)), source: codeOf('source', source) ?? 'witness', ...(where === undefined ? {} : { point: where }) } },
  };
}

function clue({ at, seenOn, source, sure, place, point: where, towardsWater }: JsonObject, { shifted, places, point }: Shape): Timed {
  const position = point(where);
  return {
    at: textOf(at), title: towardsWater === true ? '线索：朝水域方向' : '线索',
    event: {
      target: 1, event: 'clue',
      payload: {
        seenOn: shifted(seenOn), source: codeOf('source', source) ?? 'witness', sure: codeOf('sure', sure) ?? 'likely',
        ...(textOf(place) === '' ? {} : { place: places.of(textOf(place)) }), ...(position === undefined ? {} : { point: position }), ...(towardsWater === true ? { towardsWater } : {}),
      },
    },
  };
}

function answer({ at, code }: { readonly at: string; readonly code: string }): Timed[] {
  const said = Object.hasOwn(ANSWERS, code) ? ANSWERS[code] : undefined;
  return said === undefined ? [] : [{ at, title: said, message: { text: said, roles: ['duty-officer', 'command-room'], urgent: false } }];
}

function objectivesOf(data: JsonObject, reported: number): Scenario['plan']['objectives'] {
  const measured = TARGETS.map(({ title, subject, seconds, reached }) => ({ title: withBefore(title, reached === undefined ? undefined : secondsFrom(reported, data[reached])), kind: 'STATE' as const, inject: 1, subject, within: `PT${seconds}S` }));
  const found = secondsFrom(reported, data['foundOn']);
  // As fast as it was in earnest.
  return found === undefined || found === 0 ? measured : [...measured, { title: withBefore('找到', found), kind: 'STATE', inject: 1, subject: 'found', within: `PT${found}S` }];
}

function withBefore(title: string, seconds: number | undefined): string {
  return seconds === undefined ? title : `${title}（原用时 ${lengthOf(seconds)['zh-CN']}）`;
}

function secondsFrom(reported: number, moment: Json | undefined): number | undefined {
  const seconds = Math.round((Date.parse(textOf(moment)) - reported) / SECOND);
  return Number.isFinite(seconds) && seconds >= 0 && seconds <= MOST_DAYS * 86_400 ? seconds : undefined;
}

function codeOf<Kind extends keyof typeof CODES>(kind: Kind, value: Json | undefined): (typeof CODES)[Kind][number] | undefined {
  return (CODES[kind] as readonly (typeof CODES)[Kind][number][]).find((code) => code === value);
}

/** The first point that is known: of the place last seen, else of the earliest clue. */
function firstPoint(data: JsonObject): Position | undefined {
  return positionOf(data['point']) ?? objectsOf(data['clues']).map((one) => positionOf(one['point'])).find((point) => point !== undefined);
}

const NUMERALS = '一二三四五六七八九十';

/** Invented names of places: the same place has the same name throughout. */
class Places {
  readonly #names = new Map<string, string>();

  of(place: string): string {
    const known = this.#names.get(place);
    if (known !== undefined) return known;
    const count = this.#names.size;
    const name = `演练地点${NUMERALS[count] ?? String(count + 1)}`;
    this.#names.set(place, name);
    return name;
  }
}

/** What becomes of a search that is made a drill of, for whoever presses. */
export const REPLACED: Bilingual = text(
  '姓名、电话、年龄、身高、衣着、体貌、地点名称全部换成虚构内容；任何人写的文字都不带入。只保留时间间隔、线索类型和（移到景区的）点位。',
  'Names, phones, age, height, clothing, features and names of places are replaced by invented ones; nothing that anybody wrote is taken. What stays are the distances in time, the kinds of clues, and the points, moved to the site.',
);
