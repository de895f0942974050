import { text } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { confirmed, firstMinutes, foundWithin, guardianChecked, learnt, reported, said, waterOpened, type Pack } from './pack.js';
import { pointOf } from './site-facts.js';

/** Invented people, each by a number that nobody has. */
const reporter = (name: string, number: number, relation: string): JsonObject => ({ name: `演练${name}`, phone: `1390000${number}`, relation });
const child = (name: string, age: number, sex: string, clothing: string, height: number): JsonObject => ({ group: 'child', age, sex, name: `演练${name}`, clothing, height });
const WATER_SAFETY = '水边由两人看护并备救生圈；扮演者不下水；口令“真实警情”即停。';

const towerChild: Pack = {
  id: 'towerChild',
  title: text('儿童在塔楼走失', 'A child lost at the tower'),
  description: text('家长记错时间，视频更正最后出现时间和地点，各路须按新起点调整。考查派警、问岗、调视频和更正后的重新部署。', 'The parent has the time wrong; a video corrects when and where, and everybody starts from there. Dispatch, posts, video, and what follows a correction.'),
  minutes: 45,
  safety: '塔楼台阶由一人看护；扮演儿童由其家长陪同；口令“真实警情”即停。',
  injects: ({ tower, gate, other, broadcast }) => [
    reported('PT0S', text('家长报告：孩子在塔楼走失', 'A parent reports: lost at the tower'), { person: child('童甲', 6, 'male', '红色上衣、蓝色短裤', 115), lastSeenOn: '@-PT10M', lastPlace: `${tower.name}二楼`, ...pointOf(tower), reporter: reporter('家长甲', 9101, 'parent') }),
    said('PT4M', text('广播室询问', 'The broadcast asks'), text(`${broadcast}询问：是否广播寻人，用什么内容？`, 'The broadcast room asks whether to announce, and what'), ['command-room', 'duty-officer']),
    learnt('PT8M', text('视频更正：更早在塔楼下出现', 'A video: seen earlier, below the tower'), 1, 'correct', { lastSeenOn: '@-PT45M', lastPlace: `${tower.name}下`, ...pointOf(tower), source: 'video' }),
    learnt('PT14M', text(`视频：往${gate.name}走`, 'A video: towards a gate'), 1, 'clue', { seenOn: '@-PT20M', source: 'video', sure: 'likely', place: gate.name, ...pointOf(gate) }),
    learnt('PT25M', text(`${other.name}保安找到相像的孩子`, 'A guard at a gate has found a child who looks like that'), 1, 'found', { foundBy: 'post', foundPlace: other.name }),
  ],
  objectives: [...firstMinutes(1), foundWithin(1, 'PT30M', text('30 分钟内找到', 'found within 30 min')), confirmed(5), guardianChecked(5)],
};

const duskElder: Pack = {
  id: 'duskElder',
  title: text('认知障碍老人傍晚走失', 'An elder with dementia at dusk'),
  description: text('闭园前老人走失，天将黑，须先守住各门、优先查小路和休息处；目击线索不可靠。', 'Lost before closing time with the dark near: gates first, small paths and benches next; witnesses are unsure.'),
  begins: '17:50',
  minutes: 60,
  safety: '夜间搜索两人一组、每人一盏灯；扮演老人由一名工作人员全程陪同；口令“真实警情”即停。',
  injects: ({ site, gate, other, centre }) => [
    reported('PT0S', text('家属报告：老人走失', 'The family reports an elder'), { person: { group: 'elder', age: 78, sex: 'male', name: '演练老人乙', clothing: '灰色外套、布鞋' }, lastSeenOn: '@-PT50M', lastPlace: `${centre}旁长椅`, risks: ['illness'], reporter: reporter('家属乙', 9102, 'family'), account: `常年患病，爱往家的方向走，不认识路。` }),
    learnt('PT6M', text('家属补充：需按时服药', 'The family adds: medicine is due'), 1, 'describe', { risks: ['illness', 'weather'], features: '走路慢，右手拄杖' }),
    learnt('PT15M', text('游客称见过，把握不大', 'A visitor may have seen him'), 1, 'clue', { seenOn: '@-PT35M', source: 'witness', sure: 'doubtful', place: other.name, ...pointOf(other) }),
    said('PT22M', text('景区询问是否闭园', 'The site asks whether to close'), text(`${site}询问：是否推迟闭园、保留照明？`, 'The site asks whether to stay open with the lights on'), ['duty-commander'], true),
    learnt('PT40M', text(`巡逻队在${gate.name}外找到`, 'A patrol finds him outside a gate'), 1, 'found', { foundBy: 'ground', foundPlace: `${gate.name}外` }),
  ],
  objectives: [...firstMinutes(1), { title: text('3 分钟内答复景区', 'the site is answered within 3 min'), kind: 'notice', inject: 4, within: 'PT3M' }, foundWithin(1, 'PT45M', text('45 分钟内找到', 'found within 45 min')), confirmed(5)],
};

