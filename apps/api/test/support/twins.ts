import { EventSources } from '@stationhouse/inbound';
import { newId, text, type Id } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { WorkflowRuntime } from '@stationhouse/workflow-runtime';
import type { House, TestBureau } from './house.js';

/** Records of one station, each carrying the canary in its texts. */
export interface Twins {
  readonly stationId: Id;
  /** Stands in every text of a record. */
  readonly canary: string;
  /** Stands in the names of the station, its teams and posts: a bureau's administrator sees those, and only those. */
  readonly name: string;
  /** Stands in the names of its people: colleagues of the same bureau may come to see those. */
  readonly person: string;
  readonly ids: Readonly<Record<'accountId' | 'membershipId' | 'teamId' | 'postId' | 'taskId' | 'instanceId' | 'incidentId' | 'importId' | 'attachmentId' | 'noticeId' | 'batchId' | 'jobId' | 'repairId' | 'exerciseId' | 'practisedId' | 'leaderId' | 'injectId' | 'referralId' | 'callId' | 'linkedId' | 'eventSourceId' | 'inboundEventId' | 'outsideUnitId' | 'outsidePersonId' | 'holdId' | 'grantId' | 'delegationId' | 'commentId' | 'whatIfId' | 'campaignId' | 'reorganisationId' | 'moveId' | 'boardId' | 'branchId' | 'searchId' | 'segmentId' | 'passId' | 'trackId' | 'localityId' | 'sealId' | 'flagId' | 'planId' | 'dashboardId' | 'viewId' | 'cardViewId' | 'sharedCardId' | 'questionId' | 'deliveryId' | 'keyId' | 'savedQueryId' | 'studyId' | 'releaseId' | 'briefingId', Id>>;
}

