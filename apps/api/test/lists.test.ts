import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';
import { manyIncidents } from './support/many-incidents.js';
import { diceOf, randomSelection, type Askable } from './support/random-selection.js';
import { Statements } from './support/statements.js';

const ROWS = 205;

const leaves = (names: string): Record<string, Askable> => Object.fromEntries(names.split(' ').map((name) => [name, {}]));
const TEXT: Askable = { below: { type: 'Text', fields: leaves('zhCN en') } };
const TASK: Askable = { args: ['first: 3', 'first: 1', 'first: $three'], below: { type: 'Task', fields: leaves('id instanceId key status openedAt dueAt completedAt outcome') } };
const SUMMARY: Askable = { below: { type: 'InstanceSummary', fields: { ...leaves('id number workflow exercise closed'), tasks: TASK } } };
const INCIDENT = {
  type: 'Incident',
  fields: {
    ...leaves('id stationId number version channel sourceCategory status outcome disposition disposedAt receivedAt arrivedAt responseSeconds address postcode reporterName reporterPhone source importId erasedAt'),
    category: { below: { type: 'IncidentCategory', fields: { ...leaves('code parent'), title: TEXT } } },
    outcomeTitle: TEXT,
    station: { below: { type: 'Station', fields: leaves('id bureauId name code') } },
    instances: SUMMARY,
  },
};
const INCIDENTS = { type: 'IncidentConnection', fields: { totalCount: {}, pageInfo: { below: { type: 'PageInfo', fields: leaves('endCursor hasNextPage') } } } };

