import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compile, definitionFromJson, start, step, type JsonObject, type Snapshot, type StepResult, type WorkflowEvent } from '@stationhouse/workflow';
import { rules } from '@stationhouse/dispute-mediation-common';

/** A recorded life of an instance: the frozen definition it ran on, what happened when, and where it ended. */
interface Recording {
  readonly definition: unknown;
  readonly hash: string;
  readonly timeZone: string;
  readonly steps: readonly { readonly now: string; readonly event: WorkflowEvent | { readonly type: 'start'; readonly data: JsonObject }; readonly effects: readonly unknown[] }[];
  readonly snapshot: Snapshot;
}

/** How a due moment is put into words may get better; the moment may not change. */
const wordless = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'explanation' ? undefined : inner)));

const FOLDER = fileURLToPath(new URL('./histories/', import.meta.url));

describe('recorded histories', () => {
  it.each(readdirSync(FOLDER))('%s replays to the same effects and the same state', (file) => {
    const recording = JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')) as Recording;
    const compiled = compile(definitionFromJson(recording.definition), { rules });
    expect(compiled.hash).toBe(recording.hash);
    let snapshot: Snapshot | undefined;
    for (const [index, { now, event, effects }] of recording.steps.entries()) {
      const context = { now: new Date(now), timeZone: recording.timeZone };
      const result: StepResult = event.type === 'start' ? start(compiled, { data: event.data }, context) : step(compiled, snapshot as Snapshot, event, context);
      if (!result.ok) throw new Error(`step ${index} (${event.type}) was refused: ${result.refusal.code}`);
      expect({ step: index, effects: wordless(result.effects) }).toEqual({ step: index, effects: wordless(effects) });
      snapshot = result.snapshot;
    }
    expect(snapshot).toEqual(recording.snapshot);
  });
});
