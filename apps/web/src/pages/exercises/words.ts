import type { Tone, Words } from '@stationhouse/plugin-web';
import type { ExerciseStatus, InjectStatus, ObjectiveResult } from '../../gql/exercises.js';

type Say = Pick<Words, 'say'>;

/** The state of an exercise: word and tone. */
export function statusOf(status: ExerciseStatus, { say }: Say): { words: string; tone: Tone } {
  return {
    PLANNED: { words: say('未开始', 'Planned'), tone: 'plain' as const },
    RUNNING: { words: say('▶ 进行中', '▶ Running'), tone: 'exercise' as const },
    PAUSED: { words: say('‖ 已暂停', '‖ Paused'), tone: 'warn' as const },
    HALTED: { words: say('■ 已停止，转实警', '■ Halted: real incident'), tone: 'bad' as const },
    ENDED: { words: say('✓ 已结束', '✓ Ended'), tone: 'plain' as const },
  }[status];
}

/** The state of an inject: word and tone. @param over the exercise is over: what has not come will not */
export function injectStatusOf(status: InjectStatus, over: boolean, { say }: Say): { words: string; tone: Tone } {
  return {
    PLANNED: { words: over ? say('— 未触发', '— Not fired') : say('待触发', 'To come'), tone: 'plain' as const },
    FIRED: { words: say('✓ 已触发', '✓ Fired'), tone: 'ok' as const },
    SKIPPED: { words: say('— 已跳过', '— Skipped'), tone: 'plain' as const },
    FAILED: { words: say('! 未能触发', '! Failed'), tone: 'bad' as const },
  }[status];
}

export function resultOf(result: ObjectiveResult, { say }: Say): { words: string; tone: Tone } {
  return {
    MET: { words: say('✓ 达成', '✓ Met'), tone: 'ok' as const },
    NOT_MET: { words: say('✗ 未达成', '✗ Not met'), tone: 'bad' as const },
    NOT_YET: { words: say('… 待评定', '… Pending'), tone: 'plain' as const },
    NOT_MEASURABLE: { words: say('— 提前停止，不予评定', '— Stopped early: not assessed'), tone: 'plain' as const },
  }[result];
}

/** A length of the exercise's time: `10 分钟 30 秒`. */
export function lengthOf(seconds: number, { say }: Say): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const parts = [
    ...(hours > 0 ? [say('{hours} 小时', '{hours} h', { hours })] : []),
    ...(minutes > 0 ? [say('{minutes} 分钟', '{minutes} min', { minutes })] : []),
    ...(rest > 0 || seconds === 0 ? [say('{rest} 秒', '{rest} s', { rest })] : []),
  ];
  return parts.join(' ');
}

/** A moment after the start: `T+00:05:00`. */
export function offsetOf(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `T+${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
