import Sequencer from '@jest/test-sequencer';

/** Suites that take longest, the longest first: begun last, one of them would keep one core busy while the other idles. */
const LONGEST = [
  'tools/generators/test/guide',
  'apps/api/test/isolation',
  'apps/api/test/demo/load',
  'apps/api/test/external',
  'libs/workflow-runtime/test/walls',
  'apps/api/test/faults/faults',
  'libs/incidents/test/import/run',
  'libs/incidents/test/import/kill',
  'libs/workflow-runtime/test/typed',
  'libs/database/test/backup',
];
const rankOf = ({ path }) => LONGEST.findIndex((suite) => path.endsWith(`${suite}.test.ts`));

/** The order of a run's suites: those first, then as Jest would have it, by what it remembers or by size. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const first = tests.filter((test) => rankOf(test) !== -1).sort((left, right) => rankOf(left) - rankOf(right));
    return [...first, ...super.sort(tests.filter((test) => rankOf(test) === -1))];
  }
}
