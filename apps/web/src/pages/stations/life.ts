import type { Tone, Words } from '@stationhouse/plugin-web';
import type { StationLivesQuery } from '../../gql/stations.js';

export type StationLife = StationLivesQuery['stations'][number];
export type Reorganisation = StationLivesQuery['reorganisations'][number];

/** What becomes of a station, or became of it, in a few words. */
export function deedWords({ kind, successor, founded, foundsName }: Pick<Reorganisation, 'kind' | 'successor' | 'founded' | 'foundsName'>, say: Words['say']): string {
  if (kind === 'CLOSE') return say('撤销', 'closed');
  if (kind === 'MERGE') return say('并入“{name}”', 'merged into “{name}”', { name: successor?.name ?? '' });
  return say('分设“{name}”', '“{name}” founded out of it', { name: founded?.name ?? foundsName ?? '' });
}

/** How a station stands: working, to be changed at a day, closed. @param planned what is planned for it, if anything */
export function standOf(station: Pick<StationLife, 'closedAt' | 'successorId'>, planned: Reorganisation | undefined, nameOf: (id: string) => string, day: (moment: string) => string, say: Words['say']): { readonly tone: Tone; readonly words: string } {
  if (station.closedAt) {
    const when = day(station.closedAt);
    return { tone: 'plain', words: station.successorId ? say('{when} 已并入“{name}”', 'Merged into “{name}” on {when}', { when, name: nameOf(station.successorId) }) : say('{when} 已撤销', 'Closed on {when}', { when }) };
  }
  if (planned) return { tone: 'warn', words: say('{when} 起{what}', 'From {when}: {what}', { when: day(planned.dueAt), what: deedWords(planned, say) }) };
  return { tone: 'ok', words: say('运行中', 'Working') };
}

/** What failed last, where nothing was planned, done or cancelled since. */
export function failureOf(stationId: string, all: readonly Reorganisation[]): Reorganisation | undefined {
  const own = all.filter(({ station }) => station.id === stationId);
  const [latest] = [...own].sort((left, right) => right.setAt.localeCompare(left.setAt));
  return latest?.state === 'FAILED' ? latest : undefined;
}