/** Fills a station through the API as its own people would: incident, dispute, task, import, team, post. */
export async function furnish(house: House, bureau: TestBureau, index: number, canary: string): Promise<Twins> {
  const stationId = bureau.stationIds[index] as Id;
  const name = canary.replace('CANARY', 'TWIN');
  const person = canary.replace('CANARY', 'PERSON');
  await mark(house, stationId, name, person);
  const chief = await house.signIn(bureau.login('chief', index));
  const ask = async <Answer>(query: string, variables: Record<string, unknown>): Promise<Answer> => {
    const answer = await chief.graphql(query, { stationId, bureauId: bureau.bureauId, ...variables });
    if (answer.errors !== undefined) throw new Error(`${query}: ${JSON.stringify(answer.errors)}`);
    return Object.values(answer.data ?? {})[0] as Answer;
  };
  await ask('mutation($stationId: ID!, $values: JSON!) { setPluginSettings(stationId: $stationId, pluginId: "dispute-mediation", values: $values, expectedVersion: 0, idempotencyKey: "twin-settings") { revision } }', { values: { peoplesCommittee: `${name} committee` } });
  const team = await ask<{ id: Id }>('mutation($stationId: ID!, $name: String!) { createTeam(stationId: $stationId, name: $name) { id } }', { name: `${name} team` });
  const post = await ask<{ id: Id }>('mutation($stationId: ID!, $name: String!) { createPost(stationId: $stationId, name: $name) { id } }', { name: `${name} post` });
  const incident = await ask<{ id: Id }>('mutation($stationId: ID!, $input: NewIncident!) { createIncident(stationId: $stationId, input: $input, idempotencyKey: "twin") { id } }', {
    input: { channel: 'WALK_IN', category: 'dispute', narrative: `${canary} narrative`, reporterName: `${canary} reporter`, reporterPhone: '13900001111', address: `${canary} street` },
  });
  // Why a chief configures or migrates is the house's own business: the administrator may read it, another station may not.
  await ask('mutation($bureauId: ID!, $stationId: ID!, $overlay: String!) { publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "dispute-mediation", overlay: $overlay, expectedRevision: 0, idempotencyKey: "twin-overlay") { revision } }', {
    overlay: `overlay: station\nof: { workflow: dispute-mediation, template: 1 }\nbecause: ${name} reason\nparameters: { visitSoon: P2D }\n`,
  });
  await ask('mutation($bureauId: ID!, $stationId: ID!, $overlay: String!) { saveDraft(bureauId: $bureauId, stationId: $stationId, workflow: "dispute-mediation", overlay: $overlay, base: 0, idempotencyKey: "twin-draft") { draft { version } } }', {
    overlay: `overlay: station\nof: { workflow: dispute-mediation, template: 1 }\nbecause: ${name} draft\nparameters: { visitSoon: P2D }\n`,
  });
  const comment = await ask<{ id: Id }>('mutation($bureauId: ID!, $stationId: ID!, $text: String!) { commentDraft(bureauId: $bureauId, stationId: $stationId, workflow: "dispute-mediation", text: $text, idempotencyKey: "twin-comment") { id } }', { text: `${name} comment` });
  const started = await ask<{ instanceId: Id; instance: { tasks: { id: Id }[] } }>(
    'mutation($stationId: ID!, $data: JSON!, $incidentId: ID) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: $data, incidentId: $incidentId, idempotencyKey: "twin-instance") { instanceId instance { tasks { id } } } }',
    { data: { cause: 'noise', summary: `${canary} summary`, parties: [{ name: `${canary} party`, phone: '13900002222' }] }, incidentId: incident.id },
  );
  // Started by others alone; nobody's instance is its parent here.
  const leaderId = newId();
  await house.server.app.get(WorkflowRuntime).startLinked(stationId, { id: leaderId, parentId: null }, { workflow: 'leader-assignment', data: { about: 'noise', place: `${canary} street` } });
  const members = await ask<{ id: Id; accountId: Id }[]>('query($stationId: ID!) { members(stationId: $stationId) { id accountId } }', {});
  const chiefId = bureau.accountIds.get(bureau.login('chief', index)) as Id;
  const auxiliary = members.find(({ accountId }) => accountId === bureau.accountIds.get(bureau.login('auxiliary', index)));
  const taskId = started.instance.tasks[0]?.id as Id;
  await ask('mutation($stationId: ID!, $taskId: ID!, $accountId: ID!) { assignTask(stationId: $stationId, taskId: $taskId, accountId: $accountId, idempotencyKey: "twin-assign") { version } }', { taskId, accountId: auxiliary?.accountId });
  const batch = await ask<{ id: Id }>('mutation($bureauId: ID!, $stationId: ID!, $because: String!) { rehearseMigration(bureauId: $bureauId, stationId: $stationId, workflow: "dispute-mediation", because: $because, idempotencyKey: "twin-batch") { id } }', { because: `${name} reason` });
  const form = new FormData();
  form.append('stationId', stationId);
  form.append('file', new Blob([`id,what\n1,${canary} row\n`], { type: 'text/csv' }), `${canary}.csv`);
  const upload = await chief.rest('POST', `/api/bureaus/${bureau.bureauId}/imports`, form);
  if (!upload.ok) throw new Error(`upload: ${upload.status} ${await upload.text()}`);
  const { id: importId } = (await upload.json()) as { id: Id };
  const file = new FormData();
  file.append('idempotencyKey', 'twin-file');
  file.append('purpose', `${canary} purpose`);
  file.append('file', new Blob([`${canary} words`]), `${canary}.txt`);
  const attached = await chief.rest('POST', `/api/stations/${stationId}/instances/${started.instanceId}/attachments`, file);
  if (!attached.ok) throw new Error(`attachment: ${attached.status} ${await attached.text()}`);
  const { id: attachmentId } = (await attached.json()) as { id: Id };
  const { id: exerciseId } = await ask<{ id: Id }>('mutation($stationId: ID!, $plan: ExercisePlanInput!) { planExercise(stationId: $stationId, plan: $plan) { id } }', {
    plan: { title: `${canary} exercise`, clock: 'VIRTUAL', speed: 1, roles: ['chief'], injects: [{ title: `${canary} inject`, after: 'PT5M', message: { roles: ['chief'], text: `${canary} words`, urgent: false } }], objectives: [] },
  });
  const practised = await ask<{ instanceId: Id }>('mutation($stationId: ID!, $data: JSON!) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: $data, exercise: true, idempotencyKey: "twin-exercise") { instanceId } }', {
    data: { cause: 'noise', summary: `${canary} summary`, parties: [{ name: `${canary} party`, phone: '13900002222' }] },
  });
  const unit = await ask<{ id: Id }>('mutation($stationId: ID!, $input: OutsideUnitWords!) { saveOutsideUnit(stationId: $stationId, input: $input) { id } }', { input: { name: `${canary} unit`, kind: 'property', contact: `${canary} contact` } });
  const invited = await ask<{ person: { id: Id } }>('mutation($stationId: ID!, $input: NewOutsidePerson!) { inviteOutsidePerson(stationId: $stationId, input: $input) { person { id } } }', { input: { name: `${person} outside`, role: 'linked-unit', unitId: unit.id, expiresAt: new Date(Date.now() + 86_400_000).toISOString() } });
  const hold = await ask<{ id: Id }>('mutation($stationId: ID!, $instanceId: ID!, $reason: String!) { placeLegalHold(stationId: $stationId, instanceId: $instanceId, reason: $reason, reviewAt: "2100-01-01T00:00:00Z", idempotencyKey: "twin-hold") { id } }', { instanceId: started.instanceId, reason: `${name} reason` });
  const withheld = await ask<{ id: Id; version: number }>('mutation($stationId: ID!, $input: NewIncident!) { createIncident(stationId: $stationId, input: $input, idempotencyKey: "twin-sealed") { id version } }', { input: { channel: 'PHONE_110', category: 'dispute.noise', narrative: `${canary} sealed words` } });
  await ask('mutation($stationId: ID!, $id: ID!, $v: Int!) { disposeIncident(stationId: $stationId, id: $id, input: { outcome: "mediated" }, expectedVersion: $v) { id } }', { id: withheld.id, v: withheld.version });
  const seal = await ask<{ id: Id }>('mutation($stationId: ID!, $id: ID!, $reason: String!) { sealRecord(stationId: $stationId, kind: INCIDENT, recordId: $id, basis: "136", reason: $reason, idempotencyKey: "twin-seal") { id } }', { id: withheld.id, reason: `${name} reason` });
  const { rows: [inject] } = await house.test.owner.query<{ id: Id }>('SELECT id FROM exercise_inject WHERE exercise_id = $1', [exerciseId]);
  return {
    stationId,
    canary,
    name,
    person,
    ids: {
      accountId: auxiliary?.accountId as Id,
      membershipId: auxiliary?.id as Id,
      teamId: team.id,
      postId: post.id,
      taskId,
      instanceId: started.instanceId,
      holdId: hold.id,
      sealId: seal.id,
      ...(await exceptions(house, bureau.bureauId, stationId, name)),
      commentId: comment.id,
      boardId: (await ask<{ id: Id }>('mutation($stationId: ID!, $input: ContactBoardInput!) { putUpContactBoard(stationId: $stationId, input: $input, idempotencyKey: "twin-board") { id } }', { input: { place: `${name} place`, printed: `${name} print`, officerIds: [chiefId], since: '2024-03-01' } })).id,
      branchId: (await ask<{ id: Id }>('mutation($stationId: ID!, $input: BankBranchInput!) { addBankBranch(stationId: $stationId, input: $input, idempotencyKey: "twin-branch") { id } }', { input: { bank: `${name} bank`, name: `${name} branch`, address: `${name} street` } })).id,
      ...(await search(ask, canary)),
      planId: (await ask<{ id: Id }>('mutation($stationId: ID!, $basis: PatrolBasisInput!, $input: PatrolPlanInput!) { makePatrolPlan(stationId: $stationId, startsOn: "2024-03-01", basis: $basis, input: $input, idempotencyKey: "twin-plan") { id } }', { basis: { grid: { kind: 'SQUARE', size: 500 }, categories: ['traffic'] }, input: { note: `${name} note`, stints: [{ cell: '500:6600:21700', place: `${name} corner`, date: '2024-03-01', hour: 20, hours: 2, recommended: true }] } })).id,
      briefingId: await briefing(ask, name),
      keyId: (await ask<{ key: { id: Id } }>('mutation($stationId: ID!, $input: ApiKeyInput!) { createApiKey(stationIds: [$stationId], input: $input, idempotencyKey: "twin-key") { key { id } } }', { input: { title: `${name} key`, purpose: `${name} purpose`, permissions: ['station.read'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() } })).key.id,
      savedQueryId: (await ask<{ id: Id }>('mutation($bureauId: ID!, $input: SavedQueryInput!) { saveQuery(bureauId: $bureauId, input: $input, idempotencyKey: "twin-query") { id } }', { input: { title: `${name} query`, document: '{ metrics { id } }', sharing: 'STATION', withStationId: stationId } })).id,
      moveId: await staffMove(house, bureau.bureauId, stationId, chiefId, name),
      campaignId: await campaign(house, bureau.bureauId, stationId),
      localityId: await locality(house, bureau.bureauId, stationId, name),
      ...(await board(ask, stationId, chiefId, name)),
      reorganisationId: await reorganisation(house, bureau.bureauId, stationId),
      incidentId: incident.id,
      importId,
      batchId: batch.id,
      exerciseId,
      injectId: inject?.id as Id,
      practisedId: practised.instanceId,
      leaderId,
      ...(await outward(house, stationId, started.instanceId, canary)),
      attachmentId,
      outsideUnitId: unit.id,
      outsidePersonId: invited.person.id,
      jobId: await parkedJob(house, stationId, canary),
      repairId: (await ask<{ id: Id }[]>('mutation($stationId: ID!) { startRepair(stationIds: [$stationId], kind: FIRE_TIMERS, idempotencyKey: "twin-repair") { id } }', {}))[0]?.id as Id,
      whatIfId: (await ask<{ id: Id }>(`mutation($stationId: ID!) { startWhatIf(bureauId: "${bureau.bureauId}", stationId: $stationId, workflow: "dispute-mediation", overlay: "{ overlay: station, of: { workflow: dispute-mediation, template: 1 }, because: ${canary} }", from: "2020-01-01T00:00:00.000Z", until: "2100-01-01T00:00:00.000Z", idempotencyKey: "twin-what-if") { id } }`, {})).id,
      ...(await inboundEvent(house, bureau.bureauId, stationId, canary)),
      sharedCardId: await shared(house, stationId, started.instanceId, name),
      ...(await emergency(house, stationId, started.instanceId, auxiliary?.accountId as Id, chiefId, name)),
      flagId: await flag(house, stationId, chiefId, taskId, name),
      ...(await study(house, bureau, index, name)),
      noticeId: await notice(house, stationId, canary, [chiefId, auxiliary?.accountId as Id]),
    },
  };
}

/** A search with a segment, a pass through it and a track. */
async function search(ask: <Answer>(query: string, variables: Record<string, unknown>) => Promise<Answer>, canary: string): Promise<Record<'searchId' | 'segmentId' | 'passId' | 'trackId', Id>> {
  const [from, to] = [3, 2].map((hours) => new Date(Date.now() - hours * 3_600_000).toISOString());
  const { instanceId: searchId } = await ask<{ instanceId: Id }>('mutation($stationId: ID!, $data: JSON!) { startInstance(stationId: $stationId, workflow: "missing-person", data: $data, idempotencyKey: "twin-search") { instanceId } }', { data: { person: { group: 'adult', name: `${canary} person` }, lastSeenOn: from, lastPlace: `${canary} street`, point: { longitude: 114.3, latitude: 30.6 } } });
  const said = <Answer>(mutation: string, input: Record<string, unknown>) => ask<Answer>(mutation, { i: searchId, input, k: mutation });
  const segment = await said<{ id: Id }>('mutation($stationId: ID!, $i: ID!, $input: SearchSegmentInput!, $k: String!) { drawSegment(stationId: $stationId, instanceId: $i, input: $input, idempotencyKey: $k) { id } }', { name: `${canary} segment`, outline: [[114.3, 30.6], [114.305, 30.6], [114.305, 30.605]], coordinateSystem: 'WGS84', terrain: 'OPEN' });
  const pass = await said<{ id: Id }>('mutation($stationId: ID!, $i: ID!, $input: SearchPassInput!, $k: String!) { recordPass(stationId: $stationId, instanceId: $i, input: $input, idempotencyKey: $k) { id } }', { segmentId: segment.id, method: 'VISUAL', team: `${canary} team`, searchers: 2, from, to, note: `${canary} words` });
  const track = await said<{ id: Id }>('mutation($stationId: ID!, $i: ID!, $input: SearchTrackInput!, $k: String!) { addTrack(stationId: $stationId, instanceId: $i, input: $input, idempotencyKey: $k) { id } }', { format: 'GPX', coordinateSystem: 'WGS84', file: `<gpx><trk><name>${canary} track</name><trkseg><trkpt lat="30.6" lon="114.3"/><trkpt lat="30.601" lon="114.301"/></trkseg></trk></gpx>` });
  // Put by for weeks: no clock of it changes anything while others look on.
  await ask('mutation($stationId: ID!, $i: ID!) { sendEvent(stationId: $stationId, instanceId: $i, event: "putBy", idempotencyKey: "twin-put-by") { version } }', { i: searchId });
  const { tasks } = await ask<{ tasks: { id: Id; key: string; status: string }[] }>('query($stationId: ID!, $i: ID!) { instance(stationId: $stationId, id: $i) { tasks { id key status } } }', { i: searchId });
  const decide = tasks.find(({ key, status }) => key === 'decide' && status === 'OPEN');
  await ask('mutation($stationId: ID!, $t: ID!, $f: JSON!) { completeTask(stationId: $stationId, taskId: $t, outcome: "putBy", form: $f, idempotencyKey: "twin-decide") { version } }', { t: decide?.id, f: { reviewOn: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10), note: '待查' } });
  return { searchId, segmentId: segment.id, passId: pass.id, trackId: track.id };
}

