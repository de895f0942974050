import { expect, it } from '@jest/globals';
import { recordingOf, relive } from '@stationhouse/workflow';
import { lives, present } from './lives.js';

it('plays every life again as it was: recalls, edits, automations and linked disputes included', () => {
  for (const [name, live] of Object.entries(lives)) {
    const { hash, timeZone, steps } = recordingOf(live(present));
    const past = { id: name, timeZone, definition: hash, steps: steps.map(({ now, event, effects }) => ({ at: now, event, effects })) };
    const life = relive(present, past, new Date(steps.at(-1)?.now ?? 0), () => 3_600_000);
    expect({ name, notTaken: life.notTaken, steps: life.steps.map(({ at, effects }) => ({ at, effects })) }).toEqual({ name, notTaken: undefined, steps: past.steps.map(({ at, effects }) => ({ at, effects })) });
  }
});
