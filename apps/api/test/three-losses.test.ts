import { afterAll, beforeAll, describe } from '@jest/globals';
import { openWorld, type World } from './support/world.js';
import { describeFigures } from './three-losses/figures.js';
import { describeGround } from './three-losses/ground.js';
import { describeInputs } from './three-losses/inputs.js';
import { describeRecording } from './three-losses/recording.js';
import { describeScenario } from './three-losses/scenario.js';

describe('three losses in the whole house', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('Losses', 2);
  }, 120_000);
  afterAll(() => world?.close());

  describeGround(() => world);
  describeInputs(() => world);
  describeRecording(() => world);
  describeFigures(() => world);
  // Last: days go by.
  describeScenario(() => world);
});