describe('lists', () => {
  const statements = new Statements();
  let house: House;
  let bureau: TestBureau;
  let officer: Client;
  let stationId: Id;
  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Lists', 2);
    await manyIncidents(house, bureau, 0, ROWS);
    officer = await house.signIn(bureau.login('duty-officer', 0));
    stationId = bureau.stationIds[0] as Id;
  });
  afterAll(async () => {
    await house?.close();
    statements.restore();
  });

  const incidents = (node: string) => `query($stationId: ID!, $first: Int!) { incidents(stationId: $stationId, first: $first) { edges { cursor node { ${node} } } pageInfo { endCursor hasNextPage } } }`;
  const instances = (node: string) => `query($stationId: ID!, $first: Int!) { instances(stationId: $stationId, first: $first) { edges { node { ${node} } } } }`;
  const disputes = (node: string) => `query($stationId: ID!, $first: Int!) { disputeMediations(stationIds: [$stationId], first: $first) { edges { node { ${node} } } } }`;
  const DEPTHS = {
    incidents: ['number', 'number reporterName station { name }', 'number disposedBy station { name } instances { title stateTitle { en } }', 'number station { name } instances { number tasks(first: 3) { title { en } overdue } }', 'instances { tasks(first: 3) { title { en } dueAt answers { given } assignee { displayName } instance { title } } }'].map(incidents),
    instances: ['number', 'number title', 'number tasks { title { en } dueAt }', 'number tasks { title { en } assignee { displayName } instance { title } }'].map(instances),
    disputeMediations: ['cause', 'cause instance { title }', 'cause instance { title tasks { title { en } } }', 'cause instance { title tasks { status assignee { displayName } instance { title } } }'].map(disputes),
  };

  /** A list with filters by data is a transaction: begin with its reach, time limit, versions, rows, end. */
  const STATEMENTS = { incidents: 1, instances: 4, disputeMediations: 5 };

  it.each(Object.entries(DEPTHS))('read %s by as many statements at any depth, for any number of rows', async (list, queries) => {
    await officer.graphql(queries.at(-1) ?? '', { stationId, first: 1 });
    const counts = new Set<number>();
    for (const query of queries) {
      for (const first of [1, 1, 50, 200]) {
        const sent = await statements.during(async () => {
          const answer = await officer.graphql(query, { stationId, first });
          expect(answer.errors).toBeUndefined();
          expect((answer.data?.[list] as { edges: unknown[] } | undefined)?.edges).toHaveLength(first);
        });
        counts.add(sent.length);
      }
    }
    expect([...counts]).toEqual([STATEMENTS[list as keyof typeof STATEMENTS]]);
  });

  /** One operation, walked once and compiled twice; what differs between requests left out. */
  async function walkedAndCompiled(client: Client, query: string, variables: Record<string, unknown>): Promise<unknown[]> {
    const answers = [];
    for (let run = 0; run < 3; run += 1) answers.push(JSON.parse(JSON.stringify(await client.graphql(query, variables), (key, value: unknown) => (key === 'requestId' ? undefined : value))) as unknown);
    return answers;
  }

  it.each([
    ['a masked list', 'query($stationId: ID!) { incidents(stationId: $stationId, first: 3) { edges { node { number reporterName reporterPhone narrative masked ...Where } } } } fragment Where on Incident { station { name } }', { data: { incidents: { edges: Array(3).fill({ node: expect.objectContaining({ reporterName: '张*', reporterPhone: '139****1111', narrative: null, masked: true, station: { name: 'Lists station 0' } }) }) } } }],
    ['another station', 'query a($other: ID!) { incidents(stationId: $other) { totalCount } }', { errors: [expect.objectContaining({ path: ['incidents'], extensions: expect.objectContaining({ code: 'NOT_FOUND', text: { zhCN: expect.any(String), en: expect.any(String) } }) })] }],
    ['what may not be done', 'query b($stationId: ID!) { auditEntries(stationId: $stationId, first: 1) { edges { node { at } } } }', { errors: [expect.objectContaining({ path: ['auditEntries'], extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })] }],
    ['an absurd page', 'query c($stationId: ID!) { incidents(stationId: $stationId, first: 201) { totalCount } }', { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_INPUT', text: { zhCN: expect.stringContaining('1 至 200'), en: expect.stringContaining('between 1 and 200') } }) })] }],
    ['an absurd page of a relation', 'query d($stationId: ID!) { incidents(stationId: $stationId, first: 1) { edges { node { instances { tasks(first: -5) { key } } } } } }', { data: null, errors: [expect.objectContaining({ path: ['incidents', 'edges', 0, 'node', 'instances', 0, 'tasks'], extensions: expect.objectContaining({ code: 'BAD_INPUT' }) })] }],
    ['no size of a relation', 'query i($stationId: ID!, $none: Int) { incidents(stationId: $stationId, first: 1) { edges { node { instances { tasks(first: $none) { key } } } } } }', { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })] }],
    ['a cursor of nowhere', 'query e($stationId: ID!) { incidents(stationId: $stationId, after: "eyJ9") { totalCount } }', { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_CURSOR' }) })] }],
    ['a filter that holds itself', 'query g($stationId: ID!, $filter: DisputeMediationFilter) { disputeMediations(stationIds: [$stationId], first: 1, filter: $filter) { edges { node { cause } } } }', { data: { disputeMediations: { edges: [{ node: { cause: 'noise' } }] } } }],
    ['inputs with defaults', 'query h($stationId: ID!, $figures: MetricQuery!) { metricSeries(stationIds: [$stationId], query: $figures) { points { count } } }', { data: { metricSeries: [{ points: expect.any(Array) }] } }],
    ['one of two', 'query f($stationId: ID!, $other: ID!) { mine: incidents(stationId: $stationId, first: 1) { totalCount } theirs: station(stationId: $other) { name } }', { errors: [expect.objectContaining({ path: ['theirs'], extensions: expect.objectContaining({ code: 'NOT_FOUND' }) })] }],
  ])('say the same walked and compiled: %s', async (_, query, said) => {
    const [walked, ...compiled] = await walkedAndCompiled(officer, query, { stationId, none: null, other: bureau.stationIds[1], filter: { and: [{ or: [{ cause: { in: ['noise'] } }] }] }, figures: { metrics: ['incident.received'], from: '2024-01-01', to: '2024-03-01' } });
    expect(walked).toMatchObject(said);
    expect(compiled).toEqual([walked, walked]);
  });

  it('say the same walked and spelled by PostgreSQL, to the letter, whatever is asked for by whom', async () => {
    const there = bureau.stationIds[1] as Id;
    await manyIncidents(house, bureau, 1, 12);
    await awkwardIncidents(house, there);
    const readers = await Promise.all(['duty-officer', 'auxiliary', 'chief', 'analyst'].map((role) => house.signIn(bureau.login(role, 1))));
    const text = async (reader: Client, body: object) => (await (await reader.rest('POST', '/graphql', body)).text()).replaceAll(/"requestId":"[^"]*"/g, '');
    let spelled = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const dice = diceOf(seed);
      const fragments: string[] = [];
      const selection = `edges { cursor node ${randomSelection(dice, INCIDENT, fragments)} } ...Around`;
      const document = [`{ list: incidents(stationId: $stationId, first: $first) { ${selection} } }`, `fragment Around on IncidentConnection ${randomSelection(dice, INCIDENTS, fragments)}`, ...fragments].join(' ');
      const declared = ['$yes: Boolean!', '$no: Boolean!', '$three: Int!'].filter((variable) => document.includes(variable.split(':')[0] ?? ''));
      const query = `query S${seed}(${['$stationId: ID!', '$first: Int!', ...declared].join(', ')}) ${document}`;
      for (const variables of [{ stationId: there, first: 3 + dice(9), yes: true, no: false, three: 3 }, { stationId: there, first: 200, yes: false, no: true, three: 1 }]) {
        const reader = readers[dice(readers.length)] as Client;
        // A comment makes it another document, which nobody has asked yet: it is walked.
        const walked = await text(reader, { query: `${query} # ${JSON.stringify(variables)}`, variables });
        await text(reader, { query, variables });
        const sent = await statements.during(async () => expect(await text(reader, { query, variables })).toBe(walked));
        if (sent.some((statement) => statement.includes('page.spelled'))) spelled += 1;
      }
    }
    expect(spelled).toBeGreaterThan(40);
    // What a missing value is spelled as is walked, also where somebody typed it.
    await awkwardIncidents(house, there, [['\u0001', null, null, null, null, 'dispute']]);
    const query = 'query($stationId: ID!) { incidents(stationId: $stationId, first: 1) { edges { node { address } } } }';
    const asked = { query, variables: { stationId: there } };
    const [walked] = [await text(readers[0] as Client, asked), await text(readers[0] as Client, asked)];
    expect(walked).toContain('"address":"\\u0001"');
    const sent = await statements.during(async () => expect(await text(readers[0] as Client, asked)).toBe(walked));
    expect(sent).toEqual([expect.stringContaining('page.spelled'), expect.stringContaining('json_agg(page)')]);
  });

  it('read ahead what loaders would read', async () => {
    const { data } = await officer.graphql('query($stationId: ID!) { incidents(stationId: $stationId, first: 5) { edges { node { id ...All } } } } fragment All on Incident { number receivedAt category { code } station { code } disposedBy instances { id title workflowTitle { en } state stateTitle { en } closed exercise tasks(first: 2) { id title { en } status role version dueAt overdue dueExplanation { en } outcomes { id } assignee { displayName login } completedBy mayClaim mayComplete mayAssign answers { given } recallableUntil instance { number title } } } }', { stationId });
    const { edges } = data?.['incidents'] as unknown as { edges: { node: { id: Id } }[] };
    for (const { node } of edges) {
      const one = await officer.graphql('query($stationId: ID!, $id: ID!) { incident(stationId: $stationId, id: $id) { id ...All } } fragment All on Incident { number receivedAt category { code } station { code } disposedBy instances { id title workflowTitle { en } state stateTitle { en } closed exercise tasks(first: 2) { id title { en } status role version dueAt overdue dueExplanation { en } outcomes { id } assignee { displayName login } completedBy mayClaim mayComplete mayAssign answers { given } recallableUntil instance { number title } } } }', { stationId, id: node.id });
      expect(one.errors).toBeUndefined();
      expect(one.data?.['incident']).toEqual(node);
    }
  });

  it('go on behind the last row of a page, to the end, each row once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { data } = (await officer.graphql('query($stationId: ID!, $after: String) { incidents(stationId: $stationId, first: 40, after: $after) { edges { node { number } } pageInfo { endCursor hasNextPage } } }', { stationId, after })) as unknown as { data: { incidents: { edges: { node: { number: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } } };
      seen.push(...data.incidents.edges.map(({ node }) => node.number));
      after = data.incidents.pageInfo.endCursor;
      if (!data.incidents.pageInfo.hasNextPage) break;
    }
    expect(seen).toHaveLength(ROWS);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });
});

