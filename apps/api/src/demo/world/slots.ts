import type { Random } from './random.js';
import type { DemoStation } from './stations.js';

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武莫孔汤尚温康柳施乔庞'];
const GIVEN = ['某', '某甲', '某乙', '某某'];

/** A plainly invented name: 周某甲. */
export function inventedName(random: Random): string {
  return `${random.pick(SURNAMES)}${random.pick(GIVEN)}`;
}

/** Eleven digits in a range that no network uses, so that no call ever reaches anyone. */
export function inventedPhone(random: Random): string {
  return `100${String(random.between(0, 99_999_999)).padStart(8, '0')}`;
}

const round = (value: number, step: number) => String(Math.max(step, Math.round(value / step) * step));

/** What fills the slots of a story, beyond the caller and the place. */
const FILLERS: Readonly<Record<string, (random: Random, station: DemoStation) => string>> = {
  other: (random) => inventedName(random),
  lost: (random) => inventedName(random),
  road: (random, station) => random.pick(station.roads),
  road2: (random, station) => random.pick(station.roads),
  no: (random) => String(random.between(1, 288)),
  estate: (random, station) => random.pick(station.estates),
  spot: (random, station) => random.pick(station.hotSpots).name,
  post: (random, station) => random.pick(station.posts),
  place: (random, station) => random.pick([...station.hotSpots.map(({ name }) => name), ...station.estates.map((estate) => `${estate}空地`)]),
  home: (random, station) => `${random.pick(station.estates)}${random.between(1, 28)}栋`,
  phone: (random) => random.pick(['一部黑色手机', '一部白色手机', '一部新买的手机', '一部旧手机']),
  pocket: (random) => random.pick(['上衣口袋', '裤子后袋', '双肩包外袋', '手提包']),
  coat: (random) => random.pick(['穿黑衣的', '穿灰色外套的', '戴帽子的', '穿蓝色工装的', '穿红色上衣的']),
  item: (random) => random.pick(['电动工具', '香烟', '白酒', '手提包', '自行车', '笔记本电脑', '耳机', '快递包裹', '平板电脑', '钱包', '茶叶', '雨伞']),
  ebike: (random) => random.pick(['黑色电动车', '白色电动车', '红色电动车', '蓝色电动三轮车', '银灰色电动车']),
  car: (random) => random.pick(['白色轿车', '黑色轿车', '银色面包车', '灰色越野车', '蓝色货车']),
  impostor: (random) => random.pick(['公安民警', '银行客服', '快递客服', '领导', '社保局工作人员', '航空公司客服']),
  minutes: (random) => String(random.between(5, 90)),
  count: (random) => String(random.between(3, 14)),
  crowd: (random) => round(20 + random.next() * 120, 10),
  litres: (random) => round(40 + random.next() * 260, 10),
  metres: (random) => round(10 + random.next() * 190, 5),
  age: (random) => String(random.between(68, 92)),
  childAge: (random) => String(random.between(3, 11)),
  sum: (random) => round(Math.exp(5.2 + random.normal() * 1.0), 10),
  money: (random) => round(Math.exp(9.1 + random.normal() * 1.2), 100),
};

/** Fills the slots of a story; `fixed` are those the call itself already decided. */
export function tell(story: string, fixed: Readonly<Record<string, string>>, random: Random, station: DemoStation): string {
  return story.replaceAll(/\{(\w+)\}/g, (_slot, name: string) => fixed[name] ?? FILLERS[name]?.(random, station) ?? unknownSlot(name));
}

function unknownSlot(name: string): never {
  throw new Error(`A story asks for {${name}}, which nothing fills.`);
}
