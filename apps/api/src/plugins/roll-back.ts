import { parseArgs } from 'node:util';
import { audit } from '@stationhouse/audit';
import { rollBackPlugin, type PluginStorage, type RolledBack, type Tenant } from '@stationhouse/database';
import { badInput, text, type Bilingual } from '@stationhouse/kernel';
import { pluginRolledBack } from '@stationhouse/plugin-api';
import { migrations } from '../composition.js';
import type { Settings } from '../settings.js';
import { ownerStorage, type Progress } from '../storage.js';

interface Wanted {
  readonly plugin: PluginStorage;
  readonly to: string | undefined;
  readonly yes: boolean;
}

/** @throws StationhouseError BAD_INPUT saying what may be named */
function readWanted(words: readonly string[], storages: readonly PluginStorage[]): Wanted {
  const usage = text('用法：npm run plugin:rollback -- 插件编号 [--to 迁移名称] [--yes]', 'Usage: npm run plugin:rollback -- PLUGIN [--to MIGRATION] [--yes]');
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], allowPositionals: true, options: { to: { type: 'string' }, yes: { type: 'boolean', default: false } } });
  } catch {
    throw badInput('arguments', usage);
  }
  const [id, ...more] = parsed.positionals;
  if (id === undefined || more.length > 0) throw badInput('arguments', usage);
  const storing = storages.filter(({ migrations: own }) => own.length > 0);
  const plugin = storing.find((one) => one.id === id);
  const known = storing.map((one) => one.id).join(', ') || '–';
  if (plugin === undefined) throw badInput('plugin', text(`程序中没有自带数据的插件“${id}”，现有：${known}。请用仍带有该插件的版本回退。`, `This program has no plugin "${id}" that stores anything; there are: ${known}. Roll it back with the version that still brings it.`));
  return { plugin, to: parsed.values.to, yes: parsed.values.yes };
}

/** A line for each bureau: every one of them loses what the plugin kept for its stations. */
async function record(tenant: Tenant, pluginId: string, { undone, lost }: RolledBack): Promise<void> {
  const bureaus = await tenant.sql<{ id: string }>('SELECT id FROM bureau ORDER BY id');
  for (const { id } of bureaus) await audit(tenant, { action: pluginRolledBack, bureauId: id, details: { pluginId, undone, lost } });
}

/**
 * Undoes a plugin's migrations as the command line says, and records it at every bureau.
 * @param words the command line: `PLUGIN [--to MIGRATION] [--yes]`
 * @param storages of the plugins of this program
 * @throws StationhouseError BAD_INPUT, CONFLICT while a server runs or when rows would be lost without `--yes`, SCHEMA_NEWER, PLUGIN_INVALID
 */
export async function rollBackByCommand(settings: Settings, words: readonly string[], storages: readonly PluginStorage[], say: Progress): Promise<void> {
  const { plugin, to, yes } = readWanted(words, storages);
  const storage = await ownerStorage(settings, say);
  try {
    const done = await rollBackPlugin({ url: storage.ownerUrl, migrations, plugin, to, mayLoseRows: yes, record: (tenant, what) => record(tenant, plugin.id, what) });
    for (const line of outcome(done)) say(line);
  } finally {
    await storage.close();
  }
}

function outcome({ undone, lost }: RolledBack): Bilingual[] {
  if (undone.length === 0) return [text('没有可回退的迁移，没有改动任何内容。', 'There is nothing to undo; nothing was changed.')];
  return [
    text(`已回退：${undone.join('、')}。`, `Undone: ${undone.join(', ')}.`),
    ...lost.map(({ what, rows }) => text(`已删除数据：${what}，${rows} 行。`, `Rows lost: ${what} ${rows}.`)),
    text('下次启动前，请先移除该插件或换用较早的版本，否则这些迁移会再次执行。', 'Before the next start take the plugin out or install an earlier version of it: otherwise these migrations run again.'),
  ];
}
