import { text, type Bilingual, type IsoDuration } from '@stationhouse/kernel';
import { defineExercisePlan, type OfferedInject, type OfferedPlan } from '@stationhouse/plugin-api';
import type { Raised } from './alerts.js';

/** What arrives, so long after the start. */
interface Arrival extends Pick<Raised, 'grade' | 'source' | 'narrative' | 'paying'> {
  readonly after: IsoDuration;
  readonly title: Bilingual;
  readonly person: Raised['person'];
  /** How many of its grade's limits are measured from it, where not all: those that end within the exercise; none of what joins an alert that runs. */
  readonly measured?: number;
}

/** Invented people, each by a number that nobody has. */
const person = (name: string, number: number) => ({ name: `演练${name}`, phone: `1390000${String(number).padStart(4, '0')}`, address: `演练路${number}号` });
const deceived = { second: person('乙', 802), flooded: person('戊', 805) };
const pushedAgain = (after: IsoDuration, round: number): Arrival => ({ after, title: text(`同一来源第 ${round} 次推送演练戊`, `The same source once more, round ${round}`), grade: 'medium', source: 'internet', person: deceived.flooded, measured: 0 });

/** Twelve alerts in an hour; beside them one person again by another source, and one source that sends the same three times more. */
const ARRIVALS: readonly Arrival[] = [
  { after: 'PT1M', title: text('银行柜台：老人要转账到“安全账户”', 'A bank counter: an elder about to pay into a “safe account”'), grade: 'high', source: 'bank', person: person('甲', 801), narrative: '七旬老人在柜台坚持转账，称接到“公安局”电话要求转入安全账户。' },
  { after: 'PT4M', title: text('国家平台：刷单返利', 'The national platform: fake orders for commission'), grade: 'medium', source: 'national', person: deceived.second, narrative: '近两日频繁下载陌生应用并小额转账，疑似刷单返利。' },
  { after: 'PT7M', title: text('运营商：接到境外来电', 'An operator: calls from abroad'), grade: 'low', source: 'telecom', person: person('丙', 803) },
  { after: 'PT11M', title: text('国家平台：正在转账', 'The national platform: a payment on its way'), grade: 'high', source: 'national', person: person('丁', 804), paying: true, narrative: '虚假投资平台，已转出一笔，正在转第二笔。' },
  { after: 'PT14M', title: text('互联网平台：冒充客服', 'A platform: posing as a shop’s service'), grade: 'medium', source: 'internet', person: deceived.flooded, narrative: '自称电商客服，要求开启屏幕共享。' },
  pushedAgain('PT14M10S', 2),
  pushedAgain('PT14M20S', 3),
  pushedAgain('PT14M30S', 4),
  { after: 'PT19M', title: text('家长求助：未成年人被骗', 'A parent asks for help: somebody under 18'), grade: 'high', source: 'family', person: { ...person('己', 806), minor: true, guardian: { name: '演练己之母', phone: '13900000816' } }, narrative: '十四岁学生用家长手机“解除游戏防沉迷”，对方要求转账。' },
  { after: 'PT23M', title: text('96110 来电：贷款先交保证金', 'A call to 96110: a deposit before the loan'), grade: 'medium', source: 'hotline', person: person('庚', 807), narrative: '来电人称贷款须先交保证金。' },
  { after: 'PT26M', title: text('银行：演练乙再次预警，升为高等级', 'A bank: the second person again, of high grade now'), grade: 'high', source: 'bank', person: deceived.second, narrative: '同一人到银行要求提额转账。' },
  { after: 'PT29M', title: text('网格：陌生人加群荐股', 'The grid: strangers recommend shares'), grade: 'low', source: 'grid', person: person('辛', 808) },
  { after: 'PT33M', title: text('反诈中心：冒充领导', 'The centre: posing as a superior'), grade: 'high', source: 'centre', person: person('壬', 809), narrative: '单位会计接到“领导”短信要求立即汇款。' },
  { after: 'PT38M', title: text('国家平台：网络交友荐投资', 'The national platform: romance and investment'), grade: 'medium', source: 'national', person: person('癸', 810), narrative: '网恋对象推荐投资平台。', measured: 1 },
  { after: 'PT44M', title: text('互联网平台：游戏账号交易', 'A platform: trade in game accounts'), grade: 'low', source: 'internet', person: person('子', 811) },
  { after: 'PT50M', title: text('银行：大额取现并已转出一笔', 'A bank: cash asked for, and one payment made'), grade: 'high', source: 'bank', person: person('丑', 812), measured: 2, paying: true, narrative: '自称购买军用物资须垫付，已转出一笔，要求取现。' },
];

const injectOf = ({ after, title, grade, source, person: who, narrative, paying }: Arrival): OfferedInject => ({
  title, after,
  content: { kind: 'start', workflow: 'fraud-alert', data: { grade, source, person: who, ...(narrative === undefined ? {} : { narrative }), ...(paying === undefined ? {} : { paying }) } },
});

/** By when, by grade; what lies beyond the hour is not measured. As the workflow's own time limits are before a bureau or a station changes them. */
const LIMITS: Readonly<Record<Raised['grade'], readonly (readonly [task: string, within: IsoDuration, title: Bilingual])[]>> = {
  high: [['sign', 'PT1M', text('签收', 'signed')], ['call', 'PT3M', text('电话劝阻', 'called')], ['meet', 'PT30M', text('见面', 'met')]],
  medium: [['sign', 'PT5M', text('签收', 'signed')], ['call', 'PT30M', text('电话劝阻', 'called')]],
  low: [],
};

const QUESTION: OfferedInject = {
  title: text('指挥中心询问', 'The command centre asks'),
  after: 'PT55M',
  content: { kind: 'message', text: text('请报告本时段预警处置情况：未签收、未见面、正在止付各几件', 'Report on this hour’s alerts: how many unsigned, not met, with a stop asked for'), roles: ['duty-commander'], urgent: true },
};

const injects = [...ARRIVALS.map(injectOf), QUESTION];

/** A night as stations know them: 演练一夜十二起预警. */
export const drilledNight: OfferedPlan = defineExercisePlan({
  id: 'fraud-night',
  title: text('反诈预警夜间演练：一小时十二起', 'A night of fraud alerts: twelve in an hour'),
  description: text(
    '凌晨两点起一小时内先后到来十二起预警：三个等级、多个来源，含未成年人、已在转账、同一人再次预警、同一来源重复推送。值班民警、指挥室、带班领导参演，约一小时；评定签收、电话劝阻、见面是否及时。人员均为虚构。',
    'From two in the morning twelve alerts arrive within an hour: three grades, many sources, somebody under 18, payments on their way, one person again, one source that repeats itself. For whoever is on duty; takes an hour. Signing, calls and meetings are measured. Everybody in it is invented.',
  ),
  clock: 'virtual',
  begins: '02:00',
  speed: 1,
  roles: ['duty-officer', 'command-room', 'duty-commander', 'community-officer'],
  injects,
  objectives: [
    ...ARRIVALS.flatMap(({ grade, measured = LIMITS[grade].length, person: { name = '' } }, index) =>
      LIMITS[grade].slice(0, measured).map(([subject, within, done]) => ({ title: text(`${index + 1} ${name}：${done['zh-CN']}`, `${index + 1} ${name}: ${done.en}`), kind: 'task' as const, inject: index + 1, subject, within })),
    ),
    { title: text('及时回应指挥中心', 'The command centre is answered'), kind: 'notice', inject: injects.length, within: 'PT3M' },
  ],
});
