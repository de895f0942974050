import { describe, expect, it } from '@jest/globals';
import { checkPlugins, type PluginDeclaration } from '@stationhouse/plugin-api';
import { fixturePlugins } from '@stationhouse/testing/fixtures';
import { steady } from '@stationhouse/testing/walls';

/** What a plugin may bring, as far as a declaration can show it by itself. */
const CAPABILITIES: readonly (keyof PluginDeclaration)[] = ['automations', 'documents', 'entities', 'events', 'extensions', 'inbound', 'lookups', 'metrics', 'migrations', 'permissions', 'personalData', 'purposes', 'reads', 'rules', 'schedules', 'server', 'settings', 'workflows'];

describe('the fixture plugins', () => {
  it('stand together with the checks of the house, and show each capability', () => {
    const plugins = [...fixturePlugins, steady];
    expect(checkPlugins(plugins).map(({ declaration }) => declaration.id)).toEqual(plugins.map(({ id }) => id));
    const shown = CAPABILITIES.filter((key) => plugins.some((plugin) => Object.keys(plugin[key] ?? {}).length > 0 || typeof plugin[key] === 'function'));
    expect(shown).toEqual(CAPABILITIES);
  });
});
