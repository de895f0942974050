import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';
import { manyIncidents } from './support/many-incidents.js';
import { Statements } from './support/statements.js';

const ROWS = 205;

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

  /** A list with filters by data is a transaction: begin, reach, time limit, versions, rows, end. */
  const STATEMENTS = { incidents: 1, instances: 5, disputeMediations: 6 };

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
    ['a cursor of nowhere', 'query e($stationId: ID!) { incidents(stationId: $stationId, after: "eyJ9") { totalCount } }', { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_CURSOR' }) })] }],
    ['a filter that holds itself', 'query g($stationId: ID!, $filter: DisputeMediationFilter) { disputeMediations(stationIds: [$stationId], first: 1, filter: $filter) { edges { node { cause } } } }', { data: { disputeMediations: { edges: [{ node: { cause: 'noise' } }] } } }],
    ['inputs with defaults', 'query h($stationId: ID!, $figures: MetricQuery!) { metricSeries(stationIds: [$stationId], query: $figures) { points { count } } }', { data: { metricSeries: [{ points: expect.any(Array) }] } }],
    ['one of two', 'query f($stationId: ID!, $other: ID!) { mine: incidents(stationId: $stationId, first: 1) { totalCount } theirs: station(stationId: $other) { name } }', { errors: [expect.objectContaining({ path: ['theirs'], extensions: expect.objectContaining({ code: 'NOT_FOUND' }) })] }],
  ])('say the same walked and compiled: %s', async (_, query, said) => {
    const [walked, ...compiled] = await walkedAndCompiled(officer, query, { stationId, other: bureau.stationIds[1], filter: { and: [{ or: [{ cause: { in: ['noise'] } }] }] }, figures: { metrics: ['incident.received'], from: '2024-01-01', to: '2024-03-01' } });
    expect(walked).toMatchObject(said);
    expect(compiled).toEqual([walked, walked]);
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
