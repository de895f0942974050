const TAG = /^@?journey-/;

/**
 * The steps of each journey from Playwright's JSON report: by the tag `@journey-NAME`, of the tests that passed, in the order of the report.
 * @returns {Map<string, { title: string, clicks: number, keys: number }[]>}
 */
export function journeysOf(report) {
  const journeys = new Map();
  for (const spec of report.suites.flatMap(specsOf)) {
    if (!spec.ok) continue;
    for (const tag of spec.tags.filter((one) => TAG.test(one))) {
      const name = tag.replace(TAG, '');
      const last = spec.tests.flatMap(({ results }) => results).at(-1);
      const counted = (last?.annotations ?? []).filter(({ type }) => type === 'interactions').flatMap(({ description }) => JSON.parse(description));
      journeys.set(name, [...(journeys.get(name) ?? []), ...counted]);
    }
  }
  return journeys;
}

/** What some steps come to. */
export function countOf(steps) {
  const clicks = steps.reduce((sum, step) => sum + step.clicks, 0);
  const keys = steps.reduce((sum, step) => sum + step.keys, 0);
  return { clicks, keys, interactions: clicks + keys };
}

function specsOf(suite) {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}
