import type { Rules } from '@stationhouse/workflow';
import { reviewRules } from './review/rules.js';

export * from './review/index.js';
export * from './scenario/index.js';
export * from './scoring/index.js';

/** The named rules of drills; the browser and the engine run the same. */
export const rules: Rules = { ...reviewRules };
