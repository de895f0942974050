import { Module } from '@nestjs/common';
import { RecordingResolver } from './recording/recording.resolver.js';
import { GroundCommandsResolver } from './search/commands.resolver.js';
import { GroundResolver } from './search/ground.resolver.js';

/** What no definition can say: the ground of a search. */
@Module({ providers: [GroundResolver, GroundCommandsResolver, RecordingResolver] })
export class ThreeLossesModule {}
