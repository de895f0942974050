import { text } from '@stationhouse/kernel';
import { defineAuditAction, definePermission } from '@stationhouse/plugin-api';

export const matchProperty = definePermission({
  id: 'property.match',
  title: text('比对遗失和拾得物品', 'Compare lost and found property'),
  description: text('查看可能是同一件的遗失登记和拾得物品，确认是或不是；只显示哪些方面相符，完整内容仍须填写事由查看。', 'See which lost and found property may be one thing and say whether it is; shows in what they agree, and the rest as ever with a purpose alone.'),
  defaultRoles: ['chief', 'duty-commander', 'duty-officer', 'command-room', 'community-officer', 'case-officer', 'property-custodian'],
});

export const propertyMatched = defineAuditAction({ id: 'property.matched', title: text('认定遗失与拾得物品相符', 'Found lost and found property to match') });
export const propertyUnmatched = defineAuditAction({ id: 'property.unmatched', title: text('认定遗失与拾得物品不符', 'Found lost and found property not to match') });
