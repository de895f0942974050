import { timeLeft, useNow, useWords } from '@stationhouse/plugin-web';

/** How long somebody has been gone: since they were last seen until they were found, else until now. Hours and minutes, days when it is days. */
export function Elapsed({ since, until }: { since: string; until?: string | null | undefined }) {
  const { say } = useWords();
  const now = useNow();
  const { days, hours, minutes } = timeLeft(Date.parse(since), until ? Date.parse(until) : now);
  const words = days > 0 ? say('{days} 天 {hours} 小时', '{days} d {hours} h', { days, hours }) : hours > 0 ? say('{hours} 小时 {minutes} 分', '{hours} h {minutes} min', { hours, minutes }) : say('{minutes} 分钟', '{minutes} min', { minutes });
  return <span className="sh-num">{words}</span>;
}
