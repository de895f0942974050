import { text } from '@stationhouse/kernel';
import { defineDocument, documentTemplate } from '@stationhouse/plugin-api';

const line = (zhCN: string, en: string, example: string, personal?: 'P2') => ({ type: 'string', title: { 'zh-CN': zhCN, en }, examples: [example], ...(personal === undefined ? {} : { 'x-personal': personal }) });

/** 拾得物品发还凭证: what whoever claims a thing signs when they are given it; each station may have a template of its own. */
export const propertyReceipt = defineDocument({
  id: 'property-receipt',
  title: text('拾得物品发还凭证', 'Receipt for found property'),
  template: documentTemplate('../../../documents/property-receipt.docx', import.meta.url),
  data: {
    type: 'object',
    required: ['number', 'station', 'kind', 'foundOn', 'claimant', 'proof', 'madeOn'],
    properties: {
      number: line('编号', 'Number', 'SD-示例-00001'),
      station: line('派出所', 'Station', '示例派出所'),
      kind: line('物品种类', 'Kind', '箱包'),
      details: line('物品特征', 'What it looks like', '黑色双肩包，内有蓝色水杯', 'P2'),
      foundOn: line('拾得时间', 'Found at', '2026年3月2日 10:30'),
      shelf: line('存放位置', 'Shelf', 'A-3'),
      claimant: line('认领人', 'Who claims it', '张三', 'P2'),
      phone: line('联系电话', 'Phone', '138****0001', 'P2'),
      proof: line('认领依据', 'By what', '说出未公告的特征', 'P2'),
      madeOn: line('制作日期', 'Day it was made', '2026年3月3日'),
    },
  },
});
