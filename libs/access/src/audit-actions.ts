import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const personalRead = defineAuditAction({ id: 'personal.read', title: text('查看完整个人信息', 'Read personal data in full') });

export const signedIn = defineAuditAction({ id: 'session.opened', title: text('登录', 'Signed in') });
export const signInFailed = defineAuditAction({ id: 'session.refused', title: text('登录失败', 'Sign-in failed') });
export const signedOut = defineAuditAction({ id: 'session.ended', title: text('退出登录', 'Signed out') });
export const unlocked = defineAuditAction({ id: 'session.unlocked', title: text('解除锁屏', 'Unlocked the session') });
export const refreshReused = defineAuditAction({ id: 'session.revoked', title: text('登录凭据被重复使用，已强制退出', 'A used refresh token came back: session revoked') });
export const accountLocked = defineAuditAction({ id: 'account.locked', title: text('多次登录失败，账号锁定', 'Account locked after failed sign-ins') });
export const passwordChanged = defineAuditAction({ id: 'account.passwordChanged', title: text('修改密码', 'Changed the password') });
export const passwordReset = defineAuditAction({ id: 'account.passwordReset', title: text('重置密码', 'Reset a password') });
export const secondFactorSet = defineAuditAction({ id: 'account.secondFactorSet', title: text('绑定两步验证', 'Set up a second factor') });
export const secondFactorReset = defineAuditAction({ id: 'account.secondFactorReset', title: text('解除两步验证', 'Removed a second factor') });
export const accountCreated = defineAuditAction({ id: 'account.created', title: text('创建账号', 'Created an account') });
export const accountActivated = defineAuditAction({ id: 'account.activated', title: text('启用账号', 'Activated an account') });
export const accountDeactivated = defineAuditAction({ id: 'account.deactivated', title: text('停用账号', 'Deactivated an account') });
export const roleGranted = defineAuditAction({ id: 'role.granted', title: text('授予角色', 'Granted a role') });
export const roleRevoked = defineAuditAction({ id: 'role.revoked', title: text('撤销角色', 'Revoked a role') });
export const stationCreated = defineAuditAction({ id: 'station.created', title: text('创建派出所', 'Created a station') });
export const bureauCreated = defineAuditAction({ id: 'bureau.created', title: text('创建分局', 'Created a bureau') });
export const secondFactorRequired = defineAuditAction({ id: 'bureau.secondFactorRequired', title: text('设置须两步验证的角色', 'Set the roles that need a second factor') });
export const teamCreated = defineAuditAction({ id: 'team.created', title: text('创建队', 'Created a team') });
export const postCreated = defineAuditAction({ id: 'post.created', title: text('创建岗位', 'Created a post') });
export const shiftCreated = defineAuditAction({ id: 'shift.created', title: text('排班', 'Planned a shift') });
