import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import exceljs from 'exceljs';
import type { GraphQLInputObjectType, GraphQLObjectType } from 'graphql';
import { parquetReadObjects } from 'hyparquet';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

/** Studies end to end: who may read what for how long, under which names, how much a day, and what leaves in files. */

interface Person { readonly pseudonym: string; readonly place: string }
interface StudyRecord { readonly key: string; readonly incidentKey: string | null; readonly startedAt: string; readonly outcome: string | null; readonly people: readonly Person[]; readonly fields: readonly { readonly key: string; readonly value: unknown }[] }
interface Page { readonly totalCount: number; readonly edges: readonly { readonly node: StudyRecord }[]; readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }; readonly left: { readonly cost: number; readonly rows: number; readonly refillsAt: string } }
interface Release { readonly id: Id; readonly state: string; readonly rows: number; readonly smallest: number; readonly rowsInSmall: number; readonly decided: boolean; readonly leftOut: readonly { readonly key: string }[]; readonly examples: readonly (readonly string[])[] }

const RECORDS = `query ($study: ID!, $stations: [ID!]!, $subject: String!, $fields: [FieldFilter!], $first: Int! = 50, $after: String) {
  studyRecords(studyId: $study, stationIds: $stations, subject: $subject, fields: $fields, first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage } left { cost rows refillsAt }
    edges { node { key incidentKey startedAt outcome people { pseudonym place } fields { key value { __typename ... on ChoiceValue { choice } ... on NumberValue { number } } } } }
  }
}`;
const START = 'mutation ($stationId: ID!, $data: JSON!, $incidentId: ID, $key: String!) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: $data, incidentId: $incidentId, idempotencyKey: $key) { instanceId } }';
const INCIDENT = 'mutation ($stationId: ID!, $input: NewIncident!, $key: String!) { createIncident(stationId: $stationId, input: $input, idempotencyKey: $key) { id } }';
const RELEASE = 'id state rows smallest rowsInSmall decided leftOut { key } examples';
const PREVIEW = `mutation ($study: ID!, $stations: [ID!]!, $wish: StudyReleaseWish!) { previewStudyRelease(studyId: $study, stationIds: $stations, wish: $wish) { ${RELEASE} } }`;

