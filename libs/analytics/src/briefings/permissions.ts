import { definePermission, STATION_OFFICERS } from '@stationhouse/access';
import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const readBriefings = definePermission({
  id: 'briefing.read',
  title: text('查看警情分析周报', 'Read weekly briefings'),
  description: text('查看和下载本所的警情分析周报；分局领导只看报送分局的。周报不含个人信息。', 'Read and download the station’s weekly briefings; the bureau’s leaders those that were sent to the bureau. There is nothing about persons in them.'),
  defaultRoles: [...STATION_OFFICERS, 'bureau-leader'],
  reachesStations: true,
});

export const writeBriefings = definePermission({
  id: 'briefing.write',
  title: text('编写警情分析周报', 'Write weekly briefings'),
  description: text('生成周报、填写研判和工作部署、更新数据、更正已发出的周报。', 'Have a briefing composed, write its analysis and tasking, bring its figures up to date, correct one that went out.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'team-leader', 'command-room'],
});

export const sendBriefings = definePermission({
  id: 'briefing.send',
  title: text('发出警情分析周报', 'Send weekly briefings'),
  description: text('审定周报并发给本所人员，或报送分局；发出后不能再改。', 'Approve a briefing and send it to the station’s people, or to the bureau; it does not change after that.'),
  defaultRoles: ['chief', 'instructor'],
});

export const briefingPermissions = [readBriefings, writeBriefings, sendBriefings];

export const briefingComposed = defineAuditAction({ id: 'briefing.composed', title: text('生成警情分析周报', 'Weekly briefing composed') });
export const briefingChanged = defineAuditAction({ id: 'briefing.changed', title: text('修改警情分析周报', 'Weekly briefing changed') });
export const briefingRefreshed = defineAuditAction({ id: 'briefing.refreshed', title: text('更新警情分析周报的数据', 'Figures of a weekly briefing brought up to date') });
export const briefingSent = defineAuditAction({ id: 'briefing.sent', title: text('发出警情分析周报', 'Weekly briefing sent') });
