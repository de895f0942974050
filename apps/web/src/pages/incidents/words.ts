import type { Words } from '@stationhouse/plugin-web';
import type { IncidentChannel, IncidentStatus } from '../../gql/incidents.js';

type Say = Words['say'];

/** How a call came in. */
export function channelWords(say: Say): Record<IncidentChannel, string> {
  return {
    PHONE_110: say('110 电话', '110 call'),
    WALK_IN: say('窗口报警', 'Walk-in'),
    PATROL: say('巡逻发现', 'Patrol'),
    ONLINE: say('网上报警', 'Online'),
    ALARM: say('技防报警', 'Alarm system'),
    TRANSFER: say('转办', 'Delegate'),
    OTHER: say('其他', 'Other'),
  };
}

export function statusWords(say: Say): Record<IncidentStatus, string> {
  return { OPEN: say('待反馈', 'Open'), DISPOSED: say('已反馈', 'Disposed') };
}

/** A response time in words: `6 分 20 秒`. */
export function secondsInWords(seconds: number, say: Say): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return say('{rest} 秒', '{rest} s', { rest });
  if (minutes >= 60) return say('{hours} 小时 {minutes} 分', '{hours} h {minutes} min', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return rest === 0 ? say('{minutes} 分', '{minutes} min', { minutes }) : say('{minutes} 分 {rest} 秒', '{minutes} min {rest} s', { minutes, rest });
}
