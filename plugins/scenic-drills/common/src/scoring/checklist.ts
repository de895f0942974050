import { text, type Bilingual } from '@stationhouse/kernel';

/** What observers rate, 0 to 5. The same codes name weaknesses, so that what was rated low and what is improved are one thing. */
export interface RatedItem {
  readonly id: string;
  readonly title: Bilingual;
  /** How much it counts among the rated items. */
  readonly weight: number;
  /** What 0, 3 and 5 look like. */
  readonly anchors: { readonly 0: Bilingual; readonly 3: Bilingual; readonly 5: Bilingual };
}

export const LOWEST = 0;
export const HIGHEST = 5;

const item = (id: string, weight: number, title: Bilingual, none: Bilingual, fair: Bilingual, best: Bilingual): RatedItem => ({ id, weight, title, anchors: { 0: none, 3: fair, 5: best } });

/** The checklist of a search at a scenic area. Safety and care weigh double: a drill that hurts somebody has failed. */
export const CHECKLIST: readonly RatedItem[] = [
  item('reporting', 1, text('接报问询', 'Questions to the reporter'), text('关键情况未问', 'The essentials were not asked'), text('时间、地点、衣着问清', 'When, where and clothing asked'), text('一分钟内问全并复述', 'All asked and repeated within a minute')),
  item('command', 1, text('指挥分工', 'Command'), text('无人指挥，各自行动', 'Nobody led'), text('有分工，偶有重复', 'Divided, with overlaps'), text('分工明确，随线索调整', 'Clear, and moved with the clues')),
  item('radio', 1, text('通信报告', 'Radio and reports'), text('联系不上', 'Out of reach'), text('按时报告，用语不一', 'On time, in various words'), text('简明、按时、有回执', 'Short, on time, acknowledged')),
  item('search', 1, text('搜索方法', 'Way of searching'), text('漫无目的', 'Aimless'), text('分段搜索，有遗漏', 'By segments, with gaps'), text('分段搜索，逐段销号', 'By segments, each ticked off')),
  item('video', 1, text('视频配合', 'Video'), text('未调阅', 'Not asked for'), text('调阅了，去向滞后', 'Asked for, behind events'), text('及时给出去向', 'The way they went, in time')),
  item('gates', 1, text('出入口和广播', 'Gates and broadcast'), text('未通知', 'Not told'), text('已通知，个别未落实', 'Told, some not acting'), text('全部到位并答复', 'All acting, all answered')),
  item('water', 1, text('水域处置', 'Water'), text('无人到水边', 'Nobody at the edge'), text('到水边，装备不齐', 'At the edge, ill-equipped'), text('第一时间到位，装备齐全', 'At once, well equipped')),
  item('care', 2, text('照护和交接', 'Care and hand-over'), text('未核验即交接', 'Handed over unchecked'), text('已核验，安抚不足', 'Checked, little comfort'), text('核验、安抚、保护隐私', 'Checked, comforted, kept private')),
  item('safety', 2, text('人员安全', 'Safety of those who search'), text('有人涉险', 'Somebody was in danger'), text('有提醒，防护不全', 'Warned, not fully protected'), text('双人行动，防护到位', 'In pairs, fully protected')),
];

/** What else may be found weak, beside what is rated. */
const BESIDE: readonly (readonly [string, Bilingual])[] = [['timing', text('时效', 'Time')], ['equipment', text('装备', 'Equipment')], ['other', text('其他', 'Something else')]];

/** Titles of weaknesses by their code. */
export const WEAKNESSES: ReadonlyMap<string, Bilingual> = new Map([...CHECKLIST.map(({ id, title }) => [id, title] as const), ...BESIDE]);
