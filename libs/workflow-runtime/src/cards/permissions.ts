import { definePermission, OUTSIDE_ROLES, type RoleId } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';

export const workCards = definePermission({
  id: 'card.work',
  title: text('办理任务卡', 'Work on task cards'),
  description: text('查看交给本人岗位和单位的任务卡，接收、办理、附照片；看不到事项的其他内容。', 'See the task cards for one’s role and unit, accept and answer them, attach photos; nothing else of an instance.'),
  defaultRoles: OUTSIDE_ROLES as readonly RoleId[],
  surface: 'external',
});
