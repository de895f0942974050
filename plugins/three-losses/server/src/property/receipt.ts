import { text } from '@stationhouse/kernel';
import { defineAutomation, type AutomationContext } from '@stationhouse/plugin-api/automation';
import type { JsonObject } from '@stationhouse/workflow';

/** What the receipt says, as the definition hands it over; titles are the form's own. */
export type ReceiptFacts = {
  readonly kind: string;
  readonly details?: string;
  /** ISO 8601. */
  readonly foundOn: string;
  readonly shelf?: string;
  readonly claimant: { readonly name: string; readonly phone?: string; readonly proof: string };
};

const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
/** As the forms of the workflow call them: a paper is in the language in which stations work. */
const KINDS: Readonly<Record<string, string>> = { phone: '手机、数码', purse: '钱包、现金', papers: '证件', keys: '钥匙', bag: '箱包', jewellery: '首饰', pet: '宠物', aid: '助听、助行等器具', other: '其他' };
const PROOFS: Readonly<Record<string, string>> = { details: '说出未公告的特征', receipt: '购买凭证', unlock: '当场解锁', papers: '证件相符' };

/** What the paper says, by the tags of its template. */
export function receiptData({ kind, details, foundOn, shelf, claimant }: ReceiptFacts, { number, station, now }: Pick<AutomationContext, 'number' | 'station' | 'now'>): JsonObject {
  const { timeZone } = station;
  const given = (entries: Readonly<Record<string, string | undefined>>) => Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== '')) as JsonObject;
  return {
    number,
    station: station.name,
    kind: KINDS[kind] ?? kind,
    foundOn: new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(new Date(foundOn)),
    claimant: claimant.name,
    proof: PROOFS[claimant.proof] ?? claimant.proof,
    madeOn: new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long' }).format(now),
    ...given({ details, shelf, phone: claimant.phone }),
  };
}

/** 发还凭证: makes the receipt as Word and PDF once a claim was proven, to be printed and signed when the thing is given out. */
export const receiptDocument = defineAutomation<ReceiptFacts, { readonly made: boolean }>({
  id: 'property-receipt',
  title: text('制作拾得物品发还凭证', 'Make the receipt for found property'),
  module: import.meta.url,
  input: {
    type: 'object',
    required: ['kind', 'foundOn', 'claimant'],
    properties: {
      kind: { type: 'string', title: words('种类', 'Kind') },
      details: { type: 'string', title: words('特征', 'What it looks like'), 'x-personal': 'P2' },
      foundOn: { type: 'string', format: 'date-time', title: words('拾得时间', 'Found at') },
      shelf: { type: 'string', title: words('存放位置', 'Shelf') },
      claimant: {
        type: 'object',
        required: ['name', 'proof'],
        title: words('认领人', 'Who claims it'),
        'x-personal': 'P2',
        properties: {
          name: { type: 'string', title: words('姓名', 'Name'), 'x-personal': 'P2', 'x-kind': 'name' },
          phone: { type: 'string', title: words('电话', 'Phone'), 'x-personal': 'P2', 'x-kind': 'phone' },
          proof: { type: 'string', title: words('证明', 'Proof'), 'x-personal': 'P2' },
        },
      },
    },
  },
  output: { type: 'object', required: ['made'], properties: { made: { type: 'boolean' } } },
  timeout: 'PT30S',
  dry: { made: false },
  handle: async (context) => {
    const { input, number } = context;
    await context.document({ document: 'property-receipt', data: receiptData(input, context), name: `拾得物品发还凭证 ${number}`, purpose: '发还时由认领人签署' });
    return { made: true };
  },
});
