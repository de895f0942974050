import { decideAccessGrants, readAccessGrants, findRole, type AccessGrantRow } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { NewNotice, Notices } from '@stationhouse/notify';

/** Who at a station is told that the bureau reads there. */
const AT_STATION = readAccessGrants.defaultRoles.filter((role) => role === 'chief' || role === 'auditor');
const DECIDING = decideAccessGrants.defaultRoles.filter((role) => findRole(role)?.scope === 'BUREAU');

/** To whoever decides at the bureau: somebody waits. */
export async function sayWaiting(tenant: Tenant, notices: Pick<Notices, 'notify'>, grant: AccessGrantRow, name: string): Promise<void> {
  const body = text(`${name}申请查看${scopeOf(grant)['zh-CN']} ${grant.hours} 小时。事由：${grant.purpose}`, `${name} asks to see ${scopeOf(grant).en} for ${grant.hours} h. Purpose: ${grant.purpose}`);
  await notices.notify(tenant, { ...about(grant), unit: { bureauId: grant.bureauId }, key: `access-grant:${grant.id}:waiting`, kind: 'accessGrant.waiting', title: text('有授权查看申请待审批', 'A request for access waits'), body, roles: DECIDING });
}

/** To the station, at once: who reads what, why and until when. */
export async function sayStarted(tenant: Tenant, notices: Pick<Notices, 'notify'>, grant: AccessGrantRow, name: string): Promise<void> {
  const body = text(`分局${name}获准查看${scopeOf(grant)['zh-CN']}，为期 ${grant.hours} 小时，到时自动结束。事由：${grant.purpose}`, `${name} of the bureau may see ${scopeOf(grant).en} for ${grant.hours} h; it ends by itself. Purpose: ${grant.purpose}`);
  await notices.notify(tenant, { ...about(grant), unit: { stationId: grant.stationId }, key: `access-grant:${grant.id}:started`, kind: 'accessGrant.started', title: text('分局正在授权查看本所内容', 'The bureau was given access here'), body, roles: AT_STATION });
}

/** To whoever asked: what was decided. */
export async function sayDecided(tenant: Tenant, notices: Pick<Notices, 'notify'>, grant: AccessGrantRow): Promise<void> {
  const title = grant.refusal === null ? text('您的授权查看已获同意', 'Your access was granted') : text('您的授权查看未获同意', 'Your access was refused');
  const body = grant.refusal === null ? text(`可查看 ${grant.hours} 小时，每次查看均留痕。`, `For ${grant.hours} h; each reading is recorded.`) : text(`理由：${grant.refusal}`, `Reason: ${grant.refusal}`);
  await notices.notify(tenant, { ...about(grant), unit: { bureauId: grant.bureauId }, key: `access-grant:${grant.id}:decided`, kind: 'accessGrant.decided', title, body, accountIds: [grant.accountId] });
}

/** To the station: it was ended before its time. */
export async function sayEnded(tenant: Tenant, notices: Pick<Notices, 'notify'>, grant: AccessGrantRow, name: string): Promise<void> {
  const body = text(`${name}的授权查看已提前结束，可查看其间打开了什么。`, `Access of ${name} was ended early. See what was opened meanwhile.`);
  await notices.notify(tenant, { ...about(grant), unit: { stationId: grant.stationId }, key: `access-grant:${grant.id}:ended`, kind: 'accessGrant.ended', title: text('授权查看已结束', 'Access has ended'), body, roles: AT_STATION });
}

function about(grant: AccessGrantRow): Pick<NewNotice, 'record'> {
  return { record: { kind: 'accessGrant', id: grant.id, number: grant.recordNumber ?? undefined } };
}

function scopeOf({ recordNumber }: AccessGrantRow): Bilingual {
  return recordNumber === null ? text('全所内容', 'all of the station') : text(`“${recordNumber}”`, recordNumber);
}
