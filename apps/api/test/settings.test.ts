import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
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
  ])('name the variable that is wrong: %s', (variable, environment) => {
    expect(() => readSettings(environment)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID', details: { variable } }));
  });

  it('are described in a reference that is up to date (npm run generate)', () => {
    expect(readFileSync(path.resolve('docs/settings.md'), 'utf8')).toBe(settingsReference());
  });
});
