import type { Rules } from '@stationhouse/workflow';

/** The named rules of drills; the browser and the engine run the same. */
export const rules: Rules = {};
