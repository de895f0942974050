/** The classes written by hand are types of GraphQL, too. @own-modules */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maskBySchema } from '@stationhouse/access';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import type { JsonObject } from '@stationhouse/workflow';
import fc from 'fast-check';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { anyData, anyFilter, anyOrder, matches, sorted, type Seen } from './typed-reference.js';
import { caseDefinition, casePlugin } from './typed-workflow.js';
import { writeInstances } from './typed-world.js';

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> & { readonly id: Id } }[];
}

interface Answer {
  readonly caseFiles: Page;
  readonly caseFile: Readonly<Record<string, unknown>>;
  readonly instances: Page;
  readonly instance: Readonly<Record<string, unknown>>;
  readonly startInstance: { readonly instanceId: Id };
}

const LIST = `query ($stations: [ID!]!, $filter: CaseFileFilter, $orderBy: CaseFileOrder, $first: Int! = 50, $after: String, $exercise: Boolean! = false, $purpose: String) {
  caseFiles(stationIds: $stations, filter: $filter, orderBy: $orderBy, first: $first, after: $after, exercise: $exercise, purpose: $purpose) { totalCount pageInfo { endCursor hasNextPage } edges { node { id } } }
}`;
const FIELDS = `id risk riskTitle { en } dangers dangersTitle { en } grade gradeTitle { en } reference place summary reporter illness persons fen share urgent dueOn seenAt tags marks
  site { area keeper contact { name since } } parties { name side sideTitle { en } age minor } extra matrix fields { key }`;

describe('lists of typed instances', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  let template: Id;
  const as = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role) });
  const start = async (station: TestStation) =>
    (await world.answer(as(station, 'chief'), `mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "case-file", data: { risk: "red" }, idempotencyKey: $key) { instanceId } }`, { key: newId() })).startInstance.instanceId;

  beforeAll(async () => {
    world = await openGraphql<Answer>([casePlugin()], true, ({ station }) => ({ stationId: station.id }));
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'duty-officer', 'property-custodian', 'auxiliary', 'mediator'] })) as [TestStation, TestStation];
    template = await start(here);
    await start(there);
  });
  afterAll(() => world.close());

  /** Every page of a list, one after the other. */
  const listed = async (asker: Asker, variables: Readonly<Record<string, unknown>>): Promise<{ ids: Id[]; total: number }> => {
    const ids: Id[] = [];
    for (let after: string | null = null, total: number | undefined; ; ) {
      const { caseFiles } = await world.answer(asker, LIST, { ...variables, after });
      expect(caseFiles.totalCount).toBe((total ??= caseFiles.totalCount));
      ids.push(...caseFiles.edges.map(({ node }) => node.id));
      if (!caseFiles.pageInfo.hasNextPage) return { ids, total };
      after = caseFiles.pageInfo.endCursor;
    }
  };

  const schema = caseDefinition().data;

  it('answer as a list in memory would, page by page, whatever is filtered and ordered by', async () => {
    const [station] = (await createTestStations(world.test, 1, { staff: ['chief', 'property-custodian'] })) as [TestStation];
    const first = await start(station);
    const written = fc.sample(anyData, { numRuns: 150, seed: 4 }).map((data, index) => ({ data, closed: index % 3 === 0, startedAt: new Date(Date.UTC(2026, 0, 1 + (index % 7), index % 24)).toISOString() }));
    await writeInstances(world, station, first, written);
    const { rows } = await world.test.owner.query<Seen>(
      `SELECT id, snapshot -> 'data' AS data, started_at AS "startedAt", closed_at AS "closedAt", outcome, status = 'closed' AS closed FROM instance WHERE station_id = $1`, [station.id]);
    const seen = rows.map((row) => ({ ...row, data: maskBySchema(schema, row.data, 'P1') as JsonObject, startedAt: new Date(row.startedAt).toISOString(), closedAt: row.closedAt === null ? null : new Date(row.closedAt).toISOString() }));
    const asker = as(station, 'property-custodian');
    let telling = 0;
    await fc.assert(
      fc.asyncProperty(anyFilter, anyOrder, fc.constantFrom(9, 40, 200), async (filter, orderBy, size) => {
        const expected = sorted(seen.filter((one) => matches(filter, one)), orderBy).map(({ id }) => id);
        const found = await listed(asker, { stations: [station.id], filter, orderBy, first: size });
        expect(found).toEqual({ ids: expected, total: expected.length });
        if (expected.length > 0 && expected.length < seen.length) telling += 1;
      }),
      { numRuns: 60, seed: 11 },
    );
    expect(telling).toBeGreaterThan(20);
  }, 120_000);

  it('show what the masked data show, every kind of it, to every role', async () => {
    const samples = fc.sample(anyData, { numRuns: 60, seed: 7 });
    const ids = await writeInstances(world, here, template, samples.map((data) => ({ data })));
    const LOOK = `query ($stationId: ID!, $id: ID!, $purpose: String) {
      caseFile(stationId: $stationId, id: $id, purpose: $purpose) { ${FIELDS} instance { data masked fields { key } typed { __typename ... on CaseFile { id risk parties { name } } } } }
    }`;
    const LIST_ALL = `query ($stations: [ID!]!) {
      caseFiles(stationIds: $stations, first: 200) { edges { node { ${FIELDS} instance { data } } } }
    }`;
    for (const [role, purpose] of [['property-custodian', undefined], ['auxiliary', '核对'], ['chief', undefined], ['chief', '核对']] as const) {
      for (const id of ids.slice(0, 20)) {
        const answer = await world.answer(as(here, role), LOOK, { id, purpose });
        const { instance, ...typed } = answer.caseFile as { instance: { data: JsonObject; fields: unknown[]; typed: object } };
        expect({ role, ...plain(typed) }).toEqual({ role, ...shown(id, instance.data) });
        expect(instance.fields).toEqual([]);
        expect(instance.typed).toEqual({ __typename: 'CaseFile', id, risk: instance.data['risk'], parties: shown(id, instance.data)['parties'] === null ? null : (instance.data['parties'] as JsonObject[]).map(({ name = null }) => ({ name })) });
      }
      const { caseFiles } = await world.answer(as(here, role), LIST_ALL, { stations: [here.id] });
      for (const { node: { instance: around, ...node } } of caseFiles.edges) expect(plain(node)).toEqual(shown(node.id, (around as { data: JsonObject }).data));
    }
    const p2 = samples[0] as JsonObject;
    const full = (await world.answer(as(here, 'chief'), LOOK, { id: ids[0], purpose: '核对' })).caseFile;
    const masked = (await world.answer(as(here, 'property-custodian'), LOOK, { id: ids[0], purpose: '核对' })).caseFile;
    expect({ summary: full['summary'], illness: full['illness'] }).toEqual({ summary: p2['summary'] ?? null, illness: null });
    expect(masked['summary']).toBeNull();
  }, 60_000);
});

