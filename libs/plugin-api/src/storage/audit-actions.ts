import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

/** Recorded at every bureau when `npm run plugin:rollback` has undone migrations of a plugin. */
export const pluginRolledBack = defineAuditAction({ id: 'plugin.rolledBack', title: text('回退插件的数据结构', 'Rolled back a plugin’s storage') });