/** Incidents that are hard to write as JSON, hard to mask, or lack what others have: address, reporter, phone, outcome, category of the source, category. */
const AWKWARD: readonly (readonly (string | null)[])[] = [
  ['a "quoted" \\ backslash / slash', '欧阳修', '+86 138-1234-5678', 'mediated', 'tab\tline\nreturn\rfeed\fback\b', 'no.such'],
  ['\u0001\u0002\u001f\u007f\u2028\u2029 😀 𠮷', 'Smith', '110', 'no such outcome', "' \u0001]\u0001 '", 'dispute.neighbour'],
  [null, null, null, null, null, 'theft'],
  ['', '张', '', 'advised', '"', 'dispute'],
];

async function awkwardIncidents(house: House, stationId: Id, rows = AWKWARD): Promise<void> {
  for (const [place, [address, name, phone, outcome, source, category]] of rows.entries()) {
    await house.test.owner.query(
      `INSERT INTO incident (station_id, id, number, received_at, arrived_at, channel, intake_category, category, status, outcome, disposition, address, narrative, reporter_name, reporter_phone, source_category, units, source, source_key, recorded_at)
       VALUES ($1, uuidv7(), 'JQ-AWKWARD-' || $9::int || $2::int, timestamptz '2026-02-01 00:00:00.120' + make_interval(mins => $2::int + 60 - 15 * $9::int), timestamptz '2026-02-01 00:09:01.5', 'WALK_IN', $8, $8, 'OPEN', $6, $7, $3, 'words', $4, $5, $7, '{}', 'intake', $9::int || '-' || $2::int, now())`,
      [stationId, place, address, name, phone, outcome, source, category, rows.length],
    );
  }
}
