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

/** 8 件 · 5 处 · 6 分钟, of what a flag says. */
export function factsInWords(facts: readonly { readonly name: string; readonly value: number }[], say: Words['say']): string {
  const words: Readonly<Record<string, (count: number) => string>> = {
    visits: (count) => say('{count, number} 件走访', '{count, number} visits', { count }),
    tasks: (count) => say('{count, number} 件任务', '{count, number} tasks', { count }),
    records: (count) => say('{count, number} 份记录', '{count, number} records', { count }),
    places: (count) => say('{count, number} 处地点', '{count, number} places', { count }),
    minutes: (count) => say('{count, number} 分钟内', 'within {count, number} min', { count }),
    seconds: (count) => say('约 {count, number} 秒', 'about {count, number} s', { count }),
    metres: (count) => say('相距共 {count, number} 米', '{count, number} m apart in all', { count }),
    days: (count) => say('跨 {count, number} 天', 'over {count, number} days', { count }),
    month: (count) => say('当月共 {count, number} 件', '{count, number} in the month', { count }),
  };
  // In the order of the words above: the facts themselves come in none.
  return Object.entries(words).flatMap(([name, worded]) => facts.filter((fact) => fact.name === name).map(({ value }) => worded(value))).join(' · ');
}

/** 300 米: what a threshold comes to. */
export function thresholdInWords(value: number, unit: string, say: Words['say']): string {
  switch (unit) {
    case 'MINUTES': return say('{value, number} 分钟', '{value, number} min', { value });
    case 'SECONDS': return say('{value, number} 秒', '{value, number} s', { value });
    case 'METRES': return say('{value, number} 米', '{value, number} m', { value });
    case 'PERCENT': return `${value}%`;
    case 'KILOMETRES_PER_HOUR': return say('{value, number} 公里/小时', '{value, number} km/h', { value });
    default: return String(value);
  }
}
