import { DateTime, LocalDate, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { DefinitionProblem, OverlayConflict } from '../graphql/configuration-types.js';
import type { CampaignStanding } from './campaign-reads.js';

export enum CampaignStateName {
  PLANNED = 'PLANNED',
  ADOPTED = 'ADOPTED',
  CONFLICT = 'CONFLICT',
  SUPERSEDED = 'SUPERSEDED',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(CampaignStateName, {
  name: 'CampaignState',
  description: 'What has become of a campaign at a station.',
  valuesMap: {
    PLANNED: { description: 'Its day has not come, or it is paused.' }, ADOPTED: { description: 'New instances start on it.' }, CONFLICT: { description: 'The station’s own overlay is in its way; what was holds on until somebody decides.' },
    SUPERSEDED: { description: 'The station works with something later.' }, WITHDRAWN: { description: 'Taken back.' },
  },
});

@ObjectType({ description: 'A station’s part of a campaign.' })
export class CampaignStation {
  @Field(() => ID) stationId!: Id;
  @Field(() => String) name!: string;
  @Field(() => CampaignStateName) state!: CampaignStateName;
  @Field(() => DateTime, { nullable: true, description: 'When it was carried out there; null before.' }) carriedAt!: Date | null;
  @Field(() => [OverlayConflict], { description: 'Places that both sides changed, with all three values.' }) conflicts!: OverlayConflict[];
  @Field(() => [DefinitionProblem], { description: 'What the bureau’s revision does not allow.' }) problems!: DefinitionProblem[];
}

@ObjectType({ description: 'A revision of the bureau’s overlay on its way to chosen stations (模板下发).' })
export class Campaign {
  row!: CampaignStanding;
  @Field(() => ID) id!: Id;
  @Field(() => String) workflow!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int, { description: 'Of the bureau’s overlay: see overlayRevisions.' }) revision!: number;
  @Field(() => String) because!: string;
  @Field(() => LocalDate, { nullable: true, description: 'From the beginning of which day of each station’s; null: at once.' }) effectiveOn!: string | null;
  @Field(() => Boolean) paused!: boolean;
  @Field(() => Boolean, { description: 'The plugin has brought a newer template: stations that have not adopted it will not. Start another.' }) outdated!: boolean;
  @Field(() => DateTime, { nullable: true }) withdrawnAt!: Date | null;
  @Field(() => DateTime) startedAt!: Date;
  @Field(() => Int, { description: 'Chosen stations.' }) stations!: number;
  @Field(() => Int) planned!: number;
  @Field(() => Int) adopted!: number;
  @Field(() => Int) conflict!: number;
  @Field(() => Int) superseded!: number;
  @Field(() => Int) withdrawn!: number;
}

@ObjectType()
export class CampaignEdge {
  @Field(() => String) cursor!: string;
  @Field(() => Campaign) node!: Campaign;
}

@ObjectType()
export class CampaignConnection {
  @Field(() => [CampaignEdge]) edges!: CampaignEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'A station that could not follow a campaign by itself.' })
export class CampaignMeeting {
  @Field(() => ID) stationId!: Id;
  @Field(() => [OverlayConflict]) conflicts!: OverlayConflict[];
  @Field(() => [DefinitionProblem]) problems!: DefinitionProblem[];
  @Field(() => Boolean, { description: 'True where only the bureau’s own word is at stake: decideForStation would answer.' }) bureauMayDecide!: boolean;
}

@ObjectType({ description: 'What a campaign would come to.' })
export class CampaignTrial {
  @Field(() => Boolean, { description: 'True while the bureau’s own rule asks for a review that has not been given: startCampaign would answer REVIEW_NEEDED.' }) reviewLacks!: boolean;
  @Field(() => [Text], { description: 'Against what the bureau gives everybody now, in words.' }) changes!: Bilingual[];
  @Field(() => [DefinitionProblem], { description: 'What is wrong with the overlay; no campaign starts while there is anything.' }) problems!: DefinitionProblem[];
  @Field(() => [CampaignMeeting], { description: 'Stations that could not follow by themselves; the others adopt it.' }) meetings!: CampaignMeeting[];
}