/** A study of the station's analyst that the bureau approved, and what of it would leave. */
export async function study(house: House, bureau: TestBureau, index: number, name: string): Promise<{ studyId: Id; releaseId: Id }> {
  const [analyst, admin] = [await house.signIn(bureau.login('analyst', index)), await house.signIn(bureau.login('bureau-admin'))];
  const allowed = await admin.graphql('mutation($b: ID!) { setStudyAllowance(bureauId: $b, costADay: 2000000, rowsADay: 2000000) { rowsADay } }', { b: bureau.bureauId });
  if (allowed.errors !== undefined) throw new Error(JSON.stringify(allowed.errors));
  const input = { title: `${name} study`, purpose: `${name} purpose`, subjects: ['incident', 'dispute-mediation'], endsAt: new Date(Date.now() + 30 * 86_400_000).toISOString() };
  const asked = await analyst.graphql('mutation($b: ID!, $s: [ID!]!, $input: NewStudy!, $k: String!) { askForStudy(bureauId: $b, stationIds: $s, input: $input, idempotencyKey: $k) { id } }', { b: bureau.bureauId, s: [bureau.stationIds[index]], input, k: newId() });
  const { id } = Object.values(asked.data ?? {})[0] as unknown as { id: Id };
  const decided = await admin.graphql('mutation($b: ID!, $i: ID!) { decideStudy(bureauId: $b, studyId: $i, releasesDecided: false) { state } }', { b: bureau.bureauId, i: id });
  if (decided.errors !== undefined) throw new Error(JSON.stringify(decided.errors));
  const shown = await analyst.graphql('mutation($i: ID!, $s: [ID!]!) { previewStudyRelease(studyId: $i, stationIds: $s, wish: { subject: "incident", columns: ["key", "data.category"] }) { id } }', { i: id, s: [bureau.stationIds[index]] });
  return { studyId: id, releaseId: (Object.values(shown.data ?? {})[0] as unknown as { id: Id }).id };
}

