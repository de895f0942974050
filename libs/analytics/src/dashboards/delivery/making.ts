import { abilitiesOf, covers, type Abilities, type PermissionRegistry } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { defineJob, type JobDefinition } from '@stationhouse/jobs';
import { isStationhouseError, localDate, localDateTime, newId, systemClock, text, type Id } from '@stationhouse/kernel';
import { isWithinReach, type NewNotice, type Notices } from '@stationhouse/notify';
import type { Unit } from '@stationhouse/access';
import { readMetrics, shareDashboards } from '../../permissions.js';
import { isAnalystAt, NO_DOCUMENT, settled, type AnalystQuestions } from '../../studies/asking.js';
import type { QueryNote } from '../../studies/ledger.js';
import { deliveryMade } from '../audit-actions.js';
import { dashboard, type DashboardRow } from '../dashboards.js';
import { DELIVERIES, zoneOf, type DeliveryRow, type Format } from './deliveries.js';
import type { PaperSources, TileQuestion } from './paper.js';
import { MAKE_TOPIC } from './worker.js';

interface Payload {
  readonly [key: string]: string;
  readonly deliveryId: Id;
  readonly accountId: Id;
  readonly due: string;
}

/** What a receiver may read now. */
interface Receiver {
  readonly abilities: Abilities;
  /** The stations whose figures it reads. */
  readonly readable: readonly Id[];
}

/** What is to be put on paper, and by which clock. */
interface Found {
  readonly board: DashboardRow;
  readonly zone: string;
  /** Name of the station or bureau. */
  readonly place: string;
  readonly now: Date;
}

interface Paper {
  readonly title: string;
  readonly content: Buffer;
  /** Tiles that the receiver's budget did not reach for. */
  readonly unpaid: number;
}

/** What a tile costs beside its points. */
const COST_OF_TILE = 1;

/** How long what was sent can be fetched. */
const KEEP = '60 days';

/** Makes what one receiver is sent, under the rights it has at that moment; whoever lost them gets nothing, and the owner is told. */
export class IssueMaker {
  constructor(
    private readonly database: Database,
    private readonly registry: PermissionRegistry,
    private readonly notices: Pick<Notices, 'notify'>,
    private readonly sources: PaperSources,
    private readonly questions: Pick<AnalystQuestions, 'ledger' | 'now'>,
  ) {}

  /** May run again: an issue and its notice are written once. */
  job(): JobDefinition {
    return defineJob<Payload>({ topic: MAKE_TOPIC, title: text('生成定期发送的看板', 'Make a dashboard that is sent'), handle: ({ scopeId, payload }) => this.make(scopeId, payload), timeout: 'PT5M', retry: { attempts: 5, delay: 'PT10S' }, concurrency: 1 });
  }

