import { text } from '@stationhouse/kernel';
import { defineDocument, documentTemplate, SIGNATURES } from '@stationhouse/plugin-api';

const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
/** A text of the paper, with what a preview shows for it. */
const line = (zhCN: string, en: string, example: string, personal?: 'P1' | 'P2') => ({ type: 'string', title: words(zhCN, en), examples: [example], ...(personal === undefined ? {} : { 'x-personal': personal }) });

/** 调解协议书: the agreement as it is printed and signed; each station may have a template of its own. What it must show: 公通字[2007]81号; 人民调解法 29. */
export const mediationAgreement = defineDocument({
  id: 'mediation-agreement',
  title: text('调解协议书', 'Mediation agreement'),
  template: documentTemplate('../../documents/mediation-agreement.docx', import.meta.url),
  data: {
    type: 'object',
    required: ['title', 'number', 'mediator', 'parties', 'summary', 'terms', 'agreedOn', 'performBy', 'consequence', 'signatures'],
    properties: {
      title: line('文书名称', 'What the paper is called, by track', '治安调解协议书'),
      number: line('编号', 'Number', 'JF-示例-00001'),
      mediator: line('调解机关', 'Who mediates', '示例派出所'),
      parties: {
        type: 'array',
        title: words('当事人', 'Parties'),
        'x-personal': 'P2',
        examples: [[{ name: '张三', phone: '138****0001', minor: false }, { name: '李四', phone: '138****0002', minor: true }]],
        items: { type: 'object', required: ['name'], properties: { name: line('姓名', 'Name', '张三', 'P2'), phone: line('联系电话', 'Phone', '138****0001', 'P2'), minor: { type: 'boolean', title: words('是未成年人', 'Under 18'), 'x-personal': 'P3' } } },
      },
      place: line('发生地点', 'Place', '示例小区 1 号楼', 'P1'),
      summary: line('纠纷事实', 'What happened', '双方因夜间噪声发生争吵，互有推搡，均未受伤。', 'P2'),
      terms: { type: 'array', title: words('协议内容', 'Terms, a paragraph each'), 'x-personal': 'P2', items: { type: 'string', title: words('条款', 'Term') }, examples: [['一、双方互相道歉，今后互不打扰。', '二、李四一次性赔偿张三人民币 500 元。']] },
      agreedOn: line('达成协议时间', 'Agreed at', '2026年3月2日 10:30'),
      agreedDay: line('达成协议日期', 'Day of the agreement', '2026年3月2日'),
      performBy: line('履行期限', 'Deadline', '2026年3月16日'),
      atOnce: { type: 'boolean', title: words('当场履行', 'Performed at once'), examples: [false] },
      consequence: line('不履行的后果', 'What follows when it is not performed, by track', '经调解达成协议并履行的，不予处罚；不履行协议的，依法给予处罚，并告知可以就民事争议向人民法院起诉。'),
      signatures: { ...SIGNATURES, examples: [[{ name: '张三', role: '当事人（签名、捺印）' }, { name: '李四', role: '当事人（签名、捺印）' }, { name: '', role: '主持人（签名）' }]] },
      madeOn: line('制作日期', 'Day it was made', '2026年3月2日'),
    },
  },
});