/** Access that somebody of the bureau once had there, and a part of the administration given to somebody. */
async function exceptions(house: House, bureauId: Id, stationId: Id, name: string): Promise<{ grantId: Id; delegationId: Id }> {
  const [grantId, delegationId] = [newId(), newId()];
  const { rows: [held] } = await house.test.owner.query<{ account_id: Id }>('SELECT account_id FROM membership WHERE bureau_id = $1 AND station_id IS NULL LIMIT 1', [bureauId]);
  await house.test.owner.query(`INSERT INTO access_grant (station_id, id, bureau_id, account_id, purpose, hours, asked_at, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5, 1, '2020-01-01', '2020-01-01', timestamptz '2020-01-01' + make_interval(hours => 1))`, [stationId, grantId, bureauId, held?.account_id, `${name} purpose`]);
  await house.test.owner.query(`INSERT INTO access_grant_opening (station_id, grant_id, id, operation, first_at, last_at, times) VALUES ($1, $2, $3, $4, '2020-01-01', '2020-01-01', 1)`, [stationId, grantId, newId(), `${name} operation`]);
  await house.test.owner.query(`INSERT INTO delegation (bureau_id, id, account_id, permissions, station_ids, reason, given_by, given_at, ends_at) VALUES ($1, $2, $3, '{member.read}', $4, $5, $3, '2020-01-01', '2020-02-01')`, [bureauId, delegationId, held?.account_id, [stationId], `${name} reason`]);
  return { grantId, delegationId };
}

