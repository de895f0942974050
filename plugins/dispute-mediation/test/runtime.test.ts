import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import disputePlugin from '@stationhouse/dispute-mediation-server';
import { FolderStorage } from '@stationhouse/files';
import { newId, type Id } from '@stationhouse/kernel';
import { checkPlugins } from '@stationhouse/plugin-api';
import { createTestStations, pdfPages, untilJobsDone, wordsOf, type TestStation } from '@stationhouse/testing';
import { signingOf, type JsonObject } from '@stationhouse/workflow';
import { canonical, replay, type HistoryRow, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
// The runtime's own test world: a whole runtime on a database of its own.
import { callBy, openRuntime, type RuntimeWorld } from '../../../libs/workflow-runtime/test/runtime-world.js';
import { AGREEMENT, at } from './definition.js';

const SIGN = 'followingUp.document.toSign#sign';
const PARTIES: JsonObject[] = [{ name: '张三', phone: '13800000001' }, { name: '李小四', minor: true, guardian: { name: '李建国', relation: 'parent' } }];

describe('scenario 7 on the runtime, with the test clock', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  let folder: string;
  let storage: FolderStorage;

  beforeAll(async () => {
    const [checked] = checkPlugins([disputePlugin]);
    if (checked === undefined) throw new Error('no plugin');
    const plugin: WorkflowPlugin = { id: checked.declaration.id, version: checked.declaration.version, enabledByDefault: true, rules: checked.declaration.rules ?? {}, workflows: checked.definitions };
    folder = await mkdtemp(path.join(tmpdir(), 'disputes-'));
    storage = new FolderStorage(folder);
    world = await openRuntime([plugin], { brought: [checked.declaration], files: storage });
    await world.jobs.startWorker();
    station = (await createTestStations(world.test, 1))[0] as TestStation;
    await world.test.owner.query(`UPDATE app.test_clock SET "offset" = $1::timestamptz - now()`, [at('2024-02-29T09:00')]);
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  const now = () => world.test.database.now();
  /** Moves to a local moment in Shanghai, firing what falls due on the way. */
  async function advanceTo(local: string): Promise<void> {
    const seconds = (at(local).getTime() - (await now()).getTime()) / 1000;
    await world.testClock.advance(`PT${seconds.toFixed(3)}S`);
  }
  const tasks = async (instanceId: Id) =>
    (await world.test.owner.query<{ id: Id; ref: string; status: string; opened_at: Date; due_at: Date; roles: string[] }>('SELECT * FROM task WHERE instance_id = $1 ORDER BY serial', [instanceId])).rows;
  async function complete(instanceId: Id, ref: string, outcome: string, form: JsonObject, role: string): Promise<void> {
    const task = (await tasks(instanceId)).find((one) => one.ref === ref && one.status === 'OPEN');
    await world.runtime.completeTask(callBy(station, role), { taskId: task?.id ?? '', outcome, form, idempotencyKey: newId() });
  }

  /** The agreement is signed by finger: an image of another file is refused, and so is one signature too few. */
  async function signedByEverybody(instanceId: Id): Promise<void> {
    const [instance] = await rows<{ snapshot: { data: JsonObject } }>('SELECT snapshot FROM instance WHERE id = $1', instanceId);
    const signing = signingOf(world.catalog.get('dispute-mediation').compiled, SIGN, { data: instance?.snapshot.data ?? {}, now: await now(), timeZone: 'Asia/Shanghai' });
    expect(signing?.text).toContain('夜间十时后不施工');
    expect(signing?.signers.map(({ key, name }) => [key, name])).toEqual([['party0', '张三'], ['party1', '李小四'], ['guardian1', '李建国'], ['host', '主持民警']]);
    const moment = (await now()).toISOString();
    const signatures = (signing?.signers ?? []).map(({ key, name, role }): JsonObject => ({ signer: key, name, role: role['zh-CN'], way: 'fingerprint', witness: '王五', at: moment, text: signing?.sha256 ?? '', readBy: '周敏', readAt: moment }));
    await expect(complete(instanceId, SIGN, 'signed', { signatures: [{ ...signatures[0], way: 'finger', image: newId() }] }, 'community-officer')).rejects.toMatchObject({ code: 'FORM_INVALID' });
    await expect(complete(instanceId, SIGN, 'signed', { signatures }, 'community-officer')).rejects.toMatchObject({ details: { reason: 'consentMissing' } });
    await expect(complete(instanceId, SIGN, 'signed', { signatures: signatures.slice(0, 2), consented: true }, 'community-officer')).rejects.toMatchObject({ details: { reason: 'guardianMissing' } });
    await expect(complete(instanceId, SIGN, 'signed', { signatures: signatures.slice(0, 3), consented: true }, 'community-officer')).rejects.toMatchObject({ details: { reason: 'signatureMissing' } });
    const byFinger = [{ ...signatures[0], way: 'finger', image: await pictureOf(instanceId) }, ...signatures.slice(1)];
    await complete(instanceId, SIGN, 'signed', { signatures: byFinger, consented: true }, 'community-officer');
    const [signed] = await rows<{ snapshot: { data: JsonObject } }>('SELECT snapshot FROM instance WHERE id = $1', instanceId);
    expect(signed?.snapshot.data).toMatchObject({ signatures: byFinger });
    await worked();
    const papers = await rows<{ name: string; sha256: string }>(`SELECT name, sha256 FROM attachment WHERE instance_id = $1 AND name LIKE '%已签署%' ORDER BY id`, instanceId);
    expect(papers.map(({ name }) => name)).toEqual(['治安调解协议书 JF-S1-2024-00001（已签署）.docx', '治安调解协议书 JF-S1-2024-00001（已签署）.pdf']);
    const [word = Buffer.alloc(0), pdf = Buffer.alloc(0)] = await Promise.all(papers.map(async ({ sha256 }) => buffer(await storage.area(`attachments/${station.id}`).open(sha256))));
    for (const words of ['监护人', '见证人：王五', '2024年3月4日']) {
      expect(wordsOf(word).join('\n')).toContain(words);
      expect(pdfPages(pdf).join('')).toContain(words);
    }
    expect(word.includes('word/media/')).toBe(true);
  }

  /** A drawn signature, attached as the page attaches it. */
  async function pictureOf(instanceId: Id): Promise<Id> {
    const drawn = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
    const { sha256 } = await storage.area(`attachments/${station.id}`).put(Readable.from([drawn]));
    const id = newId();
    await rows('INSERT INTO attachment (station_id, id, instance_id, name, type, media_type, bytes, sha256, added_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1000)', station.id, id, instanceId, '签名.png', 'png', 'image/png', drawn.length, sha256, newId());
    return id;
  }

  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const worked = () => untilJobsDone(world.test, station.id);

  it('an agreement of 2024-03-01 is visited by the ends of 03-04, 03-31 and 06-01, each task opening ahead', async () => {
    const duty = callBy(station, 'duty-officer');
    const { instanceId } = await world.runtime.startInstance(duty, { workflow: 'dispute-mediation', data: { cause: 'noise', summary: '楼上深夜装修', parties: PARTIES }, idempotencyKey: newId() });
    await complete(instanceId, 'registered#grade', 'accepted', { risk: 'yellow', track: 'police' }, 'duty-officer');
    await advanceTo('2024-03-01T16:00');
    await complete(instanceId, 'mediating.first#mediate', 'agreed', { ...AGREEMENT, guardianPresent: true }, 'community-officer');
    const timers = (await world.test.owner.query<{ timer: string; due_at: Date }>(`SELECT timer, due_at FROM timer WHERE instance_id = $1 AND timer LIKE '%@until' ORDER BY due_at`, [instanceId])).rows;
    expect(timers.map(({ timer, due_at: due }) => [timer, due])).toEqual([
      ['followingUp.soon.waiting@until', at('2024-03-03T15:20')],
      ['followingUp.later.waiting@until', at('2024-03-26T15:20')],
      ['followingUp.assess.waiting@until', at('2024-05-22T15:20')],
    ]);

    await advanceTo('2024-03-04T10:00');
    await worked();
    const papers = await rows<{ name: string; sha256: string }>('SELECT name, sha256 FROM attachment WHERE instance_id = $1 ORDER BY id', instanceId);
    expect(papers.map(({ name }) => name)).toEqual(['治安调解协议书 JF-S1-2024-00001.docx', '治安调解协议书 JF-S1-2024-00001.pdf']);
    expect(await rows('SELECT level, version FROM document_made WHERE instance_id = $1 AND word_id IS NOT NULL AND pdf_id IS NOT NULL', instanceId)).toEqual([{ level: 'plugin', version: null }]);
    expect(await rows('SELECT 1 FROM notice WHERE record_id = $1 AND title::text LIKE $2', instanceId, '%协议书%')).toHaveLength(1);
    const [word = Buffer.alloc(0), pdf = Buffer.alloc(0)] = await Promise.all(papers.map(async ({ sha256 }) => buffer(await storage.area(`attachments/${station.id}`).open(sha256))));
    for (const words of ['治安调解协议书', '张三', '13800000001', '监护人（签名）', '2024年3月1日', '夜间十时后不施工', '2024年3月15日前（含当日）履行完毕']) {
      expect(wordsOf(word).join('\n')).toContain(words);
      expect(pdfPages(pdf).join('')).toContain(words);
    }
    await signedByEverybody(instanceId);
    await complete(instanceId, 'followingUp.soon.open#visit', 'calm', { situation: '平稳' }, 'community-officer');
    await complete(instanceId, 'followingUp.performance.pending#confirm', 'performed', {}, 'community-officer');
    await expect(world.runtime.sendEvent(callBy(station, 'chief'), { instanceId, event: 'close', idempotencyKey: newId() })).rejects.toMatchObject({ code: 'EVENT_REFUSED', details: { reason: 'followUpNotFinished' } });
    await advanceTo('2024-04-01T03:00');
    const late = (await tasks(instanceId)).find((task) => task.ref === 'followingUp.later.open#visit');
    expect(late?.roles).toEqual(['community-officer', 'team-leader']);
    await complete(instanceId, 'followingUp.later.open#visit', 'calm', { situation: '平稳' }, 'community-officer');
    await advanceTo('2024-06-01T12:00');
    await complete(instanceId, 'followingUp.assess.open#visit', 'calm', { situation: '平稳' }, 'chief');

    const visits = (await tasks(instanceId)).filter((task) => task.ref.endsWith('open#visit'));
    expect(visits.map((visit) => visit.due_at)).toEqual([at('2024-03-05T00:00'), at('2024-04-01T00:00'), at('2024-06-02T00:00')]);
    const leads = [at('2024-03-03T15:20'), at('2024-03-26T15:20'), at('2024-05-22T15:20')];
    for (const [index, visit] of visits.entries()) expect(Math.abs(visit.opened_at.getTime() - (leads[index]?.getTime() ?? 0))).toBeLessThan(1_000);
    const [ended] = await rows<{ snapshot: object }>('SELECT status, outcome, number, snapshot FROM instance WHERE id = $1', instanceId);
    expect(ended).toMatchObject({ status: 'closed', outcome: 'settled', number: 'JF-S1-2024-00001' });
    expect((await world.test.owner.query('SELECT 1 FROM timer WHERE instance_id = $1', [instanceId])).rowCount).toBe(0);
    await worked();
    expect(await rows('SELECT type, version, data FROM plugin_event WHERE instance_id = $1', instanceId)).toEqual([{ type: 'dispute.settled', version: 1, data: { cause: 'noise', risk: expect.any(String), track: expect.any(String), recurrences: expect.any(Number) } }]);

    const history = (await world.test.owner.query<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, states_left AS "statesLeft", states_entered AS "statesEntered", effects FROM history WHERE instance_id = $1 ORDER BY version', [instanceId])).rows;
    const played = replay(history, () => world.catalog.get('dispute-mediation').compiled);
    expect(played).toMatchObject({ same: true });
    if (played.same) expect(canonical(played.snapshot)).toBe(canonical(ended?.snapshot));
    expect(world.errors).toEqual([]);
  });

  it('an agreement without two parties waits for the chief, who names them; a new dispute begins with the same parties and holds this one open', async () => {
    const { instanceId } = await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'dispute-mediation', data: { cause: 'noise', summary: '楼上深夜装修', place: '幸福小区' }, idempotencyKey: newId() });
    await complete(instanceId, 'registered#grade', 'accepted', { risk: 'yellow', track: 'onSite' }, 'duty-officer');
    const agreedOn = await now();
    await complete(instanceId, 'mediating.onSite#mediate', 'agreed', { agreedOn: agreedOn.toISOString(), performBy: '2024-06-10', terms: '当面致歉', atOnce: true }, 'community-officer');
    await world.runtime.sendEvent(callBy(station, 'community-officer'), { instanceId, event: 'makeDocument', idempotencyKey: newId() });
    await worked();
    const [call] = await rows<{ id: Id; status: string; error: string }>('SELECT id, status, error FROM automation_call WHERE instance_id = $1', instanceId);
    expect(call).toMatchObject({ status: 'failed', error: 'partiesMissing: an agreement has two parties at least' });
    expect(await rows('SELECT 1 FROM notice WHERE record_id = $1 AND kind = $2', instanceId, 'automation.failed')).toHaveLength(1);
    await world.repair.editAndRetryAutomation(callBy(station, 'chief'), { callId: call?.id ?? '', reason: '补录当事人', input: { parties: PARTIES } });
    await worked();
    expect(await rows('SELECT name FROM attachment WHERE instance_id = $1 ORDER BY id', instanceId)).toEqual([{ name: '现场调解协议书 JF-S1-2024-00002.docx' }, { name: '现场调解协议书 JF-S1-2024-00002.pdf' }]);

    await world.testClock.advance('P3D');
    await complete(instanceId, 'followingUp.soon.open#visit', 'another', { situation: '又因楼道堆物争执', newCause: 'neighbour', newSummary: '楼道堆物' }, 'community-officer');
    await worked();
    const children = await rows<{ id: Id; number: string; states: string[]; snapshot: { data: object } }>('SELECT id, number, states, snapshot FROM instance WHERE parent_id = $1', instanceId);
    expect(children).toMatchObject([{ number: 'JF-S1-2024-00003', states: ['registered'], snapshot: { data: { cause: 'neighbour', summary: '楼道堆物', place: '幸福小区', parties: [] } } }]);
    expect((await tasks(children[0]?.id ?? '')).map(({ ref, roles }) => [ref, roles])).toEqual([['registered#grade', ['duty-officer']]]);
    expect(world.errors).toEqual([]);
  });

  it('reads its stored definition back to the very same version', async () => {
    const { compiled } = world.catalog.get('dispute-mediation');
    const { rows } = await world.test.owner.query<{ source: unknown }>('SELECT source FROM definition WHERE hash = $1', [compiled.hash]);
    const { definitionFromJson, definitionHash } = await import('@stationhouse/workflow');
    expect(definitionHash(definitionFromJson(rows[0]?.source), {})).toBe(compiled.hash);
  });
});
