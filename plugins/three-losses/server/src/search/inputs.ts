import { Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { DateTime } from '@stationhouse/plugin-api';
import * as words from './enums.js';

@InputType({ description: 'A segment as it is drawn: the whole of it is given.' })
export class SearchSegmentInput {
  @Field(() => String, { description: 'At most 60 characters.' }) name!: string;
  @Field(() => [[Float]], { description: '`[longitude, latitude]` corner by corner, closed or not; at most 500 corners and 2,500 km². It meets itself nowhere and shares no ground with another segment.' }) outline!: number[][];
  @Field(() => words.SearchCoordinateSystem, { description: 'What the outline’s coordinates are.' }) coordinateSystem!: words.SearchCoordinateSystem;
  @Field(() => words.SearchTerrain) terrain!: words.SearchTerrain;
  @Field(() => Int, { nullable: true, description: 'Its place in the order; left out: last, or as it was.' }) position?: number | null;
}

@InputType({ description: 'Why a segment is so many times as likely as its distance says.' })
export class SearchWeightInput {
  @Field(() => words.SearchWeightKind) kind!: words.SearchWeightKind;
  @Field(() => Float, { description: '0.1 to 10.' }) factor!: number;
  @Field(() => String, { description: 'Shown wherever the weight is; at most 300 characters.' }) reason!: string;
}

@InputType({ description: 'That whoever is in a segment is in more danger than elsewhere.' })
export class SearchDangerInput {
  @Field(() => Float, { description: '1 to 10.' }) factor!: number;
  @Field(() => String, { description: 'At most 300 characters.' }) reason!: string;
}

@InputType({ description: 'Who searches a segment.' })
export class SearchAssigneeInput {
  @Field(() => words.SearchAssigneeKind) kind!: words.SearchAssigneeKind;
  @Field(() => ID, { nullable: true, description: 'Of the account or the linked unit; left out for a team.' }) id?: string | null;
  @Field(() => String, { description: 'As they are called, at most 60 characters.' }) name!: string;
}

@InputType({ description: 'What a search is reckoned by; the whole of it is given.' })
export class SearchBasisInput {
  @Field(() => words.SearchedKind, { nullable: true, description: 'Left out: as is known of the person.' }) kind?: words.SearchedKind | null;
  @Field(() => words.SearchSurroundings) surroundings!: words.SearchSurroundings;
  @Field(() => Float, { nullable: true, description: 'That the person is where no search on foot reaches, 0 to 0.9; left out: 0.1.' }) elsewhere?: number | null;
  @Field(() => String, { description: 'At most 300 characters.' }) reason!: string;
}

@InputType({ description: 'A pass as whoever searched says it. By tracks it counts by what they covered; without, by its effort, on the share that was gone over where somebody judged it.' })
export class SearchPassInput {
  @Field(() => ID) segmentId!: string;
  @Field(() => words.SearchMethodName) method!: words.SearchMethodName;
  @Field(() => String, { description: 'Who searched, at most 60 characters.' }) team!: string;
  @Field(() => Int, { description: '1 to 10,000.' }) searchers!: number;
  @Field(() => DateTime, { description: 'Not before the person was last seen.' }) from!: Date;
  @Field(() => DateTime, { description: 'Not in the future; at most 36 hours later.' }) to!: Date;
  @Field(() => words.SearchVisibility, { nullable: true, description: 'Left out: medium.' }) visibility?: words.SearchVisibility | null;
  @Field(() => Boolean, { nullable: true, description: 'Left out: by day.' }) night?: boolean | null;
  @Field(() => Float, { nullable: true, description: 'Range of detection measured on the spot, 0.5 to 1,000 m; left out: the default of the ground.' }) rangeM?: number | null;
  @Field(() => String, { nullable: true, description: 'Who measured it; needed with it.' }) rangeBy?: string | null;
  @Field(() => Float, { nullable: true, description: 'While searching, 0.01 to 30 m/s; left out: the default of the ground.' }) speedMS?: number | null;
  @Field(() => Float, { nullable: true, description: 'Of the segment that was gone over, 0.01 to 1.' }) share?: number | null;
  @Field(() => [ID], { nullable: true, description: 'Tracks of this search, at most 20.' }) trackIds?: string[] | null;
  @Field(() => String, { nullable: true, description: 'At most 1,000 characters.' }) note?: string | null;
}

@InputType({ description: 'A file of a track.' })
export class SearchTrackInput {
  @Field(() => words.SearchFileFormat) format!: words.SearchFileFormat;
  @Field(() => String, { description: 'The text of the file; a request holds 4 MB. What is longer is made simpler first, as the page does it.' }) file!: string;
  @Field(() => words.SearchCoordinateSystem, { nullable: true, description: 'What its coordinates are; without it the file is refused.' }) coordinateSystem?: words.SearchCoordinateSystem | null;
  @Field(() => String, { nullable: true, description: 'Left out: as the file calls it. At most 60 characters.' }) name?: string | null;
  @Field(() => String, { nullable: true, description: 'Who carried it, at most 60 characters.' }) team?: string | null;
}

@InputType({ description: 'Where a phone was, at a moment.' })
export class SearchPositionInput {
  @Field(() => Float, { description: 'Degrees, WGS-84.' }) longitude!: number;
  @Field(() => Float, { description: 'Degrees, WGS-84.' }) latitude!: number;
  @Field(() => DateTime, { description: 'By the phone’s clock.' }) at!: Date;
  @Field(() => Float, { nullable: true, description: 'Metres within which the phone believes itself to be; what is worse than 100 is left out, and counted.' }) accuracyM?: number | null;
}

@InputType({ description: 'Positions of one recording, in any order.' })
export class SearchPositionsInput {
  @Field(() => ID, { description: 'Made by the phone when the recording begins: what bears the same one is one track. Another phone of the same account makes another.' }) recordingId!: string;
  @Field(() => String, { nullable: true, description: 'Who carries it; left out: the account’s display name. At most 60 characters.' }) team?: string | null;
  @Field(() => [SearchPositionInput], { description: '1 to 500.' }) positions!: SearchPositionInput[];
}

@InputType({ description: 'Searchers at hand, who go together.' })
export class SearchTeamInput {
  @Field(() => String, { description: 'Each name once; at most 60 characters.' }) name!: string;
  @Field(() => words.SearcherName) searcher!: words.SearcherName;
  @Field(() => Int) searchers!: number;
  @Field(() => Float, { description: 'Until they are to be back, travel included; at most 72.' }) hours!: number;
  @Field(() => Float, { nullable: true, description: 'Where they stand, WGS-84; left out: at the last-known point.' }) longitude?: number | null;
  @Field(() => Float, { nullable: true }) latitude?: number | null;
}
