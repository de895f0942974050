/**
 * Makes the template of the mediation agreement that dispute mediation brings: `npm run ts -- tools/documents/mediation-agreement.ts`.
 * Its clauses follow 公通字[2007]81号 and 人民调解法 29–33, to be checked against the 2026 revisions. Stations replace it by their own in Word.
 */
import { writeFileSync } from 'node:fs';
import { paragraph, table, wordFile } from './word.js';

const heading = (words: string) => paragraph(words, { font: '黑体', bold: true, room: [4, 0] });
const text = (words: string) => paragraph(words, { indent: true });
const cell = (words: string, align?: 'center') => paragraph(words, { size: 11, line: 1.15, ...(align === undefined ? {} : { align }) });
const middle = (words: string) => cell(words, 'center');

const body = [
  paragraph('{title}', { size: 20, bold: true, font: '宋体', align: 'center', room: [0, 6] }),
  paragraph('编号：{number}', { size: 12, align: 'right', room: [0, 6] }),
  heading('一、调解机关'),
  text('{mediator}'),
  heading('二、当事人'),
  table([4, 4.6, 7], [['姓名', '联系电话', '备注'].map(middle), [middle('{#parties}{name}'), middle('{phone}'), cell('{#minor}未成年人，由监护人到场{/minor}{/parties}')]], { head: true }),
  heading('三、纠纷事实'),
  text('{#place}地点：{place}。{/place}{summary}'),
  heading('四、协议内容'),
  text('{agreedOn}，经调解，双方自愿达成如下协议：'),
  ...['{#terms}', '{.}', '{/terms}'].map(text),
  heading('五、履行方式和期限'),
  text('{#atOnce}当场履行完毕。{/atOnce}{^atOnce}于{performBy}前（含当日）履行完毕。{/atOnce}'),
  heading('六、不履行协议的后果'),
  text('{consequence}'),
  heading('七、其他'),
  text('本协议书已向当事人宣读，当事人确认无异议。本协议书一式三份，双方当事人各执一份，调解机关留存一份，经当事人签名或者捺印后生效。'),
  paragraph('', { size: 6, line: 1 }),
  table([5.2, 5.6, 4.8], [[cell('{#signatures}{role}：'), cell('{%image}'), cell('{#at}{at}{/at}{^at}　　　年　　月　　日{/at}{/signatures}')]], { lines: false, high: 1.05 }),
  paragraph('调解机关（印章）', { size: 12, align: 'right', right: 60, room: [8, 0] }),
  paragraph('{agreedDay}', { size: 12, align: 'right', right: 60 }),
].join('');

const file = new URL('../../plugins/dispute-mediation/documents/mediation-agreement.docx', import.meta.url);
writeFileSync(file, wordFile(body));
console.log('plugins/dispute-mediation/documents/mediation-agreement.docx');
