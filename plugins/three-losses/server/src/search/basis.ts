import { badInput, text } from '@stationhouse/kernel';
import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import type { LostPersonKind, Surroundings } from '@stationhouse/three-losses-common/search';
import { basisChanged } from './permissions.js';
import { BasisRow } from './rows.js';
import { lineOf, note, requireVersion, said, takeTurn } from './turn.js';

const BASIS = text('推算依据', 'basis');

/** What a search is reckoned by. */
export interface BasisWords {
  /** Null: as the data of the instance say. */
  readonly kind?: LostPersonKind | null | undefined;
  readonly surroundings: Surroundings;
  /** 0 to 0.9; null: the default. */
  readonly elsewhere?: number | null | undefined;
  readonly reason: string;
}

/** Null where nobody said anything yet: built-up ground, and what the data say. */
export function basisOf({ stationId, instance, repository }: PluginInstanceRows): Promise<BasisRow | null> {
  return repository(BasisRow).findOneBy({ stationId, instanceId: instance.id });
}

/** @param expectedVersion 0 where nobody said anything yet @throws StationhouseError STALE_VERSION, BAD_INPUT */
export async function setBasis(rows: PluginInstanceRows, { kind, surroundings, elsewhere, reason }: BasisWords, expectedVersion: number): Promise<BasisRow> {
  const { stationId, instance, repository } = rows;
  await takeTurn(rows);
  const before = await basisOf(rows);
  requireVersion(before ?? { version: 0 }, expectedVersion, BASIS);
  if (elsewhere !== undefined && elsewhere !== null && !(elsewhere >= 0 && elsewhere <= 0.9)) throw badInput('elsewhere', text('不在此地的可能应在 0 到 0.9 之间。', 'The share that is elsewhere is 0 to 0.9.'), { problem: 'outOfRange', least: 0, most: 0.9 });
  const row: BasisRow = { stationId, instanceId: instance.id, version: expectedVersion + 1, kind: kind ?? null, surroundings, elsewhere: elsewhere ?? null, reason: lineOf(reason, 'reason', 300), said: said(rows) };
  if (before === null) await repository(BasisRow).insert(row);
  else await repository(BasisRow).update({ stationId, instanceId: instance.id }, { version: row.version, kind: row.kind, surroundings, elsewhere: row.elsewhere, reason: row.reason, said: row.said });
  note(rows, basisChanged, { version: row.version });
  return row;
}
