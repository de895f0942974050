/** Makes the template of the receipt for found property that three losses brings: `npm run ts -- tools/documents/property-receipt.ts`. Stations replace it by their own in Word. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { paragraph, table, wordFile } from './word.js';

const cell = (words: string) => paragraph(words, { size: 12, line: 1.3 });
const row = (title: string, words: string) => [cell(title), cell(words)];

const body = [
  paragraph('拾得物品发还凭证', { size: 20, bold: true, font: '宋体', align: 'center', room: [0, 6] }),
  paragraph('编号：{number}', { size: 12, align: 'right', room: [0, 6] }),
  table([4, 11.6], [
    row('物品种类', '{kind}'),
    row('物品特征', '{#details}{details}{/details}{^details}见公告{/details}'),
    row('拾得时间', '{foundOn}'),
    row('存放位置', '{#shelf}{shelf}{/shelf}{^shelf}—{/shelf}'),
    row('认领人', '{claimant}'),
    row('联系电话', '{#phone}{phone}{/phone}{^phone}—{/phone}'),
    row('认领依据', '{proof}'),
  ]),
  paragraph('上述物品经核对认领证明，现予发还。认领人已当面清点，确认无误。', { indent: true, room: [8, 8] }),
  table([7.8, 7.8], [[cell('认领人（签名、捺印）：'), cell('保管人（签名）：')], [cell('身份证件及号码：'), cell('核对人（签名）：')]], { lines: false, high: 1.2 }),
  paragraph('{station}（印章）', { size: 12, align: 'right', right: 60, room: [12, 0] }),
  paragraph('{madeOn}', { size: 12, align: 'right', right: 60 }),
].join('');

const file = new URL('../../plugins/three-losses/documents/property-receipt.docx', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
writeFileSync(file, wordFile(body));
console.log('plugins/three-losses/documents/property-receipt.docx');
