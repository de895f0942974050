import { describe, expect, it } from '@jest/globals';
import type { Tenant } from '@stationhouse/database';
import { withMarks, withoutMarks } from '../src/configuration/folder/own-marks.js';

describe('a bureau’s own workflows in the files of its configuration', () => {
  const tenant = { sql: () => Promise.resolve([{ workflow: 'venue-check.jc' }]) } as unknown as Tenant;
  const word = { path: 'documents/agreement.docx', content: 'UEsDBAoAAAAIAAAA', binary: true };

  it('are called by a mark of their own outside, and by their id here', async () => {
    const here = { path: 'overlays/venue-check.jc.yaml', content: 'of: { workflow: venue-check.jc }\n' };
    const outside = { path: 'overlays/venue-check.own-bureau.yaml', content: 'of: { workflow: venue-check.own-bureau }\n' };
    expect(await withoutMarks(tenant, [here])).toEqual([outside]);
    expect(await withMarks(tenant, outside)).toEqual(here);
  });

  it('leave a Word file the binary file it is', async () => {
    expect(await withoutMarks(tenant, [word])).toEqual([word]);
    expect(await withMarks(tenant, word)).toEqual(word);
  });
});
