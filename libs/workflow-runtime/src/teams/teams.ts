import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';

const LONGEST_PURPOSE = 200;
const MOST = 50;

/** Who sees an instance. */
export interface TeamOf {
  readonly instanceId: Id;
  readonly number: string;
  readonly members: readonly Id[];
}

interface Row {
  readonly id: Id;
  readonly number: string;
  readonly workflow: string;
  readonly team: readonly Id[] | null;
}

/** Who is on the teams of restricted instances. Each is called with a transaction that reaches such instances where it says so. */
export class Teams {
  constructor(private readonly notices: Pick<Notices, 'notify'>) {}

  /** @returns undefined for an instance that is not restricted @throws StationhouseError NOT_FOUND */
  async of(tenant: Tenant, stationId: Id, instanceId: Id): Promise<TeamOf | undefined> {
    const row = await rowOf(tenant, stationId, 'id', instanceId);
    return row.team === null ? undefined : viewOf(row, row.team);
  }

  /**
   * Says who is on the team from now on; the caller is on it before and after.
   * @param tenant reaches restricted records
   * @throws StationhouseError NOT_FOUND also for whoever is not on it, CONFLICT for one that is not restricted, BAD_INPUT without oneself, for more than 50 or for somebody of another place
   */
  name(tenant: Tenant, stationId: Id, command: Keyed & { readonly instanceId: Id; readonly accountIds: readonly Id[] }): Promise<TeamOf> {
    const { instanceId, accountIds } = command;
    return once(tenant, stationId, `name team ${instanceId}`, command, async () => {
      const row = await rowOf(tenant, stationId, 'id', instanceId);
      const caller = tenant.context.accountId ?? '';
      if (row.team === null) throw new StationhouseError('CONFLICT', text('此事项不限知情人员，无需指定。', 'This instance is not restricted: nobody is named.'));
      if (!row.team.includes(caller)) throw notFound(INSTANCE);
      const wanted = [...new Set(accountIds)];
      if (!wanted.includes(caller)) throw badInput('accountIds', text('本人须留在知情人员内。', 'You stay on the team yourself.'));
      if (wanted.length > MOST) throw badInput('accountIds', text(`知情人员最多 ${MOST} 人。`, `At most ${MOST} people are on a team.`));
      const serving = await tenant.sql<{ id: Id }>('SELECT DISTINCT account_id AS id FROM serving WHERE station_id = $1 AND account_id = ANY ($2)', [stationId, wanted]);
      const added = wanted.filter((id) => !row.team?.includes(id));
      if (added.some((id) => !serving.some((one) => one.id === id))) throw badInput('accountIds', text('只能加入本所在岗人员。', 'Only people of this station are named.'));
      await this.write(tenant, stationId, row, wanted);
      await audit(tenant, { action: deeds.teamNamed, stationId, record: recordOf(row), details: { added, removed: row.team.filter((id) => !wanted.includes(id)) } });
      if (added.length > 0) await this.notices.notify(tenant, { unit: { stationId }, key: `${row.id}:team:${newId()}`, kind: 'team.named', title: text('您已被加入限知情人员查看的事项', 'You were named for a restricted instance'), body: text(row.number, row.number), accountIds: added, record: recordOf(row) });
      return viewOf(row, wanted);
    });
  }

  /**
   * In need: joins the team by the instance's number; the chief is told. On it already, nothing changes.
   * @param tenant reaches restricted records
   * @throws StationhouseError NOT_FOUND also for an instance that is not restricted, PURPOSE_REQUIRED
   */
  join(tenant: Tenant, stationId: Id, command: Keyed & { readonly number: string; readonly purpose: string }): Promise<TeamOf> {
    const [number, purpose] = [parseText(command.number, 'number', 60).trim(), parseText(command.purpose, 'purpose', LONGEST_PURPOSE).trim()];
    if (purpose === '') throw new StationhouseError('PURPOSE_REQUIRED', text('请写明加入的事由。', 'Say why you join.'));
    return once(tenant, stationId, `join team ${number}`, command, async () => {
      const row = await rowOf(tenant, stationId, 'number', number);
      const caller = tenant.context.accountId ?? '';
      if (row.team === null) throw notFound(INSTANCE);
      if (row.team.includes(caller)) return viewOf(row, row.team);
      const team = [...row.team, caller];
      await this.write(tenant, stationId, row, team);
      await audit(tenant, { action: deeds.teamJoined, stationId, record: recordOf(row), purpose });
      await this.notices.notify(tenant, { unit: { stationId }, key: `${row.id}:team:${newId()}`, kind: 'team.joined', title: text('有人紧急加入限知情人员查看的事项，请事后复核', 'Somebody joined a restricted instance in need: look at it afterwards'), body: text(row.number, row.number), roles: ['chief'], record: recordOf(row) });
      return viewOf(row, team);
    });
  }

  private async write(tenant: Tenant, stationId: Id, { id }: Row, team: readonly Id[]): Promise<void> {
    await tenant.sql('UPDATE instance SET team = $3 WHERE station_id = $1 AND id = $2', [stationId, id, team]);
  }
}

const INSTANCE = text('事项', 'Instance');
const viewOf = ({ id, number }: Row, members: readonly Id[]): TeamOf => ({ instanceId: id, number, members });
const recordOf = ({ id, number }: Row) => ({ kind: 'instance', id, number });

async function rowOf(tenant: Tenant, stationId: Id, by: 'id' | 'number', value: string): Promise<Row> {
  const [row] = await tenant.sql<Row>(`SELECT id, number, workflow, team FROM instance WHERE station_id = $1 AND ${by} = $2`, [stationId, value]);
  if (row === undefined) throw notFound(INSTANCE);
  return row;
}
