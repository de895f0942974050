import { useContext, useEffect, useState } from 'react';
import { Chip } from './chips.js';
import { timeLeftInWords } from './clock.js';
import { ExerciseNow, serverClock, timeLeft } from './time.js';
import { useWords, type Words } from './words.js';

const HOUR = 3_600_000;

/** The server's time in milliseconds, renewed every second while `on`; inside an exercise, what its clock shows. */
export function useSecond(on = true): number {
  const [now, setNow] = useState(() => serverClock.now().getTime());
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => setNow(serverClock.now().getTime()), 1_000);
    return () => clearInterval(timer);
  }, [on]);
  return useContext(ExerciseNow) ?? now;
}

/** Less than an hour to the second, `剩 2:05` or `超时 0:31`; longer in words, as elsewhere. */
export function secondsLeftInWords(due: number, now: number, words: Pick<Words, 'say'>): string {
  const size = Math.abs(due - now);
  if (size >= HOUR) return timeLeftInWords(timeLeft(due, now), words);
  // What is left is never shown as longer than it is, and what is over never as shorter.
  const seconds = Math.floor(size / 1_000);
  const span = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return due <= now ? words.say('超时 {span}', '{span} over', { span }) : words.say('剩 {span}', '{span} left', { span });
}

/** The time left until a due moment, counting seconds: for clocks of minutes, where somebody is waiting. Nothing when there is no due moment. */
export function Countdown({ dueAt, warnAt }: { dueAt: string | null | undefined; warnAt?: string | null }) {
  const words = useWords();
  const now = useSecond(Boolean(dueAt));
  if (!dueAt) return null;
  const due = Date.parse(dueAt);
  const { tone, overdue } = timeLeft(due, now, warnAt ? { warn: Date.parse(warnAt) } : {});
  return (
    <Chip tone={tone} title={words.say('{due} 到期', 'Due {due}', { due: words.due(dueAt) })}>
      <span aria-hidden="true">{overdue ? '!' : '◷'}</span>
      <span className="sh-num">{secondsLeftInWords(due, now, words)}</span>
    </Chip>
  );
}
