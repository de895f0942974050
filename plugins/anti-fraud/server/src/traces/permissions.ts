import { text } from '@stationhouse/kernel';
import { definePermission } from '@stationhouse/plugin-api';

export const readTraces = definePermission({
  id: 'fraudAlert.trace',
  title: text('查找本所登记', 'Look through the station’s records'),
  description: text('按被预警人的电话查找本所其他事项和警情，填写用途，查找记入审计。', 'Look for the person’s telephone number in the other records of the station, with a purpose; each look is on record.'),
  defaultRoles: ['duty-officer', 'command-room', 'duty-commander', 'community-officer'],
});
