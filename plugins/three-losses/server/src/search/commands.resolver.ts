import { Args, ID, Int, Mutation, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { PluginStore, Requires, type Permission, type PluginInstanceRows } from '@stationhouse/plugin-api';
import { setBasis } from './basis.js';
import { coverAnew } from './covering.js';
import { SearchAssigneeInput, SearchBasisInput, SearchDangerInput, SearchPassInput, SearchSegmentInput, SearchTrackInput, SearchWeightInput } from './inputs.js';
import { recordPass } from './passes.js';
import { directGround, reportGround } from './permissions.js';
import { assignSegment, changeSegment, drawSegment, removeSegment, weighSegment } from './segments.js';
import { addTrack } from './tracks.js';
import { SearchPass, SearchSegment, SearchTrack } from './types.js';
import { passView, segmentView, trackView } from './views.js';
import { withdrawPass, withdrawTrack } from './withdrawing.js';

const STATION = { type: () => ID };
const INSTANCE = { type: () => ID, description: 'The search.' };
const SEGMENT = { type: () => ID };
const KEY = { type: () => String, description: 'Made once per intention; a repeated command returns the first answer.' };
const VERSION = { type: () => Int, description: 'The version the change was decided on.' };
const REASON = { type: () => String, description: 'At most 300 characters.' };

/** What people say of the ground of a search. Nothing is deleted: a segment is removed, a pass or a track withdrawn, and each stays on record. */
@Resolver()
export class GroundCommandsResolver {
  constructor(private readonly store: PluginStore) {}

  @Mutation(() => SearchSegment, { description: 'Draws a segment. BAD_INPUT with details.problem – crossesItself and the like with the place, coordinateSystemUndeclared –, CONFLICT with problem overlaps, the segment and the place; NOT_FOUND, INSTANCE_CLOSED.' })
  @Requires(directGround)
  drawSegment(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('input', { type: () => SearchSegmentInput }) input: SearchSegmentInput, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<SearchSegment> {
    return this.at(stationId, instanceId, directGround, async (rows) => segmentView(await drawSegment(rows, input, idempotencyKey), rows.reader));
  }

  @Mutation(() => SearchSegment, { description: 'Changes a segment; the whole of it is given. As drawSegment; STALE_VERSION; CONFLICT with problem searched for the outline of one that has passes, removed for one that somebody removed meanwhile.' })
  @Requires(directGround)
  changeSegment(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('segmentId', SEGMENT) segmentId: string, @Args('input', { type: () => SearchSegmentInput }) input: SearchSegmentInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<SearchSegment> {
    return this.at(stationId, instanceId, directGround, async (rows) => {
      const segment = await changeSegment(rows, segmentId, input, expectedVersion);
      await coverAnew(rows, segment);
      return segmentView(segment, rows.reader);
    });
  }

  @Mutation(() => Boolean, { description: 'Removes a segment: it stays on record and counts for nothing. STALE_VERSION, NOT_FOUND, CONFLICT with problem searched for one that has passes, or removed.' })
  @Requires(directGround)
  removeSegment(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('segmentId', SEGMENT) segmentId: string, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<boolean> {
    return this.at(stationId, instanceId, directGround, async (rows) => (await removeSegment(rows, segmentId, expectedVersion), true));
  }

  @Mutation(() => SearchSegment, { description: 'Says anew how likely a segment is, and how dangerous, each with its reason; left out: as its distance says. STALE_VERSION, NOT_FOUND, CONFLICT with problem removed, BAD_INPUT naming the field.' })
  @Requires(directGround)
  weighSegment(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', INSTANCE) instanceId: string,
    @Args('segmentId', SEGMENT) segmentId: string,
    @Args('weight', { type: () => SearchWeightInput, nullable: true }) weight: SearchWeightInput | null | undefined,
    @Args('danger', { type: () => SearchDangerInput, nullable: true }) danger: SearchDangerInput | null | undefined,
    @Args('expectedVersion', VERSION) expectedVersion: number,
  ): Promise<SearchSegment> {
    return this.at(stationId, instanceId, directGround, async (rows) => segmentView(await weighSegment(rows, segmentId, { weight: weight ?? null, danger: danger ?? null }, expectedVersion), rows.reader));
  }

  @Mutation(() => SearchSegment, { description: 'Says who searches a segment; left out: nobody. STALE_VERSION, NOT_FOUND, CONFLICT with problem removed for one that somebody removed meanwhile.' })
  @Requires(directGround)
  assignSegment(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('segmentId', SEGMENT) segmentId: string, @Args('assignee', { type: () => SearchAssigneeInput, nullable: true }) assignee: SearchAssigneeInput | null | undefined, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<SearchSegment> {
    const whom = assignee === undefined || assignee === null ? null : { kind: assignee.kind, id: assignee.id ?? null, name: assignee.name };
    return this.at(stationId, instanceId, directGround, async (rows) => segmentView(await assignSegment(rows, segmentId, whom, expectedVersion), rows.reader));
  }

  @Mutation(() => Boolean, { description: 'Says anew what a search is reckoned by. STALE_VERSION, BAD_INPUT naming the field, NOT_FOUND, INSTANCE_CLOSED.' })
  @Requires(directGround)
  setSearchBasis(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('input', { type: () => SearchBasisInput }) input: SearchBasisInput, @Args('expectedVersion', { type: () => Int, description: '0 while nobody said anything.' }) expectedVersion: number): Promise<boolean> {
    return this.at(stationId, instanceId, directGround, async (rows) => (await setBasis(rows, input, expectedVersion), true));
  }

  @Mutation(() => SearchPass, { description: 'Records a pass through a segment. It completes no task. BAD_INPUT with details.problem – inFuture, beforeLost, endsBeforeItBegins, tooLong, rangeByMissing, trackUnknown, outOfRange –, NOT_FOUND, CONFLICT with problem removed, INSTANCE_CLOSED.' })
  @Requires(reportGround)
  recordPass(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('input', { type: () => SearchPassInput }) input: SearchPassInput, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<SearchPass> {
    return this.at(stationId, instanceId, reportGround, async (rows) => passView(await recordPass(rows, input, idempotencyKey), rows.reader));
  }

  @Mutation(() => SearchPass, { description: 'Takes a pass back, with a reason; again changes nothing. NOT_FOUND, BAD_INPUT, INSTANCE_CLOSED.' })
  @Requires(reportGround)
  withdrawPass(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('passId', { type: () => ID }) passId: string, @Args('reason', REASON) reason: string): Promise<SearchPass> {
    return this.at(stationId, instanceId, reportGround, async (rows) => passView(await withdrawPass(rows, passId, reason), rows.reader));
  }

  @Mutation(() => SearchTrack, { description: 'Reads and keeps a track. BAD_INPUT with details.problem – coordinateSystemUndeclared, otherPlace with the place, noTrack, tooManyPoints, tooLarge, notXml, notGpx, hasDoctype, notJson, notGeoJson, coordinateSystemUnknown –, NOT_FOUND, INSTANCE_CLOSED.' })
  @Requires(reportGround)
  addTrack(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('input', { type: () => SearchTrackInput }) input: SearchTrackInput, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<SearchTrack> {
    return this.at(stationId, instanceId, reportGround, async (rows) => trackView(await addTrack(rows, input, idempotencyKey), rows.reader));
  }

  @Mutation(() => SearchTrack, { description: 'Takes a track back, with a reason: passes are reckoned without it; again changes nothing. NOT_FOUND, BAD_INPUT, INSTANCE_CLOSED.' })
  @Requires(reportGround)
  withdrawTrack(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string, @Args('trackId', { type: () => ID }) trackId: string, @Args('reason', REASON) reason: string): Promise<SearchTrack> {
    return this.at(stationId, instanceId, reportGround, async (rows) => trackView(await withdrawTrack(rows, trackId, reason), rows.reader));
  }

  private at<Result>(stationId: Id, instanceId: string, permission: Permission, work: (rows: PluginInstanceRows) => Promise<Result>): Promise<Result> {
    return this.store.inInstance(stationId, parseId(instanceId, 'instanceId'), permission, work);
  }
}
