import { text } from '@stationhouse/kernel';
import { definePermission, type Permission } from './permission.js';
import { STATION_MEMBERS, STATION_OFFICERS } from './roles.js';

const BUREAU_ROLES = ['bureau-admin', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'anti-fraud-centre', 'bureau-auditor'] as const;

export const readStation = definePermission({
  id: 'station.read',
  title: text('查看派出所', 'See a station'),
  description: text('查看派出所的名称、辖区、队和岗位。', 'See a station’s name, area, teams and posts.'),
  defaultRoles: [...STATION_MEMBERS, 'analyst', ...BUREAU_ROLES],
  reachesStations: true,
});

export const createStation = definePermission({
  id: 'station.create',
  title: text('创建派出所', 'Create stations'),
  description: text('在本分局下创建派出所。', 'Create stations of the bureau.'),
  defaultRoles: ['bureau-admin'],
});

export const changeStation = definePermission({
  id: 'station.change',
  title: text('修改派出所信息', 'Change stations'),
  description: text('修改派出所的名称、代码、辖区类型、人口及统计日期、地址和电话。', 'Change a station’s name, code, kind, population with its date, address and telephone.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
});

export const reorganiseStations = definePermission({
  id: 'station.reorganise',
  title: text('撤销、合并、拆分派出所', 'Close, merge and split stations'),
  description: text('预览并安排派出所的撤销、合并、拆分，或在生效前取消；记录不删除，由承接所继续办理。', 'Preview and plan the closing, merger or split of a station, and cancel it before its day. No record is deleted; the successor works on.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
});

export const arrangeStation = definePermission({
  id: 'station.arrange',
  title: text('设置队和岗位', 'Arrange teams and posts'),
  description: text('创建本所的队和岗位。', 'Create the teams and posts of a station.'),
  defaultRoles: ['chief', 'bureau-admin'],
  reachesStations: true,
  delegable: 'stations',
});

export const readMembers = definePermission({
  id: 'member.read',
  title: text('查看人员与角色', 'See members and roles'),
  description: text('查看本所有哪些人员、各任何角色。', 'See who works at a station and in which roles.'),
  defaultRoles: [...STATION_MEMBERS, 'bureau-admin', 'bureau-leader', 'bureau-auditor'],
  reachesStations: true,
  delegable: 'stations',
});

export const grantMembers = definePermission({
  id: 'member.grant',
  title: text('授予和撤销本所角色', 'Grant and revoke a station’s roles'),
  description: text('授予或撤销本所的角色；所长与审计员由分局任命。', 'Grant and revoke roles of a station; chiefs and auditors are appointed by the bureau.'),
  defaultRoles: ['chief', 'bureau-admin'],
  reachesStations: true,
  delegable: 'stations',
});

export const appointMembers = definePermission({
  id: 'member.appoint',
  title: text('任命所长与审计员', 'Appoint chiefs and auditors'),
  description: text('授予或撤销所长、审计员、分析员角色。', 'Grant and revoke the roles chief, auditor and analyst.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
});

export const moveMembers = definePermission({
  id: 'member.move',
  title: text('办理人员调动', 'Move staff'),
  description: text('预览、排定和取消人员的调动、离职和退休：原角色结束、新角色开始、手头任务移交。调动所长等由分局任命的人员还须有任命权限。', 'Preview, plan and cancel that somebody changes station, leaves or retires: old roles end, new ones begin, tasks are handed over. Moving a chief, auditor or analyst asks for the permission to appoint as well.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
  delegable: 'stations',
});

export const readContactBoards = definePermission({
  id: 'contactBoard.read',
  title: text('查看联系牌', 'See contact boards'),
  description: text('查看本所联系牌挂在何处、写着谁、哪些待更换。', 'See where the station’s contact boards hang, whom they name, and which must be replaced.'),
  defaultRoles: [...STATION_OFFICERS, 'auxiliary', 'bureau-admin', 'bureau-leader'],
  reachesStations: true,
});

export const manageContactBoards = definePermission({
  id: 'contactBoard.manage',
  title: text('维护联系牌', 'Keep contact boards'),
  description: text('登记、标记、更换和撤下本所的联系牌。', 'Write down, mark, replace and take down the station’s contact boards.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'community-officer'],
});

export const readBureauMembers = definePermission({
  id: 'bureauMember.read',
  title: text('查看分局人员', 'See the bureau’s members'),
  description: text('查看分局一级的人员与角色。', 'See who holds roles at the bureau.'),
  defaultRoles: ['bureau-admin', 'bureau-leader', 'bureau-auditor'],
});

export const grantBureauMembers = definePermission({
  id: 'bureauMember.grant',
  title: text('授予和撤销分局角色', 'Grant and revoke the bureau’s roles'),
  description: text('授予或撤销分局一级的角色。最后一名分局管理员不能撤销。', 'Grant and revoke roles at the bureau. The last bureau administrator cannot be removed.'),
  defaultRoles: ['bureau-admin'],
});

export const readAccounts = definePermission({
  id: 'account.read',
  title: text('查看账号', 'See accounts'),
  description: text('查看本分局的账号及其状态。', 'See the bureau’s accounts and their state.'),
  defaultRoles: ['bureau-admin', 'bureau-auditor'],
  delegable: 'stations',
});

export const manageAccounts = definePermission({
  id: 'account.manage',
  title: text('管理账号', 'Manage accounts'),
  description: text('创建、停用账号，重置密码与两步验证。', 'Create and deactivate accounts; reset passwords and second factors.'),
  defaultRoles: ['bureau-admin'],
  delegable: 'stations',
});

export const secureBureau = definePermission({
  id: 'bureau.secure',
  title: text('设置登录安全', 'Set sign-in security'),
  description: text('规定哪些角色必须使用两步验证。', 'Say which roles must use a second factor.'),
  defaultRoles: ['bureau-admin'],
});

export const readDuty = definePermission({
  id: 'duty.read',
  title: text('查看值班', 'See duty'),
  description: text('查看现在谁在值班以及排班。', 'See who is on duty now, and the shifts.'),
  defaultRoles: [...STATION_MEMBERS, 'bureau-admin', 'bureau-leader'],
  reachesStations: true,
  byAccessGrant: true,
});

export const planDuty = definePermission({
  id: 'duty.plan',
  title: text('排班', 'Plan duty'),
  description: text('安排值班民警、带班领导和备勤。', 'Plan officers, commanders and backups of shifts.'),
  defaultRoles: ['chief', 'duty-commander', 'team-leader', 'command-room'],
});

export const readAudit = definePermission({
  id: 'auditRecord.read',
  title: text('查看审计记录', 'Read the audit record'),
  description: text('查看谁在何时对哪条记录做了什么、用途为何。', 'Read who did what to which record, when and why.'),
  defaultRoles: ['chief', 'auditor', 'bureau-auditor', 'bureau-leader', 'bureau-admin'],
  reachesStations: true,
  duty: text('操作须有人可查', 'Deeds must be open to somebody’s review'),
});

export const readOutside = definePermission({
  id: 'outside.read',
  title: text('查看外部单位和人员', 'See units and people outside'),
  description: text('查看本所协作的外部单位，及其人员的账号状态。', 'See the units outside the police network that the station works with, and how the accounts of their people stand.'),
  defaultRoles: [...STATION_OFFICERS],
});

export const manageOutside = definePermission({
  id: 'outside.manage',
  title: text('管理外部单位和人员', 'Manage units and people outside'),
  description: text('登记外部单位，邀请、停用其人员的账号，设定有效期。', 'Write down units outside the police network; invite and suspend their people, and set when accounts end.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander'],
});

/** The permissions of this library. */
export const accessPermissions: readonly Permission[] = [
  readStation,
  createStation,
  changeStation,
  reorganiseStations,
  arrangeStation,
  readMembers,
  grantMembers,
  appointMembers,
  readBureauMembers,
  grantBureauMembers,
  readAccounts,
  manageAccounts,
  secureBureau,
  readDuty,
  planDuty,
  readAudit,
  readOutside,
  manageOutside,
  moveMembers,
  readContactBoards,
  manageContactBoards,
];
