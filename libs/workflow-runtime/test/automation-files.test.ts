import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderStorage } from '@stationhouse/files';
import { newId, text, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { AutomationFailure, cancelInstance, defineAutomation, type AutomationContext } from '@stationhouse/workflow-runtime';
import { outwardPlugins, PrinterRoom } from './outward-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

describe('files that an automation makes', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  let folder: string;
  let storage: FolderStorage;
  const room = new PrinterRoom();
  const shred = defineAutomation({ id: 'shred-receipt', module: import.meta.url, title: text('销毁收据', 'Shred'), input: { type: 'object' }, output: { type: 'object' }, dry: { files: 0 }, handle: async ({ withdrawFiles }) => ({ files: await withdrawFiles() }) });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'automation-files-'));
    storage = new FolderStorage(folder);
    const [print] = room.automations();
    if (print === undefined) throw new Error('no printer');
    world = await openRuntime(outwardPlugins(), { automations: [print, shred], files: storage });
    await world.jobs.startWorker();
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    station = (await createTestStations(world.test, 1))[0] as TestStation;
  });
  afterEach(() => expect(world.errors).toEqual([]));

  const chief = () => callBy(station, 'chief');
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const begin = async (exercise = false) => {
    const { instanceId } = await world.runtime.startInstance(chief(), { workflow: 'outward', data: {}, exercise, idempotencyKey: newId() });
    await world.runtime.sendEvent(chief(), { instanceId, event: 'print', idempotencyKey: newId() });
    return instanceId;
  };
  const worked = () => untilJobsDone(world.test, station.id);
  const attachments = (id: Id) => rows<{ name: string; type: string; sha256: string; version: number; added_by: Id | null; call_id: Id; removed_at: Date | null; removed_by: Id | null }>('SELECT * FROM attachment WHERE instance_id = $1 ORDER BY id', id);
  const deeds = (id: Id) => rows<{ version: number; event: object; actor_id: Id | null }>(`SELECT version, event, actor_id FROM history WHERE instance_id = $1 AND kind IN ('attach-file', 'remove-file') ORDER BY version`, id);
  const stored = (sha256: string) => storage.area(`attachments/${station.id}`).size(sha256);
  const receipt = ({ attach, number, station: { name } }: AutomationContext) => attach({ name: 'receipt.txt', content: Buffer.from(`${name} ${number}`), purpose: '收据' });

  it('are attachments of the instance, made by nobody, and the history vouches for them', async () => {
    const contexts: AutomationContext[] = [];
    room.answer = async (context) => {
      contexts.push(context);
      await receipt(context);
      return { pages: 1 };
    };
    const id = await begin();
    await worked();
    const [file, ...more] = await attachments(id);
    expect([file, more]).toMatchObject([{ name: 'receipt.txt', type: 'txt', added_by: null, removed_at: null, call_id: contexts[0]?.callId }, []]);
    expect(await deeds(id)).toMatchObject([{ version: file?.version, actor_id: null, event: { type: 'attach-file', sha256: file?.sha256 } }]);
    expect(contexts[0]).toMatchObject({ number: expect.stringMatching(/^WL-/), station: { timeZone: 'Asia/Shanghai' } });
    expect(await stored(file?.sha256 ?? '')).toBeGreaterThan(0);
    expect(await rows(`SELECT details FROM audit_entry WHERE record_id = $1 AND action = 'attachment.added'`, id)).toMatchObject([{ details: { sha256: file?.sha256, type: 'txt' } }]);
    expect(await rows('SELECT states FROM instance WHERE id = $1', id)).toEqual([{ states: ['done'] }]);
  });

  it('stay an hour later when an attachment names them, and go when the process died before one did', async () => {
    const [named, unnamed] = ['named', 'unnamed'].map((word) => async ({ attach }: AutomationContext) => attach({ name: 'receipt.txt', content: Buffer.from(`${word} ${newId()}`) }));
    const hashes: string[] = [];
    for (const make of [named, unnamed]) {
      room.answer = async (context) => {
        hashes.push((await make?.(context))?.sha256 ?? '');
        return { pages: 1 };
      };
      await begin();
      await worked();
    }
    const purges = `topic = 'workflow.attachment.purge' AND state = 'pending' AND scope_id = '${station.id}'`;
    expect(await rows(`SELECT payload->>'sha256' AS sha256, extract(epoch FROM next_run - created_at)::int AS seconds, wake_at = next_run AS slept FROM outbox WHERE ${purges} ORDER BY id`)).toEqual(hashes.map((sha256) => ({ sha256, seconds: 3_600, slept: true })));
    await rows('DELETE FROM attachment WHERE station_id = $1 AND sha256 = $2', station.id, hashes[1]);
    await rows(`UPDATE outbox SET next_run = now(), wake_at = now() WHERE ${purges}`);
    await worked();
    expect(await Promise.all(hashes.map(stored))).toEqual([expect.any(Number), undefined]);
  });

  it('are made once, however often the call asks', async () => {
    const answers: unknown[] = [];
    room.answer = async (context) => {
      answers.push(await receipt(context), await receipt(context));
      if (context.attempt === 1) throw new AutomationFailure('jammed');
      return { pages: 1 };
    };
    const id = await begin();
    await worked();
    await world.testClock.advance('PT20S');
    await worked();
    expect(answers).toHaveLength(4);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([await attachments(id), await deeds(id)]).toMatchObject([[{ name: 'receipt.txt' }], [{}]]);
  });

  it('are taken away again when the call is made good, also from an instance that is called off', async () => {
    room.answer = async (context) => {
      await receipt(context);
      throw new AutomationFailure('jammed');
    };
    const id = await begin();
    await worked();
    const [{ sha256 = '' } = {}] = await attachments(id);
    expect(await stored(sha256)).toBeGreaterThan(0);
    await cancelInstance(world.runtime, chief(), { instanceId: id, reason: '误报', idempotencyKey: newId() });
    await worked();
    expect(await attachments(id)).toMatchObject([{ removed_at: expect.any(Date), removed_by: null }]);
    expect((await deeds(id)).map(({ event }) => event)).toMatchObject([{ type: 'attach-file', sha256 }, { type: 'remove-file', sha256 }]);
    expect(await stored(sha256)).toBeUndefined();
    expect(await rows('SELECT status, outcome FROM instance WHERE id = $1', id)).toEqual([{ status: 'closed', outcome: 'cancelled' }]);
  });

  it('must be what their name says; what is refused leaves nothing behind', async () => {
    room.answer = async ({ attach }) => {
      await attach({ name: 'receipt.pdf', content: Buffer.from('no pdf at all') });
      return { pages: 1 };
    };
    const id = await begin();
    await worked();
    expect(await rows('SELECT status, error FROM automation_call WHERE instance_id = $1', id)).toEqual([{ status: 'waiting', error: 'FILE_TYPE_REFUSED' }]);
    expect([await attachments(id), await deeds(id)]).toEqual([[], []]);
  });

  it('are not made in an exercise', async () => {
    room.answer = async (context) => ({ pages: (await receipt(context)).bytes });
    const id = await begin(true);
    await worked();
    expect([await attachments(id), await rows('SELECT states FROM instance WHERE id = $1', id)]).toEqual([[], [{ states: ['done'] }]]);
  });
});
