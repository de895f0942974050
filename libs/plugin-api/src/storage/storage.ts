import type { PluginStorage } from '@stationhouse/database';
import type { PluginDeclaration } from '../plugin.js';
import { PUBLISHED_VIEWS } from './published-views.js';

/** What a checked plugin keeps in the database and reads there. */
export function storageOf({ id, migrations = [], reads = [], lookups = [], server }: PluginDeclaration): PluginStorage {
  const unused = migrations.length === 0 && reads.length === 0 && lookups.length === 0 && server === undefined;
  return { id, migrations, reads: reads.map((name) => PUBLISHED_VIEWS[name]), unused };
}