/** A draft of the seven days before, with something written. */
async function briefing(ask: <Answer>(query: string, variables: Record<string, unknown>) => Promise<Answer>, name: string): Promise<Id> {
  const { id } = await ask<{ id: Id }>('mutation($stationId: ID!) { composeBriefing(stationId: $stationId, idempotencyKey: "twin-briefing") { id } }', {});
  const texts = { overview: `${name} analysis`, incidents: '', map: '', clocks: '', followUps: '', drills: '', tasking: '' };
  await ask('mutation($stationId: ID!, $id: ID!, $texts: BriefingTextsInput!) { writeBriefing(stationId: $stationId, briefingId: $id, texts: $texts, expectedVersion: 1) { id } }', { id, texts });
  return id;
}

/** A question about how the chief recorded something, answered by somebody. */
async function flag(house: House, stationId: Id, subjectId: Id, taskId: Id, name: string): Promise<Id> {
  const id = newId();
  await house.test.owner.query(
    `INSERT INTO pattern_flag (station_id, id, rule, subject_id, occasion, from_at, until_at, records, facts, expires_at, answer, reason, answered_by, answered_at) VALUES ($1, $2, 'batchClosing', $3, 'twin', '2024-03-01', '2024-03-01', $4, '{"visits": 6}', '2100-01-01', 'explained', $5, $3, '2024-03-02')`,
    [stationId, id, subjectId, [taskId], `${name} reason`],
  );
  return id;
}

