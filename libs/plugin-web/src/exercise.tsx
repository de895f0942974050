import { useEffect, useState, type ReactNode } from 'react';
import { Chip } from './chips.js';
import { ExerciseNow } from './time.js';
import { useWords } from './words.js';

/** The clock of an exercise, as the API sends it. */
export interface ExerciseClockValue {
  /** PLANNED | RUNNING | PAUSED | HALTED | ENDED */
  readonly status: string;
  /** Seconds of the exercise per real second. */
  readonly speed: number;
  readonly now: string | null;
  /** When it was read: names the reading. */
  readonly asOf: string;
}

/** Marks what belongs to an exercise: word, shape and colour. */
export function ExerciseMark() {
  const { say } = useWords();
  return <Chip tone="exercise"><span aria-hidden="true">◈ </span>{say('演练', 'EXERCISE')}</Chip>;
}

/** What an exercise's clock shows, in milliseconds, renewed every second while it runs; undefined without one. */
export function useExerciseNow(clock: ExerciseClockValue | null | undefined): number | undefined {
  const shown = clock?.now === null || clock?.now === undefined ? undefined : Date.parse(clock.now);
  const runs = clock?.status === 'RUNNING';
  const [tick, setTick] = useState({ asOf: '', elapsed: 0 });
  const asOf = clock?.asOf ?? '';
  useEffect(() => {
    if (!runs) return undefined;
    const since = performance.now();
    const timer = setInterval(() => setTick({ asOf, elapsed: performance.now() - since }), 1_000);
    return () => clearInterval(timer);
  }, [runs, asOf]);
  if (shown === undefined) return undefined;
  return runs && tick.asOf === asOf ? shown + tick.elapsed * clock.speed : shown;
}

/** Everything inside counts time left by this clock; by the time of day without one. */
export function ExerciseTime({ clock, children }: { clock: ExerciseClockValue | null | undefined; children: ReactNode }) {
  return <ExerciseNow value={useExerciseNow(clock)}>{children}</ExerciseNow>;
}
