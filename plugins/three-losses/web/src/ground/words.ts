import { text, type Bilingual } from '@stationhouse/kernel';
import { notCountedInWords, reasonInWords, type NotCounted, type Reason } from '@stationhouse/three-losses-common/search';
import type { SearchGroundPageQuery, SearchSuggestionQuery } from '../gql/ground.js';

export type Ground = SearchGroundPageQuery['searchGround'];
export type Picture = Ground['segments'][number];
export type Segment = Picture['segment'];
export type Suggestion = NonNullable<SearchSuggestionQuery['searchGround']['suggestion']>;
export type Terrain = Segment['terrain'];
export type Method = Ground['passes'][number]['method'];

export const TERRAINS: Readonly<Record<Terrain, Bilingual>> = {
  OPEN: text('开阔地', 'Open'), BUILT_UP: text('建筑区', 'Built-up'), WATER_EDGE: text('水边', 'Water’s edge'), SCRUB: text('灌木丛', 'Scrub'), WOODS: text('树林', 'Woods'), THICKET: text('密林', 'Thicket'),
};

export const METHODS: Readonly<Record<Method, Bilingual>> = { VISUAL: text('徒步', 'On foot'), DOG: text('搜救犬', 'Dog'), DRONE: text('无人机', 'Drone'), THERMAL: text('热成像', 'Thermal') };

export const WEIGHTS: Readonly<Record<NonNullable<Segment['weight']>['kind'], Bilingual>> = {
  JUDGEMENT: text('综合判断', 'Judgement'), ATTRACTOR: text('有吸引他的东西', 'Something attracts'), WATER_EDGE: text('临水', 'By water'), WAY_THERE: text('有路通往', 'A way leads there'), BARRIER: text('有阻隔', 'A barrier'),
};

/** `MOST_PROBABLE` → `mostProbable`: how the arithmetic calls it. */
const called = (code: string) => code.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A reason of the server's suggestion in the words of the arithmetic. @param dangers reason of each segment's danger, which is told with the segment */
export function reasonOf({ code, ...numbers }: Suggestion['stays'][number]['reasons'][number], danger: string | null | undefined): Bilingual {
  const known = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== null));
  return reasonInWords({ code: called(code), ...known, ...(code === 'DANGER' ? { reason: danger ?? '—' } : {}) } as Reason);
}

export function notCountedOf(code: Suggestion['notCounted'][number]): Bilingual {
  return notCountedInWords(called(code) as NotCounted);
}

/** A share as people say it: whole percents, tenths below ten. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return '—';
  return share > 0 && share < 0.001 ? '<0.1%' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}

/** Hectares below a square kilometre. */
export function areaWords(m2: number, say: (zhCN: string, en: string, values?: Record<string, string>) => string): string {
  return m2 < 1e6 ? say('{ha} 公顷', '{ha} ha', { ha: (m2 / 1e4).toFixed(m2 < 1e5 ? 1 : 0) }) : say('{km} 平方公里', '{km} km²', { km: (m2 / 1e6).toFixed(2) });
}
