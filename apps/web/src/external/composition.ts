import { publicPages as antiFraud } from '@stationhouse/anti-fraud-web/public';
import { publicPages as threeLosses } from '@stationhouse/three-losses-web/public';
import type { PublicPage } from '@stationhouse/plugin-web';

/** The pages of plugins that anybody may open on the external surface. Beside the composition of the inside, the only file that names a plugin. */
export const publicPages: readonly PublicPage[] = [...antiFraud, ...threeLosses];
