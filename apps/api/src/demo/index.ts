import type { Migration } from '@stationhouse/database';
import { Demo1700000000900, DemoState1700000000910 } from './migration.js';

export { holdsDemo, loadDemo, type DemoOptions } from './load.js';
export { composeBriefings } from './briefings.js';
export { assessDemo } from './assess.js';
export { makeDemoDashboards } from './dashboards.js';
export { playStories, type PlayOptions } from './stories/play.js';
export { playVenues, writeVenues, type VenueOptions } from './venues.js';
export { DEMO_PASSWORD, signInsToShow } from './people.js';

/** The migrations of the demo: the mark that it was loaded. They come after those of libs/access. */
export const demoMigrations: readonly Migration[] = [Demo1700000000900, DemoState1700000000910];
