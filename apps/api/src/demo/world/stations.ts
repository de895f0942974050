import type { Point, StationCode } from './map.js';
import type { PlaceKind } from './rhythm.js';

/** A named place where more happens than elsewhere. */
export interface HotSpot {
  readonly name: string;
  readonly at: Point;
  readonly weight: number;
}

/** One invented station and its district. */
export interface DemoStation {
  /** Names the station in this demo's code and in logins. */
  readonly code: StationCode;
  /** The station's own code, as numbers carry it: `JQ-DM-2026-00001`. */
  readonly abbreviation: string;
  readonly name: string;
  readonly kind: PlaceKind;
  readonly postcode: string;
  readonly population: number;
  /** Calls on a mean day. */
  readonly callsPerDay: number;
  /** Minutes to a scene, the middle of all. */
  readonly minutesToScene: number;
  readonly roads: readonly string[];
  readonly estates: readonly string[];
  readonly hotSpots: readonly HotSpot[];
  readonly posts: readonly string[];
  /** Multiplies the weight of category roots or categories that this kind of place sees more or less of. */
  readonly leaning: Readonly<Record<string, number>>;
}

export const BUREAU = { code: 'JC', name: '江城分局', timeZone: 'Asia/Shanghai' } as const;

const spot = (name: string, at: Point, weight: number): HotSpot => ({ name, at, weight });