  private async make(bureauId: Id, { deliveryId, accountId, due }: Payload): Promise<void> {
    const [delivery] = await this.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<DeliveryRow>(`${DELIVERIES} WHERE bureau_id = $1 AND id = $2`, [bureauId, deliveryId]));
    // Stopped, or without this receiver by now.
    if (delivery === undefined || delivery.dueAt === null || !delivery.receivers.includes(accountId)) return;
    const unit: Unit = delivery.stationId === null ? { bureauId } : { stationId: delivery.stationId };
    const [owner, receiver] = [await this.receiver(bureauId, delivery.ownerId, unit), await this.receiver(bureauId, accountId, unit)];
    if (owner === undefined || (accountId !== delivery.ownerId && !owner.abilities.may(shareDashboards.id, unit))) return this.refuse(delivery, unit, accountId, due);
    if (receiver === undefined) return this.refuse(delivery, unit, accountId, due);
    const context: TenantContext = { stationIds: receiver.readable, bureauIds: [bureauId], accountId };
    const found = await this.database.inTenant(context, (tenant) => this.look(tenant, delivery, unit, due));
    if (found === 'made') return;
    if (found === undefined) return this.refuse(delivery, unit, accountId, due);
    const paper = await this.paper(context, found, delivery, receiver);
    await this.database.inTenant(context, (tenant) => this.write(tenant, delivery, unit, paper, due));
  }

  /** Who it is now; undefined for somebody who may not read figures there, or is gone. */
  private async receiver(bureauId: Id, accountId: Id, unit: Unit): Promise<Receiver | undefined> {
    try {
      // What it holds at each station is seen where that is in reach.
      const stations = await this.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1', [bureauId]));
      const { account, abilities } = await this.database.inTenant({ stationIds: stations.map(({ id }) => id), bureauIds: [bureauId] }, (tenant) => abilitiesOf(tenant, this.registry, bureauId, accountId, systemClock.now()));
      if (!account.active || !abilities.may(readMetrics.id, unit)) return undefined;
      return { abilities, readable: abilities.stationIds().filter((stationId) => abilities.may(readMetrics.id, { stationId }) && abilities.grantFor(readMetrics.id, { stationId }) === undefined) };
    } catch (error) {
      if (isStationhouseError(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** @returns undefined where the receiver cannot open the dashboard, or is out of reach */
  private async look(tenant: Tenant, { bureauId, stationId, id, dashboardId }: DeliveryRow, unit: Unit, due: string): Promise<Found | 'made' | undefined> {
    const accountId = tenant.context.accountId as Id;
    if (await isMade(tenant, bureauId, id, due)) return 'made';
    const board = await openable(tenant, bureauId, dashboardId);
    if (board === undefined || !(await isWithinReach(tenant, unit, { accountIds: [accountId] }))) return undefined;
    return { board, zone: await zoneOf(tenant, bureauId, stationId), place: await nameOf(tenant, unit), now: tenant.now };
  }

  /** The file. Each tile is read, noted and paid for by itself, as on the page: a long one keeps nobody's budget locked. */
  private async paper(context: TenantContext, { board, zone, place, now }: Found, { bureauId, stationId, format }: DeliveryRow, { abilities, readable }: Receiver): Promise<Paper> {
    const { partsOf, asPdf, asWorkbook } = await import('./paper.js');
    const levels = (stationIds: readonly Id[], level: 'P1' | 'P2') => stationIds.every((one) => covers(abilities.levelAt(one), level));
    const receiver = { bureauId, accountId: context.accountId as Id, abilities };
    const { parts, unpaid } = await partsOf(board.tiles, this.sources, {
      readable, stationIds: stationId === null ? readable : [stationId], today: localDate(now, zone),
      sightAt: (stationIds) => ({ persons: levels(stationIds, 'P2'), fine: levels(stationIds, 'P1') }),
      ask: (question, read) => this.ask(receiver, board, question, () => this.database.inTenant(context, read)),
    });
    const facts = `${place} · 截至 ${localDateTime(now, zone).slice(0, 16).replace('T', ' ')}`;
    return { title: board.title, content: await (format === 'pdf' ? asPdf : asWorkbook)(board.title, facts, parts), unpaid };
  }

  /** What an analyst is sent is a question of theirs, though nobody asks at that moment: noted with the dashboard as its purpose, and paid for – one for the tile, one for each point. */
  private async ask<Answer>({ bureauId, accountId, abilities }: { bureauId: Id; accountId: Id; abilities: Abilities }, board: DashboardRow, { subjects, stationIds }: TileQuestion, read: () => Promise<{ readonly answer: Answer; readonly points: number }>): Promise<Answer> {
    if (!isAnalystAt(abilities, stationIds)) return (await read()).answer;
    const { ledger } = this.questions;
    const at = this.questions.now();
    const note: QueryNote = { bureauId, accountId, studyId: null, kind: 'figures', operation: NO_DOCUMENT, subjects, stationIds, purpose: `定期看板“${board.title}”`, cost: COST_OF_TILE, rows: 0 };
    const inBureau = <Result>(work: (tenant: Tenant) => Promise<Result>) => this.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, work);
    const { id, refusal } = await inBureau((tenant) => ledger.begin(tenant, note, at));
    if (refusal !== undefined) throw refusal;
    return settled((rows, outcome, points = 0) => inBureau((tenant) => ledger.settle(tenant, note, id, { rows, outcome, points }, at)), async () => ({ ...(await read()), rows: 0 }));
  }

  /** The file, its notice and its entry at once. */
  private async write(tenant: Tenant, { bureauId, stationId, id: deliveryId, dashboardId, format }: DeliveryRow, unit: Unit, { title, content, unpaid }: Paper, due: string): Promise<void> {
    const accountId = tenant.context.accountId as Id;
    // Another process may have made it meanwhile.
    if (await isMade(tenant, bureauId, deliveryId, due)) return;
    const issueId = newId();
    await tenant.sql('DELETE FROM dashboard_issue WHERE bureau_id = $1 AND account_id = $2 AND made_at < app.now() - $3::interval', [bureauId, accountId, KEEP]);
    await tenant.sql('INSERT INTO dashboard_issue (bureau_id, id, delivery_id, dashboard_id, account_id, station_id, due_at, title, format, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [bureauId, issueId, deliveryId, dashboardId, accountId, stationId, due, title, format, content]);
    await this.notices.notify(tenant, { unit, key: `dashboard:${deliveryId}:${due}:${accountId}`, kind: 'dashboard.delivered', accountIds: [accountId], record: { kind: 'dashboardIssue', id: dashboardId, number: issueId }, ...noticeOf(title, format, unpaid) });
    await audit(tenant, { action: deliveryMade, ...unit, record: { kind: 'dashboard', id: dashboardId }, details: { delivery: deliveryId, receiver: accountId, format, bytes: content.length } });
  }

  /** Nothing is sent; the owner is told, once for each moment and receiver. */
  private async refuse({ bureauId, id, dashboardId, ownerId }: DeliveryRow, unit: Unit, accountId: Id, due: string): Promise<void> {
    const stationIds = unit.stationId === undefined ? [] : [unit.stationId];
    await this.database.inTenant({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const written = (await isWithinReach(tenant, unit, { accountIds: [ownerId] }))
        ? await this.notices.notify(tenant, { unit, key: `dashboard:${id}:${due}:${accountId}:refused`, kind: 'dashboard.refused', accountIds: [ownerId], record: { kind: 'dashboard', id: dashboardId }, title: text('有接收人未收到看板', 'A dashboard did not reach somebody'), body: text('该接收人已无权查看，或已不在岗。请到看板的“定期发送”中核对接收人。', 'They may not see it any more, or have left. Check the receivers under the dashboard’s “Delivery”.') })
        : undefined;
      if (written !== undefined) await tenant.sql('UPDATE dashboard_delivery SET last_refused = last_refused + 1 WHERE bureau_id = $1 AND id = $2', [bureauId, id]);
    });
  }
}

async function isMade(tenant: Tenant, bureauId: Id, deliveryId: Id, due: string): Promise<boolean> {
  return (await tenant.sql('SELECT FROM dashboard_issue WHERE bureau_id = $1 AND delivery_id = $2 AND due_at = $3 AND account_id = $4', [bureauId, deliveryId, due, tenant.context.accountId])).length > 0;
}

/** What its receiver is told; where the day's budget did not reach for all tiles, that too. */
function noticeOf(title: string, format: Format, unpaid: number): Pick<NewNotice, 'title' | 'body'> {
  const kind = format.toUpperCase();
  if (unpaid === 0) return { title: text('定期看板已生成', 'A dashboard was made for you'), body: text(`“${title}”（${kind}）：按您的权限生成，可在看板页下载；60 天后清除。`, `“${title}” (${kind}): made under your rights. Fetch it from the dashboard’s page; it goes after 60 days.`) };
  return {
    title: text('定期看板已生成，但今日额度不足', 'A dashboard was made for you, short of today’s budget'),
    body: text(`“${title}”（${kind}）：您今日的查询额度不足，${unpaid} 个图块未列出统计；额度分局零点恢复，届时可在看板页查看。`, `“${title}” (${kind}): your budget of queries for today did not reach for ${unpaid} of its tiles, which stand without figures. It is whole again at midnight; then see them on the dashboard’s page.`),
  };
}

async function openable(tenant: Tenant, bureauId: Id, id: Id): Promise<DashboardRow | undefined> {
  try {
    return await dashboard(tenant, bureauId, id);
  } catch (error) {
    if (isStationhouseError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

async function nameOf(tenant: Tenant, unit: Unit): Promise<string> {
  const [row] = await tenant.sql<{ name: string }>('SELECT name FROM station WHERE id = $1 UNION ALL SELECT name FROM bureau WHERE id = $1', [unit.stationId ?? unit.bureauId]);
  return row?.name ?? '';
}
