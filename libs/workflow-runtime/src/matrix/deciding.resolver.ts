import { DateTime, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, ID, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { DefinitionProblem, OverlayConflict } from '../graphql/configuration-types.js';
import { viewConflict } from '../graphql/configuration.resolver.js';
import { pushTemplates, readConfiguration } from '../permissions.js';
import { Deciding, type StationConflicts as Waiting } from './deciding.js';

@ObjectType('BlockedPlace', { description: 'A place that the bureau’s overlay does not allow any more, with what each side says there against the template; nothing where it says nothing.' })
export class BlockedPlaceView {
  @Field(() => DefinitionProblem) problem!: DefinitionProblem;
  @Field(() => [Text], { description: 'Of the bureau’s revision that the station still works with.' }) before!: Bilingual[];
  @Field(() => [Text], { description: 'Of the bureau’s revision that waits.' }) now!: Bilingual[];
  @Field(() => [Text], { description: 'Of the station.' }) station!: Bilingual[];
}

@ObjectType('StationConflicts', { description: 'What waits for a decision in a station’s overlay of a workflow; what was holds on meanwhile.' })
export class StationConflictsView {
  @Field(() => ID) stationId!: Id;
  @Field(() => String) workflow!: string;
  @Field(() => Int, { description: 'Of the station’s overlay: pass it as expectedRevision.' }) revision!: number;
  @Field(() => Int, { nullable: true, description: 'The bureau’s revision that waits; null where only the plugin’s template moved on.' }) bureauRevision!: number | null;
  @Field(() => String, { nullable: true, description: 'Why the bureau gave that revision: of the campaign that brought it, else of the revision itself; null where the bureau has none.' }) because!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it waits.' }) since!: Date | null;
  @Field(() => [OverlayConflict], { description: 'Places that both sides changed.' }) conflicts!: OverlayConflict[];
  @Field(() => [BlockedPlaceView]) blocked!: BlockedPlaceView[];
  @Field(() => Boolean, { description: 'True where only the bureau’s own word is at stake, so that decideForStation would answer; else the chief decides.' }) bureauMayDecide!: boolean;
}

const ID_ARGUMENT = { type: () => ID };
const WORKFLOW = { type: () => String, description: 'The id of a workflow.' };

/** Conflicts of stations, as the bureau sees them. */
@Resolver(() => StationConflictsView)
export class DecidingResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly deciding: Deciding,
  ) {}

  @Query(() => StationConflictsView, { nullable: true, description: 'What keeps a station’s overlay from following its bureau or the plugin; null while nothing does. NOT_FOUND.' })
  @Requires(readConfiguration)
  async stationConflicts(@Args('bureauId', ID_ARGUMENT) bureauId: Id, @Args('stationId', ID_ARGUMENT) stationId: Id, @Args('workflow', WORKFLOW) workflow: string): Promise<StationConflictsView | null> {
    const waiting = await this.gate.inScope({ stationIds: [stationId], bureauIds: [bureauId] }, (tenant) => this.deciding.read(tenant, { stationId, bureauId }, workflow));
    return waiting === undefined ? null : view(waiting);
  }

  @Mutation(() => Boolean, { description: 'Decides a station’s conflicts for it by the bureau’s own word: what the station sets there is taken out, the rest stays; its chief is told. NOT_FOUND, STALE_VERSION, CONFLICT where nothing waits or the chief must decide.' })
  @Requires(pushTemplates)
  async decideForStation(
    @Args('bureauId', ID_ARGUMENT) bureauId: Id,
    @Args('stationId', ID_ARGUMENT) stationId: Id,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('expectedRevision', { type: () => Int, description: 'StationConflicts.revision.' }) expectedRevision: number,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string,
  ): Promise<boolean> {
    this.gate.require(pushTemplates.id, { bureauId });
    return this.gate.inScope({ stationIds: [stationId], bureauIds: [bureauId] }, (tenant) => this.deciding.decide(tenant, { stationId, bureauId }, { workflow, expectedRevision, idempotencyKey }));
  }
}

function view({ conflicts, blocked, ...waiting }: Waiting): StationConflictsView {
  return Object.assign(new StationConflictsView(), waiting, { conflicts: conflicts.map(viewConflict), blocked: blocked.map((place) => Object.assign(new BlockedPlaceView(), place)) });
}
