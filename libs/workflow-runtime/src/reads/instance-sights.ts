import { looksOfData, maskText, type FieldLook, type RecordSights, type DataClass } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { readInstances } from '../permissions.js';

/** What an instance shows beside its data. Names of files and what they are for are P2, whole or not at all. */
function beside(level: DataClass): FieldLook[] {
  const open = (path: string, zhCN: string, en: string): FieldLook => ({ path, title: text(zhCN, en), dataClass: 'P0', shown: 'FULL', sample: null });
  const name = maskText('现场照片.jpg', 'text', 'P2', level);
  return [
    open('number', '编号', 'Number'), open('states', '状态、时限与任务', 'States, clocks and tasks'), open('timeline', '办理过程', 'Timeline'),
    { path: 'attachments', title: text('附件（名称与内容）', 'Files: their names and content'), dataClass: 'P2', shown: name === null ? 'HIDDEN' : 'FULL', sample: name },
  ];
}

/** Lets rights be explained for an instance, by the schema of the version it runs on. */
export function sightInstances(sights: RecordSights, catalog: WorkflowCatalog): RecordSights {
  sights.register({
    kind: 'instance',
    permission: readInstances.id,
    find: async (tenant, stationId, number) => {
      const [row] = await tenant.sql<{ id: string; definition: string }>('SELECT id, definition FROM instance WHERE station_id = $1 AND number = $2', [stationId, number]);
      if (row === undefined) return undefined;
      const { dataSchema } = await catalog.version(tenant, row.definition);
      return { id: row.id, number, looks: (level) => [...beside(level), ...looksOfData(dataSchema, level, 'data.')] };
    },
  });
  return sights;
}
