import { Account, Station, type StaffMoveRow } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { In } from 'typeorm';
import type { HandedOver } from './hand-over.js';
import type { LeftItem } from './inventory.js';

const KINDS: Readonly<Record<StaffMoveRow['kind'], Bilingual>> = { transfer: text('调动', 'transfer'), leave: text('离职', 'leaving the service'), retire: text('退休', 'retirement') };

/** Who hears of a move: the chiefs on both sides, the person, whoever takes over, and the bureau where it could not take effect. */
export class MoveWord {
  constructor(private readonly notices: Pick<Notices, 'notify'>) {}

  /** It was planned for a day to come. */
  async planned(tenant: Tenant, row: StaffMoveRow, account: Account): Promise<void> {
    const said = await this.said(tenant, row, account);
    await this.tellStations(tenant, row, 'planned', text(`人员调动：${account.displayName}`, `Staff move: ${account.displayName}`), text(`${said['zh-CN']}，${row.effectiveOn ?? ''} 生效。`, `${said.en}, from ${row.effectiveOn ?? ''} on.`));
    await this.tellPerson(tenant, row, row.leftStationIds[0], 'planned', text(`您的${KINDS[row.kind]['zh-CN']}将于 ${row.effectiveOn ?? ''} 生效`, `Your ${KINDS[row.kind].en} takes effect on ${row.effectiveOn ?? ''}`), said);
  }

  async cancelled(tenant: Tenant, row: StaffMoveRow): Promise<void> {
    const account = await tenant.repository(Account).findOneByOrFail({ bureauId: row.bureauId, id: row.accountId });
    const title = text(`人员调动已取消：${account.displayName}`, `Staff move cancelled: ${account.displayName}`);
    const said = await this.said(tenant, row, account);
    await this.tellStations(tenant, row, 'cancelled', title, said);
    await this.tellPerson(tenant, row, row.leftStationIds[0], 'cancelled', text('您的调动已取消', 'Your move was cancelled'), said);
  }

  /** It took effect: to each station what it must see to, to each successor how much is theirs now. */
  async carried(tenant: Tenant, row: StaffMoveRow, items: readonly LeftItem[], { byPerson }: HandedOver): Promise<void> {
    const account = await tenant.repository(Account).findOneByOrFail({ bureauId: row.bureauId, id: row.accountId });
    const said = await this.said(tenant, row, account);
    // Whoever goes to the successor comes to the same chief, who hears it once.
    const gone = row.toStationId === null ? [] : (await tenant.repository(Station).findBy({ bureauId: row.bureauId, successorId: row.toStationId })).map(({ id }) => id);
    for (const stationId of row.leftStationIds) {
      const boards = items.filter((item) => item.stationId === stationId && item.kind === 'CONTACT_BOARDS').reduce((sum, { count }) => sum + count, 0);
      const left = items.filter((item) => item.stationId === stationId && item.to === 'nobody').reduce((sum, { count }) => sum + count, 0);
      if (left === 0 && gone.includes(stationId)) continue;
      const more = text(`${boards > 0 ? ` ${boards} 块联系牌待更换。` : ''}${left > 0 ? ` ${left} 项缺少可接的人，请尽快任命。` : ''}`, `${boards > 0 ? ` ${boards} contact board(s) must be replaced.` : ''}${left > 0 ? ` ${left} item(s) have nobody to take them: appoint somebody soon.` : ''}`);
      await this.tell(tenant, row, stationId, 'left', { roles: ['chief'] }, text(`人员已调离：${account.displayName}`, `Has left: ${account.displayName}`), text(`${said['zh-CN']}。${more['zh-CN']}`, `${said.en}.${more.en}`));
    }
    if (row.toStationId !== null) {
      await this.tell(tenant, row, row.toStationId, 'arrived', { roles: ['chief'] }, text(`人员已调入：${account.displayName}`, `Has arrived: ${account.displayName}`), said);
      await this.tellPerson(tenant, row, row.toStationId, 'welcome', text('您的调动已生效', 'Your move has taken effect'), said);
    }
    for (const [accountId, { stationId, count }] of byPerson) {
      await this.tell(tenant, row, stationId, `successor:${accountId}`, { accountIds: [accountId] }, text(`移交给您的任务 ${count} 项`, `${count} task(s) handed over to you`), text(`因${account.displayName}${KINDS[row.kind]['zh-CN']}，见“任务”。`, `Because of the ${KINDS[row.kind].en} of ${account.displayName}; see Tasks.`));
    }
  }

  /** It could not take effect: to whoever planned it and the bureau's administrators. */
  async failed(tenant: Tenant, row: StaffMoveRow, why: Bilingual): Promise<void> {
    const account = await tenant.repository(Account).findOneByOrFail({ bureauId: row.bureauId, id: row.accountId });
    await this.notices.notify(tenant, { unit: { bureauId: row.bureauId }, key: `staff-move:${row.id}:failed`, kind: 'staffMove.failed', title: text(`人员调动未能生效：${account.displayName}`, `A staff move could not take effect: ${account.displayName}`), body: why, roles: ['bureau-admin'], accountIds: [row.plannedBy], record: recordOf(row) });
  }

  private async tellStations(tenant: Tenant, row: StaffMoveRow, what: string, title: Bilingual, body: Bilingual): Promise<void> {
    for (const stationId of new Set([...row.leftStationIds, ...(row.toStationId === null ? [] : [row.toStationId])])) await this.tell(tenant, row, stationId, what, { roles: ['chief'] }, title, body);
  }

  /** Somebody whose chief is told already hears it once. */
  private async tellPerson(tenant: Tenant, row: StaffMoveRow, stationId: Id | undefined, what: string, title: Bilingual, body: Bilingual): Promise<void> {
    if (stationId !== undefined) await this.tell(tenant, row, stationId, `${what}:person`, { accountIds: [row.accountId] }, title, body);
  }

  private async tell(tenant: Tenant, row: StaffMoveRow, stationId: Id, what: string, whom: { readonly roles?: readonly string[]; readonly accountIds?: readonly Id[] }, title: Bilingual, body: Bilingual): Promise<void> {
    await this.notices.notify(tenant, { unit: { stationId }, key: `staff-move:${row.id}:${what}`, kind: `staffMove.${what.split(':')[0] ?? what}`, title, body, ...whom, record: recordOf(row) });
  }

  /** Who goes from where to where. */
  private async said(tenant: Tenant, row: StaffMoveRow, account: Account): Promise<Bilingual> {
    const stations = new Map((await tenant.repository(Station).findBy({ bureauId: row.bureauId, id: In([...row.leftStationIds, ...(row.toStationId === null ? [] : [row.toStationId])]) })).map(({ id, name }) => [id, name]));
    const from = row.leftStationIds.map((id) => stations.get(id) ?? '').join('、');
    if (row.toStationId === null) return text(`${account.displayName}（${from}）${KINDS[row.kind]['zh-CN']}`, `${account.displayName} (${from}): ${KINDS[row.kind].en}`);
    const to = stations.get(row.toStationId) ?? '';
    return text(`${account.displayName}由${from}调往${to}`, `${account.displayName} moves from ${from} to ${to}`);
  }
}

function recordOf({ id }: StaffMoveRow): { readonly kind: string; readonly id: Id } {
  return { kind: 'staffMove', id };
}
