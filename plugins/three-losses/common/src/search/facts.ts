import type { Json, JsonObject } from '@stationhouse/workflow';
import { objectOf, objectsOf, textOf, wordsOf } from '@stationhouse/workflow/json';
import type { ClueKind, Sureness } from './clues.js';
import type { NotedClue } from './ground.js';
import { lastKnown, type LastKnown } from './last-known.js';
import type { LostPersonKind } from './lost-persons.js';
import type { Position } from './position.js';

/** What the source of a clue is in the arithmetic. */
const KIND_OF: Readonly<Record<string, ClueKind>> = { video: 'frame', witness: 'sighting', family: 'sighting', item: 'belonging', phone: 'phone' };
const SURENESS_OF: Readonly<Record<string, Sureness>> = { certain: 'sure', likely: 'likely', doubtful: 'possible' };

/** Where the instance's data say the person was last seen; undefined while nobody has shown it on the map. @throws StationhouseError BAD_INPUT for a moment that is none */
export function lastKnownIn(data: JsonObject): LastKnown | undefined {
  const position = positionIn(data['point']);
  return position === undefined ? undefined : lastKnown(position, new Date(textOf(data['lastSeenOn'])));
}

/** The clues of the instance's data, as they were noted. One source at one place is one source, however often it speaks. */
export function cluesIn(data: JsonObject): readonly NotedClue[] {
  return objectsOf(data['clues']).map(({ source, sure, place, point, seenOn }) => ({
    kind: KIND_OF[textOf(source)] ?? 'sighting',
    sureness: SURENESS_OF[textOf(sure)] ?? 'possible',
    source: JSON.stringify([source ?? null, textOf(place)]),
    seenAt: new Date(textOf(seenOn)),
    position: positionIn(point),
  }));
}

/** The oldest of each group of children in the statistics, years. */
const CHILDREN = [[3, 'child1to3'], [6, 'child4to6'], [9, 'child7to9'], [12, 'child10to12']] as const;
const YOUTHS = 18;
const OLD = 60;

/**
 * Whose statistics hold for the person of the data, until somebody says another kind. A child without an age is taken as one of 7 to 9, the middle of those who walk far enough to be searched for; an old person who is
 * ill or confused as one with dementia, for whom the distances are wider.
 */
export function kindIn(data: JsonObject): LostPersonKind {
  const { group, age } = objectOf(data['person']);
  const risks = new Set([...wordsOf(data['risks']), ...wordsOf(data['urgencyReasons'])]);
  if (risks.has('selfHarm')) return 'despondent';
  const years = typeof age === 'number' ? age : { child: 9, youth: 15, elder: OLD }[textOf(group)];
  const child = CHILDREN.find(([oldest]) => years !== undefined && years <= oldest);
  if (child !== undefined) return child[1];
  if (years !== undefined && years < YOUTHS) return 'youth13to15';
  return years === undefined || years < OLD ? 'adult' : risks.has('illness') ? 'dementia' : 'old';
}

function positionIn(point: Json | undefined): Position | undefined {
  const { longitude, latitude } = objectOf(point);
  return typeof longitude === 'number' && typeof latitude === 'number' ? [longitude, latitude] : undefined;
}
