import { definePermission, type Permission } from '@stationhouse/access';
import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const conductStudies = definePermission({
  id: 'study.conduct',
  title: text('开展研究', 'Conduct studies'),
  description: text('申请研究课题；获批后在课题范围内查看和导出不含个人信息的记录，人员只显示本课题代号。每次查询均留痕。', 'Ask for a study; once it is approved, read and export records of its stations without anything personal, people under pseudonyms of the study. Every query is recorded.'),
  defaultRoles: ['analyst'],
});

export const decideStudies = definePermission({
  id: 'study.decide',
  title: text('审批研究课题', 'Decide studies'),
  description: text('审批他人申请的研究课题和数据导出，或提前结束课题；设定分析员每日额度。', 'Decide studies and exports that others ask for, end a study early, and set what an analyst may read in a day.'),
  defaultRoles: ['bureau-approver', 'bureau-admin'],
  duty: text('研究课题须有第二人审批', 'A study is decided by a second person'),
});

export const reviewStudies = definePermission({
  id: 'study.review',
  title: text('查阅研究查询记录', 'Review what analysts asked'),
  description: text('查看分析员何时为何课题、何用途查询或导出了多少记录；不含查询条件和结果。', 'Read when analysts asked for what study and purpose, and how many records; neither conditions nor answers.'),
  defaultRoles: ['bureau-auditor', 'bureau-approver', 'bureau-leader', 'bureau-admin'],
});

export const studyPermissions: readonly Permission[] = [conductStudies, decideStudies, reviewStudies];

export const studyAsked = defineAuditAction({ id: 'study.asked', title: text('申请研究课题', 'Asked for a study') });
export const studyApproved = defineAuditAction({ id: 'study.approved', title: text('同意研究课题', 'Study approved') });
export const studyRefused = defineAuditAction({ id: 'study.refused', title: text('不同意研究课题', 'Study refused') });
export const studyClosed = defineAuditAction({ id: 'study.closed', title: text('结束研究课题，销毁代号密钥', 'Study closed, its key destroyed') });
export const studyAllowanceSet = defineAuditAction({ id: 'study.allowanceSet', title: text('设定分析员每日额度', 'Set what analysts may read in a day') });
export const releasePreviewed = defineAuditAction({ id: 'release.previewed', title: text('预览数据导出', 'Previewed an export of records') });
export const releaseConfirmed = defineAuditAction({ id: 'release.confirmed', title: text('确认数据导出', 'Confirmed an export of records') });
export const releaseApproved = defineAuditAction({ id: 'release.approved', title: text('同意数据导出', 'Approved an export of records') });
export const releaseRefused = defineAuditAction({ id: 'release.refused', title: text('不同意数据导出', 'Refused an export of records') });
export const releaseTaken = defineAuditAction({ id: 'release.taken', title: text('下载导出数据', 'Downloaded an export of records') });
