import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { IMPORT_TOPIC } from '../../src/import/service/tokens.js';
import { table, World } from '../world.js';

/** Two kills here; more with IMPORT_KILLS=10. */
const KILLS = Number(process.env['IMPORT_KILLS'] ?? 2);
const ROWS = 40_000 + KILLS * 8_000;

/** Rows without ids, every fourth of them equal to another: only their occurrence tells them apart. */
function rows(): string {
  const [header, ...lines] = table(ROWS * 0.75).trimEnd().split('\n').map((line) => line.split(',').slice(1).join(','));
  return `${[header, ...lines, ...lines.slice(0, ROWS * 0.25)].join('\n')}\n`;
}

describe(`an import whose process is killed ${KILLS} times`, () => {
  let world: World;
  let jobs: Jobs;
  const processes: ChildProcess[] = [];
  beforeAll(async () => {
    world = await World.open();
    jobs = await Jobs.open({ database: world.test.database, onError: () => undefined });
  });
  afterAll(async () => {
    for (const child of processes) child.kill('SIGKILL');
    await jobs.close();
    await world.close();
  });

  async function boot(): Promise<ChildProcess> {
    const child = fork(path.join(import.meta.dirname, 'kill/worker.ts'), [world.test.urls.app, world.files.folder], {
      cwd: path.resolve(import.meta.dirname, '../../../..'),
      execArgv: ['--conditions=@stationhouse/source', '--import', './tools/register.mjs'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    processes.push(child);
    await once(child, 'message');
    return child;
  }

  /** Looks until the import is where it is wanted; every look is kept. */
  async function until(id: Id, there: (row: Awaited<ReturnType<World['row']>>) => boolean, seen: number[]): Promise<void> {
    for (;;) {
      const row = await world.row(id);
      seen.push(row.committed_line);
      if (there(row)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it(
    'is taken up by another process behind the last committed row, and has every row exactly once',
    async () => {
      const id = await world.queue(rows());
      let [working, next] = await Promise.all([boot(), boot()]);
      await world.test.database.inTenant(world.at(), (tenant) => jobs.outbox.enqueue(tenant, { topic: IMPORT_TOPIC, bureauId: world.bureauId, payload: { importId: id } }));
      const seen: number[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        working.send('work');
        const before = seen.at(-1) ?? 0;
        await until(id, ({ committed_line }) => committed_line > before, seen);
        const gone = once(working, 'exit');
        working.kill('SIGKILL');
        expect(await gone).toEqual([null, 'SIGKILL']);
        // One statement: the database may still be committing what the dead process sent last.
        const [half] = await world.owner<{ committed_line: number }>('SELECT state, committed_line, rows_added, (SELECT count(*)::int FROM incident) AS rows_there FROM import');
        const done = (half?.committed_line ?? 0) - 1;
        expect(half).toMatchObject({ state: 'RUNNING', rows_added: done, rows_there: done });
        // The dead process's claim runs out after half a minute; here at once.
        await world.owner(`UPDATE outbox SET next_run = now(), wake_at = now() WHERE state = 'pending'`);
        working = next;
        if (kill + 1 < KILLS) next = await boot();
      }
      working.send('work');
      await until(id, ({ state }) => state !== 'RUNNING', seen);
      expect(await world.row(id)).toMatchObject({ state: 'DONE', rows_read: ROWS, rows_added: ROWS, rows_known: 0, rows_rejected: 0, rows_unrouted: expect.any(Number) });
      // Progress never went back, and each process added to it.
      expect(seen).toEqual([...seen].sort((left, right) => left - right));
      expect(new Set(seen).size).toBeGreaterThan(KILLS + 1);
      expect(await world.owner('SELECT count(*)::int AS n, count(DISTINCT source_key)::int AS keys FROM incident')).toEqual([{ n: ROWS, keys: ROWS }]);
      for (const station of [world.east, world.west, world.unrouted]) {
        const numbers = (await world.numbers(station)).map((number) => Number(number.slice(-5)));
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }
      const [job] = await world.owner<{ attempts: number }>('SELECT attempts FROM outbox');
      expect(job).toEqual({ attempts: KILLS + 1 });
    },
    60_000 + KILLS * 30_000,
  );
});
