import { text, type Bilingual } from '@stationhouse/kernel';
import type { RingProblem } from './ring.js';
import type { NotCounted, Reason } from './suggestion.js';

const percent = (share: number) => (share > 0 && share < 0.001 ? '<0.1%' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`);
const places = ([longitude, latitude]: readonly [number, number]) => `${longitude.toFixed(5)}, ${latitude.toFixed(5)}`;
const km2 = (m2: number) => (m2 / 1e6).toFixed(0);

/** A reason of a suggestion as a coordinator would say it. */
export function reasonInWords(reason: Reason): Bilingual {
  switch (reason.code) {
    case 'mostProbable': return text(`在此处的概率最高（${percent(reason.poa)}）`, `most probable (${percent(reason.poa)})`);
    case 'probable': return text(`在此处的概率第 ${reason.rank} 位（${percent(reason.poa)}）`, `no. ${reason.rank} by probability (${percent(reason.poa)})`);
    case 'notSearched': return text('尚未搜索', 'not searched yet');
    case 'leastSearched': return text(`搜得最少（已搜索发现概率 ${percent(reason.pod)}）`, `least searched (would have been found so far: ${percent(reason.pod)})`);
    case 'searchedButOpen': return text(`虽已搜索（发现概率 ${percent(reason.pod)}），仍值得再搜`, `searched (would have been found: ${percent(reason.pod)}), and still worth it`);
    case 'nearest': return text(`离队伍最近（约 ${Math.ceil(reason.minutes)} 分钟）`, `nearest to the team (about ${Math.ceil(reason.minutes)} min)`);
    case 'onTheWay': return text(`离上一处最近（约 ${Math.ceil(reason.minutes)} 分钟）`, `nearest to where it just was (about ${Math.ceil(reason.minutes)} min)`);
    case 'fastGround': return text(`此队在此处搜得最快（约 ${reason.hoursToHalf.toFixed(1)} 小时可搜到一半把握）`, `fastest ground for this team (about ${reason.hoursToHalf.toFixed(1)} h to an even chance)`);
    case 'danger': return text(`险情优先（权重 ×${reason.factor}）：${reason.reason}`, `danger first (weight ×${reason.factor}): ${reason.reason}`);
  }
}

const NOT_COUNTED_IN_WORDS: Readonly<Record<NotCounted, Bilingual>> = {
  personMoves: text('走失人员可能仍在走动，搜过的区域可能再次进入', 'the person may still be walking, also into what was searched'),
  barriersOnTheWay: text('行进时间按直线折算，未计河流、围墙等阻隔', 'ways are lines made longer: rivers and walls are not known'),
  weather: text('未计天气和能见度变化', 'weather and changing sight are not known'),
  tiredness: text('未计队员疲劳', 'searchers do not tire here'),
  callsForHelp: text('未计呼喊应答：能应答的人更易被发现', 'who answers a call is found sooner than this says'),
  passesAlike: text('视各次搜索互不影响；同一路线重复搜索的效果会被高估', 'passes are taken as independent: the same way again finds less than this says'),
};

/** What a suggestion does not know of. */
export function notCountedInWords(what: NotCounted): Bilingual {
  return NOT_COUNTED_IN_WORDS[what];
}

/** What is wrong with an outline, and what to do. Corners are counted from 1, as on the map. */
export function ringProblemInWords(problem: RingProblem | { readonly code: 'hasHoles' }): Bilingual {
  switch (problem.code) {
    case 'notAnOutline': return text('不是区域轮廓：应为一串经纬度。', 'This is no outline: it should be a list of longitudes and latitudes.');
    case 'notANumber': return text(`第 ${problem.index + 1} 个点不是有效的经纬度。`, `Corner ${problem.index + 1} is no longitude and latitude.`);
    case 'outOfRange': return text(`第 ${problem.index + 1} 个点超出经纬度范围，请检查经度和纬度是否写反。`, `Corner ${problem.index + 1} lies outside the world. Check whether longitude and latitude are swapped.`);
    case 'tooFewCorners': return text(`区域至少需要 3 个不同的点，现有 ${problem.corners} 个。`, `An area has at least 3 corners; this has ${problem.corners}.`);
    case 'tooManyCorners': return text(`轮廓最多 ${problem.most} 个点，现有 ${problem.corners} 个，请简化。`, `At most ${problem.most} corners; this has ${problem.corners}. Draw it simpler.`);
    case 'crossesAntimeridian': return text(`轮廓在 ${places(problem.at)} 处跨越 180° 经线，无法计算。`, `The outline crosses the 180th meridian at ${places(problem.at)}.`);
    case 'nearPole': return text(`${places(problem.at)} 过于靠近极点，无法计算。`, `${places(problem.at)} is too near a pole.`);
    case 'crossesItself': return text(`轮廓在 ${places(problem.at)} 处自相交（第 ${problem.edges[0] + 1} 边与第 ${problem.edges[1] + 1} 边），请重画该处。`, `The outline meets itself at ${places(problem.at)} (edges ${problem.edges[0] + 1} and ${problem.edges[1] + 1}). Draw it anew there.`);
    case 'hasHoles': return text('区域中间有空洞，搜索区须为一个完整轮廓，请分成几块。', 'The area has holes. A segment is one outline: divide it.');
    case 'noArea': return text('轮廓没有围出面积。', 'The outline encloses no ground.');
    case 'tooLarge': return text(`区域约 ${km2(problem.areaM2)} 平方公里，超过上限 ${km2(problem.mostM2)} 平方公里，请分区。`, `About ${km2(problem.areaM2)} km², over ${km2(problem.mostM2)} km². Divide it.`);
  }
}
