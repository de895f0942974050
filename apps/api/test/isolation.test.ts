import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, text, type Id } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { several } from '@stationhouse/testing';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { documentFor, hasOptional, operationsOf, type Operation } from './support/every-operation.js';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';
import { rememberTyped, TYPED, valuesFor } from './support/twin-values.js';
import { furnish, study, type Twins } from './support/twins.js';

/**
 * Every query, mutation, subscription and REST route, called by people of station A and of another bureau with the ids
 * of station B's records: nothing of B's may come back, and nothing of B's may change. The calls are generated from the
 * schema; an argument this test cannot fill fails it, so that a new operation cannot slip past.
 */

const SEAL = 'mutation($s: ID!, $kind: SealableKind!, $id: ID!, $k: String!) { sealRecord(stationId: $s, kind: $kind, recordId: $id, basis: "治安管理处罚法第一百三十六条", reason: "依法封存", idempotencyKey: $k) { id } }';

/** Operations that name the other stations of the asker's own bureau, and nothing of theirs. */
const NAMES_STATIONS = new Set(['referralTargets']);

/** Operations on the caller itself, or on what everybody may know: they name no unit and no record. */
const SELF = new Set(['me', 'metrics', 'queryCost', 'apiKeys', 'apiKeyDays', 'unreadNotices', 'roles', 'incidentCategories', 'incidentOutcomes', 'mapGround', 'permissions', 'stuckRules', 'enrolSecondFactor', 'confirmSecondFactor', 'advanceTestClock']);

/** Routes for systems outside: the signature is all that counts, whoever is signed in. */
const SIGNED = new Set(['/api/bureaus/:bureauId/events/:sourceId']);

/** What a bureau's administrator is there to change, or to repair; a batch moves nothing before it was rehearsed and started, and tells whoever started it of its end. Access may be asked for, which opens nothing before somebody else decides. Whoever asks for a process map brings in what the history says. */
const ORGANISATION = new Set(['public.draft_comment', 'public.notice', 'public.notice_recipient', 'fact.notice', 'public.membership', 'public.serving', 'public.team', 'public.post', 'public.shift', 'public.shift_officer', 'public.migration_part', 'public.migration_item', 'public.repair', 'public.repair_item', 'public.automation_call', 'public.instance_child', 'public.event_source', 'public.api_key', 'public.access_grant', 'public.what_if', 'public.instance_way', 'public.instance_path']);

/** Answers of the house that say nothing about what a question would have shown. */
const UNASKED: ReadonlySet<string> = new Set(['QUERY_TOO_COSTLY', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'INTERNAL']);

