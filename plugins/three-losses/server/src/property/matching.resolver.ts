import { Args, Field, Float, ID, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { parseId, parseText, type Id } from '@stationhouse/kernel';
import { DateTime, PluginStore, Requires } from '@stationhouse/plugin-api';
import type { LikenessCode } from '@stationhouse/three-losses-common/property';
import { comparisonOf, decide, saidOf } from './matching.js';
import { matchProperty } from './permissions.js';

/** Candidates in one answer at most: whoever has to look through more looks through none. */
const MOST = 10;

export const PropertyLikenessCode: { readonly [Code in LikenessCode]: Code } = {
  NUMBER: 'NUMBER', NUMBER_TAIL: 'NUMBER_TAIL', OTHER_NUMBER: 'OTHER_NUMBER', BRAND: 'BRAND', OTHER_BRAND: 'OTHER_BRAND', COLOURS: 'COLOURS', OTHER_COLOURS: 'OTHER_COLOURS', KIND: 'KIND', WORDS: 'WORDS', PLACE: 'PLACE', TIME: 'TIME',
};
registerEnumType(PropertyLikenessCode, {
  name: 'PropertyLikenessCode',
  description: 'In what something lost and something found agree or differ; never what it is.',
  valuesMap: {
    NUMBER: { description: 'One number stands on both.' },
    NUMBER_TAIL: { description: 'The one number ends with the other.' },
    OTHER_NUMBER: { description: 'Numbers of one length differ.' },
    BRAND: { description: 'One make.' },
    OTHER_BRAND: { description: 'Makes differ.' },
    COLOURS: { description: 'Colours agree, or some of them.' },
    OTHER_COLOURS: { description: 'No colour of the one is of the other.' },
    KIND: { description: 'One kind.' },
    WORDS: { description: 'Descriptions share words.' },
    PLACE: { description: 'Places share words.' },
    TIME: { description: 'Found soon after it was lost.' },
  },
});

@ObjectType({ description: 'Why something lost and something found may be one, or may not.' })
export class PropertyLikenessReason {
  @Field(() => PropertyLikenessCode) code!: LikenessCode;
  @Field(() => Float, { description: 'What it weighs, of the score; below nought it speaks against it.' }) weight!: number;
}

@ObjectType({ description: 'Something lost or found that may be the very thing. Proposed by what was written of both; a person decides.' })
export class PropertyCandidate {
  @Field(() => ID, { description: 'The instance of the other one.' }) instanceId!: Id;
  @Field(() => String) number!: string;
  @Field(() => Float, { description: 'The sum of the reasons; from 3 on it is proposed, 22 at most.' }) score!: number;
  @Field(() => [PropertyLikenessReason], { description: 'The weightiest first.' }) reasons!: readonly PropertyLikenessReason[];
  @Field(() => Boolean, { nullable: true, description: 'What somebody said of the two: true for one thing, false for two; null while nobody has.' }) same!: boolean | null;
  @Field(() => DateTime, { nullable: true, description: 'When they said so.' }) decidedAt!: Date | null;
}

@ObjectType({ description: 'What somebody said of something lost and something found.' })
export class PropertyMatch {
  @Field(() => ID, { description: 'The instance of lost-property.' }) lostId!: string;
  @Field(() => ID, { description: 'The instance of found-property.' }) foundId!: string;
  @Field(() => Boolean, { description: 'True for one thing, false for two.' }) same!: boolean;
  @Field(() => DateTime) decidedAt!: Date;
}

/** 可能是同一件: lost and found compared within one station, and decided by a person. */
@Resolver()
export class MatchingResolver {
  constructor(private readonly store: PluginStore) {}

  @Query(() => [PropertyCandidate], {
    description: 'What may be the very thing that an instance of lost-property or found-property is about, of those that run at this station; the likeliest first, at most 10, those that somebody ruled out last. Empty for a closed one. Errors: NOT_FOUND.',
  })
  @Requires(matchProperty)
  async propertyCandidates(@Args('stationId', { type: () => ID }) stationId: Id, @Args('instanceId', { type: () => ID }) instanceId: string): Promise<PropertyCandidate[]> {
    const id = parseId(instanceId, 'instanceId');
    const compared = await this.store.compare(stationId, matchProperty, comparisonOf(id));
    const said = await this.store.inStation(stationId, matchProperty, (rows) => saidOf(rows, id));
    const candidates = compared.map(({ instanceId: other, number, found }): PropertyCandidate => ({ instanceId: other, number, ...found, same: said.get(other)?.same ?? null, decidedAt: said.get(other)?.decidedAt ?? null }));
    return candidates.sort((one, other) => Number(one.same === false) - Number(other.same === false) || other.score - one.score).slice(0, MOST);
  }

  @Mutation(() => PropertyMatch, {
    description: 'Says whether something lost and something found are one. That they are is told to both: the loss waits to be checked with its owner, the custodian is told. That they are not is remembered; saying that they are takes it back. Errors: NOT_FOUND, INSTANCE_CLOSED, PROPERTY_MATCHED where the loss is being checked with something else.',
  })
  @Requires(matchProperty)
  decidePropertyMatch(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('lostId', { type: () => ID, description: 'An instance of lost-property.' }) lostId: string,
    @Args('foundId', { type: () => ID, description: 'An instance of found-property.' }) foundId: string,
    @Args('same', { type: () => Boolean }) same: boolean,
    @Args('idempotencyKey', { type: () => String }) idempotencyKey: string,
  ): Promise<PropertyMatch> {
    const said = { lostId: parseId(lostId, 'lostId'), foundId: parseId(foundId, 'foundId'), same, key: parseText(idempotencyKey, 'idempotencyKey', 200) };
    return this.store.inStation(stationId, matchProperty, (rows) => decide(rows, said));
  }
}
