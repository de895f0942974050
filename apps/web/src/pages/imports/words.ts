import type { Tone, Words } from '@stationhouse/plugin-web';
import type { ImportState } from '../../gql/imports.js';

type Say = Words['say'];

/** The state of an import in words, with its tone. */
export function importState(state: ImportState, dryRun: boolean, say: Say): { words: string; tone: Tone } {
  switch (state) {
    case 'UPLOADED': return { words: say('待设置', 'To be mapped'), tone: 'info' };
    case 'QUEUED': return { words: say('排队中', 'Queued'), tone: 'info' };
    case 'RUNNING': return { words: dryRun ? say('试运行中', 'Dry run') : say('导入中', 'Importing'), tone: 'info' };
    case 'PAUSED': return { words: say('已中断，可继续', 'Interrupted, can go on'), tone: 'warn' };
    case 'DONE': return { words: dryRun ? say('试运行完成', 'Dry run done') : say('已完成', 'Done'), tone: 'ok' };
    case 'FAILED': return { words: say('失败', 'Failed'), tone: 'bad' };
    case 'CANCELLED': return { words: say('已取消', 'Cancelled'), tone: 'plain' };
  }
}

/** The fields a column can fill, in the order of the form. */
export function fieldWords(say: Say): readonly { field: string; label: string; moment?: true; required?: true }[] {
  return [
    { field: 'receivedAt', label: say('接警时间', 'Received'), moment: true, required: true },
    { field: 'category', label: say('类别', 'Category') },
    { field: 'address', label: say('地点', 'Place') },
    { field: 'narrative', label: say('警情内容', 'Narrative') },
    { field: 'occurredAt', label: say('发生时间', 'Occurred'), moment: true },
    { field: 'dispatchedAt', label: say('派警时间', 'Dispatched'), moment: true },
    { field: 'acknowledgedAt', label: say('签收时间', 'Acknowledged'), moment: true },
    { field: 'arrivedAt', label: say('到场时间', 'Arrived'), moment: true },
    { field: 'underControlAt', label: say('控制时间', 'Under control'), moment: true },
    { field: 'clearedAt', label: say('处置完毕时间', 'Cleared'), moment: true },
    { field: 'channel', label: say('来源渠道', 'Channel') },
    { field: 'outcome', label: say('处置结果', 'Outcome') },
    { field: 'disposition', label: say('处置情况', 'What was done') },
    { field: 'postcode', label: say('邮编', 'Postcode') },
    { field: 'longitude', label: say('经度（WGS-84）', 'Longitude (WGS-84)') },
    { field: 'latitude', label: say('纬度（WGS-84）', 'Latitude (WGS-84)') },
    { field: 'reporterName', label: say('报警人', 'Reporter') },
    { field: 'reporterPhone', label: say('报警电话', 'Phone') },
    { field: 'units', label: say('出警单位', 'Units') },
  ];
}
