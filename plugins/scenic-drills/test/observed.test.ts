import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FolderStorage } from '@stationhouse/files';
import { newId, type Id } from '@stationhouse/kernel';
import { checkPlugins } from '@stationhouse/plugin-api';
import plugin from '@stationhouse/scenic-drills-server';
import { createTestStations, pdfPages, untilJobsDone, wordsOf, type TestStation } from '@stationhouse/testing';
import type { JsonObject } from '@stationhouse/workflow';
// The runtime's own test world: a whole runtime on a database of its own.
import { notePlugin } from '../../../libs/workflow-runtime/test/bench-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from '../../../libs/workflow-runtime/test/runtime-world.js';

describe('an exercise that is observed, reviewed and learned from', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  let folder: string;
  let storage: FolderStorage;
  beforeAll(async () => {
    const [checked] = checkPlugins([plugin]);
    if (checked === undefined) throw new Error('no plugin');
    const { id, version, rules = {}, lookups = [] } = checked.declaration;
    folder = await mkdtemp(path.join(tmpdir(), 'drills-'));
    storage = new FolderStorage(folder);
    world = await openRuntime([notePlugin(), { id, version, enabledByDefault: true, rules, workflows: checked.definitions }], { brought: [checked.declaration], lookups: [{ id, lookups }], files: storage });
    await world.jobs.startWorker();
    [station] = (await createTestStations(world.test, 1, { staff: ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer', 'instructor'] })) as [TestStation];
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  const rows = async <Row>(statement: string, parameters: unknown[] = []) => (await world.test.owner.query(statement, parameters)).rows as Row[];
  const by = (role: string) => callBy(station, role);
  const tell = (role: string, instanceId: Id, event: string, payload: JsonObject = {}, idempotencyKey = newId()) => world.runtime.sendEvent(by(role), { instanceId, event, payload, idempotencyKey });
  const reason = (error: unknown) => (error as { details?: { reason?: string } }).details?.reason;
  const refused = (deed: Promise<unknown>) => deed.then(() => undefined, reason);
  const dataOf = async (id: Id) => (await rows<{ data: JsonObject }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, [id]))[0]?.data ?? {};
  const advance = (by_: string) => world.testClock.advance(by_);
  async function complete(role: string, instanceId: Id, key: string, outcome: string, form: JsonObject = {}): Promise<void> {
    const [task] = await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND key = $2 AND status IN ('OPEN', 'CLAIMED')`, [instanceId, key]);
    await world.runtime.completeTask(by(role), { taskId: task?.id ?? '', outcome, form, idempotencyKey: newId() });
  }

  it('keeps notes by the drill’s clock, hears observers alone, reckons the score from what happened, prints it, and closes once everything is improved', async () => {
    const beginsAt = new Date('2026-03-02T08:00:00.000Z');
    const exercise = await world.exercises.plan(by('duty-commander'), {
      title: '演练一', clock: 'virtual', beginsAt, speed: 10, roles: ['duty-officer'],
      injects: [{ title: '报警', after: 'PT1M', content: { kind: 'start', workflow: 'note-case', data: { kind: 'x', secret: '虚构' } } }],
      objectives: [{ title: '及时核对', kind: 'task', inject: 1, subject: 'check', outcome: 'fine', within: 'PT20M' }, { title: '进入第二步', kind: 'state', inject: 1, subject: 'second', within: 'PT1M' }],
    });
    const observer = station.officer('community-officer').accountId;
    const begin = { workflow: 'drill-review', data: { exercise, drillTitle: '演练一', siteName: '示例景区', observers: [observer] } };
    const { instanceId: review } = await world.runtime.startInstance(by('duty-commander'), { ...begin, idempotencyKey: newId() });
    // Started twice it is one review.
    expect(await world.runtime.startInstance(by('chief'), { ...begin, idempotencyKey: newId() })).toMatchObject({ instanceId: review, started: false });
    await world.exercises.start(by('duty-commander'), exercise);
    await advance('PT12S');

    // Named observers and the director write; nobody else does.
    expect(await refused(tell('case-officer', review, 'note', { kind: 'good', words: '不该记下' }))).toBe('notObserver');
    expect(await refused(tell('chief', review, 'nameObservers', { observers: [] }))).toBe('notDirector');
    const key = newId();
    await tell('community-officer', review, 'note', { kind: 'good', objective: 1, words: '核对迅速' }, key);
    await tell('community-officer', review, 'note', { kind: 'good', objective: 1, words: '核对迅速' }, key);
    const written = new Date((await world.test.database.now()).getTime() - 6000).toISOString();
    await tell('duty-commander', review, 'note', { kind: 'safety', words: '水边未系绳', writtenOn: written, point: { longitude: 114.3, latitude: 30.5 } });
    const notes = (await dataOf(review))['notes'] as readonly JsonObject[];
    // Kept once, in the order they were written, ten times as far apart by the drill’s clock as by ours.
    expect(notes.map(({ words, by: who }) => [words, who])).toEqual([['水边未系绳', station.officer('duty-commander').accountId], ['核对迅速', observer]]);
    const [first, second] = notes.map(({ runOn }) => Date.parse(String(runOn)));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(50_000);
    expect(first).toBeGreaterThan(beginsAt.getTime());
    expect(await refused(tell('duty-commander', review, 'note', { kind: 'good', writtenOn: new Date(Date.now() + 86_400_000 * 400).toISOString() }))).toBe('inFuture');

    // Two rate; one of them plays afterwards, and has no word any more.
    await tell('community-officer', review, 'rate', { item: 'radio', score: 1 });
    await tell('community-officer', review, 'rate', { item: 'radio', score: 4 });
    await tell('duty-commander', review, 'rate', { item: 'radio', score: 0 });
    const [played] = await rows<{ id: Id }>('SELECT id FROM instance WHERE exercise_id = $1', [exercise]);
    const [task] = await rows<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [played?.id]);
    await world.runtime.assignTask(by('chief'), { taskId: task?.id ?? '', accountId: station.officer('duty-commander').accountId, idempotencyKey: newId() });
    await world.runtime.completeTask(by('duty-commander'), { taskId: task?.id ?? '', outcome: 'fine', form: {}, idempotencyKey: newId() });
    expect(await refused(tell('duty-commander', review, 'observed'))).toBe('stillRunning');
    await advance('PT30S');
    await world.exercises.end(by('duty-commander'), exercise);
    await tell('duty-commander', review, 'observed');

    const actions = [{ title: '水边配救生绳', weakness: 'water', owner: 'communityOfficer', dueOn: '2030-01-31' }];
    await complete('duty-commander', review, 'write', 'written', { wentWell: '核对及时', toImprove: '水边防护不足', actions });
    const { result } = await dataOf(review);
    expect(result).toMatchObject({ halted: false, objectives: [{ place: 1, result: 'MET', points: 1 }, { place: 2 }], items: expect.arrayContaining([expect.objectContaining({ item: 'radio', mean: 4, raters: 1, left: 1 })]) });
    expect(JSON.stringify(result)).not.toContain('及时核对');

    // Whoever wrote it does not approve it.
    await complete('instructor', review, 'approve', 'returned', { returnedFor: '补充照护情况' });
    await complete('chief', review, 'write', 'written', { wentWell: '核对及时', toImprove: '水边防护不足\n照护需加强', actions });
    await expect(complete('chief', review, 'approve', 'approved')).rejects.toMatchObject({ code: 'SEPARATE_DUTIES' });
    await complete('instructor', review, 'approve', 'approved');
    await untilJobsDone(world.test, station.id);

    const papers = await rows<{ name: string; sha256: string }>('SELECT name, sha256 FROM attachment WHERE instance_id = $1 ORDER BY name', [review]);
    expect(papers.map(({ name }) => name.replace(/FP-S1-\d{4}-\d{5}/, 'FP'))).toEqual(['演练复盘报告 FP.docx', '演练复盘报告 FP.pdf']);
    const [word = Buffer.alloc(0), pdf = Buffer.alloc(0)] = await Promise.all(papers.map(async ({ sha256 }) => buffer(await storage.area(`attachments/${station.id}`).open(sha256))));
    for (const words of ['演练 · EXERCISE', '及时核对', '水边未系绳', '照护需加强', '水边配救生绳', '4.0 / 5']) {
      expect(wordsOf(word).join('\n')).toContain(words);
      expect(pdfPages(pdf).join('')).toContain(words);
    }

    // The improvement is its owner's, checked by somebody else, and the review is over with it.
    const [improvement] = await rows<{ id: Id }>(`SELECT id FROM instance WHERE workflow = 'drill-improvement' AND parent_id = $1`, [review]);
    const id = improvement?.id ?? '';
    await complete('community-officer', id, 'improve', 'improved', { proof: '已配备六条救生绳' });
    await complete('chief', id, 'check', 'accepted');
    await untilJobsDone(world.test, station.id);
    expect(await rows('SELECT workflow, status, outcome FROM instance WHERE id = ANY ($1) ORDER BY workflow', [[review, id]])).toEqual([{ workflow: 'drill-improvement', status: 'closed', outcome: 'improved' }, { workflow: 'drill-review', status: 'closed', outcome: 'learned' }]);
  }, 60_000);
});
