/**
 * `npm run backup [-- FOLDER] [--logical]`: copies database, files and keys of the running (or stopped) house into a
 * new folder; without FOLDER into `backups/` of the data folder. `--logical` writes rows instead of the cluster's own
 * files: the way to another PostgreSQL major.
 */
import path from 'node:path';
import { backUp } from '@stationhouse/database';
import { dataFolder, fromCaller, parameters, runCommand } from './command.mjs';

await runCommand(async (tell) => {
  const { flags, names } = parameters(['--logical']);
  const folder = dataFolder();
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const target = names[0] === undefined ? path.join(folder, 'backups', stamp) : fromCaller(names[0]);
  const manifest = await backUp({ folder, target, logical: flags.has('--logical'), onProgress: tell });
  const megabytes = Object.values(manifest.parts).reduce((sum, part) => sum + part.bytes, 0) / 1e6;
  if (process.env.S3_ENDPOINT) tell({ 'zh-CN': '附件与导入文件存于 S3 桶中，不在此备份内，请另行备份该桶。', en: 'Attachments and imports lie in the S3 bucket and are not in this backup: back the bucket up as well.' });
  tell({ 'zh-CN': `备份完成：${target}（${megabytes.toFixed(1)} MB）。其中含个人信息与密钥，请妥善保管。`, en: `Backed up to ${target} (${megabytes.toFixed(1)} MB). It holds personal data and keys: keep it safe.` });
});
