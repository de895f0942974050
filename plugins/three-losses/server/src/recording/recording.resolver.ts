import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { PluginStore, Requires } from '@stationhouse/plugin-api';
import { SearchPositionsInput } from '../search/inputs.js';
import { reportGround } from '../search/permissions.js';
import { SearchTrack } from '../search/types.js';
import { trackView } from '../search/views.js';
import { recordPositions } from './record.js';

/** What searchers' phones record on the way. */
@Resolver()
export class RecordingResolver {
  constructor(private readonly store: PluginStore) {}

  @Mutation(() => SearchTrack, { description: 'Keeps positions of a phone that records where its searcher goes; all of one recordingId are one track, whenever and in whatever order they come, and those from before the end of a search are kept after it. BAD_INPUT with details.problem – place, inFuture, tooMany –, NOT_FOUND, INSTANCE_CLOSED, EXERCISE_NOT_RUNNING.' })
  @Requires(reportGround)
  recordPositions(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('instanceId', { type: () => ID, description: 'The search.' }) instanceId: string,
    @Args('input', { type: () => SearchPositionsInput }) input: SearchPositionsInput,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per batch; a repeated command returns the first answer.' }) idempotencyKey: string,
  ): Promise<SearchTrack> {
    return this.store.inInstance(stationId, parseId(instanceId, 'instanceId'), reportGround, async (rows) => trackView(await recordPositions(rows, input, idempotencyKey), rows.reader));
  }
}
