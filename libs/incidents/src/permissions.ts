import { definePermission, FULL_READERS, STATION_MEMBERS, STATION_OFFICERS, type Permission } from '@stationhouse/access';
import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const readIncidents = definePermission({
  id: 'incident.read',
  title: text('查看警情', 'Read incidents'),
  description: text('查看本所警情；个人信息按角色脱敏，填写用途后方可查看全文。', 'Read the station’s incidents; personal data are masked by role and shown in full only with a purpose.'),
  defaultRoles: STATION_MEMBERS,
  byAccessGrant: true,
});

export const countIncidents = definePermission({
  id: 'incident.count',
  title: text('统计警情', 'Count incidents'),
  description: text('按派出所、类别、方式、状态、结果统计本所警情的确切数，条件不限；其他人员按统计指标查看。', 'Count the station’s incidents exactly by station, category, channel, status or outcome, under any condition. Everybody else reads figures by metric.'),
  defaultRoles: FULL_READERS,
});

export const createIncident = definePermission({
  id: 'incident.create',
  title: text('接警登记', 'Take down incidents'),
  description: text('登记新警情；登记后接警事实不可更改。', 'Take down a new incident; its intake facts cannot be changed afterwards.'),
  defaultRoles: [...STATION_OFFICERS, 'auxiliary'],
  duty: text('接警须有人登记', 'Somebody must be able to take a call down'),
});

export const disposeIncident = definePermission({
  id: 'incident.dispose',
  title: text('填写处置结果', 'Record dispositions'),
  description: text('填写警情的处置结果，必要时更正类别。', 'Record how an incident ended, and correct its category where needed.'),
  defaultRoles: STATION_OFFICERS,
});

// A file is content: the bureau's administrators see those they upload for the bureau, not a station's own.
export const manageImports = definePermission({
  id: 'import.manage',
  title: text('导入警情', 'Import incidents'),
  description: text('上传数据文件、设置列对应关系、运行和取消导入、下载错误行；会看到所上传文件的内容。', 'Upload files, map their columns, run and cancel imports and download refused rows; sees what the uploaded files hold.'),
  defaultRoles: ['bureau-admin', 'chief'],
});

export const incidentPermissions: readonly Permission[] = [readIncidents, countIncidents, createIncident, disposeIncident, manageImports];

export const incidentCreated = defineAuditAction({ id: 'incident.create', title: text('登记警情', 'Incident taken down') });
export const incidentsErased = defineAuditAction({ id: 'incident.erased', title: text('到期清除警情个人信息', 'Personal data of incidents erased') });
export const incidentDisposed = defineAuditAction({ id: 'incident.dispose', title: text('填写处置结果', 'Disposition recorded') });
export const importUploaded = defineAuditAction({ id: 'import.upload', title: text('上传导入文件', 'Import file uploaded') });
export const importStarted = defineAuditAction({ id: 'import.start', title: text('开始导入', 'Import started') });
export const importCancelled = defineAuditAction({ id: 'import.cancel', title: text('取消导入', 'Import cancelled') });
export const importResumed = defineAuditAction({ id: 'import.resume', title: text('继续导入', 'Import resumed') });
export const importProfileSaved = defineAuditAction({ id: 'importProfile.save', title: text('保存导入对应关系', 'Import profile saved') });
export const importErrorsRead = defineAuditAction({ id: 'import.readErrors', title: text('下载导入错误行', 'Refused rows downloaded') });
