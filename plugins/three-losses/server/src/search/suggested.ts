import { suggest, type Circumstances, type Ring, type Searcher, type Suggestion } from '@stationhouse/three-losses-common/search';
import { badInput, text } from '@stationhouse/kernel';
import type { Ground } from './ground.js';
import { lineOf } from './turn.js';

const MOST_TEAMS = 50;

/** Searchers at hand, as whoever asks says it. */
export interface TeamWords {
  readonly name: string;
  readonly searcher: Searcher;
  readonly searchers: number;
  readonly hours: number;
  /** Where they stand; left out: at the last-known point. */
  readonly longitude?: number | null | undefined;
  readonly latitude?: number | null | undefined;
}

/** Where to send whom next; undefined while nobody has shown on the map where the person was last seen. A person decides. @throws StationhouseError BAD_INPUT naming the field */
export function suggestedFor({ segments, facts, picture }: Ground, teams: readonly TeamWords[], circumstances: Circumstances): Suggestion | undefined {
  const { lastKnown } = facts;
  if (lastKnown === undefined) return undefined;
  if (teams.length > MOST_TEAMS) throw badInput('teams', text(`最多 ${MOST_TEAMS} 支队伍。`, `At most ${MOST_TEAMS} teams.`), { problem: 'tooMany', most: MOST_TEAMS });
  const placed = teams.map(({ name, searcher, searchers, hours, longitude, latitude }) => ({
    id: lineOf(name, 'teams.name', 60), searcher, searchers, hours, position: typeof longitude === 'number' && typeof latitude === 'number' ? ([longitude, latitude] as const) : lastKnown.position,
  }));
  const stands = new Map(picture.segments.map((one) => [one.id, one]));
  const open = segments.map(({ id, outline, terrain, danger }) => ({ id, ring: outline as Ring, terrain, poa: stands.get(id)?.poa ?? 0, pod: stands.get(id)?.pod ?? 0, ...(danger === null ? {} : { danger }) }));
  return suggest(placed, open, circumstances);
}