/** Help that another station asks for, with an answer, and help that was asked of another. */
async function shared(house: House, stationId: Id, instanceId: Id, name: string): Promise<Id> {
  const [sharedCardId, out] = [newId(), newId()];
  for (const [id, direction] of [[sharedCardId, 'in'], [out, 'out']]) {
    await house.test.owner.query(
      `INSERT INTO share_request (station_id, id, direction, other_station_id, other_station_name, instance_id, title, roles, exercise, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '{duty-officer}', false, '2024-03-01')`,
      [stationId, id, direction, newId(), `${name} other`, instanceId, JSON.stringify({ 'zh-CN': `${name} card`, en: `${name} card` })],
    );
    await house.test.owner.query(`INSERT INTO share_answer (station_id, id, request_id, answer, place, words, at) VALUES ($1, $2, $3, 'clue', $4, $5, '2024-03-01')`, [stationId, newId(), id, `${name} place`, `${name} words`]);
  }
  return sharedCardId;
}

/** An opening of an emergency card, which the chief questioned. */
async function emergency(house: House, stationId: Id, instanceId: Id, accountId: Id, chiefId: Id, name: string): Promise<{ cardViewId: Id; questionId: Id }> {
  const [cardViewId, questionId] = [newId(), newId()];
  await house.test.owner.query(`INSERT INTO emergency_view (station_id, id, instance_id, serial, account_id, reason, role, fields, seen_at) VALUES ($1, $2, $3, 1, $4, 'task', 'auxiliary', '{summary}', '2024-03-01')`, [stationId, cardViewId, instanceId, accountId]);
  await house.test.owner.query(
    `INSERT INTO emergency_review (station_id, id, instance_id, through, verdict, remark, view_id, asked_id, reviewed_by, reviewed_at) VALUES ($1, $2, $3, 1, 'question', $4, $5, $6, $7, '2024-03-02')`,
    [stationId, questionId, instanceId, `${name} question`, cardViewId, accountId, chiefId],
  );
  return { cardViewId, questionId };
}

