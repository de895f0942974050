import { handOver } from '@stationhouse/plugin-web';
import type { ExerciseFull } from './ExercisePage.js';

/** The after-action review as a file, marked as an exercise in its name and in its first fields. */
export function exportReview({ id, title, status, clockKind, director, roles, startedAt, stoppedAt, stoppedBy, injects, objectives, timeline }: ExerciseFull): void {
  const review = {
    format: 'stationhouse-exercise/1', exercise: true, mark: '演练 EXERCISE',
    id, title, status, clock: clockKind, director, roles, startedAt, stoppedAt, stoppedBy,
    objectives: objectives.map(plain), injects: injects.map(plain), timeline: timeline.map(plain),
  };
  handOver(new Blob([JSON.stringify(review, undefined, 2)], { type: 'application/json' }), `演练-EXERCISE-${title.replaceAll(/[\\/:*?"<>|]/g, '_')}.json`);
}

/** Without the names of types that the client adds. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === '__typename' ? undefined : inner))) as object;
}
