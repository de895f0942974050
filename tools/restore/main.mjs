/**
 * `npm run restore -- FOLDER [--force]`: puts a backup back into the data folder. Refuses a damaged backup, one of a
 * newer version, a running house, and present data – unless `--force`, which moves those aside and keeps them.
 */
import { restore } from '@stationhouse/database';
import { migrations, pluginStorages } from '@stationhouse/api';
import { dataFolder, fromCaller, parameters, runCommand } from '../backup/command.mjs';
import { Refusal } from '../start/words.mjs';

await runCommand(async (tell) => {
  const { flags, names } = parameters(['--force']);
  if (names[0] === undefined) throw new Refusal('请给出备份目录：npm run restore -- 备份目录', 'Name the backup: npm run restore -- FOLDER');
  const { manifest, replaced } = await restore({
    from: fromCaller(names[0]),
    folder: dataFolder(),
    migrations,
    plugins: pluginStorages,
    force: flags.has('--force'),
    onProgress: tell,
  });
  for (const place of replaced) tell({ 'zh-CN': `原有数据保留在 ${place}。`, en: `The data that were here before lie in ${place}.` });
  tell({ 'zh-CN': `已恢复 ${manifest.createdAt} 的备份，可以 npm start。`, en: `Restored the backup of ${manifest.createdAt}. Start with npm start.` });
});
