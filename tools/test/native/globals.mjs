/** What `@jest/globals` is to a suite: the binding follows the suite that runs, since helpers stay loaded from one suite to the next. */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test;

export function give(globals) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globals);
}