/** A move that waits for its day: the chief's. */
async function staffMove(house: House, bureauId: Id, stationId: Id, accountId: Id, name: string): Promise<Id> {
  const id = newId();
  await house.test.owner.query(
    `INSERT INTO staff_move (bureau_id, id, account_id, kind, left_station_ids, roles, handovers, reason, effective_on, due_at, try_at, planned_by) VALUES ($1, $2, $3, 'retire', $4, '[]', '[]', $5, '2100-01-01', '2100-01-01', '2100-01-01', $3)`,
    [bureauId, id, accountId, [stationId], `${name} reason`],
  );
  return id;
}

/** A campaign of the bureau that waits for a later day. */
async function campaign(house: House, bureauId: Id, stationId: Id): Promise<Id> {
  const id = newId();
  await house.test.owner.query(
    `INSERT INTO overlay_revision (scope_id, workflow, revision, template, content, hash, because, origin) SELECT $1, 'dispute-mediation', coalesce(max(revision), 0) + 1, 1, '{"overlay":"bureau","of":{"workflow":"dispute-mediation","template":1},"because":"twin"}', 'x', 'twin', 'campaign'
       FROM overlay_revision WHERE scope_id = $1 AND workflow = 'dispute-mediation'`,
    [bureauId],
  );
  await house.test.owner.query(`INSERT INTO campaign (bureau_id, id, workflow, revision, because, effective_on, started_by) SELECT $1, $2, 'dispute-mediation', max(revision), 'twin', '2100-01-01', $2 FROM overlay_revision WHERE scope_id = $1`, [bureauId, id]);
  await house.test.owner.query('INSERT INTO campaign_station (station_id, campaign_id, bureau_id) VALUES ($1, $2, $3)', [stationId, id, bureauId]);
  return id;
}

async function locality(house: House, bureauId: Id, stationId: Id, name: string): Promise<Id> {
  const id = newId();
  await house.test.owner.query(`INSERT INTO locality (bureau_id, id, station_id, kind, code, name) VALUES ($1, $2, $3, 'community', 'C-1', $4)`, [bureauId, id, stationId, `${name} community`]);
  return id;
}

/** A dashboard that the station shares, a view of it, and that it is sent. */
async function board(ask: <Answer>(query: string, variables: Record<string, unknown>) => Promise<Answer>, stationId: Id, chiefId: Id, name: string): Promise<{ dashboardId: Id; viewId: Id; deliveryId: Id }> {
  const tiles = [{ key: 'one', title: `${name} tile`, drawing: 'FIGURE', metrics: ['incident.received'], range: { preset: 'LAST_MONTH' } }];
  const { id: dashboardId } = await ask<{ id: Id }>('mutation($bureauId: ID!, $input: DashboardInput!) { makeDashboard(bureauId: $bureauId, input: $input, idempotencyKey: "twin-dashboard") { id } }', { input: { title: `${name} dashboard`, tiles, sharing: 'STATION', withStationId: stationId } });
  const view = await ask<{ id: Id }>('mutation($bureauId: ID!, $dashboardId: ID!) { saveDashboardView(bureauId: $bureauId, dashboardId: $dashboardId, name: "twin", filters: {}) { id } }', { dashboardId });
  const delivery = await ask<{ id: Id }>('mutation($bureauId: ID!, $dashboardId: ID!, $input: DashboardDeliveryInput!) { planDashboardDelivery(bureauId: $bureauId, dashboardId: $dashboardId, input: $input, idempotencyKey: "twin-delivery") { id } }', { dashboardId, input: { atStationId: stationId, recurrence: { every: 'DAY', at: '08:00' }, receiverIds: [chiefId] } });
  return { dashboardId, viewId: view.id, deliveryId: delivery.id };
}

/** A split of the station that was carried out: nobody can call it off. */
async function reorganisation(house: House, bureauId: Id, stationId: Id): Promise<Id> {
  const id = newId();
  await house.test.owner.query(`INSERT INTO reorganisation (bureau_id, id, kind, station_id, plan, because, set_by, due_at, try_at, state, ended_at) VALUES ($1, $2, 'split', $3, '{"ends":[],"people":[],"founds":null}', 'twin', $2, '2020-01-01', '2020-01-01', 'done', '2020-01-01')`, [bureauId, id, stationId]);
  return id;
}