/** What a typed object should be, from the data as they are shown. */
function shown(id: Id, data: JsonObject): Record<string, unknown> {
  const titles: Readonly<Record<string, string>> = { red: 'Red', amber: 'Amber', blue: 'Blue', weapon: 'Weapon', fire: 'Fire', first: 'First', second: 'Second', '1': '1', '2': '2', '3': '3' };
  const titleOf = (value: unknown): unknown => (value === undefined || value === null ? null : Array.isArray(value) ? value.map(titleOf) : { en: titles[String(value)] });
  const pick = (from: JsonObject, keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, from[key] ?? null]));
  const site = data['site'] as JsonObject | undefined;
  const contact = site?.['contact'] as JsonObject | undefined;
  const { seenAt } = data;
  return {
    id,
    ...pick(data, ['risk', 'dangers', 'grade', 'reference', 'place', 'summary', 'reporter', 'illness', 'persons', 'fen', 'share', 'urgent', 'dueOn', 'tags', 'marks', 'extra', 'matrix']),
    riskTitle: titleOf(data['risk']), dangersTitle: titleOf(data['dangers']), gradeTitle: titleOf(data['grade']),
    seenAt: seenAt === undefined ? null : new Date(seenAt as string).toISOString(),
    site: site === undefined ? null : { ...pick(site, ['area', 'keeper']), contact: contact === undefined ? null : pick(contact, ['name', 'since']) },
    parties: (data['parties'] as JsonObject[] | undefined)?.map((party) => ({ ...pick(party, ['name', 'side', 'age', 'minor']), sideTitle: titleOf(party['side']) })) ?? null,
    fields: [],
  };
}

/** GraphQL answers have no prototype. */
function plain(answer: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(answer)) as Record<string, unknown>;
}
