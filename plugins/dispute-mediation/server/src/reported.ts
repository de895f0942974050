import { text } from '@stationhouse/kernel';
import { defineInboundEvent } from '@stationhouse/plugin-api';

type Reported = {
  /** The sender's number of the matter: a second event about it starts no second dispute. */
  readonly ticket: string;
  readonly cause?: string;
  readonly place?: string;
  readonly summary: string;
  readonly parties?: readonly { readonly name: string; readonly phone?: string }[];
};

const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
/** As the definition has them. */
const CAUSES = [
  { const: 'noise', title: words('噪音扰民', 'Noise') }, { const: 'property', title: words('财物纠纷', 'Property') }, { const: 'neighbour', title: words('邻里纠纷', 'Neighbours') },
  { const: 'family', title: words('家庭纠纷', 'Family') }, { const: 'pet', title: words('养犬纠纷', 'Pets') }, { const: 'debt', title: words('债务纠纷', 'Debt') },
  { const: 'labour', title: words('劳资纠纷', 'Labour') }, { const: 'consumer', title: words('消费纠纷', 'Consumer') }, { const: 'other', title: words('其他', 'Other') },
];

/** A dispute that the 12345 hotline or the district's governance platform hands over: it is registered, and graded by an officer as any other. */
export const disputeReported = defineInboundEvent<Reported>({
  type: 'cn.stationhouse.dispute-reported.v1',
  title: text('转来矛盾纠纷', 'A dispute handed over'),
  data: {
    type: 'object',
    required: ['ticket', 'summary'],
    properties: {
      ticket: { type: 'string', minLength: 1, maxLength: 100, title: words('工单号', 'Ticket') },
      cause: { oneOf: CAUSES, title: words('起因', 'Cause') },
      place: { type: 'string', maxLength: 200, title: words('发生地点', 'Place'), 'x-personal': 'P1' },
      summary: { type: 'string', minLength: 1, maxLength: 4000, title: words('简要情况', 'What happened'), 'x-personal': 'P2' },
      parties: {
        type: 'array',
        maxItems: 20,
        title: words('当事人', 'Parties'),
        'x-personal': 'P2',
        items: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string', minLength: 1, maxLength: 60, title: words('姓名', 'Name'), 'x-personal': 'P2', 'x-kind': 'name' },
            phone: { type: 'string', maxLength: 20, title: words('联系电话', 'Phone'), 'x-personal': 'P2', 'x-kind': 'phone' },
          },
        },
      },
    },
  },
  receive: ({ source, data: { ticket, cause = 'other', ...facts } }) => ({ workflow: 'dispute-mediation', key: `${source} ${ticket}`, data: { cause, ...facts } }),
});