describe('isolation', () => {
  let house: House;
  let ours: TestBureau;
  let theirs: TestBureau;
  let twins: Twins;
  let foreign: Twins;
  let operations: Operation[];

  beforeAll(async () => {
    house = await openHouse();
    ours = await buildBureau(house.test, 'Alpha', 2);
    theirs = await buildBureau(house.test, 'Omega', 1);
    twins = await furnish(house, ours, 1, 'CANARY-B');
    foreign = await furnish(house, theirs, 0, 'CANARY-F');
    operations = operationsOf(house.server.app.get(GraphQLSchemaHost).schema);
    rememberTyped(operations);
    expect([...TYPED.one, ...TYPED.many]).toEqual(expect.arrayContaining(['disputeMediation', 'disputeMediations']));
  }, 180_000);
  afterAll(() => house?.close());

  /** The notices of a station, and whom each was told. */
  const noticesOf = async (stationId: Id) =>
    (
      await house.test.owner.query<{ id: Id; kind: string; logins: string[] }>(
        `SELECT n.*, ARRAY(SELECT a.login FROM notice_recipient r JOIN account a ON a.id = r.account_id WHERE r.unit_id = n.unit_id AND r.notice_id = n.id ORDER BY 1) AS logins FROM notice n WHERE n.unit_id = $1 ORDER BY n.id`,
        [stationId],
      )
    ).rows;
  const stationA = () => ours.stationIds[0] as Id;
  const attackers = (): [string, string][] => [
    ['the chief of station A', ours.login('chief', 0)],
    ['the auditor of station A', ours.login('auditor', 0)],
    ['the analyst of station A', ours.login('analyst', 0)],
    ['the bureau’s administrator', ours.login('bureau-admin')],
  ];

  /** Queries a few at a time; what changes something one after another. @param bare whether each operation that has optional arguments is called without them too: whom it serves does not hang on those */
  async function attack(client: Client, prey: Twins, unit: { stationId: Id; bureauId: Id }, bare: boolean, secrets = [prey.canary, prey.name, prey.person]): Promise<string[]> {
    const call = async ({ operation, optional }: { readonly operation: Operation; readonly optional: boolean }): Promise<string[]> => {
      // Without its optional arguments a call may reach further in, not deeper: what it selects was selected before.
      const { query, variables } = documentFor(operation, valuesFor(prey, unit), optional, optional ? 4 : 2);
      const answer = await client.graphql(query, variables);
      const said = JSON.stringify(answer);
      const shown = secrets.filter((secret) => said.includes(secret) && !(secret === twins.name && NAMES_STATIONS.has(operation.name)));
      const code = answer.errors?.[0]?.extensions.code;
      const asked = !UNASKED.has(String(code));
      return [...shown.map((secret) => `${operation.name} shows ${secret}`), ...(asked ? [] : [`${operation.name} was not really asked: ${code} ${answer.errors?.[0]?.message}`])];
    };
    const calls = (root: Operation['root']) =>
      operations.filter((one) => one.root === root && !SELF.has(one.name)).flatMap((operation) => [{ operation, optional: true }, ...(bare && hasOptional(operation) ? [{ operation, optional: false }] : [])]);
    return [...(await several(calls('query'), call)), ...(await several(calls('mutation'), call, 1))].flat();
  }

  /** The queries whose answers say any of some words. */
  async function answering(client: Client, of: Twins, unit: { stationId: Id; bureauId: Id }, words: readonly string[]): Promise<string[]> {
    const said = await several(operations.filter(({ root }) => root === 'query'), async (operation) => {
      const { query, variables } = documentFor(operation, valuesFor(of, unit));
      const answer = JSON.stringify(await client.graphql(query, withoutFilters(variables)));
      return words.some((word) => answer.includes(word)) ? [operation.name] : [];
    });
    return said.flat();
  }

  it('shows nothing of another station and changes nothing there', async () => {
    // Whoever may do most at the station, and in the bureau: what serves neither of them without its optional arguments serves nobody.
    const widest = new Set([ours.login('chief', 0), ours.login('bureau-admin')]);
    for (const [who, login] of attackers()) {
      const [before, told] = [await fingerprintOf(house, twins.stationId), await noticesOf(twins.stationId)];
      const client = await house.signIn(login);
      // An administrator sees the names of the bureau's stations and members: that is the role. Content it does not see.
      const secrets = login === ours.login('bureau-admin') ? [twins.canary] : [twins.canary, twins.name];
      const leaks = [
        ...(await attack(client, twins, { stationId: twins.stationId, bureauId: ours.bureauId }, widest.has(login), secrets)),
        ...(await attack(client, twins, { stationId: stationA(), bureauId: ours.bureauId }, false, secrets)),
      ];
      expect({ who, leaks }).toEqual({ who, leaks: [] });
      const organises = login === ours.login('bureau-admin');
      const content = (prints: Record<string, string>) => Object.entries(prints).filter(([table]) => !organises || !ORGANISATION.has(table));
      expect(content(await fingerprintOf(house, twins.stationId))).toEqual(content(before));
      const notices = await noticesOf(twins.stationId);
      // Whoever moves staff may call a move off, which its station is told.
      expect(notices.filter(({ kind }) => kind !== 'migration.ended' && !(organises && kind === 'staffMove.cancelled'))).toEqual(told);
      expect(notices.filter(({ kind, logins }) => kind === 'migration.ended' && logins.join() !== ours.login('bureau-admin'))).toEqual([]);
    }
  }, 240_000);

  it('shows nothing of another bureau and changes nothing there', async () => {
    const before = await fingerprintOf(house, foreign.stationId);
    for (const login of [ours.login('chief', 0), ours.login('bureau-admin'), ours.login('bureau-leader')]) {
      const client = await house.signIn(login);
      const leaks = [
        ...(await attack(client, foreign, { stationId: foreign.stationId, bureauId: theirs.bureauId }, login === ours.login('chief', 0))),
        ...(await attack(client, foreign, { stationId: stationA(), bureauId: ours.bureauId }, false)),
        ...(await attack(client, foreign, { stationId: stationA(), bureauId: theirs.bureauId }, false)),
      ];
      expect({ login, leaks }).toEqual({ login, leaks: [] });
    }
    expect(await fingerprintOf(house, foreign.stationId)).toEqual(before);
  }, 240_000);

  it('asks questions that would show the canary to who may see it', async () => {
    const chief = await house.signIn(ours.login('chief', 1));
    const shown = await answering(chief, twins, { stationId: twins.stationId, bureauId: ours.bureauId }, [twins.canary, twins.name, twins.person]);
    expect(shown).toEqual(expect.arrayContaining(['import', 'imports', 'incident', 'incidents', 'instance', 'instances', 'disputeMediation', 'disputeMediations', 'notices', 'task', 'tasks', 'members', 'station', 'onDuty', 'shifts', 'auditEntries', 'stationWorkflow', 'overlayRevisions', 'migrationBatch', 'migrationBatches', 'outsideUnits', 'outsidePeople', 'contactBoards', 'bankBranches', 'searchGround', 'stationStaffMoves', 'patrolPlans', 'emergencyReviews', 'briefing', 'briefings', 'dashboards', 'dashboard', 'dashboardReceivers']));
  }, 120_000);

  it('shows nothing of a sealed record in any answer or file, to nobody: its cover and the audit record alone say that it is there', async () => {
    const { stationId, canary, ids } = foreign;
    const [chief, legal] = [await house.signIn(theirs.login('chief', 0)), await house.signIn(theirs.login('bureau-legal'))];
    const ask = async <Answer>(client: Client, query: string, variables: Record<string, unknown> = {}) => {
      const { data, errors } = await client.graphql(query, { s: stationId, k: newId(), ...variables });
      if (errors !== undefined) throw Object.assign(new Error(errors[0]?.message), { code: errors[0]?.extensions.code });
      return Object.values(data ?? {})[0] as unknown as Answer;
    };
    const { rows: [open] } = await house.test.owner.query<{ version: number }>('SELECT version FROM instance WHERE id = $1', [ids.instanceId]);
    await ask(chief, 'mutation($s: ID!, $i: ID!, $v: Int!, $k: String!) { cancelInstance(stationId: $s, instanceId: $i, reason: "重复登记", expectedVersion: $v, idempotencyKey: $k) { version } }', { i: ids.instanceId, v: open?.version });
    await ask(chief, 'mutation($s: ID!, $id: ID!) { disposeIncident(stationId: $s, id: $id, input: { outcome: "mediated" }, expectedVersion: 1) { version } }', { id: ids.incidentId });
    const { rows: covers } = await house.test.owner.query<{ number: string }>('SELECT number FROM instance WHERE id = $1 UNION ALL SELECT number FROM incident WHERE id = $2', [ids.instanceId, ids.incidentId]);
    // An event from outside became it.
    await house.test.owner.query(`UPDATE inbound_event SET instance_id = $2 WHERE id = $1`, [ids.inboundEventId, ids.instanceId]);
    await house.test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => house.server.app.get(Notices).notify(tenant, { unit: { stationId }, key: 'sealed', kind: 'test', title: text('到期', 'Due'), accountIds: [theirs.accountIds.get(theirs.login('chief', 0)) as Id], record: { kind: 'instance', id: ids.instanceId, number: covers[0]?.number ?? '' } }));

    const parts = [...['instanceId', 'incidentId', 'taskId', 'attachmentId', 'callId', 'linkedId', 'inboundEventId'].map((name) => ids[name as keyof typeof ids]), ...covers.map(({ number }) => `"${number}"`), `${canary} narrative`, `${canary} reporter`];
    const found = async (client: Client) => {
      const shown = await answering(client, foreign, { stationId, bureauId: theirs.bureauId }, parts);
      const headers = { authorization: `Bearer ${client.accessToken}`, 'x-stationhouse-purpose': 'x' };
      for (const file of [`instances/${ids.instanceId}/attachments/${ids.attachmentId}`, `instances/${ids.instanceId}/export?format=json`, `instances/${ids.instanceId}/export?format=mermaid`, 'event-log?workflow=dispute-mediation&from=2020-01-01T00:00:00Z&to=2040-01-01T00:00:00Z']) {
        const answer = await fetch(`${house.server.url}/api/stations/${stationId}/${file}`, { headers });
        const said = await answer.text();
        if (answer.ok && (!file.startsWith('event-log') || said.includes(covers[0]?.number ?? ''))) shown.push(file.replace(ids.instanceId, '').split('?')[0] as string);
      }
      return shown;
    };
    expect(await found(chief)).toEqual(expect.arrayContaining(['automationCalls', 'disputeMediation', 'inboundEvent', 'incident', 'incidents', 'instance', 'instances', 'notices', 'retention', 'stuckInstances', 'task', `instances//attachments/${ids.attachmentId}`, 'instances//export', 'event-log']));
    // What somebody keeps is not sealed: the hold would never be reviewed.
    await expect(ask(chief, SEAL, { kind: 'INSTANCE', id: ids.instanceId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await ask(chief, 'mutation($s: ID!, $h: ID!, $k: String!) { liftLegalHold(stationId: $s, holdId: $h, reason: "案件已结", idempotencyKey: $k) { id } }', { h: ids.holdId });
    const seals = [await ask<{ id: Id }>(chief, SEAL, { kind: 'INSTANCE', id: ids.instanceId }), await ask<{ id: Id }>(chief, SEAL, { kind: 'INCIDENT', id: ids.incidentId })];
    expect(await found(chief)).toEqual(['auditEntries', 'sealedRecords']);
    expect(await found(legal)).toEqual(['sealedRecords']);
    expect(await found(await house.signIn(theirs.login('bureau-admin')))).toEqual(['auditEntries', 'bureauAuditEntries']);
    for (const { id } of seals) await ask(legal, 'mutation($s: ID!, $id: ID!, $k: String!) { liftSeal(stationId: $s, sealId: $id, reason: "依法查询", idempotencyKey: $k) { liftedAt } }', { id });
  }, 240_000);

  it('shows an analyst no fragment of a person, in no answer, error or file, of no operation', async () => {
    const [chief, analyst] = [await house.signIn(ours.login('chief', 1)), await house.signIn(ours.login('analyst', 1))];
    const told = async (query: string, variables: Record<string, unknown>) => { const { data, errors } = await chief.graphql(query, { stationId: twins.stationId, ...variables }); expect(errors).toBeUndefined(); return Object.values(data ?? {})[0] as unknown as { id: Id; instanceId: Id }; };
    const START = 'mutation($stationId: ID!, $data: JSON!, $incidentId: ID, $key: String!) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: $data, incidentId: $incidentId, idempotencyKey: $key) { instanceId } }';
    const incident = await told('mutation($stationId: ID!, $input: NewIncident!) { createIncident(stationId: $stationId, input: $input, idempotencyKey: "person") { id } }', { input: { channel: 'WALK_IN', category: 'dispute.noise', ...CALLER } });
    const dispute = await told(START, { key: 'person', incidentId: incident.id, data: { cause: 'noise', summary: CALLER.narrative, parties: [PARTY, { ...PARTY, name: '蔺毓骞', phone: CALLER.reporterPhone }] } });
    await told(START, { key: 'minor', incidentId: null, data: { cause: 'debt', summary: '纠葛', parties: [{ ...PARTY, minor: true }] } });
    // The administrator ended the other one in an attack above, and allowed nothing more: that is the role.
    const prey = { ...twins, ids: { ...twins.ids, ...(await study(house, ours, 1, 'sweep')), incidentId: incident.id, instanceId: dispute.instanceId } };
    const values = valuesFor(prey, { stationId: twins.stationId, bureauId: ours.bureauId });
    const answers: [string, string][] = [];
    const ask = async (operation: Operation, optional: boolean, more: Record<string, unknown> = {}, depth = 4) => {
      const { query, variables } = documentFor(operation, values, optional, depth);
      const answer = await analyst.graphql(query, { ...variables, ...more });
      answers.push([`${operation.name} ${JSON.stringify(more)}`, JSON.stringify(answer)]);
      return answer;
    };
    const records = operations.find(({ name }) => name === 'studyRecords') as Operation;
    const read = async (more: Record<string, unknown>) => (Object.values((await ask(records, true, { fields: null, behind: null, ...more }, 8)).data ?? {})[0] as unknown as { totalCount: number; edges: { node: { fields: { key: string; value: unknown }[]; people: { pseudonym: string }[] } }[] }) ?? { totalCount: -1, edges: [] };
    const [calls, disputes] = [await read({ subject: 'incident' }), await read({})];
    expect([calls.totalCount, calls.edges.length, disputes.totalCount, disputes.edges.length]).toEqual([2, 2, 2, 2]);
    // The caller is a party: one person, one name, in records of two kinds.
    expect(disputes.edges[0]?.node.people[1]?.pseudonym).toBe(calls.edges[0]?.node.people[0]?.pseudonym);
    expect(disputes.edges[0]?.node.fields.filter(({ key, value }) => ['cause', 'summary'].includes(key) && value !== null).map(({ key }) => key)).toEqual(['cause']);
    const typed = await ask(operations.find(({ name }) => name === 'studyDisputeMediations') as Operation, true, { filter: null, behind: null }, 8);
    expect(typed.data?.['studyDisputeMediations']).toMatchObject({ totalCount: 2, edges: [{ node: { cause: 'noise', record: { people: [{}, {}] } } }, {}] });
    const typedCalls = await ask(operations.find(({ name }) => name === 'studyIncidents') as Operation, true, { filter: null, behind: null }, 8);
    expect(typedCalls.data?.['studyIncidents']).toMatchObject({ totalCount: 2, edges: [{ node: { category: 'dispute.noise', channel: 'WALK_IN', record: { people: [{ place: 'reporter' }] } } }, {}] });
    // What it asks with is an attack; what it reads stays open until it has read.
    const queries = operations.filter(({ root }) => root === 'query');
    await several(queries, (operation) => ask(operation, true));
    await several(queries.filter(hasOptional), (operation) => ask(operation, false));
    for (const operation of operations.filter(({ root }) => root === 'mutation')) await ask(operation, true);
    for (const { route } of restRoutes(house).filter(({ method }) => method === 'GET')) {
      const address = route.replace(/:(\w+)/g, (_, name: string) => ({ stationId: twins.stationId, bureauId: ours.bureauId, instanceId: dispute.instanceId, workflow: 'dispute-mediation' } as Record<string, string>)[name] ?? twins.ids.importId);
      if (address.startsWith('/api')) answers.push([route, await (await analyst.rest('GET', address)).text()]);
    }
    expect(answers.flatMap(([where, said]) => fragmentsIn(said).map((fragment) => `${where}: ${fragment}`))).toEqual([]);
    expect(answers.filter(([, said]) => said.includes(twins.canary)).map(([where]) => where)).toEqual([]);
    // A colleague who shares a query or a dashboard, or makes a plan of places and hours, does so under their own name.
    const { me } = (await analyst.graphql('{ me { account { displayName } } }')).data as unknown as { me: { account: { displayName: string } } };
    expect(answers.filter(([where, said]) => said.replaceAll(me.account.displayName, '').includes(twins.person) && !/^(?:savedQuery|savedQueries|dashboard|dashboards|patrolPlans) /.test(where)).map(([where]) => where)).toEqual([]);
    expect(fragmentsIn(JSON.stringify(await chief.graphql('query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { data } }', { s: twins.stationId, i: dispute.instanceId })))).not.toEqual([]);
  }, 240_000);

  it('lets nobody subscribe to another station or bureau', async () => {
    const chief = await house.signIn(ours.login('chief', 0));
    for (const operation of operations.filter(({ root }) => root === 'subscription')) {
      for (const prey of [twins, foreign]) {
        const unit = { stationId: prey.stationId, bureauId: theirs.bureauId };
        const outcome = await firstAnswer(house, chief, documentFor(operation, valuesFor(prey, unit)));
        expect({ operation: operation.name, outcome }).toEqual({ operation: operation.name, outcome: 'refused' });
      }
    }
  }, 60_000);

  it('refuses every REST route to strangers and to people of other stations', async () => {
    const stranger = { 'x-stationhouse': '1', 'content-type': 'application/json' };
    const chief = await house.signIn(ours.login('chief', 0));
    const open = new Set(['GET /health/live', 'GET /health/ready', 'GET /metrics', 'POST /auth/sign-in', 'POST /auth/refresh', 'POST /auth/cover', 'POST /auth/unlock', 'POST /auth/sign-out', 'POST /auth/password']);
    for (const { method, route } of restRoutes(house)) {
      if (open.has(`${method} ${route}`)) continue;
      const places: Record<string, string> = { bureauId: theirs.bureauId, stationId: foreign.stationId, instanceId: foreign.ids.instanceId, id: foreign.ids.importId, importId: foreign.ids.importId, profileId: foreign.ids.importId, workflow: 'dispute-mediation', document: 'mediation-agreement', sourceId: foreign.ids.eventSourceId, releaseId: foreign.ids.releaseId, viewId: foreign.ids.cardViewId, sharedCardId: foreign.ids.sharedCardId, briefingId: foreign.ids.briefingId, issueId: foreign.ids.dashboardId, name: 'another.pmtiles' };
      const address = route.replace(/:(\w+)/g, (_, name: string) => {
        const id = places[name];
        if (id === undefined) throw new Error(`${route}: say in this test what :${name} names`);
        return id;
      });
      const asStranger = await fetch(`${house.server.url}${address}`, { method, headers: stranger, ...(method === 'GET' ? {} : { body: '{}' }) });
      const asChief = await chief.rest(method, address, method === 'GET' ? undefined : {});
      expect({ route: `${method} ${route}`, stranger: asStranger.status }).toEqual({ route: `${method} ${route}`, stranger: 401 });
      expect({ route: `${method} ${route}`, chief: asChief.status }).toEqual({ route: `${method} ${route}`, chief: SIGNED.has(route) ? 401 : 404 });
      expect(await asChief.text()).not.toContain(foreign.canary);
    }
  });

  it('lets somebody of the bureau in by an access grant alone: to the record it names, for reading, told to the station, and shuts again', async () => {
    const leader = await house.signIn(ours.login('bureau-leader'));
    const unit = { stationId: twins.stationId, bureauId: ours.bureauId };
    const { rows: [instance] } = await house.test.owner.query<{ number: string }>('SELECT number FROM instance WHERE id = $1', [twins.ids.instanceId]);
    const asked = await leader.graphql('mutation ($s: ID!, $n: String) { askForAccess(stationId: $s, recordNumber: $n, purpose: "核查", hours: 1) { id state } }', { s: twins.stationId, n: instance?.number });
    const { id } = Object.values(asked.data ?? {})[0] as unknown as { id: Id };
    // Whatever the bureau's rule became in the attacks above: somebody else says yes.
    const admin = await house.signIn(ours.login('bureau-admin'));
    await admin.graphql('mutation ($s: ID!, $g: ID!) { decideAccess(stationId: $s, grantId: $g) { state } }', { s: twins.stationId, g: id });
    const before = await fingerprintOf(house, twins.stationId);
    const leaks = await attack(leader, twins, unit, false, [twins.canary]);
    // Inbound events are the role's own at every station; of all the rest the record alone.
    expect(new Set(leaks)).toEqual(new Set([`inboundEvent shows ${twins.canary}`, `instance shows ${twins.canary}`]));
    const content = (prints: Record<string, string>) => Object.entries(prints).filter(([table]) => !ORGANISATION.has(table) && table !== 'public.access_grant_opening');
    expect(content(await fingerprintOf(house, twins.stationId))).toEqual(content(before));

    const chief = await house.signIn(ours.login('chief', 1));
    const { data } = await chief.graphql('query ($s: ID!) { accessGrants(stationId: $s) { id openings { operation recordId } personalReads { recordNumber purpose } } }', { s: twins.stationId });
    const grants = Object.values(data ?? {})[0] as unknown as { id: Id }[];
    expect(grants.find((grant) => grant.id === id)).toMatchObject({ openings: [{ operation: 'instance', recordId: twins.ids.instanceId }], personalReads: [{ recordNumber: instance?.number, purpose: 'purpose of an attack' }] });
    expect(await noticesOf(twins.stationId)).toContainEqual(expect.objectContaining({ kind: 'accessGrant.started', logins: expect.arrayContaining([ours.login('chief', 1)]) as unknown }));
    expect((await admin.graphql('mutation ($s: ID!, $g: ID!) { endAccess(stationId: $s, grantId: $g) { state } }', { s: twins.stationId, g: id })).data).toEqual({ endAccess: { state: 'ENDED' } });
    const again = await leader.graphql('query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { id } }', { s: twins.stationId, i: twins.ids.instanceId });
    expect(again.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  }, 120_000);
});

/** People whose every fragment is rare: two characters of a word, four digits of a number. */
const CALLER = { reporterName: '欧阳绛雪', reporterPhone: '17753318642', address: '蓼汀巷七十九号', narrative: '楼上凿壁声响彻夜不息' };
const PARTY = { name: '慕容蓁蓁', phone: '18864027385' };

function fragmentsIn(said: string): string[] {
  const seeds = [...Object.values(CALLER), ...Object.values(PARTY), '蔺毓骞'];
  const parts = seeds.flatMap((seed) => { const size = /^\d+$/.test(seed) ? 4 : 2; return Array.from({ length: seed.length - size + 1 }, (_, at) => seed.slice(at, at + size)); });
  // Ids, moments and budgets are made of digits, too.
  const words = said.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z?|[0-9a-f]{64}|"(?:cost|rows)\w*":\d+/g, '');
  return [...new Set([...parts.filter((part) => words.includes(part)), ...(words.match(/\p{Script=Han}\*|\*{4}|\d{3}\*+/gu) ?? [])])];
}

function restRoutes(house: House): { method: string; route: string }[] {
  const listed = house.server.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false, includeHooks: false });
  const found: { method: string; route: string }[] = [];
  const stack: string[] = [];
  for (const line of listed.split('\n')) {
    const [, indent = '', name = '', methods = ''] = /^([\s│]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (name === '') continue;
    const depth = Math.floor(indent.length / 4);
    stack.splice(depth, stack.length, name);
    for (const method of methods.split(', ').filter((one) => one !== '' && one !== 'HEAD' && one !== 'OPTIONS')) found.push({ method, route: stack.slice(0, depth + 1).join('') });
  }
  return found.filter(({ route }) => /^\/(api|auth|health|metrics)/.test(route));
}

function withoutFilters(variables: Record<string, unknown>): Record<string, unknown> {
  return { ...variables, filter: null, search: null, after: null, flagged: null, waiting: false };
}

/**
 * One hash per table over a station's rows: what an attack must leave alone. Its own failed reads may be audited at its own place, and what is kept of figures
 * follows the rows whenever the worker comes to it.
 */
async function fingerprintOf(house: House, stationId: Id): Promise<Record<string, string>> {
  const tables = await house.test.owner.query<{ name: string; unit: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name, quote_ident(column_name) AS unit FROM information_schema.columns
      WHERE column_name IN ('station_id', 'unit_id') AND table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name NOT LIKE 'audit%' AND table_name !~ '^figure_(mark|cover|day|month|day_was)$' ORDER BY 1`,
  );
  const prints: Record<string, string> = {};
  for (const { name, unit } of tables.rows) {
    const { rows } = await house.test.owner.query<{ print: string }>(`SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS print FROM ${name} t WHERE ${unit} = $1`, [stationId]);
    prints[name] = rows[0]?.print ?? '';
  }
  return prints;
}

/** Subscribes and waits for the first answer: that the server listens, or a refusal. */
function firstAnswer(house: House, client: Client, { query, variables }: { query: string; variables: Record<string, unknown> }): Promise<string> {
  const socket = createClient({ url: `${house.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { accessToken: client.accessToken }, retryAttempts: 0 });
  return new Promise((resolve) => {
    const settle = (outcome: string) => {
      void socket.dispose();
      resolve(outcome);
    };
    socket.subscribe({ query, variables }, { next: ({ errors }) => settle(errors === undefined ? 'accepted' : 'refused'), error: () => settle('refused'), complete: () => settle('completed') });
  });
}