/** A source for the station alone, and an event of it that waits. */
async function inboundEvent(house: House, bureauId: Id, stationId: Id, canary: string): Promise<{ eventSourceId: Id; inboundEventId: Id }> {
  const inboundEventId = newId();
  const type = 'cn.stationhouse.dispute-reported.v1';
  const { source } = await house.test.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => house.server.app.get(EventSources).create(tenant, bureauId, { title: 'source', stationId, types: [type] }));
  await house.test.owner.query(
    `INSERT INTO inbound_event (station_id, id, bureau_id, source_id, origin, event_id, type, occurred_at, received_at, data, fingerprint, state, reason) VALUES ($1, $2, $3, $4, $5, $5, $6, now(), now(), $7, '', 'held', 'unknownType')`,
    [stationId, inboundEventId, bureauId, source.id, `${canary} event`, type, JSON.stringify({ ticket: canary, summary: `${canary} summary` })],
  );
  return { eventSourceId: source.id, inboundEventId };
}

/** An urgent notice for two of the station. No workflow of the test rings, so it is written as one would write it. */
function notice(house: House, stationId: Id, canary: string, accountIds: readonly Id[]): Promise<Id> {
  return house.test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
    const id = await house.server.app.get(Notices).notify(tenant, { unit: { stationId }, key: 'twin', kind: 'test', urgency: 'urgent', title: text(`${canary} notice`, `${canary} notice`), accountIds, climbAfter: 'P1D', silentAfter: 'P1D' });
    return id as Id;
  });
}

/** What leads out of an instance, as steps of other workflows leave it: a failed automation, a child that could not start, a referral from elsewhere. */
async function outward(house: House, stationId: Id, instanceId: Id, canary: string): Promise<{ callId: Id; linkedId: Id; referralId: Id }> {
  const [callId, linkedId, referralId] = [newId(), newId(), newId()];
  const said = JSON.stringify({ note: canary });
  const title = JSON.stringify(text(`${canary} title`, `${canary} title`));
  await house.test.owner.query(`INSERT INTO automation_call (station_id, id, instance_id, serial, automation, action, status, input, settings, error, exercise, made_at) VALUES ($1, $2, $3, 9001, 'twin', 'twin', 'failed', $4, '{}', 'twin', false, now())`, [stationId, callId, instanceId, said]);
  await house.test.owner.query(`INSERT INTO instance_child (station_id, id, parent_id, serial, action, workflow, status, error, asked_at) VALUES ($1, $2, $3, 9002, 'twin', 'dispute-mediation', 'failed', 'twin', now())`, [stationId, linkedId, instanceId]);
  await house.test.owner.query(
    `INSERT INTO referral (station_id, id, direction, other_station_id, other_station_name, workflow, number, title, data, exercise, reason, sent_at) VALUES ($1, $2, 'in', $3, $4, 'dispute-mediation', $4, $5, $6, false, $4, now())`,
    [stationId, referralId, newId(), `${canary} elsewhere`, title, said],
  );
  return { callId, linkedId, referralId };
}

/** A job that failed for good, of a kind that nothing runs: whoever may retry it changes nothing else. Its payload is never shown. */
async function parkedJob(house: House, stationId: Id, canary: string): Promise<Id> {
  const id = newId();
  await house.test.owner.query(`INSERT INTO outbox (scope_id, id, scope, topic, payload, state, attempts, code, finished_at) VALUES ($1, $2, 'station', 'twin', $3, 'dead', 5, 'INTERNAL', now())`, [stationId, id, JSON.stringify({ note: canary })]);
  return id;
}

/** Names of the station and its people, which no test call could set to a canary. */
async function mark(house: House, stationId: Id, name: string, person: string): Promise<void> {
  await house.test.owner.query('UPDATE station SET name = $2 WHERE id = $1', [stationId, `${name} station`]);
  await house.test.owner.query(
    `UPDATE account SET display_name = $2 || ' ' || display_name WHERE id IN (SELECT account_id FROM membership WHERE station_id = $1)`,
    [stationId, person],
  );
}
