import { notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Comparison, PluginRows } from '@stationhouse/plugin-api';
import { ENOUGH, foundThing, likenessOf, lostThing, type Likeness } from '@stationhouse/three-losses-common/property';
import { propertyMatched, propertyUnmatched } from './permissions.js';
import { PropertyMatchRow } from './rows.js';

const LOST = 'lost-property';
const FOUND = 'found-property';

/** Where lost property hears that something matches: it is looked for, and not being checked with its owner already. */
const LOOKED_FOR = new Set(['looking', 'open']);

/** How something lost is compared with everything found, and the other way round. */
export const comparisonOf = (instanceId: Id): Comparison<Likeness> => ({
  instanceId,
  against: { [LOST]: FOUND, [FOUND]: LOST },
  judge: ({ workflow, data }, other) => {
    const likeness = workflow === LOST ? likenessOf(lostThing(data), foundThing(other)) : likenessOf(lostThing(other), foundThing(data));
    return likeness !== undefined && likeness.score >= ENOUGH ? likeness : undefined;
  },
});

/** What was said of the pairs that one of the two is in, by the id of the other. */
export async function saidOf({ stationId, repository }: PluginRows, instanceId: Id): Promise<ReadonlyMap<Id, PropertyMatchRow>> {
  const rows = await repository(PropertyMatchRow).find({ where: [{ stationId, lostId: instanceId }, { stationId, foundId: instanceId }] });
  return new Map(rows.map((row) => [(row.lostId === instanceId ? row.foundId : row.lostId) as Id, row]));
}

/** A decision of somebody about a pair. */
export interface Said {
  readonly lostId: Id;
  readonly foundId: Id;
  readonly same: boolean;
  readonly key: string;
}

/**
 * Keeps whether two are one. That they are is told to both in one go: the one goes to its owner to be checked, the other notes it. That they are not is remembered, and taken back by
 * saying that they are.
 * @throws StationhouseError NOT_FOUND; PROPERTY_MATCHED where the lost thing is being checked with something else already; INSTANCE_CLOSED
 */
export async function decide(rows: PluginRows, said: Said): Promise<PropertyMatchRow> {
  const { stationId, caller, now, repository } = rows;
  const { lostId, foundId, same, key } = said;
  await rows.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`property matches ${stationId}`]);
  const known = await repository(PropertyMatchRow).findOneBy({ stationId, lostId, foundId });
  if (known !== null && (known.saidKey === key || (known.same && same))) return known;
  const [lost, found] = await both(rows, lostId, foundId);
  if (same) {
    if (lost.status !== 'running' || found.status !== 'running') throw new StationhouseError('INSTANCE_CLOSED', text('其中一项已办结，不能再认定相符。', 'One of the two is closed, so they can no longer be matched.'));
    if (!lost.states.some((state) => LOOKED_FOR.has(state))) throw new StationhouseError('PROPERTY_MATCHED', text('该遗失登记正在与另一件物品核对。请先办完，不符的再认定这一件。', 'This report of loss is being checked with something else. Settle that first; if it does not match, match this one.'));
    rows.tell({ stationId, instanceId: lostId, event: 'paired', data: { matchingProperty: found.number } });
    rows.tell({ stationId, instanceId: foundId, event: 'paired', data: { matchingLoss: lost.number } });
  }
  const row = { stationId, lostId, foundId, same, decidedBy: caller.accountId, decidedAt: now, saidKey: key };
  await repository(PropertyMatchRow).upsert(row, ['stationId', 'lostId', 'foundId']);
  rows.audit({ action: same ? propertyMatched : propertyUnmatched, record: { kind: 'instance', id: lostId, number: lost.number }, details: { foundId, foundNumber: found.number } });
  return row;
}

interface Property {
  readonly number: string;
  readonly status: string;
  readonly states: readonly string[];
}

async function both({ stationId, sql }: PluginRows, lostId: Id, foundId: Id): Promise<[Property, Property]> {
  const read = async (id: Id, workflow: string): Promise<Property> => {
    const [row] = await sql<Property>('SELECT number, status, states FROM platform.instance WHERE station_id = $1 AND id = $2 AND workflow = $3', [stationId, id, workflow]);
    if (row === undefined) throw notFound(workflow === LOST ? text('遗失登记', 'Lost property') : text('拾得物品', 'Found property'));
    return row;
  };
  return [await read(lostId, LOST), await read(foundId, FOUND)];
}
