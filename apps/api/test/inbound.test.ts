import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { fingerprintOf, personalItems, PluginSwitch, Retention, WorkflowCatalog, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { Webhook } from 'standardwebhooks';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const TYPE = 'cn.stationhouse.dispute-reported.v1';

interface Source {
  readonly id: Id;
  readonly path: string;
  readonly secret: string;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly events?: readonly { readonly id: string | null; readonly status: string; readonly code?: string; readonly stored?: boolean }[]; readonly error?: { readonly code: string; readonly message: { readonly zhCN: string; readonly en: string } } };
}

describe('events from outside', () => {
  let house: House;
  let bureau: TestBureau;
  let admin: Client;
  let commander: Client;
  let chief: Client;
  let stationId: Id;
  let source: Source;
  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Inbound', 2);
    stationId = bureau.stationIds[0] as Id;
    admin = await house.signIn(bureau.login('bureau-admin'));
    commander = await house.signIn(bureau.login('duty-commander', 0));
    chief = await house.signIn(bureau.login('chief', 0));
    source = await register('12345 热线', null);
  });
  afterAll(() => house?.close());

  async function register(title: string, station: Id | null, type = TYPE): Promise<Source> {
    const answer = await admin.graphql('mutation($b: ID!, $i: NewEventSource!) { createEventSource(bureauId: $b, input: $i) { secret source { id path } } }', { b: bureau.bureauId, i: { title, stationId: station, types: [type] } });
    const { secret, source: made } = answer.data?.['createEventSource'] as unknown as { secret: string; source: { id: Id; path: string } };
    return { ...made, secret };
  }

  const event = (over: Record<string, unknown> = {}) => ({ specversion: '1.0', id: newId(), source: '/hotline', type: TYPE, station: 'INBOUN0', data: { ticket: newId(), summary: '楼上深夜装修', parties: [{ name: '周敏', phone: '13800000000' }] }, ...over });

  async function send(body: unknown, { secret = source.secret, at = new Date(), path = source.path, type = 'application/cloudevents+json' } = {}): Promise<Answer> {
    const [id, text] = [newId(), typeof body === 'string' ? body : JSON.stringify(body)];
    const headers = { 'content-type': type, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(id, at, text) };
    const answer = await fetch(`${house.server.url}${path}`, { method: 'POST', headers, body: text });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  const rows = async <Row>(statement: string, values: unknown[] = []): Promise<Row[]> => (await house.test.owner.query(statement, values)).rows as Row[];
  const stored = async (eventId: string) => (await rows<{ id: Id; state: string; reason: string | null; instance_id: Id | null; began: boolean }>('SELECT id, state, reason, instance_id, began FROM inbound_event WHERE event_id = $1', [eventId]))[0];
  const disputes = async () => (await rows<{ n: number }>('SELECT count(*)::int AS n FROM instance WHERE station_id = $1', [stationId]))[0]?.n ?? 0;
  const settle = () => untilJobsDone(house.test, bureau.bureauId, ...bureau.stationIds);

  it('starts a dispute from a signed event, once however often it comes', async () => {
    const before = await disputes();
    const one = event();
    const answers = await Promise.all([send(one), send(one), send(one)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(answers.map(({ body }) => body.events?.[0]?.status).sort()).toEqual(['accepted', 'duplicate', 'duplicate']);
    await settle();
    expect(await disputes()).toBe(before + 1);
    const row = await stored(one.id);
    expect(row).toMatchObject({ state: 'done', began: true, instance_id: row?.id });
    const [instance] = await rows<{ snapshot: { data: Record<string, unknown> } }>('SELECT snapshot FROM instance WHERE id = $1', [row?.instance_id]);
    expect(instance?.snapshot.data).toMatchObject({ cause: 'other', summary: '楼上深夜装修' });
  });

  it('lets an event about a running matter start no second one', async () => {
    const data = { ticket: 'HL-1', summary: '停车纠纷' };
    const [first, second] = [event({ data }), event({ data: { ...data, summary: '又打电话来' } })];
    expect((await send([first, second], { type: 'application/cloudevents-batch+json' })).status).toBe(202);
    await settle();
    const [one, two] = [await stored(first.id), await stored(second.id)];
    expect([one?.state, two?.state]).toEqual(['done', 'done']);
    expect(one?.instance_id).toBe(two?.instance_id);
    expect([one?.began, two?.began].sort()).toEqual([false, true]);
    expect(await rows('SELECT key FROM matter WHERE key LIKE $1', ['%HL-1%'])).toEqual([]);
  });

  it.each<[string, () => Promise<Answer>]>([
    ['a wrong secret', () => send(event(), { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` })],
    ['a signature of six minutes ago', () => send(event(), { at: new Date(Date.now() - 6 * 60_000) })],
    ['an unknown source', () => send(event(), { path: source.path.replace(source.id, newId()) })],
    ['another bureau’s address', () => send(event(), { path: source.path.replace(bureau.bureauId, newId()) })],
  ])('refuses %s in the same words, and keeps nothing', async (_what, attempt) => {
    const before = (await rows<{ n: number }>('SELECT count(*)::int AS n FROM inbound_event'))[0]?.n;
    const answer = await attempt();
    expect(answer.status).toBe(401);
    expect(answer.body.error).toMatchObject({ code: 'EVENT_SIGNATURE_INVALID', message: { zhCN: expect.stringContaining('签名'), en: expect.stringContaining('signature') } });
    expect((await rows<{ n: number }>('SELECT count(*)::int AS n FROM inbound_event'))[0]?.n).toBe(before);
  });

  it('answers each event of a batch by itself, and nothing of a poisoned one breaks its neighbours', async () => {
    const fine = event();
    const before = await disputes();
    const answer = await send(
      [fine, event({ id: 'no-summary', data: { ticket: 't', extra: 1 } }), event({ id: 'other-type', type: 'cn.example.fraud.v1' }), event({ id: 'future', time: new Date(Date.now() + 3_600_000).toISOString() }), { ...fine, data: { ticket: 'x', summary: '另一件' } }, 'nonsense', event({ id: 'nowhere', station: 'NOWHERE' })],
      { type: 'application/cloudevents-batch+json' },
    );
    expect(answer.status).toBe(207);
    expect(answer.body.events?.map(({ status, code, stored: kept }) => [status, code, kept])).toEqual([
      ['accepted', undefined, undefined], ['refused', 'EVENT_DATA_INVALID', true], ['refused', 'EVENT_TYPE_NOT_ALLOWED', false], ['refused', 'EVENT_TIME_INVALID', false],
      ['refused', 'EVENT_ID_REUSED', false], ['refused', 'EVENT_MALFORMED', false], ['refused', 'NOT_FOUND', false],
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('周敏');
    await settle();
    expect(await disputes()).toBe(before + 1);
    expect(await stored('no-summary')).toMatchObject({ state: 'refused', reason: 'EVENT_DATA_INVALID' });
    expect(house.errors).toEqual([]);
  });

  it('keeps what no station asked for with the station for unrouted rows', async () => {
    const elsewhere = bureau.stationIds[1] as Id;
    await house.test.owner.query('UPDATE station SET unrouted = true WHERE id = $1', [elsewhere]);
    const lost = event({ station: 'NOWHERE' });
    expect((await send(lost)).status).toBe(202);
    await house.test.owner.query('UPDATE station SET unrouted = false WHERE id = $1', [elsewhere]);
    expect(await rows('SELECT station_id FROM inbound_event WHERE event_id = $1', [lost.id])).toEqual([{ station_id: elsewhere }]);
  });

  const off = (pluginId: string) =>
    house.test.owner.query(`INSERT INTO plugin_enablement AS p (station_id, plugin_id, enabled, own) VALUES ($1, $2, false, false) ON CONFLICT (station_id, plugin_id) DO UPDATE SET enabled = false, own = false, version = p.version + 1`, [stationId, pluginId]);
  /** As the chief does it: with an assessment, and nothing else; what was held is released by itself. */
  const on = (pluginId: string) =>
    house.test.database.inTenant({ stationIds: [stationId], bureauIds: [], accountId: bureau.accountIds.get(bureau.login('chief', 0)) as Id }, async (tenant) => {
      const { app } = house.server;
      const plugins = app.get(PluginSwitch);
      const plugin = app.get(WorkflowCatalog).plugin(pluginId) as WorkflowPlugin;
      const assessment = { fingerprint: fingerprintOf(plugin), document: '1', summary: 'x', measures: 'x', assessor: 'x', purposes: personalItems(plugin).map(({ purpose }) => purpose), idempotencyKey: newId() };
      await plugins.assess(tenant, { level: 'station', scopeId: stationId, bureauId: bureau.bureauId }, [stationId], pluginId, assessment);
      const [row] = await tenant.sql<{ version: number }>('SELECT version FROM plugin_enablement WHERE station_id = $1 AND plugin_id = $2', [stationId, pluginId]);
      await plugins.enable(tenant, stationId, { pluginId, expectedVersion: row?.version ?? 0, idempotencyKey: newId() });
    });

  describe('while the feature is off', () => {
    it('takes events, keeps them, tells the commander and the bureau, and handles them once it is on', async () => {
      await off('dispute-mediation');
      const before = await disputes();
      const [kept, byHand] = [event(), event()];
      expect((await send(kept)).body.events?.[0]?.status).toBe('accepted');
      expect((await send(byHand)).status).toBe(202);
      await settle();
      expect(await stored(kept.id)).toMatchObject({ state: 'held', reason: 'PLUGIN_DISABLED' });
      expect(await disputes()).toBe(before);
      const told = await rows<{ login: string }>(`SELECT DISTINCT a.login FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id JOIN account a ON a.id = r.account_id WHERE n.kind = 'inbound.waiting' AND n.key LIKE '%held%' ORDER BY 1`);
      expect(told).toEqual([{ login: bureau.login('bureau-leader') }, { login: bureau.login('duty-commander', 0) }]);

      const list = 'query($s: ID!) { inboundEvents(stationId: $s, states: [HELD]) { waiting edges { node { id eventId data title { zhCN } sourceTitle } } } }';
      const listed = (await commander.graphql(list, { s: stationId })).data?.['inboundEvents'] as unknown as { waiting: number; edges: { node: { id: Id; eventId: string; data: unknown; sourceTitle: string } }[] };
      expect(listed.edges.map(({ node }) => [node.eventId, node.data, node.sourceTitle])).toEqual([[byHand.id, null, '12345 热线'], [kept.id, null, '12345 热线']]);
      const read = async (client: Client, purpose: string | null) =>
        (await client.graphql('query($s: ID!, $i: ID!, $p: String) { inboundEvent(stationId: $s, id: $i, purpose: $p) { data masked } }', { s: stationId, i: (await stored(byHand.id))?.id, p: purpose })).data?.['inboundEvent'] as unknown as { data: { summary: string | null; parties: { phone: string }[] }; masked: boolean };
      expect(await read(commander, null)).toMatchObject({ masked: true, data: { summary: null, parties: [{ phone: '138****0000' }] } });
      expect(await read(commander, '人工处置')).toMatchObject({ masked: false, data: { summary: '楼上深夜装修', parties: [{ phone: '13800000000' }] } });

      const settled = (note: string) => commander.graphql('mutation($s: ID!, $i: ID!, $n: String!) { settleInboundEvent(stationId: $s, id: $i, note: $n) { state note settledBy } }', { s: stationId, i: listed.edges[0]?.node.id, n: note });
      expect((await settled(' ')).errors?.[0]?.extensions.code).toBe('BAD_INPUT');
      expect((await settled('已电话联系报警人')).data?.['settleInboundEvent']).toMatchObject({ state: 'SETTLED', note: '已电话联系报警人', settledBy: 'Inbound duty-commander 0' });
      expect((await settled('再办一次')).errors?.[0]?.extensions.code).toBe('EVENT_NOT_WAITING');

      await on('dispute-mediation');
      await settle();
      expect(await stored(kept.id)).toMatchObject({ state: 'done', began: true });
      expect((await stored(byHand.id))?.state).toBe('settled');
      expect(await disputes()).toBe(before + 1);
    });
  });

  describe('a fraud alert', () => {
    const ALERT = 'cn.stationhouse.fraud-alert.v1';
    const BATCH = { type: 'application/cloudevents-batch+json' };
    let platform: Source;
    let persons = 0;
    beforeAll(async () => {
      platform = await register('全国反诈平台', null, ALERT);
    });
    /** Nobody's telephone. */
    const phone = () => `000${String(++persons).padStart(8, '0')}`;
    const alert = (data: Record<string, unknown> = {}) => event({ source: '/national', type: ALERT, data: { grade: 'high', source: 'national', person: { phone: phone() }, ...data } });
    const signed = (body: unknown, { path, secret } = platform, how = {}) => send(body, { path, secret, ...how });
    const dataOf = async (eventId: string) =>
      (await rows<{ data: { reports: { source: string; ahead?: boolean }[]; gradedOn: string } }>(`SELECT i.snapshot->'data' AS data FROM inbound_event e JOIN instance i ON i.station_id = e.station_id AND i.id = e.instance_id WHERE e.event_id = $1`, [eventId]))[0]?.data;
    /** Who is rung for an event that waits for a person. */
    const rung = async (eventId: string) => (await rows<{ login: string }>(`SELECT a.login FROM inbound_event e JOIN notice n ON n.key = 'inbound:' || e.id AND n.urgency = 'urgent' JOIN notice_recipient r ON r.notice_id = n.id JOIN account a ON a.id = r.account_id WHERE e.event_id = $1`, [eventId])).map(({ login }) => login);

    it('is one however often its request is replayed, and nothing when other data come under its signature', async () => {
      const one = alert();
      const [body, at, id] = [JSON.stringify(one), new Date(), newId()];
      const headers = { 'content-type': 'application/cloudevents+json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(platform.secret).sign(id, at, body) };
      const post = async (text: string) => {
        const answer = await fetch(`${house.server.url}${platform.path}`, { method: 'POST', headers, body: text });
        return [answer.status, ((await answer.json()) as Answer['body']).events?.[0]?.status];
      };
      expect([await post(body), await post(body)]).toEqual([[202, 'accepted'], [202, 'duplicate']]);
      expect(await post(body.replace('high', 'low'))).toEqual([401, undefined]);
      await settle();
      expect((await dataOf(one.id))?.reports).toMatchObject([{ source: 'national' }]);
      expect(await rows('SELECT id FROM inbound_event WHERE event_id = $1', [one.id])).toHaveLength(1);
    });

    it('joins the alert of the same person that came in one request with it, or at the same moment', async () => {
      const person = { phone: phone() };
      const all = [alert({ person }), alert({ person, source: 'bank' }), alert({ person, source: 'telecom' }), alert({ person, source: 'family' })];
      const answers = await Promise.all([signed(all.slice(0, 2), platform, BATCH), signed(all.slice(2), platform, BATCH)]);
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      await settle();
      const events = await Promise.all(all.map(({ id }) => stored(id)));
      expect(new Set(events.map((one) => one?.instance_id)).size).toBe(1);
      expect(events.map((one) => [one?.state, one?.began]).sort()).toEqual([['done', false], ['done', false], ['done', false], ['done', true]]);
      expect((await dataOf(all[0]?.id ?? ''))?.reports.map(({ source: said }) => said).sort()).toEqual(['bank', 'family', 'national', 'telecom']);
    });

    it('counts from its receipt where its source’s clock is ahead, and says so', async () => {
      const ahead = alert({ alertedOn: new Date(Date.now() + 3_600_000).toISOString() });
      expect((await signed(ahead)).status).toBe(202);
      await settle();
      const data = await dataOf(ahead.id);
      expect(data?.reports).toMatchObject([{ ahead: true }]);
      expect(Date.parse(data?.gradedOn ?? '')).toBeLessThanOrEqual(Date.now());
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['a negative amount', { amountAtRisk: -5_000 }, 'amountAtRisk'],
      ['a moment that is none', { alertedOn: 'yesterday' }, 'alertedOn'],
      ['a person without a telephone', { person: { name: '测试' } }, 'person.phone'],
    ])('with %s is kept, names the field to its sender, and rings for a person', async (_what, data, field) => {
      const wrong = alert(data);
      const answer = await signed(wrong);
      expect([answer.status, answer.body.events?.[0]]).toMatchObject([422, { code: 'EVENT_DATA_INVALID', stored: true, details: { problems: [field] } }]);
      await settle();
      expect(await rung(wrong.id)).toEqual([bureau.login('duty-commander', 0)]);
    });

    it('rings for the commander while the feature is off at night, and is handled once it is on', async () => {
      await off('anti-fraud');
      const [held, one] = [alert(), alert()];
      expect((await signed([held, one], platform, BATCH)).status).toBe(202);
      await settle();
      for (const { id } of [held, one]) {
        expect(await stored(id)).toMatchObject({ state: 'held', reason: 'PLUGIN_DISABLED' });
        expect(await rung(id)).toEqual([bureau.login('duty-commander', 0)]);
      }
      await on('anti-fraud');
      await settle();
      for (const { id } of [held, one]) expect(await stored(id)).toMatchObject({ state: 'done', began: true });
    });
  });

  it('handles again what a person asks for', async () => {
    const wrong = event({ data: { ticket: 'later' } });
    expect((await send(wrong)).status).toBe(422);
    await settle();
    const replay = async () => chief.graphql('mutation($s: ID!, $i: ID!) { replayInboundEvent(stationId: $s, id: $i) { state } }', { s: stationId, i: (await stored(wrong.id))?.id });
    expect((await replay()).data?.['replayInboundEvent']).toEqual({ state: 'RECEIVED' });
    await settle();
    expect(await stored(wrong.id)).toMatchObject({ state: 'refused', reason: 'EVENT_DATA_INVALID' });
    await house.test.owner.query(`UPDATE inbound_event SET data = data || '{"summary": "已补"}' WHERE event_id = $1`, [wrong.id]);
    await replay();
    await settle();
    expect(await stored(wrong.id)).toMatchObject({ state: 'done' });
    expect((await replay()).errors?.[0]?.extensions.code).toBe('EVENT_NOT_WAITING');
  });

  it('lets a secret be changed without losing an event, and a source be stopped', async () => {
    const other = await register('治理平台', stationId);
    const changed = await admin.graphql('mutation($b: ID!, $i: ID!) { changeEventSourceSecret(bureauId: $b, id: $i) { secret } }', { b: bureau.bureauId, i: other.id });
    const { secret } = changed.data?.['changeEventSourceSecret'] as unknown as { secret: string };
    const [before, after] = [event({ station: undefined }), event({ station: undefined })];
    expect((await send(before, { path: other.path, secret: other.secret })).status).toBe(202);
    expect((await send(after, { path: other.path, secret })).status).toBe(202);
    await house.test.owner.query(`UPDATE event_source SET previous_until = now() - interval '1 second' WHERE id = $1`, [other.id]);
    expect((await send(event(), { path: other.path, secret: other.secret })).status).toBe(401);
    await admin.graphql('mutation($b: ID!, $i: ID!) { stopEventSource(bureauId: $b, id: $i) { stoppedAt } }', { b: bureau.bureauId, i: other.id });
    expect((await send(event(), { path: other.path, secret })).status).toBe(401);
    expect((await admin.graphql('mutation($b: ID!, $i: ID!) { changeEventSourceSecret(bureauId: $b, id: $i) { secret } }', { b: bureau.bureauId, i: other.id })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await rows<{ secret: string }>('SELECT secret FROM event_source')).filter(({ secret: sealed }) => sealed.includes('whsec'))).toEqual([]);
  });

  it('leaves sources to the bureau’s administrator', async () => {
    const list = 'query($b: ID!) { eventSources(bureauId: $b) { title path types } inboundEventKinds(bureauId: $b) { type title { zhCN } pluginId } }';
    expect((await admin.graphql(list, { b: bureau.bureauId })).data?.['inboundEventKinds']).toEqual([
      { type: TYPE, title: { zhCN: '转来矛盾纠纷' }, pluginId: 'dispute-mediation' },
      { type: 'cn.stationhouse.fraud-alert.v1', title: { zhCN: '诈骗预警' }, pluginId: 'anti-fraud' },
    ]);
    expect((await chief.graphql(list, { b: bureau.bureauId })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const refused = await admin.graphql('mutation($b: ID!, $i: NewEventSource!) { createEventSource(bureauId: $b, input: $i) { secret } }', { b: bureau.bureauId, i: { title: 'x', types: ['cn.example.unknown.v1'] } });
    expect(refused.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_INPUT', details: { field: 'types' } }, message: expect.stringContaining('cn.example.unknown.v1') });
    expect((await admin.graphql('query($s: ID!) { inboundEvents(stationId: $s) { waiting } }', { s: stationId })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('forgets what an event said with its instance, and at the latest half a year after it came, seen to or not; a hold keeps it', async () => {
    const [gone, kept, waiting] = [event(), event(), event({ data: { ticket: 'bad' } })];
    for (const one of [gone, kept, waiting]) await send(one);
    await settle();
    const [done, held] = [await stored(gone.id), await stored(kept.id)];
    await chief.graphql('mutation($s: ID!, $i: ID!) { placeLegalHold(stationId: $s, instanceId: $i, reason: "调阅", reviewAt: "2100-01-01T00:00:00Z", idempotencyKey: "hold") { id } }', { s: stationId, i: held?.instance_id });
    await house.test.owner.query(`UPDATE instance SET status = 'closed', closed_at = now() - interval '4 years' WHERE id = ANY ($1)`, [[done?.instance_id, held?.instance_id]]);
    const erase = () => house.server.app.get(Retention).eraseAll(stationId);
    const said = async (id: string) => (await rows<{ said: boolean }>('SELECT data IS NOT NULL OR subject IS NOT NULL AS said FROM inbound_event WHERE event_id = $1', [id]))[0]?.said;
    await erase();
    expect(await Promise.all([gone, kept, waiting].map(({ id }) => said(id)))).toEqual([false, true, true]);
    expect(await rows('SELECT key FROM matter WHERE instance_id = $1', [done?.instance_id])).toEqual([]);
    await house.test.owner.query(`UPDATE inbound_event SET received_at = received_at - interval '181 days' WHERE event_id = ANY ($1)`, [[kept.id, waiting.id]]);
    await erase();
    expect(await Promise.all([kept, waiting].map(({ id }) => said(id)))).toEqual([true, false]);
    // It still waits for a person; handled again, it says why it cannot be. Sent again, it is the same one.
    expect(await stored(waiting.id)).toMatchObject({ state: 'refused' });
    await chief.graphql('mutation($s: ID!, $i: ID!) { replayInboundEvent(stationId: $s, id: $i) { state } }', { s: stationId, i: (await stored(waiting.id))?.id });
    await settle();
    expect(await stored(waiting.id)).toMatchObject({ state: 'failed', reason: 'dataGone' });
    expect((await send(gone)).body.events?.[0]?.status).toBe('duplicate');
  });
});
