import type { Words } from '@stationhouse/plugin-web';
import type { RingingNoticeFragment } from '../../gql/notices.js';

/** How a notice sounds and looks: by its priority, an exercise like none of them. */
export type Grade = 'first' | 'second' | 'third' | 'exercise';

export function gradeOf({ priority, exercise }: Pick<RingingNoticeFragment, 'priority' | 'exercise'>): Grade {
  if (exercise) return 'exercise';
  return priority === 1 ? 'first' : priority === 3 ? 'third' : 'second';
}

/** The grade in a word, since neither colour nor shape may say it alone. */
export function gradeInWords({ priority }: Pick<RingingNoticeFragment, 'priority'>, say: Words['say']): string {
  return priority === 1 ? say('特急', 'Critical') : priority === 3 ? say('平急', 'Prompt') : say('紧急', 'Urgent');
}

/** Minutes and seconds since a moment: `0:42`, `12:05`. */
export function sinceInWords(toldAt: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(toldAt)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Those of a queue that were not in it before. */
export function newIn(queue: readonly { readonly id: string }[], known: ReadonlySet<string>): readonly string[] {
  return queue.flatMap(({ id }) => (known.has(id) ? [] : [id]));
}
