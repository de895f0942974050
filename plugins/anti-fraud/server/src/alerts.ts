import { text } from '@stationhouse/kernel';
import { defineInboundEvent } from '@stationhouse/plugin-api';

export type Raised = {
  readonly grade: 'high' | 'medium' | 'low';
  readonly source: string;
  /** The source's own number of the alert. */
  readonly number?: string;
  readonly alertedOn?: string;
  readonly person: { readonly phone: string; readonly name?: string; readonly address?: string; readonly minor?: boolean; readonly guardian?: { readonly name?: string; readonly phone?: string } };
  readonly narrative?: string;
  readonly paying?: boolean;
};

const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const name = { type: 'string', minLength: 1, maxLength: 60, title: words('姓名', 'Name'), 'x-personal': 'P2', 'x-kind': 'name' };
const phone = { type: 'string', minLength: 5, maxLength: 20, title: words('电话', 'Phone'), 'x-personal': 'P2', 'x-kind': 'phone' };

/**
 * An alert that a source hands over: the national platform, the centre, a bank, an operator. A second one about the same person joins the first while that
 * runs; it may raise its grade, never lower it (D10).
 */
export const alertRaised = defineInboundEvent<Raised>({
  type: 'cn.stationhouse.fraud-alert.v1',
  title: text('诈骗预警', 'A fraud alert'),
  urgent: true,
  data: {
    type: 'object',
    required: ['grade', 'source', 'person'],
    properties: {
      grade: { enum: ['high', 'medium', 'low'], title: words('预警等级', 'Grade') },
      source: { enum: ['national', 'centre', 'bank', 'telecom', 'internet', 'hotline', 'family', 'grid', 'officer'], title: words('预警来源', 'Source') },
      number: { type: 'string', maxLength: 100, title: words('来源编号', "Source's number") },
      alertedOn: { type: 'string', format: 'date-time', title: words('来源预警时间', 'Raised at') },
      person: {
        type: 'object',
        required: ['phone'],
        title: words('被预警人', 'Person warned'),
        'x-personal': 'P2',
        properties: {
          phone,
          name,
          address: { type: 'string', maxLength: 200, title: words('住址', 'Address'), 'x-personal': 'P2', 'x-kind': 'address' },
          minor: { type: 'boolean', title: words('未成年人', 'Under 18'), 'x-personal': 'P3' },
          guardian: { type: 'object', title: words('监护人', 'Guardian'), 'x-personal': 'P2', properties: { name, phone } },
        },
      },
      narrative: { type: 'string', maxLength: 4000, title: words('已知情况', 'What is known'), 'x-personal': 'P2' },
      paying: { type: 'boolean', title: words('正在转账或已经转账', 'Paying now or has paid') },
    },
  },
  receive: ({ time, data: { number, alertedOn, ...facts } }) => ({ workflow: 'fraud-alert', data: { ...facts, alertedOn: alertedOn ?? time.toISOString(), ...(number === undefined ? {} : { sourceNumber: number }) } }),
});
