import { Station } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { localDate, text, type Bilingual } from '@stationhouse/kernel';
import type { NewNotice, Notices } from '@stationhouse/notify';
import { In } from 'typeorm';
import type { ReorganisationRow } from './entities.js';

/** Who hears what of a reorganisation: the chiefs of the stations, whoever goes, and the bureau where it fails. */
export class ReorganisationWord {
  constructor(private readonly notices: Pick<Notices, 'notify'>) {}

  async planned(tenant: Tenant, row: ReorganisationRow): Promise<void> {
    const what = await this.wordsOf(tenant, row);
    await this.chiefs(tenant, row, 'planned', text(`${what.day}起${what['zh-CN']}`, `From ${what.day} on: ${what.en}`), text(`依据：${row.because}`, `Why: ${row.because}`));
  }

  async cancelled(tenant: Tenant, row: ReorganisationRow): Promise<void> {
    const what = await this.wordsOf(tenant, row);
    await this.chiefs(tenant, row, 'cancelled', text(`已取消：${what['zh-CN']}`, `Cancelled: ${what.en}`), text('各项工作照常。', 'Everything goes on as before.'));
  }

  /** Whoever goes along hears of it from their own move. */
  async done(tenant: Tenant, row: ReorganisationRow): Promise<void> {
    const what = await this.wordsOf(tenant, row);
    const title = text(`已${what['zh-CN']}`, `Done: ${what.en}`);
    if (row.successorId !== null) {
      const body = text('原所在办事项由本所民警按同样岗位办理，编号不变；可在派出所列表中切换查看。', 'The officers here work on what runs there, in the same roles and under the same numbers: switch to that station in the list.');
      await this.tell(tenant, row, 'done', { unit: { stationId: row.successorId }, roles: ['chief'], title, body });
    }
    if (row.kind === 'split') await this.tell(tenant, row, 'done', { unit: { stationId: row.stationId }, roles: ['chief'], title, body: text('在办事项留在本所；调出人员的任务按人员调动移交。', 'What runs stays here; the tasks of those who leave are handed over as in any move.') });
    await this.tell(tenant, row, 'done', { unit: { bureauId: row.bureauId }, roles: ['bureau-admin'], title, ...(row.kind === 'split' ? { body: text('新所的工作流配置、插件和时限与原所相同，请核对人员和排班。', 'The new station has the configuration, plugins and hours of the one it comes from. Check people and shifts.') } : {}) });
  }

  async failed(tenant: Tenant, row: ReorganisationRow, why: Bilingual): Promise<void> {
    const what = await this.wordsOf(tenant, row);
    await this.tell(tenant, row, 'failed', { unit: { bureauId: row.bureauId }, roles: ['bureau-admin'], accountIds: [row.setBy], title: text(`未能执行：${what['zh-CN']}`, `Not carried out: ${what.en}`), body: why });
    await this.chiefs(tenant, row, 'failed', text(`未能执行：${what['zh-CN']}`, `Not carried out: ${what.en}`), text('各项工作照常，分局将重新安排。', 'Everything goes on as before; the bureau plans it anew.'));
  }

  private async chiefs(tenant: Tenant, row: ReorganisationRow, kind: string, title: Bilingual, body: Bilingual): Promise<void> {
    for (const stationId of [row.stationId, ...(row.successorId === null ? [] : [row.successorId])]) await this.tell(tenant, row, kind, { unit: { stationId }, roles: ['chief'], title, body });
  }

  private async tell(tenant: Tenant, { id, stationId }: ReorganisationRow, kind: string, notice: Pick<NewNotice, 'unit' | 'roles' | 'accountIds' | 'title' | 'body'>): Promise<void> {
    await this.notices.notify(tenant, { ...notice, key: `reorganisation:${id}:${kind}`, kind: `reorganisation.${kind}`, record: { kind: 'station', id: stationId } });
  }

  private async wordsOf(tenant: Tenant, { kind, bureauId, stationId, successorId, plan, dueAt }: ReorganisationRow): Promise<Bilingual & { readonly day: string }> {
    const stations = await tenant.repository(Station).findBy({ bureauId, id: In([stationId, ...(successorId === null ? [] : [successorId])]) });
    const [own, successor] = [stationId, successorId].map((id) => stations.find((station) => station.id === id));
    const [name, into] = [own?.name ?? '', successor?.name ?? plan.founds?.name ?? ''];
    const words = {
      close: text(`撤销“${name}”`, `“${name}” is closed`),
      merge: text(`将“${name}”并入“${into}”`, `“${name}” is merged into “${into}”`),
      split: text(`从“${name}”分设“${into}”`, `“${into}” is founded out of “${name}”`),
    }[kind];
    return { ...words, day: localDate(dueAt, own?.timeZone ?? 'Asia/Shanghai') };
  }
}