const twoChildren: Pack = {
  id: 'twoChildren',
  title: text('两名儿童同时走失', 'Two children at once'),
  description: text('两家先后报告，衣着相近，力量须分开；一处报告找到的可能是另一个孩子。', 'Two families within minutes, two children dressed alike: forces are divided, and who is found may be the other one.'),
  minutes: 60,
  safety: '两名扮演儿童各由家长陪同；口令“真实警情”即停。',
  injects: ({ tower, gate, other, centre }) => [
    reported('PT0S', text('家长甲报告：女孩走失', 'A parent reports a girl'), { person: child('童丙', 5, 'female', '黄色上衣、白色裙子', 108), lastSeenOn: '@-PT8M', lastPlace: gate.name, ...pointOf(gate), reporter: reporter('家长丙', 9103, 'parent') }),
    reported('PT5M', text('家长乙报告：另一名女孩走失', 'Another parent reports another girl'), { person: child('童丁', 6, 'female', '黄色外套、白色裤子', 112), lastSeenOn: '@-PT12M', lastPlace: `${tower.name}旁`, ...pointOf(tower), reporter: reporter('家长丁', 9104, 'parent') }),
    learnt('PT16M', text(`${centre}：来了一名穿黄衣的女孩`, 'The visitor centre: a girl in yellow is here'), 1, 'clue', { seenOn: '@-PT2M', source: 'witness', sure: 'doubtful', place: centre, note: '衣着相近，未确认是哪一名' }),
    learnt('PT22M', text('女孩丁在游客中心找到', 'The second girl is found at the visitor centre'), 2, 'found', { foundBy: 'post', foundPlace: centre }),
    learnt('PT38M', text(`女孩丙在${other.name}找到`, 'The first girl is found at a gate'), 1, 'found', { foundBy: 'ground', foundPlace: other.name }),
  ],
  objectives: [...firstMinutes(1, text('女孩丙', 'First girl')), ...firstMinutes(2, text('女孩丁', 'Second girl')), confirmed(4), confirmed(5), guardianChecked(5)],
};