/** The six stations; each mirrors one kind of place in the reports the product serves. Names and people are invented. */
export const STATIONS: readonly DemoStation[] = [
  {
    code: 'dongmen', abbreviation: 'DM', name: '东门派出所', kind: 'oldTown', postcode: '439001', population: 86_000, callsPerDay: 9, minutesToScene: 4,
    roads: ['东门大街', '鼓楼巷', '文庙路', '望江路', '城隍庙街', '青石巷', '南门街', '藏书楼路'],
    estates: ['鼓楼社区', '文庙社区', '望江社区', '青石社区', '北城根社区'],
    hotSpots: [spot('东门城楼景区', [2.4, -0.6], 6), spot('鼓楼步行街', [0.1, 0.1], 7), spot('文庙小吃街', [-1.6, 0.6], 4), spot('望江公园', [-0.6, -1.9], 3), spot('东门医院', [-3.2, -0.6], 2), spot('东门客运站', [2.6, 0.6], 3)],
    posts: ['东门城楼微型警务站', '鼓楼步行街微型警务站', '望江公园微型警务站', '文庙小学护学岗'],
    leaning: { 'criminal.pickpocketing': 4, assistance: 1.6, 'assistance.missingPerson': 2.4, 'assistance.lostProperty': 2.2, 'dispute.consumer': 2.2, 'traffic.parking': 1.6 },
  },
  {
    code: 'beiji', abbreviation: 'BJ', name: '北集派出所', kind: 'marketTown', postcode: '439012', population: 72_000, callsPerDay: 5, minutesToScene: 8,
    roads: ['集镇大道', '粮站路', '牛市街', '北渠路', '供销路', '镇中路'],
    estates: ['集镇社区', '柳林村', '周湾村', '三汊村', '北渠村'],
    hotSpots: [spot('北集农贸市场', [-1.2, 9.8], 8), spot('牛市街牲畜市场', [0.8, 10.6], 3), spot('镇中心小学', [-2.6, 9.2], 2), spot('北集汽车站', [-0.4, 8.8], 3), spot('柳林村晒场', [-4.6, 10.6], 1)],
    posts: ['农贸市场微型警务站', '柳林村警务室', '镇中心小学护学岗'],
    leaning: { 'dispute.economic': 1.8, 'dispute.family': 1.4, 'publicOrder.fight': 1.3, 'traffic.accident': 1.2, 'publicOrder.gambling': 1.8, 'dispute.animal': 1.6, 'disaster.natural': 2 },
  },
  {
    code: 'xuefu', abbreviation: 'XF', name: '学府派出所', kind: 'university', postcode: '439003', population: 148_000, callsPerDay: 6.2, minutesToScene: 5,
    roads: ['学府大道', '求是路', '明德路', '书香街', '科苑路', '桃李路'],
    estates: ['求是社区', '明德苑', '科苑社区', '桃李社区', '书香公寓'],
    hotSpots: [spot('江城理工学院', [0.4, 4.4], 6), spot('江城师范学院', [-2.0, 4.2], 5), spot('书香街夜市', [2.2, 3.0], 6), spot('科苑创业园', [3.2, 5.2], 2), spot('学府地铁站', [0.8, 2.8], 3)],
    posts: ['理工学院北门微型警务站', '师范学院微型警务站', '书香街微型警务站', '桃李小学护学岗'],
    leaning: { 'criminal.telecomFraud': 3, 'criminal.vehicleTheft': 2.4, 'publicOrder.theft': 1.8, 'assistance.personInDistress': 2, 'dispute.family': 0.4, 'assistance.lostProperty': 1.8, 'dispute.noise': 1.2 },
  },
  {
    code: 'xincheng', abbreviation: 'XC', name: '新城派出所', kind: 'newEstates', postcode: '439006', population: 203_000, callsPerDay: 8, minutesToScene: 5,
    roads: ['新城大道', '滨江东路', '云锦路', '湖心路', '金桂路', '创新路'],
    estates: ['云锦家园', '滨江一号', '湖心名邸', '金桂花园', '春晓里', '碧水湾'],
    hotSpots: [spot('新城广场', [7.4, 0.6], 6), spot('云锦家园', [5.6, 1.6], 4), spot('滨江体育公园', [8.2, -1.4], 3), spot('新城实验学校', [6.4, 2.6], 2), spot('创新路写字楼群', [10.2, 0.4], 3)],
    posts: ['新城广场微型警务站', '云锦家园微型警务站', '实验学校护学岗'],
    leaning: { 'dispute.property': 3, 'dispute.noise': 2.2, 'dispute.animal': 1.8, 'traffic.parking': 2, 'assistance.lockedOut': 1.6, 'criminal.telecomFraud': 1.4, 'dispute.labour': 1.3 },
  },
  {
    code: 'xiguan', abbreviation: 'XG', name: '西关派出所', kind: 'oldHousing', postcode: '439008', population: 117_000, callsPerDay: 7, minutesToScene: 6,
    roads: ['西关大街', '纺织路', '机床厂路', '红旗巷', '堤街', '前进路', '铁路西街'],
    estates: ['纺织厂宿舍', '机床厂家属院', '红旗社区', '堤街社区', '前进新村', '西关老街社区'],
    hotSpots: [spot('纺织厂宿舍', [-8.0, 1.0], 5), spot('机床厂家属院', [-10.4, 2.2], 4), spot('西关菜市场', [-6.6, 0.2], 5), spot('红旗巷棋牌街', [-7.6, 3.4], 3), spot('铁路西街', [-12.2, 1.4], 2)],
    posts: ['纺织厂宿舍警务室', '西关菜市场微型警务站', '前进小学护学岗'],
    leaning: { dispute: 1.3, 'dispute.neighbour': 2, 'dispute.family': 1.7, 'criminal.burglary': 2.4, 'publicOrder.gambling': 1.6, 'publicOrder.domesticViolence': 1.6, 'disaster.fire': 1.5, 'assistance.missingPerson': 1.4 },
  },
  {
    code: 'xingang', abbreviation: 'GK', name: '新港派出所', kind: 'riverPort', postcode: '439010', population: 54_000, callsPerDay: 5.2, minutesToScene: 8,
    roads: ['港口大道', '货运路', '船厂路', '仓储一路', '仓储三路', '渡口街'],
    estates: ['渡口社区', '船厂宿舍', '港湾公寓', '南埠村'],
    hotSpots: [spot('新港集装箱码头', [8.6, -4.4], 5), spot('货运停车场', [6.2, -5.2], 5), spot('渡口街', [1.4, -3.4], 4), spot('船厂', [4.2, -4.0], 3), spot('仓储三路物流园', [10.6, -6.6], 4)],
    posts: ['码头微型警务站', '物流园微型警务站', '渡口警务室'],
    leaning: { 'dispute.labour': 3, 'dispute.economic': 1.6, 'criminal.theft': 1.9, 'traffic.injuryAccident': 1.6, 'disaster.workplace': 3, 'assistance.rescue': 1.8, 'publicOrder.fight': 1.5, 'dispute.property': 0.3 },
  },
];

/** The station of a code. */
export function stationOf(code: StationCode): DemoStation {
  return STATIONS.find((station) => station.code === code) as DemoStation;
}
