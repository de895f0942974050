import { Module } from '@nestjs/common';
import { MatchingResolver } from './property/matching.resolver.js';
import { RecordingResolver } from './recording/recording.resolver.js';
import { GroundCommandsResolver } from './search/commands.resolver.js';
import { GroundResolver } from './search/ground.resolver.js';

/** What no definition can say: the ground of a search; lost and found compared. */
@Module({ providers: [GroundResolver, GroundCommandsResolver, RecordingResolver, MatchingResolver] })
export class ThreeLossesModule {}
