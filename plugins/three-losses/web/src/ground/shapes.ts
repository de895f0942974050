import type { MapPoint, MapShape } from '@stationhouse/plugin-web/map';
import { circleAround } from '@stationhouse/plugin-web/map';
import type { Words } from '@stationhouse/plugin-web';
import type { SearchGroundPageQuery } from '../gql/ground.js';
import { percent, type Ground, type Picture } from './words.js';

type Clue = NonNullable<SearchGroundPageQuery['missingPerson']['clues']>[number];

/** Fills by the probability that is left, light to dark; with water and the person’s own point they stay apart in print, too. */
export const LEFT = ['#eef1f5', '#fde3c8', '#fbb676', '#e8702e', '#b42318'] as const;
/** From which share of the largest density each fill begins. */
const STEPS = [0.02, 0.25, 0.5, 0.75] as const;

/** The hatching of a covered share: none below a tenth, then by quarters. */
export function hatchOf(share: number): 1 | 2 | 3 | 4 | undefined {
  return share < 0.1 ? undefined : share < 0.35 ? 1 : share < 0.6 ? 2 : share < 0.85 ? 3 : 4;
}

/** Probability that is left on each square metre, beside the densest there was at the start: a large segment is not dark because it is large, and what was searched grows pale. */
export function levelsOf(segments: readonly Picture[]): ReadonlyMap<string, number> {
  const density = ({ poa, areaM2 }: Picture) => (poa ?? 0) / areaM2;
  const most = segments.reduce((found, one) => Math.max(found, density(one), (one.prior ?? 0) / one.areaM2), 0);
  return new Map(segments.map((one) => [one.segment.id, most === 0 ? 0 : STEPS.filter((step) => density(one) / most >= step).length]));
}

/** How far the person can be, the ground that was divided, and where somebody went. */
export function shapesOf(ground: Ground, { say, number }: Pick<Words, 'say' | 'number'>): MapShape[] {
  const { lastKnown, segments, tracks } = ground;
  const levels = levelsOf(segments);
  const from = lastKnown?.longitude === null || lastKnown?.longitude === undefined || lastKnown.latitude === null ? undefined : { longitude: lastKnown.longitude, latitude: lastKnown.latitude };
  const rings = from === undefined || lastKnown === null ? [] : [...lastKnown.distances.map((metres, index) => ({ metres, share: [25, 50, 75, 95][index] ?? 0 })), { metres: lastKnown.farthestM, share: 100 }];
  return [
    ...segments.flatMap(({ segment: { id, outline, name, assignee, weight, position }, poa, share, passes }): MapShape[] => {
      if (outline === null) return [];
      const hatch = hatchOf(share);
      const called = name ?? say('第 {position} 区', 'No. {position}', { position });
      const title = [called, poa === null ? '' : say('剩余 {poa}', '{poa} left', { poa: percent(poa) }), say('已搜 {share}（{passes, number} 次）', '{share} searched ({passes, plural, one {# pass} other {# passes}})', { share: percent(share), passes }), assignee?.name ?? ''].filter(Boolean).join(' · ');
      return [{ key: id, title, label: called, geometry: { type: 'Polygon', coordinates: [outline] }, paint: { fill: LEFT[levels.get(id) ?? 0] ?? LEFT[0], opacity: 0.72, line: weight?.kind === 'WATER_EDGE' ? '#0b6b8a' : '#45566a', width: assignee === null ? 1.4 : 2.6, ...(hatch === undefined ? {} : { hatch }) } }];
    }),
    ...rings.flatMap(({ metres, share }): MapShape[] => (from === undefined ? [] : [{ key: `ring-${share}`, backdrop: true, title: share === 100 ? say('步行最远 {m} 米', 'No farther on foot: {m} m', { m: number(Math.round(metres)) }) : say('{share}% 在 {m} 米以内找到', '{share} % are found within {m} m', { share, m: number(Math.round(metres)) }), geometry: circleAround(from, metres), paint: { line: share === 100 ? '#b42318' : '#0958d9', width: 1.4, dashed: true } }])),
    ...tracks.flatMap(({ id, lines, name, team, withdrawn }): MapShape[] => (lines === null || withdrawn !== null ? [] : [{ key: id, title: say('轨迹：{name}', 'Track: {name}', { name: [team, name].filter(Boolean).join(' ') || '—' }), geometry: { type: 'MultiLineString', coordinates: lines }, paint: { line: '#063a91', width: 2.4 } }])),
  ];
}

/** Where the person was last seen, and the clues by when they were there. */
export function pointsOf(ground: Ground, clues: readonly Clue[], { say, textOf, moment }: Pick<Words, 'say' | 'textOf' | 'moment'>): MapPoint[] {
  const { lastKnown } = ground;
  const placed = clues.flatMap((clue, index) => (clue.point?.longitude !== null && clue.point?.longitude !== undefined && clue.point.latitude !== null ? [{ clue, index, longitude: clue.point.longitude, latitude: clue.point.latitude }] : []));
  return [
    ...(lastKnown === null || lastKnown.longitude === null || lastKnown.latitude === null ? [] : [{ key: 'last-known', longitude: lastKnown.longitude, latitude: lastKnown.latitude, grade: 'red' as const, text: say('末', 'L'), title: say('最后出现 {at}，误差 {m} 米', 'Last seen {at}, within {m} m', { at: moment(lastKnown.seenAt), m: Math.round(lastKnown.withinM) }) }]),
    ...placed.map(({ clue, index, longitude, latitude }) => ({ key: `clue-${index}`, longitude, latitude, text: String(index + 1), colour: clue.towardsWater ? '#0b6b8a' : '#7a2fb8', title: [say('线索 {n}', 'Clue {n}', { n: index + 1 }), moment(clue.seenOn), clue.place, textOf(clue.sureTitle), clue.towardsWater ? say('朝水域方向', 'towards water') : ''].filter(Boolean).join(' · ') })),
  ];
}
