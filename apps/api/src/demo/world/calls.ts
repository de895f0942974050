import type { Outcome } from '@stationhouse/incidents';
import type { Pattern } from './rhythm.js';

/** One sort of call: how often, when, how it ends and how it is told. */
export interface CallSort {
  readonly category: string;
  /** Share among all sorts before a station's leaning. */
  readonly weight: number;
  readonly pattern: Pattern;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** Whether a unit goes there; an enquiry is answered on the phone. */
  readonly dispatched: boolean;
  /** Minutes on scene, the middle of all. */
  readonly minutesOnScene: number;
  /** `{slot}` is filled from the station or from slots.ts. */
  readonly stories: readonly string[];
}

type Rest = Omit<CallSort, 'category' | 'weight' | 'pattern' | 'stories'>;

const sort = (category: string, weight: number, pattern: Pattern, rest: Rest, stories: readonly string[]): CallSort => ({ category, weight, pattern, ...rest, stories });

const crime: Rest = { outcomes: { caseAccepted: 70, arrested: 8, recorded: 14, falseAlarm: 8 }, dispatched: true, minutesOnScene: 35 };
const order: Rest = { outcomes: { handled: 40, mediated: 22, caseAccepted: 22, penalised: 8, callerNotFound: 8 }, dispatched: true, minutesOnScene: 30 };
const dispute: Rest = { outcomes: { mediated: 66, advised: 20, handled: 8, transferred: 4, repeatCall: 2 }, dispatched: true, minutesOnScene: 38 };
const help: Rest = { outcomes: { handled: 86, falseAlarm: 6, transferred: 6, callerNotFound: 2 }, dispatched: true, minutesOnScene: 28 };
const road: Rest = { outcomes: { handled: 62, penalised: 18, transferred: 16, callerNotFound: 4 }, dispatched: true, minutesOnScene: 24 };
const phone: Rest = { outcomes: { advised: 55, recorded: 25, nonPolice: 20 }, dispatched: false, minutesOnScene: 0 };

