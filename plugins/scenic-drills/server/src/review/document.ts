import { text } from '@stationhouse/kernel';
import { defineDocument, documentTemplate } from '@stationhouse/plugin-api';

const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const line = (zhCN: string, en: string, example: string) => ({ type: 'string', title: words(zhCN, en), examples: [example] });
const list = (zhCN: string, en: string, properties: Readonly<Record<string, object>>) => ({ type: 'array', title: words(zhCN, en), items: { type: 'object', properties } });
const paragraphs = (zhCN: string, en: string, example: string) => ({ type: 'array', title: words(zhCN, en), items: { type: 'string', title: words('一段', 'Paragraph') }, examples: [[example]] });
const flag = (zhCN: string, en: string) => ({ type: 'boolean', title: words(zhCN, en), examples: [true] });

/** 演练复盘报告: the after-action review as it is printed; each station may have a template of its own. */
export const reviewDocument = defineDocument({
  id: 'drill-review',
  title: text('演练复盘报告', 'After-action review'),
  template: documentTemplate('../../../documents/drill-review.docx', import.meta.url),
  data: {
    type: 'object',
    required: ['drillTitle', 'number', 'startedAt', 'stoppedAt', 'total', 'objectives', 'lines', 'wentWell', 'toImprove', 'actions'],
    properties: {
      drillTitle: line('演练名称', 'Title of the drill', '钟楼景区走失儿童演练'),
      number: line('编号', 'Number', 'FP-示例-00001'),
      siteName: line('景区', 'Site', '示例景区'),
      startedAt: line('开始', 'Started at', '2026年5月1日 09:00'),
      stoppedAt: line('结束', 'Stopped at', '2026年5月1日 10:10'),
      halted: flag('转实警停止', 'Halted for a real call'),
      total: line('总分', 'Score', '82.5 分'),
      measured: line('目标得分', 'By objectives', '80.0 分'),
      rated: line('观察得分', 'By observers', '86.0 分'),
      objectives: list('目标', 'Objectives', { place: line('序号', 'Place', '1'), title: line('目标', 'Objective', '派警'), target: line('要求', 'Target', '3 分'), measured: line('实际', 'Measured', '2 分 10 秒'), result: line('结果', 'Result', '达成') }),
      items: list('评分项', 'Rated items', { title: line('项目', 'Item', '搜索方法'), mean: line('平均分', 'Mean', '4.0 / 5'), raters: line('评分人数', 'Raters', '3'), weight: line('权重', 'Weight', '1') }),
      mapPicture: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png', title: words('点位图', 'Map'), 'x-print': { wide: 14, high: 9 } },
      lines: list('经过', 'Time line', { at: line('演练时间', 'Time of the exercise', '09:02:10'), what: line('经过', 'What happened', '派警查找：已派警') }),
      notesListed: flag('有观察记录', 'There are notes'),
      notes: { ...list('观察记录', 'Notes', { at: line('演练时间', 'Time of the exercise', '09:12:00'), kind: line('类别', 'What', '做得好'), words: { ...line('记录', 'Words', '南门岗两分钟内答复'), 'x-personal': 'P2' } }), 'x-personal': 'P2' },
      wentWell: paragraphs('好的做法', 'What went well', '各出入口三分钟内全部答复。'),
      toImprove: paragraphs('存在问题', 'What did not', '水边两组对讲机不通。'),
      actionsListed: flag('有整改事项', 'There are improvements'),
      actions: list('整改事项', 'Improvements', { title: line('内容', 'What', '水边增设中继'), weakness: line('薄弱环节', 'Weakness', '通信报告'), owner: line('责任岗位', 'Whose', '带班领导'), dueOn: line('完成期限', 'Done by', '2026年6月1日') }),
      station: line('单位', 'Station', '示例派出所'),
      madeOn: line('制作日期', 'Day it was made', '2026年5月2日'),
    },
  },
});
