import { text } from '@stationhouse/kernel';
import { definePermission, READ_IN_FULL, type Permission } from './permission.js';
import { FULL_READERS } from './roles.js';

const BUREAU_READERS = ['bureau-admin', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'bureau-auditor'] as const;

export const tightenRoles = definePermission({
  id: 'role.tighten',
  title: text('收紧角色权限', 'Tighten roles'),
  description: text('从角色收回权限，或恢复收回的权限；只能收紧，不能超出默认。', 'Take permissions from roles and give them back; never more than the default.'),
  defaultRoles: ['bureau-admin', 'chief'],
  reachesStations: true,
});

export const explainRights = definePermission({
  id: 'rights.explain',
  title: text('查询某人权限', 'Ask what somebody may see'),
  description: text('查询某个账号在哪些派出所有哪些权限、来自何处、能看到多少个人信息；每次查询均留痕。', 'Ask what an account may do where, why, and how much of a person it sees. Each question is recorded.'),
  defaultRoles: ['bureau-admin', 'bureau-auditor', 'bureau-leader', 'chief'],
  reachesStations: true,
});

export const delegateRights = definePermission({
  id: 'delegation.give',
  title: text('委托管理权限', 'Delegate administration'),
  description: text('把自己管理权限的一部分限期委托给某个账号，或撤回。', 'Give a named account a bounded part of one’s own administration until a date, or revoke it.'),
  defaultRoles: ['bureau-admin'],
});

export const readDelegations = definePermission({
  id: 'delegation.read',
  title: text('查看委托', 'See delegations'),
  description: text('查看谁受托管理什么、到何时为止。', 'See who was given which part of the administration, and until when.'),
  defaultRoles: ['bureau-admin', 'bureau-leader', 'bureau-auditor'],
});

export const askForAccess = definePermission({
  id: 'accessGrant.ask',
  title: text('申请授权查看', 'Ask for access'),
  description: text('说明事由，申请限时查看某派出所或其某条记录。', 'Ask, with a purpose and for a time, to see a station or one of its records.'),
  defaultRoles: BUREAU_READERS,
  reachesStations: true,
});

export const decideAccessGrants = definePermission({
  id: 'accessGrant.decide',
  title: text('审批授权查看', 'Decide requests for access'),
  description: text('审批他人的授权查看申请，或提前结束。', 'Decide other people’s requests for access, or end access early.'),
  defaultRoles: ['bureau-leader', 'bureau-legal', 'bureau-admin'],
  reachesStations: true,
  duty: text('授权查看须有第二人审批和叫停', 'Access is decided and stopped by a second person'),
});

export const readAccessGrants = definePermission({
  id: 'accessGrant.read',
  title: text('查看授权查看记录', 'Read the record of access'),
  description: text('查看谁、为何、何时凭授权查看了什么。', 'See who opened what by an access grant, when and why.'),
  defaultRoles: ['chief', 'instructor', 'auditor', ...BUREAU_READERS],
  reachesStations: true,
  duty: text('派出所须知道谁看了本所的内容', 'A station must know who saw its records'),
});

export const ruleAccessGrants = definePermission({
  id: 'accessGrant.rule',
  title: text('设置授权查看规则', 'Set the rule of access'),
  description: text('设置授权查看的最长时限，以及单条记录是否也须审批。', 'Set the longest time of access, and whether a single record is decided too.'),
  defaultRoles: ['bureau-admin'],
});

/** What a role of class P2 adds to masked data. Taking it leaves the role P1. */
export const readInFull = definePermission({
  id: READ_IN_FULL,
  title: text('查看完整个人信息', 'Read personal data in full'),
  description: text('填写用途后查看完整个人信息，每次留痕。收回后该角色只见脱敏内容。', 'See personal data in full with a purpose, each time recorded. Without it the role sees masked data only.'),
  defaultRoles: FULL_READERS,
  duty: text('处警办案须有人能看到当事人信息', 'Somebody must be able to see the people concerned'),
});

/** Permissions around what departs from the default matrix. */
export const rightsPermissions: readonly Permission[] = [tightenRoles, explainRights, delegateRights, readDelegations, askForAccess, decideAccessGrants, readAccessGrants, ruleAccessGrants, readInFull];
