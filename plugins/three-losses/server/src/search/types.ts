import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateTime, Personal } from '@stationhouse/plugin-api';
import * as words from './enums.js';
import type { Ground } from './ground.js';

const P2_PLACE = Personal({ class: 'P2', kind: 'address' });
const P2_TEXT = Personal({ class: 'P2', kind: 'text' });
const P2_NAME = Personal({ class: 'P2', kind: 'name' });
const OUTLINE = { nullable: true, description: 'Closed and counter-clockwise, `[longitude, latitude]`, WGS-84: the outer ring of a GeoJSON Polygon. Null to readers below P2.' };

@ObjectType({ description: 'Who said something of a search, and when by its clock.' })
export class SearchSaid {
  @Field(() => ID, { description: 'The account.' }) byId!: string;
  @Field(() => String) byName!: string;
  @Field(() => DateTime) at!: Date;
}

@ObjectType({ description: 'Why a segment is so many times as likely as its distance says, as a person judged.' })
export class SearchWeight {
  @Field(() => words.SearchWeightKind) kind!: words.SearchWeightKind;
  @Field(() => Float, { description: '0.1 to 10.' }) factor!: number;
  @Field(() => String, { nullable: true }) @P2_TEXT reason!: string | null;
  @Field(() => SearchSaid) said!: SearchSaid;
}

@ObjectType({ description: 'That whoever is in a segment is in more danger than elsewhere: water for a child.' })
export class SearchDanger {
  @Field(() => Float, { description: '1 to 10.' }) factor!: number;
  @Field(() => String, { nullable: true }) @P2_TEXT reason!: string | null;
  @Field(() => SearchSaid) said!: SearchSaid;
}

@ObjectType({ description: 'Who searches a segment.' })
export class SearchAssignee {
  @Field(() => words.SearchAssigneeKind) kind!: words.SearchAssigneeKind;
  @Field(() => ID, { nullable: true, description: 'Of the account or the linked unit; null for a team.' }) id!: string | null;
  @Field(() => String) name!: string;
  @Field(() => SearchSaid) said!: SearchSaid;
}

@ObjectType({ description: 'A part of the ground that one team searches in one go, as it was drawn and as the search stands.' })
export class SearchSegment {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: 'Grows with every change; a change names the one it saw.' }) version!: number;
  @Field(() => Int, { description: 'Its place in the order in which segments are shown, from 1.' }) position!: number;
  @Field(() => String, { nullable: true }) @P2_TEXT name!: string | null;
  @Field(() => [[Float]], OUTLINE) @P2_PLACE outline!: readonly (readonly number[])[] | null;
  @Field(() => words.SearchTerrain) terrain!: words.SearchTerrain;
  @Field(() => SearchWeight, { nullable: true }) weight!: SearchWeight | null;
  @Field(() => SearchDanger, { nullable: true }) danger!: SearchDanger | null;
  @Field(() => SearchAssignee, { nullable: true }) assignee!: SearchAssignee | null;
  @Field(() => SearchSaid) drawn!: SearchSaid;
}

@ObjectType({ description: 'A segment as the search stands.' })
export class SearchSegmentPicture {
  @Field(() => SearchSegment) segment!: SearchSegment;
  @Field(() => Float, { description: 'Square metres.' }) areaM2!: number;
  @Field(() => Float, { nullable: true, description: 'Probability of area (POA) before anything was searched, clues counted, 0 to 1; null while nobody has shown the last-known point on the map.' }) prior!: number | null;
  @Field(() => Float, { nullable: true, description: 'Probability of area now, 0 to 1.' }) poa!: number | null;
  @Field(() => Float, { description: 'Cumulative probability of detection (POD): that all passes together would have found the person here, 0 to 1.' }) pod!: number;
  @Field(() => Float, { description: 'Share of the ground that was covered, 0 to 1.' }) share!: number;
  @Field(() => Int, { description: 'Passes that count.' }) passes!: number;
}

