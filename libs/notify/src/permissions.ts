import { definePermission, type Permission } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';

export const operateNotices = definePermission({
  id: 'notice.operate',
  title: text('查看短信与推送的送达情况', 'See deliveries of SMS and push'),
  description: text('查看哪些紧急通知的短信或推送没有送达及其原因。收件箱里的通知不受影响。', 'See which SMS or push messages of urgent notices were not delivered, and why. The inbox has the notice all the same.'),
  defaultRoles: ['chief', 'duty-commander', 'command-room', 'bureau-admin', 'bureau-leader'],
  reachesStations: true,
});

/** The permissions of this library. One's own inbox needs none. */
export const notifyPermissions: readonly Permission[] = [operateNotices];
