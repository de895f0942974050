import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compile, definitionFromJson, migrate, planMigration, replayRecording, start, step, type CompiledWorkflow, type Recording, type Rules, type Simulation, type Snapshot } from '@stationhouse/workflow';

/** What a plugin keeps of its workflow: see `test/lives.ts` of a plugin. */
export interface KeptLives {
  readonly rules: Rules;
  /** The present version. */
  readonly present: CompiledWorkflow;
  readonly lives: Readonly<Record<string, (compiled: CompiledWorkflow) => Simulation>>;
}

/**
 * The tests of a plugin's recorded histories: every version reads back under its own name, every life replays to the same effects and
 * the same state, the present version is recorded, and what runs on an older version can move to the present one at every step.
 * @param folder `new URL('./histories/', import.meta.url)`, where `npm run histories:record` keeps them
 */
export function describeHistories(folder: URL, { rules, present, lives }: KeptLives): void {
  const root = fileURLToPath(folder);
  const readJson = (path: string): unknown => JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
  const hashes = readdirSync(root);
  const histories = hashes.flatMap((hash) => readdirSync(`${root}${hash}`).filter((file) => file !== 'definition.json').map((file) => [hash, file] as const));
  const recordingOf = (hash: string, file: string) => readJson(`${hash}/${file}`) as Recording;
  const versions = new Map<string, CompiledWorkflow>();
  /** The frozen definition of a version, stored beside its histories. */
  const versionOf = (hash: string): CompiledWorkflow => {
    const known = versions.get(hash);
    if (known !== undefined) return known;
    const compiled = compile(definitionFromJson(readJson(`${hash}/definition.json`)), { rules });
    versions.set(hash, compiled);
    return compiled;
  };

  describe('recorded histories', () => {
    it.each(hashes)('the definition %s reads back under its own name', (hash) => {
      expect(versionOf(hash).hash).toBe(hash);
    });

    it.each(histories)('%s/%s replays to the same effects and the same state', (hash, file) => {
      expect(replayRecording(recordingOf(hash, file), versionOf)).toMatchObject({ same: true });
    });

    it('name the first event that differs', () => {
      const [hash = '', file = ''] = histories[0] ?? [];
      const recording = recordingOf(hash, file);
      const [first, second, ...rest] = recording.steps;
      if (first === undefined || second === undefined) throw new Error('nothing recorded');
      const tampered = { ...recording, steps: [first, { ...second, effects: second.effects.slice(1) }, ...rest] };
      expect(replayRecording(tampered, versionOf)).toMatchObject({ same: false, step: 2, event: second.event.type });
    });

    it('are kept of the present version: npm run histories:record', () => {
      for (const life of Object.keys(lives)) expect({ life, kept: existsSync(`${root}${present.hash}/${life}.json`) }).toEqual({ life, kept: true });
    });
  });

  const older = histories.filter(([hash]) => hash !== present.hash);
  if (older.length === 0) return;
  describe('an instance on an older version', () => {
    it.each(older)('%s/%s can move to the present one at every step of its life, and goes on there', (hash, file) => {
      const from = versionOf(hash);
      const plan = planMigration(from, present);
      expect(plan.open).toEqual([]);
      const recording = recordingOf(hash, file);
      let snapshot: Snapshot | undefined;
      for (const { now, event } of recording.steps) {
        const context = { now: new Date(now), timeZone: recording.timeZone };
        if (event.type === 'migrate' || event.type === 'undo-migration') break;
        const result = event.type === 'start' ? start(from, event, context) : step(from, snapshot as Snapshot, event, context);
        if (!result.ok || result.snapshot.status === 'closed') break;
        snapshot = result.snapshot;
        const moved = migrate({ plan, from, to: present }, snapshot, context);
        expect({ now, moved: moved.ok }).toEqual({ now, moved: true });
        if (moved.ok) expect(Object.values(moved.snapshot.clocks).map(({ dueAt }) => dueAt)).toEqual(Object.values(snapshot.clocks).map(({ dueAt }) => dueAt));
      }
    });
  });
}