@ObjectType({ description: 'That something was taken back, by whom and why.' })
export class SearchWithdrawal {
  @Field(() => SearchSaid) said!: SearchSaid;
  @Field(() => String, { nullable: true }) @P2_TEXT reason!: string | null;
}

@ObjectType({ description: 'One pass through one segment, as whoever searched said it. Never deleted: withdrawn with a reason.' })
export class SearchPass {
  @Field(() => ID) id!: string;
  @Field(() => ID) segmentId!: string;
  @Field(() => words.SearchMethodName) method!: words.SearchMethodName;
  @Field(() => String, { nullable: true, description: 'Who searched.' }) @P2_NAME team!: string | null;
  @Field(() => Int) searchers!: number;
  @Field(() => DateTime) from!: Date;
  @Field(() => DateTime) to!: Date;
  @Field(() => words.SearchVisibility, { nullable: true }) visibility!: words.SearchVisibility | null;
  @Field(() => Boolean) night!: boolean;
  @Field(() => Float, { nullable: true, description: 'Range of detection that was measured on the spot, metres; null: the default of the ground.' }) rangeM!: number | null;
  @Field(() => String, { nullable: true, description: 'Who measured it.' }) @P2_NAME rangeBy!: string | null;
  @Field(() => Float, { nullable: true, description: 'While searching, m/s; null: the default of the ground.' }) speedMS!: number | null;
  @Field(() => Float, { nullable: true, description: 'Share of the segment that was gone over as somebody judged, 0 to 1.' }) saidShare!: number | null;
  @Field(() => [ID], { description: 'Tracks it counts by; without any it counts by its effort.' }) trackIds!: readonly string[];
  @Field(() => String, { nullable: true }) @P2_TEXT note!: string | null;
  @Field(() => SearchSaid) recorded!: SearchSaid;
  @Field(() => SearchWithdrawal, { nullable: true, description: 'It counts for nothing since.' }) withdrawn!: SearchWithdrawal | null;
  @Field(() => Float, { nullable: true, description: 'Probability of detection, 0 to 1; null for one that was withdrawn, or whose segment is gone.' }) pod!: number | null;
  @Field(() => Float, { nullable: true, description: 'Share of the segment’s ground that it covered, 0 to 1.' }) share!: number | null;
  @Field(() => Float, { nullable: true, description: 'Metres of its tracks within the segment; null without tracks.' }) lengthM!: number | null;
  @Field(() => words.SearchLeftOut, { nullable: true, description: 'Why it counts for nothing although it stands.' }) leftOut!: words.SearchLeftOut | null;
}

@ObjectType({ description: 'What a device wrote down on the way.' })
export class SearchTrack {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true }) @P2_TEXT name!: string | null;
  @Field(() => String, { nullable: true, description: 'Who carried it.' }) @P2_NAME team!: string | null;
  @Field(() => words.SearchTrackFormat) format!: words.SearchTrackFormat;
  @Field(() => words.SearchCoordinateSystem, { description: 'What the sender declared.' }) coordinateSystem!: words.SearchCoordinateSystem;
  @Field(() => Int) pointsRead!: number;
  @Field(() => Int) pointsKept!: number;
  @Field(() => Int, { description: 'Points without a place that could be read.' }) unreadable!: number;
  @Field(() => Float, { nullable: true, description: 'The line stays within so many metres of what was read; null where every point was kept.' }) simplifiedToM!: number | null;
  @Field(() => Float, { description: 'Metres.' }) lengthM!: number;
  @Field(() => DateTime, { nullable: true, description: 'Its first moment by the device’s clock; null without moments.' }) from!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Its last moment.' }) to!: Date | null;
  @Field(() => [[[Float]]], { nullable: true, description: 'The coordinates of a GeoJSON MultiLineString, WGS-84, for a map: at most about 2,000 points, within 20 m of the track. Null to readers below P2.' }) @P2_PLACE lines!: readonly (readonly (readonly number[])[])[] | null;
  @Field(() => SearchSaid) added!: SearchSaid;
  @Field(() => SearchWithdrawal, { nullable: true }) withdrawn!: SearchWithdrawal | null;
}

