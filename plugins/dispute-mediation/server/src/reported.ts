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
const CAUSES = ['noise', 'property', 'neighbour', 'family', 'pet', 'debt', 'labour', 'consumer', 'other'];

/** A dispute that the 12345 hotline or the district's governance platform hands over (E4): it is registered, and graded by an officer as any other. */
export const disputeReported = defineInboundEvent<Reported>({
  type: 'cn.stationhouse.dispute-reported.v1',
  title: text('转来矛盾纠纷', 'A dispute handed over'),
  data: {
    type: 'object',
    required: ['ticket', 'summary'],
    properties: {
      ticket: { type: 'string', minLength: 1, maxLength: 100, title: words('工单号', 'Ticket') },
      cause: { enum: CAUSES, title: words('起因', 'Cause') },
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