describe('studies', () => {
  let house: House;
  let bureau: TestBureau;
  let here: Id;
  let [analyst, other, chief, admin, auditor] = [] as unknown as [Client, Client, Client, Client, Client];
  let study: Id;

  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Study', 2);
    [here] = bureau.stationIds as [Id];
    [analyst, other, chief, admin, auditor] = (await Promise.all([bureau.login('analyst', 0), bureau.login('analyst', 1), bureau.login('chief', 0), bureau.login('bureau-admin'), bureau.login('bureau-auditor')].map((login) => house.signIn(login)))) as [Client, Client, Client, Client, Client];
    const caller = { channel: 'WALK_IN', category: 'dispute.noise', narrative: '=HYPERLINK("x")', reporterName: '欧阳绛雪', reporterPhone: '177 5331 8642', address: '蓼汀巷 79 号' };
    const { id } = await ask<{ id: Id }>(chief, INCIDENT, { input: caller, key: 'a' });
    await ask(chief, INCIDENT, { input: { ...caller, reporterName: null, reporterPhone: '+8617753318642' }, key: 'b' });
    await ask(chief, INCIDENT, { input: { ...caller, category: 'assistance.missingPerson' }, key: 'c' });
    const missing = await ask<{ id: Id }>(chief, INCIDENT, { input: { ...caller, category: 'assistance.missingPerson' }, key: 'd' });
    const parties = [{ name: '欧阳绛雪', phone: '17753318642' }, { name: '慕容蓁蓁' }];
    await ask(chief, START, { data: { cause: 'noise', summary: 's', parties }, incidentId: id, key: 'a' });
    await ask(chief, START, { data: { cause: 'debt', summary: 's', parties: [...parties, { name: '蔺毓骞', minor: false }] }, key: 'b' });
    await ask(chief, START, { data: { cause: 'noise', summary: 's', parties: [{ name: '小蓼', minor: true }] }, key: 'minor' });
    await ask(chief, START, { data: { cause: 'noise', summary: 's', parties }, incidentId: missing.id, key: 'missing' });
    study = await asked(analyst, 'one');
    await approve(study);
  }, 180_000);
  afterAll(() => house?.close());

  async function ask<Answer>(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const answer = await client.graphql(query, { stationId: here, ...variables });
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return Object.values(answer.data ?? {})[0] as Answer;
  }
  const refusal = async (client: Client, query: string, variables: Record<string, unknown>) => (await client.graphql(query, variables)).errors?.[0]?.extensions;
  const asked = async (client: Client, key: string, stations: readonly Id[] = [here], subjects = ['incident', 'dispute-mediation']) =>
    (await ask<{ id: Id }>(client, 'mutation ($b: ID!, $s: [ID!]!, $input: NewStudy!, $key: String!) { askForStudy(bureauId: $b, stationIds: $s, input: $input, idempotencyKey: $key) { id state } }', { b: bureau.bureauId, s: stations, key, input: { title: '噪声纠纷复发', purpose: '分析噪声纠纷的复发', subjects, endsAt: new Date(Date.now() + 20 * 86_400_000).toISOString() } })).id;
  const DECIDE = 'mutation ($b: ID!, $i: ID!, $r: Boolean! = false) { decideStudy(bureauId: $b, studyId: $i, releasesDecided: $r) { state } }';
  const approve = (id: Id) => ask(admin, DECIDE, { b: bureau.bureauId, i: id });
  const read = (of: Id, more: Record<string, unknown> = {}, client = analyst) => ask<Page>(client, RECORDS, { study: of, stations: [here], subject: 'dispute-mediation', ...more });

  it('reads nothing before somebody else approves, beyond its stations and records, for anybody else, or after its end; its key is sealed, and gone with it', async () => {
    const second = await asked(analyst, 'two', [here], ['incident']);
    expect(await asked(analyst, 'two')).toBe(second);
    const reading = { study: second, stations: [here], subject: 'incident' };
    expect((await refusal(analyst, RECORDS, reading))?.code).toBe('STUDY_CLOSED');
    expect((await refusal(analyst, DECIDE, { b: bureau.bureauId, i: second }))?.code).toBe('FORBIDDEN');
    await approve(second);
    expect((await refusal(admin, DECIDE, { b: bureau.bureauId, i: second }))?.code).toBe('CONFLICT');
    expect((await refusal(analyst, RECORDS, { ...reading, subject: 'dispute-mediation' }))?.code).toBe('OUTSIDE_STUDY');
    expect((await refusal(analyst, RECORDS, { ...reading, stations: [bureau.stationIds[1]] }))?.code).toBe('NOT_FOUND');
    expect((await refusal(other, RECORDS, { ...reading, stations: [bureau.stationIds[1]] }))?.code).toBe('NOT_FOUND');
    const [mine, theirs] = [await read(study, { subject: 'incident' }), await read(second, { subject: 'incident' })];
    expect(mine.totalCount).toBe(2);
    const nameIn = (page: Page) => new Set(page.edges.flatMap(({ node }) => node.people.map(({ pseudonym }) => pseudonym)));
    // One phone, written in two ways: one person in a study, another in the other.
    expect([nameIn(mine).size, nameIn(theirs).size, new Set([...nameIn(mine), ...nameIn(theirs)]).size]).toEqual([1, 1, 2]);
    const keyOf = async () => (await house.test.owner.query<{ sealed: string }>('SELECT sealed FROM study_key WHERE study_id = $1', [second])).rows[0]?.sealed;
    expect(Buffer.from((await keyOf()) ?? '', 'base64url').length).toBeGreaterThan(60);
    await ask(analyst, 'mutation ($b: ID!, $i: ID!) { closeMyStudy(bureauId: $b, studyId: $i) { state } }', { b: bureau.bureauId, i: second });
    expect(await keyOf()).toBeUndefined();
    expect((await refusal(analyst, RECORDS, reading))?.code).toBe('STUDY_CLOSED');
  });

  it('tells whoever decides that a study waits, and the analyst, who works at a station alone, what was decided', async () => {
    const told = async (client: Client) => (await ask<{ edges: { node: { kind: string; record: { id: Id } | null } }[] }>(client, '{ notices { edges { node { kind record { id } } } } }')).edges.flatMap(({ node }) => (node.record?.id === study ? node.kind : []));
    expect([await told(analyst), await told(other), await told(chief)]).toEqual([['study.decided'], [], []]);
    expect(await told(admin)).toEqual(['study.waiting']);
    const counts = '{ unreadNotices { unread } }';
    const { unread } = await ask<{ unread: number }>(analyst, counts);
    expect(unread).toBeGreaterThan(0);
    await ask(analyst, 'mutation { markNoticesRead { unread } }');
    expect(await ask(analyst, counts)).toEqual({ unread: 0 });
  });

  it('gives people one name in records of every kind, and shows minors and sensitive categories in no row, count or page', async () => {
    const [calls, disputes] = [await read(study, { subject: 'incident' }), await read(study)];
    expect(disputes.totalCount).toBe(2);
    const people = disputes.edges.map(({ node }) => node.people.map(({ pseudonym }) => pseudonym));
    expect(people.map(({ length }) => length)).toEqual([3, 2]);
    expect(people[0]?.[0]).toBe(people[1]?.[0]);
    expect(people[0]?.[0]).toBe(calls.edges[0]?.node.people[0]?.pseudonym);
    // Whoever is known by a name alone is nobody else.
    expect(people[0]?.[1]).not.toBe(people[1]?.[1]);
    expect(disputes.edges[1]?.node.incidentKey).toBe(calls.edges[1]?.node.key);
    let [seen, after] = [[] as string[], null as string | null];
    do {
      const page = await read(study, { first: 1, after });
      seen = [...seen, ...page.edges.map(({ node }) => node.key)];
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(disputes.edges.map(({ node }) => node.key));
    expect((await read(study, { fields: [{ key: 'cause', operator: 'EQUALS', value: 'debt' }] })).totalCount).toBe(1);
    for (const [subject, key] of [['dispute-mediation', 'summary'], ['incident', 'reporterPhone']]) {
      expect((await refusal(analyst, RECORDS, { study, stations: [here], subject, fields: [{ key, operator: 'EQUALS', value: 's' }] }))?.code).toBe('PERSONAL_DATA_MASKED');
    }
  });

  it('reads a workflow as its typed objects: nothing personal is a field of them, filters nest, values order, pages go on, and none leads anywhere', async () => {
    const TYPED = `query ($study: ID!, $stations: [ID!]!, $filter: StudyDisputeMediationFilter, $orderBy: StudyDisputeMediationOrder, $behind: FigureCell, $first: Int! = 50, $after: String) {
      studyDisputeMediations(studyId: $study, stationIds: $stations, filter: $filter, orderBy: $orderBy, behind: $behind, first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage } left { rows } edges { cursor node { cause causeTitle { en } dangers record { key incidentKey people { pseudonym } } } }
      }
    }`;
    interface Typed { readonly totalCount: number; readonly pageInfo: Page['pageInfo']; readonly left: { readonly rows: number }; readonly edges: readonly { readonly cursor: string; readonly node: { readonly cause: string; readonly causeTitle: { readonly en: string }; readonly record: StudyRecord } }[] }
    const typed = (more: Record<string, unknown> = {}) => ask<Typed>(analyst, TYPED, { study, stations: [here], ...more });
    const [all, generic] = [await typed(), await read(study)];
    expect(all.edges.map(({ node }) => [node.cause, node.causeTitle.en, node.record.key])).toEqual(generic.edges.map(({ node }, index) => [['debt', 'noise'][index], expect.stringMatching(/\w/), node.key]));
    expect(all.edges[0]?.node.record.people).toEqual(generic.edges[0]?.node.people.map(({ pseudonym }) => ({ pseudonym })));
    expect([all.totalCount, generic.left.rows - all.left.rows]).toEqual([2, -2]);
    const ordered = await typed({ orderBy: { by: 'cause', direction: 'ASC' }, first: 1 });
    const [next] = (await typed({ orderBy: { by: 'cause', direction: 'ASC' }, first: 1, after: ordered.pageInfo.endCursor })).edges;
    expect([ordered.edges[0]?.node.cause, ordered.pageInfo.hasNextPage, next?.node.cause].sort()).toEqual(['debt', 'noise', true].sort());
    for (const [filter, found] of [
      [{ cause: { in: ['noise'] } }, ['noise']],
      [{ not: { cause: { in: ['noise'] } } }, ['debt']],
      [{ or: [{ cause: { in: ['debt'] } }, { and: [{ cause: { in: ['noise'] } }, { record: { closed: true } }] }] }, ['debt']],
      [{ record: { closed: false, startedAt: { from: '2000-01-01T00:00:00Z' } }, risk: { missing: true } }, ['debt', 'noise']],
      [{ fields: [{ key: 'cause', operator: 'EQUALS', value: 'noise' }] }, ['noise']],
    ] as const) expect((await typed({ filter })).edges.map(({ node }) => node.cause)).toEqual(found);
    for (const key of ['summary', 'parties', 'units']) expect((await refusal(analyst, TYPED, { study, stations: [here], filter: { not: { or: [{ fields: [{ key, operator: 'MISSING', value: true }] }] } } }))?.code).toBe('PERSONAL_DATA_MASKED');
    const { schema } = house.server.app.get(GraphQLSchemaHost);
    const fieldsOf = (type: string) => Object.keys((schema.getType(type) as GraphQLObjectType | GraphQLInputObjectType).getFields());
    for (const field of ['summary', 'parties', 'place', 'point', 'terms', 'units', 'signatures', 'instance', 'id']) for (const type of ['StudyDisputeMediation', 'StudyDisputeMediationFilter']) expect([type, fieldsOf(type)]).not.toEqual([type, expect.arrayContaining([field])]);

    // A cursor names a record, which is the same in every study: it is sealed with the study.
    const { rows: [row] } = await house.test.owner.query<{ id: Id }>(`SELECT id FROM instance WHERE station_id = $1 ORDER BY started_at LIMIT 1`, [here]);
    for (const { cursor } of all.edges) expect(Buffer.from(cursor, 'base64url').toString('utf8')).not.toContain(row?.id.slice(-12));
    expect((await refusal(analyst, RECORDS, { study, stations: [here], subject: 'incident', after: Buffer.from(JSON.stringify(['STARTED_AT DESC', '2026-01-01 00:00:00+00', row?.id])).toString('base64url') }))?.code).toBe('BAD_CURSOR');
    const third = await asked(analyst, 'three', [here], ['dispute-mediation']);
    await approve(third);
    expect((await refusal(analyst, TYPED, { study: third, stations: [here], after: all.edges[0]?.cursor }))?.code).toBe('BAD_CURSOR');
  });

  it('leads from a figure to its records: the station’s own people to all it counts, an analyst within a study to those that may appear', async () => {
    const today = new Date();
    const cell = { metric: 'dispute-mediation.screened', from: new Date(today.getTime() - 40 * 86_400_000).toISOString().slice(0, 10), to: new Date(today.getTime() + 3 * 86_400_000).toISOString().slice(0, 10), values: [{ dimension: 'cause', value: 'noise' }] };
    const LIST = 'query ($s: [ID!]!, $cell: FigureCell!, $first: Int! = 50, $after: String) { figureRecords(stationIds: $s, cell: $cell, first: $first, after: $after) { totalCount rowCount pageInfo { endCursor hasNextPage } edges { node { kind id number title { en } stateTitle { en } rows } } } }';
    interface Listed { readonly totalCount: number; readonly rowCount: number; readonly pageInfo: Page['pageInfo']; readonly edges: readonly { readonly node: { readonly kind: string; readonly id: Id; readonly number: string; readonly title: { readonly en: string } } }[] }
    const list = (more: Record<string, unknown> = {}) => ask<Listed>(chief, LIST, { s: [here], cell, ...more });
    const [series] = await ask<{ points: { count: number; dimensions: { value: string }[] }[]; metric: { records: string } }[]>(chief, 'query ($s: [ID!]!, $q: MetricQuery!) { metricSeries(stationIds: $s, query: $q) { metric { records } points { count dimensions { value } } } }', { s: [here], q: { metrics: [cell.metric], from: cell.from, to: cell.to, dimensions: ['cause'] } });
    const counted = series?.points.find(({ dimensions }) => dimensions[0]?.value === 'noise')?.count;
    const listed = await list();
    expect([series?.metric.records, listed.totalCount, listed.rowCount, listed.edges.length]).toEqual(['INSTANCE', counted, counted, counted]);
    expect(listed.edges[0]?.node).toMatchObject({ kind: 'INSTANCE', title: { en: 'Dispute mediation' }, number: expect.stringMatching(/\d/) as unknown });
    const first = await list({ first: 1 });
    expect((await list({ first: 1, after: first.pageInfo.endCursor })).edges[0]?.node.id).toBe(listed.edges[1]?.node.id);
    // Of three, one is of a minor and one came from a missing person.
    const BEHIND = 'query ($study: ID!, $s: [ID!]!, $cell: FigureCell!) { studyDisputeMediations(studyId: $study, stationIds: $s, behind: $cell) { totalCount edges { node { cause } } } }';
    expect([counted, await ask(analyst, BEHIND, { study, s: [here], cell })]).toEqual([3, { totalCount: 1, edges: [{ node: { cause: 'noise' } }] }]);
    const CALLS = 'query ($study: ID!, $s: [ID!]!, $cell: FigureCell!) { studyRecords(studyId: $study, stationIds: $s, subject: "incident", behind: $cell) { totalCount } }';
    const calls = { ...cell, metric: 'incident.received', values: [{ dimension: 'category', value: 'dispute.noise' }] };
    expect([(await list({ cell: calls })).totalCount, await ask(analyst, CALLS, { study, s: [here], cell: calls })]).toEqual([2, { totalCount: 2 }]);
    for (const [client, document, variables, code] of [
      [analyst, LIST, { s: [here], cell }, 'FORBIDDEN'],
      [admin, LIST, { s: [here], cell }, 'FORBIDDEN'],
      [chief, LIST, { s: [bureau.stationIds[1]], cell }, 'NOT_FOUND'],
      [chief, LIST, { s: [here], cell: { ...cell, metric: 'dispute-mediation.parties', values: [] } }, 'PERSONAL_DATA_MASKED'],
      [chief, LIST, { s: [here], cell: { ...cell, metric: 'pattern.noticed', values: [] } }, 'BAD_INPUT'],
      [analyst, BEHIND, { study, s: [here], cell: { ...cell, metric: 'dispute-mediation.parties', values: [] } }, 'PERSONAL_DATA_MASKED'],
      [analyst, BEHIND, { study, s: [here], cell: calls }, 'BAD_INPUT'],
      [analyst, CALLS, { study, s: [here], cell: { ...calls, values: [{ dimension: 'category', value: 'assistance.missingPerson' }] } }, 'PERSONAL_DATA_MASKED'],
      [analyst, CALLS, { study, s: [here], cell: { ...calls, values: [{ dimension: 'gridCell', value: 'G1' }] } }, 'PERSONAL_DATA_MASKED'],
      [analyst, CALLS, { study, s: [here], cell: { ...calls, values: [], filter: [{ dimension: 'cell', in: ['1000/1/1'] }] } }, 'PERSONAL_DATA_MASKED'],
    ] as const) expect([document.slice(0, 60), (await refusal(client, document, variables))?.code]).toEqual([document.slice(0, 60), code]);
  });

  it('shows before it leaves how small the groups are, asks a second person where they are, and leaves in three formats what was shown', async () => {
    const columns = ['key', 'station', 'started', 'data.cause', 'people'];
    expect((await refusal(analyst, PREVIEW, { study, stations: [here], wish: { subject: 'dispute-mediation', columns: ['data.summary'] } }))?.code).toBe('PERSONAL_DATA_MASKED');
    const files: Record<string, Buffer> = {};
    for (const format of ['CSV', 'XLSX', 'PARQUET']) {
      const shown = await ask<Release>(analyst, PREVIEW, { study, stations: [here], wish: { subject: 'dispute-mediation', columns, format } });
      expect(shown).toMatchObject({ state: 'PREVIEWED', rows: 2, smallest: 1, rowsInSmall: 2, decided: true });
      expect(shown.leftOut.map(({ key }) => key)).toEqual(expect.arrayContaining(['data.summary', 'data.parties']));
      const at = `/api/bureaus/${bureau.bureauId}/study-releases/${shown.id}/file`;
      expect((await analyst.rest('GET', at)).status).toBe(409);
      const confirm = { b: bureau.bureauId, i: shown.id };
      expect(await ask<Release>(analyst, 'mutation ($b: ID!, $i: ID!) { confirmStudyRelease(bureauId: $b, releaseId: $i, purpose: "周报") { state } }', confirm)).toEqual({ state: 'WAITING' });
      const DECIDE_RELEASE = 'mutation ($b: ID!, $i: ID!) { decideStudyRelease(bureauId: $b, releaseId: $i) { state } }';
      expect((await refusal(analyst, DECIDE_RELEASE, confirm))?.code).toBe('FORBIDDEN');
      expect(await ask<Release>(admin, DECIDE_RELEASE, confirm)).toEqual({ state: 'READY' });
      expect((await other.rest('GET', at)).status).toBe(404);
      const answer = await analyst.rest('GET', at);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
      files[format] = Buffer.from(await answer.arrayBuffer());
      expect(shown.examples).toHaveLength(2);
    }
    const lines = (files['CSV']?.toString('utf8') ?? '').trimEnd().split('\r\n');
    expect(lines[0]).toBe('\ufeffRecord,Station,Recorded,Cause,People');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^R-[A-R]{20},Study station 0,\d{4}-\d\d,debt,parties:P-[A-R]{20} parties:P-[A-R]{20} parties:P-[A-R]{20}$/);
    const book = new exceljs.Workbook();
    await book.xlsx.load(files['XLSX'] as unknown as ArrayBuffer);
    const sheet = book.worksheets[0];
    expect([sheet?.rowCount, sheet?.getRow(2).getCell(4).value]).toEqual([3, 'debt']);
    const bytes = files['PARQUET'] as Buffer;
    const rows = await parquetReadObjects({ file: { byteLength: bytes.length, slice: (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer } });
    expect(rows.map((row) => row['data.cause'])).toEqual(['debt', 'noise']);
  });

  it('stops an export half-way with nothing left behind but the note of it', async () => {
    await house.test.owner.query(
      `INSERT INTO incident (station_id, number, channel, intake_category, category, status, received_at, narrative, units, source, source_key, recorded_at)
       SELECT $1, 'JQ-BULK-' || n, 'PHONE_110', 'traffic', 'traffic', 'DISPOSED', timestamptz '2020-03-01' + n * interval '1 second', '', '{}', 'bulk', n::text, now() FROM generate_series(1, 40000) n`,
      [here],
    );
    const shown = await ask<Release>(analyst, PREVIEW, { study, stations: [here], wish: { subject: 'incident', columns: ['key', 'started', 'data.category'], from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' } });
    expect(shown).toMatchObject({ rows: 40_000, smallest: 40_000, rowsInSmall: 0, decided: false });
    const confirmed = await ask<Release>(analyst, 'mutation ($b: ID!, $i: ID!) { confirmStudyRelease(bureauId: $b, releaseId: $i, purpose: "周报") { state } }', { b: bureau.bureauId, i: shown.id });
    expect(confirmed.state).toBe('READY');
    const answer = await analyst.rest('GET', `/api/bureaus/${bureau.bureauId}/study-releases/${shown.id}/file`);
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const log = async () => (await ask<{ kind: string; outcome: string; rows: number }[]>(auditor, 'query ($b: ID!) { studyQueries(bureauId: $b) { kind outcome rows } }', { b: bureau.bureauId })).find(({ kind }) => kind === 'EXPORT');
    for (let tries = 0; (await log())?.outcome === 'begun' && tries < 100; tries += 1) await answer.bodyUsed;
    const noted = await log();
    expect(noted?.outcome).toBe('cancelled');
    expect(noted?.rows).toBeLessThan(40_000);
  }, 60_000);

  it('reads incidents as typed objects: by category with all below it, by what is told of them alone, in any order, page by page', async () => {
    const TYPED = `query ($study: ID!, $stations: [ID!]!, $filter: StudyIncidentFilter, $orderBy: StudyIncidentOrder, $first: Int! = 2, $after: String) {
      studyIncidents(studyId: $study, stationIds: $stations, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage } left { rows } edges { node { category categoryTitle { en } channel channelTitle { en } responseSeconds longitude record { key state people { pseudonym } } } }
      }
    }`;
    interface Typed { readonly totalCount: number; readonly pageInfo: Page['pageInfo']; readonly left: { readonly rows: number }; readonly edges: readonly { readonly node: { readonly category: string; readonly channel: string; readonly record: StudyRecord & { readonly state: string } } }[] }
    const typed = (more: Record<string, unknown> = {}) => ask<Typed>(analyst, TYPED, { study, stations: [here], ...more });
    const [disputes, generic] = [await typed({ filter: { category: { in: ['dispute'] } } }), await read(study, { subject: 'incident', fields: [{ key: 'category', operator: 'EQUALS', value: 'dispute' }] })];
    expect(disputes.edges[0]?.node).toMatchObject({ category: 'dispute.noise', categoryTitle: { en: 'Noise' }, channel: 'WALK_IN', channelTitle: { en: 'Walk-in' }, responseSeconds: null, longitude: null, record: { state: 'OPEN' } });
    expect(disputes.edges.map(({ node }) => [node.record.key, node.record.people])).toEqual(generic.edges.map(({ node }) => [node.key, node.people.map(({ pseudonym }) => ({ pseudonym }))]));
    expect(disputes.left.rows - generic.left.rows).toBe(2);
    for (const [filter, count] of [
      [{ category: { equals: 'dispute' } }, 2],
      [{ category: { startsWith: 'disp' } }, 2],
      [{ category: { in: ['dispute.noise', 'traffic'] } }, 40_002],
      [{ channel: { in: ['WALK_IN'] } }, 2],
      [{ not: { channel: { in: ['WALK_IN'] } } }, 40_000],
      [{ or: [{ channel: { in: ['WALK_IN'] } }, { and: [{ category: { in: ['traffic'] } }, { record: { closed: false } }] }] }, 2],
      [{ record: { state: 'DISPOSED', startedAt: { from: '2020-03-01T00:00:00Z', to: '2020-03-01T00:01:00Z' } } }, 59],
      [{ record: { closedAt: { missing: true } }, responseSeconds: { missing: true }, longitude: { missing: true } }, 40_002],
      [{ responseSeconds: { to: 600 } }, 0],
    ] as const) expect([filter, (await typed({ filter, first: 1 })).totalCount]).toEqual([filter, count]);
    for (const orderBy of [{ by: 'category', direction: 'ASC' }, { by: 'channel', direction: 'DESC' }, { by: 'responseSeconds', direction: 'ASC' }, { by: 'STARTED_AT', direction: 'ASC' }]) {
      const whole = await typed({ orderBy, first: 6 });
      const halves = await typed({ orderBy, first: 3 });
      const rest = await typed({ orderBy, first: 3, after: halves.pageInfo.endCursor });
      expect([orderBy, [...halves.edges, ...rest.edges].map(({ node }) => node.record.key)]).toEqual([orderBy, whole.edges.map(({ node }) => node.record.key)]);
    }
    expect((await typed({ orderBy: { by: 'category', direction: 'ASC' } })).edges.map(({ node }) => node.category)).toEqual(['dispute.noise', 'dispute.noise']);
    expect((await typed({ orderBy: { by: 'channel', direction: 'ASC' } })).edges[0]?.node.channel).toBe('PHONE_110');
    expect((await refusal(analyst, TYPED, { study, stations: [here], filter: { category: { in: ['dispute.nothing'] } } }))?.code).toBe('BAD_INPUT');
    const { schema } = house.server.app.get(GraphQLSchemaHost);
    expect(Object.keys((schema.getType('StudyIncident') as GraphQLObjectType).getFields()).toSorted()).toEqual(['category', 'categoryTitle', 'channel', 'channelTitle', 'latitude', 'longitude', 'record', 'responseSeconds']);
    expect(Object.keys((schema.getType('StudyIncidentFilter') as GraphQLInputObjectType).getFields()).toSorted()).toEqual(['and', 'category', 'channel', 'latitude', 'longitude', 'not', 'or', 'record', 'responseSeconds']);
  });

  it('notes every question with its purpose for the auditor, and stops at the day’s budget, counted once for all that ask at a time', async () => {
    const series = 'query ($s: [ID!]!) { metricSeries(stationIds: $s, query: { metrics: ["incident.received"], from: "2026-01-01", to: "2026-02-01" }, purpose: "月报") { points { count } } }';
    await analyst.graphql(series, { s: [here] });
    const budget = async () => (await ask<{ cost: number }>(analyst, 'query ($b: ID!) { studyBudget(bureauId: $b) { cost } }', { b: bureau.bureauId })).cost;
    for (const [asked, document] of [
      ['hotSpots', 'query ($s: [ID!]!) { hotSpots(stationIds: $s, query: { from: "2026-01-01", to: "2026-02-01" }, purpose: "月报") { cells { cell } } }'],
      ['processMap', 'query ($s: [ID!]!) { processMap(stationIds: $s, query: { workflow: "dispute-mediation", from: "2026-01-01", to: "2026-02-01" }, purpose: "月报") { instances } }'],
      ['directedPatrol', 'query ($stationId: ID!) { directedPatrol(stationId: $stationId, query: { from: "2026-02-01" }, purpose: "月报") { stints { cell } } }'],
    ]) {
      const before = await budget();
      await ask(analyst, document as string, { s: [here] });
      const [noted] = await ask<Record<string, unknown>[]>(auditor, 'query ($b: ID!) { studyQueries(bureauId: $b) { kind purpose subjects stationIds cost outcome } }', { b: bureau.bureauId });
      expect(noted).toEqual({ kind: 'FIGURES', purpose: '月报', subjects: [asked], stationIds: [here], cost: expect.any(Number) as unknown, outcome: 'answered' });
      expect(await budget()).toBe(before - Number(noted?.['cost']));
    }
    const { left } = await read(study);
    const { rowsADay } = await ask<{ rowsADay: number }>(auditor, 'query ($b: ID!) { studyAllowance(bureauId: $b) { rowsADay } }', { b: bureau.bureauId });
    const SET = 'mutation ($b: ID!, $r: Int!) { setStudyAllowance(bureauId: $b, costADay: 1000000, rowsADay: $r) { rowsADay } }';
    expect((await refusal(admin, SET, { b: bureau.bureauId, r: rowsADay + 1 }))?.code).toBe('BEYOND_BOUND');
    // Room for three pages of one row.
    await ask(admin, SET, { b: bureau.bureauId, r: rowsADay - left.rows + 3 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => analyst.graphql(RECORDS, { study, stations: [here], subject: 'dispute-mediation', first: 1 })));
    const spent = answers.flatMap(({ errors }) => errors?.[0]?.extensions ?? []);
    expect(spent.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'BUDGET_SPENT'));
    expect(new Date(String((spent[0] as { details?: { refillsAt?: string } } | undefined)?.details?.refillsAt ?? spent[0]?.['refillsAt'])).getTime()).toBeGreaterThan(Date.now());
    const log = await ask<Record<string, unknown>[]>(auditor, 'query ($b: ID!) { studyQueries(bureauId: $b) { id analyst kind purpose subjects subjectTitles { zhCN } operation rows cost outcome studyId } }', { b: bureau.bureauId });
    expect(log.map(({ subjectTitles }) => (subjectTitles as { zhCN: string }[])[0]?.zhCN)).toEqual(expect.arrayContaining(['接报警情', '警情热点', '定点定向巡逻', '流程执行分析', expect.stringContaining('纠纷')]));
    expect(await ask(auditor, 'query ($b: ID!, $i: ID) { studyQueries(bureauId: $b, before: $i) { id } }', { b: bureau.bureauId, i: log[1]?.['id'] })).toEqual(log.slice(2).map(({ id }) => ({ id })));
    expect(log.filter(({ outcome }) => outcome === 'BUDGET_SPENT')).toHaveLength(5);
    expect(log.find(({ subjects }) => JSON.stringify(subjects) === '["incident.received"]')).toMatchObject({ kind: 'FIGURES', purpose: '月报', outcome: 'answered', operation: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
    expect(log.find(({ kind, outcome }) => kind === 'RECORDS' && outcome === 'answered')).toMatchObject({ purpose: '分析噪声纠纷的复发', studyId: study, rows: 1 });
    expect((await refusal(analyst, 'query ($b: ID!) { studyQueries(bureauId: $b) { id } }', { b: bureau.bureauId }))?.code).toBe('FORBIDDEN');
  });
});
