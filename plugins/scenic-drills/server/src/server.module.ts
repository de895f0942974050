import { Module } from '@nestjs/common';
import { DrillsResolver } from './drills/drills.resolver.js';
import { SitesResolver } from './sites/sites.resolver.js';
import { YearResolver } from './year/year.resolver.js';

/** What no definition can say: the sites, the script of a drill and its run, the plan of the year. */
@Module({ providers: [SitesResolver, DrillsResolver, YearResolver] })
export class ScenicDrillsModule {}
