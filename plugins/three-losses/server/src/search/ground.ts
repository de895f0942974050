import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import { cluesIn, groundOf, kindIn, lastKnownIn, type GroundFacts, type GroundPicture, type Ring } from '@stationhouse/three-losses-common/search';
import { basisOf } from './basis.js';
import { reported } from './covering.js';
import { passesOf } from './passes.js';
import type { BasisRow, PassRow, SegmentRow, TrackRow } from './rows.js';
import { segmentsOf } from './segments.js';
import { tracksOf } from './tracks.js';
import { requireSearch } from './turn.js';

/** A search's ground: what people said of it, and what that comes to. */
export interface Ground {
  readonly basis: BasisRow | null;
  readonly segments: readonly SegmentRow[];
  readonly passes: readonly PassRow[];
  readonly tracks: readonly TrackRow[];
  readonly facts: GroundFacts;
  readonly picture: GroundPicture;
}

/** Everything is computed anew from what is kept: a correction of the last-known point, a clue or a pass withdrawn is an entry more or less. */
export async function readGround(rows: PluginInstanceRows): Promise<Ground> {
  requireSearch(rows);
  const { instance } = rows;
  const [basis, segments, passes, tracks] = [await basisOf(rows), await segmentsOf(rows), await passesOf(rows), await tracksOf(rows)];
  const standing = new Map(tracks.filter(({ withdrawn }) => withdrawn === null).map((track) => [track.id, track]));
  const facts: GroundFacts = {
    kind: basis?.kind ?? kindIn(instance.data),
    surroundings: basis?.surroundings ?? 'urban',
    elsewhere: basis?.elsewhere ?? undefined,
    seenAt: new Date(String(instance.data['lastSeenOn'])),
    lastKnown: lastKnownIn(instance.data),
    segments: segments.map(({ id, outline, terrain, weight }) => ({ id, ring: outline as Ring, terrain, weight: weight ?? undefined })),
    passes: passes.filter(({ withdrawn }) => withdrawn === null).map((pass) => reported(pass, standing)),
    clues: cluesIn(instance.data),
    // Once it is over time does not go on: the picture stays as it was at the end.
    now: instance.closedAt === null ? instance.now : endOf(rows),
  };
  return { basis, segments, passes, tracks, facts, picture: groundOf(facts) };
}

/** When the person was found, else when the search was closed. */
function endOf({ instance: { data, closedAt, now } }: PluginInstanceRows): Date {
  const foundOn = typeof data['foundOn'] === 'string' ? new Date(data['foundOn']) : undefined;
  return foundOn ?? closedAt ?? now;
}
