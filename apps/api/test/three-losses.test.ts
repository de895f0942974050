import { afterAll, beforeAll, describe } from '@jest/globals';
import { openWorld, type World } from './support/world.js';
import { describeGround } from './three-losses/ground.js';

describe('three losses in the whole house', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('Losses', 2);
  }, 120_000);
  afterAll(() => world?.close());

  describeGround(() => world);
});