/** Every sort of call of the demo. Categories are those of the register. */
export const CALLS: readonly CallSort[] = [
  sort('criminal.pickpocketing', 5, 'day', { ...crime, outcomes: { caseAccepted: 76, arrested: 12, falseAlarm: 12 } }, [
    '{caller}报称在{spot}游玩时，放在{pocket}的{phone}被扒走，发现时约过去{minutes}分钟。',
    '{caller}报警：在{spot}排队时被人挤了一下，随后发现{pocket}里的钱包不见，内有现金{sum}元和证件。',
    '{caller}在{road}乘公交车下车后发现{phone}被盗，怀疑是车上一名{coat}男子所为。',
  ]),
  sort('criminal.theft', 18, 'day', crime, [
    '{caller}报警：停放在{place}的货车油箱被撬，柴油被盗约{litres}升。',
    '{caller}称其在{road}{no}号的门店内{item}被盗，店内有监控。',
    '{caller}报警称{place}堆放的电缆线被剪走约{metres}米。',
    '{caller}称晾晒在{place}的{item}被人拿走，价值约{sum}元。',
  ]),
  sort('criminal.burglary', 6, 'early', crime, [
    '{caller}早上起床发现{home}家中窗户被撬，客厅抽屉被翻，丢失现金{sum}元。',
    '{caller}外出回家，发现{home}防盗门锁芯被破坏，屋内物品凌乱，损失正在清点。',
    '{caller}报警：{home}阳台防护网被剪开，一台{item}被盗。',
  ]),
  sort('criminal.vehicleTheft', 13, 'evening', { ...crime, outcomes: { caseAccepted: 62, arrested: 6, recorded: 12, falseAlarm: 20 } }, [
    '{caller}报称停在{spot}门口的{ebike}不见了，车未上锁。',
    '{caller}称昨晚停在{home}楼下的{ebike}被盗，购买价{sum}元。',
    '{caller}报警：{ebike}停在{road}充电棚，下班来取时发现没有了，后座有一个黑色雨披。',
    '{caller}称停在{spot}的{ebike}电瓶被拆走。',
  ]),
  sort('criminal.telecomFraud', 14, 'day', { outcomes: { caseAccepted: 88, recorded: 8, transferred: 4 }, dispatched: false, minutesOnScene: 0 }, [
    '{caller}称接到自称{impostor}的电话，按对方要求转账{money}元后发现被骗。',
    '{caller}在网上刷单做任务，先后垫付{money}元，无法提现，前来报警。',
    '{caller}经人介绍下载投资软件，投入{money}元后平台关闭。',
    '{caller}之子（未成年人）玩游戏时被人以“解除防沉迷”为由骗走{money}元。',
    '{caller}网购后接到“退款客服”来电，开启屏幕共享后被转走{money}元。',
  ]),
  sort('criminal.fraud', 3, 'day', crime, ['{caller}称在{spot}附近被人以假{item}骗走现金{sum}元。', '{caller}报警：在{road}租房，交了押金{sum}元后对方失联。']),
  sort('criminal.snatchTheft', 0.3, 'night', crime, ['{caller}走到{road}时，挎包被骑摩托车的人抢走，内有现金{sum}元。']),
  sort('criminal.injury', 1.2, 'night', crime, ['{caller}报警：{spot}有人用酒瓶打伤他人头部，伤者已由救护车送医。', '{caller}称在{place}被{other}持木棍打伤手臂。']),
  sort('publicOrder.fight', 16, 'night', order, [
    '{caller}报警：{spot}有{count}人打架，已有人倒地。',
    '{caller}称{road}{no}号烧烤摊有两桌客人因劝酒打起来。',
    '{caller}报警：在{place}因停车被{other}推搡，脸部抓伤。',
    '{caller}称{spot}门口有几名年轻人相互追打，未见器械。',
  ]),
  sort('publicOrder.theft', 12, 'day', { ...order, outcomes: { caseAccepted: 52, mediated: 12, recorded: 22, falseAlarm: 14 } }, [
    '{caller}报警：{spot}超市抓到一名拿{item}未付款的人。',
    '{caller}称放在{home}楼道的快递被人拿走，内有{item}。',
    '{caller}报警：晾在{place}的衣物和{item}不见了，请民警查看监控。',
  ]),
  sort('publicOrder.damage', 7, 'night', order, ['{caller}称停在{home}楼下的{car}被划，怀疑有人故意。', '{caller}报警：{road}{no}号门店玻璃被砸，未见人。', '{caller}称{place}的监控探头被人用石头砸坏。']),
  sort('publicOrder.disturbance', 6, 'evening', order, ['{caller}报警：一名醉酒男子在{spot}拦车叫骂。', '{caller}称{place}有人燃放烟花，烟灰落到车上。', '{caller}报警：有人在{road}{no}号店内闹事不走，影响营业。']),
  sort('publicOrder.provocation', 2, 'night', { ...order, outcomes: { caseAccepted: 66, handled: 26, callerNotFound: 8 } }, ['{caller}称在{spot}唱歌时被隔壁包间数人无故辱骂、掀桌。', '{caller}报警：{road}有人酒后无故踢打路边车辆。']),
  sort('publicOrder.gambling', 4, 'evening', { ...order, outcomes: { penalised: 30, handled: 40, callerNotFound: 30 } }, ['群众举报：{place}有人聚众打牌，有抽头。', '{caller}举报{road}{no}号二楼有麻将机，夜间常有人赌钱。']),
  sort('publicOrder.suspicious', 8, 'night', { ...order, outcomes: { handled: 70, falseAlarm: 22, caseAccepted: 8 } }, ['{caller}报警：一名{coat}男子在{home}楼下逐个拉车门。', '{caller}称{place}有人拿手电在墙边徘徊，形迹可疑。', '{post}呼叫：{spot}发现一辆{car}长时间停放，车内有人。']),
  sort('publicOrder.domesticViolence', 3, 'evening', { ...order, outcomes: { handled: 44, caseAccepted: 30, transferred: 12, advised: 14 } }, ['{caller}报警称被丈夫打伤，现躲在{home}邻居家。', '邻居{caller}报警：{home}有人打老婆，孩子在哭。']),
  sort('traffic.accident', 34, 'commute', road, [
    '{caller}报警：{road}与{road2}路口，{car}与{ebike}相撞，人没事，车有刮擦。',
    '{caller}称在{spot}门口倒车时碰到后面的{car}，双方对责任有争议。',
    '{caller}报警：{road}发生追尾，三车相撞，占用一条车道。',
    '{caller}称骑{ebike}被{car}刮倒，膝盖擦伤，不需要救护车。',
  ]),
  sort('traffic.injuryAccident', 5, 'commute', { ...road, outcomes: { transferred: 70, handled: 30 } }, ['{caller}报警：{road}有老人被{ebike}撞倒，腿不能动，已叫 120。', '{caller}称{road}与{road2}路口货车与{ebike}相撞，骑车人受伤流血。']),
  sort('traffic.parking', 18, 'commute', { ...road, outcomes: { handled: 60, penalised: 22, advised: 18 } }, ['{caller}称一辆{car}堵住{home}地库出口，没留电话。', '{caller}报警：{spot}消防通道被{car}占用，联系不上车主。', '{caller}求助：{car}被堵在{road}{no}号门前，请帮忙通知挪车。']),
  sort('traffic.jam', 6, 'commute', road, ['{caller}报警：{road}有树枝掉落挡住非机动车道。', '{caller}称{road}与{road2}路口信号灯不亮，车辆拥堵。']),
  sort('disaster.fire', 2.6, 'night', { ...help, outcomes: { handled: 60, transferred: 30, falseAlarm: 10 } }, ['{caller}报警：{home}厨房着火，有浓烟，人已下楼。', '{caller}称{place}堆放的废纸箱起火，已通知消防。', '{caller}报警：{road}一辆{ebike}充电时冒烟起火。']),
  sort('disaster.gas', 0.8, 'evening', help, ['{caller}称{home}楼道有燃气味，已关总阀。']),
  sort('disaster.natural', 0.7, 'early', help, ['{caller}报警：暴雨后{place}积水过膝，有车被困。', '{caller}称大风把{road}围挡吹倒，砸到路边车辆。']),
  sort('disaster.workplace', 0.6, 'day', { ...help, outcomes: { transferred: 60, handled: 40 } }, ['{caller}报警：{place}卸货时工人被货物砸伤，已送医院。']),
  sort('dispute.neighbour', 15, 'evening', dispute, [
    '{caller}称{home}楼上住户{other}家漏水，屋顶泡坏，双方争执不下。',
    '{caller}与邻居{other}因{home}楼道堆放杂物发生争吵，请民警到场。',
    '{caller}报警：邻居{other}在公共通道砌墙，劝说不听，两家推搡。',
    '{caller}称与隔壁{other}因栽树遮光争吵多次，今天又骂起来。',
  ]),
  sort('dispute.family', 14, 'evening', dispute, ['{caller}与妻子因孩子上学问题在{home}争吵，妻子要离家。', '{caller}称兄弟{other}因老人赡养费到{home}吵闹。', '{caller}报警：前夫{other}到{home}要求看孩子，双方争执。', '{caller}称儿子酗酒后在{home}摔东西，无人受伤。']),
  sort('dispute.economic', 16, 'day', dispute, ['{caller}称{other}欠货款{money}元，今天在{place}遇见对方不让走。', '{caller}与{other}因{road}{no}号门面转让费发生争执。', '{caller}报警：{spot}装修工程款结算纠纷，数人堵门。', '{caller}称在{spot}与摊主因{item}斤两争吵。']),
  sort('dispute.consumer', 10, 'evening', dispute, ['{caller}在{spot}消费后对账单有异议，店家不让离开。', '{caller}称在{road}{no}号理发店办卡后要求退款遭拒。', '{caller}报警：在{spot}买的{item}有质量问题，商家不退，双方争吵。', '{caller}与网约车司机因路线和车费在{spot}争执。']),
  sort('dispute.labour', 6, 'day', dispute, ['{caller}等{count}名工人到{place}讨要工资，请民警维持秩序。', '{caller}称被{road}{no}号店主辞退后拖欠工资{sum}元。']),
  sort('dispute.property', 6, 'day', dispute, ['{caller}称{estate}物业因未交物业费不让车辆进小区。', '{caller}报警：{estate}业主与物业因车位问题在门岗聚集约{count}人。']),
  sort('dispute.noise', 13, 'night', dispute, ['{caller}称{home}楼上深夜拖动桌椅，影响休息。', '{caller}报警：{spot}广场舞音响声音大，孩子要考试。', '{caller}称{road}{no}号烧烤店深夜喧哗。', '{caller}报警：{estate}工地夜间施工。']),
  sort('dispute.animal', 5, 'evening', dispute, ['{caller}称在{estate}被{other}家未拴绳的狗追咬，裤子咬破。', '{caller}报警：{home}邻居养的狗整夜叫，多次沟通无果。']),
  sort('assistance.missingPerson', 6, 'day', { ...help, outcomes: { handled: 97, transferred: 3 }, minutesOnScene: 55 }, ['{caller}称{age}岁的老人{lost}从{home}出门未归，患有健忘。', '{caller}报警：在{spot}与{childAge}岁的孩子走散，孩子穿{coat}衣服。', '{spot}工作人员发现一名{childAge}岁左右儿童独自哭泣，请求帮助找家长。']),
  sort('assistance.lostProperty', 13, 'day', { ...help, outcomes: { handled: 82, recorded: 18 } }, ['{caller}称{phone}遗忘在出租车上，记得是在{spot}下车。', '{caller}在{spot}捡到一个{item}，送交派出所。', '{caller}报称在{spot}遗失装有证件的{item}。']),
  sort('assistance.personInDistress', 3, 'night', { ...help, outcomes: { handled: 94, transferred: 6 }, minutesOnScene: 50 }, ['{caller}报警：朋友{other}发信息称不想活了，定位在{spot}附近。', '路人{caller}称{spot}护栏外坐着一名女子，情绪低落。']),
  sort('assistance.medical', 8, 'early', help, ['{caller}称{spot}有一名老人晕倒，已叫 120，请民警协助。', '{caller}报警：醉酒男子躺在{road}路边，叫不醒。']),
  sort('assistance.rescue', 2, 'day', help, ['{caller}称有人在{spot}附近江边落水，已抛救生圈。', '{caller}报警：{home}电梯困人，内有老人和小孩。']),
  sort('assistance.lockedOut', 8, 'evening', { ...help, outcomes: { handled: 70, advised: 30 } }, ['{caller}钥匙忘在{home}屋里，灶上还烧着水。', '{caller}称孩子被反锁在{home}卧室。']),
  sort('assistance.other', 16, 'day', { ...help, outcomes: { handled: 78, advised: 14, transferred: 8 } }, ['{caller}到{road}问路，听不懂本地话，请求帮助联系家人。', '{caller}称家中进了一条蛇，地点{home}。', '{caller}求助：{spot}有老人坐过站，不知道怎么回家。', '{caller}称手机没电、身无现金，在{spot}请求帮助。']),
  sort('complaint', 3, 'day', phone, ['{caller}反映{road}占道经营无人管理。', '{caller}对上次处理结果不满意，要求回复。']),
  sort('massEvent', 0.25, 'day', { ...order, outcomes: { handled: 70, transferred: 30 }, minutesOnScene: 120 }, ['{caller}报警：{place}约{crowd}人聚集反映诉求，情绪较激动。']),
  sort('enquiry', 22, 'day', { ...phone, outcomes: { advised: 100 } }, ['{caller}咨询身份证到期换领需要带什么材料。', '{caller}询问外地户口办理居住证的地点和时间。', '{caller}咨询{ebike}上牌的办法。', '{caller}询问养犬登记需要什么手续。']),
  sort('invalid.silent', 16, 'early', { ...phone, outcomes: { recorded: 100 } }, ['电话接通后无人说话，回拨无人接听。', '儿童误拨，家长已致歉。', '来电称拨错号码。']),
  sort('invalid.falseReport', 0.7, 'night', { ...phone, outcomes: { penalised: 40, advised: 60 } }, ['来电称{spot}有人持刀，民警到场核实为醉酒者谎报。']),
  sort('nonPolice', 24, 'day', { ...phone, outcomes: { nonPolice: 100 } }, ['{caller}反映{road}路灯不亮，已转 12345。', '{caller}称{home}停水，已告知供水热线。', '{caller}反映{estate}垃圾未及时清运，已转 12345。', '{caller}反映{road}井盖松动，已转相关单位。']),
];
