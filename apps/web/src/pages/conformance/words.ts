import type { Words } from '@stationhouse/plugin-web';

const UNITS = [
  { seconds: 86_400, words: (say: Words['say'], count: number) => say('{count, number} 天', '{count, number} d', { count }) },
  { seconds: 3_600, words: (say: Words['say'], count: number) => say('{count, number} 小时', '{count, number} h', { count }) },
  { seconds: 60, words: (say: Words['say'], count: number) => say('{count, number} 分', '{count, number} min', { count }) },
  { seconds: 1, words: (say: Words['say'], count: number) => say('{count, number} 秒', '{count, number} s', { count }) },
] as const;

/** A length of time in its two largest units; the second one is left out where it says little. */
export function lengthInWords(seconds: number | null | undefined, say: Words['say']): string {
  if (seconds === null || seconds === undefined) return '—';
  const at = UNITS.findIndex((unit) => seconds >= unit.seconds);
  const [first, second] = [UNITS[at < 0 ? UNITS.length - 1 : at], at < 0 ? undefined : UNITS[at + 1]];
  if (first === undefined) return '—';
  const whole = Math.floor(seconds / first.seconds);
  const rest = second === undefined || whole >= 10 ? 0 : Math.round((seconds - whole * first.seconds) / second.seconds);
  return second === undefined || rest === 0 ? first.words(say, whole) : `${first.words(say, whole)} ${second.words(say, rest)}`;
}

/** 12.3 % of 0.123. */
export function shareInWords(share: number): string {
  return `${(share * 100).toFixed(share >= 0.0995 || share === 0 ? 0 : 1)}%`;
}
