import { describe, expect, it } from '@jest/globals';
import { connectQueue } from '../src/connection.js';

describe('the queue’s address', () => {
  it.each(['', 'http://example.org', 'not a url', 'mysql://x'])('refuses "%s"', (url) => {
    expect(() => connectQueue(url)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID', details: { setting: 'JOBS_URL' } }));
  });
});
