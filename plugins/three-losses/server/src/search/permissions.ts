import { text } from '@stationhouse/kernel';
import { defineAuditAction, definePermission } from '@stationhouse/plugin-api';

export const readGround = definePermission({
  id: 'searchGround.read',
  title: text('查看搜索区', 'See the ground of a search'),
  description: text('查看走失查找的搜索区、搜索记录、轨迹、概率和下一步建议。', 'See the segments of a search, its passes and tracks, the probabilities and what is suggested next.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'team-leader', 'duty-officer', 'command-room', 'community-officer', 'case-officer', 'auxiliary'],
});

export const directGround = definePermission({
  id: 'searchGround.direct',
  title: text('划分搜索区', 'Divide the ground of a search'),
  description: text('划分、修改、撤销搜索区，调整权重，指定由谁搜索。', 'Draw, change and remove segments, weigh them, and say who searches which.'),
  defaultRoles: ['chief', 'duty-commander', 'team-leader', 'duty-officer', 'command-room'],
});

export const reportGround = definePermission({
  id: 'searchGround.report',
  title: text('登记搜索情况', 'Record what was searched'),
  description: text('登记一次搜索、导入轨迹；登记有误的，写明理由撤回。', 'Record a pass and import tracks; take back what was recorded by mistake, with a reason.'),
  defaultRoles: ['chief', 'duty-commander', 'team-leader', 'duty-officer', 'command-room', 'community-officer', 'case-officer', 'auxiliary'],
});

export const exportGround = definePermission({
  id: 'searchGround.export',
  title: text('导出搜索区', 'Export the ground of a search'),
  description: text('把搜索区、轨迹导出为 GPX 或 GeoJSON 文件，填写用途，导出记入审计。', 'Write segments and tracks into a GPX or GeoJSON file, with a purpose; each is on record.'),
  defaultRoles: ['chief', 'duty-commander', 'duty-officer', 'command-room'],
});

export const segmentDrawn = defineAuditAction({ id: 'searchGround.segmentDrawn', title: text('划分搜索区', 'Drew a segment') });
export const segmentChanged = defineAuditAction({ id: 'searchGround.segmentChanged', title: text('修改搜索区', 'Changed a segment') });
export const segmentRemoved = defineAuditAction({ id: 'searchGround.segmentRemoved', title: text('撤销搜索区', 'Removed a segment') });
export const segmentWeighed = defineAuditAction({ id: 'searchGround.segmentWeighed', title: text('调整搜索区权重', 'Weighed a segment') });
export const segmentAssigned = defineAuditAction({ id: 'searchGround.segmentAssigned', title: text('指定搜索区由谁搜索', 'Assigned a segment') });
export const basisChanged = defineAuditAction({ id: 'searchGround.basisChanged', title: text('调整推算依据', 'Changed what a search is reckoned by') });
export const passRecorded = defineAuditAction({ id: 'searchGround.passRecorded', title: text('登记一次搜索', 'Recorded a pass') });
export const passWithdrawn = defineAuditAction({ id: 'searchGround.passWithdrawn', title: text('撤回一次搜索', 'Withdrew a pass') });
export const trackAdded = defineAuditAction({ id: 'searchGround.trackAdded', title: text('导入轨迹', 'Imported a track') });
export const trackWithdrawn = defineAuditAction({ id: 'searchGround.trackWithdrawn', title: text('撤回轨迹', 'Withdrew a track') });
export const groundExported = defineAuditAction({ id: 'searchGround.exported', title: text('导出搜索区', 'Exported the ground of a search') });
