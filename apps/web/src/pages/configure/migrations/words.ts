import type { Tone, Words } from '@stationhouse/plugin-web';
import type { Graph } from '../../instances/graph.js';
import type { MigrationItemStatus, MigrationPartsFragment, MigrationStatus } from '../../../gql/migrations.js';

/** Where a batch stands, for people. */
export function statusWords(status: MigrationStatus, { say }: Words): { readonly words: string; readonly tone: Tone } {
  return {
    REHEARSING: { words: say('正在试演', 'Rehearsing'), tone: 'info' as const },
    REHEARSED: { words: say('试演完成，等待开始', 'Rehearsed: yet to start'), tone: 'warn' as const },
    RUNNING: { words: say('正在迁移', 'Moving'), tone: 'info' as const },
    SUSPENDED: { words: say('已停下', 'Held'), tone: 'warn' as const },
    DONE: { words: say('已完成', 'Done'), tone: 'ok' as const },
    UNDOING: { words: say('正在撤回', 'Taking back'), tone: 'info' as const },
    UNDONE: { words: say('已撤回', 'Taken back'), tone: 'plain' as const },
  }[status];
}

/** What became of an instance, for people. */
export function itemWords(status: MigrationItemStatus, { say }: Words): string {
  return {
    READY: say('可以迁移', 'Ready to move'), STUCK: say('留在原版本', 'Stays where it is'), MOVED: say('已迁移', 'Moved'), UNDONE: say('已撤回', 'Taken back'), KEPT: say('撤不回，留在新版本', 'Kept on the new version'),
  }[status];
}

/** What a state is called, with the states around it: `履行与回访 › 30 日走访 › 未到时间`. */
export function placeWords(places: Graph['places'], path: string, { textOf }: Words): string {
  const keys = path.split('.');
  const titles = keys.map((_, index) => textOf(places.get(keys.slice(0, index + 1).join('.'))?.title)).filter(Boolean);
  return titles.filter((title, index) => title !== titles[index - 1]).join(' › ') || path;
}

/** Whether something of a batch is under way, so that the page looks again. */
export function isMoving({ status }: MigrationPartsFragment['progress']): boolean {
  return status === 'REHEARSING' || status === 'RUNNING' || status === 'UNDOING';
}

/** Instances of a batch in all, as far as they have been rehearsed. */
export function totalOf({ ready, stuck, moved, undone, kept }: MigrationPartsFragment['progress']): number {
  return ready + stuck + moved + undone + kept;
}
