import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, openTestDatabase, type TestDatabase, type TestStation } from '@stationhouse/testing';
import type { CommandAnswer } from '@stationhouse/workflow-runtime';
import { callBy, entities, migrations } from '../runtime-world.js';
import { Fleet } from './fleet.js';
import type { Command } from './protocol.js';

/** Six kills here; the whole fifty with `npm run faults` (FAULT_KILLS=50). */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 6);
const CLIENTS = 12;
const TICKS = 4;
const LONGEST_LIFE = 2_000;

/** What the clients themselves know: every command they sent, and its acknowledgement. */
interface Entry {
  readonly station: TestStation;
  readonly command: Command;
  readonly answer: CommandAnswer;
}

describe(`the runtime under ${KILLS} kill -9`, () => {
  let test: TestDatabase;
  let stations: TestStation[];
  let fleet: Fleet;
  const ledger: Entry[] = [];
  let over = false;

  beforeAll(async () => {
    test = await openTestDatabase({ entities, migrations });
    stations = await createTestStations(test, 3);
    fleet = new Fleet(test.urls.app);
  });
  afterAll(async () => {
    await fleet.close();
    await test.close();
  });

  async function send(station: TestStation, command: Command): Promise<CommandAnswer> {
    const answer = await fleet.ask(callBy(station, 'chief'), command);
    ledger.push({ station, command, answer });
    return answer;
  }

  /** Runs instances from start to stop, one after the other; two ticks at a time race for the instance. */
  async function client(station: TestStation): Promise<void> {
    while (!over) {
      const { instanceId } = await send(station, { type: 'start', key: newId() });
      for (let tick = 0; tick < TICKS; tick += 2) {
        await Promise.all([send(station, { type: 'tick', key: newId(), instanceId }), send(station, { type: 'tick', key: newId(), instanceId })]);
      }
      await send(station, { type: 'stop', key: newId(), instanceId });
    }
  }

  it(
    'loses no acknowledged step, repeats none, and fires every timer once',
    async () => {
      await fleet.next();
      const clients = Array.from({ length: CLIENTS }, (_, index) => client(stations[index % stations.length] as TestStation));
      for (let kill = 0; kill < KILLS; kill++) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE));
        await fleet.kill();
        await fleet.next();
      }
      over = true;
      await Promise.all(clients);
      await allClosed();
      expect(fleet.resent).toBeGreaterThan(0);

      // Every acknowledgement, asked for again, is the same.
      for (const entry of sample(ledger, 50)) expect(await fleet.ask(callBy(entry.station, 'chief'), entry.command)).toEqual(entry.answer);

      const { rows: history } = await test.owner.query<{ instance_id: Id; version: number; kind: string; at: Date; timer: string | null; serial: string | null }>(
        `SELECT instance_id, version, kind, at, event->>'timer' AS timer, event->>'serial' AS serial FROM history`,
      );
      const steps = new Map(history.map((row) => [`${row.instance_id}:${row.version}`, row.kind]));
      const kinds = { start: 'start', tick: 'event', stop: 'complete-task' } as const;
      for (const { command, answer } of ledger) expect(steps.get(`${answer.instanceId}:${answer.version}`)).toBe(kinds[command.type]);
      // As many steps as commands: nothing was done twice, and each acknowledgement names a step of its own.
      expect(history.filter((row) => row.kind !== 'timer')).toHaveLength(ledger.length);
      expect(new Set(ledger.map(({ answer }) => `${answer.instanceId}:${answer.version}`)).size).toBe(ledger.length);

      const { rows: instances } = await test.owner.query<{ id: Id; station_id: Id; number: string; status: string; version: number; ticks: number }>(`SELECT id, station_id, number, status, version, (snapshot->'data'->>'ticks')::int AS ticks FROM instance`);
      expect(instances).toHaveLength(ledger.filter(({ command }) => command.type === 'start').length);
      // start + ticks + stop + the timer of the wait.
      for (const instance of instances) expect(instance).toMatchObject({ status: 'closed', ticks: TICKS, version: TICKS + 3 });
      expect(history.filter((row) => row.kind === 'timer')).toHaveLength(instances.length);
      for (const station of stations) {
        const numbers = instances.filter((instance) => instance.station_id === station.id).map((instance) => Number(instance.number.slice(-5)));
        expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_, index) => index + 1));
      }
      const { rows: left } = await test.owner.query('SELECT (SELECT count(*)::int FROM timer) AS timers, (SELECT count(*)::int FROM idempotency) AS keys, (SELECT count(*)::int FROM audit_entry WHERE record_kind = $1) AS audit', ['instance']);
      expect(left[0]).toEqual({ timers: 0, keys: ledger.length, audit: ledger.length });
      process.stdout.write(`${JSON.stringify({ kills: KILLS, commands: ledger.length, resent: fleet.resent, instances: instances.length })}\n`);
    },
    120_000 + KILLS * 15_000,
  );

  /** The last timers are a second away, and those a dead process had claimed come back after its lease. */
  async function allClosed(): Promise<void> {
    for (;;) {
      const { rows } = await test.owner.query(`SELECT count(*)::int AS open FROM instance WHERE status <> 'closed'`);
      if (rows[0].open === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});

function sample<Item>(items: readonly Item[], count: number): Item[] {
  const every = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => index % every === 0);
}
