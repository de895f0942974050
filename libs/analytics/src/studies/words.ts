import { findRole } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Id } from '@stationhouse/kernel';
import type { NewNotice, Notices } from '@stationhouse/notify';
import { decideStudies } from './permissions.js';
import type { ReleaseRow } from './release.js';
import type { StudyRow } from './study.js';

type Teller = Pick<Notices, 'notify'>;

/** Who at the bureau decides. */
const DECIDING = decideStudies.defaultRoles.filter((role) => findRole(role)?.scope === 'BUREAU');

/** To whoever decides: a study waits. */
export async function sayStudyWaits(tenant: Tenant, notices: Teller, study: StudyRow): Promise<void> {
  await notices.notify(tenant, { ...ofStudy(study), key: `study:${study.id}:waiting`, kind: 'study.waiting', title: text('有研究课题待审批', 'A study waits for a decision'), body: text(`“${study.title}”。用途：${study.purpose}`, `“${study.title}”. Purpose: ${study.purpose}`), roles: DECIDING });
}

/** To whoever asked: what was decided. */
export async function sayStudyDecided(tenant: Tenant, notices: Teller, study: StudyRow): Promise<void> {
  const title = study.refusal === null ? text('您的研究课题已获同意', 'Your study was approved') : text('您的研究课题未获同意', 'Your study was refused');
  const body = study.refusal === null ? text(`“${study.title}”现在可以查看记录。`, `“${study.title}” shows its records now.`) : text(`“${study.title}”。理由：${study.refusal}`, `“${study.title}”. Reason: ${study.refusal}`);
  await notices.notify(tenant, { ...ofStudy(study), key: `study:${study.id}:decided`, kind: 'study.decided', title, body, accountIds: [study.accountId] });
}

/** To whoever decides: an export waits. */
export async function sayReleaseWaits(tenant: Tenant, notices: Teller, release: ReleaseRow): Promise<void> {
  const { rows } = release.preview;
  await notices.notify(tenant, { ...ofRelease(release), key: `study-release:${release.id}:waiting`, kind: 'studyRelease.waiting', title: text('有课题数据导出待审批', 'An export of a study waits for a decision'), body: text(`${rows} 条记录。用途：${release.purpose ?? ''}`, `${rows} records. Purpose: ${release.purpose ?? ''}`), roles: DECIDING });
}

/** To whoever asked: what was decided about an export. */
export async function sayReleaseDecided(tenant: Tenant, notices: Teller, release: ReleaseRow): Promise<void> {
  const title = release.refusal === null ? text('您的数据导出已获同意', 'Your export was approved') : text('您的数据导出未获同意', 'Your export was refused');
  const body = release.refusal === null ? text('三天内可以下载。', 'It may be taken for three days.') : text(`理由：${release.refusal}`, `Reason: ${release.refusal}`);
  await notices.notify(tenant, { ...ofRelease(release), key: `study-release:${release.id}:decided`, kind: 'studyRelease.decided', title, body, accountIds: [release.accountId] });
}

function ofStudy({ bureauId, id }: StudyRow): Pick<NewNotice, 'unit' | 'record'> {
  return about(bureauId, 'study', id);
}

function ofRelease({ bureauId, id }: ReleaseRow): Pick<NewNotice, 'unit' | 'record'> {
  return about(bureauId, 'studyRelease', id);
}

function about(bureauId: Id, kind: string, id: Id): Pick<NewNotice, 'unit' | 'record'> {
  return { unit: { bureauId }, record: { kind, id, number: undefined } };
}
