import { expect, it } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { END, problemsOf } from './small.js';

const RISKS = ['high', 'low'];
const COUNTS = [-1, 0, 1, 2, 3, 4];

const compared = fc.oneof(
  fc.tuple(fc.constantFrom('==', '!='), fc.constantFrom('high', 'low', 'purple')).map(([operator, risk]) => `data.risk ${operator} "${risk}"`),
  fc.uniqueArray(fc.constantFrom('"high"', '"low"', '"purple"'), { minLength: 1 }).map((risks) => `data.risk in [${risks.join(', ')}]`),
  fc.tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), fc.integer({ min: 0, max: 3 }), fc.boolean()).map(([operator, count, turned]) => (turned ? `${count} ${operator} data.count` : `data.count ${operator} ${count}`)),
  fc.constantFrom('true', 'false'),
);
const { guard } = fc.letrec<{ guard: string }>((tie) => ({
  guard: fc.oneof({ maxDepth: 4, withCrossShrink: true }, compared, fc.tuple(tie('guard'), fc.constantFrom('&&', '||'), tie('guard')).map(([left, join, right]) => `(${left} ${join} ${right})`), tie('guard').map((inner) => `!(${inner})`)),
}));

it('a guard is refused as one that can never hold only where no data at all fulfil it', () => {
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  let [refused, never] = [0, 0];
  fc.assert(
    fc.property(guard, (when) => {
      const evaluate = environment.parse(when);
      const holds = RISKS.some((risk) => COUNTS.some((count) => evaluate({ data: { risk, count: BigInt(count) } }) === true));
      const problems = problemsOf(`start: open\nstates:\n  open:\n    title: { zh-CN: 待办, en: Open }\n    tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief } }\n    on: { work.done: [{ to: over, when: 'has(data.risk) && (${when})' }, { to: over }] }\n${END}`);
      const isRefused = problems.some(({ code }) => code === 'GUARD_NEVER_HOLDS');
      expect(problems.filter(({ code }) => code !== 'GUARD_NEVER_HOLDS')).toEqual([]);
      if (isRefused) expect(holds).toBe(false);
      refused += isRefused ? 1 : 0;
      never += holds ? 0 : 1;
    }),
    { numRuns: 120 },
  );
  // It may miss what needs whole numbers to be seen, and not much else.
  expect(refused).toBeGreaterThan(never / 2);
});
