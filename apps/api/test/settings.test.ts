import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { egressOrigins } from '../src/egress.js';
import { readSettings, settingsReference } from '../src/settings.js';

describe('settings', () => {
  it('run without any', () => {
    expect(readSettings({})).toMatchObject({ port: 4300, host: '127.0.0.1', demo: true, testClock: false, databaseUrl: undefined, production: false });
  });

  it.each([
    ['PORT', { PORT: 'eighty' }],
    ['PORT', { PORT: '70000' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/x' }],
    ['TOKEN_KEY', { TOKEN_KEY: 'short' }],
    ['STATIONHOUSE_DEMO', { STATIONHOUSE_DEMO: 'yes' }],
    ['STATIONHOUSE_TEST_CLOCK', { STATIONHOUSE_TEST_CLOCK: '1', NODE_ENV: 'production' }],
    ['JOBS_URL', { DATABASE_URL: 'postgres://app@localhost:6432/x' }],
    ['NOTIFY_CLIMB_AFTER', { NOTIFY_CLIMB_AFTER: '3 minutes' }],
    ['NOTIFY_PUSH_URL', { NOTIFY_PUSH_URL: 'ftp://gateway' }],
    ['NOTIFY_SECRET', { NOTIFY_SECRET: 'whsec_short' }],
    ['NOTIFY_SECRET', { NOTIFY_SMS_URL: 'https://gateway.example' }],
    ['EGRESS', { EGRESS: 'court=https://court.example' }],
    ['EGRESS', { EGRESS: 'mediation.court=http://court.example' }],
    ['EGRESS_NETWORKS', { EGRESS_NETWORKS: '10.20.0.0/99' }],
    ['EGRESS_SECRET', { EGRESS_SECRET: 'secret' }],
    ['MAP_COORDINATES', { MAP_FILE: 'city.pmtiles' }],
    ['MAP_COORDINATES', { MAP_FILE: 'city.pmtiles', MAP_COORDINATES: 'BD09' }],
    ['MAP_TILES', { MAP_TILES: 'http://tiles.example/{z}/{x}/{y}.png', MAP_COORDINATES: 'GCJ02', MAP_ATTRIBUTION: 'x' }],
    ['MAP_TILES', { MAP_TILES: 'https://tiles.example/{z}.png', MAP_COORDINATES: 'GCJ02', MAP_ATTRIBUTION: 'x' }],
    ['MAP_TILES', { MAP_TILES: 'https://tiles.example/{z}/{x}/{y}.png', MAP_FILE: 'city.pmtiles', MAP_COORDINATES: 'GCJ02', MAP_ATTRIBUTION: 'x' }],
    ['MAP_ATTRIBUTION', { MAP_TILES: 'https://tiles.example/{z}/{x}/{y}.png', MAP_COORDINATES: 'GCJ02' }],
    ['AUTOMATION_MEGABYTES', { AUTOMATION_MEGABYTES: '8' }],
  ])('name the variable that is wrong: %s', (variable, environment) => {
    expect(() => readSettings(environment)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID', details: { variable } }));
  });

  it('allow destinations by name, with or without their address', () => {
    const { egress, egressNetworks } = readSettings({ EGRESS: 'mediation.court=https://court.example:8443, mediation.weather', EGRESS_NETWORKS: '10.20.0.0/16' });
    expect([[...egress], egressNetworks]).toEqual([[['mediation.court', 'https://court.example:8443'], ['mediation.weather', undefined]], ['10.20.0.0/16']]);
    const plugins = [{ id: 'mediation', egress: ['court', 'weather'].map((id) => ({ id, title: text('目标', 'Place'), purpose: text('用途', 'Purpose'), ...(id === 'weather' ? { origin: 'https://weather.example' } : {}) })) }];
    expect([...egressOrigins(egress, plugins)]).toEqual([['mediation.court', 'https://court.example:8443'], ['mediation.weather', 'https://weather.example']]);
    expect(() => egressOrigins(new Map([['mediation.court', undefined]]), plugins)).toThrow(/mediation\.court: say where it lies/);
    expect(() => egressOrigins(new Map([['mediation.bank', 'https://bank.example']]), plugins)).toThrow(/no plugin declares it/);
  });

  it('are described in a reference that is up to date (npm run generate)', () => {
    expect(readFileSync(path.resolve('docs/settings.md'), 'utf8')).toBe(settingsReference());
  });
});
