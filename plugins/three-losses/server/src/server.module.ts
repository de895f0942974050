import { Module } from '@nestjs/common';
import { MatchingResolver } from './property/matching.resolver.js';

/** What no definition can say: lost and found compared. */
@Module({ providers: [MatchingResolver] })
export class ThreeLossesModule {}
