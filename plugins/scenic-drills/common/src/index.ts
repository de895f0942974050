import type { Rules } from '@stationhouse/workflow';
import { reviewRules } from './review/rules.js';
import { drillRules } from './rules.js';

export * from './review/index.js';
export { isTold, TOLD_FIRST, type ToldFirst } from './rules.js';
export * from './scenario/index.js';
export * from './scoring/index.js';
export { standingOf, type HeldDrill, type PlannedKind, type YearEntry, type YearStanding } from './year.js';

/** The named rules of drills; the browser and the engine run the same. */
export const rules: Rules = { ...drillRules, ...reviewRules };
