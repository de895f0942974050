import type { ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { looksOfType, type RecordSights } from '@stationhouse/access';
import { text, type Bilingual } from '@stationhouse/kernel';
import { readIncidents } from '../permissions.js';
import { RegisterReference } from './reference.js';

/** What an incident's fields are called where somebody asks who sees them; ids and marks of the programme are left out. */
const TITLES: Readonly<Record<string, Bilingual>> = {
  number: text('警情编号', 'Number'), channel: text('来源渠道', 'Channel'), sourceCategory: text('来源类别', 'Category of the source'), status: text('状态', 'Status'), outcomeTitle: text('处理结果', 'Outcome'),
  category: text('警情类别', 'Category'), disposition: text('处理情况', 'Disposition'), disposedAt: text('反馈时间', 'Reported at'), disposedBy: text('反馈人', 'Reported by'), receivedAt: text('接警时间', 'Received at'), occurredAt: text('发生时间', 'Occurred at'),
  dispatchedAt: text('派警时间', 'Dispatched at'), acknowledgedAt: text('签收时间', 'Acknowledged at'), arrivedAt: text('到场时间', 'Arrived at'), underControlAt: text('控制时间', 'Under control at'), clearedAt: text('结束时间', 'Cleared at'), responseSeconds: text('到场用时', 'Time to arrive'),
  address: text('地址', 'Address'), postcode: text('邮编', 'Postcode'), longitude: text('经度', 'Longitude'), latitude: text('纬度', 'Latitude'), reporterName: text('报警人', 'Reporter'), reporterPhone: text('报警电话', 'Telephone'),
  narrative: text('报警内容', 'Narrative'), units: text('处警单位', 'Units'), attributes: text('导入的其他列', 'Other imported columns'), source: text('导入来源', 'Imported from'), sourceId: text('来源编号', 'Id at the source'),
};

/** Lets rights be explained for an incident, by the marks that mask its GraphQL fields. */
export function sightIncidents(sights: RecordSights, modules: ModuleRef): RecordSights {
  const reference = new RegisterReference();
  sights.register({
    kind: 'incident',
    permission: readIncidents.id,
    find: async (tenant, stationId, number) => {
      const id = await reference.byNumber(tenant, stationId, number);
      return id === undefined ? undefined : { id, number, looks: (level) => looksOfType(modules.get(GraphQLSchemaHost, { strict: false }).schema, 'Incident', TITLES, level) };
    },
  });
  return sights;
}
