import { Account, Station, type StaffMoveOutcome, type StaffMoveRow } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { In } from 'typeorm';
import type { HandedOver } from './hand-over.js';
import { total, type LeftItem } from './inventory.js';

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
    if (row.toStationId !== null) await this.tellPerson(tenant, row, row.toStationId, 'welcome', text('您的调动已生效', 'Your move has taken effect'), said);
    // The chiefs hear of all of a reorganisation’s moves at once.
    if (row.reorganisationId !== null) return;
    // Whoever goes to the successor comes to the same chief, who hears it once.
    const gone = row.toStationId === null ? [] : (await tenant.repository(Station).findBy({ bureauId: row.bureauId, successorId: row.toStationId })).map(({ id }) => id);
    for (const stationId of row.leftStationIds) {
      const boards = total(items, (item) => item.stationId === stationId && item.kind === 'CONTACT_BOARDS');
      const left = total(items, (item) => item.stationId === stationId && item.to === 'nobody');
      if (left === 0 && gone.includes(stationId)) continue;
      const more = toSeeTo({ boards, left });
      await this.tell(tenant, row, stationId, 'left', { roles: ['chief'] }, text(`人员已调离：${account.displayName}`, `Has left: ${account.displayName}`), text(`${said['zh-CN']}。${more['zh-CN']}`, `${said.en}. ${more.en}`.trim()));
    }
    if (row.toStationId !== null) await this.tell(tenant, row, row.toStationId, 'arrived', { roles: ['chief'] }, text(`人员已调入：${account.displayName}`, `Has arrived: ${account.displayName}`), said);
    for (const [accountId, { stationId, count }] of byPerson) {
      await this.tell(tenant, row, stationId, `successor:${accountId}`, { accountIds: [accountId] }, text(`移交给您的任务 ${count} 项`, `${count} task(s) handed over to you`), text(`因${account.displayName}${KINDS[row.kind]['zh-CN']}，见“任务”。`, `Because of the ${KINDS[row.kind].en} of ${account.displayName}; see Tasks.`));
    }
  }

  /**
   * All moves of a reorganisation are settled: one notice to the chief on each side, with the numbers of all; the list has the names.
   * @param moves of one station to one other
   * @param inCharge who got the tasks that nobody else of the station may take
   */
  async carriedTogether(tenant: Tenant, moves: readonly StaffMoveRow[], inCharge: Id | undefined): Promise<void> {
    const carried = moves.filter(({ state }) => state === 'carried');
    const last = carried.at(-1);
    const [fromId, toId] = [last?.leftStationIds[0], last?.toStationId];
    if (last === undefined || fromId === undefined || toId === null || toId === undefined) return;
    const stations = await tenant.repository(Station).findBy({ bureauId: last.bureauId, id: In([fromId, toId]) });
    const [from, to] = [fromId, toId].map((id) => stations.find((station) => station.id === id));
    const [count, failed] = [carried.length, moves.length - carried.length];
    const sum = (of: keyof StaffMoveOutcome) => carried.reduce((all, { outcome }) => all + (outcome?.[of] ?? 0), 0);
    const left = toSeeTo({ failed, pooled: sum('pooled'), toInCharge: sum('toInCharge'), boards: sum('boards'), left: sum('left') });
    const list = text('名单和各人的移交结果见“人员调动”。', 'Staff moves lists who they are, and what was handed over.');
    // Both sides of a merger have one chief.
    const merged = from?.successorId === toId;
    const whom = { roles: ['chief'], accountIds: inCharge === undefined ? [] : [inCharge] };
    await this.tell(tenant, last, toId, 'arrived', merged ? whom : { roles: ['chief'] }, text(`已从“${from?.name ?? ''}”调入 ${count} 人`, `${count} arrived from “${from?.name ?? ''}”`), joined(merged ? left : toSeeTo({ failed }), list));
    if (!merged) await this.tell(tenant, last, fromId, 'left', whom, text(`已向“${to?.name ?? ''}”调出 ${count} 人`, `${count} left for “${to?.name ?? ''}”`), joined(left, list));
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

/** What a chief has to know, or to do, after people have gone. */
function toSeeTo({ failed = 0, pooled = 0, toInCharge = 0, boards = 0, left = 0 }: Partial<StaffMoveOutcome> & { readonly failed?: number }): Bilingual {
  const said = [
    { count: failed, words: text(`${failed} 人未能调动，分局已收到通知。`, `${failed} could not be moved; the bureau knows.`) },
    { count: pooled, words: text(`${pooled} 项任务退回，由同岗位民警领取。`, `${pooled} task(s) went back to whoever has their role.`) },
    { count: toInCharge, words: text(`${toInCharge} 项任务没有同岗位民警，交您办理，见“任务”。`, `${toInCharge} task(s) that nobody else may take are yours; see Tasks.`) },
    { count: boards, words: text(`${boards} 块联系牌待更换。`, `${boards} contact board(s) must be replaced.`) },
    { count: left, words: text(`${left} 项缺少可接的人，请尽快任命。`, `${left} item(s) have nobody to take them: appoint somebody soon.`) },
  ];
  return joined(...said.filter(({ count }) => count > 0).map(({ words }) => words));
}

function joined(...said: readonly Bilingual[]): Bilingual {
  return text(said.map((one) => one['zh-CN']).join(''), said.map(({ en }) => en).filter(Boolean).join(' '));
}

function recordOf({ id }: StaffMoveRow): { readonly kind: string; readonly id: Id } {
  return { kind: 'staffMove', id };
}
