import { describe, expect, it } from '@jest/globals';
import { fieldsOf, matched, rowOf } from '../src/pages/sheets/fields.js';

const title = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const SCHEMA = {
  type: 'object',
  required: ['summary', 'person'],
  properties: {
    summary: { type: 'string', title: title('简要情况', 'What happened') },
    grade: { title: title('等级', 'Grade'), oneOf: [{ const: 'high', title: title('高危', 'High') }, { const: 'low', title: title('低危', 'Low') }] },
    at: { type: 'string', format: 'date-time', title: title('预警时间', 'Alerted at') },
    amount: { type: 'number', title: title('金额', 'Amount') },
    child: { type: 'boolean', title: title('未成年人', 'A minor') },
    person: { type: 'object', required: ['phone'], title: title('预警对象', 'Person'), properties: { name: { type: 'string', title: title('姓名', 'Name') }, phone: { type: 'string', title: title('电话', 'Phone') } } },
    others: { type: 'array', title: title('家属', 'Relatives'), items: { type: 'object', properties: { phone: { type: 'string', title: title('家属电话', 'Their phone') } } } },
    signs: { type: 'array', title: title('特征', 'Signs'), items: { enum: ['a', 'b'] } },
    signatures: { type: 'array', title: title('签名', 'Signatures'), 'x-signature': true },
  },
};

describe('fields of a sheet', () => {
  const fields = fieldsOf(SCHEMA);
  it('are those of the start form, and of the first entry of a list', () => {
    expect(fields.map(({ path, required }) => `${path}${required ? '*' : ''}`)).toEqual(['summary*', 'grade', 'at', 'amount', 'child', 'person.name', 'person.phone*', 'others.0.phone', 'signs']);
    expect(fields[6]?.title).toEqual({ zhCN: '预警对象 · 电话', en: 'Person · Phone' });
  });

  it('find their columns by title, in either language and whatever order, each column once', () => {
    const mapping = matched(fields, ['电话', ' 简要情况* ', 'GRADE', 'Person · Name', '家属电话', '备注', 'signs']);
    expect(mapping).toEqual({ 'person.phone': 0, summary: 1, grade: 2, 'person.name': 3, 'others.0.phone': 4, signs: 6 });
  });

  it('read cells as people write them, and leave what they cannot read for the check', () => {
    const mapping = Object.fromEntries(fields.map(({ path }, place) => [path, place]));
    expect(rowOf(fields, mapping, ['x', ' 高危', '2026/3/5 9:08', '￥12,000 元', '是', '', '138', '139', 'a、b'], 'Asia/Shanghai')).toEqual({
      summary: 'x', grade: 'high', at: '2026-03-05T01:08:00.000Z', amount: 12_000, child: true, person: { phone: '138' }, others: [{ phone: '139' }], signs: ['a', 'b'],
    });
    expect(rowOf(fields, mapping, ['x', '很高', '昨晚', '一万', '也许'], 'Asia/Shanghai')).toEqual({ summary: 'x', grade: '很高', at: '昨晚', amount: '一万', child: '也许' });
    expect(rowOf(fields, { at: 0 }, ['2026年3月5日9时8分'], 'Asia/Shanghai')).toEqual({ at: '2026-03-05T01:08:00.000Z' });
    expect(rowOf(fields, {}, ['x'], 'Asia/Shanghai')).toEqual({});
  });
});
