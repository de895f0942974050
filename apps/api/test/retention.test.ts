import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { Retention } from '@stationhouse/workflow-runtime';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const SAID = ['周敏', '13911112222', '楼上深夜装修', '解放路 90 号', '已上门劝阻'];
const FIGURES = `query($s: ID!) {
  metricSeries(stationIds: [$s], query: { metrics: ["incident.received", "incident.responseTime", "incident.answeredInTime"], from: "2020-01-01", to: "2040-01-01", dimensions: ["category"] }) { metric { id } points { period count numerator denominator value dimensions { value } } }
  incidentCounts(stationIds: [$s], by: OUTCOME) { key count }
}`;

/** What the house itself keeps of people, beside instances: it goes by the same job. */
describe('personal data of the register, of imports and of published events', () => {
  let house: House;
  let bureau: TestBureau;
  let stationId: Id;
  let officer: Client;
  let chief: Client;
  let admin: Client;

  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Kept', 1);
    stationId = bureau.stationIds[0] as Id;
    [officer, chief, admin] = await Promise.all([house.signIn(bureau.login('duty-officer', 0)), house.signIn(bureau.login('chief', 0)), house.signIn(bureau.login('bureau-admin'))]);
  });
  afterAll(() => house?.close());

  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await house.test.owner.query<Row>(statement, parameters)).rows;
  const ask = async <Answer>(client: Client, query: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await client.graphql(query, { s: stationId, k: newId(), ...variables });
    if (errors !== undefined) throw Object.assign(new Error(errors[0]?.message), { code: errors[0]?.extensions.code });
    return Object.values(data ?? {})[0] as unknown as Answer;
  };
  const settle = () => untilJobsDone(house.test, bureau.bureauId, stationId);
  const erase = async () => {
    await house.server.app.get(Retention).eraseAll(stationId);
    await settle();
  };
  const taken = async () => {
    const input = { channel: 'PHONE_110', category: 'dispute.noise', narrative: '楼上深夜装修', reporterName: '周敏', reporterPhone: '13911112222', address: '解放路 90 号', longitude: 120.123456, latitude: 30.654321 };
    return (await ask<{ id: Id }>(officer, 'mutation($s: ID!, $i: NewIncident!, $k: String!) { createIncident(stationId: $s, input: $i, idempotencyKey: $k) { id } }', { i: input })).id;
  };
  const dispose = (id: Id, expectedVersion: number, disposition?: string) => ask(officer, 'mutation($s: ID!, $id: ID!, $v: Int!, $d: IncidentDisposition!) { disposeIncident(stationId: $s, id: $id, input: $d, expectedVersion: $v) { version } }', { id, v: expectedVersion, d: { outcome: 'mediated', disposition } });
  const saidOf = async (id: Id) => {
    const [row] = await rows<{ all: string }>('SELECT i::text AS all FROM incident i WHERE id = $1', id);
    return SAID.filter((words) => row?.all.includes(words));
  };
  const age = (table: string, column: string, by: string, id: Id) => rows(`UPDATE ${table} SET ${column} = ${column} - $2::interval WHERE id = $1`, id, by);

  it('an incident goes in time, with what is linked to it, and not while it is held; no figure moves', async () => {
    const [plain, held, linked, young] = [await taken(), await taken(), await taken(), await taken()];
    await dispose(plain, 1, '已上门劝阻');
    await rows(`UPDATE incident SET arrived_at = received_at + interval '5 minutes' WHERE id = $1`, plain);
    const { instanceId } = await ask<{ instanceId: Id }>(officer, 'mutation($s: ID!, $i: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: $d, incidentId: $i, idempotencyKey: $k) { instanceId } }', { i: linked, d: { cause: 'noise', summary: '邻里噪音', parties: [{ name: '周敏', phone: '13911112222' }] } });
    await settle();
    const hold = await ask<{ id: Id; instanceId: null; incidentId: Id }>(chief, 'mutation($s: ID!, $i: ID!, $k: String!) { placeIncidentHold(stationId: $s, incidentId: $i, reason: "检察机关调阅", reviewAt: "2100-01-01T00:00:00Z", idempotencyKey: $k) { id instanceId incidentId } }', { i: held });
    expect(hold).toMatchObject({ instanceId: null, incidentId: held });
    await expect(ask(chief, 'mutation($s: ID!, $i: ID!, $k: String!) { placeIncidentHold(stationId: $s, incidentId: $i, reason: "再次", reviewAt: "2100-01-01T00:00:00Z", idempotencyKey: $k) { id } }', { i: held })).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const id of [plain, held, linked]) await age('incident', 'recorded_at', '3 years 1 day', id);
    await age('incident', 'disposed_at', '2 years 10 months', plain);
    const figures = () => chief.graphql(FIGURES, { s: stationId });
    const before = await figures();
    expect(before.errors).toBeUndefined();
    // The words of its disposition are two months short of three years old: so is all of it.
    await erase();
    expect([await saidOf(plain), await saidOf(held), await saidOf(linked), await saidOf(young)]).toEqual([SAID, SAID.slice(0, 4), SAID.slice(0, 4), SAID.slice(0, 4)]);
    // The forecast of thirty days does not reach it yet; forty days later it does, and what is held or linked is not of it.
    const others = () => ask<{ others: object[] }>(chief, 'query($s: ID!) { retention(stationId: $s) { others { keep count } } }');
    expect(await others()).toEqual({ others: [] });
    await age('incident', 'disposed_at', '40 days', plain);
    expect(await others()).toEqual({ others: [{ keep: 'P3Y', count: 1 }] });

    await age('incident', 'disposed_at', '2 months', plain);
    await Promise.all([erase(), erase()]);
    expect([await saidOf(plain), await saidOf(held), await saidOf(linked), await saidOf(young)]).toEqual([[], SAID.slice(0, 4), SAID.slice(0, 4), SAID.slice(0, 4)]);
    expect(await figures()).toEqual(before);
    const [left] = await rows('SELECT number IS NOT NULL AS numbered, category, outcome, longitude, latitude, narrative, attributes, version FROM incident WHERE id = $1', plain);
    expect(left).toEqual({ numbered: true, category: 'dispute.noise', outcome: 'mediated', longitude: 120.12, latitude: 30.65, narrative: '', attributes: null, version: 3 });
    expect(await ask(officer, 'query($s: ID!, $id: ID!) { incident(stationId: $s, id: $id, purpose: "复核") { erasedAt narrative reporterName } }', { id: plain })).toEqual({ erasedAt: expect.any(String), narrative: '', reporterName: null });
    expect(await rows(`SELECT details->'count' AS count FROM audit_entry WHERE unit_id = $1 AND action = 'incident.erased'`, stationId)).toEqual([{ count: 1 }]);

    // Nothing is written into it any more, and facts of any incident are never rewritten, whatever a program thinks.
    await expect(dispose(plain, 3, '周敏来电')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await dispose(plain, 3);
    const asApp = (statement: string, id: Id) => house.test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => tenant.sql(statement, [id]));
    await expect(asApp(`UPDATE incident SET narrative = '改写' WHERE id = $1`, young)).rejects.toThrow('not changed');
    const whole = `UPDATE incident SET narrative = '', disposition = NULL, reporter_name = NULL, reporter_phone = NULL, address = NULL, longitude = NULL, latitude = NULL, erased_at = app.now() WHERE id = $1`;
    await expect(asApp(whole, held)).rejects.toThrow('legal hold');

    // The list of what is held names it; lifted, it goes. So does the other with the last instance linked to it.
    expect(await ask(chief, 'query($s: ID!) { retention(stationId: $s) { holds { workflowTitle { en } hold { incidentId } } } }')).toEqual({ holds: [{ workflowTitle: { en: 'Incident' }, hold: { incidentId: held } }] });
    await ask(chief, 'mutation($s: ID!, $h: ID!, $k: String!) { liftLegalHold(stationId: $s, holdId: $h, reason: "案件已结", idempotencyKey: $k) { id } }', { h: hold.id });
    await ask(chief, 'mutation($s: ID!, $i: ID!, $v: Int!, $k: String!) { cancelInstance(stationId: $s, instanceId: $i, reason: "重复登记", expectedVersion: $v, idempotencyKey: $k) { version } }', { i: instanceId, v: (await rows<{ version: number }>('SELECT version FROM instance WHERE id = $1', instanceId))[0]?.version });
    await erase();
    expect([await saidOf(held), await saidOf(linked)]).toEqual([[], SAID.slice(0, 4)]);
    await age('instance', 'closed_at', '20 years', instanceId);
    await erase();
    expect([await saidOf(linked), await saidOf(young)]).toEqual([[], SAID.slice(0, 4)]);
    expect(await figures()).toEqual(before);
  });

  it('a sealed record is in no answer and no figure, for nobody, until the bureau’s legal department lifts the seal; its time runs on', async () => {
    const legal = await house.signIn(bureau.login('bureau-legal'));
    const incidentId = await taken();
    await dispose(incidentId, 1, '已上门劝阻');
    const { instanceId } = await ask<{ instanceId: Id }>(officer, 'mutation($s: ID!, $i: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: $d, incidentId: $i, idempotencyKey: $k) { instanceId } }', { i: incidentId, d: { cause: 'noise', summary: '封存的纠纷', parties: [{ name: '周敏', phone: '13911112222' }] } });
    await settle();
    const seal = (client: Client, kind: string, id: Id, more: Record<string, unknown> = {}) => ask<{ id: Id; number: string }>(client, 'mutation($s: ID!, $kind: SealableKind!, $id: ID!, $b: String!, $k: String!) { sealRecord(stationId: $s, kind: $kind, recordId: $id, basis: $b, reason: "行为人申请，依法封存", idempotencyKey: $k) { id number } }', { kind, id, b: '治安管理处罚法第一百三十六条', ...more });
    const lift = (client: Client, id: Id) => ask<{ liftedAt: string }>(client, 'mutation($s: ID!, $id: ID!, $k: String!) { liftSeal(stationId: $s, sealId: $id, reason: "检察机关依法查询", idempotencyKey: $k) { liftedAt } }', { id });
    // What goes on is not sealed.
    await expect(seal(chief, 'INSTANCE', instanceId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await ask(chief, 'mutation($s: ID!, $i: ID!, $v: Int!, $k: String!) { cancelInstance(stationId: $s, instanceId: $i, reason: "重复登记", expectedVersion: $v, idempotencyKey: $k) { version } }', { i: instanceId, v: (await rows<{ version: number }>('SELECT version FROM instance WHERE id = $1', instanceId))[0]?.version });
    await settle();

    const SEEN = [
      '{ incidents(stationId: $s, first: 200) { edges { node { id number instances { id number } } } } }',
      '{ incident(stationId: $s, id: $incident) { number instances { number } timeline { kind } } }',
      '{ instances(stationId: $s, first: 200) { totalCount edges { node { id number incident { number } } } } }',
      '{ instance(stationId: $s, id: $instance, purpose: "复核") { number data tasks { id } timeline { title { en } } incident { number } } }',
      '{ disputeMediations(stationIds: [$s], first: 200) { totalCount edges { node { id cause instance { number } } } } }',
      '{ tasks(stationId: $s, first: 200) { edges { node { id instance { number } } } } }',
      '{ metricSeries(stationIds: [$s], query: { metrics: ["incident.received", "workflow.started", "dispute-mediation.screened"], from: "2020-01-01", to: "2040-01-01" }) { points { numerator } } }',
      '{ incidentCounts(stationIds: [$s], by: OUTCOME) { key count } }',
    ];
    const answers = (client: Client) => Promise.all(SEEN.map(async (query) => JSON.stringify(await client.graphql(`query(${['s', 'incident', 'instance'].filter((name) => query.includes(`$${name}`)).map((name) => `$${name}: ID!`).join(', ')}) ${query}`, { s: stationId, incident: incidentId, instance: instanceId }))));
    const before = [await answers(chief), await answers(officer)];
    const numbers = (await rows<{ number: string }>('SELECT number FROM instance WHERE id = $1 UNION SELECT number FROM incident WHERE id = $2', instanceId, incidentId)).map(({ number }) => number);
    expect(numbers.filter((number) => before[0]?.some((answer) => answer.includes(number)))).toEqual(numbers);

    await expect(seal(officer, 'INSTANCE', instanceId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(seal(chief, 'INSTANCE', instanceId, { b: ' ' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const key = newId();
    const ofInstance = await seal(chief, 'INSTANCE', instanceId, { k: key });
    expect(await seal(chief, 'INSTANCE', instanceId, { k: key })).toEqual(ofInstance);
    await expect(seal(chief, 'INSTANCE', instanceId)).rejects.toMatchObject({ code: 'CONFLICT' });
    const ofIncident = await seal(chief, 'INCIDENT', incidentId);
    for (const client of [chief, officer, legal]) {
      const after = await answers(client);
      expect(after.filter((answer) => [...numbers, instanceId, incidentId, '封存的纠纷'].some((said) => answer.includes(said)))).toEqual([]);
      expect([after[1], after[3]].map((answer) => (JSON.parse(answer ?? '') as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code)).toEqual(client === legal ? ['FORBIDDEN', 'FORBIDDEN'] : ['NOT_FOUND', 'NOT_FOUND']);
    }
    expect((await answers(chief))[6]).not.toBe(before[0]?.[6]);
    // Nothing opens it by a deed either, and no program that does not say so reaches it.
    await expect(ask(chief, 'mutation($s: ID!, $i: ID!, $k: String!) { placeLegalHold(stationId: $s, instanceId: $i, reason: "调阅", reviewAt: "2100-01-01T00:00:00Z", idempotencyKey: $k) { id } }', { i: instanceId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await house.test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => tenant.sql('UPDATE instance SET sealed_at = NULL WHERE id = $1 RETURNING id', [instanceId]))).toEqual([]);
    await expect(house.test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, () => house.test.database.inTenant({ stationIds: [stationId], bureauIds: [], sealed: true }, (tenant) => tenant.sql('SELECT 1')))).rejects.toMatchObject({ code: 'INTERNAL' });

    // Its cover says that it is there, and who did it on which clause.
    const covers = (client: Client) => ask<{ edges: { node: object }[] }>(client, 'query($s: ID!) { sealedRecords(stationId: $s) { edges { node { kind number basis sealedBy liftedBy } } } }');
    expect((await covers(legal)).edges.map(({ node }) => node)).toEqual(['INCIDENT', 'INSTANCE'].map((kind) => expect.objectContaining({ kind, basis: '治安管理处罚法第一百三十六条', liftedBy: null })));
    await expect(covers(officer)).rejects.toMatchObject({ code: 'FORBIDDEN' });

    // Lifted, everything is as it was.
    await expect(lift(chief, ofInstance.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const { id } of [ofInstance, ofIncident]) expect(await lift(legal, id)).toMatchObject({ liftedAt: expect.any(String) });
    await expect(lift(legal, ofInstance.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect([await answers(chief), await answers(officer)]).toEqual(before);

    // Sealed again: its personal data go when their time is over, as any other's.
    await seal(chief, 'INSTANCE', instanceId);
    await seal(chief, 'INCIDENT', incidentId);
    await age('instance', 'closed_at', '20 years', instanceId);
    await age('incident', 'recorded_at', '20 years', incidentId);
    await age('incident', 'disposed_at', '19 years', incidentId);
    await erase();
    expect(await saidOf(incidentId)).toEqual([]);
    expect((await rows<{ all: string }>('SELECT i::text AS all FROM instance i WHERE id = $1', instanceId))[0]?.all).not.toContain('周敏');
    expect((await rows(`SELECT action FROM audit_entry WHERE unit_id = $1 AND action LIKE 'record.seal%'`, stationId)).length).toBe(6);
  });

  it('exact counts under any condition are for those who read the station’s people in full', async () => {
    const counts = (client: Client) => ask(client, 'query($s: ID!) { incidentCounts(stationIds: [$s], by: CATEGORY, filter: { categories: ["dispute"] }) { key } }');
    expect(await counts(officer)).not.toEqual([]);
    for (const role of ['analyst', 'auditor', 'auxiliary'] as const) await expect(counts(await house.signIn(bureau.login(role, 0)))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const role of ['bureau-admin', 'bureau-leader', 'bureau-auditor'] as const) await expect(counts(await house.signIn(bureau.login(role)))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('the file of an import goes with its name, first rows and refused values, and one that a dying process left', async () => {
    const route = (rest = '') => `/api/bureaus/${bureau.bureauId}/imports${rest}`;
    const upload = async (content: string) => {
      const form = new FormData();
      form.append('file', new Blob([content]), '周敏报警.csv');
      return (await (await admin.rest('POST', route(), form)).json()) as { id: Id };
    };
    const fileOf = async (id: Id) => {
      const [{ sha256 } = { sha256: '' }] = await rows<{ sha256: string }>('SELECT sha256 FROM import WHERE id = $1', id);
      return path.join(house.folder, 'files', 'imports', bureau.bureauId, sha256.slice(0, 2), sha256);
    };
    const done = await upload('id,time,what\n1,2018-05-01 00:10:28,a\n2,周敏说昨天,b\n');
    const twin = await upload('id,time,what\n1,2018-05-01 00:10:28,a\n2,周敏说昨天,b\n');
    const mapping = { source: 'kept', timeZone: 'Asia/Shanghai', idColumn: 'id', fields: { receivedAt: { column: 'time' }, narrative: { column: 'what' } }, routing: { stationId } };
    expect((await admin.rest('POST', route(`/${done.id}/start`), { mapping })).status).toBe(200);
    await settle();
    expect(await rows('SELECT value FROM import_rejection WHERE import_id = $1', done.id)).toEqual([{ value: '周敏说昨天' }]);
    const file = await fileOf(done.id);
    await rows(`UPDATE import SET created_at = created_at - interval '91 days', started_at = started_at - interval '91 days', finished_at = finished_at - interval '91 days' WHERE id = $1`, done.id);
    await erase();
    expect(await rows('SELECT file_name, preview, rows_read, rows_rejected FROM import WHERE id = $1', done.id)).toEqual([{ file_name: '', preview: [], rows_read: 2, rows_rejected: 1 }]);
    expect(await rows('SELECT 1 FROM import_rejection WHERE import_id = $1', done.id)).toEqual([]);
    expect((await admin.rest('GET', route(`/${done.id}/errors.csv`))).status).toBe(409);
    expect((await admin.rest('POST', route(`/${done.id}/start`), { mapping })).status).toBe(409);
    // Another upload of the same bytes, never run, still names them.
    expect(existsSync(file)).toBe(true);
    await age('import', 'created_at', '91 days', twin.id);
    await erase();
    expect(existsSync(file)).toBe(false);

    // As if the process had died between storing the bytes and noting them: the word it left an hour ahead is kept.
    const orphan = await upload('id,time\n9,2018-05-01 00:10:28\n');
    const lost = await fileOf(orphan.id);
    await rows('DELETE FROM import WHERE id = $1', orphan.id);
    expect(existsSync(lost)).toBe(true);
    await rows(`UPDATE outbox SET next_run = now(), wake_at = now() WHERE scope_id = $1 AND topic = 'incidents.import.purge' AND state = 'pending'`, bureau.bureauId);
    await settle();
    expect(existsSync(lost)).toBe(false);
  });

  it('what was published goes once everybody has heard of it', async () => {
    await taken();
    await taken();
    await settle();
    const events = () => rows<{ id: Id }>('SELECT id FROM plugin_event WHERE station_id = $1 ORDER BY at, id', stationId).then((found) => found.map(({ id }) => id));
    const [oldest = '', waiting = '', ...others] = await events();
    await rows(`UPDATE plugin_event SET at = at - interval '91 days' WHERE id IN ($1, $2)`, oldest, waiting);
    await rows(`INSERT INTO plugin_event_delivery (station_id, id, event_id, plugin_id, job_id, state) VALUES ($1, $2, $3, 'absent', $4, 'held')`, stationId, newId(), waiting, newId());
    await erase();
    expect(await events()).toEqual([waiting, ...others]);
  });

  it('what a plugin keeps of an instance in tables of its own goes with the field it is kept as long as, and not while it is held', async () => {
    const seen = new Date(Date.now() - 3_600_000).toISOString();
    const search = async () => {
      const { instanceId } = await ask<{ instanceId: Id }>(officer, 'mutation($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "missing-person", data: $d, idempotencyKey: $k) { instanceId } }', { d: { person: { group: 'adult' }, lastSeenOn: seen, lastPlace: '解放路', point: { longitude: 114, latitude: 30 } } });
      const said = <Answer>(mutation: string, d: object) => ask<Answer>(officer, mutation, { i: instanceId, d });
      const { id } = await said<{ id: Id }>('mutation($s: ID!, $i: ID!, $d: SearchSegmentInput!, $k: String!) { drawSegment(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) { id } }', { name: '一区', outline: [[114, 30], [114.004, 30], [114.004, 30.004]], coordinateSystem: 'WGS84', terrain: 'OPEN' });
      await said('mutation($s: ID!, $i: ID!, $d: SearchPassInput!, $k: String!) { recordPass(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) { id } }', { segmentId: id, method: 'VISUAL', team: '一组', searchers: 2, from: seen, to: new Date(Date.now() - 60_000).toISOString() });
      const [{ version } = { version: 0 }] = await rows<{ version: number }>('SELECT version FROM instance WHERE id = $1', instanceId);
      await ask(chief, 'mutation($s: ID!, $i: ID!, $v: Int!, $k: String!) { cancelInstance(stationId: $s, instanceId: $i, reason: "重复登记", expectedVersion: $v, idempotencyKey: $k) { version } }', { i: instanceId, v: version });
      return instanceId;
    };
    const [gone, held, young] = [await search(), await search(), await search()];
    await ask(chief, 'mutation($s: ID!, $i: ID!, $k: String!) { placeLegalHold(stationId: $s, instanceId: $i, reason: "检察机关调阅", reviewAt: "2100-01-01T00:00:00Z", idempotencyKey: $k) { id } }', { i: held });
    await settle();
    for (const id of [gone, held]) await age('instance', 'closed_at', '91 days', id);
    await erase();
    const kept = async (table: string) => {
      const answers = (await house.test.owner.query(`BEGIN; SET LOCAL ROLE plugin_three_losses__migrator; SELECT instance_id AS id FROM plugin_three_losses.${table}; COMMIT`)) as unknown as { rows: { id: Id }[] }[];
      return answers[2]?.rows.map(({ id }) => id).sort();
    };
    for (const table of ['search_segment', 'search_pass']) expect(await kept(table)).toEqual([held, young].sort());
    // Of the rest of it the time is not over, and the note says what went.
    expect((await rows<{ count: number }>(`SELECT count FROM erasure WHERE instance_id = $1 AND field = 'point'`, gone))[0]?.count).toBe(2);
  });
});
