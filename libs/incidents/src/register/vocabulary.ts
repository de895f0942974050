import { text, type Bilingual } from '@stationhouse/kernel';

/** How a call for service reached the police. */
export const CHANNELS = {
  PHONE_110: text('110 电话', '110 call'),
  WALK_IN: text('窗口报警', 'Walk-in'),
  PATROL: text('巡逻发现', 'Patrol'),
  ONLINE: text('网上报警', 'Online'),
  ALARM: text('技防报警', 'Alarm system'),
  TRANSFER: text('转办', 'Transfer'),
  OTHER: text('其他', 'Other'),
} as const satisfies Record<string, Bilingual>;
export type Channel = keyof typeof CHANNELS;

/** Whether an incident has its disposition yet. */
export const STATUSES = {
  OPEN: text('未办结', 'Open'),
  DISPOSED: text('已处置', 'Disposed'),
} as const satisfies Record<string, Bilingual>;
export type Status = keyof typeof STATUSES;

/** How an incident ended. A false alarm is an outcome, never a deletion (A6). */
export const OUTCOMES = {
  handled: text('现场处置完毕', 'Handled on scene'),
  advised: text('告知引导', 'Advised'),
  mediated: text('现场调解', 'Mediated on scene'),
  caseAccepted: text('受案', 'Case accepted'),
  penalised: text('当场处罚', 'Penalised on the spot'),
  arrested: text('抓获嫌疑人', 'Suspect caught'),
  transferred: text('移交其他单位', 'Transferred'),
  nonPolice: text('非警务求助转办', 'Non-police request, referred'),
  falseAlarm: text('虚惊', 'False alarm'),
  callerNotFound: text('未找到报警人', 'Caller not found'),
  repeatCall: text('重复警情', 'Repeat call'),
  recorded: text('登记备查', 'Recorded'),
} as const satisfies Record<string, Bilingual>;
export type Outcome = keyof typeof OUTCOMES;

/** A node of the category tree; `code` is the path from the root: `dispute.neighbour`. */
export interface Category {
  readonly code: string;
  readonly parent: string | undefined;
  readonly title: Bilingual;
}

const TREE: readonly (readonly [string, string, string])[] = [
  ['criminal', '刑事', 'Criminal'],
  ['criminal.homicide', '命案', 'Homicide'],
  ['criminal.injury', '伤害', 'Injury'],
  ['criminal.robbery', '抢劫', 'Robbery'],
  ['criminal.snatchTheft', '抢夺', 'Snatch theft'],
  ['criminal.burglary', '入室盗窃', 'Burglary'],
  ['criminal.pickpocketing', '扒窃', 'Pickpocketing'],
  ['criminal.vehicleTheft', '盗窃车辆', 'Vehicle theft'],
  ['criminal.theft', '盗窃', 'Theft'],
  ['criminal.fraud', '诈骗', 'Fraud'],
  ['criminal.telecomFraud', '电信网络诈骗', 'Telecom fraud'],
  ['criminal.sexual', '性侵害', 'Sexual offence'],
  ['criminal.drugs', '毒品', 'Drugs'],
  ['criminal.weapons', '涉枪涉爆', 'Weapons and explosives'],
  ['criminal.other', '其他刑事', 'Other criminal'],
  ['publicOrder', '治安', 'Public order'],
  ['publicOrder.fight', '打架斗殴', 'Fight'],
  ['publicOrder.theft', '小额盗窃', 'Minor theft'],
  ['publicOrder.damage', '损毁财物', 'Property damage'],
  ['publicOrder.disturbance', '扰乱秩序', 'Disturbance'],
  ['publicOrder.provocation', '寻衅滋事', 'Provocation'],
  ['publicOrder.gambling', '赌博', 'Gambling'],
  ['publicOrder.prostitution', '卖淫嫖娼', 'Prostitution'],
  ['publicOrder.suspicious', '可疑情况', 'Suspicious person or vehicle'],
  ['publicOrder.domesticViolence', '家庭暴力', 'Domestic violence'],
  ['publicOrder.other', '其他治安', 'Other public order'],
  ['traffic', '交通', 'Traffic'],
  ['traffic.accident', '交通事故', 'Traffic accident'],
  ['traffic.injuryAccident', '伤人事故', 'Accident with injury'],
  ['traffic.jam', '道路拥堵与障碍', 'Congestion or obstruction'],
  ['traffic.parking', '违法停车', 'Illegal parking'],
  ['traffic.violation', '交通违法', 'Traffic violation'],
  ['disaster', '灾害事故', 'Disaster'],
  ['disaster.fire', '火灾', 'Fire'],
  ['disaster.fireAlarm', '火警报警器', 'Fire alarm'],
  ['disaster.gas', '燃气与危化品', 'Gas or hazardous substance'],
  ['disaster.natural', '自然灾害', 'Natural disaster'],
  ['disaster.workplace', '安全生产事故', 'Workplace accident'],
  ['dispute', '纠纷', 'Dispute'],
  ['dispute.neighbour', '邻里纠纷', 'Neighbours'],
  ['dispute.family', '家庭婚姻纠纷', 'Family and marriage'],
  ['dispute.economic', '经济纠纷', 'Money and contracts'],
  ['dispute.consumer', '消费纠纷', 'Consumer'],
  ['dispute.labour', '劳资纠纷', 'Labour'],
  ['dispute.property', '物业纠纷', 'Property management'],
  ['dispute.noise', '噪声扰民', 'Noise'],
  ['dispute.animal', '犬只纠纷', 'Animals'],
  ['dispute.other', '其他纠纷', 'Other dispute'],
  ['assistance', '求助', 'Assistance'],
  ['assistance.missingPerson', '走失人员', 'Missing person'],
  ['assistance.lostProperty', '遗失物品', 'Lost property'],
  ['assistance.personInDistress', '情绪失落', 'Person in distress'],
  ['assistance.medical', '医疗救助', 'Medical help'],
  ['assistance.rescue', '救援', 'Rescue'],
  ['assistance.lockedOut', '开锁求助', 'Locked out'],
  ['assistance.other', '其他求助', 'Other assistance'],
  ['complaint', '投诉举报', 'Complaint'],
  ['massEvent', '群体性事件', 'Mass event'],
  ['enquiry', '咨询', 'Enquiry'],
  ['invalid', '无效警情', 'Invalid'],
  ['invalid.falseReport', '谎报', 'False report'],
  ['invalid.silent', '无声或误拨', 'Silent or mistaken call'],
  ['nonPolice', '非警务', 'Non-police'],
  ['policeActivity', '警务活动', 'Police activity'],
  ['unclassified', '未分类', 'Unclassified'],
];

/** The category tree in display order: DOMAIN's eleven roots, police activity (patrols and checks that foreign sources record as calls) and unclassified. */
export const CATEGORIES: readonly Category[] = TREE.map(([code, zhCN, en]) => {
  const dot = code.lastIndexOf('.');
  return { code, parent: dot < 0 ? undefined : code.slice(0, dot), title: text(zhCN, en) };
});

const BY_CODE = new Map(CATEGORIES.map((category) => [category.code, category]));

/** The category of a code; undefined when there is none. */
export function categoryOf(code: string): Category | undefined {
  return BY_CODE.get(code);
}

/** A category and everything below it, as codes. */
export function categoriesUnder(code: string): string[] {
  return CATEGORIES.filter((category) => category.code === code || category.code.startsWith(`${code}.`)).map((category) => category.code);
}

export const isChannel = (value: string): value is Channel => Object.hasOwn(CHANNELS, value);
export const isOutcome = (value: string): value is Outcome => Object.hasOwn(OUTCOMES, value);