const waterChild: Pack = {
  id: 'waterChild',
  title: text('儿童走向水域', 'A child towards water'),
  description: text('一帧画面指向水边：水域任务须一分钟内打开，人须五分钟内到水边，其他各路不停。', 'One frame points to water: opened within a minute, somebody there within five, and nobody else stops.'),
  minutes: 40,
  safety: WATER_SAFETY,
  injects: ({ gate, water, centre }) => [
    reported('PT0S', text('家长报告：男孩走失', 'A parent reports a boy'), { person: child('童戊', 4, 'male', '绿色上衣、黑色裤子', 102), lastSeenOn: '@-PT6M', lastPlace: centre, reporter: reporter('家长戊', 9105, 'parent') }),
    learnt('PT7M', text(`一帧画面：往${water}走`, 'A frame: towards the water'), 1, 'clue', { seenOn: '@-PT9M', source: 'video', sure: 'certain', place: `${water}边小路`, towardsWater: true }),
    said('PT12M', text('水上救援询问', 'Water rescue asks'), text('水上救援队询问：是否出动，集结地点在哪里？', 'Water rescue asks whether to come, and where to'), ['duty-commander', 'command-room'], true),
    learnt('PT20M', text(`${water}边发现一只鞋`, 'A shoe at the edge'), 1, 'clue', { seenOn: '@-PT1M', source: 'item', sure: 'likely', place: `${water}边`, note: '家属称像孩子的鞋', towardsWater: true }),
    learnt('PT28M', text(`男孩在${gate.name}找到`, 'The boy is found at a gate'), 1, 'found', { foundBy: 'post', foundPlace: gate.name }),
  ],
  objectives: [...firstMinutes(1), ...waterOpened(2), { title: text('3 分钟内答复水上救援', 'water rescue is answered within 3 min'), kind: 'notice', inject: 3, within: 'PT3M' }, confirmed(5), guardianChecked(5)],
};

const unwillingAdult: Pack = {
  id: 'unwillingAdult',
  title: text('成年人不愿被找到', 'An adult who does not wish to be found'),
  description: text('亲属报告成年人走失，找到后本人不愿告知所在。考查不扩散信息、征求本人意见、只告知“平安”。', 'Family reports an adult who, found, does not want them to know where. Practised: spreading nothing, asking the adult, telling “safe” alone.'),
  minutes: 45,
  safety: '扮演者不与游客交谈；口令“真实警情”即停。',
  injects: ({ gate, other, centre }) => [
    reported('PT0S', text('亲属报告：成年人失去联系', 'Family reports an adult'), { person: { group: 'adult', age: 34, sex: 'female', name: '演练成年人己', clothing: '米色风衣' }, lastSeenOn: '@-PT2H', lastPlace: centre, reporter: reporter('亲属己', 9106, 'family'), account: '争吵后离开，手机关机。' }),
    learnt('PT5M', text('亲属补充：情绪低落', 'The family adds: low spirits'), 1, 'describe', { risks: ['selfHarm'] }),
    said('PT10M', text('亲属要求发寻人启事', 'The family wants a poster'), text('亲属来电要求在网上发寻人启事，请答复', 'The family calls for a poster online: answer them'), ['duty-officer', 'duty-commander'], true),
    learnt('PT18M', text(`${gate.name}见过`, 'Seen at a gate'), 1, 'clue', { seenOn: '@-PT30M', source: 'witness', sure: 'likely', place: gate.name, ...pointOf(gate) }),
    learnt('PT25M', text(`在${other.name}外找到，本人不愿告知所在`, 'Found outside a gate; does not want to say where'), 1, 'found', { foundBy: 'ground', foundPlace: `${other.name}外`, note: '本人平安，不愿告知所在' }),
  ],
  objectives: [
    { title: text('30 分钟内问清', 'questioned within 30 min'), kind: 'state', inject: 1, subject: 'searching.branches.questioning.over', within: 'PT30M' },
    { title: text('3 分钟内派警', 'dispatched within 3 min'), kind: 'task', inject: 2, subject: 'dispatch', within: 'PT3M' },
    { title: text('3 分钟内答复启事要求', 'the wish for a poster is answered within 3 min'), kind: 'notice', inject: 3, within: 'PT3M' },
    confirmed(5),
    { title: text('找到后 20 分钟内征求本人意见', 'the adult is asked within 20 min of being found'), kind: 'state', inject: 5, subject: 'found.telling', within: 'PT20M' },
  ],
};

/** The scenario packs, in the order people choose from. */
export const PACKS: readonly Pack[] = [towerChild, duskElder, twoChildren, waterChild, unwillingAdult];

/** A pack by its id; undefined for a script of the station's own. */
export const packOf = (id: string): Pack | undefined => PACKS.find((pack) => pack.id === id);
