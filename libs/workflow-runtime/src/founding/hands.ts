import type { StaffMoveWish } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { StaffMoves } from '../moves/staff-moves.js';

/** What changes hands with the people who go, all of them together. */
export interface Hands {
  /** Open tasks that go back to their role, and those for which the chief, or whoever stands in, must answer. */
  readonly pooled: number;
  readonly toInCharge: number;
  readonly boards: number;
  readonly warnings: readonly Bilingual[];
}

export const NO_HANDS: Hands = { pooled: 0, toInCharge: 0, boards: 0, warnings: [] };

/** What planned moves will come to, by the moves' own preview. @param tenant where they are planned already, so that each knows of the others */
export async function foreseeHands(tenant: Tenant, moves: Pick<StaffMoves, 'preview'>, bureauId: Id, planned: readonly StaffMoveWish[]): Promise<Hands> {
  const all = { ...NO_HANDS };
  const warnings = new Map<string, Bilingual>();
  for (const wish of planned) {
    const preview = await moves.preview(tenant, bureauId, wish);
    for (const { kind, to, count } of preview.items) {
      if (kind === 'TASKS' && to === 'pool') all.pooled += count;
      if (kind === 'TASKS' && to === 'inCharge') all.toInCharge += count;
      if (kind === 'CONTACT_BOARDS') all.boards += count;
    }
    for (const said of preview.warnings) warnings.set(said['zh-CN'], said);
  }
  return { ...all, warnings: [...warnings.values()] };
}