@ObjectType({ description: 'What a search is reckoned by.' })
export class SearchBasis {
  @Field(() => Int, { description: '0 while nobody said anything; a change names the one it saw.' }) version!: number;
  @Field(() => words.SearchedKind) kind!: words.SearchedKind;
  @Field(() => Boolean, { description: 'The kind follows from what is known of the person; false where somebody set it.' }) kindFromData!: boolean;
  @Field(() => words.SearchSurroundings) surroundings!: words.SearchSurroundings;
  @Field(() => Float, { description: 'That the person is where no search on foot reaches: by vehicle, in somebody’s house; 0 to 0.9.' }) elsewhere!: number;
  @Field(() => String, { nullable: true }) @P2_TEXT reason!: string | null;
  @Field(() => SearchSaid, { nullable: true }) said!: SearchSaid | null;
}

@ObjectType({ description: 'Where the person was last seen, as corrected.' })
export class SearchLastKnown {
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) @P2_PLACE longitude!: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) @P2_PLACE latitude!: number | null;
  @Field(() => DateTime) seenAt!: Date;
  @Field(() => Float, { description: 'How far off the point may be, metres.' }) withinM!: number;
  @Field(() => Float, { description: 'Since then, seconds.' }) elapsedS!: number;
  @Field(() => Float, { description: 'Nobody walks farther than this by now, metres.' }) farthestM!: number;
  @Field(() => [Float], { description: 'Metres within which 25, 50, 75 and 95 % of people of this kind are found.' }) distances!: readonly number[];
}

@ObjectType({ description: 'Where the person may be that is in no segment: shares before weights, clues and passes, 0 to 1.' })
export class SearchOutside {
  @Field(() => Float, { description: 'Probability now that the person is in none of the segments.' }) now!: number;
  @Field(() => Float, { description: 'At the start: within reach, but in no segment that was drawn.' }) notDrawn!: number;
  @Field(() => Float, { description: 'At the start: farther away than 95 % are found.' }) farther!: number;
  @Field(() => Float, { description: 'At the start: by vehicle, or in somebody’s house.' }) elsewhere!: number;
}

@ObjectType({ description: 'What became of a clue, in the order of the instance’s clues.' })
export class SearchClueUse {
  @Field(() => ID, { nullable: true, description: 'The segment it speaks for; null where it counts for nothing.' }) segmentId!: string | null;
  @Field(() => words.SearchLeftOut, { nullable: true }) leftOut!: words.SearchLeftOut | null;
}

@ObjectType({ description: 'Why a team is sent to a segment: a code with its numbers.' })
export class SearchReason {
  @Field(() => words.SearchReasonCode) code!: words.SearchReasonCode;
  @Field(() => Float, { nullable: true, description: 'Probability of area at that moment, with MOST_PROBABLE and PROBABLE.' }) poa!: number | null;
  @Field(() => Int, { nullable: true, description: 'Its place by probability, with PROBABLE.' }) rank!: number | null;
  @Field(() => Float, { nullable: true, description: 'Probability of detection so far, with LEAST_SEARCHED and SEARCHED_BUT_OPEN.' }) pod!: number | null;
  @Field(() => Float, { nullable: true, description: 'On the way, with NEAREST and ON_THE_WAY.' }) minutes!: number | null;
  @Field(() => Float, { nullable: true, description: 'To an even chance, were the person there, with FAST_GROUND.' }) minutesToHalf!: number | null;
  @Field(() => Float, { nullable: true, description: 'With DANGER.' }) factor!: number | null;
}

