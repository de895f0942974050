import type { PluginStorage } from '@stationhouse/database';
import type { PluginDeclaration } from '../plugin.js';
import { PUBLISHED_VIEWS } from './published-views.js';

/** What a checked plugin keeps in the database and reads there; nothing for one without tables, reads and server half. */
export function storageOf({ id, migrations = [], reads = [], server }: PluginDeclaration): PluginStorage[] {
  if (migrations.length === 0 && reads.length === 0 && server === undefined) return [];
  return [{ id, migrations, reads: reads.map((name) => PUBLISHED_VIEWS[name]) }];
}
