import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { PluginStore, Requires } from '@stationhouse/plugin-api';
import { SearchFileFormat, SearchVisibility } from './enums.js';
import { writeGround } from './export.js';
import { readGround } from './ground.js';
import { SearchTeamInput } from './inputs.js';
import { directGround, exportGround, readGround as mayRead, reportGround } from './permissions.js';
import { suggestedFor } from './suggested.js';
import { SearchGround, SearchGroundFile, SearchSuggestion } from './types.js';
import { groundView, suggestionView } from './views.js';

const ID_ARG = { type: () => ID };
const PURPOSE = { type: () => String, nullable: true, description: 'Why, in the reader’s words; at most 200 characters. Without it what is personal is masked.' };

/** The ground of a search, read: segments, passes, tracks, what they come to, and where to go next. */
@Resolver(() => SearchGround)
export class GroundResolver {
  constructor(private readonly store: PluginStore) {}

  @Query(() => SearchGround, { description: 'The ground of a search for a missing person. With a purpose its places in full, which is recorded as a personal read. NOT_FOUND, PURPOSE_REQUIRED.' })
  @Requires(mayRead)
  searchGround(@Args('stationId', ID_ARG) stationId: Id, @Args('instanceId', ID_ARG) instanceId: string, @Args('purpose', PURPOSE) purpose: string | null | undefined): Promise<SearchGround> {
    const may = { direct: this.store.may(directGround, stationId), report: this.store.may(reportGround, stationId) };
    return this.store.inInstance(stationId, parseId(instanceId, 'instanceId'), mayRead, async (rows) => groundView(rows, await readGround(rows), may), { purpose });
  }

  @ResolveField(() => SearchSuggestion, { nullable: true, description: 'Where to send these teams next, and what two plain ways would do; null while nobody has shown the last-known point on the map. BAD_INPUT naming the field.' })
  suggestion(
    @Parent() { ground }: SearchGround,
    @Args('teams', { type: () => [SearchTeamInput], description: 'At most 50.' }) teams: SearchTeamInput[],
    @Args('visibility', { type: () => SearchVisibility, nullable: true, description: 'Left out: medium.' }) visibility: SearchVisibility | null | undefined,
    @Args('night', { type: () => Boolean, nullable: true, description: 'Left out: by day.' }) night: boolean | null | undefined,
  ): SearchSuggestion | null {
    const found = suggestedFor(ground, teams, { ...(visibility === undefined || visibility === null ? {} : { visibility }), night: night === true });
    return found === undefined ? null : suggestionView(found);
  }

  @Mutation(() => SearchGroundFile, { description: 'Writes segments (GeoJSON alone), tracks and the last-known point into a file. With a purpose; recorded as a personal read and as an export. NOT_FOUND, PURPOSE_REQUIRED, PERSONAL_DATA_MASKED for readers below P2.' })
  @Requires(exportGround)
  exportGround(
    @Args('stationId', ID_ARG) stationId: Id,
    @Args('instanceId', ID_ARG) instanceId: string,
    @Args('format', { type: () => SearchFileFormat }) format: SearchFileFormat,
    @Args('purpose', { type: () => String, description: 'Why, in the reader’s words; at most 200 characters.' }) purpose: string,
  ): Promise<SearchGroundFile> {
    return this.store.inInstance(stationId, parseId(instanceId, 'instanceId'), exportGround, (rows) => writeGround(rows, format), { purpose });
  }
}
