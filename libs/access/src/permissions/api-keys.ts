import { text } from '@stationhouse/kernel';
import { definePermission, type Permission } from './permission.js';

export const holdApiKeys = definePermission({
  id: 'apiKey.hold',
  title: text('持有接口密钥', 'Hold API keys'),
  description: text('为自己的程序创建和撤销接口密钥，密钥只带本人权限的一部分，到期自动失效。', 'Make and revoke keys for one’s own programs; a key carries a part of one’s own rights, and ends by itself.'),
  defaultRoles: ['analyst', 'auditor', 'chief', 'instructor', 'legal-officer', 'bureau-admin', 'bureau-leader', 'bureau-legal', 'anti-fraud-centre', 'bureau-auditor'],
  reachesStations: true,
});

export const overseeApiKeys = definePermission({
  id: 'apiKey.oversee',
  title: text('管理接口密钥', 'Oversee API keys'),
  description: text('查看本分局全部接口密钥及最近使用情况，撤销任何一个，设定最长有效期。', 'See every API key of the bureau and when it was last used, revoke any of them, and set how long they live at most.'),
  defaultRoles: ['bureau-admin'],
});

export const apiKeyPermissions: readonly Permission[] = [holdApiKeys, overseeApiKeys];
