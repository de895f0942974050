/**
 * `npm run bureau:create`: a bureau and its first administrator, in the database the settings name; beside a running server or without
 * one. Everything else – stations, accounts, roles – is then done in the web app.
 */
import { Database } from '@stationhouse/database';
import { isStationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { createBureauWithAdministrator } from './bureau/create.js';
import { askForBureau } from './bureau/questions.js';
import { terminal } from './bureau/terminal.js';
import { entities, migrations, pluginStorages } from './composition.js';
import { holdsDemo } from './demo/index.js';
import { readSettings, type Settings } from './settings.js';
import { joinStorage } from './storage.js';

const say = (line: Bilingual) => process.stderr.write(`${line['zh-CN']}  ${line.en}\n`);

async function create(settings: Settings): Promise<void> {
  const wanted = await askForBureau(process.argv.slice(2), terminal(say));
  const storage = await joinStorage(settings, { migrations, plugins: pluginStorages }, say);
  try {
    const database = await Database.open({ url: storage.databaseUrl, entities, poolSize: 2 });
    try {
      await createBureauWithAdministrator(database, wanted);
      if (await holdsDemo(database)) say(text('注意：此数据库中有演示分局，其密码人人皆知。正式使用请换用空的数据目录或数据库，并设 STATIONHOUSE_DEMO=0。', 'Note: this database holds the demo bureau, whose password everybody knows. For real work use an empty data folder or database and STATIONHOUSE_DEMO=0.'));
    } finally {
      await database.close();
    }
  } finally {
    await storage.close();
  }
  for (const line of nextSteps(settings, wanted.login)) say(line);
}

function nextSteps(settings: Settings, login: string): Bilingual[] {
  const address = settings.publicUrl ?? `http://localhost:${settings.port}`;
  return [
    text('分局已创建。接下来：', 'The bureau is there. Next:'),
    text('1. 启动服务（若尚未启动）。', '1. Start the server, unless it runs.'),
    text(`2. 打开 ${address}，以 ${login} 登录。`, `2. Open ${address} and sign in as ${login}.`),
    text('3. 绑定两步验证，并规定哪些角色必须使用。', '3. Set up a second factor, and say which roles must have one.'),
    text('4. 建立派出所和账号，授予角色。另设一名管理员，以免无人可以登录。', '4. Create stations and accounts, and grant roles; a second administrator keeps you from being locked out.'),
  ];
}

try {
  await create(readSettings(process.env));
} catch (error) {
  if (!isStationhouseError(error)) throw error;
  say(error.text);
  process.exitCode = 1;
}