@ObjectType({ description: 'One stay of a team in one segment; hours count from now.' })
export class SearchStay {
  @Field(() => String, { description: 'As the question called it.' }) team!: string;
  @Field(() => ID) segmentId!: string;
  @Field(() => Float, { description: 'When the way there begins.' }) leavesH!: number;
  @Field(() => Float, { description: 'When the search begins.' }) fromH!: number;
  @Field(() => Float, { description: 'When it ends.' }) toH!: number;
  @Field(() => Float, { description: 'Probability that this stay finds the person, 0 to 1.' }) success!: number;
  @Field(() => [SearchReason], { description: 'The first one weighs most.' }) reasons!: readonly SearchReason[];
}

@ObjectType({ description: 'A proposal where to send whom next. Nobody is sent by it: a person takes it on, changes it or leaves it.' })
export class SearchSuggestion {
  @Field(() => [SearchStay], { description: 'By when the search begins.' }) stays!: readonly SearchStay[];
  @Field(() => Float, { description: 'Expected probability of success of the proposal, 0 to 1.' }) success!: number;
  @Field(() => Float, { description: 'The same of an even division.' }) evenly!: number;
  @Field(() => Float, { description: 'The same of the nearest first.' }) nearestFirst!: number;
  @Field(() => [String], { description: 'Teams that have no time to reach anything that is open.' }) idle!: readonly string[];
  @Field(() => [words.SearchNotCounted]) notCounted!: readonly words.SearchNotCounted[];
}

@ObjectType({ description: 'The ground of a search: what people said of it, and what that comes to now. A correction of the last-known point, a clue, a pass computes it anew. Whoever looks at it hears of changes as changes of the instance.' })
export class SearchGround {
  /** What the suggestion is computed from. */
  readonly ground!: Ground;
  @Field(() => ID) instanceId!: string;
  @Field(() => Boolean, { description: 'False once the search is over, and while its exercise stands.' }) open!: boolean;
  @Field(() => Boolean) exercise!: boolean;
  @Field(() => Boolean, { description: 'True when the caller may draw, weigh and assign.' }) mayDirect!: boolean;
  @Field(() => Boolean, { description: 'True when the caller may record passes and tracks.' }) mayReport!: boolean;
  @Field(() => DateTime, { description: 'What the search’s clock shows; the end of a search that is over.' }) at!: Date;
  @Field(() => SearchBasis) basis!: SearchBasis;
  @Field(() => SearchLastKnown, { nullable: true, description: 'Null while nobody has shown it on the map: nothing is reckoned then but what was covered.' }) lastKnown!: SearchLastKnown | null;
  @Field(() => SearchOutside, { nullable: true }) outside!: SearchOutside | null;
  @Field(() => Float, { nullable: true, description: 'Probability of success so far (POS): that everything done would have found the person by now, 0 to 1. A high one without a find says that the beliefs are wrong.' }) success!: number | null;
  @Field(() => Float, { description: 'Covered share of all segments together, by area, 0 to 1.' }) share!: number;
  @Field(() => Float, { description: 'Square metres in all segments.' }) areaM2!: number;
  @Field(() => [SearchSegmentPicture], { description: 'In their order; at most 200.' }) segments!: readonly SearchSegmentPicture[];
  @Field(() => [SearchPass], { description: 'By when they ended; withdrawn ones too.' }) passes!: readonly SearchPass[];
  @Field(() => [SearchTrack], { description: 'By when they were added; withdrawn ones too.' }) tracks!: readonly SearchTrack[];
  @Field(() => [SearchClueUse]) clues!: readonly SearchClueUse[];
}

@ObjectType({ description: 'A file as it is saved.' })
export class SearchGroundFile {
  @Field(() => String) fileName!: string;
  @Field(() => String) mediaType!: string;
  @Field(() => String, { nullable: true, description: 'UTF-8. Null to readers below P2.' }) @P2_TEXT content!: string | null;
}
