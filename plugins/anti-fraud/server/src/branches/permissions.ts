import { text } from '@stationhouse/kernel';
import { defineAuditAction, definePermission } from '@stationhouse/plugin-api';

export const readBranches = definePermission({
  id: 'bankBranch.read',
  title: text('查看银行网点', 'See bank branches'),
  description: text('查看辖区银行网点的位置和电话，就近赶赴劝阻。', 'See where the bank branches of the area are and call them, to be there in time.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'team-leader', 'duty-officer', 'command-room', 'community-officer', 'case-officer', 'auxiliary'],
});

export const keepBranches = definePermission({
  id: 'bankBranch.keep',
  title: text('维护银行网点', 'Keep bank branches'),
  description: text('登记、更正、删除辖区银行网点，从表格导入。', 'Write down, correct and remove the bank branches of the area, also from a sheet.'),
  defaultRoles: ['chief'],
});

export const branchAdded = defineAuditAction({ id: 'bankBranch.added', title: text('登记银行网点', 'Added a bank branch') });
export const branchChanged = defineAuditAction({ id: 'bankBranch.changed', title: text('更正银行网点', 'Changed a bank branch') });
export const branchRemoved = defineAuditAction({ id: 'bankBranch.removed', title: text('删除银行网点', 'Removed a bank branch') });
export const branchesImported = defineAuditAction({ id: 'bankBranch.imported', title: text('导入银行网点', 'Imported bank branches') });
