import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import antiFraud from '@stationhouse/anti-fraud-server';
import disputeMediation from '@stationhouse/dispute-mediation-server';
import threeLosses from '@stationhouse/three-losses-server';
import { DomainClock } from '@stationhouse/database';
import { RegisterReference } from '@stationhouse/incidents';
import { FolderStorage } from '@stationhouse/files';
import { Jobs } from '@stationhouse/jobs';
import { Deliveries, Notices } from '@stationhouse/notify';
import { parseDefinition } from '@stationhouse/workflow';
import { jobsUrlOf, openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { AutomationBook, AutomationFiles, AutomationRetries, DocumentBook, DocumentMaker, EncryptedFields, Lookups, MatterKeys, outwardOf, PaperShop, SharesAnswering, SharesAsking, TimerWorker, WorkflowCatalog, WorkflowRuntime } from '@stationhouse/workflow-runtime';
import { entities, migrations, pluginStorages } from '../../src/composition.js';
import { holdsDemo, loadDemo, playStories, type DemoOptions } from '../../src/demo/index.js';

/** What no dispute rests in: it is passed through at once. */
const PASSING: ReadonlySet<string> = new Set(['choose', 'history']);

describe('the demo bureau', () => {
  let test: TestDatabase;
  let jobs: Jobs;
  let catalog: WorkflowCatalog;
  let runtime: WorkflowRuntime;
  let neighbours: SharesAnswering;
  let folder: string;
  const clock = new DomainClock();
  const timerErrors: unknown[] = [];
  const rows = async <Row>(query: string) => (await test.owner.query(query)).rows as Row[];
  const count = async (table: string) => Number((await rows<{ count: string }>(`SELECT count(*) FROM ${table}`))[0]?.count);

  /** @param cutAfter deeds after which the start is killed */
  function options(cutAfter = Number.POSITIVE_INFINITY): DemoOptions {
    let deeds = 0;
    const cutting = new Proxy(runtime, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]) => {
          if (name !== 'fireTimer' && ++deeds > cutAfter) throw new Error('killed half-way');
          return Reflect.apply(member, target, parameters) as unknown;
        };
      },
    });
    const timers = new TimerWorker({ database: test.database, runtime, clock, jobs, onError: (error) => timerErrors.push(error) });
    const retries = new AutomationRetries({ database: test.database, clock, jobs, onError: (error) => timerErrors.push(error) });
    return {
      database: test.database,
      hashPassword: async () => 'hash',
      onProgress: () => undefined,
      playStories: (bureauId, anchor) => playStories({ database: test.database, runtime: cutting, timers, retries, jobs, neighbours, clock, bureauId, anchor }),
      density: 0.2,
    };
  }

  beforeAll(async () => {
    test = await openTestDatabase({ entities: [...entities], migrations, plugins: [...pluginStorages] });
    jobs = await Jobs.open({ database: test.database, url: jobsUrlOf(test.database.url), onError: (error) => timerErrors.push(error) });
    catalog = new WorkflowCatalog();
    for (const { id, version, rules = {}, screens, workflows } of [disputeMediation, antiFraud, threeLosses]) catalog.register({ id, version, enabledByDefault: true, rules, screens, workflows: workflows.map((source) => parseDefinition(source.text, source.fileName).definition) });
    await catalog.publish(test.database);
    const tokenKey = 'x'.repeat(32);
    const [incidents, matterKeys, encrypted] = [new RegisterReference(), new MatterKeys(tokenKey), new EncryptedFields({ tokenKey })];
    const lookups = new Lookups({ database: test.database, keys: matterKeys, plugins: [antiFraud], incidents });
    runtime = new WorkflowRuntime({ database: test.database, catalog, jobs, clock, incidents, matterKeys, lookups, encrypted });
    folder = await mkdtemp(path.join(tmpdir(), 'demo-'));
    const files = new FolderStorage(folder);
    const notices = new Notices({ database: test.database, jobs, deliveries: new Deliveries(test.database, jobs, []), climbAfter: 'PT3M' });
    neighbours = new SharesAnswering({ database: test.database, runtime, notices, jobs });
    jobs.register(...new SharesAsking({ database: test.database, catalog, notices, jobs }).jobs(), neighbours.job());
    const outward = outwardOf({ database: test.database, runtime, jobs, catalog, notices, automations: new AutomationBook([disputeMediation]) });
    const kept = new AutomationFiles({ database: test.database, runtime, jobs, files });
    outward.automations.files = kept;
    outward.automations.documents = new DocumentMaker({ database: test.database, book: new DocumentBook([disputeMediation]), files, shop: new PaperShop(), attach: (call, file) => kept.attach(call, file) });
  });
  afterAll(async () => {
    await jobs.close();
    await test.close();
    await rm(folder, { recursive: true });
  });

  it('is taken up again after a start that was killed half-way, and loaded once, also by two processes at the same time', async () => {
    expect(await holdsDemo(test.database)).toBe(false);
    await expect(loadDemo(options(90))).rejects.toThrow('killed half-way');
    const incidents = await count('incident');
    expect(incidents).toBeGreaterThan(4_000);
    const waited: string[] = [];
    const both = [options(), options()].map((each) => loadDemo({ ...each, onProgress: ({ en }) => void waited.push(en) }));
    expect((await Promise.all(both)).sort()).toEqual([false, true]);
    expect(waited.filter((line) => line.startsWith('Another process'))).toHaveLength(1);
    expect(await loadDemo(options())).toBe(false);
    expect(await holdsDemo(test.database)).toBe(true);
    expect([await count('incident'), await count('bureau'), await count('station')]).toEqual([incidents, 1, 6]);
    expect(timerErrors).toEqual([]);
  }, 240_000);

  it('numbers each station’s calls without a gap', async () => {
    const gaps = await rows(
      `SELECT s.code FROM incident i JOIN station s ON s.id = i.station_id
        GROUP BY s.id, s.code, split_part(number, '-', 3) HAVING max(split_part(number, '-', 4)::int) <> count(*)`,
    );
    expect(gaps).toEqual([]);
  });

  it('has somebody on duty at every station now, and a sign-in for every role', async () => {
    expect(await count('shift WHERE now() >= starts_at AND now() < ends_at')).toBe(6);
    expect(await count('shift_officer o JOIN shift s ON s.id = o.shift_id WHERE now() >= starts_at AND now() < ends_at')).toBe(12);
    expect(await count('(SELECT DISTINCT role FROM membership) roles')).toBe(26);
    expect(await count('account a WHERE NOT EXISTS (SELECT FROM credential c WHERE c.account_id = a.id)')).toBe(0);
  });

  it('shows disputes and requests to units in every state, each begun from a call of its own', async () => {
    const compiled = catalog.get('dispute-mediation').compiled;
    const shown = new Set((await rows<{ states: string[] }>('SELECT states FROM instance')).flatMap(({ states }) => states));
    const reached = new Set((await rows<{ states: string[] }>('SELECT states_entered AS states FROM history')).flatMap(({ states }) => states));
    const wanted = [compiled, ...['leader-assignment', 'unit-answer'].map((workflow) => catalog.get(workflow).compiled)].flatMap(({ states }) => Object.values(states)).filter(({ kind }) => !PASSING.has(kind)).map(({ path }) => path);
    expect(wanted.filter((state) => !shown.has(state) && !reached.has(state))).toEqual([]);
    expect(['registered', 'safeguarding', 'protecting', 'mediating.onSite', 'mediating.first', 'mediating.second', 'mediating.people', 'interrupted', 'conferring', 'recurred', 'legalProcess', 'followingUp', 'followingElsewhere', 'signing', 'watching'].filter((state) => !shown.has(state))).toEqual([]);
    expect((await rows<{ outcome: string }>(`SELECT DISTINCT outcome FROM instance WHERE status = 'closed' ORDER BY 1`)).map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['answered', 'declined', 'handedOn', 'settled', 'stoodDown', 'withdrawn']));
    // What units were asked: to be approved, waiting, late, answered, declined, and not sent.
    expect(await rows(`SELECT states[1] AS state, count(*)::int AS number FROM instance WHERE workflow = 'unit-answer' GROUP BY 1 ORDER BY 1`)).toEqual([{ state: 'answered', number: 1 }, { state: 'asked', number: 2 }, { state: 'declined', number: 1 }, { state: 'proposed', number: 1 }, { state: 'received', number: 1 }, { state: 'withdrawn', number: 1 }]);
    expect(await count(`task t JOIN instance i ON i.id = t.instance_id WHERE i.workflow = 'unit-answer' AND ref = 'asked#answer' AND t.status = 'OPEN' AND t.due_at < now()`)).toBe(1);
    expect(await count('(SELECT incident_id FROM instance WHERE parent_id IS NULL AND incident_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1) twice')).toBe(0);
  });

  it('shows alerts, stops and lectures in every state, each about somebody of its own, and a month of those that are over', async () => {
    const shown = new Set((await rows<{ states: string[] }>(`SELECT states FROM instance WHERE workflow IN ('fraud-alert', 'payment-stop', 'fraud-lecture')`)).flatMap(({ states }) => states));
    const reached = new Set((await rows<{ states: string[] }>(`SELECT h.states_entered AS states FROM history h JOIN instance i ON i.id = h.instance_id WHERE i.workflow IN ('fraud-alert', 'payment-stop', 'fraud-lecture')`)).flatMap(({ states }) => states));
    const wanted = ['fraud-alert', 'payment-stop', 'fraud-lecture'].flatMap((workflow) => Object.values(catalog.get(workflow).compiled.states)).filter(({ kind }) => !PASSING.has(kind)).map(({ path }) => path);
    // A stop that was not decided on again ends with its 48 hours, whatever it waits for.
    expect(wanted.filter((state) => !shown.has(state) && !reached.has(state))).toEqual(['handling.stopping.running.ended']);
    expect(['waiting', 'dissuading.calling.toCall', 'dissuading.calling.toRetry', 'dissuading.calling.capped', 'dissuading.meeting.untraced', 'dissuading.meeting.toMeet', 'reporting', 'checking', 'appealing', 'revisiting.later', 'revisiting.open', 'handling.stopping.deciding', 'handling.stopping.running', 'planned', 'answering', 'rating'].filter((state) => !shown.has(state))).toEqual([]);
    expect((await rows<{ outcome: string }>(`SELECT DISTINCT outcome FROM instance WHERE workflow = 'fraud-alert' AND status = 'closed' ORDER BY 1`)).map(({ outcome }) => outcome)).toEqual(['falseAlert', 'lost', 'notReached', 'partlyLost', 'prevented', 'refused']);
    expect(await count(`instance WHERE workflow = 'fraud-alert' AND status = 'closed' AND started_at > now() - interval '40 days'`)).toBeGreaterThan(15);
    expect(await count(`(SELECT snapshot->'data'->'person'->>'phone' FROM instance WHERE workflow = 'fraud-alert' GROUP BY 1 HAVING count(*) > 1) again`)).toBe(1);
    expect(await count(`clock c JOIN instance i ON i.id = c.instance_id WHERE i.workflow = 'fraud-alert' AND c.state = 'breached'`)).toBeGreaterThan(2);
  });

  it('shows searches, people found first, property and distress in every state, neighbours that answered, and weeks of what is over', async () => {
    const workflows = ['missing-person', 'video-request', 'post-question', 'found-person', 'lost-property', 'found-property', 'distress'];
    const shown = new Set((await rows<{ state: string }>(`SELECT DISTINCT workflow || ' ' || unnest(states) AS state FROM instance WHERE workflow IN ('${workflows.join("', '")}')`)).map(({ state }) => state));
    const reached = new Set((await rows<{ state: string }>(`SELECT DISTINCT i.workflow || ' ' || unnest(h.states_entered) AS state FROM history h JOIN instance i ON i.id = h.instance_id WHERE i.workflow IN ('${workflows.join("', '")}')`)).map(({ state }) => state));
    const wanted = workflows.flatMap((workflow) => Object.values(catalog.get(workflow).compiled.states).filter(({ kind }) => !PASSING.has(kind)).map(({ path }) => `${workflow} ${path}`));
    expect(wanted.filter((state) => !shown.has(state) && !reached.has(state))).toEqual([]);
    const current = ['searching.branches.water.searched', 'searching.branches.poster.out', 'found.confirming', 'found.guardian', 'found.protecting', 'found.choice', 'suspended', 'reviewing', 'putBy', 'escalating', 'escalated', 'handedOver', 'civilAffairs', 'protected'];
    expect(current.filter((state) => !shown.has(`missing-person ${state}`))).toEqual([]);
    // Three of five neighbours have answered, one with a clue, and the search has heard them.
    expect(await rows(`SELECT answer, count(*)::int AS number FROM share_request WHERE direction = 'out' AND ended_at IS NULL GROUP BY 1 ORDER BY 1`)).toEqual([{ answer: 'clue', number: 1 }, { answer: 'received', number: 1 }, { answer: 'searching', number: 1 }, { answer: null, number: expect.any(Number) }]);
    expect(await count(`instance WHERE jsonb_array_length(snapshot->'data'->'neighbours') = 3`)).toBe(1);
    expect(await count(`instance WHERE jsonb_array_length(snapshot->'data'->'claims') = 2`)).toBe(1);
    expect(await count(`instance WHERE workflow = 'missing-person' AND status = 'closed' AND started_at > now() - interval '40 days'`)).toBeGreaterThan(15);
    expect(await count(`clock c JOIN instance i ON i.id = c.instance_id WHERE i.workflow = 'missing-person' AND c.state = 'breached'`)).toBeGreaterThan(2);
    // A child who was just reported missing rings; what somebody has acted on does not.
    expect(await count(`outbox o JOIN instance i ON i.id = (o.payload->>'instanceId')::uuid WHERE o.topic = 'workflow.effect.notices' AND i.workflow = 'missing-person'`)).toBeGreaterThan(0);
  });

  it('shows what the workflow does by itself: documents made at their moment, one that waits for the chief, disputes that belong together', async () => {
    const calls = await rows<{ status: string; error: string | null; number: string }>(`SELECT status, error, count(*)::int AS number FROM automation_call WHERE automation = 'agreement-document' GROUP BY 1, 2 ORDER BY 1, 2`);
    expect(calls).toEqual([
      { status: 'abandoned', error: 'partiesMissing: an agreement has two parties at least', number: 2 },
      { status: 'failed', error: 'partiesMissing: an agreement has two parties at least', number: 1 },
      { status: 'succeeded', error: null, number: expect.any(Number) },
    ]);
    expect(await count(`notice WHERE kind = 'automation.failed' AND created_at > now() - interval '5 hours'`)).toBe(1);
    const papers = await rows<{ late: number; papers: number }>(`SELECT count(*)::int AS papers, count(*) FILTER (WHERE a.added_at > c.made_at + interval '1 minute')::int AS late FROM attachment a JOIN automation_call c ON c.station_id = a.station_id AND c.id = a.call_id`);
    expect(papers).toMatchObject([{ late: 0 }]);
    // Each as Word and as PDF.
    expect(papers[0]?.papers).toBe(2 * Number(calls.find(({ status }) => status === 'succeeded')?.number));
    expect(await rows(`SELECT c.status, count(*)::int AS number FROM instance_child c JOIN instance i ON i.station_id = c.station_id AND i.id = c.id WHERE i.workflow = 'dispute-mediation' GROUP BY 1`)).toEqual([{ status: 'open', number: 2 }]);
    expect((await rows<{ states: string[] }>(`SELECT states FROM instance WHERE parent_id IS NOT NULL AND workflow = 'dispute-mediation'`)).map(({ states }) => states.at(-1)).sort()).toEqual(['mediating.second', 'registered']);
    expect(await count('(SELECT series_id FROM instance_series GROUP BY 1 HAVING count(*) = 2) two')).toBe(1);
  });

  it('rings for what has just happened alone, and shows two years', async () => {
    const told = `outbox o JOIN history h ON h.station_id = o.scope_id AND h.instance_id = (o.payload->>'instanceId')::uuid AND h.version = (o.payload->>'version')::int WHERE o.topic = 'workflow.effect.notices'`;
    expect(await count(`${told} AND h.at > now() - interval '5 hours'`)).toBeGreaterThan(0);
    expect(await count(`${told} AND h.at < now() - interval '5 hours'`)).toBe(0);
    expect(await count(`notice n WHERE n.urgency = 'urgent' AND n.signed_at IS NULL AND NOT EXISTS (SELECT FROM history h WHERE h.instance_id = n.record_id AND h.at > now() - interval '5 hours')`)).toBe(0);
    expect(await count(`instance WHERE status = 'closed' AND started_at < now() - interval '18 months'`)).toBeGreaterThan(4);
  });

  it('ends in the present: no clock offset, no timer left behind, history in order', async () => {
    expect(await rows(`SELECT 1 FROM app.test_clock WHERE "offset" <> '0'`)).toEqual([]);
    // The clocks of alerts under way are of minutes: nothing is left of what was due before.
    expect(await count('timer WHERE due_at < (SELECT anchor FROM demo_load)')).toBe(0);
    expect(await count('history WHERE at > now()')).toBe(0);
    expect(await rows(`SELECT 1 FROM (SELECT at, lag(at) OVER (PARTITION BY instance_id ORDER BY version) AS before FROM history) h WHERE at < before`)).toEqual([]);
    expect(await count(`task WHERE status IN ('OPEN', 'CLAIMED') AND due_at < now()`)).toBeGreaterThan(0);
  });
});
