import { afterAll, describe, expect, it } from '@jest/globals';
import { Suite, type PartName } from './suite.js';

/** A few seconds of those parts that break most easily; all of them, at length: `npm run test:faults`. */
const PARTS: readonly PartName[] = ['twice', 'kills'];

describe('in the face of faults', () => {
  const suite = new Suite();
  afterAll(() => suite.close());

  it.each(PARTS)(
    'the clients’ ledger and the database agree: %s',
    async (name) => {
      const summary = await suite.run(name, { kills: 3, apart: 1_500, short: true });
      expect(summary).toMatchObject({ lost: 0, doubled: 0, early: 0 });
    },
    300_000,
  );
});
