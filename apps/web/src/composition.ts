import disputeMediation from '@stationhouse/dispute-mediation-web';
import scenicDrills from '@stationhouse/scenic-drills-web';
import threeLosses from '@stationhouse/three-losses-web';
import antiFraud from '@stationhouse/anti-fraud-web';
import type { PluginWeb } from '@stationhouse/plugin-web';

/** The plugins whose pages and panels this web app carries. The only file that names a plugin. */
export const plugins: readonly PluginWeb[] = [disputeMediation, antiFraud, threeLosses, scenicDrills];
