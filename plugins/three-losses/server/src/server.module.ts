import { Module } from '@nestjs/common';
import { GroundCommandsResolver } from './search/commands.resolver.js';
import { GroundResolver } from './search/ground.resolver.js';

/** What no definition can say: the ground of a search. */
@Module({ providers: [GroundResolver, GroundCommandsResolver] })
export class ThreeLossesModule {}
