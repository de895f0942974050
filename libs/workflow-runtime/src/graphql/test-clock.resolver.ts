import { DateTime, SignedIn } from '@stationhouse/access';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { TestClock } from '../timers/test-clock.js';

/** Only part of the schema with STATIONHOUSE_TEST_CLOCK=1, which production refuses. */
@Resolver()
export class TestClockResolver {
  constructor(private readonly testClock: TestClock) {}

  @Mutation(() => DateTime, { description: 'Moves domain time forward, firing due timers in order. `by` is an ISO 8601 duration: P3D. Answers domain time after it. Tests only.' })
  @SignedIn()
  advanceTestClock(@Args('by', { type: () => String }) by: string): Promise<Date> {
    return this.testClock.advance(by);
  }
}
